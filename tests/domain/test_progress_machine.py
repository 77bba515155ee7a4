"""A contact's way through a sequence while people do whatever they like to both."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.domain import progress
from engine.domain.decide import Exit, Finish, Hold, Park, Send, Skip, Sleep, WaitUntil, decide
from engine.domain.delay import DelayUnit
from engine.domain.enrollment import Enrollment, EnrollmentState, ExitReason, HoldReason
from engine.domain.lifecycle import Action, after
from engine.domain.sequence import Content, Sequence, SequenceState, Step
from engine.use_cases.activation import in_new_version
from tests.domain.people import NOW, contact, content, email, enrollment, sequence, sms
from tests.domain.situations import EMAIL

new_steps = st.tuples(st.sampled_from((email, sms)), st.integers(0, 30), st.sampled_from(DelayUnit))
waits = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9))


class Way(RuleBasedStateMachine):
    """One enrollment; the editor's content and the one under way; and what was sent when."""

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = NOW
        self.sequence: Sequence = sequence()
        self.one: Enrollment = enrollment()
        self.who = contact()
        self.made = 0
        self.sent: list[tuple[str, datetime]] = []
        self.skipped: list[str] = []

    @property
    def under_way(self) -> Content:
        return self.live

    @initialize(first=st.lists(new_steps, min_size=1, max_size=4), phone=st.booleans())
    def written(self, first: list[Any], phone: bool) -> None:
        self.who = contact() if phone else contact(phone=None)
        self.live = content(business_days_only=phone)
        self.sequence = replace(self.sequence, working=self.live)
        for each in first:
            self.add(each, 99)

    # The editor ----------------------------------------------------------------------------
    @rule(given=new_steps, place=st.integers(0, 9))
    def add(self, given: Any, place: int) -> None:
        kind, amount, unit = given
        self.made += 1
        steps = list(self.sequence.working.steps)
        steps.insert(place, kind(f"s{self.made}", amount, unit))
        self._edit(tuple(steps))

    @rule(order=st.randoms(use_true_random=False))
    def reorder(self, order: Any) -> None:
        steps = list(self.sequence.working.steps)
        order.shuffle(steps)
        self._edit(tuple(steps))

    @precondition(lambda self: self.sequence.working.steps)
    @rule(place=st.integers(0, 9))
    def delete(self, place: int) -> None:
        steps = list(self.sequence.working.steps)
        steps.pop(place % len(steps))
        self._edit(tuple(steps))

    def _edit(self, steps: tuple[Step, ...]) -> None:
        working = replace(self.sequence.working, steps=steps)
        self.sequence = replace(self.sequence, working=working)

    # The sequence --------------------------------------------------------------------------
    @rule()
    def activate(self) -> None:
        is_first = self.sequence.active_version is None
        number = (self.sequence.active_version or 0) + 1
        state = after(self.sequence, Action.ACTIVATE)
        self.sequence = replace(self.sequence, state=state, active_version=number)
        self.live = self.sequence.working
        if not self.one.is_over:
            anchor = self.now if is_first else self.one.anchor_at
            self.one = in_new_version(self.one, self.sequence, self.who, anchor=anchor)

    @precondition(lambda self: self.sequence.state is SequenceState.ACTIVE)
    @rule()
    def pause(self) -> None:
        self.sequence = replace(self.sequence, state=after(self.sequence, Action.PAUSE))
        if not self.one.is_over:
            self.one = progress.frozen(self.one, at=self.now)

    @precondition(lambda self: self.sequence.state is SequenceState.PAUSED)
    @rule()
    def resume(self) -> None:
        self.sequence = replace(self.sequence, state=after(self.sequence, Action.RESUME))
        if self.one.is_over or self.one.state is EnrollmentState.PAUSED:
            return
        if self.one.due_at is None:
            self.one = progress.plan_next(
                self.one, self.live, self.who, anchor=self.now, state=SequenceState.ACTIVE
            )
        else:
            self.one = progress.thawed(self.one, self.live, self.who, at=self.now)

    # The contact ---------------------------------------------------------------------------
    @precondition(lambda self: self.one.state is EnrollmentState.ACTIVE)
    @rule(reason=st.sampled_from(HoldReason))
    def hold(self, reason: HoldReason) -> None:
        self.one = progress.held(self.one, reason, "because")
        if reason is HoldReason.NO_OPEN_DAY:
            self.one = replace(self.one, due_at=None, frozen_at=None)

    @precondition(lambda self: self.one.state is EnrollmentState.ACTIVE)
    @rule()
    def go_away(self) -> None:
        away = replace(self.one, state=EnrollmentState.PAUSED, paused_until=self.now)
        self.one = progress.frozen(away, at=self.now)

    @precondition(lambda self: not self.one.is_over)
    @rule()
    def reply(self) -> None:
        self.one = progress.exited(self.one, ExitReason.REPLIED, self.now)

    @precondition(lambda self: self.sequence.active_version and self._waits())
    @rule()
    def release(self) -> None:
        self.one = progress.released(
            self.one, self.live, self.who, now=self.now, state=self.sequence.state
        )

    def _waits(self) -> bool:
        return self.one.state is not EnrollmentState.ACTIVE

    # The clock -----------------------------------------------------------------------------
    @rule(wait=waits)
    def wait(self, wait: timedelta) -> None:
        """Let time pass and the engine work, as the scheduler does: at each time to wake."""
        until = self.now + wait
        while self.one.wake_at is not None and self.one.wake_at <= until:
            self.now = max(self.now, self.one.wake_at)
            self._work()
        self.now = until

    def _work(self) -> None:
        decision = decide(
            replace(
                EMAIL,
                enrollment=self.one,
                sequence_state=self.sequence.state,
                content=self.live,
                contact=self.who,
            ),
            self.now,
        )
        match decision:
            case Send(step=step):
                assert self.one.due_at is not None
                assert self.one.due_at <= self.now
                self.sent.append((step.id, self.now))
                self._behind(step)
            case Skip(step=step):
                self.skipped.append(step.id)
                self._behind(step)
            case WaitUntil(at=at):
                assert at > self.now
                self.one = replace(self.one, due_at=at, wake_at=at)
            case Hold(reason=reason, detail=detail):
                self.one = progress.held(self.one, reason, detail)
            case Finish():
                self.one = progress.finished(self.one)
            case Sleep() | Park() | Exit():
                raise AssertionError(f"{decision} of {self.one}")

    def _behind(self, step: Step) -> None:
        assert self.one.step_id == step.id
        behind = progress.had(self.one, step.id)
        self.one = progress.plan_next(
            behind, self.live, self.who, anchor=self.now, state=self.sequence.state
        )

    # What always holds ---------------------------------------------------------------------
    @invariant()
    def nobody_gets_a_step_twice(self) -> None:
        behind = [step_id for step_id, _ in self.sent] + self.skipped
        assert len(behind) == len(set(behind))
        assert set(behind) == set(self.one.had_step_ids)

    @invariant()
    def only_who_may_be_sent_to_is_woken(self) -> None:
        may = (
            self.sequence.state is SequenceState.ACTIVE and self.one.state is EnrollmentState.ACTIVE
        )
        assert (self.one.wake_at is None) is not may
        assert self.one.wake_at in (None, self.one.due_at)

    @invariant()
    def the_plan_is_the_next_step_of_what_is_under_way(self) -> None:
        if self.sequence.active_version is None or self.one.state is EnrollmentState.EXITED:
            return
        step = self.live.next_after(frozenset(self.one.had_step_ids))
        if self.one.state is EnrollmentState.FINISHED:
            assert self.one.step_id is None
        else:
            assert step is not None
            assert self.one.step_id == step.id

    @invariant()
    def nothing_is_due_before_what_it_counts_from(self) -> None:
        if self.one.due_at is not None:
            assert self.one.due_at >= self.one.anchor_at

    @invariant()
    def a_paused_sequence_keeps_what_is_left_of_every_wait(self) -> None:
        if self.sequence.state is SequenceState.PAUSED and self.one.due_at is not None:
            assert self.one.frozen_at is not None

    @invariant()
    def what_is_left_of_a_wait_is_kept_by_a_pause_only(self) -> None:
        if self.one.frozen_at is not None:
            assert self.one.wake_at is None
            assert not self.one.is_over
            assert self.one.due_at is not None

    @invariant()
    def times_of_sends_only_go_forward(self) -> None:
        times = [at for _, at in self.sent]
        assert times == sorted(times)


Way.TestCase.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)
TestAWay = Way.TestCase


def test_left_alone_everybody_gets_every_step_in_order() -> None:
    way = Way()
    way.written(
        [(email, 1, DelayUnit.DAYS), (sms, 3, DelayUnit.HOURS), (email, 0, DelayUnit.HOURS)], True
    )
    way.activate()
    way.wait(timedelta(days=30))
    assert [step_id for step_id, _ in way.sent] == ["s1", "s2", "s3"]
    assert way.one.state is EnrollmentState.FINISHED
