"""Is this the database that was worked with last? A witness outside of it remembers.

A mark says which store it is and how far it had come: it is counted up at every start and every
minute. The database's own is committed first and the witness written after it, so that whatever
is killed in between leaves a witness that is behind. One that is ahead saw what this database
has never been through: it was copied back from earlier.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

# A look an admin has answered lies behind us for whatever witness saw it, on any machine: two
# years of minutes are more than any of them can be ahead.
LEAP = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Which store, and how far it had come."""

    store_id: str
    epoch: int


class Doubt(StrEnum):
    """Why sending waits for an admin's word."""

    COPY = "copy"  # another store than the witness knows
    OLDER = "older"  # this store, from before the witness last saw it


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreState:
    """What a database says of itself."""

    mark: Mark
    doubt: Doubt | None = None  # while an admin is asked
    doubted_at: datetime | None = None  # UTC, real time
    seen: Mark | None = None  # what the witness said that raised the doubt
    accepted_id: str | None = None  # the store that this one has taken the place of


def judge(witness: Mark | None, store: StoreState, *, has_work: bool) -> Doubt | None:
    """Return what is doubtful about the store; nothing when it may be worked with.

    No witness is adopted: a fresh replica, a fresh machine. So is a store without any enrollment,
    `has_work` being false: it has nothing to send.
    """
    if witness is None or not has_work:
        return None
    if witness.store_id == store.mark.store_id:
        return Doubt.OLDER if store.mark.epoch < witness.epoch else None
    return None if witness.store_id == store.accepted_id else Doubt.COPY


def counted(store: StoreState) -> StoreState:
    """Return the store one step further."""
    return replace(store, mark=replace(store.mark, epoch=store.mark.epoch + 1))


def doubted(store: StoreState, doubt: Doubt, witness: Mark, at: datetime) -> StoreState:
    """Return the store in doubt. Of several witnesses, the one that is furthest ahead counts."""
    seen = store.seen
    if seen is None or seen.store_id != witness.store_id or seen.epoch < witness.epoch:
        seen = witness
    return replace(store, doubt=doubt, doubted_at=store.doubted_at or at, seen=seen)


def trusted(store: StoreState) -> StoreState:
    """Return the store that an admin has said to go on with, ahead of what any witness saw."""
    ahead = max(store.mark.epoch, store.seen.epoch if store.seen else 0) + LEAP
    other = store.seen.store_id if store.seen and store.doubt is Doubt.COPY else None
    return StoreState(mark=replace(store.mark, epoch=ahead), accepted_id=other or store.accepted_id)
