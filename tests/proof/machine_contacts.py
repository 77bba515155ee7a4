"""What the owner does to one contact, and what contacts do."""

from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from engine.domain.enrollment import Enrollment
from engine.domain.errors import Refusal
from engine.domain.suppression import SuppressionOrigin
from engine.use_cases import enrollments, settling, suppressing
from engine.use_cases.settling import Answer
from tests.proof.arena import RITA, TEAM
from tests.proof.machine_sequence import SequenceRules, somebody


class ContactRules(SequenceRules):
    """A few contacts, and what befalls them one by one."""

    @rule(which=somebody)
    def unenroll(self, which: int) -> None:
        one = self.one_of(which)
        enrollments.unenroll(self.world.store, RITA, one.id, now=self.world.now)
        self.world.laws.stopped.add(one.id)

    @precondition(lambda self: self.is_live())
    @rule(which=somebody)
    def resume_by_hand(self, which: int) -> None:
        one = self.one_of(which)
        with suppress(Refusal):
            enrollments.resume(self.world.store, RITA, one.id, now=self.world.now)
            self.world.laws.stopped.discard(one.id)

    @precondition(lambda self: self.is_live())
    @rule(which=somebody, days=st.integers(0, 4))
    def pause_by_hand(self, which: int, days: int) -> None:
        one, until = self.one_of(which), self.world.now + timedelta(days=days, hours=1)
        if not one.is_over:
            now = self.world.now
            enrollments.pause_until(self.world.store, RITA, one.id, until=until, now=now)

    @precondition(lambda self: self.is_live())
    @rule(which=somebody, place=somebody)
    def move(self, which: int, place: int) -> None:
        one, steps = self.one_of(which), self.world.laws.content().steps
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
        one = self.one_of(which)
        phone = self.world.laws.watcher.phones()[one.contact_id][0]
        self.world.salesmsg.receive(phone or "", "STOP" if is_stop else "Sounds good!")
        self.world.hear()
        if is_stop:
            self._is_barred(one)

    @rule(which=somebody)
    def unsubscribe(self, which: int) -> None:
        one = self.one_of(which)
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
