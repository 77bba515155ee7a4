"""An account that refuses us: marked and told once, unless it was connected anew meanwhile."""

from datetime import datetime

from engine.domain.connection import ConnectionState, is_outdated
from engine.domain.errors import AccessRevoked, Permanent, ProviderError
from engine.ports import Tx
from engine.use_cases import recording


def mailbox_refused(tx: Tx, mailbox_id: int, error: ProviderError, *, now: datetime) -> None:
    """Mark the mailbox that `error` speaks of; a mere Temporary marks nothing."""
    stored, state = tx.mailboxes.get(mailbox_id), _state(error)
    if stored is not None and state is not None and not is_outdated(error, stored):
        recording.mailbox_failed(tx, stored, state=state, why=error.reason, now=now)


def sms_refused(tx: Tx, error: ProviderError, *, now: datetime) -> None:
    """Mark the SMS connection as `error` says; a mere Temporary marks nothing."""
    stored, state = tx.sms.get(), _state(error)
    if stored is not None and state is not None and not is_outdated(error, stored):
        recording.sms_failed(tx, state=state, why=error.reason, now=now)


def _state(error: ProviderError) -> ConnectionState | None:
    match error:
        case AccessRevoked():
            return ConnectionState.RECONNECT
        case Permanent():
            return ConnectionState.BROKEN
        case _:
            return None
