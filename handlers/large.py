"""Changes that touch thousands of contacts: they take longer than Slack waits for an answer."""

from bot.request import Request
from bot.views import working
from engine.domain.notice import JobKind

LARGE = 2000  # contacts; more take over a second on a busy machine, and Slack waits three


def begun(request: Request, kind: JobKind, sequence_id: int, **payload: object) -> bool:
    """Start the change behind a Working… view if it is a large one; False when it isn't."""
    with request.desk.store.read(request.workspace_id) as tx:
        contacts = len(tx.enrollments.open_contact_ids(sequence_id))
    if contacts <= LARGE:
        return False
    request.desk.start(
        kind, request.actor, view_id=request.view["id"], sequence_id=sequence_id, **payload
    )
    request.ack_update(working.build("Working…", f"Planning anew for {contacts:,} contacts."))
    return True
