"""A scene on a fresh SQLite file, or on both databases for what depends on them."""

from collections.abc import Iterator

import pytest

from tests.engine.vendors import Vendors, running_vendors
from tests.stores import DATABASES, fresh_url


@pytest.fixture(scope="module")
def running() -> Iterator[Vendors]:
    """Google and Salesmsg, shared by a module's tests."""
    with running_vendors() as vendors:
        yield vendors


@pytest.fixture
def vendors(running: Vendors) -> Iterator[Vendors]:
    """Google and Salesmsg on a good day."""
    yield running
    running.google.clear_faults()
    running.salesmsg.clear_faults()


@pytest.fixture
def url() -> Iterator[str]:
    """A fresh, migrated SQLite file."""
    with fresh_url("sqlite") as url:
        yield url


@pytest.fixture(params=DATABASES)
def any_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh, migrated database; the test runs once on each kind."""
    with fresh_url(request.param) as url:
        yield url
