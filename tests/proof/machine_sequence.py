"""What the owner of a sequence does to it, at any time and in any order."""

from contextlib import suppress
from dataclasses import replace
from datetime import time

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from engine.domain.contact_rows import Row
from engine.domain.delay import Delay, DelayUnit
from engine.domain.enrollment import Enrollment
from engine.domain.errors import Refusal
from engine.domain.sequence import Content, EmailStep, Settings, SmsStep, Step
from engine.domain.workspace import WorkspaceSettings
from engine.use_cases import activation, authoring, enrolling
from tests.proof.arena import RITA, TEAM, Arena
from tests.proof.machine_world import opened

WINDOWS = ((0, 0), (0, 0), (9, 17), (8, 12), (13, 0))  # hours of opening and closing
PEOPLE = 3

delays = st.builds(
    Delay, amount=st.sampled_from((0, 1, 3, 26)), unit=st.sampled_from(tuple(DelayUnit))
)
somebody = st.integers(0, 99)


class SequenceRules(RuleBasedStateMachine):
    """A sequence, edited and run by its owner."""

    def __init__(self, place: Arena) -> None:
        super().__init__()
        self.world = opened(place)
        self.sequence_id = 0
        self.written = 0
        self.passed: set[tuple[int, str]] = set()  # by a move: nobody is owed these

    # The sequence -----------------------------------------------------------------------------
    @initialize(
        window=st.sampled_from(WINDOWS),
        business=st.booleans(),
        pace=st.sampled_from(((0, 200), (60, 200), (60, 2))),
        kinds=st.lists(st.tuples(st.booleans(), delays), min_size=1, max_size=4),
        people=st.integers(1, PEOPLE),
        is_draft=st.sampled_from((False, False, False, True)),
    )
    def begins(
        self,
        window: tuple[int, int],
        business: bool,
        pace: tuple[int, int],
        kinds: list[tuple[bool, Delay]],
        people: int,
        is_draft: bool,
    ) -> None:
        settings = Settings(
            mailbox_id=1,
            business_days_only=business,
            opens=time(window[0]),
            closes=time(window[1]),
            zone="America/New_York",
            holidays="US",
        )
        with self.world.store.begin(TEAM) as tx:
            tx.workspace.save_settings(
                WorkspaceSettings(
                    spacing_seconds=pace[0], daily_limit=pace[1], postal_address="1 Main St"
                )
            )
        sequence = authoring.create(self.world.store, RITA, name="Q", now=self.world.now)
        steps = tuple(self._step(is_text, delay) for is_text, delay in kinds)
        with self.world.store.begin(TEAM) as tx:
            stored = tx.sequences.get(sequence.id)
            assert stored is not None
            tx.sequences.save(replace(stored, working=Content(settings=settings, steps=steps)))
        self.sequence_id = sequence.id
        for number in range(people):
            self.enroll(number)
        if not is_draft:
            self.activate()

    def _step(self, is_text: bool, delay: Delay, step_id: str = "") -> Step:
        self.written += 1
        step_id = step_id or f"s{self.written}"
        words = f"This is {step_id}. Writing {self.written}."
        if is_text:
            return SmsStep(id=step_id, delay=delay, message=words)
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
        body = {"type": "rich_text", "elements": [section]}
        return EmailStep(id=step_id, delay=delay, subject=f"Subject {step_id}", body=body)

    @rule()
    def activate(self) -> None:
        with suppress(Refusal):  # nothing has changed
            activation.activate(self.world.store, RITA, self.sequence_id, now=self.world.now)

    @rule(change=st.integers(0, 3), which=somebody, is_text=st.booleans(), delay=delays)
    def edit(self, change: int, which: int, is_text: bool, delay: Delay) -> None:
        store, now = self.world.store, self.world.now
        with store.read(TEAM) as tx:
            sequence = tx.sequences.get(self.sequence_id)
        assert sequence is not None
        steps = sequence.working.steps
        chosen = steps[which % len(steps)]
        if change == 0:
            made = self._step(is_text, delay)
            authoring.save_step(store, RITA, self.sequence_id, made, now=now)
        elif change == 1:
            made = self._step(isinstance(chosen, SmsStep), delay, chosen.id)
            authoring.save_step(store, RITA, self.sequence_id, made, now=now)
        elif change == 2:
            by = -1 if is_text else 1
            authoring.move_step(store, RITA, self.sequence_id, chosen.id, by=by, now=now)
        elif len(steps) > 1:
            authoring.delete_step(store, RITA, self.sequence_id, chosen.id, now=now)

    @rule()
    def pause(self) -> None:
        with suppress(Refusal):
            activation.pause(self.world.store, RITA, self.sequence_id, now=self.world.now)

    @rule()
    def resume(self) -> None:
        with suppress(Refusal):
            activation.resume(self.world.store, RITA, self.sequence_id, now=self.world.now)

    @rule(number=st.integers(0, PEOPLE - 1))
    def enroll(self, number: int) -> None:
        store, now = self.world.store, self.world.now
        row = Row(number=1, email=f"ada{number}@example.com", phone=f"+1212555{1000 + number}")
        receipt = enrolling.receipt(store, RITA, self.sequence_id, [row], again=True, now=now)
        enrolling.commit(store, RITA, receipt.id, now=now)

    def one_of(self, which: int) -> Enrollment:
        everyone = self.world.everyone()
        return everyone[which % len(everyone)]

    def is_live(self) -> bool:
        (sequence,) = self.world.laws.seen.sequences.values() or (None,)
        return sequence is not None and sequence.version is not None
