"""Gmail's search finds what it should, sees the index late, and says what it cannot do."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.standins.google_kit import ANNA, BOB, NOON, Google, mail, running

TOKEN = "SL0f3a9b7c21de"
LINK = f"Stop: https://app.example/unsubscribe/{TOKEN}?x=1"
NOON_SECONDS = int(NOON.timestamp())


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


def found(google: Google, query: str, **more: Any) -> list[str]:
    """Return the subjects that a query finds, newest first."""
    told = google.gmail("GET", "/messages", params={"q": query} | more).json()
    ids = [one["id"] for one in told.get("messages", ())]
    assert len(ids) == told["resultSizeEstimate"]
    subjects = {one.id: one.subject for one in google.world.messages(ANNA)}
    return [subjects[one] for one in ids]


@pytest.fixture
def filled(google: Google) -> Google:
    """One sent mail with a link, an hour later a reply, another mail, a draft and spam."""
    google.send(mail(text=LINK))
    google.clock.advance(hours=1)
    google.world.reply(google.world.delivered(BOB)[0], "Sounds good", quote=False)
    google.send(mail(to="carl@x.example", subject="Quarterly report"))
    google.draft(mail(to="dora@x.example", subject="Not yet"))
    spam = mail(subject="Win a prize").replace(ANNA.encode(), b"spam@x.example")
    google.world.inject(ANNA, spam, labels=("SPAM",))
    return google


ALL = ["Not yet", "Quarterly report", "Re: Hello", "Hello"]


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        (f"to:{BOB}", ["Hello"]),
        (f"to:{BOB} after:{NOON_SECONDS - 5}", ["Hello"]),
        (f"to:{BOB} after:{NOON_SECONDS + 5}", []),
        (f"before:{NOON_SECONDS + 5}", ["Hello"]),
        ("after:2026/03/02", ALL),
        ("after:2026/03/03", []),
        ("before:2026-03-03", ALL),
        (f"from:{BOB}", ["Re: Hello"]),
        ("from:me in:sent", ["Quarterly report", "Hello"]),
        ("in:sent", ["Quarterly report", "Hello"]),
        ("in:inbox", ["Re: Hello"]),
        ("is:unread", ["Re: Hello"]),
        ("in:drafts", ["Not yet"]),
        ("label:sent -to:carl@x.example", ["Hello"]),
        ("subject:report", ["Quarterly report"]),
        ('subject:"quarterly report"', ["Quarterly report"]),
        ('"report quarterly"', []),
        ("sounds good", ["Re: Hello"]),
        ("SOUNDS", ["Re: Hello"]),
        ("sound", []),
        (TOKEN, ["Hello"]),
        (f'"{TOKEN.lower()}"', ["Hello"]),
        (TOKEN[:-1], []),
        ("prize", []),
        ("in:spam prize", ["Win a prize"]),
        ("in:anywhere prize", ["Win a prize"]),
        ("newer_than:1d in:sent", ["Quarterly report", "Hello"]),
        ("older_than:1d", []),
        ("has:attachment", []),
    ],
)
def test_a_query_finds(filled: Google, query: str, subjects: list[str]) -> None:
    assert found(filled, query) == subjects


def test_rfc822msgid_finds_the_assigned_id_and_never_the_callers(google: Google) -> None:
    google.send(mail(headers=(("Message-ID", "<ours@acme.example>"),)))
    assigned = google.world.delivered(BOB)[0].message_id
    assert found(google, f"rfc822msgid:{assigned}") == ["Hello"]
    assert found(google, f"rfc822msgid:{assigned.strip('<>')}") == ["Hello"]
    assert found(google, "rfc822msgid:ours@acme.example") == []


def test_spam_is_found_only_where_it_is_asked_for(filled: Google) -> None:
    assert found(filled, "prize", includeSpamTrash="true") == ["Win a prize"]
    assert found(filled, "prize", labelIds="SPAM") == ["Win a prize"]


def test_labels_narrow_a_query(filled: Google) -> None:
    assert found(filled, f"to:{BOB}", labelIds="SENT") == ["Hello"]
    assert found(filled, f"to:{BOB}", labelIds="INBOX") == []


def test_the_index_lags_while_threads_and_messages_do_not(google: Google) -> None:
    google.world.set_switches(search_lag_seconds=90)
    sent = google.send(mail()).json()
    assert found(google, f"to:{BOB}") == []
    assert google.gmail("GET", f"/threads/{sent['threadId']}").status_code == 200
    assert google.gmail("GET", "/messages").json()["resultSizeEstimate"] == 1
    google.clock.advance(seconds=91)
    assert found(google, f"to:{BOB}") == ["Hello"]


@pytest.mark.parametrize(
    "query", ["a OR b", "{a b}", "(a b)", "larger:5M", "after:tomorrow", "newer_than:soon"]
)
def test_what_the_stand_in_cannot_search_by_it_says_loudly(google: Google, query: str) -> None:
    answer = google.gmail("GET", "/messages", params={"q": query})
    assert answer.status_code == 501
    assert len(google.world.violations()) == 1


def test_the_words_of_html_are_found_and_addresses_behind_links_are_not(google: Google) -> None:
    html = b'<p>Good <b>morning</b></p><a href="https://x.example/hidden77">Stop</a>'
    head = b"To: bob@customer.example\r\nSubject: H\r\nContent-Type: text/html\r\n\r\n"
    google.send(head + html)
    assert found(google, "good morning stop") == ["H"]
    assert found(google, "hidden77") == []


def test_pages_do_not_shift_when_mail_arrives_or_goes_between_them(google: Google) -> None:
    sent = [google.send(mail(subject=f"No {n}")).json()["id"] for n in range(6)]
    draft = google.draft(mail(subject="Draft"))
    first = google.gmail("GET", "/messages", params={"maxResults": 3}).json()
    google.gmail("DELETE", f"/drafts/{draft['id']}")
    google.send(mail(subject="Late"))
    more = {"maxResults": 10, "pageToken": first["nextPageToken"]}
    rest = google.gmail("GET", "/messages", params=more).json()
    seen = [one["id"] for one in first["messages"] + rest["messages"]]
    assert seen == [draft["message"]["id"], *reversed(sent)]
    assert google.gmail("GET", "/messages", params={"pageToken": "junk"}).status_code == 400


def test_an_empty_result_has_no_messages_field(google: Google) -> None:
    assert google.gmail("GET", "/messages", params={"q": "x"}).json() == {"resultSizeEstimate": 0}
