"""What a failing account means: marked once, its owner told once, its lane asleep."""

from dataclasses import dataclass
from datetime import timedelta

from engine.domain.connection import Mailbox, SmsConnection, is_outdated
from engine.domain.errors import AccessRevoked, Permanent, ProviderError
from engine.domain.sequence import Channel
from engine.domain.sms import SmsFailure
from engine.ports import Clock, Store
from engine.sending.times import RECONNECTED_LOOK
from engine.use_cases import losing

RENEWED_LOOK = timedelta(seconds=1)  # the call begins with the new access

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
        """Mark the account that `error` speaks of, unless it was connected anew meanwhile."""
        now = self.clock.now()
        with self.store.begin(workspace_id) as tx:
            if _is_of_texts(channel, error):
                losing.sms_refused(tx, error, now=now)
            elif mailbox_id is not None:
                losing.mailbox_refused(tx, mailbox_id, error, now=now)

    def rest(
        self, workspace_id: str, mailbox_id: int | None, channel: Channel, error: ProviderError
    ) -> timedelta:
        """Return how long the account's lane sleeps: hardly, where the access is a new one."""
        with self.store.read(workspace_id) as tx:
            stored: Mailbox | SmsConnection | None
            if _is_of_texts(channel, error):
                stored = tx.sms.get()
            else:
                stored = tx.mailboxes.get(mailbox_id or 0)
        outdated = stored is not None and is_outdated(error, stored)
        return RENEWED_LOOK if outdated else RECONNECTED_LOOK


def _is_of_texts(channel: Channel, error: ProviderError) -> bool:
    """A text can fail by Gmail, which is looked at before it: go by who refused, if it says."""
    return (error.provider or _PROVIDER[channel]) == _PROVIDER[Channel.SMS]
