"""Everything a decision looks at, read at once, with the rows it came from."""

from dataclasses import dataclass
from datetime import date

from engine.domain import progress
from engine.domain.connection import Lane, Mailbox
from engine.domain.decide import Situation
from engine.domain.enrollment import Enrollment
from engine.domain.pace import MailboxPace
from engine.domain.sequence import Sequence
from engine.domain.workspace import WorkspaceSettings
from engine.ports import Seen, Tx
from engine.use_cases import finding

# One text a second at most: far below what a number may send, and it keeps replies in reach.
SMS_SPACING_SECONDS = 1
SMS_DAILY_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A situation with the rows it came from."""

    situation: Situation
    sequence: Sequence
    lane: Lane
    seen: Seen | None  # what it was read from, for a write to compare
    is_all_seen: bool  # by `seen` alone: nothing of it was read beside that

    @property
    def enrollment(self) -> Enrollment:
        """The enrollment as it stands."""
        return self.situation.enrollment


def read(tx: Tx, lane: Lane, *, enrollment_id: int, sequence_id: int) -> Read | None:
    """Return the situation of an enrollment now; none when it is gone."""
    seen = tx.read_ahead(enrollment_id, sequence_id=sequence_id)
    # Where the sequence is locked, what its pauses and edits may change is read after that.
    sequence = tx.sequences.get_locked(sequence_id)
    enrollment = tx.enrollments.get(enrollment_id) if sequence is not None else None
    if sequence is None or enrollment is None:
        return None
    contact = finding.contact(tx, enrollment.contact_id)
    keys = [contact.email_key, *([contact.phone] if contact.phone else [])]
    suppressed = tx.suppressions.of(keys)
    content = finding.version_content(tx, sequence)
    sender_id = progress.sender_of(enrollment, content)
    mailbox = tx.mailboxes.get(sender_id) if sender_id is not None else None
    situation = Situation(
        enrollment=enrollment,
        sequence_state=sequence.state,
        content=content,
        contact=contact,
        email_suppression=suppressed.get(contact.email_key),
        phone_suppression=suppressed.get(contact.phone) if contact.phone else None,
        mailbox=mailbox,
        sms=tx.sms.get() if lane.is_of_texts else None,
        pace=pace_of(lane, mailbox, tx.workspace.get().settings),
    )
    is_all_seen = not lane.is_of_texts and sender_id == enrollment.mailbox_id
    return Read(
        situation=situation, sequence=sequence, lane=lane, seen=seen, is_all_seen=is_all_seen
    )


def pace_of(lane: Lane, mailbox: Mailbox | None, settings: WorkspaceSettings) -> MailboxPace:
    """Return the lane's pace: a mailbox's spacing and cap, or the SMS number's."""
    is_sms = lane.is_of_texts
    return MailboxPace(
        zone=mailbox.zone if mailbox else "UTC",
        daily_limit=SMS_DAILY_LIMIT if is_sms else settings.daily_limit,
        spacing_seconds=SMS_SPACING_SECONDS if is_sms else settings.spacing_seconds,
        last_slot_at=lane.last_slot_at,
        day=date.fromisoformat(lane.day) if lane.day else None,
        sent_that_day=lane.sent_that_day,
    )
