"""What was filled in: one reader for every kind of input, so that none is read as "" by mistake."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """A view's `state.values`, by field name whatever its revision. Absent is none or empty."""

    state: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Values":
        """Read the state of a view payload."""
        return cls(state=view.get("state", {}).get("values", {}))

    def _element(self, field: str) -> Mapping[str, Any]:
        for block_id, elements in self.state.items():
            if block_id.partition(":")[0] == field:
                return next(iter(elements.values()), {})
        return {}

    def has(self, field: str) -> bool:
        """Whether the form has this field at all."""
        return any(block_id.partition(":")[0] == field for block_id in self.state)

    def text(self, field: str) -> str:
        """Return typed text, "" when nothing was typed."""
        return self._element(field).get("value") or ""

    def number(self, field: str) -> int | None:
        """Return a whole number, none when empty or not one."""
        try:
            return int(self.text(field))
        except ValueError:
            return None

    def rich_text(self, field: str) -> dict[str, Any] | None:
        """Return rich_text JSON, none when empty."""
        return self._element(field).get("rich_text_value")

    def choice(self, field: str) -> str | None:
        """Return the value of the chosen option of a select or of radio buttons."""
        chosen = self._element(field).get("selected_option")
        return chosen["value"] if chosen else None

    def ticked(self, field: str) -> tuple[str, ...]:
        """Return the values of ticked boxes, or of a multi-select's options."""
        return tuple(each["value"] for each in self._element(field).get("selected_options") or ())

    def time(self, field: str) -> time | None:
        """Return a wall-clock time."""
        chosen = self._element(field).get("selected_time")
        return time.fromisoformat(chosen) if chosen else None

    def channel(self, field: str) -> str | None:
        """Return the id of a chosen conversation or channel."""
        element = self._element(field)
        return element.get("selected_conversation") or element.get("selected_channel")

    def user(self, field: str) -> str | None:
        """Return the id of a chosen member."""
        return self._element(field).get("selected_user")

    def users(self, field: str) -> tuple[str, ...]:
        """Return the ids of chosen members."""
        return tuple(self._element(field).get("selected_users") or ())

    def date(self, field: str) -> str | None:
        """Return an ISO date."""
        return self._element(field).get("selected_date")

    def files(self, field: str) -> tuple[Mapping[str, Any], ...]:
        """Return uploaded files as Slack describes them."""
        return tuple(self._element(field).get("files") or ())
