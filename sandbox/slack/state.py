"""All that the stand-in knows, behind one lock, and the ids it gives out."""

import copy
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.clock import SharedClock
from sandbox.slack.model import (
    AppSettings,
    Channel,
    Json,
    Message,
    SlackError,
    Switches,
    Team,
    View,
)
from sandbox.slack.rates import Rates

_ID_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@dataclass(slots=True, kw_only=True)
class Trigger:
    """A `trigger_id`: whose click it stands for, until when, and whether it is spent."""

    team_id: str
    user_id: str
    expires_at: float  # monotonic seconds
    view_id: str | None = None  # the modal in which the click was
    is_spent: bool = False


@dataclass(slots=True, kw_only=True)
class ResponseUrl:
    """A `response_url`: where it posts, how often still, and until when."""

    team_id: str
    channel_id: str
    user_id: str
    expires_at: float  # monotonic seconds
    uses_left: int
    message_ts: str | None = None  # the message whose button was clicked


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """An OAuth code: for which team and installer, and with which redirect address."""

    team_id: str
    user_id: str
    redirect_uri: str
    scopes: frozenset[str]


class State:
    """The memory of one Slack. Hold `lock` to read or write; never while calling the app."""

    def __init__(self, clock: SharedClock | None = None) -> None:
        self.lock = threading.RLock()
        self.app = AppSettings()
        self.switches = Switches()
        self.rates = Rates()
        self.teams: dict[str, Team] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.codes: dict[str, Code] = {}
        self.spent_codes: set[str] = set()
        self.calls: list[Json] = []
        self.deliveries: list[Json] = []
        self.base_url = ""
        self._now: Callable[[], datetime] = clock.now if clock else lambda: datetime.now(UTC)
        self._last_ts = 0

    def now(self) -> datetime:
        """Return the sandbox's time, in UTC."""
        return self._now()

    def new_id(self, prefix: str) -> str:
        """Return a fresh id in Slack's form, such as `V0123456789`."""
        return prefix + "".join(secrets.choice(_ID_SIGNS) for _ in range(10))

    def new_ts(self) -> str:
        """Return a message `ts`: unique, and later than every one before."""
        micros = int(self.now().timestamp() * 1_000_000)
        self._last_ts = max(micros, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_trigger(self, team_id: str, user_id: str, view_id: str | None = None) -> str:
        """Return a `trigger_id` for one modal, good for as long as the switch says."""
        trigger_id = (
            f"{secrets.randbelow(10**9)}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        )
        self.triggers[trigger_id] = Trigger(
            team_id=team_id,
            user_id=user_id,
            view_id=view_id,
            expires_at=time.monotonic() + self.switches.trigger_seconds,
        )
        return trigger_id

    def spend_trigger(self, team: Team, trigger_id: str) -> Trigger:
        """Use a trigger up. Slack: it lives 3 s and opens one view.

        Raises:
            SlackError: `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
        """
        trigger = self.triggers.get(trigger_id)
        if trigger is None or trigger.team_id != team.id:
            raise SlackError("invalid_trigger_id")
        if trigger.is_spent:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() > trigger.expires_at:
            raise SlackError("expired_trigger_id")
        trigger.is_spent = True
        return trigger

    def new_response_url(
        self, team: Team, channel: Channel, user_id: str, message: Message | None = None
    ) -> str:
        """Return an address to which the app may post 5 times in 30 minutes."""
        token = secrets.token_urlsafe(24)
        self.response_urls[token] = ResponseUrl(
            team_id=team.id,
            channel_id=channel.id,
            user_id=user_id,
            expires_at=time.monotonic() + self.switches.response_url_seconds,
            uses_left=self.switches.response_url_uses,
            message_ts=message.ts if message else None,
        )
        return f"{self.base_url}/actions/{team.id}/{token}"

    def team(self, team_id: str) -> Team:
        """Return the workspace or raise KeyError."""
        return self.teams[team_id]

    def team_of_token(self, token: str) -> Team:
        """Return the workspace that a bot token belongs to.

        Raises:
            SlackError: `not_authed`, `invalid_auth` or `token_revoked`.
        """
        if not token:
            raise SlackError("not_authed")
        for team in self.teams.values():
            match team.tokens.get(token):
                case "live":
                    return team
                case "revoked":
                    raise SlackError("token_revoked")
        raise SlackError("invalid_auth")

    def open_im(self, team: Team, user_id: str) -> Channel:
        """Return the direct message between the app and a person, made when it is missing."""
        for channel in team.channels.values():
            if channel.im_with == user_id:
                return channel
        channel = Channel(
            id=self.new_id("D"),
            name="",
            is_private=True,
            members={user_id, team.bot_user_id},
            im_with=user_id,
        )
        team.channels[channel.id] = channel
        return channel

    def record_call(self, team_id: str | None, method: str, args: Json, answer: Json) -> None:
        """Write one Web API call to the ledger."""
        entry: dict[str, Any] = {
            "team_id": team_id,
            "method": method,
            "args": args,
            "ok": answer.get("ok", False),
            "error": answer.get("error"),
            "at": self.now().isoformat(),
        }
        self.calls.append(entry)

    def view_payload(self, team: Team, view: View) -> Json:
        """Return the view as Slack shows it in answers and payloads."""
        body = {"private_metadata": "", "callback_id": "", "external_id": "", **view.body}
        modal = {"clear_on_close": False, "notify_on_close": False, "close": None, "submit": None}
        common: Json = {
            "id": view.id,
            "team_id": team.id,
            "app_id": self.app.app_id,
            "app_installed_team_id": team.id,
            "bot_id": team.bot_id,
            "hash": view.hash,
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id,
            "state": {"values": copy.deepcopy(view.values)},  # typing goes on
        }
        return {**modal, "title": {"type": "plain_text", "text": "View Title"}, **body, **common}
