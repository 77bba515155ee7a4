"""Rows as dataclasses: how each lies in its table, with its statements built once."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, select, update

from storage.prepared import Prepared

T = TypeVar("T")

_NEVER_CHANGED = frozenset({"id", "workspace_id"})


class Mapper(Generic[T]):
    """How a dataclass lies in its table: fields are columns of the same name.

    `derived` are columns that are computed from the value, for look-ups and unique keys; `fixed`
    ones are written once and never again, which spares their indexes.
    """

    def __init__(
        self,
        table: Table,
        kind: type[T],
        derived: Mapping[str, Callable[[T], Any]] | None = None,
        fixed: Collection[str] = (),
    ) -> None:
        self.table = table
        self.kind = kind
        self.derived = derived or {}
        self.names = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
        self.key = tuple(c.name for c in table.primary_key if c.name != "workspace_id")
        self.key_of = _getter(self.key)  # the value's own part of its primary key
        self.select = select(*(table.c[name] for name in self.names))
        self.changing = (set(self.names) | set(self.derived)) - _NEVER_CHANGED - set(fixed)
        self._values = _getter(self.names)
        self._moving = tuple(name for name in self.names if name in self.changing)
        self._moving_values = _getter(self._moving)
        # Statements are built once: building costs more than running.
        self._selects: dict[tuple[str, ...], Select[Any]] = {}
        self._updates: dict[tuple[str, ...], Prepared] = {}
        self._this = self._named()
        if {"id", "workspace_id"} <= set(table.c.keys()):
            self._prepare_by_id()

    def _named(self) -> tuple[ColumnElement[bool], ...]:
        """Return what names a row: the workspace alone where it has just one."""
        columns = self.table.c
        ours = [columns.workspace_id == bindparam("ours")] if "workspace_id" in columns else []
        return (*ours, *([columns.id == bindparam("this")] if "id" in columns else []))

    def _prepare_by_id(self) -> None:
        self.select_by_id = self.select.where(*self._this)
        self.lock_by_id = self.select_by_id.with_for_update(key_share=True)
        self.update_by_id = self.update_of(tuple(self.changing))

    def select_where(self, names: tuple[str, ...]) -> Select[Any]:
        """Return the select of a workspace's rows with given values in these columns."""
        statement = self._selects.get(names)
        if statement is None:
            ours = self.table.c.workspace_id == bindparam("ours")
            given = (self.table.c[name] == bindparam(f"given_{name}") for name in names)
            statement = self._selects[names] = self.select.where(ours, *given)
        return statement

    def select_within(self, name: str) -> Select[Any]:
        """Return the select of a workspace's rows with one of some values in this column."""
        statement = self._selects.get((name, "IN"))
        if statement is None:
            ours = self.table.c.workspace_id == bindparam("ours")
            among = self.table.c[name].in_(bindparam("among", expanding=True))
            statement = self._selects[name, "IN"] = self.select.where(ours, among)
        return statement

    def update_of(self, names: tuple[str, ...], given: tuple[str, ...] = ()) -> Prepared:
        """Return the update by id of these columns alone, if those of `given` are as given."""
        statement = self._updates.get((*given, "SET", *names))
        if statement is None:
            same = (self.table.c[name] == bindparam(f"given_{name}") for name in given)
            changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            statement = Prepared(update(self.table).where(*self._this, *same).values(changes))
            self._updates[*given, "SET", *names] = statement
        return statement

    def changed_names(self, pairs: Iterable[tuple[T, T]]) -> tuple[str, ...]:
        """Return the columns in which any value differs from the one before it."""
        same = set(self.names) & self.changing
        for before, after in pairs:
            same -= {name for name in same if getattr(before, name) != getattr(after, name)}
        return tuple(sorted(self.changing - same))

    def changed(self, before: T, after: T) -> tuple[str, ...]:
        """Return the columns that are not as they were, derived ones too."""
        values = zip(
            self._moving, self._moving_values(before), self._moving_values(after), strict=True
        )
        names = [name for name, old, new in values if old is not new and old != new]
        if not names:
            return ()
        derived = (n for n, compute in self.derived.items() if compute(before) != compute(after))
        return (*names, *derived)

    def load(self, row: Row[Any]) -> T:
        """Return the row of `select` as its dataclass."""
        return self.kind(**row._mapping)

    def dump(self, value: T) -> dict[str, Any]:
        """Return the value's columns."""
        data = dict(zip(self.names, self._values(value), strict=True))
        return data | {name: compute(value) for name, compute in self.derived.items()}

    def part(self, value: T, names: Iterable[str]) -> dict[str, Any]:
        """Return some of the value's columns."""
        derived = self.derived
        return {
            name: derived[name](value) if name in derived else getattr(value, name)
            for name in names
        }


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads these attributes of a value at once."""
    if len(names) == 1:
        (name,) = names
        return lambda value: (getattr(value, name),)
    return attrgetter(*names) if names else lambda _: ()
