"""Column types: what a value is in the program, and what it is in the database."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from engine.domain.sequence import dump_content, load_content
from engine.domain.workspace import WorkspaceSettings

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# SQLite numbers rows by itself only when the key's type is spelled INTEGER.
Identity = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, kept as microseconds since 1970 in UTC: the same order on every database.

    Refuses naive datetimes with ValueError; returns aware ones in UTC.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return the microseconds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; give an aware datetime.")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


# A dialect belongs to one engine, so that stores with different keys can stand side by side.
_ciphers: WeakKeyDictionary[Dialect, "_Cipher"] = WeakKeyDictionary()


class _Cipher:
    """Fernet keys, and what they have decrypted lately: a send reads the same tokens again."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self.decrypted = lru_cache(2048)(self._decrypted)

    def encrypted(self, value: str) -> str:
        return self._fernet.encrypt(value.encode()).decode()

    def _decrypted(self, value: str) -> str:
        return self._fernet.decrypt(value).decode()


def give_keys(keys: Sequence[str], *dialects: Dialect) -> None:
    """Let these engines read what any of the Fernet keys wrote, and write with the first."""
    cipher = _Cipher(keys)
    for dialect in dialects:
        _ciphers[dialect] = cipher


class EncryptedText(TypeDecorator[str]):
    """Text that is encrypted at rest with the keys given to the engine."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the Fernet token."""
        return None if value is None else _ciphers[dialect].encrypted(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text. Raises InvalidToken when no key fits."""
        return None if value is None else _ciphers[dialect].decrypted(value)


class Words(TypeDecorator[str]):
    """Text that people wrote. What no database can keep, NUL and lone surrogates, is taken out."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return text that is valid UTF-8 without NUL."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.encode("utf-8", "replace").decode().replace("\0", "")


class Through(TypeDecorator[Any]):
    """A value that becomes text through `dump` and comes back through `load`; none stays none."""

    impl = Text
    cache_ok = True

    def __init__(self, dump: Callable[[Any], str], load: Callable[[str], Any]) -> None:
        super().__init__()
        self.dump, self.load = dump, load

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return the text."""
        return None if value is None else self.dump(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the value."""
        return None if value is None else self.load(value)


def _plain(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{value!r} can't be kept as JSON.")


def dump_json(value: Any) -> str:
    """Return compact JSON in a fixed order; the same value gives the same text."""
    return json.dumps(value, default=_plain, sort_keys=True, separators=(",", ":"))


# The steps that contacts have had: the same few lists, by the thousand.
@lru_cache(1024)
def _load_names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _dump_settings(settings: WorkspaceSettings) -> str:
    return dump_json(asdict(settings))


def _load_settings(text: str) -> WorkspaceSettings:
    data = json.loads(text)
    known = {field.name for field in fields(WorkspaceSettings)} & data.keys()
    values = {name: data[name] for name in known}
    return WorkspaceSettings(**values | {"approver_ids": tuple(data["approver_ids"])})


Json = Through(dump_json, json.loads)
Names = Through(dump_json, _load_names)
# Every send reads the same few contents and settings; what they become is never changed.
ContentText = Through(dump_content, lru_cache(256)(load_content))
SettingsText = Through(_dump_settings, lru_cache(256)(_load_settings))
