"""A mailbox, heard: what arrived since the last time, each message judged once.

The cursor and the messages it brought are committed together; judging is a step of its own that
can be repeated. A message that can't be judged is tried again, and nothing goes out of the mailbox
meanwhile; after five times it is set aside and its contact is held, rather than the mailbox going
deaf or the contact being written to.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.domain.classify import MailClass
from engine.domain.connection import Mailbox, is_outdated
from engine.domain.enrollment import Enrollment
from engine.domain.errors import AccessRevoked, NotFound, Temporary
from engine.domain.inbound import InboundMail, parse
from engine.listening.matching import context_of, find, of_thread
from engine.ports import Clock, HistoryGone, Mail, Mailboxes, MailChanges, Store, Tx
from engine.ports.records import InboundEvent
from engine.use_cases import hearing, losing
from engine.use_cases.hearing import Heard

log = logging.getLogger(__name__)

TRIES = 5
PAGE = 200
STALE = timedelta(minutes=1)  # for `heard_at`, from which a resync counts back
OVERLAP = timedelta(hours=1)  # of a resync with what was heard before
# What other people's servers send can surprise any reader.
_SURPRISES = (ValueError, LookupError, TypeError, AttributeError, RecursionError, NotFound)

Read = Callable[[Mail], InboundMail]


def as_inbound(mail: Mail) -> InboundMail:
    """Return Gmail's message, parsed."""
    return parse(
        mail.raw,
        gmail_id=mail.gmail_id,
        thread_id=mail.thread_id,
        label_ids=mail.label_ids,
        received_at=mail.received_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailListening:
    """Hears mailboxes."""

    store: Store
    clock: Clock
    mailboxes: Mailboxes
    read: Read = as_inbound

    def poll(self, mailbox: Mailbox) -> None:
        """Hear one mailbox; one that has lost its access is marked, and its owner told."""
        try:
            self.hear(self._fresh(mailbox))
        except AccessRevoked as error:
            with self.store.begin(mailbox.workspace_id) as tx:
                losing.mailbox_refused(tx, mailbox.id, error, now=self.clock.now())

    def hear(self, mailbox: Mailbox, is_judged: bool = False) -> datetime:
        """Read and judge what arrived; return as of when the mailbox has been heard, UTC.

        The mailbox is as it is stored now: a cursor of a moment ago reads some again, for nothing.
        `is_judged` says that none of its mail waited to be judged when it was read; as a cursor is
        committed with what it brought, nothing waits then if Gmail has nothing since that cursor.

        Raises Temporary, also while a message waits to be judged again, and AccessRevoked: then
        nothing may be sent from it.
        """
        began = self.clock.now()
        try:
            if not self._read(mailbox, began) and is_judged:
                return began
        except HistoryGone:
            self._read_anew(mailbox, began)
        except AccessRevoked as error:
            if is_outdated(error, self._fresh(mailbox)):
                raise Temporary("It was connected anew.", provider="gmail") from error
            raise
        waiting = self._judge_new(mailbox)
        if waiting:
            raise Temporary(f"{waiting} new messages could not be judged yet.", provider="gmail")
        return began

    def _fresh(self, mailbox: Mailbox) -> Mailbox:
        with self.store.read(mailbox.workspace_id) as tx:
            return tx.mailboxes.get(mailbox.id) or mailbox

    def _read(self, mailbox: Mailbox, began: datetime) -> bool:
        """Remember what arrived since the cursor; whether anything did."""
        if mailbox.history_id is None:
            profile = self.mailboxes.profile(mailbox)
            self._remember(mailbox, (), profile.history_id, began)
            return True
        changes = self.mailboxes.changes(mailbox, mailbox.history_id)
        if not _says_nothing_new(mailbox, changes, began):
            self._remember(mailbox, changes.message_ids, changes.history_id, began)
        return bool(changes.message_ids)

    def _read_anew(self, mailbox: Mailbox, began: datetime) -> None:
        """Gmail has forgotten the cursor: list everything since we last heard, then go on.

        The new cursor is asked for first, so that nothing falls between; until all of it is
        listed the old one stands, and whoever wants to send has to wait.
        """
        profile = self.mailboxes.profile(mailbox)
        since = (mailbox.heard_at or began) - OVERLAP
        self._remember(mailbox, self.mailboxes.since(mailbox, since), profile.history_id, began)

    def _remember(
        self, mailbox: Mailbox, ids: tuple[str, ...], history_id: str, began: datetime
    ) -> None:
        with self.store.begin(mailbox.workspace_id) as tx:
            if ids:
                tx.inbox.add_mail(mailbox.id, ids, at=began)
            stored = tx.mailboxes.get(mailbox.id)
            if stored is not None:
                tx.mailboxes.save(replace(stored, history_id=history_id, heard_at=began))

    # Judging ----------------------------------------------------------------------------------
    def _judge_new(self, mailbox: Mailbox) -> int:
        """Judge all that waits, each once; return how many could not be judged this time."""
        tried: set[int] = set()
        waiting = 0
        while fresh := self._untried(mailbox, tried):
            for event in fresh:
                tried.add(event.id)
                waiting += not self._judge(mailbox, event)
        return waiting

    def _untried(self, mailbox: Mailbox, tried: set[int]) -> list[InboundEvent]:
        with self.store.read(mailbox.workspace_id) as tx:
            events = tx.inbox.new_mail(mailbox.id, limit=PAGE + len(tried))
        return [each for each in events if each.id not in tried]

    def _judge(self, mailbox: Mailbox, event: InboundEvent) -> bool:
        """Judge one message; False while it has to be tried again."""
        stored = self.mailboxes.mail(mailbox, event.external_id)
        if stored is None or "DRAFT" in stored.label_ids:
            self._done(mailbox, event, "gone" if stored is None else "draft")
            return True
        mail: InboundMail | None = None
        try:
            mail = self.read(stored)
            with self.store.begin(mailbox.workspace_id) as tx:
                self._take_effect(tx, mailbox, event, mail)
        except _SURPRISES as error:
            reason = f"{type(error).__name__}: {error}"
            return self._set_aside(mailbox, event, stored, mail, reason)
        return True

    def _take_effect(
        self, tx: Tx, mailbox: Mailbox, event: InboundEvent, mail: InboundMail
    ) -> None:
        found = find(tx, mailbox, mail)
        now = self.clock.now()
        if found is None:
            tx.inbox.done(event.id, verdict="unrelated")
            return
        verdict = found.judged(mail, context_of(tx, mailbox, found))
        if found.is_by_invitation and verdict.mail_class is not MailClass.CALENDAR:
            tx.inbox.done(event.id, verdict="unrelated")
            return
        if not tx.inbox.done(event.id, verdict=f"{verdict.mail_class}: {verdict.why}"):
            return  # the look before a send and the poller met here; one of them was first
        if verdict.mail_class is MailClass.OWN:
            for delivery in found.carried:
                hearing.own_sent(tx, delivery, mail, now=now)
        elif found.enrollment is not None and _is_newer(mail, found.enrollment):
            heard = Heard(
                mailbox=mailbox,
                mail=mail,
                enrollment=found.enrollment,
                delivery=found.about,
                verdict=verdict,
            )
            hearing.apply(tx, heard, now=now)

    def _done(self, mailbox: Mailbox, event: InboundEvent, verdict: str) -> None:
        with self.store.begin(mailbox.workspace_id) as tx:
            tx.inbox.done(event.id, verdict=verdict)

    def _set_aside(
        self,
        mailbox: Mailbox,
        event: InboundEvent,
        stored: Mail,
        mail: InboundMail | None,
        reason: str,
    ) -> bool:
        """Count the failure; after the last one hold whom it is from. True when it is settled."""
        quarantine = event.attempts + 1 >= TRIES
        log.warning("mail_not_judged", extra={"gmail_id": stored.gmail_id, "reason": reason})
        with self.store.begin(mailbox.workspace_id) as tx:
            tx.inbox.failed(event.id, quarantine=quarantine, reason=reason)
            if quarantine:
                found = self._whose(tx, mailbox, stored, mail)
                hearing.unreadable(tx, mailbox, found, now=self.clock.now())
        return quarantine

    def _whose(
        self, tx: Tx, mailbox: Mailbox, stored: Mail, mail: InboundMail | None
    ) -> Enrollment | None:
        by_thread = of_thread(tx, mailbox, stored.thread_id)
        if by_thread is not None or mail is None:
            return by_thread
        found = find(tx, mailbox, mail)
        return found.enrollment if found else None


def _says_nothing_new(mailbox: Mailbox, changes: MailChanges, began: datetime) -> bool:
    """Whether the cursor may stay as it is stored: every look would write it otherwise."""
    is_recent = mailbox.heard_at is not None and began - mailbox.heard_at < STALE
    return is_recent and not changes.message_ids and changes.history_id == mailbox.history_id


def _is_newer(mail: InboundMail, enrollment: Enrollment) -> bool:
    """Whether it came after the contact was enrolled: older mail is nobody's answer to us."""
    return mail.received_at >= enrollment.enrolled_at
