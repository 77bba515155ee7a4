"""What must hold, judged from outside: by commits, calls and what reached people."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.domain.enrollment import step_key
from engine.domain.workspace import WorkspaceSettings
from engine.sending import Times
from tests.proof.findings import Broken, Law, Mark
from tests.proof.ledger import Ledger, parsed
from tests.proof.loom import Loom, Task
from tests.proof.rules import may_go, may_go_within
from tests.proof.watching import DeliveryRow, EnrollmentRow, Seen, Watcher


@dataclass(slots=True, kw_only=True)
class Laws:
    """Watches one run."""

    loom: Loom
    ledger: Ledger
    watcher: Watcher
    settings: WorkspaceSettings
    times: Times
    zones: dict[int, str]  # of mailboxes
    broken: list[Broken] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    replies: dict[int, list[int]] = field(default_factory=dict)  # enrollment -> steps of the loom
    looks: dict[tuple[str, str], int] = field(default_factory=dict)  # (task, where) -> step
    freed: set[int] = field(default_factory=set)  # whom a person has just let go on
    sends: int = 0
    guessed: list[str] = field(default_factory=list)
    _marks: dict[tuple[str, str], Mark] = field(default_factory=dict)
    _last_mark: dict[str, int] = field(default_factory=dict)
    _gone: set[int] = field(default_factory=set)
    _calls: list[tuple[Mark, DeliveryRow]] = field(default_factory=list)
    _arrived: Counter[tuple[int, str]] = field(default_factory=Counter)
    _phones: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)

    def wrong(self, law: Law, how: str) -> Broken:
        """Note that a law was broken."""
        found = Broken(law=law, how=how)
        self.broken.append(found)
        self.loom.note("LAW", f"{law}: {how}")
        self.loom.finish()  # what follows would only follow from it
        return found

    # Commits ------------------------------------------------------------------------------------
    def committed(self, task: Task) -> None:
        """Look at what a commit changed."""
        before, after = self.seen, self.watcher.seen()
        self.seen = after
        for enrollment in after.enrollments.values():
            self._enrollment(before.enrollments.get(enrollment.id), enrollment)
        for delivery in after.deliveries.values():
            old = before.deliveries.get(delivery.id)
            if old is None or old.state != delivery.state:
                self._delivery(task, before, old, delivery)

    def _enrollment(self, before: EnrollmentRow | None, now: EnrollmentRow) -> None:
        if before is None or before.state == now.state:
            return
        self.loom.note("row", f"enrollment {now.id}: {before.state} -> {now.state}")
        if now.state == "exited":
            self._gone.add(now.id)
        elif now.id in self._gone and now.id not in self.freed and now.state != "finished":
            self.wrong(Law.EXIT, f"enrollment {now.id} is {now.state} again by itself")
        elif now.id in self.freed:
            self._gone.discard(now.id)
        if now.state == "finished":
            self._finished(now)

    def _finished(self, enrollment: EnrollmentRow) -> None:
        content = self.watcher.content(self.seen.sequences[enrollment.sequence_id])
        missed = content.next_after(frozenset(self._had(enrollment)))
        if missed is not None and not self._was_moved(enrollment):
            self.wrong(Law.LOST, f"{enrollment.id} has finished without {missed.id}")

    def _was_moved(self, enrollment: EnrollmentRow) -> bool:
        """A person's resume of one who has had every step by now ends it as well."""
        return enrollment.id in self.freed

    def _had(self, enrollment: EnrollmentRow) -> set[str]:
        """Return what they got, and what was passed over with a row that says why."""
        passed = {
            one.step_id
            for one in self.seen.deliveries.values()
            if one.enrollment_id == enrollment.id
            and one.state in ("skipped", "failed")
            and one.key == step_key(enrollment.id, one.step_id)
        }
        return passed | set(self.ledger.had(enrollment.contact_id))

    def _delivery(
        self, task: Task, before: Seen, old: DeliveryRow | None, now: DeliveryRow
    ) -> None:
        was = old.state if old else "nothing"
        self.loom.note("row", f"{now.enrollment_id} {now.step_id}: {was} -> {now.state}")
        task.hot = now.state == "sending"
        match now.state:
            case "sending":
                self._marks[task.name, now.id] = self._mark(task, before, now)
            case "sent":
                if now.step_id not in self.ledger.had(self._number(now)):
                    self.wrong(Law.LOST, f"{now.enrollment_id} {now.step_id} was never sent")

    def _mark(self, task: Task, before: Seen, one: DeliveryRow) -> Mark:
        """Judge a delivery that has just been marked, by what was committed before."""
        wall = self.loom.at() + timedelta(seconds=task.skew.seconds)
        enrollment = before.enrollments[one.enrollment_id]
        sequence = before.sequences[enrollment.sequence_id]
        what = f"{enrollment.id} {one.step_id}"
        content = self.watcher.content(self.seen.sequences[sequence.id])
        found: list[Broken] = []

        def unless(holds: bool, law: Law, why: str) -> None:
            if not holds:
                found.append(Broken(law=law, how=f"{what}: {why}"))

        unless(enrollment.id not in self._gone, Law.EXIT, "they were out")
        unless(not self._ignores_reply(task, one, enrollment), Law.EXIT, "they had answered")
        unless(enrollment.state == "active", Law.PAUSE, f"they were {enrollment.state}")
        unless(sequence.state == "active", Law.PAUSE, f"the sequence was {sequence.state}")
        due = content.next_after(frozenset(self._had(enrollment)))
        is_next = (due is not None and due.id == one.step_id) or (
            one.channel == "email" and one.step_id in self.ledger.had(enrollment.contact_id)
        )
        unless(is_next, Law.ORDER, f"{due.id if due else 'nothing'} was next")
        looked = self._looked_at(task, one, enrollment)
        unless(looked > self._last_mark.get(task.name, -1), Law.EXIT, "nobody had looked")
        self._last_mark[task.name] = self.loom.steps
        texted = self._texted(one, enrollment)
        unless(may_go(wall, content.settings, texted=texted), Law.WINDOW, f"marked at {wall}")
        return Mark(seconds=self.loom.seconds, wall=wall, broken=tuple(found))

    def _texted(self, one: DeliveryRow, of: EnrollmentRow) -> tuple[str | None, str | None]:
        if one.channel != "sms":
            return (None, None)
        if of.contact_id not in self._phones:
            self._phones = self.watcher.phones()
        return self._phones[of.contact_id]

    def _ignores_reply(self, task: Task, one: DeliveryRow, enrollment: EnrollmentRow) -> bool:
        """Whether this very process had looked after they answered, and sends all the same."""
        content = self.watcher.content(self.seen.sequences[enrollment.sequence_id])
        if not content.settings.exit_on_reply:
            return False
        looked = self._looked_at(task, one, enrollment)
        return any(at < looked for at in self.replies.get(enrollment.id, ()))

    def _looked_at(self, task: Task, one: DeliveryRow, enrollment: EnrollmentRow) -> int:
        """Return when this process last looked at what they may have answered: a step."""
        where = f"mailbox {one.mailbox_id}"
        if one.channel == "sms":
            where = f"number {self._texted(one, enrollment)[0]}"
        return self.looks.get((task.name, where), -1)

    # Calls --------------------------------------------------------------------------------------
    def called(self, delivery_id: str) -> None:
        """Judge the call that is about to send a delivery."""
        task = self._caller()
        self.sends += 1
        one = self.seen.deliveries.get(delivery_id)
        mark = self._marks.get((task.name, delivery_id))
        if one is None or mark is None:
            what = one.step_id if one else "a row that is gone"
            self.wrong(Law.BLIND, f"{task.name} sends {what}")
            return
        for each in mark.broken:
            self.wrong(each.law, each.how)
        since = self.loom.seconds - mark.seconds
        if since > self.times.start_seconds + self.times.call_seconds:
            self.wrong(Law.LATE, f"{task.name} calls {since:.0f} s after its mark")
        if not mark.broken and not self._may_still_go(one, mark.wall + timedelta(seconds=since)):
            self.wrong(
                Law.WINDOW, f"{one.enrollment_id} {one.step_id} {since:.0f} s after its mark"
            )
        self._calls.append((mark, one))

    def texted(self, to: str, body: str) -> None:
        """Judge the call that is about to send a text."""
        rows = self._texts(to, body)
        mine = [each for each in rows if (self._caller().name, each) in self._marks]
        self.called([*rows, *mine][-1] if rows else "")

    def arrived(self, delivery_id: str) -> None:
        """Count what reached someone."""
        one = self.seen.deliveries.get(delivery_id)
        if one is None:
            self.wrong(Law.BLIND, "a message that no row knows reached someone")
            return
        got = (one.enrollment_id, one.step_id)
        self._arrived[got] += 1
        self.loom.note("ledger", f"{one.enrollment_id} got {one.step_id}")
        if self._arrived[got] > 1:
            self.wrong(Law.DOUBLE, f"{one.enrollment_id} got {one.step_id} {self._arrived[got]} x")

    def text_arrived(self, to: str, body: str) -> None:
        """Count a text."""
        self.arrived([*self._texts(to, body), ""][0])

    def looked(self, where: str) -> None:
        """Remember that a process has seen what was there."""
        self.looks[self._caller().name, where] = self.loom.steps

    def slots(self) -> list[tuple[str, str, datetime]]:
        """Return (lane, its zone, wall) of each call, in the order in which they were marked."""
        found = []
        for mark, one in sorted(self._calls, key=lambda each: each[0].seconds):
            is_text = one.channel == "sms"
            lane = "sms" if is_text else f"mailbox {one.mailbox_id}"
            found.append((lane, "UTC" if is_text else self.zones[one.mailbox_id or 0], mark.wall))
        return found

    def asked_for(self, row: EnrollmentRow) -> None:
        """Judge a question that is left open: nobody but a person may be able to answer it."""
        for one in self.seen.deliveries.values():
            got = self.ledger.had(row.contact_id)
            if one.enrollment_id == row.id and one.state == "held" and one.step_id in got:
                self.guessed.append(f"{row.id} {one.step_id}: {one.reason}")

    def _texts(self, to: str, body: str) -> list[str]:
        """Return the rows that these words to this number may be."""
        step_id, number = parsed(body)
        return [
            one.id
            for one in self.seen.deliveries.values()
            if one.step_id == step_id and self._number(one) == number
        ]

    def _may_still_go(self, one: DeliveryRow, wall: datetime) -> bool:
        enrollment = self.seen.enrollments[one.enrollment_id]
        content = self.watcher.content(self.seen.sequences[enrollment.sequence_id])
        texted = self._texted(one, enrollment)
        return may_go_within(wall, self.times.call_seconds, content.settings, texted=texted)

    def _caller(self) -> Task:
        assert self.loom.current is not None
        return self.loom.current

    def _number(self, one: DeliveryRow) -> int:
        return self.seen.enrollments[one.enrollment_id].contact_id
