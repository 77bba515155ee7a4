"""The real pipeline over real stand-ins and a real database, in one process and without Slack.

Time stands still until a test moves it: leases, waits and the schedule all follow one clock, so
that a crash is settled without anybody waiting for it.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from engine.domain.connection import Mailbox, SmsConnection
from engine.domain.contact_rows import Row
from engine.domain.enrollment import Delivery, Enrollment
from engine.domain.notice import Job, Notice
from engine.domain.sequence import Channel, Settings, Step
from engine.domain.workspace import Actor, Member, Workspace, WorkspaceSettings
from engine.listening import CalendarListening, MailListening, TextListening
from engine.ports import Clock, EmailSender, Posted, SmsSender, Store
from engine.providers.gmail_read import GmailMailboxes
from engine.providers.gmail_send import GmailSender
from engine.providers.google_calendar import GoogleCalendar
from engine.providers.google_http import GoogleApi
from engine.providers.salesmsg import Salesmsg, SalesmsgSettings
from engine.recovery import Recovery
from engine.scheduler import Engine, Outbox
from engine.sending import Accounts, OneCall, Sending, Times
from engine.sending.drafting import Drafting
from engine.use_cases import activation, authoring, consenting, enrolling
from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from sandbox.google.records import DeliveredMail
from sandbox.google.server import GoogleStandIn
from sandbox.google.world import GoogleWorld
from sandbox.salesmsg.records import Text
from sandbox.salesmsg.server import SalesmsgStandIn
from sandbox.salesmsg.world import SalesmsgWorld
from storage.store import SqlStore
from tests.engine.consent import granted
from tests.engine.writing import always_open, three_steps
from tests.stores import TEST_KEY

TEAM = "T1"
RITA = Actor(
    workspace_id=TEAM,
    user_id="URITA",
    name="Rita Rep",
    zone="America/New_York",
    is_admin=True,
    is_approver=False,
)
CALL_SECONDS = 5.0
MONDAY = datetime(2026, 11, 2, 17, 30, tzinfo=UTC)  # 12:30 in New York: texts may go out too
_numbers = itertools.count(1)


class HandClock:
    """Both times, moved by hand."""

    def __init__(self) -> None:
        self.at = MONDAY

    def now(self) -> datetime:
        """Return the schedule's time, UTC."""
        return self.at

    def real(self) -> datetime:
        """Return the machine's time, UTC: the same one here."""
        return self.at

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        return self.at.timestamp()

    def advance(self, **by: float) -> None:
        """Move on by a timedelta's arguments."""
        self.at += timedelta(**by)


@dataclass(slots=True, kw_only=True)
class Vendors:
    """Google and Salesmsg, running; shared by the tests of a module."""

    clock: Clock
    google: GoogleWorld
    salesmsg: SalesmsgWorld
    google_url: str
    salesmsg_url: str
    api: GoogleApi = field(init=False)
    token: str = "token"

    def google_api(self, deadline_seconds: float = CALL_SECONDS) -> GoogleApi:
        """Return a client of Google with an empty cache of tokens."""
        return GoogleApi(
            api_url=self.google_url,
            token_url=f"{self.google_url}/token",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            deadline_seconds=deadline_seconds,
            now=self.clock.now,
        )

    def sms(self, deadline_seconds: float = CALL_SECONDS) -> Salesmsg:
        """Return a client of Salesmsg, as after a start."""
        settings = SalesmsgSettings(
            api_url=f"{self.salesmsg_url}/pub/v2.3", deadline_seconds=deadline_seconds
        )
        return Salesmsg(settings, self.clock)


def vendors_at(clock: Clock, google_url: str, salesmsg_url: str) -> Vendors:
    """Return the vendors that run at these addresses, in whatever process."""
    vendors = Vendors(
        clock=clock,
        google=GoogleWorld(google_url),
        salesmsg=SalesmsgWorld(salesmsg_url),
        google_url=google_url,
        salesmsg_url=salesmsg_url,
    )
    vendors.api = vendors.google_api()
    return vendors


