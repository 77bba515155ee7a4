"""A message whose outcome nobody knows: the owner is asked, once, and what they say is done."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.domain.enrollment import Delivery, DeliveryKind, DeliveryState, step_key
from engine.domain.sequence import Channel
from engine.use_cases import finding, recording
from sandbox.slack import SeenMessage
from tests.flows.outreach import ADA, Outreach, begun

DELIVERY_ID = "0b6e1c1e-1111-4222-8333-444444444444"


@pytest.fixture
def outreach(tmp_path: Path) -> Iterator[Outreach]:
    with begun(tmp_path) as outreach:
        yield outreach


def asked(outreach: Outreach) -> SeenMessage:
    """Let the second mail get lost between us and Gmail; return the question in Rita's DMs."""
    world, now = outreach.world, outreach.world.service.clock.now()
    with world.service.store.begin(world.workspace.team_id) as tx:
        (enrollment,) = tx.enrollments.of_sequence(outreach.sequence_id)
        content = finding.version_content(tx, finding.sequence(tx, outreach.sequence_id))
        step = content.steps[1]
        lost = Delivery(
            id=DELIVERY_ID,
            workspace_id=world.workspace.team_id,
            key=step_key(enrollment.id, step.id),
            kind=DeliveryKind.STEP,
            channel=Channel.EMAIL,
            state=DeliveryState.SENDING,
            sequence_id=outreach.sequence_id,
            enrollment_id=enrollment.id,
            contact_id=enrollment.contact_id,
            step_id=step.id,
            mailbox_id=enrollment.mailbox_id,
            to_address=ADA,
            subject="Re: Hello",
            text="Dear Ada, this is mail 2.",
            thread_id=enrollment.thread_id,
            prepared_at=now,
            sending_at=now,
        )
        tx.deliveries.add(lost)
        recording.ask(tx, lost, why="Gmail's answer was lost.", now=now)
    world.settle()
    return world.rep.dms()[-1]


def state(outreach: Outreach) -> DeliveryState:
    """Return how the lost mail stands."""
    world = outreach.world
    with world.service.store.read(world.workspace.team_id) as tx:
        delivery = tx.deliveries.get(DELIVERY_ID)
    assert delivery is not None
    return delivery.state


def test_the_owner_is_asked_what_to_whom_and_why(outreach: Outreach) -> None:
    card = asked(outreach)

    assert ADA in card.words
    assert "*Re: Hello*" in card.words
    assert "Gmail's answer was lost." in card.words
    assert card.buttons()[:3] == ["It was sent", "Send again", "Skip"]
    outreach.world.later(days=9)
    assert len(outreach.to_ada()) == 1


@pytest.mark.parametrize(
    ("button", "words", "after", "mails"),
    [
        ("It was sent", "said it was sent", DeliveryState.SENT, 1),
        ("Send again", "had it sent again", DeliveryState.SKIPPED, 2),
        ("Skip", "skipped it", DeliveryState.SKIPPED, 1),
    ],
)
def test_what_the_owner_says_is_done_and_shown(
    outreach: Outreach, button: str, words: str, after: DeliveryState, mails: int
) -> None:
    card, rep = asked(outreach), outreach.world.rep

    rep.press_in(card, button)

    (shown,) = [each for each in rep.dms() if each.ts == card.ts]
    assert f"<@{rep.user_id}> {words}" in shown.words
    assert button not in shown.buttons()
    assert state(outreach) is after
    outreach.world.later(days=9)
    assert len(outreach.to_ada()) == mails


def test_a_draft_that_is_left_of_it_is_deleted_with_the_answer(outreach: Outreach) -> None:
    card, world = asked(outreach), outreach.world
    with world.service.store.begin(world.workspace.team_id) as tx:
        held = tx.deliveries.get(DELIVERY_ID)
        assert held is not None
        mailbox = tx.mailboxes.get(held.mailbox_id or 0)
        assert mailbox is not None
        mime = b"To: ada@example.com\r\nSubject: Hello\r\n\r\nDear Ada"
        draft = world.service.engine.sending.email.create_draft(mailbox, mime, None)
        tx.deliveries.save(replace(held, draft_id=draft.id), expecting=DeliveryState.HELD)
    assert len(world.google.drafts(mailbox.email)) == 1

    world.rep.press_in(card, "Skip")
    world.settle()

    assert world.google.drafts(mailbox.email) == []


def test_an_old_card_answers_that_it_was_settled(outreach: Outreach) -> None:
    card, rep = asked(outreach), outreach.world.rep
    rep.press_in(card, "Skip")
    outreach.world.settle()
    client = outreach.world.service.desk.client(outreach.world.workspace.team_id)
    # A second copy of the card: Slack's answer to the first posting was lost.
    client.chat_postMessage(channel=card.channel, text=card.text, blocks=card.blocks)
    copy = rep.dms()[-1]

    outcome = rep.press_in(copy, "Send again")

    assert "settled already" in outcome.text + "".join(each.words for each in rep.dms())
    outreach.world.later(days=9)
    assert len(outreach.to_ada()) == 1
