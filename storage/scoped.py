"""A table's rows within one workspace, by the statements of its mapper."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, insert

from storage.bulk import insert_all
from storage.chains import Write
from storage.mapper import Mapper
from storage.upserts import allot

T = TypeVar("T")
V = TypeVar("V")

# Well below every database's limit of parameters in one statement.
_CHUNK = 5000


def chunks(values: Iterable[V]) -> Iterator[tuple[V, ...]]:
    """Return the values in parts small enough for one IN list."""
    rest = iter(values)
    while part := tuple(islice(rest, _CHUNK)):
        yield part


class Absent(Enum):
    """What stands for a row that was looked for ahead and is not there."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A transaction's connection, the workspace it is bound to, and how it reads.

    With `locks` nobody else can change what it has read as one to be written.
    """

    connection: Connection
    workspace_id: str
    locks: bool
    # By table and key: what was read ahead, until it is asked for once.
    ahead: dict[tuple[str, tuple[Any, ...]], Any] = field(default_factory=dict)

    def keep_ahead(self, mapper: Mapper[Any], value: Any) -> None:
        """Keep what was read before it is asked for."""
        self.ahead[mapper.table.name, mapper.key_of(value)] = value

    def take_ahead(self, table: str, *key: Any) -> Any:
        """Return what was read ahead under this key, once; none when nothing was."""
        return self.ahead.pop((table, key), None)


def on_postgres(scope: Scope) -> bool:
    """Whether others may write beside the scope's transaction."""
    return scope.connection.dialect.name == "postgresql"


