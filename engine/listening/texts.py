"""Texts, heard: by webhook at once, by a sweep for what it missed, and before each send."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.domain.connection import ConnectionState, SmsConnection, is_outdated
from engine.domain.enrollment import Delivery, DeliveryState
from engine.domain.errors import AccessRevoked, NotFound, ProviderError, Temporary
from engine.domain.optout_words import text_opt_in, text_opt_out
from engine.domain.sms import SmsText
from engine.ports import Clock, SmsSender, Store, Tx
from engine.ports.records import InboundEvent
from engine.use_cases import losing, suppressing, texting

log = logging.getLogger(__name__)

TRIES = 5

OVERLAP = timedelta(minutes=5)  # of two sweeps: texts turn up late
PAGE = 200
LOOK_BACK = timedelta(days=7)
# What another service sends can surprise any reader.
_SURPRISES = (ValueError, LookupError, TypeError, AttributeError, NotFound)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextListening:
    """Hears texts."""

    store: Store
    clock: Clock
    sms: SmsSender

    def arrived(self, workspace_id: str, texts: Iterable[SmsText]) -> int:
        """Remember texts to be judged, each once; return how many are new."""
        at = self.clock.now()
        with self.store.begin(workspace_id) as tx:
            new = [tx.inbox.add_text(text.message_id, _dumped(text), at=at) for text in texts]
        return sum(new)

    def judge(self, workspace_id: str) -> int:
        """Judge what arrived, the oldest text first; return how many texts were."""
        tried: set[int] = set()
        while fresh := self._untried(workspace_id, tried):
            for event in fresh:
                tried.add(event.id)
                self._judge(workspace_id, event)
        return len(tried)

    def _untried(self, workspace_id: str, tried: set[int]) -> list[InboundEvent]:
        """Webhooks come in any order: a page is judged in the order it was written in."""
        with self.store.read(workspace_id) as tx:
            events = tx.inbox.new_texts(limit=PAGE + len(tried))
        fresh = [each for each in events if each.id not in tried]
        return sorted(fresh, key=lambda each: str((each.payload or {}).get("received_at", "")))

    def _judge(self, workspace_id: str, event: InboundEvent) -> None:
        try:
            with self.store.begin(workspace_id) as tx:
                self._take_effect(tx, event)
        except _SURPRISES as error:
            self._set_aside(workspace_id, event, f"{type(error).__name__}: {error}")

    def _set_aside(self, workspace_id: str, event: InboundEvent, reason: str) -> None:
        """Count the failure; after the last one hold whoever has the number."""
        quarantine = event.attempts + 1 >= TRIES
        log.warning("text_not_judged", extra={"event": event.id, "reason": reason})
        with self.store.begin(workspace_id) as tx:
            tx.inbox.failed(event.id, quarantine=quarantine, reason=reason)
            if quarantine:
                number = str((event.payload or {}).get("number", ""))
                texting.unreadable(tx, number, now=self.clock.now())

    def poll(self, connection: SmsConnection) -> None:
        """Sweep what the webhook may have missed, and judge it."""
        began = self.clock.now()
        since = (connection.swept_at or began) - OVERLAP
        try:
            self.arrived(connection.workspace_id, self.sms.sweep(connection, since=since))
        except AccessRevoked as error:
            with self.store.begin(connection.workspace_id) as tx:
                losing.sms_refused(tx, error, now=self.clock.now())
            return
        except ProviderError:
            return  # Salesmsg is down or busy: the next sweep covers the same time
        with self.store.begin(connection.workspace_id) as tx:
            stored = tx.sms.get()
            if stored is not None:
                tx.sms.save(replace(stored, swept_at=began))
        self.judge(connection.workspace_id)

    def look(self, workspace_id: str, number: str) -> datetime:
        """Hear one number's conversation before a text goes to it; return as of when, UTC.

        Raises Temporary and AccessRevoked: then no text may be sent.
        """
        began = self.clock.now()
        with self.store.read(workspace_id) as tx:
            connection = tx.sms.get()
        if connection is None:
            raise AccessRevoked("Salesmsg is not connected.", provider="salesmsg")
        try:
            found = self.sms.conversation(connection, number=number, since=began - LOOK_BACK)
        except AccessRevoked as error:
            if self._was_renewed(connection, error):
                raise Temporary("The token was renewed.", provider="salesmsg") from error
            raise
        self.arrived(workspace_id, found)
        self.judge(workspace_id)
        with self.store.read(workspace_id) as tx:
            if tx.inbox.new_texts(limit=1):
                raise Temporary("A text could not be judged yet.", provider="salesmsg")
        return began

    def check(self, limit: int = 20) -> int:
        """Ask what became of texts that are due to be asked about; return how many were."""
        now = self.clock.now()
        with self.store.engine() as etx:
            rows = etx.unchecked_texts(now=now, limit=limit)
        for delivery in rows:
            self._check(delivery)
        return len(rows)

    def _check(self, delivery: Delivery) -> None:
        with self.store.read(delivery.workspace_id) as tx:
            connection = tx.sms.get()
        now = self.clock.now()
        status = None
        if connection is not None and connection.state is ConnectionState.ACTIVE:
            try:
                status = self.sms.status(
                    connection,
                    conversation_id=delivery.conversation_id or "",
                    message_id=delivery.provider_id or "",
                )
            except (Temporary, AccessRevoked) as error:
                # Busy, down, or a token that died under way: the same question later, within what
                # a minute allows. A sweep finds out whether the token's successor is dead as well.
                wait = timedelta(seconds=getattr(error, "retry_after_seconds", None) or 60)
                with self.store.begin(delivery.workspace_id) as tx:
                    later = replace(delivery, check_at=now + wait)
                    tx.deliveries.save(later, expecting=DeliveryState.SENT)
                return
            except ProviderError as error:
                log.warning("text_not_checked", extra={"reason": error.reason})
        with self.store.begin(delivery.workspace_id) as tx:
            texting.checked(tx, delivery, status, now=now)

    def _take_effect(self, tx: Tx, event: InboundEvent) -> None:
        text = _loaded(event.payload or {})
        verdict = self._verdict(tx, text)
        if not tx.inbox.done(event.id, verdict=verdict):
            return
        now, at = self.clock.now(), text.received_at
        match verdict:
            case "stop":
                suppressing.by_stop(tx, text.number, words=text.body, at=at, now=now)
            case "start":
                suppressing.reopened(tx, text.number, at=at)
            case _:
                texting.replied(tx, text.number, text.body, received_at=at, now=now)

    def _verdict(self, tx: Tx, text: SmsText) -> str:
        before = tx.suppressions.of([text.number]).get(text.number)
        stopped = before is not None and before.origin in suppressing.BY_THE_CONTACT
        if text_opt_out(text.body):
            return "stop"
        if stopped and text_opt_in(text.body):
            return "start"
        return "stop" if text.opted_out and not stopped else "reply"

    def _was_renewed(self, connection: SmsConnection, error: AccessRevoked) -> bool:
        """Whether a new token is there: the old one is refused from the moment it was renewed."""
        with self.store.read(connection.workspace_id) as tx:
            stored = tx.sms.get()
        return stored is not None and is_outdated(error, stored)


def _dumped(text: SmsText) -> dict[str, Any]:
    return {
        "message_id": text.message_id,
        "conversation_id": text.conversation_id,
        "number": text.number,
        "body": text.body,
        "received_at": text.received_at.astimezone(UTC).isoformat(),
        "opted_out": text.opted_out,
    }


def _loaded(payload: Any) -> SmsText:
    return SmsText(
        message_id=payload["message_id"],
        conversation_id=payload["conversation_id"],
        number=payload["number"],
        body=payload["body"],
        received_at=datetime.fromisoformat(payload["received_at"]),
        opted_out=payload["opted_out"],
    )
