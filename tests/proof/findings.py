"""The laws, and how one was broken."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Law(StrEnum):
    """What may never happen."""

    DOUBLE = "doubles"  # somebody got a step twice
    LOST = "losses"  # somebody missed a step, or waits for ever, and nobody is asked
    WINDOW = "out of window"  # a step went out when the sequence, or the phone, was shut
    ORDER = "out of order"  # a step that was not the next one
    EXIT = "after exit"  # marked as sending after the contact's exit was committed
    PAUSE = "after pause"  # or after a pause was
    PACE = "over pace"  # sooner than the spacing, or over the limit of a day
    LATE = "begun late"  # a call when others may have been told that none is under way
    BLIND = "uncommitted"  # a call whose intent was not committed by whoever made it
    GUESS = "needless questions"  # a person is asked what could be known
    BROKEN = "broken"  # an error that nobody expected, or no end


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A law that was broken, and how."""

    law: Law
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A delivery marked as sending, and what was wrong with that."""

    seconds: float
    wall: datetime  # of the machine that did
    broken: tuple[Broken, ...]
