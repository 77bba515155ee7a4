"""The only composition root: `build(settings)` plugs everything together; the command line.

    python app.py run                 serve Slack, browsers and webhooks, and run the engine
    python app.py sandbox [--story]   the same against local stand-ins
    python app.py migrate             bring the database to this version's tables
    python app.py doctor              check the settings and really ask each service
    python app.py manifest            print the Slack manifest, for HTTP or Socket Mode

Longer than other files, because it is a list: what is made, once, and of what.
"""

import argparse
import hashlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import waitress
from prometheus_client import CollectorRegistry
from pydantic import ValidationError
from slack_bolt.adapter.socket_mode import SocketModeHandler

import handlers
from bot import log as logs
from bot.clients import Clients
from bot.config import Settings, secret
from bot.counters import Counters
from bot.desk import Desk
from bot.directory import SlackDirectory
from bot.doctor import asked
from bot.introducing import introduce
from bot.jobs import Runner
from bot.links import Links
from bot.manifest import over_http, over_socket
from bot.metrics import Metrics
from bot.notifier import SlackNotifier
from bot.service import Service, unready
from bot.slack_app import LISTENER_THREADS
from bot.slack_app import create as create_slack
from bot.web import Web
from bot.web import create as create_web
from bot.workbench import Workbench
from engine.clock import ShiftedClock, SystemClock
from engine.domain.connection import Mailbox, SmsConnection
from engine.domain.errors import Refusal
from engine.domain.sms import SmsText
from engine.listening import CalendarListening, MailListening, TextListening
from engine.ports import Clock, Consent, JobRunner, Meter, Notifier, Survey
from engine.providers.counted import counted
from engine.providers.gmail_read import GmailMailboxes
from engine.providers.gmail_send import GmailSender
from engine.providers.google_calendar import GoogleCalendar
from engine.providers.google_http import GoogleApi
from engine.providers.google_oauth import GoogleConsent
from engine.providers.guarded import guarded
from engine.providers.salesmsg import Salesmsg, SalesmsgSettings
from engine.providers.salesmsg_limiter import PER_MINUTE
from engine.providers.salesmsg_tokens import OAuthApp
from engine.providers.salesmsg_webhook import SmsOptOut, parse_webhook
from engine.recovery import Recovery
from engine.scheduler import Engine, Intervals, Keeper, Outbox, Ticking
from engine.sending import Accounts, ByHand, OneCall, Sending, Times
from engine.sending.drafting import Drafting
from storage.keys import load_keys
from storage.opening import open_store
from storage.store import SqlStore
from storage.surveying import survey
from storage.witness import FileWitness, witness_path

log = logging.getLogger("app")

