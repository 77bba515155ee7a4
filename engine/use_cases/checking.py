"""The activation checks as they are run live: Gmail and Salesmsg are really asked."""

from dataclasses import dataclass
from datetime import datetime

from engine.domain.checks import Problem
from engine.domain.connection import Mailbox
from engine.domain.errors import AccessRevoked, Permanent, Refusal, Temporary
from engine.domain.lifecycle import Action, after, require_manage
from engine.domain.sequence import Sequence
from engine.domain.sms import SmsState
from engine.domain.workspace import Actor
from engine.ports import Mailboxes, SmsSender, Store
from engine.use_cases import approving, connecting, finding, losing, previewing, reporting


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the checks found, and what activation would do."""

    sequence: Sequence
    mailbox: Mailbox | None
    problems: tuple[Problem, ...]
    unreachable: tuple[str, ...]  # providers that could not be asked now: no answer either way
    calendar: previewing.Calendar
    has_approvers: bool
    decider_ids: tuple[str, ...]  # of a request by this actor; none: an admin decides
    is_awaiting: bool  # a request for this very content is open already

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.problems and not self.unreachable


def require_checkable(store: Store, actor: Actor, sequence_id: int) -> Sequence:
    """Return the sequence. Raises Refusal when the actor may not, or nothing has changed."""
    found = reporting.opened(store, actor, sequence_id)
    sequence = found.sequence
    require_manage(sequence, actor)
    after(sequence, Action.ACTIVATE)
    if sequence.active_version is not None and not found.has_changes:
        raise Refusal(f"“{sequence.name}” is active as it stands: nothing has changed.")
    return sequence


def live(
    store: Store,
    mailboxes: Mailboxes,
    sms: SmsSender,
    actor: Actor,
    sequence_id: int,
    *,
    now: datetime,
) -> Checked:
    """Ask the mailbox, and Salesmsg where a step needs it; store and return what was found.

    Raises Refusal as `require_checkable`. A provider that is down is named, never guessed about.
    """
    sequence = require_checkable(store, actor, sequence_id)
    unreachable = []
    if sequence.working.settings.mailbox_id is not None:
        unreachable.append(_ask_gmail(store, mailboxes, sequence, now=now))
    if sequence.working.needs_sms:
        unreachable.append(_ask_salesmsg(store, sms, sequence.workspace_id, now=now))
    return _checked(store, actor, sequence_id, tuple(filter(None, unreachable)), now=now)


def _ask_gmail(store: Store, mailboxes: Mailboxes, sequence: Sequence, *, now: datetime) -> str:
    with store.read(sequence.workspace_id) as tx:
        mailbox = tx.mailboxes.get(sequence.working.settings.mailbox_id or 0)
    if mailbox is None:
        return ""
    try:
        connecting.refresh_mailbox(store, mailboxes, mailbox)
    except (AccessRevoked, Permanent) as error:
        with store.begin(mailbox.workspace_id) as tx:
            losing.mailbox_refused(tx, mailbox.id, error, now=now)
    except Temporary as error:
        return f"Gmail can't be asked about {mailbox.email} right now: {error.reason}"
    return ""


def _ask_salesmsg(store: Store, sms: SmsSender, workspace_id: str, *, now: datetime) -> str:
    report = connecting.check_sms(store, sms, workspace_id, now=now)
    if report.state is SmsState.UNKNOWN:
        return f"Salesmsg can't be asked right now: {report.sentence}"
    return ""


def _checked(
    store: Store, actor: Actor, sequence_id: int, unreachable: tuple[str, ...], *, now: datetime
) -> Checked:
    opened = reporting.opened(store, actor, sequence_id)
    with store.read(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id)
        settings = tx.workspace.get().settings
        return Checked(
            sequence=sequence,
            mailbox=opened.mailbox,
            problems=opened.problems,
            unreachable=unreachable,
            calendar=previewing.calendar(tx, sequence, now=now),
            has_approvers=bool(settings.approver_ids),
            decider_ids=approving.deciders_of(tx, sequence, requested_by=actor.user_id),
            is_awaiting=tx.approvals.open_for(sequence_id) is not None,
        )
