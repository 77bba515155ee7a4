"""What people send by hand, replies and tests: the same bar against doubles, no window or cap."""

from contextlib import suppress
from dataclasses import dataclass, replace

from engine.domain.connection import Lane, Mailbox
from engine.domain.enrollment import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    email_key,
    mailbox_lane,
    sms_lane,
)
from engine.domain.errors import AccessRevoked, Permanent, ProviderError, Refusal, Temporary
from engine.domain.sequence import Channel
from engine.ports import Clock, DraftState, Store, Tx
from engine.sending.call import OneCall
from engine.sending.drafting import Drafting
from engine.sending.times import Moment, Times
from engine.use_cases import committing, retrying
from engine.use_cases.applying import Parked

BUSY_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Sends one prepared reply or test under its lane's lease."""

    store: Store
    clock: Clock
    call: OneCall
    drafting: Drafting
    owner: str
    times: Times

    def send(self, workspace_id: str, delivery_id: str) -> Delivery:
        """Send the delivery if it was not yet, and return how it stands.

        Safe to repeat after a crash. Raises Temporary while its lane is busy, its outcome open, or
        the provider asks to wait; Refusal when the address is suppressed.
        """
        delivery = self._stored(workspace_id, delivery_id)
        if delivery.state is DeliveryState.SENDING:
            raise Temporary("It is being found out whether this went out.", retry_after_seconds=5)
        if delivery.state not in (DeliveryState.PREPARED, DeliveryState.DRAFTED):
            return delivery
        lane = self._leased(delivery)
        try:
            self._send(delivery)
        finally:
            self._give_back(lane)
        stored = self._stored(workspace_id, delivery_id)
        if stored.state in (DeliveryState.PREPARED, DeliveryState.DRAFTED):
            raise Temporary("It could not be sent just now.", retry_after_seconds=BUSY_SECONDS)
        return stored

    def _send(self, delivery: Delivery) -> None:
        with self.store.read(delivery.workspace_id) as tx:
            mailbox = tx.mailboxes.get(delivery.mailbox_id) if delivery.mailbox_id else None
        try:
            with self.store.read(delivery.workspace_id) as tx:
                _require_contactable(tx, delivery)
            delivery = self.drafting.draft(self._with_what_is_left(delivery, mailbox), mailbox)
            sending, marked = self._committed(delivery)
        except Refusal:
            self._take_back(delivery, mailbox)
            raise
        parked = self.call.make(sending, marked=marked)
        if isinstance(parked, Parked):
            raise Temporary(parked.why, retry_after_seconds=30)

    def _with_what_is_left(self, delivery: Delivery, mailbox: Mailbox | None) -> Delivery:
        """Return one that is sent again with the draft of the first time, if that still waits."""
        if delivery.state is not DeliveryState.PREPARED or not delivery.draft_id or mailbox is None:
            return delivery
        left = self.drafting.email.draft_state(mailbox, delivery.draft_id)
        return delivery if left is DraftState.WAITING else replace(delivery, draft_id=None)

    def _take_back(self, refused: Delivery, mailbox: Mailbox | None) -> None:
        """Leave no draft that somebody might send; one that is gone is found out about."""
        try:
            is_dropped = self.drafting.drop(refused, mailbox)
        except (AccessRevoked, Permanent):
            is_dropped = self.drafting.drop(refused, None)  # the sweep of orphans comes by later
        if not is_dropped:
            with self.store.begin(refused.workspace_id) as tx:
                retrying.find_out(tx, refused, real=self.clock.real())

    def tidy(self, workspace_id: str, delivery_id: str) -> None:
        """Delete the draft of a message that a person has settled, if it still waits.

        One try: what Gmail refuses now, the sweep of orphans deletes within hours.
        """
        with self.store.read(workspace_id) as tx:
            settled = tx.deliveries.get(delivery_id)
            mailbox = tx.mailboxes.get(settled.mailbox_id or 0) if settled else None
        if settled is None or mailbox is None or not settled.draft_id:
            return
        if settled.state in (DeliveryState.SENT, DeliveryState.SKIPPED):
            with suppress(ProviderError):
                self.drafting.email.delete_draft(mailbox, settled.draft_id)

    def _committed(self, drafted: Delivery) -> tuple[Delivery, Moment]:
        with self.store.begin(drafted.workspace_id) as tx:
            marked = Moment.now(self.clock)
            sending = committing.marked_sending(
                drafted, real=marked.real, resolve_at=self.times.resolve_at(marked.real)
            )
            _require_contactable(tx, drafted)
            if not tx.deliveries.save(sending, expecting=drafted.state):
                raise Temporary("Somebody else is sending this.", retry_after_seconds=5)
        return sending, marked

    def _leased(self, delivery: Delivery) -> Lane:
        name = sms_lane(delivery.workspace_id)
        if delivery.channel is Channel.EMAIL:
            name = mailbox_lane(delivery.mailbox_id or 0)
        real = self.clock.real()
        with self.store.engine() as etx:
            etx.ensure_lane(name, delivery.workspace_id)
            lane = etx.claim_named_lane(
                name, real=real, owner=self.owner, lease_until=self.times.lease_until(real)
            )
        if lane is None:
            raise Temporary("The mailbox is sending right now.", retry_after_seconds=BUSY_SECONDS)
        return lane

    def _give_back(self, lane: Lane) -> None:
        with self.store.engine() as etx:
            etx.save_lane(replace(lane, owner=None, lease_until=None), epoch=lane.epoch)

    def _stored(self, workspace_id: str, delivery_id: str) -> Delivery:
        with self.store.read(workspace_id) as tx:
            delivery = tx.deliveries.get(delivery_id)
        if delivery is None:
            raise Refusal("This message no longer exists; the contact may have been erased.")
        return delivery


def _require_contactable(tx: Tx, delivery: Delivery) -> None:
    to = delivery.to_address
    key = email_key(to) if delivery.channel is Channel.EMAIL else to
    if delivery.kind is DeliveryKind.REPLY and tx.suppressions.of([key]):
        raise Refusal(f"{to} is on the do-not-contact list: nothing was sent.")
