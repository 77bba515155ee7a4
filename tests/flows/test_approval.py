"""A manager approves: request, card, review, decision, and who may not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.domain.sequence import SequenceState
from sandbox.slack import Person, Result, SeenMessage
from tests.flows.scenes import (
    NAME,
    RITA,
    TWO,
    edited,
    email,
    enrolled,
    newest,
    requested,
    setup,
    stored,
    told,
    top,
    written,
)
from tests.world import World, opened


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Mona approves; cards go to her as direct messages."""
    with opened(tmp_path) as world:
        world.connect_gmail(world.rep, RITA)
        setup(world, approver_ids=(world.manager.user_id,), spacing_seconds=0)
        yield world


@pytest.fixture
def sequence_id(world: World) -> int:
    """Rita's draft with one contact."""
    made = written(world, world.rep)
    enrolled(world, world.rep, made, "ann@example.com")
    return made


def review(person: Person, card: SeenMessage) -> None:
    assert told(person.press_in(card, "Review")).startswith("*Q4 CFO*")


def decide(person: Person, decision: str, comment: str | None = None) -> str:
    person.fill("Decision", decision)
    if comment is not None:
        person.fill("Comment", comment)
    outcome = person.submit()
    assert outcome.result is Result.UPDATED, outcome
    return top(person).text


def test_a_request_is_reviewed_and_approved_in_a_direct_message(world: World) -> None:
    sequence_id = written(world, world.rep)
    enrolled(world, world.rep, sequence_id, "ann@example.com")
    world.rep.slash("activate q4")
    world.settle()
    assert top(world.rep).submit_label == "Request approval"
    assert world.rep.submit().result is Result.UPDATED
    assert f"<@{world.manager.user_id}> can decide" in top(world.rep).text
    world.settle()

    card = newest(world.manager)
    assert f"<@{world.rep.user_id}> asks for approval of *{NAME}*" in card.words
    assert "*Steps*\n2" in card.words
    assert "*Contacts*\n1" in card.words
    assert "*First send*" in card.words
    assert "*Emails per day*" in card.words
    review(world.manager, card)
    seen = top(world.manager).text
    assert "This is mail 1." in seen
    assert "This is mail 2." in seen
    assert "*Send from:* rita@acme.example" in seen
    assert "Simulated" in seen
    world.later(hours=2)
    assert not world.google.delivered("ann@example.com")
    assert "approved and active" in decide(world.manager, "Approve")
    world.settle()

    (after,) = world.manager.dms()
    assert after.buttons() == []
    assert f"<@{world.manager.user_id}> approved it" in after.words
    assert "<!date^" in after.words
    mine = newest(world.rep)
    assert "approved it" in mine.words
    assert "The first messages go out" in mine.words
    assert stored(world, sequence_id).state is SequenceState.ACTIVE
    world.later(hours=1)
    assert len(world.google.delivered("ann@example.com")) == 1


def test_the_card_goes_to_the_approvals_channel_where_one_is_named(
    world: World, sequence_id: int
) -> None:
    setup(world, approvals_channel=world.channel)
    requested(world, world.rep, sequence_id)

    card = newest(world.manager, "sales")

    assert card.buttons() == ["Review"]
    assert not world.manager.dms()
    review(world.manager, card)
    decide(world.manager, "Approve", "Go <on> & well")
    world.settle()
    after = newest(world.rep, "sales")
    assert after.ts == card.ts
    assert after.buttons() == []
    assert ">Go &lt;on&gt; &amp; well" in after.words


def test_changes_need_a_comment_at_its_field_and_what_was_typed_stays(
    world: World, sequence_id: int
) -> None:
    requested(world, world.rep, sequence_id)
    review(world.manager, newest(world.manager))
    refused = world.manager.submit()
    assert set(refused.errors) == {"Decision"}
    world.manager.fill("Decision", "Request changes")
    world.manager.fill("Comment", "   ")

    refused = world.manager.submit()

    assert set(refused.errors) == {"Comment"}
    assert top(world.manager).values()["Decision"] == "Request changes"
    said = decide(world.manager, "Request changes", "Shorter,\nplease")
    assert f"<@{world.rep.user_id}> is told" in said
    world.settle()
    mine = newest(world.rep)
    assert "requested changes" in mine.words
    assert ">Shorter,\n>please" in mine.words
    assert mine.buttons() == ["Open"]
    assert stored(world, sequence_id).state is SequenceState.DRAFT
    seen = world.rep.press_in(mine, "Open").opened
    assert seen
    assert "asked for changes" in seen.text
    requested(world, world.rep, sequence_id)  # and may be asked again
    assert newest(world.manager).buttons() == ["Review"]


