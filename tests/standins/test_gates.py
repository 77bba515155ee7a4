"""Gates: a request has its effect, and its answer waits until somebody opens."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from sandbox.gates import Gate
from tests.standins.google_kit import ANNA, BOB, Google, mail, running

CREATE = "POST .*/drafts$"
LONG_ENOUGH_SECONDS = 10.0


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


def until_waited_at(gate: Gate) -> None:
    deadline = time.monotonic() + LONG_ENOUGH_SECONDS
    while not gate.is_waited_at():
        assert time.monotonic() < deadline, "Nobody came to the gate."


@pytest.mark.parametrize(("when", "drafts"), [("before", 0), ("after", 1)])
def test_a_gate_holds_the_answer_before_or_after_the_effect(
    google: Google, when: str, drafts: int
) -> None:
    gate = google.world.gate(CREATE, when=when)
    assert not gate.is_waited_at()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(google.draft, mail())
        until_waited_at(gate)
        assert not answer.done()
        assert len(google.world.drafts(ANNA)) == drafts
        gate.open()
        assert answer.result(LONG_ENOUGH_SECONDS)["id"]
    assert not gate.is_waited_at()
    assert len(google.world.drafts(ANNA)) == 1


def test_others_are_served_while_one_waits(google: Google) -> None:
    gate = google.world.gate(CREATE)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(google.draft, mail())
        until_waited_at(gate)
        second = google.draft(mail())
        assert google.send_draft(second["id"]).status_code == 200
        gate.open()
        assert held.result(LONG_ENOUGH_SECONDS)["id"] != second["id"]


def test_only_the_request_that_says_the_words_waits_even_inside_a_mail(google: Google) -> None:
    gate = google.world.gate(CREATE, saying="From: .*To: carl@customer")
    google.draft(mail(to=BOB))
    assert not gate.is_waited_at()
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(google.draft, mail(to="carl@customer.example"))
        until_waited_at(gate)
        gate.open()
        held.result(LONG_ENOUGH_SECONDS)


def test_a_gate_that_was_opened_first_holds_nobody(google: Google) -> None:
    gate = google.world.gate(CREATE)
    gate.open()
    assert google.draft(mail())["id"]
    assert not gate.is_waited_at()


def test_clearing_the_faults_lets_whoever_waits_go(google: Google) -> None:
    gate = google.world.gate(CREATE)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(google.draft, mail())
        until_waited_at(gate)
        google.world.clear_faults()
        assert held.result(LONG_ENOUGH_SECONDS)["id"]


def test_a_request_that_only_waited_is_on_record_once(google: Google) -> None:
    gate = google.world.gate("GET .*/profile", when="before")
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(google.gmail, "GET", "/profile")
        until_waited_at(gate)
        gate.open()
        answer: requests.Response = held.result(LONG_ENOUGH_SECONDS)
    assert answer.status_code == 200
    asked = [one for one in google.world.requests() if one.path.endswith("/profile")]
    assert [one.status for one in asked] == [200]
