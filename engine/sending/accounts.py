"""What a failing account means: marked once, its owner told once, its lane asleep."""

from dataclasses import dataclass

from engine.domain.connection import ConnectionState
from engine.domain.errors import AccessRevoked, Permanent, ProviderError
from engine.domain.sequence import Channel
from engine.ports import Clock, Store, Tx
from engine.use_cases import recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Marks mailboxes and the SMS connection as lost or broken."""

    store: Store
    clock: Clock

    def failed(
        self, workspace_id: str, mailbox_id: int | None, channel: Channel, error: ProviderError
    ) -> None:
        """Mark the account that `error` speaks of; a mere Temporary marks nothing."""
        match error:
            case AccessRevoked():
                state = ConnectionState.RECONNECT
            case Permanent():
                state = ConnectionState.BROKEN
            case _:
                return
        with self.store.begin(workspace_id) as tx:
            if error.provider == "salesmsg" or channel is Channel.SMS:
                recording.sms_failed(tx, state=state, why=error.reason, now=self.clock.now())
            else:
                self._mailbox_failed(tx, mailbox_id, state, error.reason)

    def _mailbox_failed(
        self, tx: Tx, mailbox_id: int | None, state: ConnectionState, why: str
    ) -> None:
        mailbox = tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None
        if mailbox is not None:
            recording.mailbox_failed(tx, mailbox, state=state, why=why, now=self.clock.now())
