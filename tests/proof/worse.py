"""Engines made worse on purpose: a proof that finds nothing wrong with these proves nothing."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from engine.domain.connection import Lane, Mailbox, SmsConnection
from engine.domain.errors import OutcomeUnknown
from engine.domain.sms import SmsSent
from engine.ports import (
    Clock,
    EmailSender,
    EngineTx,
    Mailboxes,
    MailChanges,
    SmsSender,
    Store,
    Tx,
)
from engine.ports.records import Sends
from tests.proof.processes import Ports


class _Through:
    """Passes on what it doesn't change."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _SendsAgain(_Through):
    _real: SmsSender

    def send(self, connection: SmsConnection, *, to: str, body: str) -> SmsSent:
        try:
            return self._real.send(connection, to=to, body=body)
        except OutcomeUnknown:
            return self._real.send(connection, to=to, body=body)


class _MakesAnother(_Through):
    """Sends a mail without its draft, as `messages.send` would: there is no token to spend."""

    _real: EmailSender

    def __init__(self, real: EmailSender) -> None:
        super().__init__(real)
        self._mimes: dict[str, bytes] = {}

    def create_draft(self, mailbox: Mailbox, mime: bytes, thread_id: str | None) -> Any:
        draft = self._real.create_draft(mailbox, mime, thread_id)
        self._mimes[draft.id] = mime
        return draft

    def send_draft(self, mailbox: Mailbox, draft_id: str) -> Any:
        try:
            return self._real.send_draft(mailbox, draft_id)
        except OutcomeUnknown:
            other = self._real.create_draft(mailbox, self._mimes[draft_id], None)
            return self._real.send_draft(mailbox, other.id)


class _Deaf(_Through):
    _real: Mailboxes

    def changes(self, mailbox: Mailbox, since_history_id: str) -> MailChanges:
        found = self._real.changes(mailbox, since_history_id)
        return replace(found, message_ids=())


class _AnHourAhead(_Through):
    _real: Clock

    def now(self) -> datetime:
        return self._real.now() + timedelta(hours=1)


class _Undone(Exception):
    """The transaction is rolled back after all."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A store, but for what is done to its transactions over all workspaces."""

    real: Store

    def begin(self, workspace_id: str) -> AbstractContextManager[Tx]:
        return self.real.begin(workspace_id)

    def loose(self, workspace_id: str) -> AbstractContextManager[Tx]:
        return self.real.loose(workspace_id)

    def read(self, workspace_id: str) -> AbstractContextManager[Tx]:
        return self.real.read(workspace_id)

    def glance(self, workspace_id: str) -> AbstractContextManager[Tx]:
        return self.real.glance(workspace_id)

    def engine(self) -> AbstractContextManager[EngineTx]:
        return self.real.engine()

    def has_work(self, *, now: datetime, real: datetime) -> bool:
        return self.real.has_work(now=now, real=real)

    def answers(self) -> bool:
        return self.real.answers()

    def close(self) -> None:
        self.real.close()


class _Forgets(_Kept):
    """A store that loses the commit by which something is marked as sending."""

    @contextmanager
    def begin(self, workspace_id: str) -> Iterator[Tx]:
        try:
            with self.real.engine() as etx:
                before = etx.count_deliveries().get("sending", 0)
                yield etx.within(workspace_id)
                if etx.count_deliveries().get("sending", 0) > before:
                    raise _Undone
        except _Undone:
            pass

    def loose(self, workspace_id: str) -> AbstractContextManager[Tx]:
        return self.begin(workspace_id)


class _Paceless(_Kept):
    @contextmanager
    def begin(self, workspace_id: str) -> Iterator[Tx]:
        with self.real.begin(workspace_id) as tx:
            yield cast("Tx", _PacelessTx(tx))

    @contextmanager
    def loose(self, workspace_id: str) -> Iterator[Tx]:
        with self.real.loose(workspace_id) as tx:
            yield cast("Tx", _PacelessTx(tx))

    @contextmanager
    def engine(self) -> Iterator[EngineTx]:
        with self.real.engine() as etx:
            yield cast("EngineTx", _PacelessEngine(etx))


class _PacelessTx(_Through):
    _real: Tx

    @property
    def sends(self) -> Any:
        return _PacelessSends(self._real.sends)


class _PacelessSends(_Through):
    _real: Sends

    def mark(self, lane: Lane, **rest: Any) -> Any:
        return self._real.mark(_paceless(lane), **rest)


class _PacelessEngine(_Through):
    _real: EngineTx

    def save_lane(self, lane: Lane, *, epoch: int) -> bool:
        return self._real.save_lane(_paceless(lane), epoch=epoch)


def _paceless(lane: Lane) -> Lane:
    return replace(lane, last_slot_at=None, day=None, sent_that_day=0)


def texts_again_on_doubt(ports: Ports) -> Ports:
    """Let a text whose answer was lost be sent once more."""
    return replace(ports, sms=_SendsAgain(ports.sms))


def mails_again_on_doubt(ports: Ports) -> Ports:
    """Let a mail whose answer was lost be written and sent once more."""
    return replace(ports, email=_MakesAnother(ports.email))


def forgets_the_intent(ports: Ports) -> Ports:
    """Let the engine believe in a commit that never was."""
    return replace(ports, store=_Forgets(ports.store))


def hears_nothing(ports: Ports) -> Ports:
    """Let every look at a mailbox find nothing new."""
    return replace(ports, mailboxes=_Deaf(ports.mailboxes))


def an_hour_ahead(ports: Ports) -> Ports:
    """Let the schedule's clock be wrong, as by a fold that is taken twice."""
    return replace(ports, wall=_AnHourAhead)


def keeps_no_pace(ports: Ports) -> Ports:
    """Let the slot that a send took be forgotten with its lane."""
    return replace(ports, store=_Paceless(ports.store))