@pytest.mark.parametrize("what", ["step", "settings", "sender"])
def test_an_edit_withdraws_the_request_and_the_card_says_what_changed(
    world: World, sequence_id: int, what: str
) -> None:
    requested(world, world.rep, sequence_id)
    old = newest(world.manager)
    world.rep.slash("open q4")
    match what:
        case "step":
            world.rep.choose_overflow("Step 2", "Delete")
            wanted = "a step was deleted"
        case "settings":
            world.rep.press("Settings")
            world.rep.fill("Send window end", "18:00")
            world.rep.submit()
            wanted = "settings were changed"
        case _:
            world.google.add_account("rita2@acme.example", "Rita Two")
            world.connect_gmail(world.rep, "rita2@acme.example")
            world.rep.press("Settings")
            world.rep.fill("Send from", "rita2@acme.example")
            world.rep.submit()
            wanted = "settings were changed"
    answer = told(world.manager.press_in(old, "Review"))  # before the card has changed

    world.settle()

    assert "withdrawn" in answer
    assert wanted in answer
    card = next(each for each in world.manager.dms() if each.ts == old.ts)
    assert card.buttons() == []
    assert f"<@{world.rep.user_id}>: {wanted}" in card.words
    assert "withdrawn" in top(world.rep).text


def test_name_and_notify_channel_change_nothing_about_a_decision(
    world: World, sequence_id: int
) -> None:
    requested(world, world.rep, sequence_id)
    review(world.manager, newest(world.manager))
    other = world.workspace.channel("other", world.rep, with_bot=True)
    world.rep.slash("open q4")
    world.rep.press("Rename")
    world.rep.fill("Sequence name", "Q5 CFO")
    world.rep.submit()
    world.rep.press("Settings")
    world.rep.fill("Notify channel", "other")
    assert world.rep.submit().result is Result.CLOSED

    assert "*Q5 CFO* is approved and active" in decide(world.manager, "Approve")

    assert stored(world, sequence_id).notify_channel == other


def test_contacts_enrolled_meanwhile_are_shown_and_asked_about_again(
    world: World, sequence_id: int
) -> None:
    requested(world, world.rep, sequence_id)
    review(world.manager, newest(world.manager))
    enrolled(world, world.rep, sequence_id, "bob@example.com", "cleo@example.com")
    world.settle()
    assert "*Contacts*\n3" in newest(world.manager).words
    world.manager.fill("Decision", "Approve")
    world.manager.fill("Comment", "Fine")

    asked = world.manager.submit()

    assert asked.result is Result.UPDATED
    assert "3 contacts are enrolled now; it was 1" in top(world.manager).text
    assert top(world.manager).values() == {"Decision": "Approve", "Comment": "Fine"}
    assert stored(world, sequence_id).state is SequenceState.DRAFT
    assert world.manager.submit().result is Result.UPDATED
    assert "approved and active" in top(world.manager).text
    assert stored(world, sequence_id).state is SequenceState.ACTIVE


def test_a_new_version_needs_approval_and_contacts_stay_on_the_old_one_until_then(
    world: World, sequence_id: int
) -> None:
    requested(world, world.rep, sequence_id)
    review(world.manager, newest(world.manager))
    decide(world.manager, "Approve")
    world.later(hours=1)
    edited(world, world.rep, sequence_id, email("A new second mail.", days=2, step_id="two"))
    edited(world, world.rep, sequence_id, email("A new first mail.", step_id="one"))
    world.later(days=2)
    assert "This is mail 2." in world.google.delivered("ann@example.com")[-1].text
    enrolled(world, world.rep, sequence_id, "bob@example.com")
    world.later(hours=1)
    (first,) = world.google.delivered("bob@example.com")
    assert "This is mail 1." in first.text

    world.rep.slash("activate q4")
    world.settle()
    assert world.rep.submit().result is Result.UPDATED
    world.settle()
    review(world.manager, newest(world.manager))
    decide(world.manager, "Approve")
    world.later(days=2)

    assert "A new second mail." in world.google.delivered("bob@example.com")[-1].text
    assert len(world.google.delivered("ann@example.com")) == len(TWO)
