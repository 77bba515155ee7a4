"""What Gmail does to mail that is sent over its API, and what reaches the recipients."""

import base64
from collections.abc import Iterator

import pytest

from tests.standins.google_kit import (
    ANNA,
    BOB,
    Google,
    encoded,
    mail,
    names,
    reason,
    running,
)

ROB = "rob@acme.example"
LONG_URL = "<https://app.example/unsubscribe/" + "k" * 180 + ">"
OUTLOOK_ID = "<" + "AM0PR04MB" * 8 + "@eurprd04.prod.outlook.com>"


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


def test_the_callers_message_id_is_replaced_and_not_kept_elsewhere(google: Google) -> None:
    sent = google.send(mail(headers=(("Message-ID", "<ours@acme.example>"),))).json()
    told = google.message(sent["id"], format="raw")
    raw = base64.urlsafe_b64decode(told["raw"])
    assert b"ours@acme.example" not in raw
    assigned = names(google.message(sent["id"]))["message-id"]
    assert assigned.startswith("<CA")
    assert assigned.endswith("@mail.gmail.com>")
    assert google.world.delivered(BOB)[0].message_id == assigned


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Outreach-Id", "0b1c-77"),
        ("References", f"<root@app.example> {OUTLOOK_ID}"),
        ("In-Reply-To", OUTLOOK_ID),
        ("List-Unsubscribe", LONG_URL),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Reply-To", "team@acme.example"),
    ],
)
def test_other_headers_reach_the_sent_folder_and_the_recipient(
    google: Google, name: str, value: str
) -> None:
    sent = google.send(mail(headers=((name, value),))).json()
    assert names(google.message(sent["id"], format="metadata"))[name.lower()] == value
    (copy,) = google.world.delivered(BOB)
    assert copy.header(name) == value
    assert f"{name}: {value}\r\n".encode() in copy.raw


def test_custom_headers_can_be_lost_while_references_stay(google: Google) -> None:
    google.world.set_switches(drop_custom_headers=True)
    google.send(mail(headers=(("X-Outreach-Id", "d-1"), ("References", "<root@app.example>"))))
    (copy,) = google.world.delivered(BOB)
    assert copy.header("X-Outreach-Id") is None
    assert copy.header("References") == "<root@app.example>"


def test_every_recipient_gets_one_copy_and_bcc_stays_hidden(google: Google) -> None:
    more = (("Cc", f"Carl <carl@x.example>, {BOB}"), ("Bcc", "boss@acme.example"))
    google.send(mail(headers=more))
    copies = google.world.delivered()
    assert sorted(one.to for one in copies) == [BOB, "boss@acme.example", "carl@x.example"]
    assert all(one.header("Bcc") is None for one in copies)
    assert len({one.message_id for one in copies}) == 1
    assert google.world.sent_folder(ANNA)[0].header("Bcc") == "boss@acme.example"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (mail(to=""), "Recipient address required"),
        (mail(to="nobody"), "Invalid To header"),
        (mail(to="a@b"), "Invalid To header"),
        (mail(headers=(("Cc", "not an address"),)), "Invalid Cc header"),
        (mail(to=", ".join(f"p{n}@x.example" for n in range(101))), "Too many recipients"),
        (b"just some words\r\n", "Invalid value at 'message.raw'"),
        (b"", "Invalid value at 'message.raw'"),
    ],
)
def test_mail_that_cannot_go_is_refused(google: Google, raw: bytes, sentence: str) -> None:
    answer = google.send(raw)
    assert (answer.status_code, reason(answer)) == (400, "invalidArgument")
    assert answer.json()["error"]["message"].startswith(sentence)
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert google.world.delivered() == []
    assert google.world.sent_folder(ANNA) == []


def test_raw_that_is_no_base64url_is_refused(google: Google) -> None:
    assert google.gmail("POST", "/messages/send", json={"raw": "x"}).status_code == 400
    unpadded = encoded(mail()).rstrip("=")
    assert google.gmail("POST", "/messages/send", json={"raw": unpadded}).status_code == 200


def test_a_foreign_sender_becomes_the_accounts_own(google: Google) -> None:
    google.send(mail().replace(f"From: {ANNA}".encode(), b"From: ceo@else.example"))
    assert google.world.delivered(BOB)[0].from_ == f"Anna Reyes <{ANNA}>"


