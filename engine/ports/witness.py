"""What remembers, outside of the database, which one was worked with last."""

from typing import Protocol

from engine.domain.witness import Mark


class Witness(Protocol):
    """A memory on this machine, shared by the replicas on it."""

    def read(self) -> Mark | None:
        """Return what was remembered; none when there is nothing yet."""
        ...

    def write(self, mark: Mark) -> None:
        """Remember it, unless the same store is remembered as further ahead.

        Only what the database has committed may be written: a witness must never be ahead.
        """
        ...
