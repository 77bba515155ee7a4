"""What a handler of an API method gets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.google.schema import Json
from sandbox.google.state import Account, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One checked, authorised call: typed parameters with defaults, and the JSON body."""

    method_id: str
    params: Json
    body: Json
    account: Account
    scopes: frozenset[str]
    state: State

    @property
    def now(self) -> datetime:
        """The stand-in's time, in UTC."""
        return self.state.clock()


ApiMethod = Callable[[Call], Any]
