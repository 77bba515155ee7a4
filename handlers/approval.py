"""Reviewing and deciding a request for approval."""

from collections.abc import Mapping

from bot.request import Request
from bot.routes import action, view
from bot.views import buttons
from bot.views import review as form
from bot.views.activation import done
from engine.domain.approval import Approval
from engine.domain.errors import Stale
from engine.use_cases import approving, finding, reviewing
from engine.use_cases.reviewing import Shown
from handlers.below import changed


def open_review(request: Request) -> None:
    """**Review** on the card or on Home."""
    request.open(form.build(_shown(request, int(request.value))))
    request.ack()


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
    decision = form.decision_of(typed)
    try:
        approval = approving.decide(
            request.desk.store,
            request.actor,
            meta.approval_id,
            decision,
            comment=typed.comment,
            seen=meta.seen,
            now=request.desk.clock.now(),
        )
    except Stale:
        request.ack_update(form.build(_shown(request, meta.approval_id, meta.seen), typed=typed))
        return
    request.desk.nudge()  # the card and the requester's message go out at once
    said = _said(request, approval)
    changed(request, approval.sequence_id, approval.requested_by)
    request.ack_update(done("Decided", [said]))


def _shown(request: Request, approval_id: int, seen: Mapping[str, str] | None = None) -> Shown:
    desk = request.desk
    return reviewing.show(desk.store, request.actor, approval_id, seen=seen, now=desk.clock.now())


def _said(request: Request, approval: Approval) -> str:
    with request.desk.store.read(request.workspace_id) as tx:
        sequence = finding.sequence(tx, approval.sequence_id)
    return form.said(sequence.name, approval, sequence.state)


ROUTES = (
    action(buttons.REVIEW, open_review),
    action(form.NEXT, turn),
    action(form.BACK, turn),
    view(form.SUBMIT, submit),
)
