"""Members as Slack describes them, asked again when what is stored is five minutes old."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient

from bot.slack_errors import translating
from engine.domain.errors import NotFound, Permanent, ProviderError, Temporary
from engine.domain.local_time import UnknownZone, zone
from engine.domain.workspace import Member
from engine.ports import Clock, Store

FRESH = timedelta(minutes=5)
_ADMIN = ("is_admin", "is_owner", "is_primary_owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackDirectory:
    """Who is who, from the store and from `users.info`."""

    store: Store
    client: Callable[[str], WebClient]  # by workspace id
    clock: Clock

    def member(self, workspace_id: str, user_id: str) -> Member:
        """Return the member; the stored one while Slack is down.

        Raises Temporary when there is none stored, NotFound when Slack knows nobody of this id.
        """
        with self.store.read(workspace_id) as tx:
            stored = tx.members.get(user_id)
        if stored is not None and self.clock.real() - stored.seen_at < FRESH:
            return stored
        try:
            fresh = self._asked(workspace_id, user_id)
        except ProviderError as error:
            is_unknown = isinstance(error, Permanent) and error.reason == "user_not_found"
            if stored is None and is_unknown:
                raise NotFound("Slack knows no such member here.") from error
            if stored is None:
                raise Temporary(error.reason, provider="slack") from error
            if not is_unknown:
                return stored
            now = self.clock.real()
            fresh = replace(stored, is_admin=False, seen_at=now, gone_at=stored.gone_at or now)
        with self.store.begin(workspace_id) as tx:
            tx.members.save(fresh)
        return fresh

    def _asked(self, workspace_id: str, user_id: str) -> Member:
        with translating():
            answer = self.client(workspace_id).users_info(user=user_id)
        user: Mapping[str, Any] = answer["user"]
        profile: Mapping[str, Any] = user.get("profile") or {}
        name = _name(user, profile)
        is_gone = bool(user.get("deleted") or user.get("is_bot"))
        return Member(
            workspace_id=workspace_id,
            user_id=user_id,
            name=name,
            first_name=_first_name(profile, name),
            zone=_known_zone(user.get("tz")),
            is_admin=not is_gone and any(user.get(each) for each in _ADMIN),
            email=str(profile.get("email") or ""),
            seen_at=self.clock.real(),
            gone_at=self.clock.real() if is_gone else None,
        )


def _name(user: Mapping[str, Any], profile: Mapping[str, Any]) -> str:
    found = profile.get("real_name") or user.get("real_name") or user.get("name")
    return str(found or user.get("id"))


def _first_name(profile: Mapping[str, Any], name: str) -> str:
    return str(profile.get("first_name") or name.split()[0])


def _known_zone(name: object) -> str:
    """Return the zone's IANA name; UTC for one that is missing or not in our database."""
    try:
        zone(str(name))
    except UnknownZone:
        return "UTC"
    return str(name)
