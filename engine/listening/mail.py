"""A mailbox, heard: what arrived since the last time, each message judged once.

The cursor and the messages it brought are committed together; judging is a step of its own that
can be repeated. A message that can't be judged five times is set aside and its contact is held,
rather than the whole mailbox going deaf or the contact being written to.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.domain.classify import MailClass
from engine.domain.connection import ConnectionState, Mailbox
from engine.domain.errors import AccessRevoked, ProviderError
from engine.domain.inbound import InboundMail, parse
from engine.listening.matching import context_of, find
from engine.ports import Clock, HistoryGone, Mailboxes, Store, Tx
from engine.ports.records import InboundEvent
from engine.use_cases import hearing, recording
from engine.use_cases.hearing import Heard

TRIES = 5
PAGE = 200
OVERLAP = timedelta(hours=1)  # of a resync with what was heard before


@dataclass(frozen=True, slots=True, kw_only=True)
class MailListening:
    """Hears mailboxes."""

    store: Store
    clock: Clock
    mailboxes: Mailboxes

    def poll(self, mailbox: Mailbox) -> None:
        """Hear one mailbox; one that has lost its access is marked, and its owner told."""
        try:
            self.hear(mailbox)
        except AccessRevoked as error:
            with self.store.begin(mailbox.workspace_id) as tx:
                recording.mailbox_failed(
                    tx,
                    mailbox,
                    state=ConnectionState.RECONNECT,
                    why=error.reason,
                    now=self.clock.now(),
                )

    def hear(self, mailbox: Mailbox) -> datetime:
        """Read and judge what arrived; return as of when the mailbox has been heard, UTC.

        Raises Temporary and AccessRevoked: then nothing may be sent from it.
        """
        began = self.clock.now()
        mailbox = self._fresh(mailbox)
        try:
            self._read(mailbox, began)
        except HistoryGone:
            self._read_anew(mailbox, began)
        self._judge_new(mailbox)
        return began

    def _fresh(self, mailbox: Mailbox) -> Mailbox:
        with self.store.read(mailbox.workspace_id) as tx:
            return tx.mailboxes.get(mailbox.id) or mailbox

    def _read(self, mailbox: Mailbox, began: datetime) -> None:
        if mailbox.history_id is None:
            profile = self.mailboxes.profile(mailbox)
            self._remember(mailbox, (), profile.history_id, began)
            return
        changes = self.mailboxes.changes(mailbox, mailbox.history_id)
        self._remember(mailbox, changes.message_ids, changes.history_id, began)

    def _read_anew(self, mailbox: Mailbox, began: datetime) -> None:
        """Gmail has forgotten the cursor: list everything since we last heard, then go on."""
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
    def _judge_new(self, mailbox: Mailbox) -> None:
        with self.store.read(mailbox.workspace_id) as tx:
            events = tx.inbox.new_mail(mailbox.id, limit=PAGE)
        for event in events:
            self._judge(mailbox, event)

    def _judge(self, mailbox: Mailbox, event: InboundEvent) -> None:
        stored = self.mailboxes.mail(mailbox, event.external_id)
        if stored is None or "DRAFT" in stored.label_ids:
            self._done(mailbox, event, "gone" if stored is None else "draft")
            return
        mail = parse(
            stored.raw,
            gmail_id=stored.gmail_id,
            thread_id=stored.thread_id,
            label_ids=stored.label_ids,
            received_at=stored.received_at,
        )
        try:
            with self.store.begin(mailbox.workspace_id) as tx:
                self._take_effect(tx, mailbox, event, mail)
        except ProviderError:
            raise
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            # What other people's servers send can surprise any reader: one message must not
            # keep the rest of a mailbox from being heard.
            self._set_aside(mailbox, event, mail, f"{type(error).__name__}: {error}")

    def _take_effect(
        self, tx: Tx, mailbox: Mailbox, event: InboundEvent, mail: InboundMail
    ) -> None:
        found = find(tx, mailbox, mail)
        now = self.clock.now()
        if found is None:
            tx.inbox.done(event.id, verdict="unrelated")
            return
        verdict = found.judged(mail, context_of(tx, mailbox, found))
        if not tx.inbox.done(event.id, verdict=f"{verdict.mail_class}: {verdict.why}"):
            return  # the look before a send and the poller met here; one of them was first
        if verdict.mail_class is MailClass.OWN:
            for delivery in found.carried:
                hearing.own_sent(tx, delivery, mail, now=now)
        elif found.enrollment is not None and mail.received_at >= found.enrollment.enrolled_at:
            heard = Heard(mailbox=mailbox, mail=mail, enrollment=found.enrollment, verdict=verdict)
            hearing.apply(tx, heard, now=now)

    def _done(self, mailbox: Mailbox, event: InboundEvent, verdict: str) -> None:
        with self.store.begin(mailbox.workspace_id) as tx:
            tx.inbox.done(event.id, verdict=verdict)

    def _set_aside(
        self, mailbox: Mailbox, event: InboundEvent, mail: InboundMail, reason: str
    ) -> None:
        quarantine = event.attempts + 1 >= TRIES
        with self.store.begin(mailbox.workspace_id) as tx:
            tx.inbox.failed(event.id, quarantine=quarantine, reason=reason)
            found = find(tx, mailbox, mail) if quarantine else None
            if found is not None and found.enrollment is not None:
                hearing.unreadable(tx, found.enrollment, now=self.clock.now())
