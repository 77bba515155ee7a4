"""Values come back from the database as they were, on both databases alike."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, select

from engine.domain.workspace import WorkspaceSettings
from storage import address
from storage.engines import open_engines
from storage.types import EncryptedText, Json, Names, SettingsText, UtcDateTime, Words, give_keys
from tests.postgres import fresh_database
from tests.stores import DATABASES, TEST_KEY

values = Table(
    "some_values",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("instant", UtcDateTime),
    Column("secret", EncryptedText),
    Column("words", Words),
    Column("names", Names),
    Column("json", Json),
    Column("settings", SettingsText),
)

INSTANTS = st.datetimes(
    datetime(1, 1, 2),  # noqa: DTZ001 (the strategy adds the zone)
    datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
)
# What UTF-8 and PostgreSQL can hold.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(params=DATABASES, scope="module")
def connection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """A connection to a database with the table of values."""
    if request.param == "sqlite":
        yield from _connected(f"sqlite:///{tmp_path_factory.mktemp('types') / 'values.db'}")
    else:
        with fresh_database(migrated=False) as url:
            yield from _connected(url)


def _connected(url: str) -> Iterator[Connection]:
    engines = open_engines(address.read(url))
    give_keys([TEST_KEY], engines.writer.dialect)
    with engines.writer.begin() as connection:
        values.create(connection)
        yield connection
    engines.dispose()


def back(connection: Connection, name: str, value: object) -> object:
    """Return what comes back of a value that was stored in this column."""
    statement = insert(values).values({name: value}).returning(values.c.id)
    row_id = connection.execute(statement).scalar_one()
    found = connection.execute(select(values.c[name]).where(values.c.id == row_id))
    return found.scalar_one()


@given(instant=INSTANTS)
def test_an_instant_comes_back_to_the_microsecond_in_utc(
    connection: Connection, instant: datetime
) -> None:
    found = back(connection, "instant", instant)
    assert found == instant
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


@given(instants=st.lists(INSTANTS, min_size=2, max_size=5))
def test_the_database_orders_instants_as_python_does(
    connection: Connection, instants: list[datetime]
) -> None:
    connection.execute(values.delete())
    connection.execute(insert(values), [{"instant": instant} for instant in instants])
    found = connection.execute(select(values.c.instant).order_by(values.c.instant)).scalars()
    assert list(found) == sorted(instants)


def test_an_instant_without_a_zone_is_refused(connection: Connection) -> None:
    with pytest.raises(Exception, match="no time zone"):
        back(connection, "instant", datetime(2026, 1, 1))  # noqa: DTZ001 (the point)


@given(text=TEXTS)
def test_words_and_secrets_come_back_as_they_were(connection: Connection, text: str) -> None:
    assert back(connection, "words", text) == text
    assert back(connection, "secret", text) == text


@given(text=st.text(st.characters(exclude_categories=[])))
def test_what_no_database_can_keep_is_taken_out_of_words(connection: Connection, text: str) -> None:
    kept = "".join("?" if "\ud800" <= char <= "\udfff" else char for char in text if char != "\0")
    assert back(connection, "words", text) == kept


@given(value=JSONS, names=st.lists(st.text(), max_size=3).map(tuple))
def test_json_and_names_come_back_as_they_were(
    connection: Connection, value: object, names: tuple[str, ...]
) -> None:
    assert back(connection, "json", value) == value
    assert back(connection, "names", names) == names


@pytest.mark.parametrize("column", [column.name for column in values.c if column.name != "id"])
def test_nothing_comes_back_as_nothing(connection: Connection, column: str) -> None:
    assert back(connection, column, None) is None


def test_settings_of_another_version_are_read_with_defaults() -> None:
    text = '{"approver_ids":["U1"],"daily_limit":7,"was_dropped":true}'
    assert SettingsText.load(text) == WorkspaceSettings(approver_ids=("U1",), daily_limit=7)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="can't be kept"):
        Json.dump({"path": Path()})
