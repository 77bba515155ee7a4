"""The contacts: who write back, are away, or want no more of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage

from engine.domain.enrollment import Contact, Enrollment
from engine.domain.suppression import SuppressionOrigin
from engine.ports import Store
from engine.use_cases import suppressing
from tests.proof.arena import TEAM
from tests.proof.gmail import Gmail
from tests.proof.laws import Laws
from tests.proof.loom import Loom
from tests.proof.salesmsg import Salesmsg

AWAY = "Thank you for your message. I am out of the office until {:%d %B %Y}."
ANSWER = "Yes, gladly. Call me on Monday."


@dataclass(slots=True, kw_only=True)
class Contacts:
    """Everyone outside. Each act returns none when nobody could do it."""

    loom: Loom
    laws: Laws
    gmail: Gmail
    salesmsg: Salesmsg
    store: Store
    caused: set[int] = field(default_factory=set)  # who gave a reason to stop, by id

    def someone(self) -> Enrollment:
        """Return anybody's enrollment, as it stands."""
        rows = list(self.laws.seen.enrollments.values())
        chosen = self.loom.rng.choice(rows)
        with self.store.read(TEAM) as tx:
            found = tx.enrollments.get(chosen.id)
        assert found is not None
        return found

    def _contact(self, of: Enrollment) -> Contact:
        with self.store.read(TEAM) as tx:
            found = tx.contacts.get(of.contact_id)
        assert found is not None
        return found

    def reply(self, now: datetime) -> object:
        """Let somebody answer a mail."""
        return self._mail(ANSWER, automatic=False)

    def absence(self, now: datetime) -> object:
        """Let somebody's machine say that they are away."""
        return self._mail(AWAY.format(now + timedelta(days=3)), automatic=True)

    def _mail(self, words: str, *, automatic: bool) -> object:
        someone = self.someone()
        contact = self._contact(someone)
        mailbox_id = someone.mailbox_id or 1
        answered = self.gmail.newest_to(mailbox_id, contact.email)
        if answered is None:
            return None
        message = EmailMessage()
        message["From"], message["To"] = contact.email, f"rita{mailbox_id}@acme.example"
        message["Subject"] = "Automatic reply: Subject" if automatic else "Re: Subject"
        message["Message-ID"] = f"<{self.loom.steps}@example.com>"
        message["In-Reply-To"] = message["References"] = answered.rfc822_id
        if automatic:
            message["Auto-Submitted"] = "auto-replied"
        message.set_content(words)
        self.gmail.receive(mailbox_id, message.as_bytes(), answering=answered)
        if not automatic:
            self.caused.add(contact.id)
            of = self.laws.seen.deliveries[answered.delivery_id].enrollment_id
            self.laws.replies.setdefault(of, []).append(self.loom.steps)
        return answered

    def text(self, words: str, now: datetime) -> object:
        """Let somebody write a text."""
        contact = self._contact(self.someone())
        if contact.phone is None:
            return None
        self.caused.add(contact.id)
        return self.salesmsg.receive(contact.phone, words)

    def unsubscribe(self, now: datetime) -> object:
        """Let somebody follow the link in a mail."""
        contact = self._contact(self.someone())
        self.caused.add(contact.id)
        with self.store.begin(TEAM) as tx:
            origin = SuppressionOrigin.LINK
            suppressing.by_mail(tx, contact.email, origin, note="by the link", now=now)
        return contact
