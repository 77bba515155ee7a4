"""What people send by hand, replies and tests: the same bar against doubles, no window or cap."""

from dataclasses import dataclass, replace

from engine.domain.connection import Lane
from engine.domain.enrollment import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    email_key,
    mailbox_lane,
    sms_lane,
)
from engine.domain.errors import Refusal, Temporary
from engine.domain.sequence import Channel
from engine.ports import Clock, Store
from engine.sending.call import OneCall
from engine.sending.drafting import Drafting
from engine.sending.times import Times
from engine.use_cases import preparing
from engine.use_cases.preparing import Parked

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
        return self._stored(workspace_id, delivery_id)

    def _send(self, delivery: Delivery) -> None:
        with self.store.read(delivery.workspace_id) as tx:
            mailbox = tx.mailboxes.get(delivery.mailbox_id) if delivery.mailbox_id else None
        drafted = self.drafting.draft(delivery, mailbox)
        sending = self._committed(drafted)
        parked = self.call.make(sending)
        if isinstance(parked, Parked):
            raise Temporary(parked.why, retry_after_seconds=30)

    def _committed(self, drafted: Delivery) -> Delivery:
        real = self.clock.real()
        sending = preparing.marked_sending(
            drafted, real=real, resolve_at=self.times.resolve_at(real)
        )
        with self.store.begin(drafted.workspace_id) as tx:
            key = drafted.to_address
            if drafted.channel is Channel.EMAIL:
                key = email_key(drafted.to_address)
            if drafted.kind is DeliveryKind.REPLY and tx.suppressions.of([key]):
                raise Refusal(
                    f"{drafted.to_address} is on the do-not-contact list: nothing was sent."
                )
            if not tx.deliveries.save(sending, expecting=drafted.state):
                raise Temporary("Somebody else is sending this.", retry_after_seconds=5)
        return sending

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
