"""What is watched is counted right, and by the few rows it is about."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from engine.domain.enrollment import DeliveryState, EnrollmentState, HoldReason, sms_lane
from engine.domain.notice import NewNotice, NoticeKind
from engine.domain.sequence import Channel
from engine.ports import Survey
from storage.store import SqlStore
from storage.surveying import survey
from tests.storage.rows import (
    LATER,
    NOW,
    SOON,
    World,
    a_mailbox,
    a_world,
    install,
    new_contact,
    new_delivery,
    new_enrollment,
)

NOTHING = Survey(
    due={Channel.EMAIL: 0, Channel.SMS: 0},
    claimed_lanes=0,
    held={},
    looked_for=0,
    asked=0,
    notices_waiting=0,
    unjudged=0,
    quarantined=0,
)


@pytest.fixture
def world(store: SqlStore) -> World:
    """A workspace where one step waits for a mailbox."""
    install(store, "T1")
    with store.begin("T1") as tx:
        return a_world(tx)


def seen(store: SqlStore) -> Survey:
    found = survey(store, now=NOW, real=NOW)
    assert found is not None
    return found


def enrolled(store: SqlStore, world: World, *changes: dict[str, Any]) -> None:
    """Enrol a contact for each of these."""
    with store.begin("T1") as tx:
        new = [new_contact(tx, f"c{number}@x.example") for number in range(len(changes))]
        people = tx.contacts.add_many(new)
        rows = [new_enrollment(world.sequence, contact, world.mailbox) for contact in people]
        tx.enrollments.add_many(
            [replace(row, **change) for row, change in zip(rows, changes, strict=True)]
        )


_INBOUND = text(
    "INSERT INTO inbound (workspace_id, source, external_id, state, attempts, verdict, arrived_at)"
    " VALUES ('T1', '', :number, :state, 0, '', 0)"
)
_POSTED = text("UPDATE notice SET state = 'posted'")


def came_in(store: SqlStore, *states: str) -> None:
    """Store a message that came in for each of these states."""
    rows = [{"number": str(each), "state": state} for each, state in enumerate(states)]
    with store._write() as connection:
        connection.execute(_INBOUND, rows)


def test_an_empty_database_has_nothing_waiting(store: SqlStore) -> None:
    assert seen(store) == NOTHING


def test_what_is_due_is_counted_by_channel_and_what_is_not_due_is_not(
    store: SqlStore, world: World
) -> None:
    texts = sms_lane("T1")
    with store.engine() as etx:
        etx.ensure_lane(texts, "T1")
    enrolled(
        store,
        world,
        {"lane": texts},
        {"lane": texts, "priority": 0},
        {"priority": 0},
        {"wake_at": SOON},
        {"wake_at": None},
        {"state": EnrollmentState.PAUSED},
    )
    assert seen(store).due == {Channel.EMAIL: 2, Channel.SMS: 2}


def test_a_parked_mailbox_has_nothing_due_and_a_leased_one_is_counted(
    store: SqlStore, world: World
) -> None:
    with store.engine() as etx:
        lane = etx.claim_lane(now=NOW, real=NOW, owner="a", lease_until=LATER)
        assert lane is not None
    assert (seen(store).claimed_lanes, seen(store).due[Channel.EMAIL]) == (1, 1)
    with store.engine() as etx:
        etx.save_lane(replace(lane, lease_until=NOW, not_before=SOON), epoch=lane.epoch)
    assert (seen(store).claimed_lanes, seen(store).due[Channel.EMAIL]) == (0, 0)


def test_who_is_held_is_counted_by_reason(store: SqlStore, world: World) -> None:
    held = {"state": EnrollmentState.HELD, "wake_at": None}
    late = {**held, "hold": HoldReason.LATE}
    enrolled(store, world, late, late, {**held, "hold": HoldReason.MAILBOX})
    assert seen(store).held == {HoldReason.LATE: 2, HoldReason.MAILBOX: 1}


def test_an_outcome_is_unknown_once_its_call_is_over_or_a_person_is_asked(
    store: SqlStore, world: World
) -> None:
    begun = {"state": DeliveryState.SENDING, "resolve_at": LATER}
    states: tuple[dict[str, Any], ...] = (
        {**begun, "sending_at": NOW - timedelta(seconds=119)},  # the call may be under way
        {**begun, "sending_at": NOW - timedelta(minutes=2)},
        {**begun, "sending_at": NOW - timedelta(hours=1)},
        {"state": DeliveryState.HELD},
        {"state": DeliveryState.SENT},
    )
    with store.begin("T1") as tx:
        for number, change in enumerate(states):
            new = new_delivery(world, id=f"d{number}", key=f"k{number}")
            assert tx.deliveries.add(replace(new, **change))
    assert (seen(store).looked_for, seen(store).asked) == (2, 1)


def test_notices_and_unjudged_messages_are_counted_until_they_are_done(
    store: SqlStore, world: World
) -> None:
    with store.begin("T1") as tx:
        tx.notices.add(NewNotice(kind=NoticeKind.HELD, channel="C1", owner_id="U1"), at=NOW)
    came_in(store, "new", "new", "quarantined", "done")
    found = seen(store)
    assert (found.notices_waiting, found.unjudged, found.quarantined) == (1, 2, 1)


# Many rows ---------------------------------------------------------------------------------------
_WHOLE = re.compile(
    r"Seq Scan on (enrollment|delivery|inbound|notice)"
    r"|SCAN (enrollment|delivery|inbound|notice)\b(?! USING (COVERING )?INDEX ix_\w+)"
)


def test_nothing_is_read_whole_however_much_lies_about(store: SqlStore, world: World) -> None:
    tomorrow = NOW + timedelta(days=1)
    enrolled(store, world, *[{"wake_at": tomorrow} for _ in range(1500)])
    with store.begin("T1") as tx:
        a_mailbox(tx, "other@northwind.example")
        for number in range(1500):
            new = new_delivery(world, id=f"d{number}", key=f"k{number}")
            tx.deliveries.add(replace(new, state=DeliveryState.SENT))
            told_to = NewNotice(kind=NoticeKind.HELD, channel="C1", owner_id="U1")
            tx.notices.add(told_to, at=NOW)
    came_in(store, *["done"] * 1500)
    with store._write() as connection:
        connection.execute(_POSTED)
        connection.execute(text("ANALYZE"))
    told = _plans(store)
    assert len(told) >= 6
    assert [plan for plan in told if _WHOLE.search(plan)] == []


def _plans(store: SqlStore) -> list[str]:
    is_sqlite = "sqlite" in store._engines.reader.url.drivername
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    told = []

    def tell(_: Connection, cursor: Any, statement: str, parameters: Any, *_more: object) -> None:
        if re.search(r"FROM (lane|enrollment|delivery|inbound|notice)\b", statement):
            cursor.execute(explain + statement, parameters)
            told.append("\n".join(str(row) for row in cursor.fetchall()))

    engine = store._engines.reader
    event.listen(engine, "before_cursor_execute", tell)
    survey(store, now=NOW, real=NOW)
    event.remove(engine, "before_cursor_execute", tell)
    return told
