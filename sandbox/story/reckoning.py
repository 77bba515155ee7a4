"""The end: what recipients and phones got against the database, row for row."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.google.records import DeliveredMail
from sandbox.salesmsg.records import Text
from sandbox.story.cast import NEW_YORK
from sandbox.story.plot import Plot

DELIVERY_HEADER = "X-Outreach-Id"
OPENS, CLOSES, SATURDAY = 9, 17, 5
Key = tuple[str, str]  # the delivery's or the text's id, and who it went to
_ROWS = """
    SELECT d.id, d.enrollment_id, d.step_id, d.kind, d.channel, d.state,
           d.to_address, d.provider_id, e.exited_at
    FROM delivery AS d LEFT JOIN enrollment AS e ON e.id = d.enrollment_id
"""
_OPEN = ("prepared", "drafted", "sending", "held")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A delivery as the database has it, and when its enrollment ended, if it did."""

    id: str
    enrollment_id: int
    step_id: str
    kind: str
    channel: str
    state: str
    to_address: str
    provider_id: str
    exited_at: datetime | None  # UTC


def reckon(plot: Plot) -> None:
    """Stop the app and count. Breaks off at the first thing that does not add up."""
    teller, scene = plot.teller, plot.teller.scene
    status = scene.app.stop()
    mails, texts = plot.google.delivered(), scene.salesmsg.texts()
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


def _row(told: dict[str, Any]) -> Row:
    return Row(**{**told, "exited_at": _instant(told["exited_at"])})


def _instant(microseconds: int | None) -> datetime | None:
    if microseconds is None:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def differences(rows: list[Row], mails: list[DeliveredMail], texts: list[Text]) -> Iterator[str]:
    """Say what does not add up, one sentence each."""
    sent = [row for row in rows if row.state == "sent"]
    yield from (f"{row.id} to {row.to_address} is left {row.state}" for row in _open(rows))
    steps = Counter((row.enrollment_id, row.step_id) for row in sent if row.kind == "step")
    yield from (f"{step} went out {times} times" for step, times in steps.items() if times > 1)
    got_mails = [((mail.header(DELIVERY_HEADER) or "", mail.to), mail.at) for mail in mails]
    got_texts = [((str(text.message_id), text.to), text.at) for text in texts]
    by_mail = {(row.id, row.to_address): row for row in sent if row.channel == "email"}
    by_text = {(row.provider_id, row.to_address): row for row in sent if row.channel == "sms"}
    yield from _uneven("mail", by_mail, got_mails)
    yield from _uneven("text", by_text, got_texts)


def _open(rows: list[Row]) -> Iterator[Row]:
    return (row for row in rows if row.state in _OPEN)


def _uneven(what: str, rows: dict[Key, Row], got: list[tuple[Key, datetime]]) -> Iterator[str]:
    """Compare rows, by what identifies them, with what was really got, and when."""
    times = Counter(key for key, _ in got)
    for key in sorted(rows.keys() | times.keys()):
        recorded = 1 if key in rows else 0
        if (recorded, times[key]) != (1, 1):
            yield f"{what} {key}: {recorded} rows, and got {times[key]} times"
    for key, at in got:
        exited_at = rows[key].exited_at if key in rows and rows[key].kind == "step" else None
        if exited_at is not None and at > exited_at:
            yield f"{what} {key} was got at {at}, after their exit at {exited_at}"


def out_of_hours(mails: list[DeliveredMail], texts: list[Text]) -> Iterator[str]:
    """Say what reached someone when the window was shut: nights, mornings, weekends."""
    moments = [(mail.to, mail.at) for mail in mails] + [(text.to, text.at) for text in texts]
    for to, at in moments:
        local = at.astimezone(ZoneInfo(NEW_YORK))
        if local.weekday() >= SATURDAY or not OPENS <= local.hour < CLOSES:
            yield f"{to} got something on {local:%A at %H:%M}"
