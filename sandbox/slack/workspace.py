"""Setting the scene: workspaces, people, channels, how the app is reached. Over HTTP."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack.loopback import control
from sandbox.slack.model import Json
from sandbox.slack.person import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """A running stand-in, seen by whoever sets it up."""

    base_url: str

    def _post(self, where: str, /, **order: Any) -> Json:
        told: Json = control("POST", f"{self.base_url}/_sandbox/{where}", order)
        return told

    @property
    def api_url(self) -> str:
        """The base address for clients: what SLACK_API_URL is set to."""
        return f"{self.base_url}/api/"

    def app(self, **settings: Any) -> None:
        """Register the app: request_url, signing_secret, socket_mode, app_token, client_id…"""
        self._post("set/app", **settings)

    def switches(self, **switches: Any) -> None:
        """Change how strict this Slack is; see `model.Switches` for the names."""
        self._post("set/switches", **switches)

    def workspace(
        self, name: str = "Acme", bot_token: str | None = None, **more: Any
    ) -> "Workspace":
        """Make a workspace (more: team_id, domain, scopes, bot_name); no token: not installed."""
        told = self._post("set/workspace", name=name, bot_token=bot_token, **more)
        return Workspace(slack=self, team_id=told["team_id"], bot_user_id=told["bot_user_id"])

    def fault(self, **fault: Any) -> None:
        """Order a bad day for matching requests; see `sandbox.server.Fault`."""
        self._post("faults", **fault)

    def clear_faults(self) -> None:
        """Take back all ordered faults."""
        control("DELETE", f"{self.base_url}/_sandbox/faults")

    def calls(self, method: str | None = None) -> list[Json]:
        """Return the Web API calls so far: team_id, method, args, ok, error, at."""
        calls = control("GET", f"{self.base_url}/_sandbox/ledger")["calls"]
        return [call for call in calls if method in (None, call["method"])]

    def deliveries(self, kind: str | None = None) -> list[Json]:
        """Return the deliveries so far: kind, type, payload, event_id, retry_num, status, error."""
        found = control("GET", f"{self.base_url}/_sandbox/ledger")["deliveries"]
        return [each for each in found if kind in (None, each["kind"], each["type"])]

    def clear_ledger(self) -> None:
        """Forget calls and deliveries."""
        control("DELETE", f"{self.base_url}/_sandbox/ledger")

    def connections(self) -> int:
        """Return how many sockets the app has open."""
        return int(self._post("socket")["connections"])

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the app's sockets to reconnect: warning, refresh_requested or link_disabled."""
        self._post("socket", disconnect=reason)

    def cut_sockets(self) -> None:
        """Drop the app's sockets without a word."""
        self._post("socket", cut=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One workspace of a running stand-in."""

    slack: Slack
    team_id: str
    bot_user_id: str

    def _post(self, where: str, /, **order: Any) -> Json:
        told: Json = control(
            "POST", f"{self.slack.base_url}/_sandbox/{where}", {"team_id": self.team_id, **order}
        )
        return told

    def user(self, name: str, **more: Any) -> Person:
        """Make a person (more: id, real_name, email, tz, is_admin, is_owner)."""
        return self.person(self._post("set/user", name=name, **more)["id"])

    def change_user(self, user_id: str, **changes: Any) -> None:
        """Change a person: name, email, tz, is_admin, deleted…"""
        self._post("set/user", id=user_id, **changes)

    def person(self, user_id: str) -> Person:
        """Return the person with this id."""
        return Person(self.slack.base_url, self.team_id, user_id)

    def channel(self, name: str, *members: Person | str, **more: Any) -> str:
        """Make a channel and return its id (more: id, is_private, with_bot)."""
        ids = [member if isinstance(member, str) else member.user_id for member in members]
        return str(self._post("set/channel", name=name, members=ids, **more)["id"])

    def invite_bot(self, channel: str) -> None:
        """Bring the app into a channel."""
        self._post("set/membership", channel=channel, joins=True)

    def kick_bot(self, channel: str) -> None:
        """Take the app out of a channel."""
        self._post("set/membership", channel=channel, joins=False)

    def join(self, channel: str, user_id: str) -> None:
        """Let a person into a channel."""
        self._post("set/membership", channel=channel, joins=True, user_id=user_id)

    def leave(self, channel: str, user_id: str) -> None:
        """Take a person out of a channel."""
        self._post("set/membership", channel=channel, joins=False, user_id=user_id)

    def archive(self, channel: str, *, archived: bool = True) -> None:
        """Archive a channel, or bring it back."""
        self._post("set/archive", channel=channel, archived=archived)

    def change(self, **changes: Any) -> None:
        """Change scopes, has_home, name or domain."""
        self._post("set/change_team", **changes)

    def uninstall(self) -> None:
        """Remove the app: its tokens die, and the app is told by both events."""
        self._post("set/revoke")
        self.event({"type": "tokens_revoked", "tokens": {"bot": [self.bot_user_id], "oauth": []}})
        self.event({"type": "app_uninstalled"})

    def revoke_tokens(self) -> None:
        """Make every token `token_revoked` without telling the app."""
        self._post("set/revoke")

    def event(self, event: Json) -> Json:
        """Deliver an event; returns status, error and elapsed_ms of the first try."""
        return self._post("event", event=event)

    def channels(self) -> list[Json]:
        """Return every channel with its members."""
        return list(self._post("see/channels")["channels"])

    def users(self) -> list[Json]:
        """Return everyone, as users.info shows them."""
        return list(self._post("see/team")["users"])
