"""Many contacts in sequences, made in seconds: one by the product's own use cases, the rest of it.

Each mailbox has a sequence of two emails; its first contact is enrolled as people do it, and
that contact's and enrollment's rows are multiplied inside the database.
"""

import atexit
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Engine, Table, create_engine, text
from sqlalchemy import select as selecting

from bench import databases
from bench.databases import KEY
from engine.domain.connection import Mailbox
from engine.domain.contact_rows import Row
from engine.domain.delay import Delay, DelayUnit
from engine.domain.sequence import EmailStep
from engine.domain.workspace import Actor, Member, Workspace, WorkspaceSettings
from engine.ports import Store
from engine.use_cases import activation, authoring, enrolling
from storage import address, tables
from storage.opening import open_store

TEAM, REP = "T1", "UREP"
SCOPES = (
    "https://www.googleapis.com/auth/gmail.modify",
    "https://www.googleapis.com/auth/calendar.events.readonly",
)
WORDS = (
    (
        "Hello {{first_name}}, I read about {{company}} and thought of the two teams of yours that "
        "still copy their figures by hand every Monday. "
    ),
    (
        "We have just ended the same at a customer of your size within three weeks, and I would be "
        "glad to show you in ten minutes how. Would Thursday suit you?"
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """What to make: `due` contacts whose first email is due, `later` ones due in a month."""

    mailboxes: int = 64
    due: int = 0
    later: int = 0
    team: str = TEAM
    spacing_seconds: int = 0
    name: str = "rep"


def actor(team: str = TEAM) -> Actor:
    """Return the one person there is."""
    return Actor(
        workspace_id=team, user_id=REP, name="Rep", zone="UTC", is_admin=True, is_approver=False
    )


def make(url: str, crowd: Crowd) -> None:
    """Make the crowd in this database, which nobody else has open."""
    now = datetime.now(UTC)
    store = open_store(url, keys=[KEY])
    try:
        _workspace(store, crowd, now)
        for number in range(crowd.mailboxes):
            _sequence(store, crowd, number, now)
    finally:
        store.close()
    _multiply(url, crowd, now)


def _workspace(store: Store, crowd: Crowd, now: datetime) -> None:
    with store.engine() as etx:
        etx.save_workspace(
            Workspace(
                id=crowd.team,
                name="Bench",
                bot_token="xoxb-1",
                bot_user_id="UBOT",
                webhook_secret=f"secret-{crowd.team}",
            )
        )
        tx = etx.within(crowd.team)
        tx.members.save(
            Member(
                workspace_id=crowd.team,
                user_id=REP,
                name="Rep",
                first_name="Rep",
                zone="UTC",
                is_admin=True,
                seen_at=now,
            )
        )
        settings = WorkspaceSettings(
            daily_limit=1_000_000,
            spacing_seconds=crowd.spacing_seconds,
            postal_address="1 Main Street, Springfield",
        )
        tx.workspace.save_settings(settings)


def _sequence(store: Store, crowd: Crowd, number: int, now: datetime) -> None:
    """Make a mailbox, its sequence, and the contact that the others are copies of."""
    who = actor(crowd.team)
    email = f"{crowd.name}{number}@acme.example"
    with store.begin(crowd.team) as tx:
        probe = Mailbox(
            id=0,
            workspace_id=crowd.team,
            owner_id=REP,
            email=email,
            name="Rep Resentative",
            signature_html="<b>Rep Resentative</b><br>Acme Inc.",
            aliases=(email,),
            refresh_token="1//refresh",
            scopes=SCOPES,
            history_id="1",
            heard_at=now,
        )
        mailbox = tx.mailboxes.add(probe)
    sequence = authoring.create(store, who, name=f"{crowd.name} {number}", now=now)
    elements = [{"type": "text", "text": each} for each in WORDS]
    body = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    for days, subject in ((0, "An idea for {{company}}"), (5, "An idea for {{company}}")):
        delay = Delay(amount=days, unit=DelayUnit.DAYS)
        step = EmailStep(id=authoring.new_step_id(), delay=delay, subject=subject, body=body)
        authoring.save_step(store, who, sequence.id, step, now=now)
    with store.read(crowd.team) as tx:
        stored = tx.sequences.get(sequence.id)
        assert stored is not None
        settings = stored.working.settings
    always = replace(
        settings,
        mailbox_id=mailbox.id,
        opens=time(0),
        closes=time(0),
        business_days_only=False,
    )
    authoring.save_settings(store, who, sequence.id, always, notify_channel="C1", now=now)
    activation.activate(store, who, sequence.id, now=now)
    row = Row(
        number=1,
        email=f"first.of.{crowd.name}{number}.{crowd.team.lower()}@client.example",
        fields={"first_name": "Ada", "last_name": "Byron", "company": "Client & Co"},
    )
    receipt = enrolling.receipt(store, who, sequence.id, [row], again=False, now=now)
    enrolling.commit(store, who, receipt.id, now=now)


def spread(url: str, *, start: datetime, apart: timedelta, team: str = TEAM) -> None:
    """Let the enrollments that are due come due one after another instead, from `start` on."""
    at = ":start + (id - (SELECT min(id) FROM enrollment WHERE workspace_id = :team)) * :apart"
    now = _microseconds(datetime.now(UTC))
    engine = _opened(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                f"UPDATE enrollment SET due_at = {at}, wake_at = {at}"
                " WHERE workspace_id = :team AND wake_at <= :now"
            ),
            {
                "start": _microseconds(start),
                "apart": apart // timedelta(microseconds=1),
                "team": team,
                "now": now,
            },
        )
    engine.dispose()


@cache
def prepared(database: str, crowd: Crowd) -> str:
    """Return the address of a database with this crowd, made once; copy it before use."""
    url = _kept.enter_context(databases.empty(database))
    make(url, crowd)
    atexit.register(_kept.close)  # here: before what the server has registered for itself
    return url


_kept = ExitStack()


# Multiplying ---------------------------------------------------------------------------------
def _multiply(url: str, crowd: Crowd, now: datetime) -> None:
    engine = _opened(url)
    with engine.begin() as connection:
        firsts = _firsts(connection, crowd.team)
        rest = crowd.due + crowd.later - len(firsts)
        ahead = _highest(connection, tables.contact)
        _copy_contacts(connection, firsts, ahead, rest)
        _copy_enrollments(connection, firsts, ahead, rest)
        _schedule(connection, crowd, now)
        _count_on(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if url.startswith("sqlite") else "VACUUM ANALYZE"))
        if url.startswith("sqlite"):
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()


