"""Whether the Salesmsg connection can send: user, inbox, number and scopes, each really asked."""

from collections.abc import Callable
from dataclasses import dataclass
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
        path = f"/teams/{team_id}/numbers"
        numbers = self._try("numbers:read", lambda: rows(self._http.get(caller, path, limit=10)))
        number = next((str(row["number"]) for row in numbers if row.get("number")), "")
        if not number:
            return report(SmsState.NUMBER_MISSING, team=team)
        self._may_read_texts(caller)
        return report(SmsState.ACTIVE, team=team, number=number)

    def _may_read_texts(self, caller: Caller) -> None:
        get = self._http.get
        self._try("contacts:read", lambda: get(caller, "/contacts/search", term="a", limit=1))
        listing = {"filter": "open", "limit": 1}
        self._try("conversations:read", lambda: get(caller, "/conversations", **listing))

    def _try(self, scope: str, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except AccessRevoked:
            raise _Found(report(SmsState.RECONNECT_REQUIRED)) from None
        except Temporary:
            raise _Found(report(SmsState.UNKNOWN)) from None
        except Permanent as refusal:
            raise _Found(_refused(refusal, scope)) from None


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


def _refused(refusal: Permanent, scope: str) -> SmsReport:
    match refusal.kind:
        case SmsFailure.AUTH:
            return report(SmsState.MISSING_SCOPE, missing=scope)
        case kind if kind == NOT_FOUND:
            return report(SmsState.INBOX_MISSING)
        case _:
            return report(SmsState.UNKNOWN)


def _team(row: dict[str, Any]) -> Team:
    number = row.get("number")
    if isinstance(number, dict):
        number = number.get("number")
    return Team(id=str(row["id"]), name=str(row.get("name") or ""), number=str(number or ""))