@contextmanager
def running_vendors(clock: Clock | None = None) -> Iterator[Vendors]:
    """Run both stand-ins while the block lasts."""
    clock = clock or HandClock()
    google_server = GoogleStandIn(clock=clock.now).start()
    salesmsg_server = SalesmsgStandIn(clock.now).start()
    vendors = vendors_at(clock, google_server.url, salesmsg_server.url)
    vendors.salesmsg.limit_requests(None)
    vendors.salesmsg.add_token(vendors.token)
    vendors.salesmsg.add_team(7, "Outreach", "+12125550100")
    vendors.google.set_switches(quota_units_per_minute=10_000_000)
    try:
        yield vendors
    finally:
        vendors.google.close()
        google_server.stop()
        salesmsg_server.stop()


class Board:
    """Where notices end up."""

    def __init__(self) -> None:
        self.posted: list[Notice] = []

    def post(self, notice: Notice, *, thread_ts: str | None) -> Posted:
        """Keep it."""
        self.posted.append(notice)
        return Posted(channel=notice.channel, ts=f"{len(self.posted)}.0")

    def tell_unreachable(self, notice: Notice, reason: str) -> None:
        """Nothing here is unreachable."""
        raise AssertionError(reason)


class NoJobs:
    """No click asks for slow work here."""

    def run(self, job: Job) -> None:
        """Refuse."""
        raise AssertionError(job)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What an engine is plugged into; a test may put something in front of each."""

    store: Store
    email: EmailSender
    sms: SmsSender


Wrap = Callable[[Ports], Ports]


@dataclass(slots=True, kw_only=True)
class Scene:
    """A workspace with mailboxes, a number, a sequence and contacts."""

    vendors: Vendors
    store: SqlStore
    url: str
    mailboxes: list[Mailbox]
    sequence_id: int = 0
    board: Board = field(default_factory=Board)
    times: Times = field(default_factory=Times)

    @property
    def clock(self) -> HandClock:
        """The one clock, where it is moved by hand."""
        assert isinstance(self.vendors.clock, HandClock)
        return self.vendors.clock

    def engine(
        self,
        owner: str = "one",
        wrap: Wrap | None = None,
        *,
        store: Store | None = None,
        deadline_seconds: float | None = None,
    ) -> Engine:
        """Return an engine as a process of that name has it."""
        api, sms = self.vendors.api, self.vendors.sms()
        if deadline_seconds is not None:
            api = self.vendors.google_api(deadline_seconds)
            sms = self.vendors.sms(deadline_seconds)
        real = Ports(store=store or self.store, email=GmailSender(api), sms=sms)
        ports = wrap(real) if wrap else real
        return _plugged(self, ports, api, owner)

    # Reading ----------------------------------------------------------------------------------
    def enrollments(self) -> list[Enrollment]:
        """Return everyone in the sequence, as they stand."""
        with self.store.read(TEAM) as tx:
            return list(tx.enrollments.of_sequence(self.sequence_id, limit=10_000))

    def deliveries(self) -> list[Delivery]:
        """Return every message of the sequence, each contact's in order."""
        with self.store.read(TEAM) as tx:
            return [
                one
                for each in tx.enrollments.of_sequence(self.sequence_id, limit=10_000)
                for one in tx.deliveries.of_enrollment(each.id)
            ]

    def mails(self) -> list[DeliveredMail]:
        """Return what reached people from our mailboxes."""
        ours = {mailbox.email for mailbox in self.mailboxes}
        return [mail for mail in self.vendors.google.delivered() if mail.account in ours]

    def texts(self) -> list[Text]:
        """Return what reached phones of our contacts."""
        with self.store.read(TEAM) as tx:
            people = tx.contacts.many([each.contact_id for each in self.enrollments()])
        phones = {contact.phone for contact in people.values()}
        return [text for text in self.vendors.salesmsg.texts() if text.to in phones]

    def notices(self, kind: str) -> list[Notice]:
        """Return the notices of a kind that were posted."""
        return [notice for notice in self.board.posted if notice.kind == kind]

    # Doing ------------------------------------------------------------------------------------
    def drive(self, engine: Engine, limit: int = 400) -> int:
        """Let the engine do what there is to do now; fails when it never comes to rest."""
        for done in range(limit):
            if not (engine.dispatch() + engine.judge_texts() + engine.outbox.post()):
                return done
        raise AssertionError("The engine is busy for ever.")

    def until_quiet(self, engine: Engine, *, rounds: int = 60, seconds: float = 45.0) -> None:
        """Let time pass, and the engine work and recover, until everyone is over or held."""
        for _ in range(rounds):
            self.drive(engine)
            engine.recover()
            self.drive(engine)
            if all(each.is_over or each.hold for each in self.enrollments()):
                return
            self.clock.advance(seconds=seconds)

    def write(self, steps: tuple[Step, ...], settings: Settings | None = None) -> int:
        """Write a sequence and activate it."""
        now = self.vendors.clock.now()
        sequence = authoring.create(self.store, RITA, name=f"Q{next(_numbers)}", now=now)
        for step in steps:
            authoring.save_step(self.store, RITA, sequence.id, step, now=now)
        mailbox_id = self.mailboxes[0].id
        authoring.save_settings(
            self.store,
            RITA,
            sequence.id,
            settings or always_open(mailbox_id),
            notify_channel="C1",
            now=now,
        )
        activation.activate(self.store, RITA, sequence.id, now=now)
        self.sequence_id = sequence.id
        return sequence.id

    def enrol(self, people: int = 1, *, sequence_id: int | None = None) -> list[str]:
        """Enrol new people, each with a phone; return their addresses."""
        rows = []
        for _ in range(people):
            number = next(_numbers)
            rows.append(
                Row(
                    number=number,
                    email=f"ada{number}@example.com",
                    fields={"first_name": f"Ada{number}"},
                    phone=f"+1212{2_000_000 + number}",
                )
            )
        chosen = sequence_id or self.sequence_id
        now = self.vendors.clock.now()
        receipt = enrolling.receipt(self.store, RITA, chosen, rows, again=False, now=now)
        done = enrolling.commit(self.store, RITA, receipt.id, now=now)
        assert done.count == people
        return [row.email for row in rows]

    def reconnect(self, mailbox: Mailbox) -> None:
        """Let the owner of an account go through Google's consent page again."""
        vendors = self.vendors
        asked = consenting.Asked(workspace_id=TEAM, member_id=RITA.user_id, verifier="")
        grant = granted(vendors.google, vendors.google_url, mailbox.email)
        reader = GmailMailboxes(vendors.google_api())
        consenting.finish_google(self.store, reader, asked, grant, now=self.vendors.clock.now())

    def mailbox(self, place: int = 0) -> Mailbox:
        """Return a mailbox as it stands."""
        with self.store.read(TEAM) as tx:
            found = tx.mailboxes.get(self.mailboxes[place].id)
        assert found is not None
        return found

    def setup(self, **settings: Any) -> None:
        """Change the workspace's settings."""
        given = {"spacing_seconds": 0, "postal_address": "1 Main St", **settings}
        with self.store.begin(TEAM) as tx:
            tx.workspace.save_settings(WorkspaceSettings(**given))


