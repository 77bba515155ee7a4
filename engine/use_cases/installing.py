"""Installing the app in a workspace, and what happens when it is taken out again."""

import secrets
from dataclasses import replace
from datetime import datetime

from engine.domain.sequence import SequenceState
from engine.domain.workspace import Workspace
from engine.ports import EngineTx, Store, Tx
from engine.use_cases import finding


def install(
    store: Store,
    *,
    workspace_id: str,
    name: str,
    bot_token: str,
    bot_user_id: str,
    enterprise_id: str | None = None,
) -> Workspace:
    """Keep the workspace's token; a workspace that is known keeps its settings and secret."""
    with store.engine() as etx:
        known = etx.workspace(workspace_id)
        fresh = known or Workspace(
            id=workspace_id,
            name=name,
            bot_token=bot_token,
            bot_user_id=bot_user_id,
            webhook_secret=secrets.token_urlsafe(24),
        )
        installed = replace(
            fresh,
            name=name,
            bot_token=bot_token,
            bot_user_id=bot_user_id,
            enterprise_id=enterprise_id,
            is_installed=True,
        )
        etx.save_workspace(installed)
        return installed


def uninstall(store: Store, workspace_id: str, *, now: datetime) -> None:
    """Forget the token and pause everything: a reinstallation resumes by choice, not by itself."""
    with store.engine() as etx:
        workspace = etx.workspace(workspace_id)
        if workspace is None:
            return
        etx.save_workspace(replace(workspace, bot_token="", is_installed=False))
        _pause_all(etx, workspace_id, now)


def _pause_all(etx: EngineTx, workspace_id: str, now: datetime) -> None:
    tx = etx.within(workspace_id)
    for sequence in tx.sequences.all():
        if sequence.state is SequenceState.ACTIVE:
            _pause(tx, sequence.id, now)


def _pause(tx: Tx, sequence_id: int, now: datetime) -> None:
    sequence = finding.sequence(tx, sequence_id, lock=True)
    if sequence.state is not SequenceState.ACTIVE:
        return  # Slack told of it twice at once
    tx.sequences.save(replace(sequence, state=SequenceState.PAUSED, changed_at=now))
    tx.enrollments.freeze(sequence_id, at=now)
