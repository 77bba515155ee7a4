"""Stand-ins for each module, and the address of a fresh database on each kind for each test."""

from collections.abc import Iterator

import pytest

from tests.engine.vendors import Vendors, running_vendors
from tests.stores import DATABASES, fresh_url


@pytest.fixture(scope="module")
def vendors() -> Iterator[Vendors]:
    """Google and Salesmsg."""
    with running_vendors() as vendors:
        yield vendors


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh, migrated database; the test runs once on each kind."""
    with fresh_url(request.param) as url:
        yield url