# A click holds its request open until its listener has answered: with fewer of these than of
# listeners, the pool of listeners would never be full. The rest is for browsers and webhooks.
WEB_THREADS = LISTENER_THREADS + 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What a sandbox runs faster than the world does."""

    times: Times = field(default_factory=Times)
    intervals: Intervals = field(default_factory=Intervals)
    recovery: float = 1.0  # scales the waiting between recovery's looks
    poll_lease_seconds: float = 60.0  # how long a killed process keeps others from listening
    shown_after_seconds: float = 0.7  # until Slack has our answer to a click, and shows it
    salesmsg_per_minute: int = PER_MINUTE  # requests


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What everything else is made with: settings, time, the store, and the providers."""

    settings: Settings
    clock: Clock
    pace: Pace
    store: SqlStore
    meter: Meter
    keeper: Keeper
    owner: str  # names this process in leases
    email: GmailSender
    mailboxes: GmailMailboxes
    calendar: GoogleCalendar
    sms: Salesmsg


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    pace: Pace | None = None,
    store: SqlStore | None = None,
) -> Service:
    """Return the service for these settings: everything made once, here and nowhere else.

    The `store` is opened unless it is given, as by tests, which use one for many services. Raises
    Refusal for settings that can't work.
    """
    keys = load_keys(secret(settings.encryption_keys), settings.database_url)
    store = store or open_store(settings.database_url, keys=keys)
    registry = CollectorRegistry()
    world = _world(settings, store, clock or SystemClock(), pace or Pace(), Counters(registry))
    links = Links(base_url=settings.own_url, key=_links_key(keys))
    nudges: list[Callable[[], None]] = []
    clients = Clients(store=store, base_url=settings.slack_api_url)
    desk = _desk(world, links, clients, nudges)
    by_hand, sending = _senders(world)
    bench = Workbench(
        desk=desk, email=world.email, mailboxes=world.mailboxes, sms=world.sms, by_hand=by_hand
    )
    notifier = SlackNotifier(store=store, client=clients)
    engine = _engine(world, sending, notifier, Runner(bench=bench, workers=handlers.JOBS))
    ticking = Ticking(engine, world.pace.intervals)
    nudges.append(ticking.nudge)
    slack = create_slack(settings, store)
    handlers.register(slack, desk)
    app_token = secret(settings.slack_app_token)
    socket_mode = SocketModeHandler(slack, app_token) if settings.is_socket_mode else None
    web = Web(
        settings=settings,
        store=store,
        clock=world.clock,
        slack=slack,
        links=links,
        consent=_consent(world),
        mailboxes=world.mailboxes,
        texts=engine.texts,
        parse_webhook=partial(_parse_webhook, world.clock),
        connect_sms=partial(_connect_sms, world) if settings.salesmsg_client_id else None,
        is_ready=partial(unready, store, ticking, world.keeper, socket_mode),
        metrics=Metrics(
            registry, partial(_survey, world), ticking.ticks.last, world.keeper.may_send
        ).text,
        nudge=desk.nudge,
    )
    server = waitress.create_server(
        create_web(web), host=settings.host, port=settings.port, threads=WEB_THREADS, ident=None
    )
    return Service(
        settings=settings,
        store=store,
        clock=world.clock,
        engine=engine,
        ticking=ticking,
        keeper=world.keeper,
        desk=desk,
        web=web,
        server=server,
        socket_mode=socket_mode,
    )


def _world(settings: Settings, store: SqlStore, clock: Clock, pace: Pace, meter: Meter) -> World:
    google = GoogleApi(
        api_url=settings.google_api_url,
        token_url=settings.google_token_url,
        client_id=settings.google_client_id or "",
        client_secret=secret(settings.google_client_secret) or "",
        deadline_seconds=pace.times.call_seconds,
        now=clock.now,
    )
    keeper = Keeper(store, FileWitness(witness_path(settings.database_url)), clock)
    return World(
        settings=settings,
        clock=clock,
        pace=pace,
        store=store,
        meter=meter,
        keeper=keeper,
        owner=f"{socket.gethostname()}:{os.getpid()}",
        email=guarded(counted(GmailSender(google), meter), keeper.may_send),
        mailboxes=counted(GmailMailboxes(google), meter),
        calendar=counted(GoogleCalendar(google), meter),
        sms=guarded(counted(Salesmsg(_salesmsg(settings, pace), clock), meter), keeper.may_send),
    )


def _desk(world: World, links: Links, clients: Clients, nudges: list[Callable[[], None]]) -> Desk:
    return Desk(
        store=world.store,
        clock=world.clock,
        directory=SlackDirectory(store=world.store, client=clients, clock=world.clock),
        client=clients,
        connect_link=links.connect,
        webhook_address=partial(_webhook_address, world),
        public_url=world.settings.public_url,
        executor=ThreadPoolExecutor(4, thread_name_prefix="aside"),
        nudge=partial(_nudge_all, nudges),
        shown_after=timedelta(seconds=world.pace.shown_after_seconds),
    )


