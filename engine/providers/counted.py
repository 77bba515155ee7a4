"""A provider whose failures are counted, by whoever it is asked."""

from functools import wraps
from typing import Any, TypeVar, cast

from engine.domain.errors import (
    AccessRevoked,
    OutcomeUnknown,
    Permanent,
    ProviderError,
    Temporary,
)
from engine.ports import ErrorKind, Meter
from engine.providers.deadline import NoAnswerError

P = TypeVar("P")


def counted(provider: P, meter: Meter) -> P:
    """Return the same provider, but each call that raises a ProviderError is counted."""
    return cast("P", _Counted(provider, meter))


def kind_of(error: ProviderError) -> ErrorKind:
    """Return what the failure counts as."""
    if _timed_out(error):
        return ErrorKind.TIMEOUT
    match error:
        case Temporary():
            return ErrorKind.TEMPORARY
        case Permanent():
            return ErrorKind.PERMANENT
        case AccessRevoked():
            return ErrorKind.ACCESS_REVOKED
        case OutcomeUnknown():
            return ErrorKind.UNKNOWN
        case _:
            raise AssertionError(f"{type(error).__name__} is no leaf of the tree of errors.")


def _timed_out(error: BaseException) -> bool:
    """Whether the deadline stands behind it, also where the cause was left out."""
    behind = error.__cause__ or error.__context__
    if isinstance(error, NoAnswerError):
        return error.timed_out
    return behind is not None and _timed_out(behind)


class _Counted:
    def __init__(self, provider: object, meter: Meter) -> None:
        self._provider = provider
        self._meter = meter

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._provider, name)
        if not callable(attribute):
            return attribute

        @wraps(attribute)
        def call(*args: Any, **named: Any) -> Any:
            try:
                return attribute(*args, **named)
            except ProviderError as error:
                self._meter.failed(error.provider, kind_of(error))
                raise

        return call