def _plugged(scene: Scene, ports: Ports, api: GoogleApi, owner: str) -> Engine:
    store, clock = ports.store, scene.vendors.clock
    mail = MailListening(store=store, clock=clock, mailboxes=GmailMailboxes(api))
    calendar = CalendarListening(store=store, clock=clock, calendar=GoogleCalendar(api))
    texts = TextListening(store=store, clock=clock, sms=ports.sms)
    accounts = Accounts(store=store, clock=clock)
    call = OneCall(store=store, clock=clock, email=ports.email, sms=ports.sms, accounts=accounts)
    sending = Sending(
        store=store,
        clock=clock,
        email=ports.email,
        call=call,
        drafting=Drafting(store=store, email=ports.email),
        accounts=accounts,
        look=partial(_look, mail, calendar),
        look_at_texts=texts.look,
        owner=owner,
        public_url="https://outreach.example",
        times=scene.times,
    )
    return Engine(
        store=store,
        clock=clock,
        sending=sending,
        recovery=Recovery(
            store=store,
            clock=clock,
            email=ports.email,
            sms=ports.sms,
            hide_seconds=scene.times.lease_seconds,
        ),
        mail=mail,
        calendar=calendar,
        texts=texts,
        sms=ports.sms,
        outbox=Outbox(store=store, clock=clock, notifier=scene.board),
        jobs=NoJobs(),
        owner=owner,
    )


