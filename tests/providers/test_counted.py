"""Failed calls are counted by what they mean, and raised as they are."""

import pytest

from engine.domain.enrollment import Delivery
from engine.domain.errors import (
    AccessRevoked,
    OutcomeUnknown,
    Permanent,
    ProviderError,
    Refusal,
    Temporary,
)
from engine.ports import ErrorKind
from engine.providers.counted import counted
from engine.providers.deadline import NoAnswerError


class Tape:
    """Keeps what was counted."""

    def __init__(self) -> None:
        self.failures: list[tuple[str, ErrorKind]] = []

    def calling(self, *, late_seconds: float) -> None:
        raise AssertionError

    def sent(self, delivery: Delivery) -> None:
        raise AssertionError

    def failed(self, provider: str, kind: ErrorKind) -> None:
        self.failures.append((provider, kind))


class Vendor:
    """Answers, or fails as it is told to."""

    name = "Vendor"

    def ask(self, *, fails: Exception | None = None) -> int:
        if fails is not None:
            raise fails
        return 7

    def wait(self, *, timed_out: bool, is_write: bool, hides_it: bool) -> None:
        nothing = NoAnswerError("no answer", may_have_arrived=True, timed_out=timed_out)
        try:
            raise nothing
        except NoAnswerError:
            error = nothing.as_provider_error(is_write=is_write, provider="Gmail")
            raise error from (None if hides_it else nothing)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Temporary("later", provider="Gmail"), ErrorKind.TEMPORARY),
        (Permanent("no", provider="Gmail"), ErrorKind.PERMANENT),
        (AccessRevoked("gone", provider="Gmail"), ErrorKind.ACCESS_REVOKED),
        (OutcomeUnknown("lost", provider="Gmail"), ErrorKind.UNKNOWN),
    ],
)
def test_a_failure_is_counted_and_raised(error: ProviderError, kind: ErrorKind) -> None:
    tape = Tape()
    vendor = counted(Vendor(), tape)
    with pytest.raises(type(error)):
        vendor.ask(fails=error)
    assert tape.failures == [("Gmail", kind)]


@pytest.mark.parametrize("hides_it", [False, True])
@pytest.mark.parametrize(
    ("timed_out", "is_write", "kind"),
    [
        (True, True, ErrorKind.TIMEOUT),
        (True, False, ErrorKind.TIMEOUT),
        (False, True, ErrorKind.UNKNOWN),
        (False, False, ErrorKind.TEMPORARY),
    ],
)
def test_an_answer_that_came_too_late_is_a_timeout_whatever_it_means(
    timed_out: bool, is_write: bool, kind: ErrorKind, hides_it: bool
) -> None:
    tape = Tape()
    with pytest.raises(ProviderError):
        counted(Vendor(), tape).wait(timed_out=timed_out, is_write=is_write, hides_it=hides_it)
    assert tape.failures == [("Gmail", kind)]


def test_what_works_or_is_no_failure_of_a_provider_is_not_counted() -> None:
    tape = Tape()
    vendor = counted(Vendor(), tape)
    assert (vendor.ask(), vendor.name) == (7, "Vendor")
    with pytest.raises(Refusal):
        vendor.ask(fails=Refusal("no"))
    assert tape.failures == []
