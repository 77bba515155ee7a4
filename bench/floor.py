"""The raw floor: a send's rows and commits by the bare driver, with no line of the product.

The shape of a send, which transactions of which rows, is given: what the engine was seen to write
(`bench.tape`), or `LEAST`, the least that the protocol of ARCHITECTURE.md can do with:

    claim a lane                                              1 commit for 50 sends
    the intent: delivery (prepared, with its bytes), token    1 commit
    lane's slot, delivery (sending), enrollment asleep        1 commit
    delivery (sent), enrollment with its next step            1 commit

Statements are by primary key and change only the columns that have to; what is due is read by the
claim's own index, fifty at a time. A transaction of one statement is sent without BEGIN.
"""

import re
import time
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bench.databases import raw_postgres, raw_sqlite
from bench.tape import Shape, Writes

BATCH = 50
LEAST: Shape = {
    (("UPDATE", "lane"),): 1 / BATCH,
    (("INSERT", "delivery"), ("INSERT", "token")): 1,
    (("UPDATE", "delivery"), ("UPDATE", "enrollment"), ("UPDATE", "lane")): 1,
    (("UPDATE", "delivery"), ("UPDATE", "enrollment")): 1,
}
_FIVE_DAYS = 5 * 86_400_000_000

_DUE = (
    "SELECT id, workspace_id, sequence_id, contact_id, mailbox_id, lane, step_id FROM enrollment"
    " WHERE state = 'active' AND lane = :lane AND priority = 1 AND wake_at <= :now"
    " ORDER BY wake_at, id LIMIT 50"
)
# What each row's first write of a send sets, and its last one; those between repeat the first.
_FIRST = {
    ("INSERT", "token"): "INSERT INTO token (token, workspace_id, contact_id, enrollment_id,"
    " is_test, created_at) VALUES (:token, :team, :contact, :enrollment, :no, :now)",
    ("UPDATE", "lane"): "UPDATE lane SET owner = :owner, lease_until = :later, last_slot_at = :now,"
    " sent_that_day = sent_that_day + 1 WHERE id = :lane",
    ("UPDATE", "mailbox"): "UPDATE mailbox SET heard_at = :now WHERE id = :mailbox",
    ("UPDATE", "delivery"): "UPDATE delivery SET state = 'sending', draft_id = :token,"
    " thread_id = :thread, sending_at = :now, resolve_at = :later, attempts = 1 WHERE id = :id",
    ("UPDATE", "enrollment"): "UPDATE enrollment SET wake_at = NULL WHERE id = :enrollment",
}
_LAST = {
    ("UPDATE", "delivery"): "UPDATE delivery SET state = 'sent', provider_id = :token,"
    " sent_at = :now, resolve_at = NULL WHERE id = :id",
    ("UPDATE", "enrollment"): "UPDATE enrollment SET step_id = 'next', anchor_at = :now,"
    " due_at = :next, wake_at = :next, priority = 0, had_step_ids = :had, last_step_id = :step,"
    " thread_id = :thread, subject = :subject WHERE id = :enrollment",
}


class Database(Protocol):
    """A bare connection."""

    def read(self, statement: str, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]: ...
    def write(self, statements: Sequence[str], values: Mapping[str, Any]) -> None:
        """Run the statements in one transaction."""
        ...


