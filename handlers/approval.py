"""Reviewing and deciding a request for approval."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from bot.desk import Desk
from bot.jobs import show
from bot.request import Request
from bot.routes import action, view
from bot.views import buttons
from bot.views import review as form
from bot.views.activation import done
from bot.views.kit import View
from bot.workbench import Workbench
from engine.domain.approval import Approval, Decision
from engine.domain.errors import NotAllowed, Stale
from engine.domain.notice import Job, JobKind
from engine.domain.workspace import Actor
from engine.use_cases import approving, finding, reviewing
from engine.use_cases.reviewing import Shown
from handlers import large
from handlers.below import changed

ASKED_AT_ONCE = 3  # a click has to be answered within three seconds


def open_review(request: Request) -> None:
    """**Review** on the card or on Home."""
    approval_id = int(request.value)
    try:
        shown = _shown(request, approval_id)
    except NotAllowed:
        if not request.actor.is_admin or not _somebody_left(request, approval_id):
            raise
        shown = _shown(request, approval_id)
    request.open(form.build(shown))
    request.ack()


def _somebody_left(request: Request, approval_id: int) -> bool:
    """Ask Slack about the approvers in an admin's way: whoever has left decides nothing."""
    desk, before = request.desk, _deciders(request, approval_id)
    if len(before) <= ASKED_AT_ONCE:
        desk.look_up_approvers(request.workspace_id)
    if _deciders(request, approval_id) == before:
        return False
    approving.approvers_changed(desk.store, request.actor, now=desk.clock.now())
    return True


def _deciders(request: Request, approval_id: int) -> tuple[str, ...]:
    with request.desk.store.read(request.workspace_id) as tx:
        approval = tx.approvals.get(approval_id)
        if approval is None:
            return ()
        return approving.who_decides(tx, finding.sequence(tx, approval.sequence_id), approval)


def turn(request: Request) -> None:
    """**Next** and **Back**: another page of what was opened, with what was typed kept."""
    meta = request.meta(form.Meta)
    shown = _shown(request, meta.approval_id)
    typed = form.read(request.values, meta)
    request.update(form.build(shown, page=int(request.value), typed=typed, seen=meta.seen))
    request.ack()


def submit(request: Request) -> None:
    """**Decide**: bound to what was shown; if that changed, the review says what and asks again."""
    meta = request.meta(form.Meta)
    typed = form.read(request.values, meta)
    decided = Decided(approval_id=meta.approval_id, typed=typed, seen=meta.seen)
    if form.decision_of(typed) is Decision.APPROVE:
        sequence_id = _sequence_id(request, meta.approval_id)
        if large.begun(request, JobKind.DECIDE, sequence_id, **asdict(decided)):
            return
    try:
        approval, shown = _decide(request.desk, request.actor, decided)
    except Stale:
        request.ack_update(form.build(_shown(request, meta.approval_id, meta.seen), typed=typed))
        return
    changed(request, approval.sequence_id, approval.requested_by)
    request.ack_update(shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided, and what it is bound to."""

    approval_id: int
    typed: form.Typed
    seen: Mapping[str, str]


def _decide(desk: Desk, actor: Actor, decided: Decided) -> tuple[Approval, View]:
    approval = approving.decide(
        desk.store,
        actor,
        decided.approval_id,
        form.decision_of(decided.typed),
        comment=decided.typed.comment,
        seen=decided.seen,
        now=desk.clock.now(),
    )
    desk.nudge()  # the card and the requester's message go out at once
    with desk.store.read(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, approval.sequence_id)
    return approval, done("Decided", [form.said(sequence.name, approval, sequence.state)])


def run_decide(bench: Workbench, job: Job) -> None:
    """Approve for thousands, behind a Working… view; what changed meanwhile is shown and asked."""
    desk = bench.desk
    actor = desk.actor(job.workspace_id, job.member_id)
    decided = Decided(
        approval_id=int(job.payload["approval_id"]),
        typed=form.Typed(**job.payload["typed"]),
        seen=job.payload["seen"],
    )
    try:
        _, shown = _decide(desk, actor, decided)
    except Stale:
        now = desk.clock.now()
        fresh = reviewing.show(desk.store, actor, decided.approval_id, seen=decided.seen, now=now)
        shown = form.build(fresh, typed=decided.typed)
    show(desk, job, shown, text="Your decision on the request for approval.")


def _sequence_id(request: Request, approval_id: int) -> int:
    with request.desk.store.read(request.workspace_id) as tx:
        approval = tx.approvals.get(approval_id)
    return approval.sequence_id if approval else 0


def _shown(request: Request, approval_id: int, seen: Mapping[str, str] | None = None) -> Shown:
    desk = request.desk
    return reviewing.show(desk.store, request.actor, approval_id, seen=seen, now=desk.clock.now())


JOBS = {JobKind.DECIDE: run_decide}


ROUTES = (
    action(buttons.REVIEW, open_review),
    action(form.NEXT, turn),
    action(form.BACK, turn),
    view(form.SUBMIT, submit),
)
