"""Rows as dataclasses: a mapper for each table, and its rows within one workspace."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    insert,
    select,
    update,
)

T = TypeVar("T")
V = TypeVar("V")

# Well below every database's limit of parameters in one statement.
_CHUNK = 5000
_NEVER_CHANGED = frozenset({"id", "workspace_id"})


def chunks(values: Iterable[V]) -> Iterator[tuple[V, ...]]:
    """Return the values in parts small enough for one IN list."""
    rest = iter(values)
    while part := tuple(islice(rest, _CHUNK)):
        yield part


class Mapper(Generic[T]):
    """How a dataclass lies in its table: fields are columns of the same name.

    `derived` are columns that are computed from the value, for look-ups and unique keys.
    """

    def __init__(
        self,
        table: Table,
        kind: type[T],
        derived: Mapping[str, Callable[[T], Any]] | None = None,
    ) -> None:
        self.table = table
        self.kind = kind
        self.derived = derived or {}
        self.names = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
        self.select = select(*(table.c[name] for name in self.names))
        self.changing = (set(self.names) | set(self.derived)) - _NEVER_CHANGED

    def load(self, row: Row[Any]) -> T:
        """Return the row of `select` as its dataclass."""
        return self.kind(**row._mapping)

    def dump(self, value: T) -> dict[str, Any]:
        """Return the value's columns."""
        data = {name: getattr(value, name) for name in self.names}
        return data | {name: compute(value) for name, compute in self.derived.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A transaction's connection, the workspace it is bound to, and whether it may write."""

    connection: Connection
    workspace_id: str
    writes: bool


class Scoped(Generic[T]):
    """One table's rows within one workspace; no statement here can reach another's."""

    def __init__(self, mapper: Mapper[T], scope: Scope) -> None:
        self.mapper = mapper
        self.table = mapper.table
        self.connection = scope.connection
        self.workspace_id = scope.workspace_id
        self.writes = scope.writes

    @property
    def ours(self) -> ColumnElement[bool]:
        """The condition that keeps to the workspace."""
        return self.table.c.workspace_id == self.workspace_id

    def select(self, *where: ColumnElement[bool]) -> Select[Any]:
        """Return the statement for our rows under these conditions."""
        return self.mapper.select.where(self.ours, *where)

    def fetch(self, statement: Select[Any]) -> list[T]:
        """Return the statement's rows, which are `select`'s."""
        return [self.mapper.load(row) for row in self.connection.execute(statement)]

    def fetch_locked(self, statement: Select[Any]) -> list[T]:
        """Return the rows and, in a write transaction, keep others from changing them.

        Not FOR UPDATE: that would also keep out who inserts rows that refer to these. On SQLite
        a write transaction is alone from its beginning.
        """
        if self.writes:
            statement = statement.with_for_update(key_share=True, of=self.table)
        return self.fetch(statement)

    def one(self, *where: ColumnElement[bool]) -> T | None:
        """Return the row under these conditions, if there is one."""
        row = self.connection.execute(self.select(*where)).first()
        return None if row is None else self.mapper.load(row)

    def all(self, *where: ColumnElement[bool], order_by: Iterable[Any] = ()) -> list[T]:
        """Return all rows under these conditions."""
        return self.fetch(self.select(*where).order_by(*order_by))

    def within(self, column: ColumnElement[Any], values: Collection[Any]) -> list[T]:
        """Return the rows whose column has one of these values, however many they are."""
        return [row for part in chunks(dict.fromkeys(values)) for row in self.all(column.in_(part))]

    def insert(self, value: T) -> None:
        """Insert the row as it is."""
        self.connection.execute(insert(self.table), self.dump(value))

    def add(self, value: T) -> T:
        """Insert without the value's id, and return it with the one it got."""
        return self.add_many([value])[0]

    def add_many(self, values: Iterable[T]) -> list[T]:
        """Insert without the values' ids, and return them with theirs, in the same order."""
        values = list(values)
        if not values:
            return []
        statement = insert(self.table).returning(self.table.c.id, sort_by_parameter_order=True)
        rows = [_without_id(self.dump(value)) for value in values]
        ids = self.connection.execute(statement, rows).scalars()
        return [replace(value, id=id_) for value, id_ in zip(values, ids, strict=True)]  # type: ignore[type-var]

    def save(self, value: T, *where: ColumnElement[bool]) -> bool:
        """Write the whole row under these conditions; whether there was one."""
        data = self.dump(value)
        changes = {name: data[name] for name in self.mapper.changing}
        statement = update(self.table).where(self.ours, *where).values(changes)
        return self.connection.execute(statement).rowcount > 0

    def save_many(self, values: Iterable[T]) -> None:
        """Write the whole rows by their ids."""
        rows = [self._by_parameter(self.dump(value)) for value in values]
        if not rows:
            return
        changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in self.mapper.changing}
        statement = (
            update(self.table)
            .where(self.ours, self.table.c.id == bindparam("old_id"))
            .values(changes)
        )
        self.connection.execute(statement, rows)

    def _by_parameter(self, data: dict[str, Any]) -> dict[str, Any]:
        changes = {f"new_{name}": data[name] for name in self.mapper.changing}
        return changes | {"old_id": data["id"]}

    def dump(self, value: T) -> dict[str, Any]:
        """Return the value's columns. Raises ValueError when it is of another workspace."""
        data = {"workspace_id": self.workspace_id} | self.mapper.dump(value)
        if data["workspace_id"] != self.workspace_id:
            raise ValueError(f"{value!r} belongs to another workspace than the transaction.")
        return data


def _without_id(data: dict[str, Any]) -> dict[str, Any]:
    del data["id"]
    return data
