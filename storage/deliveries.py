"""Messages, one row each, with a unique key: the bar against doubles."""

from collections.abc import Collection, Mapping
from collections.abc import Sequence as Rows
from functools import cache

from sqlalchemy import delete

from engine.domain.enrollment import Delivery, DeliveryState
from storage import tables
from storage.chains import Write
from storage.counting import sent_per_step
from storage.mapper import Mapper
from storage.prepared import Prepared
from storage.scoped import ABSENT, Scope, Scoped
from storage.upserts import insert_on

_delivery = tables.delivery.c

DELIVERIES = Mapper(
    tables.delivery,
    Delivery,
    fixed=(
        *("kind", "channel", "requested_by"),
        *("sequence_id", "enrollment_id", "contact_id", "step_id"),
    ),
)


@cache
def _add_once(dialect: str, names: tuple[str, ...]) -> Prepared:
    """Return the insert that does nothing where the key exists, built once for each database."""
    statement = insert_on(dialect, tables.delivery)
    once = statement.on_conflict_do_nothing(index_elements=["workspace_id", "key"])
    return Prepared(once, columns=names)


class SqlDeliveries:
    """Messages, one row each, with a unique key."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._rows = Scoped(DELIVERIES, scope)

    def get(self, delivery_id: str) -> Delivery | None:
        """Return the delivery, if it is ours."""
        return self._rows.get(delivery_id)

    def by_key(self, key: str) -> Delivery | None:
        """Return the delivery with this key, if it was ever prepared."""
        if self._scope.take_ahead("delivery", key) is ABSENT:
            return None
        return self._rows.find(key=key)

    def add(self, delivery: Delivery) -> bool:
        """Insert; False, and nothing is changed, when the key exists already."""
        once, row = self.adding(delivery)
        return once.count(self._scope.connection, row) > 0

    def adding(self, delivery: Delivery) -> Write:
        """Return what `add` does."""
        row = {
            name: value for name, value in self._rows.dump(delivery).items() if value is not None
        }
        return _add_once(self._scope.connection.dialect.name, tuple(row)), row

    def save(
        self,
        delivery: Delivery,
        *,
        expecting: DeliveryState,
        same_try: bool = False,
        was: Delivery | None = None,
    ) -> bool:
        """Store the row if it still is in `expecting`; False when somebody was quicker.

        With `same_try` also False when it was marked *sending* anew since it was read. With `was`,
        the row as we wrote it last, only what has changed since.
        """
        if same_try:
            return self._rows.save_if(delivery, was, state=expecting, attempts=delivery.attempts)
        return self._rows.save_if(delivery, was, state=expecting)

    def saving(self, delivery: Delivery, *, expecting: DeliveryState, was: Delivery) -> Write:
        """Return what `save` does."""
        return self._rows.saving_if(delivery, was, state=expecting)

    def discard(self, delivery_id: str) -> None:
        """Drop a row that was never *sending*: its step may be prepared anew."""
        never_sent = _delivery.state.in_((DeliveryState.PREPARED, DeliveryState.DRAFTED))
        statement = delete(tables.delivery).where(
            self._rows.ours, _delivery.id == delivery_id, never_sent, _delivery.sending_at.is_(None)
        )
        self._scope.connection.execute(statement)

    def of_enrollment(self, enrollment_id: int) -> Rows[Delivery]:
        """Return them in the order they were prepared."""
        theirs = _delivery.enrollment_id == enrollment_id
        return self._rows.all(theirs, order_by=[_delivery.number])

    def by_thread(self, mailbox_id: int, thread_id: str) -> Rows[Delivery]:
        """Return what was sent in this thread, in the order it was prepared."""
        in_thread = (_delivery.thread_id == thread_id, _delivery.mailbox_id == mailbox_id)
        return self._rows.all(*in_thread, order_by=[_delivery.number])

    def by_rfc822(self, mailbox_id: int, rfc822_ids: Collection[str]) -> Rows[Delivery]:
        """Return what this mailbox sent under these Message-IDs."""
        found = self._rows.within(_delivery.rfc822_id, rfc822_ids)
        return [delivery for delivery in found if delivery.mailbox_id == mailbox_id]

    def by_provider_id(self, provider_id: str) -> Delivery | None:
        """Return what Gmail or Salesmsg sent under this id; the first, should there be several."""
        same = _delivery.provider_id == provider_id
        found = self._rows.fetch(self._rows.select(same).order_by(_delivery.number).limit(1))
        return found[0] if found else None

    def many(self, delivery_ids: Collection[str]) -> Rows[Delivery]:
        """Return those of these that exist."""
        return self._rows.within(_delivery.id, delivery_ids)

    def sent_per_step(self, sequence_id: int) -> Mapping[str, int]:
        """Return how many contacts were sent each step, by the step's id."""
        return sent_per_step(self._scope, sequence_id)

    def held(self, *, limit: int) -> Rows[Delivery]:
        """Return held deliveries, the oldest first."""
        held = _delivery.state == DeliveryState.HELD
        return self._rows.fetch(self._rows.select(held).order_by(_delivery.number).limit(limit))
