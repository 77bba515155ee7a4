"""A tick that stops running is noticed, one that works is left alone."""

import pytest

from engine.scheduler.ticks import Ticks
from tests.engine.vendors import HandClock


@pytest.mark.parametrize(
    ("every_seconds", "last_fine_second"), [(0.2, 30), (1, 30), (10, 30), (15, 45), (3600, 10_800)]
)
@pytest.mark.parametrize("has_run", [False, True])
def test_a_tick_is_late_after_three_intervals_and_at_least_half_a_minute(
    every_seconds: float, last_fine_second: float, has_run: bool
) -> None:
    clock = HandClock()
    ticks = Ticks(clock)
    ticks.expect("mail", every_seconds=every_seconds, may_take_seconds=600)
    if has_run:
        clock.advance(seconds=last_fine_second)
        with ticks.running("mail"):
            pass
    clock.advance(seconds=last_fine_second)
    assert ticks.late() == []
    clock.advance(seconds=1)
    (sentence,) = ticks.late()
    assert sentence.startswith(f"the mail tick has not run for {last_fine_second + 1:.0f} seconds")
    assert sentence.endswith(f"it should every {every_seconds:g}")


def test_a_tick_that_raises_has_not_run() -> None:
    clock = HandClock()
    ticks = Ticks(clock)
    ticks.expect("mail", every_seconds=1, may_take_seconds=600)
    for _ in range(4):
        clock.advance(seconds=10)
        with pytest.raises(ValueError, match="no"), ticks.running("mail"):
            raise ValueError("no")
    assert ticks.last() == {}
    assert len(ticks.late()) == 1
    with ticks.running("mail"):
        pass
    assert ticks.late() == []


def test_a_tick_under_way_may_take_its_time_but_not_for_ever() -> None:
    clock = HandClock()
    ticks = Ticks(clock)
    for name, seconds in (("mail", 600.0), ("dispatch", 30.0)):
        ticks.expect(name, every_seconds=1, may_take_seconds=seconds)
    with ticks.running("mail"), ticks.running("dispatch"):
        clock.advance(seconds=31)
        assert ticks.late() == ["the dispatch tick has been under way for 31 seconds"]
        clock.advance(seconds=570)
        assert len(ticks.late()) == 2
    assert ticks.late() == []


def test_the_last_run_of_each_is_known_with_what_it_took() -> None:
    clock = HandClock()
    ticks = Ticks(clock)
    for name in ("mail", "texts"):
        ticks.expect(name, every_seconds=1, may_take_seconds=600)
    with ticks.running("mail"):
        clock.advance(seconds=2.5)
    ended = clock.real()
    clock.advance(seconds=100)
    (last,) = ticks.last().values()
    assert (last.at, last.seconds) == (ended, 2.5)
