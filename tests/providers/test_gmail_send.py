"""A mail goes out once, and is found again whatever Gmail keeps of it."""

from collections.abc import Iterator

import pytest

from engine.domain.errors import OutcomeUnknown, Permanent, Temporary
from engine.ports.providers import DraftState, EmailSender, SentMail
from tests.providers.google_kit import ANNA, BOB, Google, mime, new_id, running

SEND = "gmail.users.drafts.send"


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as google:
        yield google


def found(google: Google, delivery_id: str, thread_id: str | None = None) -> SentMail | None:
    since = google.clock.now()
    return google.sender().find_sent(
        google.mailbox, delivery_id=delivery_id, thread_id=thread_id, to=BOB, since=since
    )


def test_the_client_is_an_email_sender(google: Google) -> None:
    sender: EmailSender = google.sender()
    draft = sender.create_draft(google.mailbox, mime(new_id()), None)
    assert sender.draft_state(google.mailbox, draft.id) is DraftState.WAITING


def test_a_draft_is_sent_with_its_bytes_and_only_once(google: Google) -> None:
    sender, delivery_id = google.sender(), new_id()
    draft = sender.create_draft(google.mailbox, mime(delivery_id), None)
    assert google.world.delivered() == []
    sent = sender.send_draft(google.mailbox, draft.id)
    assert sent.thread_id == draft.thread_id
    with pytest.raises(Permanent) as caught:
        sender.send_draft(google.mailbox, draft.id)
    assert caught.value.kind == "draft_gone"
    (copy,) = google.world.delivered(BOB)
    assert copy.header("X-Outreach-Id") == delivery_id


@pytest.mark.parametrize("status", [400, 404])
def test_a_spent_draft_is_draft_gone_however_gmail_words_it(google: Google, status: int) -> None:
    google.world.set_switches(consumed_draft_status=status)
    sender = google.sender()
    draft = sender.create_draft(google.mailbox, mime(new_id()), None)
    sender.send_draft(google.mailbox, draft.id)
    with pytest.raises(Permanent) as caught:
        sender.send_draft(google.mailbox, draft.id)
    assert caught.value.kind == "draft_gone"


def test_a_draft_that_gmail_still_shows_after_sending_is_gone(google: Google) -> None:
    google.world.set_switches(drafts_linger_seconds=60)
    sender = google.sender()
    draft = sender.create_draft(google.mailbox, mime(new_id()), None)
    sender.send_draft(google.mailbox, draft.id)
    assert sender.draft_state(google.mailbox, draft.id) is DraftState.GONE


def test_a_draft_that_a_person_deleted_or_sent_is_gone(google: Google) -> None:
    sender = google.sender()
    deleted, sent = (sender.create_draft(google.mailbox, mime(new_id()), None) for _ in range(2))
    google.world.delete_draft(ANNA, deleted.id)
    google.world.send_draft(ANNA, sent.id)
    for draft in (deleted, sent):
        assert sender.draft_state(google.mailbox, draft.id) is DraftState.GONE


def test_deleting_a_draft_twice_is_fine(google: Google) -> None:
    sender = google.sender()
    draft = sender.create_draft(google.mailbox, mime(new_id()), None)
    for _ in range(2):
        sender.delete_draft(google.mailbox, draft.id)
    assert google.world.drafts(ANNA) == []


def test_a_follow_up_stays_in_its_thread(google: Google) -> None:
    sender = google.sender()
    first = google.sent(new_id())
    parent = sender.rfc822_id(google.mailbox, first)
    thread_id = google.world.sent_folder(ANNA)[0].thread_id
    draft = sender.create_draft(google.mailbox, mime(new_id(), in_reply_to=parent), thread_id)
    assert draft.thread_id == thread_id
    assert sender.send_draft(google.mailbox, draft.id).thread_id == thread_id
    one, two = google.world.delivered(BOB)
    assert one.conversation == two.conversation


def test_the_message_id_is_the_one_that_gmail_gave(google: Google) -> None:
    message_id = google.sent(new_id())
    (copy,) = google.world.delivered(BOB)
    assert google.sender().rfc822_id(google.mailbox, message_id) == copy.message_id
    assert copy.message_id.startswith("<")


@pytest.mark.parametrize("keeps_headers", [True, False])
@pytest.mark.parametrize("knows_thread", [True, False])
def test_a_sent_mail_is_found_by_its_header_or_else_by_its_root(
    google: Google, keeps_headers: bool, knows_thread: bool
) -> None:
    google.world.set_switches(drop_custom_headers=not keeps_headers)
    delivery_id = new_id()
    google.sent(new_id())
    message_id = google.sent(delivery_id)
    google.sent(new_id())
    sent = next(one for one in google.world.sent_folder(ANNA) if one.id == message_id)
    thread_id = sent.thread_id if knows_thread else None
    assert found(google, delivery_id, thread_id) == SentMail(
        message_id=message_id, thread_id=sent.thread_id, rfc822_id=sent.message_id
    )


