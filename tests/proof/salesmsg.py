"""A model of Salesmsg: it takes a text as often as it is asked to, and can be looked through."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from engine.domain.connection import SmsConnection
from engine.domain.sms import SmsReport, SmsSent, SmsState, SmsStatus, SmsText
from tests.proof.ledger import Ledger
from tests.proof.loom import Loom
from tests.proof.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """A text of ours."""

    sent: SmsSent
    to: str
    body: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Salesmsg:
    """Salesmsg's side of the port `SmsSender`."""

    loom: Loom
    ledger: Ledger
    wire: Wire
    outbound: list[Outbound] = field(default_factory=list)
    inbound: list[SmsText] = field(default_factory=list)
    on_call: Callable[[str, str], None] = lambda to, body: None
    on_arrival: Callable[[str, str], None] = lambda to, body: None
    on_look: Callable[[str], None] = lambda number: None
    _ids: int = 0

    def send(self, connection: SmsConnection, *, to: str, body: str) -> SmsSent:
        """Send one text."""
        self.on_call(to, body)

        def effect() -> SmsSent:
            at = self.loom.at()
            sent = SmsSent(
                message_id=self._id("s"), conversation_id=f"c{to}", status="sent", created_at=at
            )
            self.outbound.append(Outbound(sent=sent, to=to, body=body, at=at))
            self.ledger.add(
                seconds=self.loom.seconds, text=body, channel="sms", message_id=sent.message_id
            )
            self.on_arrival(to, body)
            return sent

        return self.wire.write("send", effect)

    def find_sent(
        self, connection: SmsConnection, *, to: str, body: str, since: datetime
    ) -> tuple[SmsSent, ...]:
        """Return what the conversation shows."""

        def look() -> tuple[SmsSent, ...]:
            return tuple(
                one.sent
                for one in self.outbound
                if one.to == to and one.body == body and one.at >= since
            )

        return self.wire.read("find_sent", look)

    def conversation(
        self, connection: SmsConnection, *, number: str, since: datetime
    ) -> tuple[SmsText, ...]:
        """Return the contact's own texts."""

        def look() -> tuple[SmsText, ...]:
            self.on_look(number)
            return tuple(
                one for one in self.inbound if one.number == number and one.received_at >= since
            )

        return self.wire.read("conversation", look)

    def sweep(self, connection: SmsConnection, *, since: datetime) -> tuple[SmsText, ...]:
        """Return everybody's."""
        return self.wire.read(
            "sweep", lambda: tuple(one for one in self.inbound if one.received_at >= since)
        )

    def status(
        self, connection: SmsConnection, *, conversation_id: str, message_id: str
    ) -> SmsStatus | None:
        """Return that it arrived."""
        return self.wire.read("status", lambda: SmsStatus(status="delivered"))

    def check(self, connection: SmsConnection) -> SmsReport:
        """Return that all is well."""
        return SmsReport(state=SmsState.ACTIVE, sentence="Fine.")

    def inboxes(self, connection: SmsConnection) -> tuple[tuple[str, str], ...]:
        """Return the one there is."""
        return (("7", "Outreach"),)

    def expires_at(self, token: str) -> datetime | None:
        """Return that it does not say."""
        return None

    def refresh(self, connection: SmsConnection) -> SmsConnection:
        """Keep the token."""
        return connection

    # The world --------------------------------------------------------------------------------
    def receive(self, number: str, body: str) -> SmsText:
        """Let a contact write."""
        text = SmsText(
            message_id=self._id("r"),
            conversation_id=f"c{number}",
            number=number,
            body=body,
            received_at=self.loom.at(),
        )
        self.inbound.append(text)
        return text

    def _id(self, kind: str) -> str:
        self._ids += 1
        return f"{kind}{self._ids:04}"
