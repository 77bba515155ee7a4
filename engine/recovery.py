"""What an interrupted delivery really did: ask the provider, never guess.

There is no start-up special case. A row left in *sending* is looked at once no request of ours
can be in flight any more, whoever made it: by this process, a replica, or one that was killed.

    draft still waits       surely not sent: the same draft is sent again through the pipeline
    draft gone, mail found  sent: recorded with its true outcome
    draft gone, no mail     looked for again (Gmail's index lags), then a person is asked
    text found once         sent
    text not found          a person is asked: Salesmsg has no token that could be spent twice
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.domain.connection import Mailbox
from engine.domain.enrollment import Delivery, DeliveryKind, DeliveryState
from engine.domain.errors import ProviderError
from engine.domain.sequence import Channel
from engine.ports import UNMETERED, Clock, DraftState, EmailSender, Meter, SmsSender, Store
from engine.use_cases import recording, retrying

MAIL_LOOKS_MINUTES = (1, 5, 15, 60)  # after which a person is asked
TEXT_LOOKS_MINUTES = (1, 2)
CLOCK_SLACK = timedelta(seconds=60)
PATIENCE = timedelta(hours=1)  # with a provider that can't be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Settles deliveries whose outcome is open."""

    store: Store
    clock: Clock
    email: EmailSender
    sms: SmsSender
    hide_seconds: float  # how long a row is ours while we ask; longer than the asking
    pace: float = 1.0  # scales the waiting between looks; a sandbox can't wait an hour
    meter: Meter = UNMETERED

    def run(self, limit: int = 20) -> int:
        """Settle what is due to be looked at; return how many rows were."""
        rows = self._claimed(limit)
        for delivery in rows:
            try:
                self._resolve(delivery)
            except ProviderError as error:
                self._again(delivery, error)
        return len(rows)

    def _claimed(self, limit: int) -> list[Delivery]:
        """Take rows out of everyone else's sight while we ask about them."""
        real = self.clock.real()
        claimed = []
        with self.store.engine() as etx:
            for delivery in etx.unresolved(real=real, limit=limit):
                ours = replace(delivery, resolve_at=real + timedelta(seconds=self.hide_seconds))
                tx = etx.within(delivery.workspace_id)
                if tx.deliveries.save(ours, expecting=DeliveryState.SENDING):
                    claimed.append(ours)
        return claimed

    def _resolve(self, delivery: Delivery) -> None:
        if delivery.channel is Channel.SMS:
            self._resolve_text(delivery)
        else:
            self._resolve_mail(delivery)

    def _resolve_mail(self, delivery: Delivery) -> None:
        with self.store.read(delivery.workspace_id) as tx:
            mailbox = tx.mailboxes.get(delivery.mailbox_id or 0)
        if mailbox is None:
            self._ask(delivery, "Its mailbox was removed, so Gmail can't be asked.")
            return
        draft_id = delivery.draft_id or ""
        if self.email.draft_state(mailbox, draft_id) is DraftState.WAITING:
            self._not_sent(delivery, mailbox)
        else:
            self._find_mail(delivery, mailbox)

    def _find_mail(self, delivery: Delivery, mailbox: Mailbox) -> None:
        # Gmail stamps mails on the schedule's time in a sandbox: search from when it was prepared.
        sent = self.email.find_sent(
            mailbox,
            delivery_id=delivery.id,
            thread_id=delivery.thread_id,
            to=delivery.to_address,
            since=delivery.prepared_at - CLOCK_SLACK,
        )
        if sent is None:
            why = "Gmail no longer has the draft, and the mail can't be found in Sent."
            self._look_later(delivery, MAIL_LOOKS_MINUTES, why)
            return
        now = self.clock.now()
        with self.store.begin(delivery.workspace_id) as tx:
            is_news = recording.sent_mail(tx, delivery, sent, at=self._sent_at(delivery), now=now)
        if is_news:
            self.meter.sent(delivery)

    def _resolve_text(self, delivery: Delivery) -> None:
        with self.store.read(delivery.workspace_id) as tx:
            connection = tx.sms.get()
        if connection is None:
            self._ask(delivery, "Salesmsg is not connected, so it can't be asked.")
            return
        found = [
            sent
            for sent in self.sms.find_sent(
                connection,
                to=delivery.to_address,
                body=delivery.text,
                since=delivery.prepared_at - CLOCK_SLACK,
            )
            if not self._is_recorded(delivery, sent.message_id)
        ]
        if len(found) != 1:
            why = "The text can't be found in Salesmsg."
            if found:
                why = f"Salesmsg shows {len(found)} texts with these very words."
            self._look_later(delivery, TEXT_LOOKS_MINUTES, why)
            return
        now = self.clock.now()
        with self.store.begin(delivery.workspace_id) as tx:
            at = self._sent_at(delivery)
            recorded = recording.as_sent_text(delivery, found[0], at=at)
            is_news = recording.record(tx, delivery, recorded, at=at, now=now)
        if is_news:
            self.meter.sent(delivery)

    def _sent_at(self, delivery: Delivery) -> datetime:
        """Return when the call was made, on the schedule's time: the next delay counts from it."""
        real = self.clock.real()
        return self.clock.now() - max(real - (delivery.sending_at or real), timedelta(0))

    def _is_recorded(self, delivery: Delivery, message_id: str) -> bool:
        with self.store.read(delivery.workspace_id) as tx:
            return tx.deliveries.by_provider_id(message_id) is not None

    def _not_sent(self, delivery: Delivery, mailbox: Mailbox) -> None:
        """The draft still waits: it is sent by the pipeline, or taken back if it may not be."""
        if self._may_still_go(delivery):
            with self.store.begin(delivery.workspace_id) as tx:
                retrying.not_accepted(tx, delivery, now=self.clock.now())
            return
        self.email.delete_draft(mailbox, delivery.draft_id or "")
        with self.store.begin(delivery.workspace_id) as tx:
            retrying.dropped(tx, delivery)

    def _may_still_go(self, delivery: Delivery) -> bool:
        with self.store.read(delivery.workspace_id) as tx:
            enrollment = tx.enrollments.get(delivery.enrollment_id or 0)
        is_step = delivery.kind is DeliveryKind.STEP and enrollment is not None
        return not is_step or not enrollment.is_over  # type: ignore[union-attr]

    def _look_later(self, delivery: Delivery, minutes: tuple[int, ...], why: str) -> None:
        """Look again at the next of these times since the call, and ask after the last."""
        began = delivery.sending_at or self.clock.real()
        real = self.clock.real()
        looks = [began + timedelta(minutes=each * self.pace) for each in minutes]
        later = next((at for at in looks if at > real), None)
        if later is None:
            self._ask(delivery, why)
        else:
            self._save(delivery, resolve_at=later)

    def _again(self, delivery: Delivery, error: ProviderError) -> None:
        """The provider can't be asked now: wait, but not for ever."""
        began = delivery.sending_at or self.clock.real()
        real = self.clock.real()
        if real - began > PATIENCE * self.pace:
            self._ask(delivery, f"The provider can't be asked: {error.reason}")
        else:
            self._save(delivery, resolve_at=real + timedelta(minutes=1 * self.pace))

    def _save(self, delivery: Delivery, *, resolve_at: datetime) -> None:
        with self.store.begin(delivery.workspace_id) as tx:
            later = replace(delivery, resolve_at=resolve_at)
            tx.deliveries.save(later, expecting=DeliveryState.SENDING)

    def _ask(self, delivery: Delivery, why: str) -> None:
        with self.store.begin(delivery.workspace_id) as tx:
            recording.ask(tx, delivery, why=why, now=self.clock.now())
