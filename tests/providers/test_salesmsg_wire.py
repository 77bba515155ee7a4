"""Shapes, reasons and slots: the parts of the client that need no server."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.sms import SmsFailure
from engine.providers.salesmsg_limiter import Limiter, Urgency
from engine.providers.salesmsg_wire import (
    CODES,
    complaint,
    failure_kind,
    message,
    moment,
    plain_body,
    rows,
    same_number,
    same_words,
)
from sandbox.salesmsg.shapes import escaped


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("21610: Recipient has unsubscribed", SmsFailure.OPTED_OUT),
        ("21610", SmsFailure.OPTED_OUT),
        ("Error code 30006 (invalid?)", SmsFailure.LANDLINE),
        ("Contact has opted out", SmsFailure.OPTED_OUT),
        ("The recipient replied STOP", SmsFailure.OPTED_OUT),
        ("Insufficient message credits", SmsFailure.NO_CREDITS),
        ("Number is a landline", SmsFailure.LANDLINE),
        ("Your number is not registered (A2P 10DLC)", SmsFailure.UNREGISTERED_SENDER),
        ("30034", SmsFailure.UNREGISTERED_SENDER),
        ("Filtered by the carrier", SmsFailure.BLOCKED_BY_CARRIER),
        ("Sending to this region is not enabled", SmsFailure.REGION_NOT_ENABLED),
        ("Invalid number", SmsFailure.INVALID_NUMBER),
        ("Too many requests", SmsFailure.RATE_LIMITED),
        ("30003", SmsFailure.TEMPORARY),
        ("99999: who knows", SmsFailure.OTHER),
        ("+15555550123 is invalid", SmsFailure.INVALID_NUMBER),  # no code inside a number
        ("", SmsFailure.OTHER),
    ],
)
def test_a_reason_is_read_by_its_code_else_by_its_words(reason: str, kind: SmsFailure) -> None:
    assert failure_kind(reason) == kind


@pytest.mark.parametrize(("code", "kind"), CODES.items())
def test_a_code_wins_over_the_words_around_it(code: str, kind: SmsFailure) -> None:
    assert failure_kind(f"{code}: landline opted out invalid credit") == kind


@pytest.mark.parametrize(
    ("payload", "ids"),
    [
        ([{"id": 1}, {"id": 2}], [1, 2]),
        ({"data": [{"id": 1}]}, [1]),
        ({"results": [{"id": 1}]}, [1]),
        ({"data": {"id": 1}}, [1]),
        ({"id": 1}, [1]),
        ({"data": {"data": [{"id": 1}]}}, [1]),
        ({"data": None}, []),
        ({}, []),
        (None, []),
        ("text", []),
        ([1, None, {"id": 3}], [3]),
    ],
)
def test_a_list_is_read_bare_or_wrapped(payload: Any, ids: list[int]) -> None:
    assert [row["id"] for row in rows(payload)] == ids


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T10:00:00.123456Z", datetime(2026, 3, 1, 10, 0, 0, 123456, UTC)),
        ("2026-03-01T10:00:00+02:00", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01 10:00:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("yesterday", None),
        (None, None),
        (17, None),
    ],
)
def test_times_are_utc_whatever_their_form(text: Any, expected: datetime | None) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"message": "No"}, "No"),
        ({"message": ["No", "way"]}, "No way"),
        ({"message": "No", "errors": {"number": ["Bad number."]}}, "No Bad number."),
        ({"message": "No", "errors": {"number": "Bad number."}}, "No Bad number."),
        ({"error": "invalid_grant"}, "invalid_grant"),
        ({"message": None}, ""),
        (None, ""),
        ([], ""),
    ],
)
def test_a_complaint_is_read_in_every_form_met(payload: Any, words: str) -> None:
    assert complaint(payload) == words


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"body_raw": "I'm <in>", "body": "I&#039;m &lt;in&gt;"}, "I'm <in>"),
        ({"body": "I&#039;m in<br/>ok&nbsp;then"}, "I'm in\nok then"),
        ({"body_raw": None, "body": None}, ""),
    ],
)
def test_the_plain_words_are_preferred_and_else_unescaped(
    row: dict[str, Any], expected: str
) -> None:
    assert plain_body(row) == expected


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_a_body_is_recognised_after_the_vendor_has_escaped_it(text: str) -> None:
    assert same_words(plain_body({"body": escaped(text)}), text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+15555550123", "+15555550123", True),
        ("15555550123", "+1 (555) 555-0123", True),
        ("+15555550123", "+15555550124", False),
        ("", "", False),
    ],
)
def test_numbers_are_compared_by_their_digits(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same


@pytest.mark.parametrize(
    "row",
    [{"id": 1, "type": "call", "status": "record"}, {"status": "received"}],
)
def test_calls_and_things_without_an_id_are_no_messages(row: dict[str, Any]) -> None:
    assert message(row) is None


def test_an_unknown_status_counts_as_under_way() -> None:
    read = message({"id": 1, "conversation_id": 2, "status": "carrier_limbo"})
    assert read is not None
    assert not read.has_failed
    assert read.as_sent().status == "queued"


class HandClock:
    """Monotonic time by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@given(
    steps=st.lists(
        st.tuples(st.floats(min_value=0, max_value=30), st.sampled_from(list(Urgency))),
        max_size=80,
    )
)
def test_no_minute_ever_holds_more_than_its_share(steps: list[tuple[float, Urgency]]) -> None:
    clock = HandClock()
    limiter = Limiter(clock, per_minute=20)
    given_out: list[float] = []
    for seconds, urgency in steps:
        clock.seconds += seconds
        wait_seconds = limiter.take("T1", urgency)
        assert 0 <= wait_seconds <= 60
        if wait_seconds == 0:
            given_out.append(clock.seconds)
    for start in given_out:
        assert sum(start <= each < start + 60 for each in given_out) <= 20


@given(st.integers(min_value=50, max_value=70), st.sampled_from(list(Urgency)))
def test_the_wait_it_names_is_the_wait_it_takes(asked: int, urgency: Urgency) -> None:
    clock = HandClock()
    limiter = Limiter(clock)
    for _ in range(asked):
        clock.seconds += 0.5
        limiter.take("T1", Urgency.SEND)
    wait_seconds = limiter.take("T1", urgency)
    assert wait_seconds > 0
    clock.seconds += wait_seconds - 0.001
    assert limiter.take("T1", urgency) > 0
    clock.seconds += 0.002
    assert limiter.take("T1", urgency) == 0


def test_sends_go_on_when_sweeps_and_looks_have_to_wait() -> None:
    limiter = Limiter(HandClock())
    counts = dict.fromkeys(Urgency, 0)
    for urgency in (Urgency.SWEEP, Urgency.LOOK, Urgency.SEND):
        while limiter.take("T1", urgency) == 0:
            counts[urgency] += 1
    assert counts == {Urgency.SWEEP: 35, Urgency.LOOK: 13, Urgency.SEND: 2}


def test_a_closed_account_gives_no_slot_and_others_do() -> None:
    clock = HandClock()
    limiter = Limiter(clock)
    limiter.close("T1", 30)
    limiter.close("T1", 10)
    assert limiter.take("T1", Urgency.SEND) == 30
    assert limiter.take("T2", Urgency.SEND) == 0
    clock.seconds += 30
    assert limiter.take("T1", Urgency.SEND) == 0
