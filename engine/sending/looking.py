"""The look right before a send, and whom it keeps waiting when it can't be had."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engine.domain.connection import ConnectionState, Lane, Mailbox
from engine.domain.decide import Situation
from engine.domain.enrollment import Delivery, DeliveryState, Enrollment
from engine.domain.errors import AccessRevoked, Permanent, Temporary
from engine.domain.sequence import Channel
from engine.ports import Clock, Store, Tx
from engine.sending.accounts import Accounts, is_of_the_account
from engine.use_cases import recording, retrying, situations, strokes
from engine.use_cases.situations import Read
from engine.use_cases.strokes import Worded

Look = Callable[[Mailbox, bool], datetime]  # the mailbox as read, and `NextUp.is_judged`
LookAtTexts = Callable[[str, str], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextUp:
    """What goes out of a lane next, and where to look before it does."""

    due: Enrollment
    channel: Channel
    mailbox: Mailbox | None  # its contact's; none before the first email of a text-first sequence
    phone: str | None = None  # for a text that can go out: whose conversation to look at
    is_judged: bool = False  # when the mailbox was read, none of its mail waited to be judged
    unlearned: tuple[Delivery, ...] = ()  # its mails whose Message-ID is still to be read
    worded: Worded | None = None  # as it goes out if the look finds nothing


def next_up(tx: Tx, lane: Lane, *, now: datetime, public_url: str | None) -> NextUp | None:
    """Return what goes out of the lane next, if anything is due."""
    for due in tx.enrollments.due_in_lane(lane.id, now=now, limit=1):
        found = situations.read(tx, lane, enrollment_id=due.id, sequence_id=due.sequence_id)
        if found is not None:
            return _next_up(tx, found, now=now, public_url=public_url)
    return None


def _next_up(tx: Tx, found: Read, *, now: datetime, public_url: str | None) -> NextUp:
    mailbox = _mailbox(tx, found)
    is_judged = mailbox is not None and not tx.inbox.has_new_mail(mailbox.id)
    by_text = found.lane.is_of_texts
    unlearned = () if by_text else _unlearned(tx, found.enrollment)
    return NextUp(
        due=found.enrollment,
        channel=Channel.SMS if by_text else Channel.EMAIL,
        mailbox=mailbox,
        is_judged=is_judged,
        phone=_phone(found.situation) if by_text else None,
        unlearned=unlearned,
        # Mails of its thread that nobody knows the Message-ID of yet are to be named in it.
        worded=None if unlearned else strokes.worded(tx, found, now=now, public_url=public_url),
    )


def _mailbox(tx: Tx, found: Read) -> Mailbox | None:
    """Return the mailbox that its contact answers to so far."""
    id_, sender = found.enrollment.mailbox_id, found.situation.mailbox
    if id_ is None:
        return None
    return sender if sender is not None and sender.id == id_ else tx.mailboxes.get(id_)


def _phone(situation: Situation) -> str | None:
    sms = situation.sms
    can_text = sms is not None and sms.state is ConnectionState.ACTIVE
    return situation.contact.phone or None if can_text else None


def _unlearned(tx: Tx, due: Enrollment) -> tuple[Delivery, ...]:
    mails = tx.deliveries.of_enrollment(due.id) if due.thread_id else ()
    return tuple(mail for mail in mails if _lacks_id(mail))


def _lacks_id(delivery: Delivery) -> bool:
    return (
        delivery.channel is Channel.EMAIL
        and delivery.state is DeliveryState.SENT
        and bool(delivery.provider_id)
        and not delivery.rfc822_id
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Looks at a contact's mail and texts before anything is sent to them."""

    store: Store
    clock: Clock
    accounts: Accounts
    look: Look
    look_at_texts: LookAtTexts

    def before(self, next_up: NextUp) -> datetime | None:
        """Look at what arrived, by the same judgement as the poller, before anything is sent.

        None when this contact alone has to wait, which is stored.
        """
        due, mailbox = next_up.due, next_up.mailbox
        looked: list[datetime | None] = [self.clock.now()]
        if mailbox is not None and mailbox.state is ConnectionState.ACTIVE:
            by_text = next_up.channel is Channel.SMS
            look = self._beside if by_text else self._look
            looked.append(look(next_up, mailbox))
        if next_up.phone is not None:
            looked.append(self._look_at_texts(due, next_up.phone))
        return None if None in looked else min(each for each in looked if each is not None)

    def _look(self, next_up: NextUp, mailbox: Mailbox) -> datetime:
        return self.look(mailbox, next_up.is_judged)

    def _beside(self, next_up: NextUp, mailbox: Mailbox) -> datetime | None:
        """Look at the mail of a contact who is about to be texted.

        Texts share one lane: a mailbox that can't be heard keeps its own contacts waiting, and
        one that was lost not even these; its owner is told to connect it again.
        """
        try:
            return self._look(next_up, mailbox)
        except (AccessRevoked, Permanent) as error:
            self.accounts.failed(mailbox.workspace_id, mailbox.id, Channel.EMAIL, error)
            return self.clock.now()
        except Temporary as error:
            until = recording.later(self.clock.now(), error.retry_after_seconds)
            with self.store.begin(mailbox.workspace_id) as tx:
                retrying.put_off(tx, next_up.due, until=until)
            return None

    def _look_at_texts(self, due: Enrollment, number: str) -> datetime | None:
        """Look at one conversation; one that can't be shown holds its contact, not the lane."""
        try:
            return self.look_at_texts(due.workspace_id, number)
        except Permanent as error:
            if is_of_the_account(error):
                raise
            detail = f"Salesmsg doesn't show the texts with {number}: {error.reason}"
            with self.store.begin(due.workspace_id) as tx:
                retrying.hold_unreadable(tx, due, detail, now=self.clock.now())
            return None
