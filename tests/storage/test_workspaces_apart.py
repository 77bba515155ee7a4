"""Two workspaces with equal names, addresses and user ids never see or change each other's rows."""

import inspect
from typing import Any, get_type_hints

import pytest
from sqlalchemy import Row, select

from engine.ports.tx import Tx
from storage import tables
from storage.store import SqlStore
from tests.storage.calls import READS, WRITES
from tests.storage.everything import Filled, fill
from tests.storage.rows import a_contact, install


@pytest.fixture
def first(store: SqlStore) -> Filled:
    """What stands in T1; T2 has the same, and T3 nothing."""
    install(store, "T1", "T2", "T3")
    with store.begin("T1") as tx:
        first = fill(tx)
    with store.begin("T2") as tx:
        fill(tx)
    return first


def rows_of(store: SqlStore, workspace_id: str) -> dict[str, list[Row[Any]]]:
    """Return every row of the workspace, by table."""
    rows = {}
    with store._write() as connection:
        for table in tables.metadata.sorted_tables:
            own = table.c.get("workspace_id", table.c.get("id"))
            if own is not None:
                ours = select(table).where(own == workspace_id)
                rows[table.name] = sorted(connection.execute(ours), key=str)
    return rows


def test_every_method_of_a_transaction_is_tried_here() -> None:
    aggregates = {
        name: get_type_hints(property_.fget)["return"]
        for name, property_ in inspect.getmembers(Tx, lambda member: isinstance(member, property))
        if name != "workspace_id"
    }
    methods = {
        f"{name}.{method}"
        for name, protocol in aggregates.items()
        for method, _ in inspect.getmembers(protocol, inspect.isfunction)
        if not method.startswith("_")
    }
    assert methods == READS.keys() | WRITES.keys()


def test_every_reading_finds_what_is_in_its_own_workspace(store: SqlStore, first: Filled) -> None:
    nothing_yet = {
        *("enrollments.exits", "enrollments.due_in_lane", "deliveries.sent_per_step"),
        *("sequences.activity", "notices.unreachable"),
        *("enrollments.frozen", "enrollments.frozen_groups"),
    }
    with store.read("T1") as tx:
        found = {name for name, read in READS.items() if read(tx, first)}
    assert found == READS.keys() - nothing_yet


def test_an_empty_workspace_reads_nothing_by_the_ids_of_another(
    store: SqlStore, first: Filled
) -> None:
    with store.read("T3") as tx:
        assert [name for name, read in READS.items() if read(tx, first)] == []
    with store.begin("T3") as tx:
        assert [name for name, read in READS.items() if read(tx, first)] == []


def test_an_equal_workspace_reads_only_what_is_its_own(store: SqlStore, first: Filled) -> None:
    with store.begin("T2") as tx:
        assert [name for name, read in READS.items() if "T1" in repr(read(tx, first))] == []


@pytest.mark.parametrize("other", ["T2", "T3"])
def test_no_writing_reaches_into_another_workspace(
    store: SqlStore, first: Filled, other: str
) -> None:
    before = rows_of(store, "T1")
    for name, write in WRITES.items():
        with store.begin(other) as tx:
            assert "T1" not in repr(write(tx, first)), name
        assert rows_of(store, "T1") == before, name


def test_a_row_of_another_workspace_is_refused(store: SqlStore, first: Filled) -> None:
    with store.begin("T2") as tx:
        with pytest.raises(ValueError, match="another workspace"):
            tx.enrollments.save(first.world.enrollment)
        with pytest.raises(ValueError, match="another workspace"):
            tx.contacts.add_many([first.world.contact])


def test_a_reading_transaction_can_not_write(store: SqlStore, first: Filled) -> None:
    before = rows_of(store, "T3")
    with pytest.raises(Exception, match=r"readonly|read-only"), store.read("T3") as tx:
        a_contact(tx)
    assert rows_of(store, "T3") == before


def divided_by_zero(_: object) -> float:
    return 1 / 0


def test_an_exception_undoes_everything(store: SqlStore, first: Filled) -> None:
    before = rows_of(store, "T1")
    for write in WRITES.values():
        with pytest.raises(ZeroDivisionError), store.begin("T1") as tx:
            divided_by_zero(write(tx, first))
    assert rows_of(store, "T1") == before
