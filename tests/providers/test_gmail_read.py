"""Nothing that arrives is missed, wherever Gmail files it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from engine.domain.errors import Temporary
from engine.ports.providers import HistoryGone, Mailboxes, SendAs
from tests.providers.google_kit import ANNA, BOB, NOON, Google, mime, new_id, running


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as google:
        yield google


def letter(number: int, *, folder: str = "") -> bytes:
    head = f"From: {BOB}\r\nTo: {ANNA}\r\nSubject: Hi {number}\r\nMessage-ID: <{number}{folder}@b>"
    return f"{head}\r\n\r\nHello {number}\r\n".encode()


def arrive(google: Google, count: int, *labels: str) -> list[str]:
    found = labels or ("INBOX", "UNREAD")
    return [
        google.world.inject(ANNA, letter(number, folder=found[0]), labels=found).id
        for number in range(count)
    ]


def test_the_client_is_mailboxes(google: Google) -> None:
    mailboxes: Mailboxes = google.mailboxes()
    assert mailboxes.profile(google.mailbox).email == ANNA


def test_changes_are_whatever_was_added_oldest_first_and_once(google: Google) -> None:
    mailboxes = google.mailboxes()
    start = mailboxes.profile(google.mailbox).history_id
    places = [("INBOX",), ("SPAM",), ("TRASH",), ("CATEGORY_PROMOTIONS",), ()]
    arrived = [arrive(google, 1, *labels)[0] for labels in places]
    sent = google.sent(new_id())
    changes = mailboxes.changes(google.mailbox, start)
    # The draft that became the sent mail was added too, and has gone.
    assert [one for one in changes.message_ids if one in {*arrived, sent}] == [*arrived, sent]
    assert len(set(changes.message_ids)) == len(changes.message_ids)
    again = mailboxes.changes(google.mailbox, changes.history_id)
    assert again.message_ids == ()
    assert again.history_id == changes.history_id


def test_more_changes_than_fit_a_page_are_all_read_from_one_start(google: Google) -> None:
    mailboxes = google.mailboxes(page_size=3)
    start = mailboxes.profile(google.mailbox).history_id
    arrived = arrive(google, 10)
    before = google.asked("gmail.users.history.list")
    changes = mailboxes.changes(google.mailbox, start)
    assert list(changes.message_ids) == arrived
    assert google.asked("gmail.users.history.list") == before + 4
    assert mailboxes.changes(google.mailbox, changes.history_id).message_ids == ()


def test_a_forgotten_history_id_is_its_own_temporary_error(google: Google) -> None:
    mailboxes = google.mailboxes()
    start = mailboxes.profile(google.mailbox).history_id
    arrive(google, 1)
    google.world.forget_history(ANNA)
    with pytest.raises(HistoryGone) as caught:
        mailboxes.changes(google.mailbox, start)
    assert isinstance(caught.value, Temporary)


def test_a_resync_finds_all_mail_since_then_spam_and_trash_included(google: Google) -> None:
    arrive(google, 2)
    google.clock.advance(hours=3)
    since = google.clock.now()
    new = [arrive(google, 1, place)[0] for place in ("INBOX", "SPAM", "TRASH")]
    assert list(google.mailboxes().since(google.mailbox, since)) == new


def test_a_resync_of_more_than_a_page_is_complete_and_oldest_first(google: Google) -> None:
    arrived = arrive(google, 10)
    since = NOON - timedelta(hours=1)
    assert list(google.mailboxes(page_size=4).since(google.mailbox, since)) == arrived


def test_a_threads_messages_are_listed_and_a_missing_thread_is_empty(google: Google) -> None:
    mailboxes = google.mailboxes()
    sent = google.sent(new_id())
    (copy,) = google.world.delivered(BOB)
    reply = google.world.reply(copy, "Sure.")
    assert mailboxes.in_thread(google.mailbox, reply.thread_id) == (sent, reply.id)
    assert mailboxes.in_thread(google.mailbox, "00000000deadbeef") == ()


def test_a_mail_is_read_byte_for_byte_with_its_labels_and_time(google: Google) -> None:
    raw = b"From: x@y.example\r\nSubject: \xe4\xf6\r\n\r\n" + bytes(range(256)) * 3
    ids = google.world.inject(ANNA, raw, labels=("SPAM", "UNREAD"))
    mail = google.mailboxes().mail(google.mailbox, ids.id)
    assert mail is not None
    assert (mail.gmail_id, mail.thread_id) == (ids.id, ids.thread_id)
    assert mail.label_ids == {"SPAM", "UNREAD"}
    assert mail.received_at == NOON
    stored = next(one for one in google.world.messages(ANNA) if one.id == ids.id)
    assert mail.raw == stored.raw


def test_a_mail_that_is_gone_is_none(google: Google) -> None:
    draft = google.sender().create_draft(google.mailbox, mime(new_id()), None)
    (shown,) = google.world.drafts(ANNA)
    google.world.delete_draft(ANNA, draft.id)
    assert google.mailboxes().mail(google.mailbox, shown.id) is None


def test_only_confirmed_addresses_can_send_the_default_first(google: Google) -> None:
    google.world.add_alias(ANNA, "sales@acme.example", name="Sales", signature_html="<i>S</i>")
    google.world.add_alias(ANNA, "new@acme.example", verification_status="pending")
    primary = SendAs(email=ANNA, name="Anna Reyes", signature_html="<b>Anna</b>", is_default=True)
    alias = SendAs(
        email="sales@acme.example", name="Sales", signature_html="<i>S</i>", is_default=False
    )
    assert google.mailboxes().send_as(google.mailbox) == (primary, alias)
