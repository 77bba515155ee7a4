"""What an operator sees from outside: `/metrics` and `/readyz`, asked over HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from app import Pace, build
from bot.service import Service
from engine.clock import ShiftedClock
from engine.scheduler import Intervals
from sandbox.slack.watching import wait_for
from tests.flows.outreach import Outreach, begun
from tests.postgres import fresh_database
from tests.project.repository import rows, section, words
from tests.services import QUICK, ended
from tests.world import World, opened


@pytest.fixture
def outreach(tmp_path: Path) -> Iterator[Outreach]:
    with begun(tmp_path) as outreach:
        yield outreach


def read(world: World, name: str, **labels: str) -> float | None:
    """Return one number of `/metrics`; none where it isn't there."""
    answer = requests.get(f"{world.url}/metrics", timeout=10)
    assert answer.status_code == 200
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            if sample.name == f"sequences_{name}" and sample.labels == labels:
                return sample.value
    return None


def test_what_was_sent_is_counted_by_channel_and_kind(outreach: Outreach) -> None:
    world = outreach.world
    assert read(world, "sent_total", channel="email", kind="step") == 1
    assert read(world, "sent_total", channel="sms", kind="step") == 0
    world.later(days=4)
    assert len(outreach.to_ada()) == 2
    assert read(world, "sent_total", channel="email", kind="step") == 2


def test_what_waits_is_read_from_the_database(outreach: Outreach) -> None:
    world = outreach.world
    assert read(world, "due", channel="email") == 0
    world.clock.advance(timedelta(days=4))
    assert read(world, "due", channel="email") == 1
    assert read(world, "claimed_lanes") == 0
    assert read(world, "held", reason="mailbox") == 0
    assert read(world, "notices_waiting") == 0
    assert read(world, "inbox", state="unjudged") == 0
    assert read(world, "inbox", state="quarantined") == 0


def test_everything_that_is_counted_is_documented(outreach: Outreach) -> None:
    answer = requests.get(f"{outreach.world.url}/metrics", timeout=10)
    told = {words(name)[0] for name, _ in rows(section("ARCHITECTURE.md", "## Seen from outside"))}
    served = {family.name for family in text_string_to_metric_families(answer.text)}
    # Beside each counter the library tells since when it counts.
    assert told == {name for name in served if not name.endswith("_created")}


def test_a_lost_mail_is_counted_until_a_person_answers(outreach: Outreach) -> None:
    world = outreach.world
    world.google.fault(r"drafts/send$", "drop")
    world.later(days=4)
    (draft,) = world.google.drafts("rita@acme.example")
    world.google.delete_draft("rita@acme.example", draft.draft_id)
    world.recover()
    assert read(world, "unknown_outcomes", stage="asked") == 1
    assert read(world, "held", reason="outcome_unknown") == 1
    assert read(world, "provider_errors_total", provider="gmail", kind="unknown") == 1
    (card,) = [each for each in world.rep.dms() if "Was this email sent?" in each.words]
    world.rep.press_in(card, "It was sent")
    assert read(world, "unknown_outcomes", stage="asked") == 0


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"kind": "status", "status": 429}, "temporary"),
        ({"kind": "status", "status": 401, "times": 9}, "access_revoked"),
        ({"kind": "hang"}, "timeout"),
        ({"kind": "drip"}, "timeout"),
    ],
)
def test_what_providers_answer_badly_is_counted_by_kind(
    outreach: Outreach, fault: dict[str, Any], kind: str
) -> None:
    world = outreach.world
    world.google.fault(r"drafts/send$", **fault)
    world.later(days=4)
    assert read(world, "provider_errors_total", provider="gmail", kind=kind)


# /readyz -----------------------------------------------------------------------------------------
class SpeedingClock(ShiftedClock):
    """Its monotonic seconds can be made to jump."""

    ahead_seconds = 0.0

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        return super().monotonic() + self.ahead_seconds


def ready(service: Service) -> tuple[int, list[str]]:
    """Return the status of `/readyz` and what is missing."""
    answer = requests.get(f"http://127.0.0.1:{service.port}/readyz", timeout=30)
    return answer.status_code, answer.json()["missing"]


def started(world: World, clock: SpeedingClock, intervals: Intervals) -> Service:
    """Start the app anew, ticking by itself, and wait until it is ready."""
    ended(world.service)
    pace = Pace(times=QUICK.times, recovery=0.0, intervals=intervals)
    # On another port: the kernel lets go of a listening one only when its server's poll returns.
    settings = world.settings.model_copy(update={"port": 0})
    world.service = build(settings, clock=clock, pace=pace)
    world.service.start()
    wait_for(lambda: ready(world.service)[0] == 200 or None)
    return world.service


def test_a_tick_that_stopped_turns_the_service_unready_and_is_named(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        clock = SpeedingClock(world.clock.path)
        service = started(
            world, clock, Intervals(dispatch=0.1, recover=0.2, mail=100, calendar=200)
        )
        wait_for(lambda: read(world, "job_last_tick_timestamp_seconds", job="dispatch"))
        assert read(world, "job_last_duration_seconds", job="dispatch") is not None
        clock.ahead_seconds = 250
        wait_for(lambda: ready(service)[0] == 200 or None)
        clock.ahead_seconds = 310
        wait_for(lambda: len(ready(service)[1]) == 1 or None)
        status, (sentence,) = ready(service)
        assert status == 503
        assert sentence.startswith("the mail tick has not run for 3")
        assert requests.get(f"{world.url}/healthz", timeout=10).status_code == 200


def test_a_service_that_does_not_tick_is_not_ready(outreach: Outreach) -> None:
    assert ready(outreach.world.service) == (503, ["the dispatch tick has not run yet"])


def test_a_database_that_is_gone_turns_the_service_unready(tmp_path: Path) -> None:
    with fresh_database() as url, opened(tmp_path, database_url=url) as world:
        clock = SpeedingClock(world.clock.path)
        service = started(world, clock, Intervals(dispatch=0.1))
        with psycopg.connect(url, autocommit=True) as connection:
            name = connection.info.dbname
        with psycopg.connect(url, dbname="postgres", autocommit=True) as outside:
            outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
            outside.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            try:
                status, missing = ready(service)
                assert read(world, "database_up") == 0
            finally:
                outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())
        assert status == 503
        assert missing[0] == "the database does not answer"
        wait_for(lambda: ready(service)[0] == 200 or None)
