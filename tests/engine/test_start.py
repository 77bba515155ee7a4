"""The engine starts after days of downtime: what came due meanwhile is held before any tick."""

from dataclasses import fields

from engine.domain.enrollment import EnrollmentState, HoldReason
from engine.scheduler import Intervals, Ticking
from tests.engine.hearing import the
from tests.engine.scene import opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail

NEVER = Intervals(**{each.name: 3600.0 for each in fields(Intervals)})
TWO_DAYS = 2 * 24 * 60


def test_what_came_due_days_ago_is_held_before_the_first_tick(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=(mail(1, wait_minutes=TWO_DAYS),)) as scene:
        engine = scene.engine()
        engine.wake_up()
        scene.clock.advance(days=8)
        ticking = Ticking(engine, NEVER)
        ticking.start()
        ticking.stop()
        assert (the(scene).state, the(scene).hold) == (EnrollmentState.HELD, HoldReason.LATE)
