"""Opening the store as the service does: locked, and with its tables in place."""

from collections.abc import Sequence

from storage.address import sqlite_path
from storage.locking import FileLock
from storage.store import SqlStore


def open_store(url: str, *, keys: Sequence[str], lock: bool = True) -> SqlStore:
    """Return the store at this address, migrated to this version's tables.

    With `lock` an SQLite file is kept from every other process until `close`; PostgreSQL is
    made for several. Raises Refusal for an address that can't be used, a file that another
    process has, or a database of a newer version.
    """
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(path) if path is not None and lock else None
    store = SqlStore(url, keys=keys, lock=held)
    try:
        store.migrate()
    except BaseException:
        store.close()
        raise
    return store
