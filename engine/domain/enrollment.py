"""Contacts, their way through a sequence, and each step that reached them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from engine.domain.sequence import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person outside; blank values are kept out, so that absent is the only kind of missing."""

    id: int
    workspace_id: str
    email: str  # as given, the domain in lower case
    email_key: str  # `email_key(email)`: what sameness is judged by
    phone: str | None = None  # E.164
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    zone: str | None = None  # IANA name, where an import said it
    bounced_at: datetime | None = None  # a hard bounce: the address is invalid until edited
    textless: str | None = None  # why the number takes no texts, until it is edited

    @property
    def name(self) -> str:
        """What to call them on screen: their name, else their address."""
        given = (self.fields.get("first_name", ""), self.fields.get("last_name", ""))
        return (
            self.fields.get("full_name") or " ".join(part for part in given if part) or self.email
        )

    @property
    def values(self) -> dict[str, str]:
        """Return what templates may use of this contact."""
        phone = {"phone": self.phone} if self.phone else {}
        return dict(self.fields) | {"email": self.email} | phone


def email_key(address: str) -> str:
    """Return what two spellings of an address have in common.

    A +tag stays: people enrol one address under several, and mean each of them.
    """
    return address.strip().lower()


class EnrollmentState(StrEnum):
    """Where a contact stands in a sequence."""

    ACTIVE = "active"  # goes on by itself, once its sequence is active
    PAUSED = "paused"  # this contact alone waits: an absence, or a person's wish
    HELD = "held"  # waits for a person; `hold` says for what
    FINISHED = "finished"  # has had every step
    EXITED = "exited"  # stopped for the reason in `exit`


class ExitReason(StrEnum):
    """Why a sequence stopped for a contact."""

    REPLIED = "replied"  # answered by mail or text
    BOOKED = "booked"  # a meeting with the rep was scheduled
    BOUNCED = "bounced"  # the mail server refused the address for good
    UNSUBSCRIBED = "unsubscribed"  # by link, header, or in words
    STOPPED = "stopped"  # texted STOP or one of its kin
    REMOVED = "removed"  # a person unenrolled them
    FAILED = "failed"  # the step can't be sent to them at all


