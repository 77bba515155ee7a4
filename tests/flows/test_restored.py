"""An older copy of the database is put back: nothing is sent until an admin says so."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from app import Pace
from bot.views import store_cards
from engine.scheduler import Intervals
from handlers import ROUTES
from sandbox.slack import SeenMessage
from sandbox.slack.watching import wait_for
from tests.flows.forging import Ids
from tests.flows.outreach import Outreach, begun
from tests.flows.test_rights import answer_to
from tests.flows.test_watching import read
from tests.services import QUICK
from tests.stores import sqlite_url
from tests.world import World

TICKING = Pace(
    times=QUICK.times,
    recovery=0.0,
    intervals=Intervals(dispatch=0.05, work=0.05, notices=0.05, recover=0.1, witness=0.1),
)
QUESTION = "Sending is paused: this database looks like an older backup."


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The database's file, and what is done with it while the app is down."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "sequences.db"

    def back_up(self) -> None:
        shutil.copy(self.database, self.folder / "backup")

    def put_back(self) -> None:
        shutil.copy(self.folder / "backup", self.database)
        for rest in self.folder.glob("sequences.db-*"):
            rest.unlink()


@pytest.fixture
def outreach(tmp_path: Path) -> Iterator[Outreach]:
    """The first of two mails is out; the admin has used the app before."""
    with begun(tmp_path, database_url=sqlite_url(tmp_path)) as outreach:
        outreach.world.admin.slash("setup")
        outreach.world.admin.close(everything=True)
        outreach.world.settle()
        yield outreach


def exchanged(world: World, change: Callable[[Files], None], pace: Pace | None = None) -> None:
    """Stop the app, change its files, and start it."""
    world.stop()
    change(Files(folder=Path(world.clock.path).parent))
    world.start(pace)


def restored(outreach: Outreach, pace: Pace | None = None) -> None:
    """Put a database back that the app has been started on since."""
    exchanged(outreach.world, Files.back_up)
    exchanged(outreach.world, Files.put_back, pace)


def missing(world: World) -> list[str]:
    """Return what `/readyz` says is missing; it is no 200."""
    answer = requests.get(f"{world.url}/readyz", timeout=10)
    assert answer.status_code == 503
    found: list[str] = answer.json()["missing"]
    return found


def questions(world: World) -> list[SeenMessage]:
    return [each for each in world.admin.dms() if QUESTION in each.words]


def dispatches(world: World) -> float:
    """Return how often the engine has had occasion to send."""
    last = world.service.ticking.ticks.last().get("dispatch")
    return last.at.timestamp() if last else 0.0


def test_nothing_is_sent_before_the_admin_answers_and_then_sending_goes_on(
    outreach: Outreach,
) -> None:
    world = outreach.world
    restored(outreach, TICKING)
    world.clock.advance(timedelta(days=4))
    before = wait_for(lambda: dispatches(world))
    wait_for(lambda: dispatches(world) > before + 1.0)
    assert len(outreach.to_ada()) == 1
    assert any("looks like an older backup" in each for each in missing(world))
    assert read(world, "may_send") == 0
    (card,) = wait_for(lambda: questions(world))
    assert card.buttons() == ["Go on sending", "Stay paused"]

    world.admin.press_in(card, "Go on sending")

    wait_for(lambda: len(outreach.to_ada()) == 2)
    wait_for(lambda: requests.get(f"{world.url}/readyz", timeout=10).status_code == 200)
    assert read(world, "may_send") == 1
    (card,) = questions(world)
    assert card.buttons() == []
    assert f"<@{world.admin.user_id}> said to go on sending" in card.words


def test_who_stays_paused_stays_so_over_restarts_and_can_go_on_later(outreach: Outreach) -> None:
    world = outreach.world
    restored(outreach)
    world.settle()
    world.admin.press_in(questions(world)[0], "Stay paused")
    for _ in range(2):
        exchanged(world, lambda files: None)
        world.later(days=2)
        assert len(outreach.to_ada()) == 1
    (card,) = questions(world)  # asked once, however often it is started
    assert "said to stay paused" in card.words

    world.admin.press_in(card, "Go on sending")
    world.service.keeper.look()
    world.settle()

    assert len(outreach.to_ada()) == 2


def test_replies_are_heard_while_sending_is_paused(outreach: Outreach) -> None:
    restored(outreach)
    assert "Yes, gladly." in outreach.replied("Yes, gladly.").words


def test_restarts_kills_and_a_lost_witness_ask_nobody(outreach: Outreach) -> None:
    world = outreach.world
    for change in (lambda files: None, forgotten, lambda files: None):
        exchanged(world, change)
        assert world.service.keeper.complaint() is None
    world.later(days=4)
    assert len(outreach.to_ada()) == 2
    assert questions(world) == []


def forgotten(files: Files) -> None:
    (files.folder / "sequences.db.witness").unlink()


def test_a_new_database_in_the_place_of_an_old_one_asks_nobody(outreach: Outreach) -> None:
    exchanged(outreach.world, lambda files: files.database.unlink())
    assert outreach.world.service.keeper.complaint() is None


@pytest.mark.parametrize("name", [store_cards.GO_ON_ACTION, store_cards.STAY_ACTION])
def test_whoever_is_no_admin_decides_nothing(outreach: Outreach, name: str) -> None:
    world = outreach.world
    restored(outreach)
    (route,) = [each for each in ROUTES if each.name == name]
    for person in (world.rep, world.manager):
        assert "Only Slack admins" in answer_to(world, person, route, Ids())
    world.service.keeper.look()
    world.later(days=4)
    assert len(outreach.to_ada()) == 1
    (card,) = questions(world)
    assert card.buttons() == ["Go on sending", "Stay paused"]