def _look(mail: MailListening, calendar: CalendarListening, mailbox: Mailbox) -> datetime:
    calendar.look(mailbox)
    return mail.hear(mailbox)


@contextmanager
def opened(
    vendors: Vendors,
    url: str,
    *,
    mailboxes: int = 1,
    people: int = 1,
    steps: tuple[Step, ...] | None = None,
) -> Iterator[Scene]:
    """Set a scene on a fresh database: people wait for the first of some steps (three)."""
    if isinstance(vendors.clock, HandClock):
        vendors.clock.at = _next_noon(vendors.clock.at)
    with SqlStore(url, keys=[TEST_KEY]) as store:
        scene = Scene(vendors=vendors, store=store, url=url, mailboxes=[])
        with store.engine() as etx:
            etx.save_workspace(_workspace())
            tx = etx.within(TEAM)
            tx.members.save(_member(vendors.clock.now()))
            connection = SmsConnection(
                workspace_id=TEAM, token=vendors.token, team_id="7", connected_by="URITA"
            )
            tx.sms.save(connection)
        scene.setup()
        scene.mailboxes = [_connected(scene) for _ in range(mailboxes)]
        scene.write(three_steps() if steps is None else steps)
        if people:
            scene.enrol(people)
        yield scene


def _next_noon(at: datetime) -> datetime:
    """Return the next time at which texts may go out, with hours to spare."""
    today = at.replace(hour=17, minute=30, second=0, microsecond=0)
    return today if at <= today else today + timedelta(days=1)


def _workspace() -> Workspace:
    return Workspace(
        id=TEAM, name="Acme", bot_token="xoxb-1", bot_user_id="U0BOT", webhook_secret="secret"
    )


def _member(now: datetime) -> Member:
    return Member(
        workspace_id=TEAM,
        user_id="URITA",
        name="Rita Rep",
        first_name="Rita",
        zone="America/New_York",
        is_admin=True,
        seen_at=now,
    )


def _connected(scene: Scene) -> Mailbox:
    number = next(_numbers)
    address = f"rita{number}@acme.example"
    vendors = scene.vendors
    vendors.google.add_account(address, "Rita Rep", signature_html="<b>Rita</b>")
    grant = granted(vendors.google, vendors.google_url, address)
    probe = Mailbox(
        id=0,
        workspace_id=TEAM,
        owner_id="URITA",
        email=address,
        name="Rita Rep",
        aliases=(address,),
        refresh_token=grant.refresh_token,
        scopes=grant.scopes,
        zone="America/New_York",
        heard_at=vendors.clock.now(),
    )
    with scene.store.begin(TEAM) as tx:
        return tx.mailboxes.add(probe)


def is_text(delivery: Delivery) -> bool:
    """Whether it is a text message."""
    return delivery.channel is Channel.SMS
