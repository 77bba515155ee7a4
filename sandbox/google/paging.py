"""Pages as Google hands them out: a size, and an opaque token for the rest."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from sandbox.google.errors import ApiError

T = TypeVar("T")


def page(items: Sequence[T], size: int, token: str) -> tuple[list[T], str]:
    """Return one page of `items` and the token of the next, or "" after the last."""
    start = _read(token)
    end = start + size
    return list(items[start:end]), _write(end) if end < len(items) else ""


def _write(offset: int) -> str:
    return base64.urlsafe_b64encode(f"offset:{offset}".encode()).decode()


def _read(token: str) -> int:
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).decode().removeprefix("offset:"))
    except (binascii.Error, ValueError) as refusal:
        raise ApiError(400, "invalidArgument", "Invalid page token") from refusal