@dataclass(frozen=True, slots=True)
class Sqlite:
    """pysqlite3, which the product runs on as well."""

    connection: Any

    def read(self, statement: str, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Return the rows."""
        return list(self.connection.execute(statement, values))

    def write(self, statements: Sequence[str], values: Mapping[str, Any]) -> None:
        """Run them in one transaction."""
        if len(statements) == 1:
            self.connection.execute(statements[0], values)
            return
        self.connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            self.connection.execute(statement, values)
        self.connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class Postgres:
    """psycopg, with the same statements in its spelling."""

    connection: Any
    _spelled: dict[str, bytes] = field(default_factory=dict)

    def read(self, statement: str, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Return the rows."""
        rows: list[Sequence[Any]] = self.connection.execute(self._own(statement), values).fetchall()
        return rows

    def write(self, statements: Sequence[str], values: Mapping[str, Any]) -> None:
        """Run them in one transaction."""
        if len(statements) == 1:
            self.connection.execute(self._own(statements[0]), values)
            return
        with self.connection.transaction():
            for statement in statements:
                self.connection.execute(self._own(statement), values)

    def _own(self, statement: str) -> bytes:
        if statement not in self._spelled:
            words = (f"%({word[1:]})s" if word[:1] == ":" else word for word in _words(statement))
            self._spelled[statement] = "".join(words).encode()
        return self._spelled[statement]


def _words(statement: str) -> list[str]:
    return re.split(r"(:\w+)", statement)


def opened(url: str) -> Database:
    """Open the database by its bare driver."""
    if url.startswith("sqlite"):
        return Sqlite(raw_sqlite(url))
    return Postgres(raw_postgres(url))


class Floor:
    """Sends as fast as the driver can, in this shape, rows that hold what the sample holds."""

    def __init__(self, database: Database, shape: Shape, sample: Mapping[str, Any]) -> None:
        self._database = database
        self._sample = sample
        self._plan = _Plan(shape, _insert(sample))

    def run(self, lanes: Sequence[str]) -> int:
        """Send all that is due in these lanes, fifty of each in turn; return how many it was."""
        sent, waiting = 0, list(lanes)
        while waiting:
            lane = waiting.pop(0)
            done = self.batch(lane)
            sent += done
            waiting += [lane] * (done == BATCH)
        return sent

    def batch(self, lane: str) -> int:
        """Send the first fifty that are due in this lane; return how many it was."""
        due = self._database.read(_DUE, {"lane": lane, "now": _now()})
        for row in due:
            self._plan.send(self._database, self._values(row))
        return len(due)

    def _values(self, row: Sequence[Any]) -> dict[str, Any]:
        enrollment, team, sequence, contact, mailbox, lane, step = row
        own = uuid.uuid4().hex
        now = _now()
        return dict(self._sample) | {
            "id": own,
            "key": f"step:{enrollment}:{step}",
            "workspace_id": team,
            "sequence_id": sequence,
            "enrollment_id": enrollment,
            "contact_id": contact,
            "mailbox_id": mailbox,
            "enrollment": enrollment,
            "contact": contact,
            "mailbox": mailbox,
            "team": team,
            "lane": lane,
            "step": step,
            "had": f'["{step}"]',
            "token": own,
            "thread": f"t{own}",
            "owner": "floor",
            "no": False,
            "now": now,
            "later": now + 120_000_000,
            "next": now + _FIVE_DAYS,
        }


class _Plan:
    """Which statements the next send makes, so that in the mean the shape is kept."""

    def __init__(self, shape: Shape, insert_delivery: str) -> None:
        self._shape = shape
        self._owed = dict.fromkeys(shape, 0.0)
        self._first = _FIRST | {("INSERT", "delivery"): insert_delivery}
        self._made: dict[tuple[Writes, ...], list[list[str]]] = {}

    def send(self, database: Database, values: Mapping[str, Any]) -> None:
        """Make the next send's transactions."""
        now: list[Writes] = []
        for writes, times in self._shape.items():
            self._owed[writes] += times
            while self._owed[writes] > 0.999:
                now.append(writes)
                self._owed[writes] -= 1
        key = tuple(now)
        if key not in self._made:
            self._made[key] = self._statements(key)
        for statements in self._made[key]:
            database.write(statements, values)

    def _statements(self, transactions: Sequence[Writes]) -> list[list[str]]:
        """Return each transaction's statements; a row's last write of the send is another one."""
        left = Counter(each for writes in transactions for each in writes)
        found = []
        for writes in transactions:
            statements = []
            for each in writes:
                left[each] -= 1
                last = _LAST.get(each) if left[each] == 0 else None
                statements.append(last or self._first[each])
            found.append(statements)
        return found


def _insert(sample: Mapping[str, Any]) -> str:
    names = ", ".join(sample)
    return f"INSERT INTO delivery ({names}) VALUES ({', '.join(f':{name}' for name in sample)})"


def sample_of(database: Database, columns: Sequence[str]) -> dict[str, Any]:
    """Return a delivery that the engine made, as it was inserted: prepared, of true size."""
    (row,) = database.read(f"SELECT {', '.join(columns)} FROM delivery LIMIT 1", {})
    sample = dict(zip(columns, row, strict=True)) | {"state": "prepared", "attempts": 0}
    late = ("draft_id", "provider_id", "thread_id", "sending_at", "sent_at", "resolve_at")
    return sample | dict.fromkeys(late)


def _now() -> int:
    return time.time_ns() // 1000
