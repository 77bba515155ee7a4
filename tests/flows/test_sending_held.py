"""Nobody can tell whether a mail was sent: its owner is asked by DM, and what they say counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.domain.errors import Refusal
from engine.use_cases.settling import Answer, settle
from sandbox.slack import SeenMessage
from tests.flows.outreach import ADA, Outreach, begun


@pytest.fixture
def outreach(tmp_path: Path) -> Iterator[Outreach]:
    with begun(tmp_path) as outreach:
        lose_the_second_mail(outreach)
        yield outreach


def lose_the_second_mail(outreach: Outreach) -> None:
    """Drop the call, and delete the draft that would have proved that nothing was sent."""
    world = outreach.world
    world.google.fault(r"drafts/send$", "drop")
    world.later(days=4)
    (draft,) = world.google.drafts("rita@acme.example")
    world.google.delete_draft("rita@acme.example", draft.draft_id)
    world.recover()


def questions(outreach: Outreach) -> list[SeenMessage]:
    """Return the DMs that ask."""
    dms = outreach.world.rep.dms()
    return [each for each in dms if "Was this email sent?" in each.words]


def test_the_owner_is_asked_once_and_nothing_is_sent_meanwhile(outreach: Outreach) -> None:
    for _ in range(3):
        outreach.world.later(days=1)
        outreach.world.service.engine.recover()

    (card,) = questions(outreach)
    assert ADA in card.words
    assert [label for label in card.buttons() if label in ("It was sent", "Send again", "Skip")]
    assert len(outreach.to_ada()) == 1


@pytest.mark.parametrize(
    ("button", "copies", "words"),
    [
        ("It was sent", 1, "said it was sent"),
        ("Send again", 2, "had it sent again"),
        ("Skip", 1, "skipped it"),
    ],
)
def test_each_answer_does_what_it_says(
    outreach: Outreach, button: str, copies: int, words: str
) -> None:
    (card,) = questions(outreach)

    outreach.world.rep.press_in(card, button)
    outreach.world.later(days=7)

    assert len(outreach.to_ada()) == copies
    (answered,) = questions(outreach)
    assert words in answered.words
    assert not {"It was sent", "Send again", "Skip"} & set(answered.buttons())


@pytest.mark.parametrize("second", list(Answer))
def test_a_second_answer_is_refused(outreach: Outreach, second: Answer) -> None:
    world = outreach.world
    (card,) = questions(outreach)
    with world.service.store.read(world.workspace.team_id) as tx:
        (held,) = tx.deliveries.held(limit=5)
    world.rep.press_in(card, "Send again")

    # Somebody whose Slack still shows the buttons; the card itself has lost them.
    actor = world.service.desk.actor(world.workspace.team_id, world.rep.user_id)
    with pytest.raises(Refusal, match="settled already"):
        settle(world.service.store, actor, held.id, second, now=world.clock.now())

    world.later(days=7)
    assert len(outreach.to_ada()) == 2
