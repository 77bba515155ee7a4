"""Statements handed to the driver as they are: their errors and listeners are SQLAlchemy's."""

from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, event, literal, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from engine.domain.errors import Stale
from engine.ports.tx import Tx
from storage import tables
from storage.prepared import Prepared
from storage.store import SqlStore
from storage.types import UtcDateTime
from tests.storage.rows import NOW, a_world, install

_INSTANT = Prepared(
    select(bindparam("at", type_=UtcDateTime()).label("at"), literal("fixed").label("word"))
)


def add_token(tx: Tx, token: str, contact_id: int) -> None:
    tx.tokens.add(token, contact_id=contact_id, enrollment_id=None, is_test=True, at=NOW)


def test_values_go_in_by_their_types_and_constants_by_themselves(store: SqlStore) -> None:
    with store._write() as connection:
        ((at, word),) = _INSTANT.rows(connection, {"at": NOW})
    assert (at, word) == (int(NOW.timestamp() * 1_000_000), "fixed")


def test_a_key_that_is_taken_is_stale(store: SqlStore) -> None:
    install(store, "T1")
    with store.begin("T1") as tx:
        contact = a_world(tx).contact
        add_token(tx, "same", contact.id)
    with pytest.raises(Stale), store.begin("T1") as tx:
        add_token(tx, "same", contact.id)


def test_a_reference_to_nothing_is_a_fault_that_tells_no_values(store: SqlStore) -> None:
    install(store, "T1")
    with pytest.raises(IntegrityError) as raised, store.begin("T1") as tx:
        add_token(tx, "hidden", 99)
    assert "[SQL: INSERT INTO token" in str(raised.value)
    assert "hidden" not in str(raised.value)


def test_what_the_database_does_not_understand_is_an_error_of_sqlalchemys(store: SqlStore) -> None:
    nonsense = Prepared(select(tables.lane.c.id).where(tables.lane.c.id.op("FROM")("x")))
    with pytest.raises(DBAPIError), store._write() as connection:
        nonsense.rows(connection, {})


def test_listeners_hear_it(store: SqlStore) -> None:
    heard = []

    def hear(_: Connection, _cursor: Any, statement: str, *_more: object) -> None:
        heard.append(statement)

    event.listen(store._engines.writer, "before_cursor_execute", hear)
    with store._write() as connection:
        _INSTANT.rows(connection, {"at": NOW})
    event.remove(store._engines.writer, "before_cursor_execute", hear)
    assert any("fixed" in each or "word" in each for each in heard)