class HoldReason(StrEnum):
    """What an enrollment waits for a person to do."""

    MISSING_VALUE = "missing_value"  # a variable without value and without fallback
    TEMPLATE = "template"  # the step's template can't be rendered
    OUTCOME_UNKNOWN = "outcome_unknown"  # sent or not: nobody can tell but a person
    LATE = "late"  # due while the engine was down for days
    NO_OPEN_DAY = "no_open_day"  # the window never opens within 400 days
    MAILBOX = "mailbox"  # the mailbox has to be connected again
    SMS_CONNECTION = "sms_connection"  # Salesmsg has to be connected or fixed
    REP_REPLIED = "rep_replied"  # the rep wrote by hand in the thread
    UNREADABLE = "unreadable"  # a message of theirs could not be judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment:
    """A contact in a sequence: which step is next, and when it is due as known now."""

    id: int
    workspace_id: str
    sequence_id: int
    contact_id: int
    run: int = 1  # counts the contact's times through this sequence
    state: EnrollmentState = EnrollmentState.ACTIVE
    exit: ExitReason | None = None
    hold: HoldReason | None = None
    hold_detail: str = ""  # the sentence shown to people
    step_id: str | None = None  # the next step; none when finished or before activation
    anchor_at: datetime  # UTC: the enrolment, activation or send that the delay counts from
    due_at: datetime | None = None  # UTC, the plan shown to people; none while not planned
    wake_at: datetime | None = None  # UTC, when a worker should next look; none: not by itself
    frozen_at: datetime | None = None  # UTC: paused then; what was left until `due_at` is kept
    paused_until: datetime | None = None  # UTC: when an absence ends and it goes on by itself
    mailbox_id: int | None = None  # the account that sent, or will send, this contact's emails
    lane: str | None = None  # what it queues for: a mailbox, or the workspace's SMS number
    priority: int = 1  # 0: a follow-up, 1: a first step; follow-ups go first
    had_step_ids: tuple[str, ...] = ()  # steps sent or skipped, in that order
    thread_id: str | None = None  # Gmail's thread of this run's emails
    subject: str | None = None  # the first email's subject as it was sent
    enrolled_at: datetime
    enrolled_by: str = ""
    exited_at: datetime | None = None
    judged_until: datetime | None = None  # resumed by a person: what came before is passed over
    attempt: int = 0  # tries of the present step that surely sent nothing
    soft_bounces: int = 0  # a full mailbox and the like: the second one stops

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be sent unless a person says so."""
        return self.state in (EnrollmentState.FINISHED, EnrollmentState.EXITED)

    @property
    def seconds_left(self) -> float | None:
        """The time that was left when it was paused, 0 if it was due already; else none."""
        if self.frozen_at is None or self.due_at is None:
            return None
        return max(0.0, (self.due_at - self.frozen_at).total_seconds())


class DeliveryKind(StrEnum):
    """Who wanted this message."""

    STEP = "step"  # the sequence
    REPLY = "reply"  # a person, answering from Slack
    TEST = "test"  # a person, to themselves


class DeliveryState(StrEnum):
    """How far a message got. Only the edges of `DELIVERY_EDGES` exist."""

    PREPARED = "prepared"  # the intent is committed, nothing was called yet
    DRAFTED = "drafted"  # Gmail holds a draft: a token that can be spent once
    SENDING = "sending"  # committed just before the one call; the outcome is open until recorded
    SENT = "sent"  # the provider has it
    FAILED = "failed"  # surely not sent and won't be
    SKIPPED = "skipped"  # passed over, with the reason
    HELD = "held"  # nobody can tell whether it was sent: a person is asked


DELIVERY_EDGES: Mapping[DeliveryState, frozenset[DeliveryState]] = MappingProxyType(
    {
        DeliveryState.PREPARED: frozenset(
            {DeliveryState.DRAFTED, DeliveryState.SENDING, DeliveryState.FAILED}
        ),
        DeliveryState.DRAFTED: frozenset({DeliveryState.SENDING, DeliveryState.FAILED}),
        DeliveryState.SENDING: frozenset(
            {
                DeliveryState.SENT,
                DeliveryState.FAILED,
                DeliveryState.HELD,
                DeliveryState.DRAFTED,  # surely not accepted: the token is unspent
                DeliveryState.PREPARED,  # a text that was surely not accepted
            }
        ),
        DeliveryState.HELD: frozenset(
            {DeliveryState.SENT, DeliveryState.PREPARED, DeliveryState.SKIPPED}
        ),
        DeliveryState.SENT: frozenset({DeliveryState.FAILED}),  # it came back
        DeliveryState.FAILED: frozenset(),
        DeliveryState.SKIPPED: frozenset(),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one contact; its key is unique in the database: the bar against doubles."""

    id: str  # uuid; stands in the mail as X-Outreach-Id and in its References
    workspace_id: str
    key: str  # "step:<enrollment>:<step>" or "reply:<uuid>" or "test:<uuid>": never NULL
    kind: DeliveryKind
    channel: Channel
    state: DeliveryState
    sequence_id: int | None = None
    enrollment_id: int | None = None
    contact_id: int | None = None
    step_id: str | None = None
    mailbox_id: int | None = None
    requested_by: str = ""  # the member, for replies and tests
    to_address: str = ""  # an email address, or a phone in E.164
    subject: str = ""
    text: str = ""  # the visible words, for people; the bytes are in `mime`
    mime: bytes | None = field(default=None, repr=False)  # frozen: recovery never renders again
    epoch: int = 0  # the lane's fencing counter when it was claimed
    draft_id: str | None = None
    thread_id: str | None = None
    provider_id: str | None = None  # Gmail's or Salesmsg's id of the sent message
    conversation_id: str | None = None  # Salesmsg's
    rfc822_id: str | None = None  # the Message-ID Gmail assigned: follow-ups thread on it
    attempts: int = 0
    looked_at: datetime | None = None  # when the thread was last looked at before the send, UTC
    prepared_at: datetime  # UTC
    sending_at: datetime | None = None  # UTC, real time: when the call was about to be made
    sent_at: datetime | None = None  # UTC, the schedule's time
    resolve_at: datetime | None = None  # UTC, real time: when recovery may look next
    reason: str = ""  # why it failed, was skipped, or is held
    delivered_at: datetime | None = None  # UTC: when a text was seen to have reached the phone
    check_at: datetime | None = None  # UTC: when to ask what became of a text; none: no more


def step_key(enrollment_id: int, step_id: str) -> str:
    """Return the key under which a step can exist once per enrollment (a re-run is a new one)."""
    return f"step:{enrollment_id}:{step_id}"


def mailbox_lane(mailbox_id: int) -> str:
    """Return the queue of a mailbox: one send at a time, with its spacing and cap."""
    return f"mailbox:{mailbox_id}"


def sms_lane(workspace_id: str) -> str:
    """Return the queue of a workspace's SMS number."""
    return f"sms:{workspace_id}"
