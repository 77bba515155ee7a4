"""The keys that tokens are encrypted with at rest."""

import os
from pathlib import Path

from cryptography.fernet import Fernet

from engine.domain.errors import Refusal
from storage.address import sqlite_path

_MAKE_ONE = (
    "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
)


def load_keys(configured: str | None, database_url: str) -> list[str]:
    """Return the Fernet keys: the first encrypts, all of them decrypt.

    `configured` holds them separated by commas. Without it, SQLite has its own key in
    `<database>.key`, readable by its owner only, made when it is first needed. Raises Refusal
    for a key that is none, and for another database without keys.
    """
    if configured and configured.strip():
        return [_checked(part.strip()) for part in configured.split(",") if part.strip()]
    path = sqlite_path(database_url)
    if path is None:
        raise Refusal(
            "Set ENCRYPTION_KEYS, so that tokens can be kept encrypted."
            f" Make a key with: {_MAKE_ONE}"
        )
    return [_own_key(path.with_name(f"{path.name}.key"))]


def _checked(key: str) -> str:
    try:
        Fernet(key)
    except ValueError as error:
        raise Refusal(
            f"ENCRYPTION_KEYS holds something that is no Fernet key. Make one with: {_MAKE_ONE}"
        ) from error
    return key


def _own_key(path: Path) -> str:
    """Return the key in the file; whoever comes first makes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _checked(path.read_text(encoding="ascii").strip())
    key = Fernet.generate_key().decode()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key
