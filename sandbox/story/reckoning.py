"""The end: what recipients and phones got against the database, row for row."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.google.records import DeliveredMail
from sandbox.salesmsg.records import Text
from sandbox.story.cast import NEW_YORK
from sandbox.story.plot import Plot

DELIVERY_HEADER = "X-Outreach-Id"
OPENS, CLOSES = 9, 17
_ROWS = """
    SELECT d.id, d.workspace_id, d.enrollment_id, d.step_id, d.kind, d.channel, d.state,
           d.to_address, d.text, d.provider_id, d.sent_at, e.state AS stands, e.exited_at
    FROM delivery AS d LEFT JOIN enrollment AS e ON e.id = d.enrollment_id
"""
_OPEN = ("prepared", "drafted", "sending", "held")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A delivery as the database has it; its times in UTC."""

    id: str
    workspace_id: str
    enrollment_id: int
    step_id: str
    kind: str
    channel: str
    state: str
    to_address: str
    text: str
    provider_id: str
    sent_at: datetime | None
    stands: str  # the enrollment
    exited_at: datetime | None


def reckon(plot: Plot) -> None:
    """Stop the app and count. Breaks off at the first thing that does not add up."""
    teller, scene = plot.teller, plot.teller.scene
    mails, texts = plot.google.delivered(), scene.salesmsg.texts()
    status = scene.app.stop()
    teller.check(status == 0, "The app is stopped and lets its work end")
    rows = read(scene.folder / "sequences.db")
    problems = [*differences(rows, mails, texts), *out_of_hours(mails, texts)]
    if problems:
        listed = "\n    ".join(problems[:20])
        raise AssertionError(f"{len(problems)} things do not add up:\n    {listed}")
    teller.tell("Each row is one mail or text, each mail or text one row; nothing is left open")
    teller.tell("No step went to anyone twice, after an exit, or outside 09:00–17:00")
    teller.check(not plot.google.violations(), "Google's rules were kept throughout")
    print(f"\n{len(mails)} mails and {len(texts)} texts, row for row.", flush=True)


def read(path: Path) -> list[Row]:
    """Return every delivery of a database that nobody uses any more."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        return [_row(dict(row)) for row in database.execute(_ROWS)]


def _row(told: dict[str, object]) -> Row:
    times = {name: _instant(told[name]) for name in ("sent_at", "exited_at")}
    return Row(**{**told, **times})  # type: ignore[arg-type]


def _instant(microseconds: object) -> datetime | None:
    if not isinstance(microseconds, int):
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def differences(rows: list[Row], mails: list[DeliveredMail], texts: list[Text]) -> Iterator[str]:
    """Say what does not add up, one sentence each."""
    for row in rows:
        if row.state in _OPEN:
            yield f"{row.id} to {row.to_address} is left {row.state}"
        if row.sent_at and row.exited_at and row.sent_at > row.exited_at:
            yield f"{row.id} went to {row.to_address} after their exit"
    sent = [row for row in rows if row.state == "sent"]
    steps = Counter((row.enrollment_id, row.step_id) for row in sent if row.kind == "step")
    yield from (f"{step} went out {times} times" for step, times in steps.items() if times > 1)
    yield from _uneven(
        "mail",
        Counter((row.id, row.to_address) for row in sent if row.channel == "email"),
        Counter((mail.header(DELIVERY_HEADER) or "", mail.to) for mail in mails),
    )
    yield from _uneven(
        "text",
        Counter((row.provider_id, row.to_address) for row in sent if row.channel == "sms"),
        Counter((str(text.message_id), text.to) for text in texts),
    )


def _uneven(
    what: str, recorded: Counter[tuple[str, str]], got: Counter[tuple[str, str]]
) -> Iterator[str]:
    for key in recorded.keys() | got.keys():
        if recorded[key] != 1 or got[key] != 1:
            yield f"{what} {key}: {recorded[key]} rows, and {got[key]} were got"


def out_of_hours(mails: list[DeliveredMail], texts: list[Text]) -> Iterator[str]:
    """Say what reached someone when the window was shut: nights, mornings, weekends."""
    moments = [(mail.to, mail.at) for mail in mails] + [(text.to, text.at) for text in texts]
    for to, at in moments:
        local = at.astimezone(ZoneInfo(NEW_YORK))
        if local.weekday() >= 5 or not OPENS <= local.hour < CLOSES:
            yield f"{to} got something at {local:%A %H:%M}"
