"""Two approvers at once, and a request as large as they come."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from engine.domain.sequence import Content, SequenceState
from sandbox.slack import Outcome, Person, Result
from tests.flows.scenes import (
    RITA,
    email,
    enrolled,
    newest,
    requested,
    setup,
    stored,
    text,
    top,
    written,
)
from tests.stores import DATABASES, fresh_url
from tests.world import World, opened

PARAGRAPH = "Dear {{ first_name }}, <this> & that, a line of words to read. "


@pytest.fixture(params=DATABASES)
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world on each database."""
    with fresh_url(request.param) as url, opened(tmp_path, database_url=url) as world:
        world.connect_gmail(world.rep, RITA)
        yield world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as world:
        world.connect_gmail(world.rep, RITA)
        setup(world, approver_ids=(world.manager.user_id,))
        yield world


def test_two_approvers_at_once_make_one_decision_and_the_slower_is_told_who(
    anywhere: World,
) -> None:
    world = anywhere
    olga = world.workspace.user("olga", real_name="Olga Other")
    both = (world.manager, olga)
    setup(world, approver_ids=tuple(person.user_id for person in both))
    sequence_id = written(world, world.rep)
    enrolled(world, world.rep, sequence_id, "ann@example.com")
    requested(world, world.rep, sequence_id)
    for person, decision in zip(both, ("Approve", "Request changes"), strict=True):
        person.press_in(newest(person), "Review")
        person.fill("Decision", decision)
        person.fill("Comment", "As I see it")

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda person: person.submit(), both))

    done = [each.result for each in outcomes]
    assert sorted(done) == [Result.ERRORS, Result.UPDATED]
    winner, loser = both if done[0] is Result.UPDATED else both[::-1]
    refused = outcomes[done.index(Result.ERRORS)]
    assert f"<@{winner.user_id}>" in str(refused.errors)
    is_approved = winner is world.manager
    wanted = SequenceState.ACTIVE if is_approved else SequenceState.DRAFT
    assert stored(world, sequence_id).state is wanted
    world.settle()
    assert len([each for each in world.rep.dms() if "Open" in each.buttons()]) == 1  # told once
    for person in both:
        (card,) = person.dms()
        assert card.buttons() == []
        assert f"<@{winner.user_id}>" in card.words
    assert top(loser).values()["Comment"] == "As I see it"


def long_content(content: Content, steps: int, length: int) -> Content:
    words = (PARAGRAPH * (length // len(PARAGRAPH) + 1))[:length].rstrip("{ ")
    made = [
        email(words, days=1, subject=f"Mail {number} " + "long " * 30)
        if number % 10
        else text("A text for {{ first_name }}. " * 40, days=1)
        for number in range(steps)
    ]
    return replace(content, steps=tuple(made))


def turned_to_the_end(person: Person) -> int:
    """Press Next as long as there is one; return on how many pages it was read."""
    pages = 1
    while "Next" in top(person).buttons():
        outcome = person.press("Next")
        assert outcome.result is not Result.FAILED, outcome
        pages += 1
        assert f"Page {pages} of" in top(person).text
    return pages


def submitted(person: Person, decision: str, comment: str) -> Outcome:
    person.fill("Decision", decision)
    person.fill("Comment", comment)
    return person.submit()


def test_a_hundred_steps_of_three_thousand_characters_are_reviewed_to_the_decision(
    world: World,
) -> None:
    world.salesmsg.add_team(77, "Sales", "+14155550100")
    world.salesmsg.add_token("a-good-token")
    world.admin.slash("setup")
    world.admin.press("Connect Salesmsg")
    world.admin.fill("Personal access token", "a-good-token")
    world.admin.submit()
    sequence_id = written(world, world.rep, steps=())
    with world.service.store.begin(world.workspace.team_id) as tx:
        large = stored(world, sequence_id)
        tx.sequences.save(replace(large, working=long_content(large.working, 100, 3000)))
    enrolled(world, world.rep, sequence_id, "ann@example.com", phone="+14155550123")
    assert world.rep.slash("open q4").opened
    world.rep.slash("activate q4")
    world.settle()
    assert world.rep.submit().result is Result.UPDATED, top(world.rep).text
    world.settle()

    card = newest(world.manager)
    assert "*Steps*\n100" in card.words
    opening = world.manager.press_in(card, "Review")
    assert opening.opened
    assert opening.error is None
    assert top(world.manager).submit_label == ""
    assert turned_to_the_end(world.manager) > 1
    comment = '"\n' * 499
    enrolled(world, world.rep, sequence_id, "bob@example.com")
    assert submitted(world.manager, "Approve", comment).result is Result.UPDATED
    turned_to_the_end(world.manager)  # what changed is said on the first page
    assert top(world.manager).values()["Decision"] == "Approve"
    assert world.manager.submit().result is Result.UPDATED
    assert stored(world, sequence_id).state is SequenceState.ACTIVE
    world.settle()
    assert "approved it" in newest(world.manager).words
