"""Whether the Salesmsg connection can send: user, inbox, number and scopes, each really asked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from engine.domain.connection import SmsConnection
from engine.domain.errors import AccessRevoked, Permanent, Temporary
from engine.domain.sms import SmsFailure, SmsReport, SmsState
from engine.providers.salesmsg_http import NOT_FOUND, Caller, SalesmsgHttp
from engine.providers.salesmsg_wire import rows

SENTENCES = {
    SmsState.NOT_CONFIGURED: "Salesmsg is not connected. Connect it with a personal access token "
    "and choose an inbox.",
    SmsState.RECONNECT_REQUIRED: "Salesmsg no longer accepts the token. Make a new personal "
    "access token there and connect again.",
    SmsState.MISSING_SCOPE: "The Salesmsg token may not do all that is needed: {missing}. Make a "
    "token with this scope and connect again.",
    SmsState.INBOX_MISSING: "The chosen Salesmsg inbox is gone. Choose another inbox.",
    SmsState.NUMBER_MISSING: "The Salesmsg inbox {team} has no phone number. Give it one in "
    "Salesmsg, then check again.",
    SmsState.UNKNOWN: "Salesmsg could not be asked just now. Check again in a minute.",
    SmsState.ACTIVE: "Salesmsg is connected: texts go out from {number}, inbox {team}.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """An inbox to choose from; `number` is empty where the list does not show one."""

    id: str
    name: str
    number: str


class _Found(Exception):
    """Carries an answer up: nothing went wrong."""

    def __init__(self, report: SmsReport) -> None:
        super().__init__(report.state)
        self.report = report


class SalesmsgCheck:
    """Asks the account what it can do."""

    def __init__(self, http: SalesmsgHttp) -> None:
        self._http = http

    def teams(self, caller: Caller) -> tuple[Team, ...]:
        """Return the inboxes of the account."""
        found = rows(self._http.get(caller, "/teams", limit=100))
        return tuple(_team(row) for row in found if row.get("id"))

    def check(self, caller: Caller, connection: SmsConnection) -> SmsReport:
        """Return what the account says; never raises a ProviderError."""
        if not connection.token or not connection.team_id:
            return report(SmsState.NOT_CONFIGURED)
        try:
            return self._ask(caller, connection.team_id)
        except _Found as found:
            return found.report

    def _ask(self, caller: Caller, team_id: str) -> SmsReport:
        self._try("users:read", lambda: self._http.get(caller, "/user"))
        teams: tuple[Team, ...] = self._try("teams:read", lambda: self.teams(caller))
        team = next((team for team in teams if team.id == team_id), None)
        if team is None:
            return report(SmsState.INBOX_MISSING)
        number = self._try("numbers:read", lambda: self._number(caller, team))
        if not number:
            return report(SmsState.NUMBER_MISSING, team=team)
        self._may_read_texts(caller, number)
        return report(SmsState.ACTIVE, team=team, number=number)

    def _number(self, caller: Caller, team: Team) -> str:
        try:
            found = rows(self._http.get(caller, f"/teams/{team.id}/numbers", limit=10))
        except Permanent as refusal:
            if refusal.kind != NOT_FOUND:
                raise
            return team.number  # the list of inboxes shows it as well
        return next((str(row["number"]) for row in found if row.get("number")), "")

    def _may_read_texts(self, caller: Caller, number: str) -> None:
        asks: dict[str, tuple[str, dict[str, Any]]] = {
            "contacts:read": ("/contacts/search", {"term": number, "limit": 1}),
            "conversations:read": ("/conversations", {"filter": "open", "limit": 1}),
        }
        for scope, (path, params) in asks.items():
            self._try(scope, partial(self._http.get, caller, path, **params))

    def _try(self, scope: str, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except AccessRevoked:
            raise _Found(report(SmsState.RECONNECT_REQUIRED)) from None
        except Temporary:
            raise _Found(report(SmsState.UNKNOWN)) from None
        except Permanent as refusal:
            if refusal.kind == SmsFailure.AUTH:
                raise _Found(report(SmsState.MISSING_SCOPE, missing=scope)) from None
            raise _Found(report(SmsState.UNKNOWN)) from None


def report(
    state: SmsState, *, team: Team | None = None, number: str = "", missing: str = ""
) -> SmsReport:
    """Return a report with the sentence of its state."""
    name = team.name if team else ""
    sentence = SENTENCES[state].format(team=name, number=number, missing=missing)
    return SmsReport(
        state=state,
        sentence=sentence,
        number=number,
        team_id=team.id if team else "",
        team_name=name,
    )


def _team(row: dict[str, Any]) -> Team:
    return Team(
        id=str(row["id"]), name=str(row.get("name") or ""), number=_first(row.get("number"))
    )


def _first(number: Any) -> str:
    """Return a number given as text, as an object or as a list of either."""
    match number:
        case [first, *_]:
            return _first(first)
        case {"number": inner}:
            return _first(inner)
        case str() as text:
            return text
        case _:
            return ""