def _opened(url: str) -> Engine:
    """Open the database for statements of ours, which need no durability."""
    if url.startswith("sqlite"):
        return create_engine(address.read(url), module=dbapi2)
    return create_engine(address.read(url))


def _firsts(connection: Connection, team: str) -> list[int]:
    """Return the enrollments to copy, one for each mailbox."""
    column = tables.enrollment.c
    found = selecting(column.id).where(column.workspace_id == team).order_by(column.id)
    return list(connection.execute(found).scalars())


def _highest(connection: Connection, table: Table) -> int:
    return int(connection.execute(text(f"SELECT max(id) FROM {table.name}")).scalar_one())


_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})"


def _copy(table: Table, changed: Mapping[str, str], source: str, count: int) -> Any:
    names = [column.name for column in table.columns]
    values = ", ".join(changed.get(name, f"f.{name}") for name in names)
    numbers = _NUMBERS.format(count=count)
    if count <= 0:
        return text("SELECT 1")
    return text(f"INSERT INTO {table.name} ({', '.join(names)}) {numbers} SELECT {values} {source}")


def _copy_contacts(connection: Connection, firsts: list[int], ahead: int, count: int) -> None:
    own = f"'c' || (n.i + {ahead} + 1) || '@client.example'"
    changed = {
        "id": f"n.i + {ahead} + 1",
        "email": own,
        "email_key": own,
        "alias_key": own,
        "search_text": f"{own} || ' ada byron'",
    }
    source = (
        "FROM n JOIN contact f ON f.id ="
        f" (SELECT contact_id FROM enrollment WHERE id = {firsts[0]})"
    )
    connection.execute(_copy(tables.contact, changed, source, count))


def _copy_enrollments(connection: Connection, firsts: list[int], ahead: int, count: int) -> None:
    highest = _highest(connection, tables.enrollment)
    changed = {
        "id": f"n.i + {highest} + 1",
        "contact_id": f"n.i + {ahead} + 1",
    }
    source = f"FROM n JOIN enrollment f ON f.id = {firsts[0]} + n.i % {len(firsts)}"
    connection.execute(_copy(tables.enrollment, changed, source, count))


def _schedule(connection: Connection, crowd: Crowd, now: datetime) -> None:
    """Let the first `due` of them be due, a microsecond after each other, and the rest later."""
    lowest = "(SELECT min(id) FROM enrollment WHERE workspace_id = :team)"
    just_now = _microseconds(now - timedelta(seconds=30))
    in_a_month = _microseconds(now + timedelta(days=30))
    at = f"CASE WHEN id - {lowest} < :due THEN :soon + id ELSE :later + id * 1000 END"
    connection.execute(
        text(f"UPDATE enrollment SET due_at = {at}, wake_at = {at} WHERE workspace_id = :team"),
        {"due": crowd.due, "soon": just_now, "later": in_a_month, "team": crowd.team},
    )


def _microseconds(at: datetime) -> int:
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))


def _count_on(connection: Connection) -> None:
    """Let the next ids be those after ours; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        for table in ("contact", "enrollment"):
            number = f"pg_get_serial_sequence('{table}', 'id')"
            connection.execute(text(f"SELECT setval({number}, (SELECT max(id) FROM {table}))"))
