"""What an admin decides for the whole workspace."""

from engine.domain.connection import ConnectionState
from engine.domain.enrollment import mailbox_lane
from engine.domain.errors import FieldProblem, Invalid
from engine.domain.lifecycle import require_admin
from engine.domain.workspace import Actor, WorkspaceSettings
from engine.ports import Store

MOST_MAILS_A_DAY = 2000  # Google: what a Workspace account may send
LONGEST_SPACING_SECONDS = 3600


def save_setup(store: Store, actor: Actor, settings: WorkspaceSettings) -> None:
    """Store what an admin decided. Raises Invalid for "daily_limit" and "spacing"."""
    require_admin(actor)
    if problems := _problems(settings):
        raise Invalid(*problems)
    with store.engine() as etx:
        tx = etx.within(actor.workspace_id)
        tx.workspace.save_settings(settings)
        # A higher limit or a shorter spacing counts from now on, not from the next slot.
        for mailbox in tx.mailboxes.all():
            if mailbox.state is ConnectionState.ACTIVE:
                etx.unpark_lane(mailbox_lane(mailbox.id))


def _problems(settings: WorkspaceSettings) -> list[FieldProblem]:
    problems = []
    if not 1 <= settings.daily_limit <= MOST_MAILS_A_DAY:
        sentence = "Choose 1 to 2000 emails a day: Google lets a Workspace account send 2000."
        problems.append(FieldProblem(field="daily_limit", sentence=sentence))
    if not 0 <= settings.spacing_seconds <= LONGEST_SPACING_SECONDS:
        sentence = "Choose 0 to 3600 seconds."
        problems.append(FieldProblem(field="spacing", sentence=sentence))
    return problems
