"""What the engine really writes for a send: every transaction's rows, as SQLAlchemy saw them."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

Writes = tuple[tuple[str, str], ...]  # ("INSERT", "delivery"), ... of one transaction, sorted

_WRITE = re.compile(r"\b(INSERT) INTO (\w+)|\b(UPDATE) (\w+) SET|\b(DELETE) FROM (\w+)")


@dataclass(slots=True)
class Tape:
    """Counts of one run; transactions in the order in which their kind first appeared."""

    transactions: dict[Writes, int] = field(default_factory=dict)
    statements: int = 0
    empty: int = 0  # transactions that wrote nothing
    _open: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def heard(
        self, connection: Any, cursor: Any, statement: str, parameters: Any, _c: Any, many: bool
    ) -> None:
        """Take one statement down that was made; one that did nothing wrote nothing."""
        self.statements += 1
        writes = self._open.setdefault(id(connection), [])
        for match in _WRITE.finditer(statement) if cursor.rowcount else ():
            verb, table = (each for each in match.groups() if each)
            writes.extend([(verb, table)] * (len(parameters) if many else 1))
        if not connection.in_transaction():
            self.committed(connection)  # a statement alone, which is its own transaction

    def committed(self, connection: Any) -> None:
        """Take one transaction down."""
        writes = tuple(sorted(self._open.pop(id(connection), [])))
        if writes:
            self.transactions[writes] = self.transactions.get(writes, 0) + 1
        else:
            self.empty += 1

    def rolled_back(self, connection: Any) -> None:
        """Forget what never was."""
        self._open.pop(id(connection), None)

    def per_send(self, sends: int) -> "Shape":
        """Return what one send costs, as a mean over these."""
        return {writes: count / sends for writes, count in self.transactions.items()}


Shape = dict[Writes, float]  # transactions of this kind for one send


@contextmanager
def recording() -> Iterator[Tape]:
    """Take down every statement and commit of this process until the block ends."""
    tape = Tape()
    listeners = (
        ("after_cursor_execute", tape.heard),
        ("commit", tape.committed),
        ("rollback", tape.rolled_back),
    )
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        yield tape
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)


def commits(shape: Shape) -> float:
    """Return how many commits that wait for the disk one send costs."""
    return sum(shape.values())


def rows(shape: Shape) -> Counter[tuple[str, str]]:
    """Return how many rows of each table one send writes."""
    found: Counter[tuple[str, str]] = Counter()
    for writes, times in shape.items():
        for each in writes:
            found[each] += times  # type: ignore[assignment]
    return found
