"""Texts, heard: by webhook at once, by a sweep for what it missed, and before each send."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.domain.connection import ConnectionState, SmsConnection
from engine.domain.errors import AccessRevoked, ProviderError
from engine.domain.optout_words import text_opt_in, text_opt_out
from engine.domain.sms import SmsText
from engine.ports import Clock, SmsSender, Store, Tx
from engine.ports.records import InboundEvent
from engine.use_cases import hearing, recording, suppressing

OVERLAP = timedelta(minutes=5)  # of two sweeps: texts turn up late
PAGE = 200
LOOK_BACK = timedelta(days=7)


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
        """Judge what arrived; return how many texts were."""
        with self.store.read(workspace_id) as tx:
            events = tx.inbox.new_texts(limit=PAGE)
        for event in events:
            with self.store.begin(workspace_id) as tx:
                self._take_effect(tx, event)
        return len(events)

    def poll(self, connection: SmsConnection) -> None:
        """Sweep what the webhook may have missed, and judge it."""
        began = self.clock.now()
        since = (connection.swept_at or began) - OVERLAP
        try:
            self.arrived(connection.workspace_id, self.sms.sweep(connection, since=since))
        except AccessRevoked as error:
            self._lost(connection, error)
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
        found = self.sms.conversation(connection, number=number, since=began - LOOK_BACK)
        self.arrived(workspace_id, found)
        self.judge(workspace_id)
        return began

    def _take_effect(self, tx: Tx, event: InboundEvent) -> None:
        text = _loaded(event.payload or {})
        verdict = self._verdict(tx, text)
        if not tx.inbox.done(event.id, verdict=verdict):
            return
        now = self.clock.now()
        match verdict:
            case "stop":
                hearing.stopped_by_text(tx, text.number, text.body, now=now)
            case "reply":
                hearing.replied_by_text(tx, text.number, text.body, now=now)
            case "start":
                suppressing.reopened(tx, text.number)
            case _:
                pass

    def _verdict(self, tx: Tx, text: SmsText) -> str:
        enrolled = tx.enrollments.of_phone(text.number)
        if text_opt_out(text.body) or text.opted_out:
            return "stop"
        if text_opt_in(text.body) and tx.suppressions.of([text.number]):
            return "start"
        if not enrolled or text.received_at < min(each.enrolled_at for each in enrolled):
            return "unrelated"
        return "reply"

    def _lost(self, connection: SmsConnection, error: AccessRevoked) -> None:
        with self.store.begin(connection.workspace_id) as tx:
            recording.sms_failed(
                tx, state=ConnectionState.RECONNECT, why=error.reason, now=self.clock.now()
            )


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
