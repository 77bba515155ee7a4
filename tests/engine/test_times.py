"""How long things may take: whoever waits for something waits longer than it takes."""

from datetime import UTC, datetime, timedelta

from engine.sending import Times

NOW = datetime(2026, 11, 2, 17, 30, tzinfo=UTC)
LATEST_START = NOW + timedelta(seconds=Times().start_seconds)
LATEST_END = LATEST_START + timedelta(seconds=Times().call_seconds)


def test_a_lease_lasts_until_no_call_made_under_it_can_be_in_flight() -> None:
    assert Times().lease_until(NOW) > LATEST_END


def test_recovery_looks_only_when_no_call_can_be_in_flight() -> None:
    assert Times().resolve_at(NOW) > LATEST_END


def test_a_call_that_is_begun_late_still_ends_within_its_grace() -> None:
    times = Times()
    assert 0 < times.start_seconds < times.grace_seconds
    assert times.call_seconds > 0