class Scoped(Generic[T]):
    """One table's rows within one workspace; no statement here can reach another's."""

    def __init__(self, mapper: Mapper[T], scope: Scope) -> None:
        self.mapper = mapper
        self.table = mapper.table
        self.scope = scope
        self.connection = scope.connection
        self.workspace_id = scope.workspace_id
        self.locks = scope.locks

    @property
    def ours(self) -> ColumnElement[bool]:
        """The condition that keeps to the workspace."""
        return self.table.c.workspace_id == self.workspace_id

    def select(self, *where: ColumnElement[bool]) -> Select[Any]:
        """Return the statement for our rows under these conditions."""
        return self.mapper.select.where(self.ours, *where)

    def load(self, row: Row[Any]) -> T:
        """Return a row of `select` as its dataclass."""
        return self.mapper.load(row)

    def fetch(self, statement: Select[Any]) -> list[T]:
        """Return the statement's rows, which are `select`'s."""
        return [self.load(row) for row in self.connection.execute(statement)]

    def fetch_locked(self, statement: Select[Any]) -> list[T]:
        """Return the rows and, in a write transaction, keep others from changing them.

        Not FOR UPDATE: that would also keep out who inserts rows that refer to these. On SQLite
        a write transaction is alone from its beginning.
        """
        if self.locks:
            statement = statement.with_for_update(key_share=True, of=self.table)
        return self.fetch(statement)

    def get(self, id_: int | str, *, lock: bool = False) -> T | None:
        """Return the row with this id; with `lock` others can't change it, as `fetch_locked`."""
        if (known := self.read_ahead(id_)) is not None:
            return known
        locks = lock and self.locks
        statement = self.mapper.lock_by_id if locks else self.mapper.select_by_id
        values = {"ours": self.workspace_id, "this": id_}
        row = self.connection.execute(statement, values).first()
        return None if row is None else self.load(row)

    def read_ahead(self, *key: Any) -> T | None:
        """Return the row with this key if it was read ahead, once."""
        found: T | None = self.scope.take_ahead(self.table.name, *key)
        return found

    def find(self, **values: Any) -> T | None:
        """Return the row with these values in its columns, if there is one."""
        statement = self.mapper.select_where(tuple(values))
        row = self.connection.execute(statement, self._given(values)).first()
        return None if row is None else self.load(row)

    def _given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {f"given_{name}": value for name, value in values.items()} | {
            "ours": self.workspace_id
        }

    def all(self, *where: ColumnElement[bool], order_by: Iterable[Any] = ()) -> list[T]:
        """Return all rows under these conditions."""
        return self.fetch(self.select(*where).order_by(*order_by))

    def within(self, column: Column[Any], values: Collection[Any]) -> list[T]:
        """Return the rows whose column has one of these values, however many they are."""
        statement = self.mapper.select_within(column.name)
        return [
            self.load(row)
            for part in chunks(dict.fromkeys(values))
            for row in self.connection.execute(
                statement, {"ours": self.workspace_id, "among": part}
            )
        ]

    def insert(self, value: T) -> None:
        """Insert the row as it is."""
        self.connection.execute(insert(self.table), self.dump(value))

    def add(self, value: T) -> T:
        """Insert without the value's id, and return it with the one it got."""
        row = self.dump(value)
        del row["id"]
        statement = insert(self.table).values(row).returning(self.table.c.id)
        id_ = self.connection.execute(statement).scalar_one()
        return replace(value, id=id_)  # type: ignore[type-var]

    def add_many(self, values: Sequence[T]) -> list[T]:
        """Insert without the values' ids, and return them with theirs, in the same order."""

        def numbered(ids: Sequence[int]) -> list[T]:
            return [replace(value, id=id_) for value, id_ in zip(values, ids, strict=True)]  # type: ignore[type-var]

        return self.add_new(len(values), numbered)

    def add_new(self, count: int, make: Callable[[Sequence[int]], list[T]]) -> list[T]:
        """Insert what `make` makes of so many new ids, in their order, and return it."""
        # Numbers first: rows that return theirs have to go in one statement with thousands of
        # parameters, which takes several times as long as plain rows.
        added = make(allot(self.connection, self.table, count))
        for value in added:
            self.require_ours(value)
        if added:
            insert_all(self.connection, self.mapper, added)
        return added

    def save(self, value: T) -> None:
        """Write the whole row by its id."""
        row = self.by_parameter(value, self.mapper.changing)
        self.mapper.update_by_id.count(self.connection, row)

    def save_changed(self, before: Sequence[T], after: Sequence[T]) -> None:
        """Write by their ids the rows that are not as they were read: what changed in any."""
        pairs = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        names = self.mapper.changed_names(pairs)
        rows = [self.by_parameter(value, names) for _, value in pairs]
        if rows:
            self.connection.execute(self.mapper.update_of(names).statement, rows)

    def save_if(self, value: T, was: T | None = None, **values: Any) -> bool:
        """Write the row by its id if its columns have these values still; whether so.

        The whole row, or what is no longer as it `was`.
        """
        statement, row = self.saving_if(value, was, **values)
        return statement.count(self.connection, row) > 0

    def saving_if(self, value: T, was: T | None, **values: Any) -> Write:
        """Return what `save_if` does."""
        changed = self.mapper.changed(was, value) if was else ()
        names = changed or tuple(self.mapper.changing)
        statement = self.mapper.update_of(names, tuple(values))
        return statement, self.by_parameter(value, names) | self._given(values)

    def by_parameter(self, value: T, names: Iterable[str]) -> dict[str, Any]:
        """Return what an update of these columns takes."""
        self.require_ours(value)
        changes = {f"new_{name}": new for name, new in self.mapper.part(value, names).items()}
        return changes | {"ours": self.workspace_id, "this": getattr(value, "id", None)}

    def dump(self, value: T) -> dict[str, Any]:
        """Return the value's columns. Raises ValueError when it is of another workspace."""
        self.require_ours(value)
        return {"workspace_id": self.workspace_id} | self.mapper.dump(value)

    def require_ours(self, value: T) -> None:
        """Raise ValueError when it is of another workspace."""
        if getattr(value, "workspace_id", self.workspace_id) != self.workspace_id:
            raise ValueError(f"{value!r} belongs to another workspace than the transaction.")
