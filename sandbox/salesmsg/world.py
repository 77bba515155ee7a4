"""A typed client of the control endpoints: the hands of the account's people and phones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import requests

from sandbox.salesmsg.records import Condition, Text
from sandbox.salesmsg.tokens import ALL_SCOPES

TIMEOUT_SECONDS = 30.0
StopArrival = Literal["both", "message", "opt_out", "opt_out_first"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    """An API request that reached the stand-in; a write's fields may be in either place."""

    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedWebhook:
    """A webhook and the statuses it was answered with, 0 meaning no answer."""

    event: str
    payload: dict[str, Any]
    statuses: tuple[int, ...]


class SalesmsgWorld:
    """Steers and inspects a Salesmsg stand-in that runs anywhere."""

    def __init__(self, base_url: str) -> None:
        """Take the stand-in's own address, without the API's base path."""
        self._base_url = base_url.rstrip("/") + "/_sandbox/"

    # The account

    def add_token(
        self,
        token: str,
        *,
        scopes: Iterable[str] = ALL_SCOPES,
        expires_in_seconds: float = 3600.0,
    ) -> None:
        """Make a personal token; its life is real time."""
        self._post(
            "tokens", token=token, scopes=sorted(scopes), expires_in_seconds=expires_in_seconds
        )

    def expire_token(self, token: str | None = None) -> None:
        """End the life of one token, or of every token."""
        self._post("tokens/expire", token=token)

    def set_token_life(self, seconds: float) -> None:
        """Set the life of every token given out from now on."""
        self._post("tokens/settings", life_seconds=seconds)

    def deny_consent(self, deny: bool = True) -> None:
        """Let people refuse at the OAuth page."""
        self._post("tokens/settings", deny_consent=deny)

    def add_oauth_app(
        self, client_id: str, client_secret: str, *, scopes: Iterable[str] = ALL_SCOPES
    ) -> None:
        """Register an application that may ask for these scopes."""
        self._post("apps", client_id=client_id, client_secret=client_secret, scopes=sorted(scopes))

    def add_team(self, team_id: int, name: str, number: str | None) -> None:
        """Make or change an inbox; None is an inbox without a number."""
        self._post("teams", id=team_id, name=name, number=number)

    # People and phones

    def reply(self, number: str, body: str, *, team_id: int | None = None) -> int | None:
        """Let the contact text the team (the first one); return the message's id.

        None means that no credit was left, and the text was lost.
        """
        answer = self._post("reply", number=number, body=body, team_id=team_id)
        message_id: int | None = answer["message_id"]
        return message_id

    def text_by_hand(self, number: str, body: str) -> int:
        """Let a teammate text the contact from Salesmsg itself; return the message's id."""
        return int(self._post("hand-text", number=number, body=body)["message_id"])

    def opt_out(self, number: str, out: bool = True) -> None:
        """Opt a number out (or in) in Salesmsg's own pages: no webhook."""
        self._post("opt-out", number=number, out=out)

    def close_conversation(self, number: str) -> None:
        """Close the conversation with a number, as people do when they are done."""
        self._post("close", number=number)

    def make_landline(self, number: str) -> None:
        """Let texts to the number fail at once with 30006."""
        self._post("numbers", number=number, condition=Condition.LANDLINE)

    def make_invalid(self, number: str) -> None:
        """Let texts to the number fail at once with 21211."""
        self._post("numbers", number=number, condition=Condition.INVALID)

    def fail_at_carrier(self, number: str, code: str = "30007") -> None:
        """Let texts to the number be accepted, and later be `undelivered` with this code."""
        self._post("numbers", number=number, carrier_code=code)

    def make_good(self, number: str) -> None:
        """Undo whatever was the matter with a number."""
        self._post("numbers", number=number)

    # Bad days

    def hold_delivery(self, hold: bool = True) -> None:
        """Let accepted texts stay `queued` and reach nobody, until released with False."""
        self._post("switches", hold_delivery=hold)

    def delay_delivery(self, seconds: float) -> None:
        """Let `sent` become `delivered` only so much later, in sandbox time."""
        self._post("switches", delivery_delay_seconds=seconds)

    def quiet_hours(self, seconds: float) -> None:
        """Hold every text for so long, in sandbox time, as the organization's quiet hours do."""
        self._post("switches", quiet_for_seconds=seconds)

    def credits(self, left: int | None) -> None:
        """Set how many texts can still be sent or heard; None is no limit."""
        self._post("switches", credits=left)

    def limit_requests(
        self,
        per_minute: int | None,
        *,
        penalty_seconds: float = 60.0,
        retry_after: bool = True,
    ) -> None:
        """Set the rate limit (None: off) and forget what was counted, in real time."""
        self._post(
            "rate",
            per_minute=per_minute,
            penalty_seconds=penalty_seconds,
            retry_after=retry_after,
        )

    def refuse_requests(self, seconds: float) -> None:
        """Answer 429 to everything for so many real seconds."""
        self._post("rate", close_seconds=seconds)

    def fault(self, pattern: str, kind: str, **more: Any) -> None:
        """Order a fault of the socket or the answer; see `sandbox.server.Fault`."""
        self._post("faults", pattern=pattern, kind=kind, **more)

    def clear_faults(self) -> None:
        """Take back the faults that have not struck yet."""
        requests.delete(self._base_url + "faults", timeout=TIMEOUT_SECONDS).raise_for_status()

    # Webhooks

    def set_webhook(self, url: str | None) -> None:
        """Set the address that events are posted to, secret included; None for nowhere."""
        self._post("webhook", url=url)

    def webhook_habits(
        self,
        *,
        duplicate: bool = False,
        reorder: bool = False,
        lose: bool = False,
        stop_arrives_as: StopArrival = "both",
    ) -> None:
        """Choose how badly webhooks behave; reordered ones wait for `settle_webhooks`."""
        self._post(
            "webhook",
            duplicate=duplicate,
            reorder=reorder,
            lose=lose,
            stop_arrives_as=stop_arrives_as,
        )

    def replay_webhook(self, message_id: int) -> None:
        """Post `message.received` for a message once more."""
        self._post("webhook/replay", message_id=message_id)

    def settle_webhooks(self, timeout_seconds: float = 10.0) -> bool:
        """Wait until every webhook was taken or given up; return whether that came in time."""
        return bool(self._post("webhook/settle", wait_seconds=timeout_seconds)["ok"])

    def webhooks(self) -> list[PostedWebhook]:
        """Return every webhook posted so far, oldest first."""
        return [
            PostedWebhook(event=p["event"], payload=p["payload"], statuses=tuple(p["statuses"]))
            for p in self._get("webhook/log")
        ]

    # What happened

    def texts(self, to: str | None = None) -> list[Text]:
        """Return the texts that really reached a phone, oldest first; `at` is UTC."""
        rows = [Text(**{**t, "at": datetime.fromisoformat(t["at"])}) for t in self._get("texts")]
        return [text for text in rows if to in (None, text.to)]

    def phones(self) -> dict[str, list[Text]]:
        """Return each phone's texts by its number."""
        phones: dict[str, list[Text]] = {}
        for text in self.texts():
            phones.setdefault(text.to, []).append(text)
        return phones

    def messages(self) -> list[dict[str, Any]]:
        """Return every stored message, in and out, as the API would show it; oldest first."""
        rows: list[dict[str, Any]] = self._get("messages")
        return rows

    def requests(self, method: str | None = None, path_end: str = "") -> list[SeenRequest]:
        """Return the API requests that arrived, also those a fault swallowed; oldest first."""
        rows = [SeenRequest(**row) for row in self._get("requests")]
        return [r for r in rows if method in (None, r.method) and r.path.endswith(path_end)]

    def now(self) -> datetime:
        """Return the stand-in's time, in UTC."""
        return datetime.fromisoformat(self._get("now")["now"])

    def _post(self, command: str, **fields: Any) -> Any:
        url = self._base_url + command
        answer = requests.post(url, json=fields, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        return answer.json()

    def _get(self, view: str) -> Any:
        answer = requests.get(self._base_url + view, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        return answer.json()
