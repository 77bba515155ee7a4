"""The claims touch what is due and nothing of the future, however much of it there is."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from engine.ports.store import EngineTx
from storage.store import SqlStore
from tests.storage.rows import LATER, NOW, a_world, install, new_contact, new_enrollment

CLAIMS: dict[str, Callable[[EngineTx], Any]] = {
    "claim_lane": lambda etx: etx.claim_lane(now=NOW, real=NOW, owner="a", lease_until=LATER),
    "due_in_lane": lambda etx: etx.within("T1").enrollments.due_in_lane(
        "mailbox:1", now=NOW, limit=50
    ),
    "count_due": lambda etx: etx.count_due(now=NOW),
}


@pytest.fixture
def full(store: SqlStore) -> SqlStore:
    """A store with many enrollments of tomorrow."""
    install(store, "T1")
    with store.begin("T1") as tx:
        world = a_world(tx)
        people = tx.contacts.add_many([new_contact(tx, f"c{i}@x.example") for i in range(2000)])
        tomorrow = NOW + timedelta(days=1)
        new = [new_enrollment(world.sequence, contact, world.mailbox) for contact in people]
        tx.enrollments.add_many([replace(one, wake_at=tomorrow) for one in new])
    with store._write() as connection:
        connection.execute(text("ANALYZE"))
    return store


def plans(store: SqlStore, call: Callable[[EngineTx], Any]) -> list[str]:
    """Return the plan of each statement that the call runs."""
    explain = "EXPLAIN QUERY PLAN " if "sqlite" in store._engines.writer.url.drivername else ""
    told = []

    def tell(
        connection: Connection, cursor: Any, statement: str, parameters: Any, *_: object
    ) -> None:
        if "enrollment" in statement and "EXPLAIN" not in statement:
            cursor.execute((explain or "EXPLAIN ") + statement, parameters)
            told.append("\n".join(str(row) for row in cursor.fetchall()))

    event.listen(store._engines.writer, "before_cursor_execute", tell)
    with store.engine() as etx:
        call(etx)
    event.remove(store._engines.writer, "before_cursor_execute", tell)
    return told


@pytest.mark.parametrize("name", CLAIMS)
def test_claims_go_through_the_index_of_what_is_due(full: SqlStore, name: str) -> None:
    found = plans(full, CLAIMS[name])
    assert found
    for plan in found:
        assert "ix_enrollment_due" in plan
        assert not re.search(r"Seq Scan on enrollment|SCAN enrollment\b(?! USING)", plan), plan
