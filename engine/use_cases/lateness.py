"""After days of downtime: what fell due long ago is asked about, not burst out.

Only the engine's own absence counts. Waiting for a cap, a window, a pause, a hold or a reconnect
is no lateness: whatever was due before the engine went down was waiting for one of those.
"""

from datetime import datetime, timedelta

from engine.domain.enrollment import HoldReason
from engine.ports import Store
from engine.use_cases import exiting

LATE_AFTER = timedelta(days=3)
PAGE = 500

DETAIL = "It was due while the app was down for days. Resume to send it now, or unenroll."


def wake_up(store: Store, *, now: datetime, real: datetime) -> int:
    """Say that the engine lives, and hold what came due more than three days ago in its absence.

    Returns how many were held. To be repeated at least every few minutes while it runs.
    """
    with store.engine() as etx:
        last_alive = etx.last_alive()
    held = 0
    if last_alive is not None and real - last_alive > LATE_AFTER:
        went_down_at = now - (real - last_alive)
        while page := _hold_page(store, went_down_at, now - LATE_AFTER, now):
            held += page
    with store.engine() as etx:
        etx.say_alive(real=real)
    return held


def _hold_page(store: Store, since: datetime, before: datetime, now: datetime) -> int:
    with store.engine() as etx:
        late = etx.due_between(since, before, limit=PAGE)
        for enrollment in late:
            tx = etx.within(enrollment.workspace_id)
            exiting.hold(tx, enrollment, HoldReason.LATE, DETAIL, now=now)
    return len(late)
