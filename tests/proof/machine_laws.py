"""What must hold of a workspace after every commit, at every call, and whenever it rests."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from engine.domain.enrollment import Enrollment
from engine.domain.sequence import Content
from engine.ports import Clock, Store
from engine.use_cases import explaining, reporting
from tests.proof.arena import RITA, TEAM
from tests.proof.rules import may_go
from tests.proof.watching import DeliveryRow, Seen, Watcher

_WORDS = re.compile(r"This is (s\d+)\.")
_NEW = "new"
# The tables of the architecture, said again; an absent row is new, or taken back.
DELIVERY_EDGES = {
    (_NEW, "prepared"),
    (_NEW, "skipped"),
    ("prepared", "drafted"),
    ("prepared", "sending"),
    ("prepared", "failed"),
    ("drafted", "sending"),
    ("drafted", "failed"),
    ("sending", "sent"),
    ("sending", "failed"),
    ("sending", "held"),
    ("sending", "drafted"),
    ("sending", "prepared"),
    ("held", "sent"),
    ("held", "prepared"),
    ("held", "skipped"),
}
ENROLLMENT_EDGES = {
    (_NEW, "active"),
    ("active", "paused"),
    ("active", "held"),
    ("active", "finished"),
    ("active", "exited"),
    ("paused", "active"),
    ("paused", "exited"),
    ("paused", "held"),
    ("paused", "finished"),
    ("held", "active"),
    ("held", "paused"),
    ("held", "exited"),
    ("held", "finished"),
    ("exited", "active"),
    ("exited", "paused"),
    ("exited", "held"),
    ("finished", "active"),
    ("finished", "exited"),
    ("finished", "paused"),
}
DROPPED_FROM = ("prepared", "drafted")
OPEN = ("sending", "held")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A message that reached a contact."""

    enrollment_id: int
    step_id: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class MachineLaws:
    """Watches one workspace with one sequence."""

    store: Store
    clock: Clock
    watcher: Watcher
    seen: Seen = field(default_factory=Seen)
    arrived: list[Arrived] = field(default_factory=list)
    barred: set[int] = field(default_factory=set)  # contacts who may never be written to again
    wanted: dict[int, list[str]] = field(default_factory=dict)  # steps there were at the finish
    looks: int = 0
    stopped: set[int] = field(default_factory=set)  # enrollments, until a person says otherwise

    # After every commit -----------------------------------------------------------------------
    def committed(self) -> None:
        """Check that every row went along an edge that there is."""
        before, self.seen = self.seen, self.watcher.seen()
        for each in self.seen.enrollments.values():
            old = before.enrollments.get(each.id)
            was = old.state if old else _NEW
            assert was == each.state or (was, each.state) in ENROLLMENT_EDGES, (was, each)
            if was != each.state == "finished":
                self.wanted[each.id] = [step.id for step in self.content().steps]
            is_under_way = self.seen.sequences[each.sequence_id].state == "active"
            assert each.wake_at is None or (each.state == "active" and is_under_way), each
        for one in self.seen.deliveries.values():
            earlier = before.deliveries.get(one.id)
            was = earlier.state if earlier else _NEW
            assert was == one.state or (was, one.state) in DELIVERY_EDGES, (was, one)
        for gone in before.deliveries.keys() - self.seen.deliveries.keys():
            assert before.deliveries[gone].state in DROPPED_FROM, before.deliveries[gone]

    # At every call ----------------------------------------------------------------------------
    def mails(self, delivery_id: str) -> None:
        """Judge a mail that is about to go out."""
        self._sends(self.seen.deliveries[delivery_id])

    def texts(self, to: str, body: str) -> None:
        """Judge a text that is about to go out."""
        found = _WORDS.search(body)
        assert found is not None, body
        (one,) = [
            each
            for each in self.seen.deliveries.values()
            if each.state == "sending"
            and each.step_id == found[1]
            and self._phone(each.enrollment_id) == to
        ]
        self._sends(one)

    def _sends(self, one: DeliveryRow) -> None:
        now = self.clock.now()
        enrollment, content = self._enrollment(one.enrollment_id), self.content()
        assert one.state == "sending", one
        assert enrollment.state == "active", enrollment
        assert self.seen.sequences[enrollment.sequence_id].state == "active"
        assert enrollment.contact_id not in self.barred, one
        assert enrollment.id not in self.stopped, one
        step = content.next_after(frozenset(enrollment.had_step_ids))
        assert step is not None, one
        assert step.id == one.step_id, (step.id, one, enrollment.had_step_ids)
        assert enrollment.due_at is not None, enrollment
        assert enrollment.due_at <= now, enrollment
        texted = self._texted(one, enrollment.contact_id)
        assert may_go(now, content.settings, texted=texted), (now, content.settings)
        self.arrived.append(Arrived(enrollment_id=enrollment.id, step_id=step.id, at=now))
        twice = Counter((each.enrollment_id, each.step_id) for each in self.arrived)
        assert set(twice.values()) == {1}, twice

    # At rest ----------------------------------------------------------------------------------
    def rests(self) -> None:
        """Check what is shown against what is stored and what happened."""
        self.looks += 1
        everyone = self._everyone()
        for each in everyone:
            self._plan_is_shown(each)
        states = Counter(one.state for one in self.seen.deliveries.values())
        self._each_arrival_is_recorded()
        (sequence_id,) = self.seen.sequences
        report = reporting.report(self.store, RITA, sequence_id)
        counts = report.counts
        assert counts.contacts == len(everyone)
        assert counts.active == sum(not each.is_over for each in everyone)
        assert counts.held == sum(each.state == "held" for each in everyone)
        assert counts.sent == states["sent"]
        assert counts.replied == sum(each.exit == "replied" for each in everyone)
        here = {step.step.id for step in report.steps}
        sent = Counter(one.step_id for one in self.seen.deliveries.values() if one.state == "sent")
        assert {each.step.id: each.sent for each in report.steps} == {
            step_id: sent[step_id] for step_id in here
        }
        last_had = [(each.had_step_ids[-1], each.exit) for each in everyone if self._left(each)]
        assert sum(sum(each.exits.values()) for each in report.steps) == sum(
            step_id in here for step_id, _ in last_had
        )
        if report.sequence.state == "active":
            due = [each.due_at for each in everyone if each.state == "active" and each.due_at]
            assert counts.next_due_at == min(due, default=None), (counts, due)

    @staticmethod
    def _left(enrollment: Enrollment) -> bool:
        return enrollment.exit is not None and bool(enrollment.had_step_ids)

    def _plan_is_shown(self, each: Enrollment) -> None:
        sequence = self.seen.sequences[each.sequence_id]
        is_open = any(
            one.enrollment_id == each.id and one.step_id == each.step_id and one.state in OPEN
            for one in self.seen.deliveries.values()
        )
        if each.state == "active" and sequence.state == "active" and not is_open:
            assert each.due_at is not None, each
            assert each.wake_at == each.due_at, each
        if each.due_at is not None:
            assert each.due_at >= each.anchor_at, each
        email = self._email(each.contact_id)
        shown = explaining.why(self.store, RITA, email, now=self.clock.now())
        (way,) = [way for way in shown.ways if way.enrollment.id == each.id]
        assert way.enrollment.due_at == each.due_at
        assert (way.waits_for == "") == (each.state == "active" and sequence.state == "active")

    def _each_arrival_is_recorded(self) -> None:
        stands = {
            (one.enrollment_id, one.step_id): one.state
            for one in self.seen.deliveries.values()
            if one.key == f"step:{one.enrollment_id}:{one.step_id}"
        }
        arrived = {(each.enrollment_id, each.step_id) for each in self.arrived}
        for each in arrived:
            assert stands[each] in ("sent", *OPEN), (each, stands[each])
        for key, state in stands.items():
            assert state != "sent" or key in arrived, key

    # Reading ----------------------------------------------------------------------------------
    def content(self) -> Content:
        """Return what is under way."""
        (sequence,) = self.seen.sequences.values()
        return self.watcher.content(sequence)

    def _everyone(self) -> list[Enrollment]:
        (sequence_id,) = self.seen.sequences
        with self.store.read(TEAM) as tx:
            return list(tx.enrollments.of_sequence(sequence_id, limit=1000))

    def _enrollment(self, enrollment_id: int) -> Enrollment:
        with self.store.read(TEAM) as tx:
            found = tx.enrollments.get(enrollment_id)
        assert found is not None
        return found

    def _email(self, contact_id: int) -> str:
        with self.store.read(TEAM) as tx:
            contact = tx.contacts.get(contact_id)
        assert contact is not None
        return contact.email

    def _phone(self, enrollment_id: int) -> str | None:
        return self.watcher.phones()[self.seen.enrollments[enrollment_id].contact_id][0]

    def _texted(self, one: DeliveryRow, contact_id: int) -> tuple[str | None, str | None]:
        return self.watcher.phones()[contact_id] if one.channel == "sms" else (None, None)