def _senders(
    world: World,
) -> tuple[ByHand, Callable[[MailListening, CalendarListening, TextListening], Sending]]:
    """Return who sends by hand, and who works the lanes once there is someone to listen."""
    store, clock, email = world.store, world.clock, world.email
    accounts = Accounts(store=store, clock=clock)
    drafting = Drafting(store=store, email=email)
    call = OneCall(
        store=store,
        clock=clock,
        email=email,
        sms=world.sms,
        accounts=accounts,
        meter=world.meter,
        times=world.pace.times,
    )
    by_hand = ByHand(
        store=store,
        clock=clock,
        call=call,
        drafting=drafting,
        owner=world.owner,
        times=world.pace.times,
    )

    def lanes(mail: MailListening, calendar: CalendarListening, texts: TextListening) -> Sending:
        return Sending(
            store=store,
            clock=clock,
            email=email,
            call=call,
            drafting=drafting,
            accounts=accounts,
            look=partial(_look, mail, calendar),
            look_at_texts=texts.look,
            owner=world.owner,
            public_url=world.settings.public_url,
            times=world.pace.times,
        )

    return by_hand, lanes


def _engine(
    world: World,
    sending: Callable[[MailListening, CalendarListening, TextListening], Sending],
    notifier: Notifier,
    jobs: JobRunner,
) -> Engine:
    store, clock = world.store, world.clock
    mail = MailListening(store=store, clock=clock, mailboxes=world.mailboxes)
    calendar = CalendarListening(store=store, clock=clock, calendar=world.calendar)
    texts = TextListening(store=store, clock=clock, sms=world.sms)
    return Engine(
        store=store,
        clock=clock,
        sending=sending(mail, calendar, texts),
        recovery=Recovery(
            store=store,
            clock=clock,
            email=world.email,
            sms=world.sms,
            hide_seconds=world.pace.times.lease_seconds,
            pace=world.pace.recovery,
            meter=world.meter,
        ),
        mail=mail,
        calendar=calendar,
        texts=texts,
        sms=world.sms,
        outbox=Outbox(store=store, clock=clock, notifier=notifier),
        jobs=jobs,
        owner=world.owner,
        poll_lease_seconds=world.pace.poll_lease_seconds,
        keeper=world.keeper,
    )


def _nudge_all(nudges: "list[Callable[[], None]]") -> None:
    for nudge in nudges:
        nudge()


# Small parts of the composition --------------------------------------------------------------
def _survey(world: World) -> Survey | None:
    return survey(world.store, now=world.clock.now(), real=world.clock.real())


def _salesmsg(settings: Settings, pace: Pace) -> SalesmsgSettings:
    return SalesmsgSettings(
        api_url=settings.salesmsg_api_url,
        oauth=OAuthApp(
            client_id=settings.salesmsg_client_id or "",
            client_secret=secret(settings.salesmsg_client_secret) or "",
            auth_url=settings.salesmsg_auth_url,
        ),
        deadline_seconds=pace.times.call_seconds,
        per_minute=pace.salesmsg_per_minute,
    )


def _consent(world: World) -> Consent | None:
    settings = world.settings
    client_secret = secret(settings.google_client_secret)
    if not (settings.google_client_id and client_secret):
        return None
    return GoogleConsent(
        auth_url=settings.google_auth_url,
        token_url=settings.google_token_url,
        client_id=settings.google_client_id,
        client_secret=client_secret,
        deadline_seconds=world.pace.times.call_seconds,
    )


def _look(
    mail: MailListening, calendar: CalendarListening, mailbox: Mailbox, is_judged: bool
) -> datetime:
    """Look at the mailbox and, when that was a while ago, at the calendar, before a send."""
    calendar.look(mailbox)
    return mail.hear(mailbox, is_judged)


def _links_key(keys: list[str]) -> str:
    return hashlib.sha256(f"links:{keys[0]}".encode()).hexdigest()


def _webhook_address(world: World, workspace_id: str) -> str:
    with world.store.read(workspace_id) as tx:
        secret_part = tx.workspace.get().webhook_secret
    return f"{world.settings.own_url}/salesmsg/webhook/{secret_part}"


def _parse_webhook(clock: Clock, raw: bytes) -> SmsText | str | None:
    found = parse_webhook(raw, arrived_at=clock.now())
    return found.number if isinstance(found, SmsOptOut) else found


