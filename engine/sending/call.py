"""The one call: made once for a delivery marked *sending*, and its answer recorded."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from engine.domain.connection import Mailbox, SmsConnection
from engine.domain.enrollment import Delivery
from engine.domain.errors import (
    AccessRevoked,
    OutcomeUnknown,
    Permanent,
    ProviderError,
    Temporary,
)
from engine.domain.sequence import Channel
from engine.ports import UNMETERED, Clock, EmailSender, Meter, SmsSender, Store
from engine.sending.accounts import Accounts, is_of_the_account
from engine.sending.times import Moment, Times
from engine.use_cases import recording, retrying, strokes
from engine.use_cases.applying import Parked
from engine.use_cases.committing import Marked


@dataclass(frozen=True, slots=True, kw_only=True)
class OneCall:
    """Sends what is marked *sending*: one attempt, whatever comes of it."""

    store: Store
    clock: Clock
    email: EmailSender
    sms: SmsSender
    accounts: Accounts
    meter: Meter = UNMETERED
    times: Times = field(default_factory=Times)

    def make(
        self,
        sending: Delivery,
        *,
        marked: Moment,
        due_at: datetime | None = None,
        as_marked: Marked | None = None,
    ) -> Parked | None:
        """Make the call and record its outcome; return what the lane has to wait for, if so.

        `marked` is right before it was committed as *sending*, `as_marked` what that was decided
        on. A process that slept since then does not call: somebody else may be at it by now.

        An unknown outcome is left in *sending*: recovery looks once no request can be in flight.
        """
        try:
            account = (as_marked and as_marked.account) or self._account(sending)
            if marked.age_seconds(self.clock) > self.times.start_seconds:
                self._too_late(sending)
                return None
            if due_at is not None:
                self.meter.calling(late_seconds=(self.clock.now() - due_at).total_seconds())
            sent = self._call(sending, account)
            self._record(sending, sent, as_marked)
        except Temporary as error:
            until = recording.later(self.clock.now(), error.retry_after_seconds)
            return self._not_accepted(sending, error, until)
        except AccessRevoked as error:
            return self._account_failed(sending, error)
        except Permanent as error:
            return self._refused(sending, error)
        except OutcomeUnknown:
            return None
        return None

    def _too_late(self, sending: Delivery) -> None:
        """Take back the mark, if it still is ours: surely nothing was sent by it."""
        with self.store.begin(sending.workspace_id) as tx:
            retrying.not_accepted(tx, sending, now=self.clock.now())

    def _call(self, sending: Delivery, account: Mailbox | SmsConnection) -> Delivery:
        """Make the call; return the delivery as it stands since then."""
        match account:
            case Mailbox():
                mail = self.email.send_draft(account, sending.draft_id or "")
                return recording.as_sent_mail(sending, mail, at=self.clock.now())
            case SmsConnection():
                text = self.sms.send(account, to=sending.to_address, body=sending.text)
                return recording.as_sent_text(sending, text, at=self.clock.now())
            case other:
                assert_never(other)

    def _record(self, sending: Delivery, sent: Delivery, as_marked: Marked | None) -> None:
        at = sent.sent_at or self.clock.now()
        if as_marked is None or not self._at_a_stroke(as_marked, sent, at):
            with self.store.begin(sending.workspace_id) as tx:
                recording.record(tx, sending, sent, at=at, now=at)
        self.meter.sent(sending)

    def _at_a_stroke(self, as_marked: Marked, sent: Delivery, at: datetime) -> bool:
        with self.store.loose(sent.workspace_id) as tx:
            return strokes.record(tx, as_marked, sent, at=at)

    def _not_accepted(self, sending: Delivery, error: ProviderError, until: datetime) -> Parked:
        with self.store.begin(sending.workspace_id) as tx:
            retrying.not_accepted(tx, sending, now=self.clock.now())
        return Parked(until=until, why=error.reason)

    def _account_failed(self, sending: Delivery, error: ProviderError) -> Parked:
        account = (sending.workspace_id, sending.mailbox_id, sending.channel)
        rest = self.accounts.rest(*account, error)
        parked = self._not_accepted(sending, error, self.clock.now() + rest)
        self.accounts.failed(*account, error)
        return parked

    def _refused(self, sending: Delivery, error: Permanent) -> Parked | None:
        if is_of_the_account(error):
            return self._account_failed(sending, error)
        if error.kind == "draft_gone":
            return None  # someone deleted it, or sent it by hand: recovery finds out which
        self._take_back(sending)
        now = self.clock.now()
        with self.store.begin(sending.workspace_id) as tx:
            recording.refused(tx, sending, kind=error.kind, reason=error.reason, now=now)
        return None

    def _take_back(self, refused: Delivery) -> None:
        """Leave no draft in the account that nobody will ever send."""
        if refused.channel is Channel.EMAIL:
            with suppress(ProviderError):  # then it lies about, unsent: an eyesore, no harm
                self.email.delete_draft(self._mailbox(refused), refused.draft_id or "")

    def _account(self, sending: Delivery) -> Mailbox | SmsConnection:
        if sending.channel is Channel.EMAIL:
            return self._mailbox(sending)
        return self._connection(sending)

    def _mailbox(self, sending: Delivery) -> Mailbox:
        with self.store.read(sending.workspace_id) as tx:
            mailbox = tx.mailboxes.get(sending.mailbox_id or 0)
        if mailbox is None:
            raise AccessRevoked("The mailbox was removed. Choose another one in Settings.")
        return mailbox

    def _connection(self, sending: Delivery) -> SmsConnection:
        with self.store.read(sending.workspace_id) as tx:
            connection = tx.sms.get()
        if connection is None:
            raise AccessRevoked("Salesmsg is not connected.", provider="salesmsg")
        return connection
