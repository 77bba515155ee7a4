"""A mail goes out once, and is found again whatever Gmail keeps of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.providers.google_kit import ANNA, BOB, NOON, Google, mime, new_id, running

from engine.domain.errors import AccessRevoked, OutcomeUnknown, Permanent, Temporary
from engine.ports.providers import DraftState, EmailSender, SentMail


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as google:
        yield google


def find(google: Google, delivery_id: str, thread_id: str | None = None) -> SentMail | None:
    return google.sender().find_sent(
        google.mailbox, delivery_id=delivery_id, thread_id=thread_id, to=BOB, since=NOON
    )


def test_the_client_is_an_email_sender(google: Google) -> None:
    sender: EmailSender = google.sender()
    assert (
        sender.find_sent(google.mailbox, delivery_id=new_id(), thread_id=None, to=BOB, since=NOON)
        is None
    )


def test_a_draft_is_sent_once_and_a_second_time_is_draft_gone(google: Google) -> None:
    sender = google.sender()
    draft = sender.create_draft(google.mailbox, mime(new_id()), None)
    assert sender.draft_state(google.mailbox, draft.id) is DraftState.WAITING
    assert google.world.delivered() == []
    sent = sender.send_draft(google.mailbox, draft.id)
    assert sent.thread_id == draft.thread_id
    with pytest.raises(Permanent) as caught:
        sender.send_draft(google.mailbox, draft.id)
    assert caught.value.kind == "draft_gone"
    assert sender.draft_state(google.mailbox, draft.id) is DraftState.GONE
    assert [copy.to for copy in google.world.delivered()] == [BOB]
