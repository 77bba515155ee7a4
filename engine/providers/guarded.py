"""A sender that sends nothing while it may not, whoever asks it: the last bar."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from engine.domain.errors import Temporary

P = TypeVar("P")

WRITES = frozenset({"create_draft", "send_draft", "delete_draft", "send"})
RETRY_SECONDS = 60.0


def guarded(sender: P, may_send: Callable[[], bool]) -> P:
    """Return the same sender, whose WRITES raise Temporary while `may_send` says no."""
    return cast("P", _Guarded(sender, may_send))


class _Guarded:
    def __init__(self, sender: object, may_send: Callable[[], bool]) -> None:
        self._sender = sender
        self._may_send = may_send

    def __getattr__(self, name: str) -> Any:
        if name in WRITES and not self._may_send():
            return _refuse
        return getattr(self._sender, name)


def _refuse(*_args: Any, **_named: Any) -> Any:
    raise Temporary(
        "Sending is paused until an admin has said in Slack that this is the right database.",
        retry_after_seconds=RETRY_SECONDS,
    )
