"""What a failing account means: marked once, its owner told once, its lane asleep."""

from dataclasses import dataclass

from engine.domain.connection import ConnectionState
from engine.domain.errors import AccessRevoked, Permanent, ProviderError
from engine.domain.sequence import Channel
from engine.domain.sms import SmsFailure
from engine.ports import Clock, Store, Tx
from engine.use_cases import recording

# The account can't send at all, whoever it is for: the lane waits, not the contact.
_OF_THE_ACCOUNT = frozenset(
    {
        "no_mail_service",  # the Google account has no Gmail
        "admin_forbids",  # the domain's administrator does
        "api_off",  # the Gmail API is not enabled for our client
        "project_quota",
        SmsFailure.AUTH,
        SmsFailure.NO_CREDITS,
        SmsFailure.UNREGISTERED_SENDER,
        SmsFailure.SENDER_BAD,
    }
)


_PROVIDER = {Channel.EMAIL: "gmail", Channel.SMS: "salesmsg"}


def is_of_the_account(error: ProviderError) -> bool:
    """Whether the failure is the account's, not this message's."""
    if isinstance(error, Permanent):
        return error.kind in _OF_THE_ACCOUNT
    return isinstance(error, AccessRevoked)


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
            # A text can fail by Gmail, which is looked at before it: go by who refused, if it says.
            if (error.provider or _PROVIDER[channel]) == _PROVIDER[Channel.SMS]:
                recording.sms_failed(tx, state=state, why=error.reason, now=self.clock.now())
            else:
                self._mailbox_failed(tx, mailbox_id, state, error.reason)

    def _mailbox_failed(
        self, tx: Tx, mailbox_id: int | None, state: ConnectionState, why: str
    ) -> None:
        mailbox = tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None
        if mailbox is not None:
            recording.mailbox_failed(tx, mailbox, state=state, why=why, now=self.clock.now())
