"""A row as one text, and the dataclass that it was made into before.

A driver takes about a microsecond for each column that it hands over, and taking a row to pieces
costs more again. The rows that every send looks at are therefore asked for as one JSON array for
each table; and since most of them are what they were a moment ago, so is what they became.
"""

import json
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Dialect, Text, case, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from storage.mapper import Mapper

T = TypeVar("T")

_KEPT = 256  # rows of each table


class _array(GenericFunction[str]):  # noqa: N801 - named as SQL would
    """A JSON array as text, which each database spells its own way."""

    type = Text()
    inherit_cache = True


@compiles(_array, "sqlite")
def _on_sqlite(element: _array, compiler: Any, **options: Any) -> str:
    return f"json_array({compiler.process(element.clauses, **options)})"


@compiles(_array, "postgresql")
def _on_postgres(element: _array, compiler: Any, **options: Any) -> str:
    return f"CAST(json_build_array({compiler.process(element.clauses, **options)}) AS TEXT)"


def packed(mapper: Mapper[Any]) -> ColumnElement[str | None]:
    """Return the mapper's columns as one text; NULL where an outer join found no row."""
    columns = mapper.table.c
    values = (type_coerce(columns[name], NullType()) for name in mapper.names)
    found = next(iter(mapper.table.primary_key)).is_not(None)
    return case((found, _array(*values)))


class Memo(Generic[T]):
    """Dataclasses by the text they came from. Safe to use from many threads.

    The values are frozen, so whoever shares one can't change it for another.
    """

    def __init__(self, mapper: Mapper[T], dialect: Dialect) -> None:
        types = [mapper.table.c[name].type for name in mapper.names]
        self._kind, self._names = mapper.kind, mapper.names
        self._read = [_reading(kind, dialect) for kind in types]
        self.load = lru_cache(_KEPT)(self._load)

    def _load(self, text: str) -> T:
        parts = zip(self._names, self._read, json.loads(text), strict=True)
        return self._kind(
            **{
                name: read(value) if read is not None and value is not None else value
                for name, read, value in parts
            }
        )


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what makes a value of a column's that is not NULL."""
    if not isinstance(kind, TypeDecorator):
        return kind.dialect_impl(dialect).result_processor(dialect, None)
    if type(kind).process_result_value is TypeDecorator.process_result_value:
        return None
    # Without what SQLAlchemy puts in between: in JSON there is no type of a driver's.
    return partial(kind.process_result_value, dialect=dialect)


_memos: WeakKeyDictionary[Dialect, dict[str, Memo[Any]]] = WeakKeyDictionary()


def share(*dialects: Dialect) -> None:
    """Let engines of one database, with the same keys, know what either has made."""
    memos: dict[str, Memo[Any]] = {}
    for dialect in dialects:
        _memos[dialect] = memos


def unpacked(mapper: Mapper[T], dialect: Dialect, text: str) -> T:
    """Return the dataclass of a row that was `packed`."""
    memos = _memos.get(dialect)
    memo: Memo[T] | None = memos.get(mapper.table.name) if memos else None
    return (memo or _first(mapper, dialect)).load(text)


def _first(mapper: Mapper[T], dialect: Dialect) -> Memo[T]:
    memo = Memo(mapper, dialect)
    _memos.setdefault(dialect, {})[mapper.table.name] = memo
    return memo
