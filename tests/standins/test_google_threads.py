"""One thread or two: for the sender by Gmail's three rules, for the recipient by headers alone."""

from collections.abc import Iterator

import pytest

from tests.standins.google_kit import ANNA, BOB, Google, mail, names, reason, running


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


def first_mail(google: Google) -> tuple[str, str]:
    """Send a first mail and return its thread and the Message-ID that Gmail assigned."""
    sent = google.send(mail()).json()
    return sent["threadId"], names(google.message(sent["id"]))["message-id"]


@pytest.mark.parametrize(
    ("wants_thread", "refers", "subject", "same_thread", "same_conversation"),
    [
        (True, "References", "Re: Hello", True, True),
        (True, "In-Reply-To", "Re: Hello", True, True),
        (True, "References", "RE: Aw:  hello ", True, True),
        (True, "References", "Hello", True, True),
        (True, "References", "Other", False, True),
        (True, "", "Re: Hello", False, False),
        (False, "References", "Re: Hello", False, True),
        (False, "", "Re: Hello", False, False),
    ],
)
def test_a_follow_up_joins_the_thread_by_id_reference_and_subject(
    google: Google,
    wants_thread: bool,
    refers: str,
    subject: str,
    same_thread: bool,
    same_conversation: bool,
) -> None:
    thread, rfc_id = first_mail(google)
    headers = ((refers, f"<phantom@app.example> {rfc_id}"),) if refers else ()
    raw = mail(subject=subject, headers=headers)
    second = google.send(raw, thread if wants_thread else "").json()
    assert (second["threadId"] == thread) == same_thread
    before, after = google.world.delivered(BOB)
    assert (before.conversation == after.conversation) == same_conversation


def test_a_reference_to_an_unknown_mail_joins_nothing(google: Google) -> None:
    thread, _ = first_mail(google)
    raw = mail(subject="Re: Hello", headers=(("References", "<phantom@app.example>"),))
    assert google.send(raw, thread).json()["threadId"] != thread
    before, after = google.world.delivered(BOB)
    assert before.conversation != after.conversation


def test_two_mails_that_share_a_root_nobody_holds_are_two_conversations(google: Google) -> None:
    root = (("References", "<phantom@app.example>"),)
    for subject in ("Hello", "Re: Hello"):
        google.send(mail(subject=subject, headers=root))
    before, after = google.world.delivered(BOB)
    assert before.conversation != after.conversation


def test_the_callers_own_message_id_is_no_reference_to_anything(google: Google) -> None:
    ours = "<ours@acme.example>"
    thread = google.send(mail(headers=(("Message-ID", ours),))).json()["threadId"]
    raw = mail(subject="Re: Hello", headers=(("In-Reply-To", ours), ("References", ours)))
    assert google.send(raw, thread).json()["threadId"] != thread
    before, after = google.world.delivered(BOB)
    assert before.conversation != after.conversation


@pytest.mark.parametrize(
    ("thread", "status"), [("19d5000000000000", 404), ("bogus", 400), ("19D5AAAAAAAAAAAA", 400)]
)
def test_an_unknown_thread_is_refused(google: Google, thread: str, status: int) -> None:
    answer = google.send(mail(), thread)
    assert answer.status_code == status
    assert reason(answer) in ("notFound", "invalidArgument")
    assert google.world.delivered() == []


def test_a_draft_keeps_its_thread_when_it_is_sent(google: Google) -> None:
    thread, rfc_id = first_mail(google)
    draft = google.draft(mail(subject="Re: Hello", headers=(("References", rfc_id),)), thread)
    assert draft["message"]["threadId"] == thread
    labels = [
        sorted(one["labelIds"])
        for one in google.gmail("GET", f"/threads/{thread}").json()["messages"]
    ]
    assert labels == [["SENT"], ["DRAFT"]]
    assert google.send_draft(draft["id"]).json()["threadId"] == thread
    told = google.gmail("GET", f"/threads/{thread}", params={"format": "minimal"}).json()
    assert [one["labelIds"] for one in told["messages"]] == [["SENT"], ["SENT"]]


def test_a_reply_joins_the_thread_unless_its_subject_is_changed(google: Google) -> None:
    thread, _ = first_mail(google)
    (copy,) = google.world.delivered(BOB)
    assert google.world.reply(copy, "Yes").thread_id == thread
    assert google.world.reply(copy, "New topic", subject="Invoice").thread_id != thread
    no_references = [("References", ""), ("In-Reply-To", "")]
    assert google.world.reply(copy, "Bare", headers=no_references).thread_id != thread
    from_boss = google.world.reply(copy, "I am the boss", from_addr="boss@customer.example")
    assert from_boss.thread_id == thread


def test_an_answer_to_a_reply_is_in_the_recipients_conversation(google: Google) -> None:
    thread, _ = first_mail(google)
    (copy,) = google.world.delivered(BOB)
    reply = google.world.reply(copy, "Yes")
    theirs = names(google.message(reply.id))["message-id"]
    assert theirs.endswith("@customer.example>")
    google.send(mail(subject="Re: Hello", headers=(("In-Reply-To", theirs),)), thread)
    before, after = google.world.delivered(BOB)
    assert before.conversation == after.conversation


def test_threads_are_listed_once_with_their_newest_message(google: Google) -> None:
    thread, _ = first_mail(google)
    other = google.send(mail(subject="Other")).json()["threadId"]
    google.world.reply(google.world.delivered(BOB)[0], "Yes please", quote=False)
    told = google.gmail("GET", "/threads").json()
    assert [one["id"] for one in told["threads"]] == [thread, other]
    assert told["threads"][0]["snippet"] == "Yes please"
    page = google.gmail("GET", "/threads", params={"maxResults": 1}).json()
    rest = google.gmail("GET", "/threads", params={"pageToken": page["nextPageToken"]}).json()
    assert [one["id"] for one in rest["threads"]] == [other]


def test_a_thread_that_loses_its_last_message_is_gone(google: Google) -> None:
    draft = google.draft(mail())
    google.gmail("DELETE", f"/drafts/{draft['id']}")
    path = f"/threads/{draft['message']['threadId']}"
    assert google.gmail("GET", path).status_code == 404
    assert google.world.messages(ANNA) == []
