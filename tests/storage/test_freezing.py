"""A whole sequence paused and resumed in the database, as each enrollment is by the rules."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from engine.domain import progress
from engine.domain.delay import DelayUnit
from engine.domain.enrollment import (
    Contact,
    Enrollment,
    EnrollmentState,
    ExitReason,
    HoldReason,
)
from engine.domain.pausing import A_TURN, LAST_TURN, turn
from engine.domain.sequence import Step
from engine.domain.thawing import Frozen, Stretch
from engine.ports.store import Store
from engine.ports.tx import Tx
from engine.use_cases import everyone
from engine.use_cases.everyone import MANY
from tests.domain.people import content, email, sms
from tests.storage.rows import NOW, World, a_sequence, a_world, install, new_contact, new_enrollment

DAY = timedelta(days=1)
PAUSED_AT = NOW + DAY
INSTANT = timedelta(microseconds=1)
# Where a turn gives way to the next one, and from where on there is but one.
EDGES = (timedelta(0), A_TURN, 8 * A_TURN, LAST_TURN * A_TURN, (LAST_TURN + 1) * A_TURN, 999 * DAY)
WHYS: dict[EnrollmentState, dict[str, Any]] = {
    EnrollmentState.HELD: {"hold": HoldReason.LATE},
    EnrollmentState.EXITED: {"exit": ExitReason.REMOVED},
}


@pytest.fixture
def world(store: Store) -> World:
    """A sequence with an enrollment of every kind, and another one beside it."""
    install(store, "T1")
    with store.begin("T1") as tx:
        world = a_world(tx)
        kinds = list(_kinds(tx, world))
        people = tx.contacts.add_many(
            [new_contact(tx, f"c{i}@x.example") for i in range(len(kinds))]
        )
        pairs = zip(kinds, people, strict=True)
        tx.enrollments.add_many([replace(one, contact_id=who.id) for one, who in pairs])
        other = new_enrollment(a_sequence(tx, "Other"), world.contact, world.mailbox)
        tx.enrollments.add_many([other])
    return world


def _kinds(tx: Tx, world: World) -> Iterator[Enrollment]:
    """Return one of every state, planned or not, awake or not, frozen already or not."""
    times = (None, NOW)
    for state, due_at, wakes, frozen_at, anchor in product(
        EnrollmentState, (None, NOW, NOW + 3 * DAY), (False, True), times, (NOW, NOW + 2 * DAY)
    ):
        yield replace(
            new_enrollment(world.sequence, world.contact, world.mailbox),
            state=state,
            due_at=due_at,
            wake_at=due_at if wakes else None,
            frozen_at=frozen_at,
            anchor_at=anchor,
            **WHYS.get(state, {}),
        )


def _everyone(store: Store) -> list[Enrollment]:
    with store.read("T1") as tx:
        return [one for each in tx.sequences.all() for one in tx.enrollments.of_sequence(each.id)]


def test_a_sequence_is_frozen_as_each_of_its_contacts_would_be(store: Store, world: World) -> None:
    before = _everyone(store)
    with store.begin("T1") as tx:
        tx.enrollments.freeze(world.sequence.id, at=PAUSED_AT)
    expected = [
        progress.frozen(one, at=PAUSED_AT)
        if one.sequence_id == world.sequence.id and not one.is_over
        else one
        for one in before
    ]
    assert _everyone(store) == expected
    with store.begin("T1") as tx:
        tx.enrollments.freeze(world.sequence.id, at=PAUSED_AT + DAY)
    assert _everyone(store) == expected, "freezing twice is freezing once"


def test_those_who_can_go_on_are_read_a_page_at_a_time(store: Store, world: World) -> None:
    going_on = (EnrollmentState.ACTIVE, EnrollmentState.HELD)
    expected = [
        (one.id, one.step_id, one.had_step_ids, one.due_at, one.frozen_at)
        for one in _everyone(store)
        if one.state in going_on
        and one.sequence_id == world.sequence.id
        and (one.frozen_at or one.due_at is None or (one.hold is None and one.wake_at is None))
    ]
    for begin in (store.read, store.begin):
        with begin("T1") as tx:
            found: list[Frozen] = []
            last = 0
            while page := tx.enrollments.frozen(world.sequence.id, after_id=last, limit=7):
                assert len(page) <= 7
                found += page
                last = page[-1].id
        assert found == expected


def test_whoever_is_thawed_is_due_then_and_awake_if_active(store: Store, world: World) -> None:
    before = _everyone(store)
    dues = {one.id: NOW + one.id * DAY for one in before if one.id % 2}
    with store.begin("T1") as tx:
        tx.enrollments.thaw({})
        tx.enrollments.thaw(dues)
    for one, was in zip(_everyone(store), before, strict=True):
        due_at = dues.get(one.id)
        wake_at = due_at if was.state is EnrollmentState.ACTIVE else None
        thawed = replace(was, due_at=due_at, wake_at=wake_at, frozen_at=None)
        assert one == (thawed if due_at else was)


def test_a_group_is_thawed_by_stretches_of_its_due_times(store: Store, world: World) -> None:
    with store.begin("T1") as tx:
        tx.enrollments.freeze(world.sequence.id, at=PAUSED_AT)
        assert tx.enrollments.frozen_groups(world.sequence.id, at_least=100) == []
        groups = tx.enrollments.frozen_groups(world.sequence.id, at_least=1)
    before = _everyone(store)
    assert {(each.step_id, each.had_step_ids, each.frozen_at) for each in groups} == {
        ("s1", (), at) for at in (NOW, PAUSED_AT, NOW + 2 * DAY)
    }
    assert {(each.first_due_at, each.last_due_at) for each in groups} == {(NOW, NOW + 3 * DAY)}
    (group,) = (each for each in groups if each.frozen_at == PAUSED_AT)
    stretches = [
        Stretch(NOW, NOW + DAY, timedelta(0), NOW + 8 * DAY),
        Stretch(NOW + 2 * DAY, NOW + 3 * DAY, 5 * DAY),
        Stretch(NOW + 3 * DAY, NOW + 4 * DAY, 6 * DAY),
    ]
    with store.begin("T1") as tx:
        tx.enrollments.thaw_group(world.sequence.id, group, stretches)
    in_turn = turn(PAUSED_AT - NOW)
    dues = {NOW: NOW + 8 * DAY + in_turn, NOW + 3 * DAY: NOW + 9 * DAY}
    for one, was in zip(_everyone(store), before, strict=True):
        is_meant = was.frozen_at == PAUSED_AT and was.state is not EnrollmentState.PAUSED
        due_at = dues.get(was.due_at) if was.due_at and is_meant and not was.is_over else None
        wake_at = due_at if was.state is EnrollmentState.ACTIVE else None
        thawed = replace(was, due_at=due_at, wake_at=wake_at, frozen_at=None)
        assert one == (thawed if due_at else was)


def test_whoever_was_due_takes_the_same_turn_in_the_database(store: Store) -> None:
    dues = [PAUSED_AT - each - after * INSTANT for each in EDGES for after in (0, 1, -1)]
    install(store, "T1")
    with store.begin("T1") as tx:
        world = a_world(tx)
        people = tx.contacts.add_many(
            [new_contact(tx, f"c{i}@x.example") for i, _ in enumerate(dues)]
        )
        tx.enrollments.add_many(
            [
                replace(new_enrollment(world.sequence, who, world.mailbox), due_at=due_at)
                for who, due_at in zip(people, dues, strict=True)
            ]
        )
        tx.enrollments.freeze(world.sequence.id, at=PAUSED_AT)
        (group,) = tx.enrollments.frozen_groups(world.sequence.id, at_least=1)
        was_due = Stretch(min(dues), PAUSED_AT + INSTANT, timedelta(0), NOW + 8 * DAY)
        tx.enrollments.thaw_group(world.sequence.id, group, [was_due])
    found = [one.due_at for one in _everyone(store) if one.frozen_at is None]
    expected = [was_due.moved(each, PAUSED_AT) for each in (NOW, *dues) if each <= PAUSED_AT]
    assert found == expected


@pytest.mark.parametrize("step", [email("s1", 5, DelayUnit.HOURS), email("s1", 2), sms("s1", 2)])
def test_a_crowd_goes_on_in_the_database_as_each_of_them_would(store: Store, step: Step) -> None:
    those = content(step, email("s2"))
    install(store, "T1")
    with store.begin("T1") as tx:
        world = a_world(tx)
        people = tx.contacts.add_many([new_contact(tx, f"c{i}@x.example") for i in range(2 * MANY)])
        tx.enrollments.add_many(
            [
                replace(
                    new_enrollment(world.sequence, who, world.mailbox),
                    due_at=NOW + number * timedelta(minutes=31),
                    had_step_ids=() if number % 50 else ("s1",),
                    state=EnrollmentState.ACTIVE if number % 9 else EnrollmentState.HELD,
                    hold=None if number % 9 else HoldReason.LATE,
                )
                for number, who in enumerate(people)
            ]
        )
        tx.enrollments.freeze(world.sequence.id, at=PAUSED_AT)
    before = _everyone(store)
    resumed_at = PAUSED_AT + 3 * DAY + timedelta(hours=7)

    def alone(one: Enrollment, contact: Contact) -> Enrollment:
        return progress.thawed(one, those, contact, at=resumed_at)

    with store.begin("T1") as tx:
        everyone.thaw(tx, world.sequence.id, those, alone, now=resumed_at)
        contacts = tx.contacts.many([one.contact_id for one in before])
    assert _everyone(store) == [alone(one, contacts[one.contact_id]) for one in before]
