"""The real pipeline over real stand-ins and a real database, in one process and without Slack.

Time stands still until a test moves it: leases, waits and the schedule all follow one clock, so
that a crash is settled without anybody waiting for it.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from engine.domain.connection import Mailbox, SmsConnection
from engine.domain.contact_rows import Row
from engine.domain.enrollment import Delivery, Enrollment
from engine.domain.notice import Notice
from engine.domain.sequence import Settings, Step
from engine.domain.workspace import WorkspaceSettings
from engine.ports import Store
from engine.providers.gmail_read import GmailMailboxes
from engine.providers.gmail_send import GmailSender
from engine.scheduler import Engine
from engine.sending import Times
from engine.use_cases import activation, authoring, consenting, enrolling
from sandbox.google.records import DeliveredMail
from sandbox.salesmsg.records import Text
from storage.store import SqlStore
from tests.engine.acme import RITA, TEAM, rita, workspace
from tests.engine.consent import granted
from tests.engine.plugging import Board, Ports, Wrap, plugged
from tests.engine.vendors import HandClock as HandClock
from tests.engine.vendors import Vendors
from tests.engine.writing import always_open, three_steps
from tests.stores import store_at

_numbers = itertools.count(1)


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
        return plugged(
            ports, api, clock=self.vendors.clock, times=self.times, board=self.board, owner=owner
        )

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
    with store_at(url) as store:
        scene = Scene(vendors=vendors, store=store, url=url, mailboxes=[])
        with store.engine() as etx:
            etx.save_workspace(workspace())
            tx = etx.within(TEAM)
            tx.members.save(rita(vendors.clock.now()))
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
