"""What people are told in Slack: rows of an outbox, each posted once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

STANDS_FOR = "stands_for"  # the fact that names the member who can't be reached themselves
SET_ASIDE = "set_aside"  # the fact that says why a notice can't be shown at all


class NoticeKind(StrEnum):
    """What a message in Slack is about; the bot has one card for each."""

    REPLIED = "replied"  # a contact answered, by mail or text
    BOOKED = "booked"  # a meeting was scheduled
    MEETING_CHANGED = "meeting_changed"  # moved, cancelled or declined
    BOUNCED = "bounced"
    UNSUBSCRIBED = "unsubscribed"
    STOPPED = "stopped"  # texted STOP
    HELD = "held"  # an enrollment waits for a person
    OUTCOME_UNKNOWN = "outcome_unknown"  # a person must say whether it was sent
    RECONNECT = "reconnect"  # a mailbox or the SMS connection lost its access
    APPROVAL_REQUESTED = "approval_requested"  # the card for approvers
    APPROVAL_DECIDED = "approval_decided"  # the requester's DM
    ANSWERED = "answered"  # a reply written in Slack went out
    CHANNEL_UNREACHABLE = "channel_unreachable"  # DM: which channel, and how to fix it
    SUMMARY = "summary"  # many at once: their cards stand in its thread
    STORE_DOUBTED = "store_doubted"  # an admin must say whether this is the right database
    JOB_DONE = "job_done"  # the result of slow work whose view was closed


class NoticeState(StrEnum):
    """How far a notice got."""

    WAITING = "waiting"  # to be posted, or posted anew because its card changed
    POSTED = "posted"
    FAILED = "failed"  # given up, and its owner was told by DM


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message to a channel or a person. Its facts are data; the bot words them when posting."""

    id: int
    workspace_id: str
    kind: NoticeKind
    channel: str  # a channel id, or a member's id for a DM
    owner_id: str  # who gets the DM when the channel can't be posted to
    thread_key: str | None = None  # one thread per contact: "<sequence>:<contact>"
    payload: Mapping[str, Any] = field(default_factory=dict)
    state: NoticeState = NoticeState.WAITING
    revision: int = 0  # counts the changes of its card; a stale rendering is dropped
    posted_channel: str | None = None  # where Slack put it, for later updates
    posted_ts: str | None = None
    attempts: int = 0
    next_at: datetime  # UTC, real time: when it may be tried
    created_at: datetime  # UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """A notice to be put in the outbox, in the transaction of what it tells."""

    kind: NoticeKind
    channel: str
    owner_id: str
    thread_key: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


class JobKind(StrEnum):
    """Slow work behind a click; each kind has a worker that survives a restart."""

    IMPORT_CSV = "import_csv"  # read an uploaded file into a receipt
    ACTIVATION_CHECKS = "activation_checks"  # ask the mailbox and Salesmsg
    SEND_TEST = "send_test"
    CHECK_SMS = "check_sms"  # is the Salesmsg connection active?
    CONNECT_SMS = "connect_sms"  # try a new token before it is kept
    REPORT = "report"  # draw the picture and upload it
    PREVIEW = "preview"
    EXPORT = "export"  # a file of suppressions or refused rows
    EXPORT_SUPPRESSIONS = "export_suppressions"  # a file of who gets nothing
    SEND_REPLY = "send_reply"  # what a person wrote to a contact from Slack
    TIDY_DRAFT = "tidy_draft"  # delete the draft of a message that a person has settled
    PAUSE = "pause"  # of thousands of contacts at once
    RESUME = "resume"
    ACTIVATE = "activate"
    DECIDE = "decide"  # an approval that puts thousands of contacts on their way
    ENROLL = "enroll"  # commit a receipt with many rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of slow work: who asked, and where the answer goes."""

    id: int
    workspace_id: str
    kind: JobKind
    member_id: str
    view_id: str | None = None  # the Working… view that becomes the answer; else a DM
    payload: Mapping[str, Any] = field(default_factory=dict)
    attempts: int = 0
