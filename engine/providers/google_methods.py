"""The methods of Gmail and Calendar, built from the documents that googleapiclient ships.

Once in a process: the library makes every method of a resource anew each time it is asked for one,
which takes longer than the request. What is built is only read afterwards.
"""

from functools import cache
from typing import Any

from googleapiclient.discovery import build


@cache
def gmail(*path: str) -> Any:
    """Return a resource of Gmail by its path under `users`: `gmail("settings", "sendAs")`."""
    resource = _service("gmail", "v1").users()
    for name in path:
        resource = getattr(resource, name)()
    return resource


@cache
def calendar_events() -> Any:
    """Return Calendar's `events`."""
    return _service("calendar", "v3").events()


class _NoTransport:
    """Stands where a service wants a transport: a call that brings none is a mistake."""

    def request(self, *_args: Any, **_options: Any) -> Any:
        raise AssertionError("This request was not made through GoogleApi.")


@cache
def _service(name: str, version: str) -> Any:
    """Build it without fetching anything."""
    return build(name, version, http=_NoTransport(), static_discovery=True)
