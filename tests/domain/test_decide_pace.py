"""How long to wait for the limit and the spacing, and in which words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.decide import Park, Send, decide, window_in_words
from engine.domain.due import offset_key
from engine.domain.schedule import SendRules
from tests.domain.people import NOW, email
from tests.domain.scheduling import instant, rules
from tests.domain.situations import AN_HOUR, EMAIL, FREE, TODAY


# Pace --------------------------------------------------------------------------------------
def test_a_reached_limit_waits_for_tomorrow_where_the_mailboxs_owner_lives() -> None:
    tokyo = replace(FREE, zone="Asia/Tokyo", day=TODAY, sent_that_day=5)
    now = instant("2026-09-15T23:30+09:00")  # 10:30 in New York
    assert decide(replace(EMAIL, pace=tokyo), now) == Park(
        until=instant("2026-09-16T00:00+09:00"), why="the limit of 5 a day is reached"
    )
    assert decide(replace(EMAIL, pace=tokyo), now + AN_HOUR) == Send(step=email("a"))


def test_sends_keep_their_spacing_with_a_fixed_jitter() -> None:
    paced = replace(EMAIL, pace=replace(FREE, last_slot_at=NOW, day=TODAY, sent_that_day=1))
    found = decide(paced, NOW)
    assert isinstance(found, Park)
    assert found.until is not None
    assert timedelta(seconds=60) <= found.until - NOW <= timedelta(seconds=72)
    assert found.why == "sends are at least 60 seconds apart"
    assert decide(paced, found.until - timedelta(seconds=1)) == found
    assert decide(paced, found.until) == Send(step=email("a"))


def test_a_spacing_of_hours_is_not_taken_for_the_limit() -> None:
    slow = replace(FREE, spacing_seconds=7200, last_slot_at=NOW, day=TODAY, sent_that_day=1)
    found = decide(replace(EMAIL, pace=slow), NOW)
    assert isinstance(found, Park)
    assert found.why == "sends are at least 7200 seconds apart"


def test_the_jitter_is_of_this_contact_and_step() -> None:
    assert offset_key(EMAIL.enrollment, email("a")) == "7:a"


# Words -------------------------------------------------------------------------------------
WINDOWS = (
    (rules(), "09:00–17:00 (America/New_York) on business days"),
    (rules("UTC", "08:30", "00:00", business_days_only=False), "08:30–24:00 (UTC)"),
)


@pytest.mark.parametrize(("these", "words"), WINDOWS)
def test_a_window_is_told_as_people_read_it(these: SendRules, words: str) -> None:
    assert window_in_words(these) == words
