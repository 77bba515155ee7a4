"""Every test here can ask for `store`, and runs on both databases then."""

from tests.stores import store

__all__ = ["store"]
