"""Salesmsg as the engine's `SmsSender`: texts, replies, and the state of the connection.

There is no idempotency key and no delivery event. A text whose answer was lost is looked for in
its conversation, never sent again on a guess; a 200 may still hold a failure.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from engine.domain.connection import SmsConnection
from engine.domain.errors import OutcomeUnknown, Permanent, Temporary
from engine.domain.sms import SmsFailure, SmsReport, SmsSent, SmsStatus, SmsText
from engine.ports.clock import Clock
from engine.providers.salesmsg_check import SalesmsgCheck, Team
from engine.providers.salesmsg_http import PROVIDER, Caller, SalesmsgHttp
from engine.providers.salesmsg_limiter import PER_MINUTE, Limiter, Urgency
from engine.providers.salesmsg_threads import Threads, inbound
from engine.providers.salesmsg_tokens import (
    OAuthApp,
    SalesmsgTokens,
    SmsTokens,
    token_expiry,
)
from engine.providers.salesmsg_wire import (
    Message,
    Person,
    failure_kind,
    message,
    rows,
    same_words,
)

DEFAULT_API_URL = "https://api.salesmessage.com/pub/v2.3"
OPT_OUT_HOLDS_SECONDS = 60.0  # how long a look's "opted out" stops a send without asking
_LATER = (SmsFailure.RATE_LIMITED, SmsFailure.TEMPORARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesmsgSettings:
    """Where Salesmsg is and how it may be used."""

    api_url: str = DEFAULT_API_URL
    oauth: OAuthApp = field(default_factory=OAuthApp)
    per_minute: int = PER_MINUTE
    deadline_seconds: float = 20.0  # of one request
    operation_seconds: float = 60.0  # of one call of ours, whatever requests it takes


class Salesmsg:
    """The client; one for the process, used by any thread, for every workspace's connection."""

    def __init__(self, settings: SalesmsgSettings, clock: Clock) -> None:
        self._settings = settings
        self._limiter = Limiter(clock.monotonic, settings.per_minute)
        self._http = SalesmsgHttp(
            settings.api_url,
            self._limiter,
            clock.monotonic,
            deadline_seconds=settings.deadline_seconds,
        )
        self._clock = clock
        self._threads = Threads(self._http, clock.now)
        self._check = SalesmsgCheck(self._http)
        self._tokens = SalesmsgTokens(self._http, settings.oauth, clock.real)
        self._opted_out: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def send(self, connection: SmsConnection, *, to: str, body: str) -> SmsSent:
        """Send one text to an E.164 number, in one attempt.

        Raises Permanent with an `SmsFailure` kind when Salesmsg refused it, Temporary when it
        surely did not go out but may later, AccessRevoked, and OutcomeUnknown when nobody knows.
        A number that a look found opted out within the last minute is refused without asking.
        """
        caller = self._caller(connection, Urgency.SEND)
        if self._is_opted_out(caller, to):
            raise _refusal(SmsFailure.OPTED_OUT, "The contact is opted out in Salesmsg")
        fields = {"number": to, "team_id": _number(connection.team_id), "message": body}
        answer = rows(self._http.write(caller, "POST", "/messages", fields))
        sent = message(answer[0]) if answer else None
        if sent is None:
            raise OutcomeUnknown("Salesmsg's answer holds no message", provider=PROVIDER)
        self._threads.remember(caller, to, sent.conversation_id)
        if sent.has_failed:
            kind = failure_kind(sent.failed_reason)
            raise _refusal(kind, sent.failed_reason or "Salesmsg did not send it")
        return sent.as_sent()

    def find_sent(
        self, connection: SmsConnection, *, to: str, body: str, since: datetime
    ) -> tuple[SmsSent, ...]:
        """Return outbound texts to `to` with this body since then, oldest first.

        Texts that failed are left out, those a teammate sent by hand are not; a minute of
        difference between the clocks is allowed for.
        """
        caller = self._caller(connection, Urgency.LOOK)
        found = self._threads.of_number(caller, to, since)
        ours = (m for m in found.messages if not m.is_inbound and not m.has_failed)
        return tuple(m.as_sent() for m in ours if same_words(m.body, body))

    def conversation(
        self, connection: SmsConnection, *, number: str, since: datetime
    ) -> tuple[SmsText, ...]:
        """Return the contact's own texts since then, oldest first; some may be a minute older."""
        caller = self._caller(connection, Urgency.LOOK)
        found = self._threads.of_number(caller, number, since)
        self._note_opt_out(caller, number, found.person)
        who = found.person or Person(id="", number=number, opted_out=False)
        return inbound(found.messages, who, seen_at=self._clock.now())

    def sweep(self, connection: SmsConnection, *, since: datetime) -> tuple[SmsText, ...]:
        """Return inbound texts of every conversation that changed since then, oldest first.

        Some may be a minute older. Raises Temporary when the requests of this minute run out: ask
        again with the same `since`, and what was read is not read again.
        """
        return tuple(self._threads.sweep(self._caller(connection, Urgency.SWEEP), since))

    def check(self, connection: SmsConnection) -> SmsReport:
        """Ask user, inbox, number and scopes, and say whether texts can go out; never raises."""
        return self._check.check(self._caller(connection, Urgency.LOOK), connection)

    def inboxes(self, connection: SmsConnection) -> tuple[tuple[str, str], ...]:
        """Return (team id, name) of every inbox the token can use; needs no team id."""
        return tuple((str(team.id), team.name) for team in self.teams(connection))

    def expires_at(self, token: str) -> datetime | None:
        """Return when a token dies (real time, UTC), none where it doesn't say."""
        return token_expiry(token)

    def refresh(self, connection: SmsConnection) -> SmsConnection:
        """Rotate the token: the old one is dead at once, so store the answer before using it."""
        return self._tokens.refresh(connection)

    def status(
        self, connection: SmsConnection, *, conversation_id: str, message_id: str
    ) -> SmsStatus | None:
        """Return how an accepted text stands now, or None if its conversation lacks it."""
        caller = self._caller(connection, Urgency.SWEEP)
        for page in self._threads.pages(caller, conversation_id):
            for row in page:
                if row.id == message_id:
                    return _status(row)
        return None

    def opt_out(self, connection: SmsConnection, *, number: str) -> bool:
        """Opt the number out in Salesmsg too; False when Salesmsg does not know it."""
        caller = self._caller(connection, Urgency.LOOK)
        who = self._threads.person(caller, number)
        if who is None:
            return False
        self._http.write(caller, "PUT", f"/contacts/opt-out/{who.id}", {})
        return True

    def teams(self, connection: SmsConnection) -> tuple[Team, ...]:
        """Return the inboxes to choose from; the connection needs a token only."""
        return self._check.teams(self._caller(connection, Urgency.LOOK))

    def authorize_url(self, *, redirect_uri: str, state: str) -> str:
        """Return where to send a browser for OAuth consent."""
        return self._tokens.authorize_url(redirect_uri=redirect_uri, state=state)

    def exchange(self, code: str, *, redirect_uri: str, workspace_id: str) -> SmsTokens:
        """Return the tokens of an OAuth consent; raises AccessRevoked for a refused code."""
        return self._tokens.exchange(code, redirect_uri=redirect_uri, account=workspace_id)

    def _caller(self, connection: SmsConnection, urgency: Urgency) -> Caller:
        return Caller(
            account=connection.workspace_id,
            token=connection.token,
            urgency=urgency,
            ends_at=self._clock.monotonic() + self._settings.operation_seconds,
        )

    def _note_opt_out(self, caller: Caller, number: str, who: Person | None) -> None:
        with self._lock:
            self._opted_out.pop((caller.account, number), None)
            if who and who.opted_out:
                self._opted_out[caller.account, number] = self._clock.monotonic()

    def _is_opted_out(self, caller: Caller, number: str) -> bool:
        # Each refused send would leave a red thread in the team's inbox.
        with self._lock:
            seen_at = self._opted_out.get((caller.account, number))
        return seen_at is not None and self._clock.monotonic() - seen_at < OPT_OUT_HOLDS_SECONDS


def _refusal(kind: SmsFailure, reason: str) -> Permanent | Temporary:
    if kind in _LATER:
        return Temporary(reason, provider=PROVIDER)
    return Permanent(reason, kind=kind, provider=PROVIDER)


def _status(row: Message) -> SmsStatus:
    if row.has_failed:
        kind = failure_kind(row.failed_reason)
        return SmsStatus(status=row.status, failure=kind, reason=row.failed_reason)
    return SmsStatus(status=row.as_sent().status)


def _number(team_id: str) -> int | str:
    return int(team_id) if team_id.isdecimal() else team_id
