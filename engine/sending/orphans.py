"""Drafts of ours that nothing will ever send: deleted, so that nobody sends one by mistake.

One is left behind when the answer to its creation was lost, or the process died before it was
stored. It is ours by the X-Outreach-Id it carries; one that a delivery may still spend, or that a
person was asked about, stays.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from engine.domain.connection import Mailbox
from engine.domain.enrollment import DeliveryState
from engine.ports import Clock, EmailSender, OwnDraft, Store

log = logging.getLogger(__name__)

OLD_ENOUGH = timedelta(hours=1)  # far longer than any send takes
_SPENDS = (DeliveryState.PREPARED, DeliveryState.DRAFTED, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphans:
    """Deletes drafts that were left behind."""

    store: Store
    clock: Clock
    email: EmailSender

    def sweep(self, mailbox: Mailbox) -> int:
        """Delete a mailbox's orphans; return how many. Raises what Gmail refuses."""
        found = self.email.own_drafts(mailbox, before=self.clock.now() - OLD_ENOUGH)
        orphans = [draft for draft in found if self._is_orphan(mailbox, draft)]
        for draft in orphans:
            self.email.delete_draft(mailbox, draft.id)
            log.info("orphan_deleted", extra={"mailbox": mailbox.id, "draft": draft.id})
        return len(orphans)

    def _is_orphan(self, mailbox: Mailbox, draft: OwnDraft) -> bool:
        with self.store.read(mailbox.workspace_id) as tx:
            delivery = tx.deliveries.get(draft.delivery_id)
        if delivery is None or delivery.state is DeliveryState.HELD:
            return delivery is None
        is_its_own = delivery.draft_id in (None, draft.id)
        return not (delivery.state in _SPENDS and is_its_own)
