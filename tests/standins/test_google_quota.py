"""Units a minute and messages a day: refused in Google's words, and nothing has been sent."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.standins.google_kit import BOB, Google, mail, reason, running


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


@pytest.mark.parametrize(
    ("status", "word"), [(429, "rateLimitExceeded"), (403, "userRateLimitExceeded")]
)
def test_the_minutes_units_run_out_and_come_back(google: Google, status: int, word: str) -> None:
    google.world.set_switches(quota_units_per_minute=250, rate_limit_status=status)
    assert [google.send(mail()).status_code for _ in range(2)] == [200, 200]
    refused = google.send(mail())
    assert (refused.status_code, reason(refused)) == (status, word)
    assert len(google.world.delivered(BOB)) == 2
    google.clock.advance(seconds=61)
    assert google.send(mail()).status_code == 200


def test_units_are_counted_by_method_and_account(google: Google) -> None:
    google.world.set_switches(quota_units_per_minute=110)
    draft = google.draft(mail())
    assert google.send_draft(draft["id"]).status_code == 200
    assert google.gmail("GET", "/profile").status_code == 429
    assert google.events().status_code == 200
    google.world.add_account("rob@acme.example", "Rob")
    google.sign_in("rob@acme.example")
    assert google.gmail("GET", "/profile").status_code == 200


def test_the_day_s_messages_run_out_until_the_time_in_the_error(google: Google) -> None:
    google.world.set_switches(daily_send_cap=2)
    google.send(mail())
    google.clock.advance(hours=1)
    draft = google.draft(mail())
    google.send(mail())
    refused = google.send_draft(draft["id"])
    assert (refused.status_code, reason(refused)) == (429, "rateLimitExceeded")
    assert refused.json()["error"]["status"] == "RESOURCE_EXHAUSTED"
    found = re.fullmatch(
        r"User-rate limit exceeded\.  Retry after (\S+) \(Mail sending\)",
        refused.json()["error"]["message"],
    )
    assert found
    until = datetime.fromisoformat(found[1])
    assert until == google.clock.now() + timedelta(hours=23)
    assert len(google.world.delivered(BOB)) == 2
    google.clock.at = until
    assert google.send_draft(draft["id"]).status_code == 200


def test_a_cap_of_nothing_refuses_the_first_mail(google: Google) -> None:
    google.world.set_switches(daily_send_cap=0)
    assert google.send(mail()).status_code == 429
    assert google.world.delivered() == []
