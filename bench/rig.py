"""The product as `app.build` plugs it together, with null providers in Google's place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from pydantic import SecretStr

from app import build
from bench.databases import KEY
from bench.quiet import QuietCalendar, QuietGoogle
from bot.config import Settings
from bot.service import Service
from engine.ports import Clock
from engine.scheduler import Engine, Intervals, Ticking


@contextmanager
def running(
    url: str,
    *,
    google: QuietGoogle | None = None,
    slots: int | None = None,
    clock: Clock | None = None,
) -> Iterator[tuple[Service, Ticking]]:
    """Give the service on this database, and what would tick it with these slots; not started."""
    settings = Settings(
        _env_file=None,
        database_url=url,
        encryption_keys=SecretStr(KEY),
        slack_bot_token=SecretStr("xoxb-bench"),
        slack_signing_secret=SecretStr("bench"),
        public_url="https://sequences.example",
        port=0,
        slack_api_url="http://127.0.0.1:9/",  # nobody is told anything
    )
    built = build(settings, clock=clock)
    google = google or QuietGoogle()
    engine = _quiet(built.engine, google)
    engine = replace(engine, slots=slots or engine.slots)
    service = replace(built, engine=engine)
    ticking = Ticking(engine, Intervals())
    try:
        yield service, ticking
    finally:
        google.is_closed = True
        ticking.stop()
        built.stop()


def _quiet(engine: Engine, google: QuietGoogle) -> Engine:
    """Return the same engine, but for whom it calls."""
    mail = replace(engine.mail, mailboxes=google)
    calendar = replace(engine.calendar, calendar=QuietCalendar(google))
    sending, look = engine.sending, engine.sending.look
    assert isinstance(look, partial), "app.py looks by a partial over those who listen"
    quiet = replace(
        sending,
        email=google,
        call=replace(sending.call, email=google),
        drafting=replace(sending.drafting, email=google),
        look=partial(look.func, mail, calendar),
    )
    recovery = replace(engine.recovery, email=google)
    return replace(engine, sending=quiet, mail=mail, calendar=calendar, recovery=recovery)
