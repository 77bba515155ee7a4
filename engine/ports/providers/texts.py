"""Texts through Salesmsg, out and in."""

from datetime import datetime
from typing import Protocol

from engine.domain.connection import SmsConnection
from engine.domain.sms import SmsReport, SmsSent, SmsStatus, SmsText


class SmsSender(Protocol):
    """Texts through the workspace's Salesmsg number, within its requests per minute."""

    def send(self, connection: SmsConnection, *, to: str, body: str) -> SmsSent:
        """Send one text. A refused recipient raises Permanent with an `SmsFailure` kind."""
        ...

    def find_sent(
        self, connection: SmsConnection, *, to: str, body: str, since: datetime
    ) -> tuple[SmsSent, ...]:
        """Return outbound texts to `to` with this body since then, oldest first."""
        ...

    def conversation(
        self, connection: SmsConnection, *, number: str, since: datetime
    ) -> tuple[SmsText, ...]:
        """Return the contact's own texts since then, oldest first."""
        ...

    def sweep(self, connection: SmsConnection, *, since: datetime) -> tuple[SmsText, ...]:
        """Return inbound texts of every conversation that changed since then, oldest first."""
        ...

    def status(
        self, connection: SmsConnection, *, conversation_id: str, message_id: str
    ) -> SmsStatus | None:
        """Return how an accepted text stands now; none if its conversation lacks it."""
        ...

    def check(self, connection: SmsConnection) -> SmsReport:
        """Ask user, team and number, and say whether texts can go out."""
        ...

    def inboxes(self, connection: SmsConnection) -> tuple[tuple[str, str], ...]:
        """Return (team id, name) of every inbox the token can use; needs no team id."""
        ...

    def expires_at(self, token: str) -> datetime | None:
        """Return when a token dies (real time, UTC), none where it doesn't say."""
        ...

    def refresh(self, connection: SmsConnection) -> SmsConnection:
        """Rotate the token: the old one is dead at once, so store the answer before using it."""
        ...
