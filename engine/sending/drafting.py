"""Drafts: the token that sends once, made before the commit and dropped when nothing follows."""

from dataclasses import dataclass

from engine.domain.connection import Mailbox
from engine.domain.copying import replace
from engine.domain.enrollment import Delivery, DeliveryState
from engine.domain.errors import OutcomeUnknown, Permanent, Temporary
from engine.domain.sequence import Channel
from engine.ports import Draft, DraftState, EmailSender, Store
from engine.use_cases import retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """Makes and drops Gmail drafts for prepared deliveries."""

    store: Store
    email: EmailSender

    def draft(self, delivery: Delivery, mailbox: Mailbox | None) -> Delivery:
        """Return the delivery with its draft stored; a text, or one that has it, as it is."""
        drafted = self.drafted(delivery, mailbox)
        if drafted is delivery or mailbox is None:
            return delivery
        with self.store.begin(delivery.workspace_id) as tx:
            is_kept = tx.deliveries.save(drafted, expecting=delivery.state)
        if not is_kept:
            # Stopped meanwhile: the row is gone, so the token must go as well.
            self.email.delete_draft(mailbox, drafted.draft_id or "")
        return drafted

    def drafted(self, delivery: Delivery, mailbox: Mailbox | None) -> Delivery:
        """Return the delivery with a draft that is still to be stored, or as `draft` does."""
        if delivery.channel is not Channel.EMAIL or delivery.draft_id or mailbox is None:
            return delivery
        try:
            draft = self._create(delivery, mailbox)
        except OutcomeUnknown as error:
            # At worst a draft lies about, unsent; the intent is started over.
            raise Temporary(error.reason, provider=error.provider) from error
        return replace(
            delivery, state=DeliveryState.DRAFTED, draft_id=draft.id, thread_id=draft.thread_id
        )

    def _create(self, delivery: Delivery, mailbox: Mailbox) -> Draft:
        mime = delivery.mime or b""
        try:
            return self.email.create_draft(mailbox, mime, delivery.thread_id)
        except Permanent as error:
            if error.kind != "not_found" or delivery.thread_id is None:
                raise
            # The rep deleted the thread; the recipient's copy still threads by its headers.
            return self.email.create_draft(mailbox, mime, None)

    def drop(self, delivery: Delivery, mailbox: Mailbox | None) -> bool:
        """Forget what may not go out any more, its draft first.

        False, and nothing is done, when the draft is gone already: somebody sent it by hand or
        deleted it, and which of both has to be found out.
        """
        if delivery.draft_id and mailbox is not None:
            if self.email.draft_state(mailbox, delivery.draft_id) is DraftState.GONE:
                return False
            self.email.delete_draft(mailbox, delivery.draft_id)
        with self.store.begin(delivery.workspace_id) as tx:
            retrying.dropped(tx, delivery)
        return True