@pytest.mark.parametrize(("status", "kept"), [("accepted", True), ("pending", False)])
def test_a_verified_alias_may_send(google: Google, status: str, kept: bool) -> None:
    google.world.add_alias(ANNA, "sales@acme.example", verification_status=status)
    google.send(mail().replace(ANNA.encode(), b"Sales <sales@acme.example>"))
    assert ("sales@acme.example" in google.world.delivered(BOB)[0].from_) == kept
    alias = google.gmail("GET", "/settings/sendAs/sales@acme.example").json()
    assert alias["verificationStatus"] == status
    assert google.gmail("GET", "/settings/sendAs/no@acme.example").status_code == 404


def test_mail_to_oneself_is_one_message_in_sent_and_inbox(google: Google) -> None:
    sent = google.send(mail(to="anna+test@acme.example")).json()
    assert sorted(sent["labelIds"]) == ["INBOX", "SENT", "UNREAD"]
    assert len(google.world.messages(ANNA)) == 1


def test_another_account_gets_the_mail_in_its_inbox_and_can_answer(google: Google) -> None:
    google.world.add_account(ROB, "Rob")
    first = google.send(mail(to=ROB)).json()
    (arrived,) = google.world.messages(ROB, "INBOX")
    assert arrived.subject == "Hello"
    assert arrived.thread_id != first["threadId"]
    google.sign_in(ROB)
    answer = mail(
        to=ANNA,
        subject="Re: Hello",
        headers=(("In-Reply-To", arrived.message_id), ("References", arrived.message_id)),
    ).replace(f"From: {ANNA}".encode(), f"From: {ROB}".encode())
    google.send(answer, arrived.thread_id)
    (reply,) = google.world.messages(ANNA, "INBOX")
    assert reply.thread_id == first["threadId"]


def test_the_time_of_mail_is_the_stand_ins_clock(google: Google) -> None:
    google.clock.advance(days=3)
    sent = google.send(mail()).json()
    assert google.world.delivered(BOB)[0].at == google.clock.now()
    stamp = google.message(sent["id"], format="minimal")["internalDate"]
    assert stamp == str(int(google.clock.now().timestamp() * 1000))


FORMATS = {
    "minimal": {"id", "threadId", "labelIds", "snippet", "historyId", "internalDate"},
    "full": {"payload"},
    "metadata": {"payload"},
    "raw": {"raw"},
}


@pytest.mark.parametrize("form", list(FORMATS))
def test_each_format_shows_what_it_should(google: Google, form: str) -> None:
    sent = google.send(mail(text="5 < 6")).json()
    told = google.message(sent["id"], format=form)
    everywhere = FORMATS["minimal"] | {"sizeEstimate"}
    assert set(told) == everywhere | FORMATS[form]
    assert told["snippet"] == "5 &lt; 6"
    if form == "metadata":
        assert set(told["payload"]) == {"mimeType", "headers"}


def test_metadata_headers_narrow_and_their_case_does_not_matter(google: Google) -> None:
    sent = google.send(mail()).json()
    asked = ["message-id", "SUBJECT"]
    told = google.message(sent["id"], format="metadata", metadataHeaders=asked)
    assert set(names(told)) == {"message-id", "subject"}


def test_full_shows_the_parts_and_attachments_are_fetched_apart(google: Google) -> None:
    body = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
        b"To: bob@customer.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n"
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHi\r\n"
        b'--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename="a.csv"\r\n'
        b"\r\na,b\r\n--b--\r\n"
    )
    sent = google.send(body).json()
    payload = google.message(sent["id"])["payload"]
    assert names({"payload": payload})["subject"] == "Grüße"
    text, table = payload["parts"]
    assert base64.urlsafe_b64decode(text["body"]["data"]).strip() == b"Hi"
    assert (table["filename"], "data" in table["body"]) == ("a.csv", False)
    path = f"/messages/{sent['id']}/attachments/{table['body']['attachmentId']}"
    assert base64.urlsafe_b64decode(google.gmail("GET", path).json()["data"]).strip() == b"a,b"
    assert google.gmail("GET", f"/messages/{sent['id']}/attachments/no").status_code == 404


def test_what_is_not_there_is_404_in_googles_words(google: Google) -> None:
    for path in ("/messages/19d5000000000000", "/threads/19d5000000000000", "/drafts/r1"):
        answer = google.gmail("GET", path)
        assert answer.status_code == 404
        assert answer.json()["error"] == {
            "code": 404,
            "message": "Requested entity was not found.",
            "errors": [
                {
                    "message": "Requested entity was not found.",
                    "domain": "global",
                    "reason": "notFound",
                }
            ],
            "status": "NOT_FOUND",
        }
