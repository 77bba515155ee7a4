"""People: the rep who pauses, edits and answers questions, and whoever writes back."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial

from engine.domain.enrollment import Enrollment
from engine.domain.errors import Refusal
from engine.ports import Store
from engine.use_cases import activation, authoring, enrollments, settling
from engine.use_cases.settling import Answer
from tests.proof.arena import RITA, TEAM
from tests.proof.contacts import Contacts
from tests.proof.faults import HOUR, Fault, Faults
from tests.proof.laws import Laws
from tests.proof.loom import Loom, Task
from tests.proof.scenes import delay_of, email, revised, settings_of, text
from tests.proof.watching import DeliveryRow, EnrollmentRow

KINDS = (
    Fault.PAUSE,
    Fault.PAUSE,
    Fault.RESUME,
    Fault.RESUME,
    Fault.EDIT,
    Fault.REPLY,
    Fault.TEXT,
    Fault.STOP,
    Fault.UNSUBSCRIBE,
    Fault.ABSENCE,
    Fault.REMOVE,
    Fault.CONTACT_PAUSE,
    Fault.CONTACT_RESUME,
    Fault.ANSWERED,
)
CARE_SECONDS = 12 * HOUR


@dataclass(slots=True, kw_only=True)
class People:
    """Everyone who is not a process."""

    loom: Loom
    faults: Faults
    laws: Laws
    contacts: Contacts
    store: Store
    sequence_ids: tuple[int, ...]
    are_done: bool = False
    _revision: int = 0

    def live(self, task: Task) -> None:
        """Do this and that, each at any moment."""
        rng = self.loom.rng
        kinds = rng.sample(KINDS, rng.randint(1, len(KINDS)))
        for _ in range(rng.choice((1, 3, 6, 10))):
            for _ in range(rng.randint(1, 8)):
                self.loom.step("waits")
            if self.faults.is_calm:
                return
            is_asked = any(one.state == "held" for one in self._deliveries())
            self._act(Fault.ANSWERED if is_asked and rng.random() < 0.5 else rng.choice(kinds))
        self.are_done = True

    def take_care(self, task: Task) -> None:
        """In the end, let everything go on that waits for a person, but for open questions."""
        answers = self.loom.rng.random() < 0.7
        while True:
            for row in list(self.laws.seen.sequences.values()):
                if row.state == "paused":
                    self._do(Fault.RESUME, partial(self._resume, which=row.id))
            for one in list(self.laws.seen.enrollments.values()):
                if one.hold == "late":
                    self._do(Fault.CONTACT_RESUME, partial(self._let_go_on, one.id))
                elif one.hold == "no_open_day" or self._is_far(one):
                    self._do(Fault.EDIT, partial(self._open, one.sequence_id))
            if answers and any(one.state == "held" for one in self._deliveries()):
                self._do(Fault.ANSWERED, self._answer)
            self.loom.rest(CARE_SECONDS, "cares", idle=True)

    def _is_far(self, one: EnrollmentRow) -> bool:
        """Whether the hours of window and phone meet in another season only."""
        far = self.loom.at() + timedelta(days=25)
        return one.wake_at is not None and one.wake_at > far.timestamp() * 1e6

    def _act(self, kind: Fault) -> None:
        self.loom.note("people", kind)
        doing: dict[Fault, Callable[[datetime], object]] = {
            Fault.PAUSE: self._pause,
            Fault.RESUME: self._resume,
            Fault.EDIT: self._edit,
            Fault.REPLY: self.contacts.reply,
            Fault.TEXT: partial(self.contacts.text, "Sounds good, thanks!"),
            Fault.STOP: partial(self.contacts.text, "STOP"),
            Fault.UNSUBSCRIBE: self.contacts.unsubscribe,
            Fault.ABSENCE: self.contacts.absence,
            Fault.REMOVE: self._remove,
            Fault.CONTACT_PAUSE: self._pause_contact,
            Fault.CONTACT_RESUME: self._resume_contact,
            Fault.ANSWERED: self._answer,
        }
        self._do(kind, doing[kind])

    def _do(self, kind: Fault, act: Callable[[datetime], object]) -> None:
        """Do it; what is refused, or has no object, is not counted."""
        with suppress(Refusal):
            if act(self.loom.at()) is not None:
                self.faults.struck(kind)
                self.loom.wake_idle()

    # The rep ----------------------------------------------------------------------------------
    def _sequence(self) -> int:
        return self.loom.rng.choice(self.sequence_ids)

    def _pause(self, now: datetime) -> object:
        return activation.pause(self.store, RITA, self._sequence(), now=now)

    def _resume(self, now: datetime, which: int | None = None) -> object:
        return activation.resume(self.store, RITA, which or self._sequence(), now=now)

    def _open(self, which: int, now: datetime) -> object:
        """Choose a window that the contacts' hours meet."""
        with self.store.read(TEAM) as tx:
            sequence = tx.sequences.get(which)
        assert sequence is not None
        always = replace(
            sequence.working.settings, opens=time(0), closes=time(0), business_days_only=False
        )
        authoring.save_settings(self.store, RITA, which, always, notify_channel=None, now=now)
        return activation.activate(self.store, RITA, which, now=self.loom.at())

    def _edit(self, now: datetime) -> object:
        rng, chosen = self.loom.rng, self._sequence()
        with self.store.read(TEAM) as tx:
            sequence = tx.sequences.get(chosen)
        assert sequence is not None
        self._revision += 1
        steps, change = sequence.working.steps, rng.randrange(5)
        if change == 0:
            made = rng.choice((text, email))(f"q{chosen}n{self._revision}", delay_of(rng))
            authoring.save_step(self.store, RITA, chosen, made, now=now)
        elif change == 1 and len(steps) > 1:
            authoring.delete_step(self.store, RITA, chosen, rng.choice(steps).id, now=now)
        elif change == 2:
            authoring.move_step(self.store, RITA, chosen, rng.choice(steps).id, by=-1, now=now)
        elif change == 3:
            settings = settings_of(rng, rng.randint(1, 3))
            authoring.save_settings(
                self.store, RITA, chosen, settings, notify_channel=None, now=now
            )
        else:
            made = revised(rng.choice(steps), self._revision)
            authoring.save_step(self.store, RITA, chosen, made, now=now)
        return activation.activate(self.store, RITA, chosen, now=self.loom.at())

    def _remove(self, now: datetime) -> object:
        row = self.contacts.someone()
        self.contacts.caused.add(row.contact_id)
        return enrollments.unenroll(self.store, RITA, row.id, now=now)

    def _pause_contact(self, now: datetime) -> object:
        until = now + timedelta(hours=self.loom.rng.choice((1, 30, 100)))
        return self._freely(
            self.contacts.someone().id,
            lambda which: enrollments.pause_until(self.store, RITA, which, until=until, now=now),
        )

    def _resume_contact(self, now: datetime) -> object:
        waiting = [
            each.id
            for each in self.laws.seen.enrollments.values()
            if each.state in ("exited", "paused") or each.hold == "late"
        ]
        return self._let_go_on(self.loom.rng.choice(waiting), now) if waiting else None

    def _let_go_on(self, which: int, now: datetime) -> object:
        return self._freely(which, lambda each: enrollments.resume(self.store, RITA, each, now=now))

    def _freely(self, which: int, act: Callable[[int], Enrollment]) -> object:
        """Take a contact up again by a person's order: what they said before is passed over."""
        self.laws.freed.add(which)
        self.laws.replies.pop(which, None)
        try:
            return act(which)
        finally:
            self.laws.freed.discard(which)

    def _answer(self, now: datetime) -> object:
        """Answer a question, knowing what was sent."""
        held = [one for one in self._deliveries() if one.state == "held"]
        if not held or self.loom.is_pending:
            return None
        one = self.loom.rng.choice(held)
        number = self.laws.seen.enrollments[one.enrollment_id].contact_id
        answer = self.loom.rng.choice((Answer.AGAIN, Answer.AGAIN, Answer.SKIP))
        if one.step_id in self.laws.ledger.had(number):
            answer = Answer.SENT
        self.loom.note("people", f"{one.enrollment_id} {one.step_id}: {answer}")
        return settling.settle(self.store, RITA, one.id, answer, now=now)

    def _deliveries(self) -> list[DeliveryRow]:
        return list(self.laws.seen.deliveries.values())