def _connect_sms(world: World, code: str, workspace_id: str) -> SmsConnection:
    redirect_uri = f"{world.settings.own_url}/salesmsg/callback"
    tokens = world.sms.exchange(code, redirect_uri=redirect_uri, workspace_id=workspace_id)
    return SmsConnection(
        workspace_id=workspace_id,
        token=tokens.token,
        refresh_token=tokens.refresh_token,
        expires_at=tokens.expires_at,
    )


# The command line ------------------------------------------------------------------------------
def main(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="Outreach sequences from Slack.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="serve Slack and browsers, and run the engine")
    run.add_argument("--clock", type=Path, help=argparse.SUPPRESS)
    run.set_defaults(command=_run)
    sandbox = commands.add_parser("sandbox", help="run everything against local stand-ins")
    sandbox.add_argument("--story", action="store_true", help="play the story and exit")
    sandbox.add_argument("--socket-mode", action="store_true", help="over Slack's Socket Mode")
    sandbox.add_argument("--seed", type=int, default=1, help="of the story's second act")
    sandbox.add_argument("--acts", type=int, choices=(1, 2), default=2, help="of the story")
    sandbox.set_defaults(command=_sandbox)
    migrate = commands.add_parser("migrate", help="bring the database to this version's tables")
    migrate.set_defaults(command=_migrate)
    doctor = commands.add_parser("doctor", help="check the settings and ask each service")
    doctor.set_defaults(command=_doctor)
    manifest = commands.add_parser("manifest", help="print the manifest of the Slack app")
    manifest.add_argument("--url", help="where Slack reaches you; without it: Socket Mode")
    manifest.set_defaults(command=_manifest)
    return parser


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        sentences = [str(each["msg"]).removeprefix("Value error, ") for each in error.errors()]
        raise Refusal("\n".join(sentences)) from error


def _run(options: argparse.Namespace) -> int:
    settings = _settings()
    logs.set_up(settings.log_level, settings.log_format)
    for sentence in settings.warnings():
        log.warning(sentence)
    clock, pace = (ShiftedClock(options.clock), _sandbox_pace()) if options.clock else (None, None)
    service = build(settings, clock=clock, pace=pace)
    introduce(service)
    service.start()
    log.info("ready", extra={"port": service.port, "socket_mode": settings.is_socket_mode})
    _until_told_to_stop()
    service.stop()
    return 0


def _until_told_to_stop() -> None:
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    stop.wait()


def _sandbox_pace() -> Pace:
    """Return short waits, so that a story's crash is settled in seconds."""
    return Pace(
        times=Times(lease_seconds=8.0, call_seconds=3.0, grace_seconds=1.5, start_seconds=1.0),
        intervals=Intervals(
            dispatch=0.2,
            work=0.2,
            notices=0.2,
            recover=0.5,
            mail=1.0,
            calendar=1.0,
            # The requests of a minute are Salesmsg's, of real time: sweeps more frequent than
            # this use them up, and the texts themselves have to wait.
            texts=20.0,
        ),
        recovery=0.05,
        poll_lease_seconds=5.0,
    )


def _sandbox(options: argparse.Namespace) -> int:
    from sandbox import main as sandbox

    if options.story:
        return sandbox.play(socket_mode=options.socket_mode, seed=options.seed, acts=options.acts)
    return sandbox.stay(socket_mode=options.socket_mode)


def _migrate(_options: argparse.Namespace) -> int:
    settings = _settings()
    keys = load_keys(secret(settings.encryption_keys), settings.database_url)
    open_store(settings.database_url, keys=keys).close()
    print("The database has this version's tables.")
    return 0


def _doctor(_options: argparse.Namespace) -> int:
    settings = _settings()
    problems = settings.warnings()
    # On a free port: a look must not meet a service that runs.
    service = build(settings.model_copy(update={"port": 0}))
    try:
        introduce(service)
        problems += asked(service)
    finally:
        service.stop()
    for problem in problems:
        print(f"! {problem}")
    return 1 if problems else 0


def _manifest(options: argparse.Namespace) -> int:
    print(over_http(options.url) if options.url else over_socket(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
