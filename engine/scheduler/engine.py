"""Everything a tick may do, each callable by itself: a test needs no clock to tick."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from engine.domain.connection import ConnectionState, Lane, Mailbox, SmsConnection
from engine.domain.errors import ProviderError, Temporary
from engine.listening import CalendarListening, MailListening, TextListening
from engine.ports import Clock, JobRunner, SmsSender, Store
from engine.recovery import Recovery
from engine.scheduler.keeper import Keeper
from engine.scheduler.outbox import Outbox
from engine.sending import Sending
from engine.sending.orphans import Orphans
from engine.use_cases import absences
from engine.use_cases.lateness import wake_up
from engine.use_cases.sms_tokens import keep_alive

log = logging.getLogger(__name__)

JOB_HIDE_SECONDS = 300.0
POLLERS = 8  # threads that read mailboxes at once: a poll is mostly waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Everything a tick may do. `settle` does all of it once, for tests and for draining."""

    store: Store
    clock: Clock
    sending: Sending
    recovery: Recovery
    mail: MailListening
    calendar: CalendarListening
    texts: TextListening
    sms: SmsSender
    outbox: Outbox
    jobs: JobRunner
    owner: str
    slots: int = 16  # sends under way at once, over all mailboxes
    poll_lease_seconds: float = 60.0  # after a crash, others listen in its place this much later
    keeper: Keeper | None = None  # while it doubts, nothing is taken up or recovered

    @property
    def may_send(self) -> bool:
        """Whether nobody has to say first that this is the right database."""
        return self.keeper is None or self.keeper.may_send()

    def watch(self) -> None:
        """See whether this still is the database that was worked with."""
        if self.keeper is not None:
            self.keeper.look()

    def claim(self) -> Lane | None:
        """Lease one lane that has something due; none where there is none, or none may be."""
        if not self.may_send:
            return None
        # Mostly there is none, and to find that out takes no writer's turn.
        found = self.store.has_work(now=self.clock.now(), real=self.clock.real())
        return self.sending.claim() if found else None

    def dispatch(self) -> int:
        """Work one due lane, if there is one; return how many deliveries were taken up."""
        lane = self.claim()
        return self.sending.work(lane) if lane else 0

    def wake_up(self) -> int:
        """Say that the engine lives; after days of downtime, hold what came due long ago."""
        return wake_up(self.store, now=self.clock.now(), real=self.clock.real())

    def recover(self) -> int:
        """Settle interrupted deliveries, and let absences end."""
        self.wake_up()
        with self.store.engine() as etx:
            rows = etx.expired_absences(now=self.clock.now(), limit=500)
        for enrollment in rows:
            with self.store.begin(enrollment.workspace_id) as tx:
                absences.back(tx, enrollment, now=self.clock.now())
        return (self.recovery.run() if self.may_send else 0) + len(rows)

    def poll_mail(self) -> None:
        """Hear every mailbox."""
        self._each_mailbox("mail", self.mail.poll)

    def poll_calendars(self) -> None:
        """Hear every calendar."""
        self._each_mailbox("calendar", self.calendar.poll)

    def _each_mailbox(self, name: str, poll: Callable[[Mailbox], object]) -> None:
        with self.store.engine() as etx:
            mailboxes = [
                each for each in etx.mailboxes() if each.state is not ConnectionState.RECONNECT
            ]
        with ThreadPoolExecutor(POLLERS, thread_name_prefix=name) as pool:
            for each in [pool.submit(self._poll_one, name, poll, one) for one in mailboxes]:
                each.result()

    def _poll_one(self, name: str, poll: Callable[[Mailbox], object], mailbox: Mailbox) -> None:
        """Poll one mailbox unless another replica does; what is down now is heard next time."""
        if not self._leased(f"{name}:{mailbox.id}"):
            return
        try:
            poll(mailbox)
        except ProviderError as error:
            log.warning("poll_failed", extra={"mailbox": mailbox.id, "reason": error.reason})

    def judge_texts(self) -> int:
        """Judge what webhooks brought."""
        with self.store.engine() as etx:
            ids = [each.workspace_id for each in etx.sms_connections()]
        return sum(self.texts.judge(workspace_id) for workspace_id in ids)

    def check_texts(self) -> int:
        """Ask what became of texts that went out, unless another replica does."""
        return self.texts.check() if self._leased("text_checks") else 0

    def poll_texts(self) -> None:
        """Sweep what webhooks missed, and keep tokens alive."""
        with self.store.engine() as etx:
            connections = [
                each for each in etx.sms_connections() if each.state is ConnectionState.ACTIVE
            ]
        for connection in connections:
            if self._leased(f"texts:{connection.workspace_id}"):
                now, real = self.clock.now(), self.clock.real()
                keep_alive(self.store, self.sms, connection, now=now, real=real)
                self.texts.poll(self._fresh(connection))

    def _fresh(self, connection: SmsConnection) -> SmsConnection:
        with self.store.read(connection.workspace_id) as tx:
            return tx.sms.get() or connection

    def work(self) -> int:
        """Do one waiting job, if there is one."""
        real = self.clock.real()
        with self.store.engine() as etx:
            job = etx.claim_job(real=real, until=real + timedelta(seconds=JOB_HIDE_SECONDS))
        if job is None:
            return 0
        try:
            self.jobs.run(job)
        except Temporary as error:
            at = real + timedelta(seconds=error.retry_after_seconds or 2.0**job.attempts)
            with self.store.begin(job.workspace_id) as tx:
                tx.jobs.retry(job.id, at=at)
        else:
            with self.store.begin(job.workspace_id) as tx:
                tx.jobs.done(job.id)
        return 1

    def housekeep(self) -> None:
        """Forget what is only needed for a while, and delete drafts that were left behind."""
        with self.store.engine() as etx:
            etx.forget_old(before=self.clock.real() - timedelta(days=2))
        if not self.may_send:
            return  # drafts may be those of the store that this one is a copy of
        orphans = Orphans(store=self.store, clock=self.clock, email=self.sending.email)
        self._each_mailbox("drafts", orphans.sweep)

    def settle(self) -> int:
        """Do everything there is to do now, in this thread; return how much it was."""
        done = 0
        while step := self.work() + self.dispatch() + self.judge_texts() + self.outbox.post():
            done += step
        return done

    def _leased(self, name: str) -> bool:
        real = self.clock.real()
        with self.store.engine() as etx:
            until = real + timedelta(seconds=self.poll_lease_seconds)
            return etx.lease(name, owner=self.owner, real=real, until=until)
