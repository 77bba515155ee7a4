"""The app was down for days: what came due meanwhile is asked about, and nothing else is."""

from datetime import timedelta
from pathlib import Path

from engine.domain.enrollment import EnrollmentState, HoldReason
from engine.use_cases.lateness import wake_up
from tests.flows.outreach import Outreach, begun


def state(outreach: Outreach) -> tuple[EnrollmentState, HoldReason | None]:
    with outreach.world.service.store.read(outreach.world.workspace.team_id) as tx:
        enrollment = tx.enrollments.of_sequence(outreach.sequence_id)[0]
    return enrollment.state, enrollment.hold


def absent(outreach: Outreach, days: float) -> int:
    """Let the app be down for so many days, and come back."""
    service = outreach.world.service
    real = service.clock.real()
    wake_up(service.store, now=service.clock.now(), real=real)
    outreach.world.clock.advance(timedelta(days=days))
    return wake_up(service.store, now=service.clock.now(), real=real + timedelta(days=days))


def test_a_step_due_more_than_three_days_ago_is_held_and_its_owner_asked(tmp_path: Path) -> None:
    with begun(tmp_path) as outreach:
        assert absent(outreach, days=14) == 1
        assert state(outreach) == (EnrollmentState.HELD, HoldReason.LATE)
        outreach.world.settle()
        assert len(outreach.to_ada()) == 1
        assert any("down for days" in m.text for m in outreach.world.rep.dms())


def test_a_step_due_within_the_last_three_days_goes_out_late(tmp_path: Path) -> None:
    # Due on Wednesday, two business days after Monday; back on Thursday.
    with begun(tmp_path) as outreach:
        assert absent(outreach, days=3.1) == 0
        assert state(outreach) == (EnrollmentState.ACTIVE, None)
        outreach.world.settle()
        assert len(outreach.to_ada()) == 2


def test_what_waited_since_before_the_downtime_is_not_late(tmp_path: Path) -> None:
    with begun(tmp_path) as outreach:
        # It waits for a cap, say: due on Wednesday, and the app goes down only a week later.
        outreach.world.clock.advance(timedelta(days=9))
        assert absent(outreach, days=5) == 0
        assert state(outreach) == (EnrollmentState.ACTIVE, None)


def test_a_first_start_finds_nothing_late(tmp_path: Path) -> None:
    with begun(tmp_path) as outreach:
        outreach.world.clock.advance(timedelta(days=30))
        service = outreach.world.service
        assert wake_up(service.store, now=service.clock.now(), real=service.clock.real()) == 0
