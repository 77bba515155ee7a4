"""Everything that can happen to a few contacts in one sequence, in any order."""

from collections import Counter
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from engine.domain.enrollment import Enrollment
from engine.use_cases import enrollments
from tests.crash.dying import Doom
from tests.proof.arena import RITA
from tests.proof.machine_contacts import ContactRules

POINTS = ("commit", "create_draft", "send_draft", "send", "conversation", "changes", "find_sent")

waits = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=5))


class Way(ContactRules):
    """On the real use cases, the real pipeline and a real store."""

    # Time and processes -----------------------------------------------------------------------
    @rule(by=waits)
    def wait(self, by: timedelta) -> None:
        self.world.wait(by)

    @rule()
    def wait_for_the_next(self) -> None:
        awake = [each.wake_at for each in self.world.everyone() if each.wake_at is not None]
        self.world.wait(max(timedelta(0), min(awake, default=self.world.now) - self.world.now))

    @rule(point=st.sampled_from(POINTS), after=st.booleans(), hit=st.integers(1, 3))
    def crash(self, point: str, after: bool, hit: int) -> None:
        """Have a process die when something is due, and another one go on at once."""
        awake = [each.wake_at for each in self.world.everyone() if each.wake_at is not None]
        self.world.clock.at = max(self.world.now, min(awake, default=self.world.now))
        self.world.die(Doom(point=point, after=after, hit=hit))
        self.world.work()

    @precondition(lambda self: self.is_live())
    @rule(days=st.integers(1, 6))
    def downtime(self, days: int) -> None:
        went_down, until = self.world.now, self.world.now + timedelta(days=days)
        late = {
            each.id
            for each in self.world.everyone()
            if each.wake_at and went_down < each.wake_at < until - timedelta(days=3)
        }
        self.world.sleep(timedelta(days=days))
        for each in self.world.everyone():
            assert (each.hold == "late") >= (each.id in late), each
        self.world.work()

    # What always holds ------------------------------------------------------------------------
    @invariant()
    def all_is_as_it_is_shown(self) -> None:
        if self.sequence_id and self.is_live():
            self.world.laws.rests()

    def teardown(self) -> None:
        if not self.sequence_id or not self.is_live():
            return
        self.resume()
        for _ in range(6):
            for each in self.world.everyone():
                if each.state == "held" and each.hold != "outcome_unknown":
                    enrollments.resume(self.world.store, RITA, each.id, now=self.world.now)
            self.answer(skips=False)
            self.world.wait(timedelta(days=40))
        for each in self.world.everyone():
            assert each.is_over, each
            assert each.state != "finished" or self._had_all(each), each
        self.world.laws.rests()

    def _had_all(self, one: Enrollment) -> bool:
        """Whether each step arrived, was passed over by a person, or could not be sent to them."""
        seen = self.world.laws.seen.deliveries.values()
        behind = {each.step_id for each in self.world.laws.arrived if each.enrollment_id == one.id}
        behind |= {
            d.step_id for d in seen if d.enrollment_id == one.id and d.state in ("skipped", "sent")
        }
        behind |= {step_id for enrollment_id, step_id in self.passed if enrollment_id == one.id}
        after_the_last: list[str] = []
        for step_id in self.world.laws.wanted[one.id]:
            after_the_last = [] if step_id in one.had_step_ids else [*after_the_last, step_id]
        return not after_the_last and set(one.had_step_ids) <= behind

    def told(self) -> Counter[str]:
        """Return what happened."""
        laws = self.world.laws
        states = Counter(f"in the end {each.state}" for each in laws.seen.enrollments.values())
        return states + Counter(
            runs=1, messages=len(laws.arrived), deaths=self.world.deaths, rests=laws.looks
        )
