"""Pages as Google hands them out: a size, and an opaque token for the rest."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from sandbox.google.errors import ApiError

T = TypeVar("T")


def page(items: Sequence[T], size: int, token: str) -> tuple[list[T], str]:
    """Return one page of a list that only ever grows at its end, and the next page's token.

    The token is "" after the last page. Raises ApiError 400 for a token of no use.
    """
    start = int(_read(token, "0"))
    end = start + size
    return list(items[start:end]), _write(str(end)) if end < len(items) else ""


def page_below(
    items: Sequence[T], key: Callable[[T], str], size: int, token: str
) -> tuple[list[T], str]:
    """Return one page of a list in falling order of `key`, and the next page's token.

    What arrives or goes between two pages shifts nothing: the token is a place, no count.
    """
    edge = _read(token, "")
    rest = [item for item in items if not edge or key(item) < edge]
    shown = rest[:size]
    return shown, _write(key(shown[-1])) if len(rest) > size else ""


def _write(place: str) -> str:
    return base64.urlsafe_b64encode(f"place:{place}".encode()).decode()


def _read(token: str, start: str) -> str:
    if not token:
        return start
    try:
        kind, _, place = base64.urlsafe_b64decode(token).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        kind, place = "", ""
    if kind != "place":
        raise ApiError(400, "invalidArgument", "Invalid page token")
    return place
