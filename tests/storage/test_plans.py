"""No statement goes through what it does not need, however much of that there is."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from engine.ports.store import EngineTx
from storage.engine_tx import SqlEngineTx
from storage.opening import open_store
from storage.store import SqlStore
from tests.storage.calls import READS, WRITES, Call
from tests.storage.everything import Filled, fill
from tests.storage.rows import LATER, NOW, a_world, install, new_contact, new_enrollment
from tests.stores import TEST_KEY, sqlite_url

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


def plans(store: SqlStore, call: Callable[[EngineTx], Any], *, about: str = "") -> list[str]:
    """Return the plan of each statement about this that the call runs."""
    explain = "EXPLAIN QUERY PLAN " if "sqlite" in store._engines.writer.url.drivername else ""
    told = []

    def tell(
        connection: Connection, cursor: Any, statement: str, parameters: Any, _: object, many: bool
    ) -> None:
        is_one = statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")) and not many
        if is_one and about in statement:
            cursor.execute((explain or "EXPLAIN ") + statement, parameters)
            told.append("\n".join(str(row) for row in cursor.fetchall()))

    event.listen(store._engines.writer, "before_cursor_execute", tell)
    with store.engine() as etx:
        call(etx)
    event.remove(store._engines.writer, "before_cursor_execute", tell)
    return told


@pytest.mark.parametrize("name", CLAIMS)
def test_claims_go_through_the_index_of_what_is_due(full: SqlStore, name: str) -> None:
    found = plans(full, CLAIMS[name], about="enrollment")
    assert found
    for plan in found:
        assert "ix_enrollment_due" in plan
        assert not re.search(r"Seq Scan on enrollment|SCAN enrollment\b(?! USING)", plan), plan


# What goes through a workspace because it is asked for all of it, or for a few things that it has.
WHOLE = {
    *("members.admins", "mailboxes.of", "mailboxes.all", "sms.get", "sms.remove", "sequences.all"),
    *("sequences.activity", "contacts.columns", "contacts.search", "contacts.erase"),
    *("enrollments.held", "deliveries.held", "approvals.open", "notices.unreachable"),
    *("suppressions.search", "suppressions.count"),
}
_OF_ALL = re.compile(r"INDEX \w+ \(workspace_id=\?\)|SCAN (?!anon|sqlite|SUBQUERY)\w+|Seq Scan")


def test_no_other_method_goes_through_all_that_a_workspace_has(store: SqlStore) -> None:
    install(store, "T1")
    with store.begin("T1") as tx:
        it = fill(tx)
    found = {}
    for name, call in {**READS, **WRITES}.items():
        told = plans(store, partial(_by_index, call, it))
        found[name] = [line for plan in told for line in plan.split("\n") if _OF_ALL.search(line)]
    assert {name for name, lines in found.items() if lines} <= WHOLE, found


def _by_index(call: Call, it: Filled, etx: EngineTx) -> None:
    """Make the call where PostgreSQL, too, takes an index if there is one: the tables are small."""
    assert isinstance(etx, SqlEngineTx)
    if etx._connection.dialect.name == "postgresql":
        etx._connection.execute(text("SET LOCAL enable_seqscan = off"))
    call(etx.within("T1"), it)


def test_a_database_of_before_is_told_when_it_is_opened(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    with open_store(url, keys=[TEST_KEY]) as store, store._write() as connection:
        first = connection.execute(_TOLD).scalar_one()
        connection.execute(text("DROP TABLE sqlite_stat1"))
    with open_store(url, keys=[TEST_KEY]) as store, store._write() as connection:
        assert connection.execute(_TOLD).scalar_one() == first > 0


_TOLD = text("SELECT count(*) FROM sqlite_stat1")
