"""Nobody acts without the right to: whatever a stranger sends, nothing of others' changes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.routes import Kind, Route
from engine.domain.contact_rows import Row
from engine.domain.suppression import SuppressionOrigin
from engine.use_cases import enrolling, suppressing
from handlers import ROUTES
from sandbox.slack import Person
from tests.flows.forging import Ids, forge
from tests.flows.rows import Rows, every_row
from tests.flows.scenes import (
    RITA,
    activated,
    actor_of,
    edited,
    email,
    enrolled,
    enrollments,
    lost,
    requested,
    setup,
    written,
)
from tests.world import World, opened

# Everybody may look, and make sequences of their own.
FOR_ALL = frozenset(
    {
        "help.open",
        "sequences.find",
        "editor.open",
        "editor.back",
        "editor.next",
        "editor.preview",
        "preview.contact",
        "preview.back",
        "preview.next",
        "new_sequence",
        "new_sequence.open",
        "reports.open",
        "contacts.find",
        "contacts.view",
        "contacts.why",
        "digest.open",
        "notices.gmail",
        "connecting.open",
        "connecting.link",
        "suppressions",
        "suppressions.open",
        "suppressions.next",
        "suppressions.previous",
        "search",
        "enroll_from_message",
    }
)
GUARDED = [
    route
    for route in ROUTES
    if route.kind in (Kind.ACTION, Kind.VIEW, Kind.SHORTCUT) and route.name not in FOR_ALL
]
# Tables that only tell that somebody asked, or who they are.
PASSING = frozenset({"job", "member", "seen_event", "lease", "lane", "sqlite_sequence"})
NO_RIGHT = re.compile(
    "belongs to|Only Slack admins|You can't decide this|have no sequence|can edit this contact"
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as world:
        world.connect_gmail(world.rep, RITA)
        yield world


@pytest.fixture
def ids(world: World) -> Ids:
    """Rita's sequence with everything in it that can be pressed on."""
    sequence_id = written(world, world.rep)
    enrolled(world, world.rep, sequence_id, "ann@example.com", "bob@example.com")
    activated(world, world.rep, sequence_id)
    world.later(hours=1)
    ann, bob = enrollments(world, sequence_id)
    delivery_id = lost(world, sequence_id, ann.id, "two")
    now, actor = world.service.clock.now(), actor_of(world, world.rep)
    with world.service.store.begin(world.workspace.team_id) as tx:
        suppressing.by_mail(tx, "gone@example.com", SuppressionOrigin.LINK, note="", now=now)
    row = Row(number=1, email="carl@example.com")
    receipt = enrolling.receipt(
        world.service.store, actor, sequence_id, [row], again=False, now=now
    )
    setup(world, approver_ids=(world.manager.user_id,))
    edited(world, world.rep, sequence_id, email("Changed.", days=2, step_id="two"))
    approval_id = requested(world, world.rep, sequence_id)
    return Ids(
        sequence_id=sequence_id,
        enrollment_id=bob.id,
        contact_id=bob.contact_id,
        approval_id=approval_id,
        receipt_id=receipt.id,
        delivery_id=delivery_id,
    )


def contents(world: World) -> Rows:
    """Return every row of every table that says something."""
    return {name: rows for name, rows in every_row(world).items() if name not in PASSING}


def answer_to(world: World, person: Person, route: Route, ids: Ids) -> str:
    """Return all the words that come of what is sent, wherever they are shown."""
    before = len(person.dms())
    answer = forge(world, person, route, ids)
    world.settle()
    assert answer.status_code == 200, f"{route.name}: {answer.status_code}"
    opened = person.modal()
    if opened:
        person.close(everything=True)
    said = "\n".join(each.words for each in person.dms()[before + 1 :])  # after the trigger's
    return "\n".join([answer.text, opened.text if opened else "", said])


def test_a_stranger_changes_nothing_whatever_they_send(world: World, ids: Ids) -> None:
    sam = world.workspace.user("sam", real_name="Sam Stranger", email="sam@acme.example")
    world.settle()
    before = contents(world)

    answers = {route.name: answer_to(world, sam, route, ids) for route in GUARDED}

    unrefused = {name: said for name, said in answers.items() if not NO_RIGHT.search(said)}
    assert unrefused == {}
    assert contents(world) == before
