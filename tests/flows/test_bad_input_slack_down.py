"""Slack has a bad day: the person is told or it is tried again, and nothing is lost."""

import logging
import uuid
from collections.abc import Iterator

import pytest

from engine.domain.notice import NewNotice, NoticeKind, NoticeState
from sandbox.slack import Result
from tests.flows.scenes import (
    NAME,
    RITA,
    enrollments,
    newest,
    setup,
    stored,
    top,
    written,
)
from tests.world import World, opened

FAULTS = {
    "a 500": {"kind": "status", "status": 500},
    "too many requests": {
        "kind": "status",
        "status": 429,
        "retry_after": 1,
        "payload": {"ok": False, "error": "ratelimited"},
    },
    "a lost connection": {"kind": "drop"},
    "a lost answer": {"kind": "drop", "when": "after"},
    "junk": {"kind": "junk"},
}
BAD_DAYS = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all: each test takes contacts of its own."""
    with opened(tmp_path_factory.mktemp("down")) as world:
        world.connect_gmail(world.rep, RITA)
        setup(world, spacing_seconds=0)
        written(world, world.rep)
        yield world


@pytest.fixture(autouse=True)
def mended(world: World) -> Iterator[None]:
    """Let Slack be well again, and leave no modal open."""
    yield
    world.slack.clear_faults()
    world.slack.switches(ack_seconds=30.0)
    if world.rep.modal():
        world.rep.close(everything=True)
    world.settle()


@pytest.fixture
def contact() -> str:
    """An address nobody has."""
    return f"{uuid.uuid4().hex[:8]}@example.com"


@BAD_DAYS
def test_a_modal_that_does_not_open_is_told(world: World, fault: dict[str, object]) -> None:
    world.slack.fault(pattern=r"/api/views\.open", times=2, **fault)

    outcome = world.rep.slash(f"open {NAME}")

    assert outcome.error is None
    assert outcome.opened or "can't be reached right now" in outcome.text
    world.slack.clear_faults()
    assert world.rep.slash(f"open {NAME}").screen


def test_a_modal_that_hangs_is_told_within_slacks_three_seconds(world: World) -> None:
    world.slack.switches(ack_seconds=3.0)
    world.slack.fault(pattern=r"/api/views\.open", kind="hang")

    outcome = world.rep.slash(f"open {NAME}")

    assert outcome.error is None
    assert "can't be reached right now" in outcome.text


@BAD_DAYS
def test_a_button_whose_modal_does_not_open_is_told_in_a_message(
    world: World, fault: dict[str, object]
) -> None:
    world.rep.open_home()
    world.slack.fault(pattern=r"/api/views\.open", times=4, **fault)

    outcome = world.rep.press_home("Open")

    assert outcome.error is None
    assert outcome.opened or "can't be reached right now" in newest(world.rep).words


def test_with_messages_down_as_well_slack_is_answered_and_the_log_knows(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.rep.open_home()
    world.slack.fault(pattern=r"/api/(views\.open|chat\.)", kind="status", status=500, times=20)

    with caplog.at_level(logging.WARNING):
        outcome = world.rep.press_home("Open")

    assert outcome.error is None
    assert "not_told" in caplog.text


@BAD_DAYS
def test_a_form_is_saved_though_the_editor_below_can_not_be_redrawn(
    world: World, fault: dict[str, object]
) -> None:
    world.rep.slash(f"open {NAME}")
    world.rep.press("Add email step")
    before = len(stored(world, 1).working.steps)
    world.rep.fill("Subject", "Third")
    world.rep.fill("Body", "Hello")
    world.slack.fault(pattern=r"/api/views\.update", times=4, **fault)

    outcome = world.rep.submit()

    assert outcome.result is Result.CLOSED
    assert len(stored(world, 1).working.steps) == before + 1


@BAD_DAYS
def test_the_result_of_slow_work_is_shown_on_a_later_try(
    world: World, contact: str, fault: dict[str, object]
) -> None:
    world.rep.slash(f"enroll {NAME}")
    world.rep.fill("CSV file", [("a.csv", f"email\n{contact}\n".encode())])
    world.rep.submit()
    world.slack.fault(pattern=r"/api/(views\.update|chat\.postMessage)", times=1, **fault)
    world.settle()
    _wait_for_retries(world)

    assert "*1 contact* will be enrolled" in top(world.rep).text


def _wait_for_retries(world: World) -> None:
    """Let what waits for another try be due now: a job's patience runs on real time."""
    with world.service.store.begin(world.workspace.team_id) as tx:
        for job_id in range(1, 100):
            tx.jobs.retry(job_id, at=world.service.clock.real())
    world.settle()


def test_a_commit_whose_answer_was_lost_is_done_once(world: World, contact: str) -> None:
    before = len(enrollments(world, 1))
    world.rep.slash(f"enroll {NAME}")
    world.rep.fill("CSV file", [("a.csv", f"email\n{contact}\n".encode())])
    world.rep.submit()
    world.rep.close()
    world.settle()
    world.rep.press_in(newest(world.rep), "Enroll")
    world.slack.fault(pattern=r"/api/chat\.postMessage", kind="status", status=500)
    world.settle()
    _wait_for_retries(world)

    assert len(enrollments(world, 1)) == before + 1
    assert "enrolled" in newest(world.rep).words


@BAD_DAYS
def test_a_notice_comes_though_its_first_try_failed(
    world: World, contact: str, fault: dict[str, object]
) -> None:
    with world.service.store.begin(world.workspace.team_id) as tx:
        replied = NewNotice(
            kind=NoticeKind.REPLIED,
            channel=world.channel,
            owner_id=world.rep.user_id,
            payload={"enrollment_id": int(contact[:8], 16), "words": f"Yes, says {contact}"},
        )
        notice = tx.notices.add(replied, at=world.service.clock.now())
    world.slack.fault(pattern=r"/api/chat\.postMessage", times=1, **fault)
    world.settle()
    with world.service.store.begin(world.workspace.team_id) as tx:
        tx.notices.save_outcome(  # its patience runs on real time: let it be over
            notice,
            state=NoticeState.WAITING,
            posted_channel=None,
            posted_ts=None,
            next_at=world.service.clock.real(),
            attempts=1,
        )
    world.settle()

    cards = [each for each in world.rep.messages("sales") if contact in each.words]

    assert len(cards) == (2 if fault.get("when") == "after" else 1)