def test_the_thread_is_asked_before_the_index_that_lags(google: Google) -> None:
    google.world.set_switches(search_lag_seconds=600)
    delivery_id = new_id()
    message_id = google.sent(delivery_id)
    thread_id = google.world.sent_folder(ANNA)[0].thread_id
    assert found(google, delivery_id) is None
    by_thread = found(google, delivery_id, thread_id)
    assert by_thread is not None
    assert by_thread.message_id == message_id
    google.clock.advance(seconds=601)
    assert found(google, delivery_id) == by_thread


def test_a_mail_sent_to_another_address_is_found_by_the_id_in_its_text(google: Google) -> None:
    delivery_id = new_id()
    sender = google.sender()
    bytes_ = mime(delivery_id, to="carol@customer.example", text=f"Leave: {delivery_id}")
    draft = sender.create_draft(google.mailbox, bytes_, None)
    message_id = sender.send_draft(google.mailbox, draft.id).message_id
    by_text = found(google, delivery_id)
    assert by_text is not None
    assert by_text.message_id == message_id


def test_neither_a_draft_nor_a_mail_that_quotes_the_id_is_the_sent_one(google: Google) -> None:
    delivery_id = new_id()
    draft = google.sender().create_draft(google.mailbox, mime(delivery_id), None)
    google.sent(new_id())
    sender = google.sender()
    quoting = sender.create_draft(google.mailbox, mime(new_id(), text=delivery_id), None)
    sender.send_draft(google.mailbox, quoting.id)
    assert found(google, delivery_id, draft.thread_id) is None


def test_a_thread_that_is_gone_does_not_end_the_search(google: Google) -> None:
    delivery_id = new_id()
    message_id = google.sent(delivery_id)
    by_search = found(google, delivery_id, "00000000deadbeef")
    assert by_search is not None
    assert by_search.message_id == message_id


@pytest.mark.parametrize("kind", ["drop", "reset", "junk", "status"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_send_whose_answer_is_lost_is_unknown_and_posted_once(
    google: Google, kind: str, when: str
) -> None:
    sender, delivery_id = google.sender(), new_id()
    draft = sender.create_draft(google.mailbox, mime(delivery_id), None)
    google.world.fault(r"POST .*/drafts/send", kind, when=when)
    with pytest.raises(OutcomeUnknown):
        sender.send_draft(google.mailbox, draft.id)
    posts = [one for one in google.world.requests() if one.path.endswith("/drafts/send")]
    assert len(posts) == 1
    was_sent = when == "after"
    assert len(google.world.delivered(BOB)) == was_sent
    expected = DraftState.GONE if was_sent else DraftState.WAITING
    assert sender.draft_state(google.mailbox, draft.id) is expected
    assert (found(google, delivery_id, draft.thread_id) is not None) is was_sent


def test_an_empty_200_to_a_send_is_unknown(google: Google) -> None:
    draft = google.sender().create_draft(google.mailbox, mime(new_id()), None)
    google.world.fault(r"POST .*/drafts/send", "status", when="after", status=200)
    with pytest.raises(OutcomeUnknown):
        google.sender().send_draft(google.mailbox, draft.id)


def test_a_used_up_day_parks_until_the_time_that_gmail_names(google: Google) -> None:
    google.world.set_switches(daily_send_cap=1)
    google.sent(new_id())
    google.clock.advance(hours=4)
    with pytest.raises(Temporary) as caught:
        google.sent(new_id())
    assert caught.value.retry_after_seconds == pytest.approx(20 * 3600, abs=1)
    assert len(google.world.delivered(BOB)) == 1


@pytest.mark.parametrize("status", [403, 429])
def test_a_throttled_call_is_temporary_by_either_status(google: Google, status: int) -> None:
    sender = google.sender()
    google.world.set_switches(rate_limit_status=status, quota_units_per_minute=5)
    with pytest.raises(Temporary):
        sender.create_draft(google.mailbox, mime(new_id()), None)
    google.world.set_switches(quota_units_per_minute=6_000)
    google.clock.advance(minutes=2)
    assert sender.create_draft(google.mailbox, mime(new_id()), None).id


def test_an_old_mail_to_the_same_person_is_not_looked_at(google: Google) -> None:
    for _ in range(3):
        google.sent(new_id())
    google.clock.advance(days=2)
    before = google.asked("gmail.users.messages.get")
    assert found(google, new_id()) is None
    assert google.asked("gmail.users.messages.get") == before
