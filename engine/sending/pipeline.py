"""A lane at work: take the best due enrollment through the pipeline, one at a time."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from engine.domain.connection import ConnectionState, Lane, Mailbox
from engine.domain.enrollment import Delivery, DeliveryState
from engine.domain.errors import (
    AccessRevoked,
    OutcomeUnknown,
    Permanent,
    ProviderError,
    Temporary,
)
from engine.ports import Clock, EmailSender, Store
from engine.sending.accounts import Accounts, is_of_the_account
from engine.sending.call import OneCall
from engine.sending.commits import Commits, LaneLost
from engine.sending.drafting import Drafting
from engine.sending.looking import Look, LookAtTexts, Looking, NextUp, next_up
from engine.sending.times import RECONNECTED_LOOK, Times
from engine.use_cases import recording, retrying
from engine.use_cases.applying import Parked
from engine.use_cases.preparing import Outdated

LONG = timedelta(minutes=5)  # for a draft to lie about


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Works lanes: one send at a time in each."""

    store: Store
    clock: Clock
    email: EmailSender
    call: OneCall
    drafting: Drafting
    accounts: Accounts
    look: Look  # at the mailbox, right before a send; returns when it was complete, UTC
    look_at_texts: LookAtTexts  # at a workspace's conversation with one number
    owner: str  # names this process in leases
    public_url: str | None
    times: Times

    @property
    def _looking(self) -> Looking:
        return Looking(
            store=self.store,
            clock=self.clock,
            accounts=self.accounts,
            look=self.look,
            look_at_texts=self.look_at_texts,
        )

    @property
    def _commits(self) -> Commits:
        return Commits(
            store=self.store, clock=self.clock, public_url=self.public_url, times=self.times
        )

    def claim(self) -> Lane | None:
        """Lease one lane that has something due, or return none."""
        real = self.clock.real()
        with self.store.engine() as etx:
            return etx.claim_lane(
                now=self.clock.now(),
                real=real,
                owner=self.owner,
                lease_until=self.times.lease_until(real),
            )

    def work(self, lane: Lane) -> int:
        """Send what is due in a leased lane, then give it back; return how many were taken up."""
        taken_up = 0
        try:
            while taken_up < self.times.batch:
                due = self._next_up(lane)
                if due is None:
                    break
                taken_up += 1
                outcome = self._deliver(lane, due)
                if isinstance(outcome, Parked):
                    lane = replace(self._as_stored(lane), not_before=outcome.until)
                    break
                lane = outcome
            self._saved(replace(lane, owner=None, lease_until=None))
        except LaneLost:
            pass  # whoever has it now goes on from the rows
        return taken_up

    def _next_up(self, lane: Lane) -> NextUp | None:
        with self.store.glance(lane.workspace_id) as tx:
            return next_up(tx, lane, now=self.clock.now(), public_url=self.public_url)

    def _deliver(self, lane: Lane, coming: NextUp) -> Lane | Parked:
        try:
            return self._through_the_pipeline(lane, coming)
        except Temporary as error:
            until = recording.later(self.clock.now(), error.retry_after_seconds)
            return Parked(until=until, why=error.reason)
        except OutcomeUnknown as error:
            # Not of the send, whose outcome is kept: of a draft to delete, a token to renew.
            return Parked(until=recording.later(self.clock.now(), None), why=error.reason)
        except (AccessRevoked, Permanent) as error:
            account = (lane.workspace_id, coming.due.mailbox_id, coming.channel)
            rest = self.accounts.rest(*account, error)
            self.accounts.failed(*account, error)
            return Parked(until=self.clock.now() + rest, why=error.reason)

    def _through_the_pipeline(self, lane: Lane, coming: NextUp) -> Lane | Parked:
        looked_at = self._looking.before(coming)
        if looked_at is None:
            return lane
        self._learn_message_ids(coming)
        prepared, lane = self._commits.prepare(lane, coming, looked_at)
        if prepared is None:
            return lane
        if isinstance(prepared, Parked):
            return replace(prepared, until=prepared.until or self.clock.now() + RECONNECTED_LOOK)
        if isinstance(prepared, Outdated):
            self._drop(prepared.delivery)
            return lane
        try:
            delivery = self.drafting.drafted(prepared.delivery, prepared.mailbox)
        except Permanent as error:
            if is_of_the_account(error):
                raise
            self._refused(prepared.delivery, error)
            return lane
        committed = self._commits.mark(lane, prepared, delivery)
        if committed is None:
            self._saved(lane)  # raises LaneLost rather than drop what somebody else works on
            self._drop(replace(delivery, state=prepared.delivery.state))
            return lane
        committed_as, marked = committed
        sending = committed_as.delivery
        parked = self.call.make(
            sending, marked=marked, due_at=coming.due.due_at, as_marked=committed_as
        )
        if parked is not None:
            self._tidied_up(sending, parked)
        return parked or committed_as.lane

    def _tidied_up(self, sending: Delivery, parked: Parked) -> None:
        """Leave no draft about that has to wait for long: people send drafts that they find."""
        if parked.until is None or parked.until < self.clock.now() + LONG:
            return
        with self.store.read(sending.workspace_id) as tx:
            stored = tx.deliveries.get(sending.id)
            mailbox = tx.mailboxes.get(sending.mailbox_id or 0)
        is_usable = mailbox is not None and mailbox.state is ConnectionState.ACTIVE
        if is_usable and stored is not None and stored.state is DeliveryState.DRAFTED:
            with suppress(ProviderError):  # then it waits as a draft, and is used again
                self._drop(stored)

    def _learn_message_ids(self, coming: NextUp) -> None:
        """Read the Message-IDs that Gmail gave this thread's mails, where the poller hasn't yet."""
        if coming.mailbox is None:
            return
        for delivery in coming.unlearned:
            learned = self._message_id(coming.mailbox, delivery)
            with self.store.begin(delivery.workspace_id) as tx:
                tx.deliveries.save(
                    replace(delivery, rfc822_id=learned), expecting=DeliveryState.SENT
                )

    def _message_id(self, mailbox: Mailbox, delivery: Delivery) -> str | None:
        try:
            return self.email.rfc822_id(mailbox, delivery.provider_id or "")
        except Permanent as error:
            if error.kind != "not_found":
                raise
            return None  # deleted for good by the rep: the rest of the thread has to do

    def _drop(self, delivery: Delivery) -> None:
        """Take back a draft that may not go out; a mailbox that was lost keeps it, unsent."""
        with self.store.read(delivery.workspace_id) as tx:
            mailbox = tx.mailboxes.get(delivery.mailbox_id or 0)
        if mailbox is not None and mailbox.state is not ConnectionState.ACTIVE:
            mailbox = None
        if not self.drafting.drop(delivery, mailbox):
            with self.store.begin(delivery.workspace_id) as tx:
                retrying.find_out(tx, delivery, real=self.clock.real())

    def _refused(self, delivery: Delivery, error: Permanent) -> None:
        """The provider refuses this very message already as a draft: nothing was sent."""
        with self.store.begin(delivery.workspace_id) as tx:
            recording.refused(
                tx, delivery, kind=error.kind, reason=error.reason, now=self.clock.now()
            )

    # The lane ---------------------------------------------------------------------------------
    def _saved(self, lane: Lane) -> Lane:
        with self.store.engine() as etx:
            if not etx.save_lane(lane, epoch=lane.epoch):
                raise LaneLost(lane.id)
        return lane

    def _as_stored(self, lane: Lane) -> Lane:
        """Return the lane with the slot that a send just took, even one that was parked after."""
        with self.store.engine() as etx:
            stored = etx.get_lane(lane.id) or lane
        # Under our own epoch: who has the lane by now must not lose it to us.
        return replace(stored, epoch=lane.epoch)
