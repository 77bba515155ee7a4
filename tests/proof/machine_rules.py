"""What people and contacts do to a sequence, at any time and in any order."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta
from email.message import EmailMessage
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.domain.contact_rows import Row
from engine.domain.delay import Delay, DelayUnit
from engine.domain.enrollment import Enrollment
from engine.domain.errors import Refusal
from engine.domain.sequence import Content, EmailStep, Settings, SmsStep, Step
from engine.domain.suppression import SuppressionOrigin
from engine.domain.workspace import WorkspaceSettings
from engine.use_cases import activation, authoring, enrolling, enrollments, settling, suppressing
from engine.use_cases.settling import Answer
from tests.crash.dying import Doom
from tests.proof.arena import RITA, TEAM, Arena
from tests.proof.machine_world import opened

WINDOWS = ((0, 0), (0, 0), (9, 17), (8, 12), (13, 0))  # hours of opening and closing
POINTS = ("commit", "create_draft", "send_draft", "send", "conversation", "changes", "find_sent")
PEOPLE = 3

waits = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=5))
delays = st.builds(
    Delay, amount=st.sampled_from((0, 1, 3, 26)), unit=st.sampled_from(tuple(DelayUnit))
)
somebody = st.integers(0, 99)


class Way(RuleBasedStateMachine):
    """A few contacts in one sequence, on the real use cases and the real pipeline."""

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

    # The rep and one contact ------------------------------------------------------------------
    @rule(number=st.integers(0, PEOPLE - 1))
    def enroll(self, number: int) -> None:
        store, now = self.world.store, self.world.now
        row = Row(number=1, email=f"ada{number}@example.com", phone=f"+1212555{1000 + number}")
        receipt = enrolling.receipt(store, RITA, self.sequence_id, [row], again=True, now=now)
        enrolling.commit(store, RITA, receipt.id, now=now)

    @rule(which=somebody)
    def unenroll(self, which: int) -> None:
        one = self._one(which)
        enrollments.unenroll(self.world.store, RITA, one.id, now=self.world.now)
        self.world.laws.stopped.add(one.id)

    @precondition(lambda self: self._is_live())
    @rule(which=somebody)
    def resume_by_hand(self, which: int) -> None:
        one = self._one(which)
        with suppress(Refusal):
            enrollments.resume(self.world.store, RITA, one.id, now=self.world.now)
            self.world.laws.stopped.discard(one.id)

    @precondition(lambda self: self._is_live())
    @rule(which=somebody, days=st.integers(0, 4))
    def pause_by_hand(self, which: int, days: int) -> None:
        one, until = self._one(which), self.world.now + timedelta(days=days, hours=1)
        if not one.is_over:
            now = self.world.now
            enrollments.pause_until(self.world.store, RITA, one.id, until=until, now=now)

    @precondition(lambda self: self._is_live())
    @rule(which=somebody, place=somebody)
    def move(self, which: int, place: int) -> None:
        one, steps = self._one(which), self.world.laws.content().steps
        step_id = steps[place % len(steps)].id
        with suppress(Refusal):
            moved = enrollments.move_to_step(
                self.world.store, RITA, one.id, step_id, now=self.world.now
            )
            self.world.laws.stopped.discard(one.id)
            self.passed |= {(one.id, each) for each in moved.had_step_ids}

    @rule(skips=st.booleans())
    def answer(self, skips: bool) -> None:
        """Say what became of what nobody can tell, knowing it."""
        arrived = {(each.enrollment_id, each.step_id) for each in self.world.laws.arrived}
        for one in list(self.world.laws.seen.deliveries.values()):
            if one.state == "held":
                answer = Answer.SKIP if skips else Answer.AGAIN
                if (one.enrollment_id, one.step_id) in arrived:
                    answer = Answer.SENT
                settling.settle(self.world.store, RITA, one.id, answer, now=self.world.now)

    # The contacts -----------------------------------------------------------------------------
    @precondition(lambda self: self.world.gmail.sent)
    @rule(which=somebody)
    def reply(self, which: int) -> None:
        of = self._receives(which, "Yes, gladly. Call me on Monday.")
        self.world.hear()
        contact_id = self.world.enrollment(of).contact_id
        for each in self.world.everyone():
            if each.contact_id == contact_id:  # their present run, of whichever mail they answered
                assert each.is_over, each
                self.world.laws.stopped.add(each.id)

    @precondition(lambda self: self.world.gmail.sent)
    @rule(which=somebody, days=st.integers(1, 6))
    def absence(self, which: int, days: int) -> None:
        back = self.world.now + timedelta(days=days)
        words = f"I am out of the office until {back:%d %B %Y}."
        before = {each.id: each.state for each in self.world.everyone()}
        of = self._receives(which, words, automatic=True)
        self.world.hear()
        if before[of] == "active":
            assert self.world.enrollment(of).state == "paused"

    def _receives(self, which: int, words: str, *, automatic: bool = False) -> int:
        """Let the receiver of one of our mails write back; return whose enrollment that is."""
        sent = self.world.gmail.sent[which % len(self.world.gmail.sent)]
        of = self.world.laws.seen.deliveries[sent.delivery_id].enrollment_id
        with self.world.store.read(TEAM) as tx:
            contact = tx.contacts.get(self.world.enrollment(of).contact_id)
        assert contact is not None
        message = EmailMessage()
        message["From"], message["To"] = contact.email, "rita1@acme.example"
        message["Subject"] = "Automatic reply: Subject" if automatic else "Re: Subject"
        message["Message-ID"] = f"<{len(self.world.gmail.received)}@example.com>"
        message["In-Reply-To"] = message["References"] = sent.rfc822_id
        if automatic:
            message["Auto-Submitted"] = "auto-replied"
        message.set_content(words)
        self.world.gmail.receive(message.as_bytes(), sent.thread_id)
        return of

    @rule(which=somebody, is_stop=st.booleans())
    def text(self, which: int, is_stop: bool) -> None:
        one = self._one(which)
        phone = self.world.laws.watcher.phones()[one.contact_id][0]
        self.world.salesmsg.receive(phone or "", "STOP" if is_stop else "Sounds good!")
        self.world.hear()
        if is_stop:
            self._is_barred(one)

    @rule(which=somebody)
    def unsubscribe(self, which: int) -> None:
        one = self._one(which)
        with self.world.store.begin(TEAM) as tx:
            contact = tx.contacts.get(one.contact_id)
            assert contact is not None
            origin = SuppressionOrigin.LINK
            suppressing.by_mail(tx, contact.email, origin, note="link", now=self.world.now)
        self._is_barred(one)

    def _is_barred(self, one: Enrollment) -> None:
        self.world.laws.barred.add(one.contact_id)
        for each in self.world.everyone():
            assert each.contact_id != one.contact_id or each.is_over, each

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

    @precondition(lambda self: self._is_live())
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
        if self.sequence_id and self._is_live():
            self.world.laws.rests()

    def teardown(self) -> None:
        if not self.sequence_id or not self._is_live():
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
        wanted = self.world.laws.wanted[one.id]
        return wanted <= set(one.had_step_ids) <= behind

    def told(self) -> Counter[str]:
        """Return what happened."""
        laws = self.world.laws
        states = Counter(f"in the end {each.state}" for each in laws.seen.enrollments.values())
        return states + Counter(
            runs=1, messages=len(laws.arrived), deaths=self.world.deaths, rests=laws.looks
        )

    def _one(self, which: int) -> Enrollment:
        everyone = self.world.everyone()
        return everyone[which % len(everyone)]

    def _is_live(self) -> Any:
        (sequence,) = self.world.laws.seen.sequences.values() or (None,)
        return sequence is not None and sequence.version is not None
