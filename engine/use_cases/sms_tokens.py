"""Keeping Salesmsg's token alive: a personal one lives about an hour and rotates."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from engine.domain.connection import ConnectionState, SmsConnection
from engine.domain.errors import ProviderError
from engine.ports import SmsSender, Store
from engine.use_cases import recording

log = logging.getLogger(__name__)

REFRESH_BEFORE = timedelta(minutes=15)


def keep_alive(
    store: Store, sms: SmsSender, connection: SmsConnection, *, now: datetime, real: datetime
) -> None:
    """Rotate a token that is about to die, and store the new one before anything uses it.

    The caller holds the connection's lease: two rotations at once leave a loser with a dead one.
    """
    if connection.expires_at is None or connection.expires_at - real > REFRESH_BEFORE:
        return
    try:
        fresh = sms.refresh(connection)
    except ProviderError as error:
        log.warning("sms_token_not_refreshed", extra={"reason": error.reason})
        if connection.expires_at <= real:
            _dead(store, connection, error.reason, now)
        return
    with store.begin(connection.workspace_id) as tx:
        stored = tx.sms.get()
        if stored is not None and stored.token == connection.token:
            tx.sms.save(
                replace(
                    stored,
                    token=fresh.token,
                    refresh_token=fresh.refresh_token,
                    expires_at=fresh.expires_at,
                )
            )


def _dead(store: Store, connection: SmsConnection, why: str, now: datetime) -> None:
    with store.begin(connection.workspace_id) as tx:
        stored = tx.sms.get()
        if stored is None or stored.token != connection.token:
            return  # somebody has connected it anew
        recording.sms_failed(tx, state=ConnectionState.RECONNECT, why=why, now=now)
