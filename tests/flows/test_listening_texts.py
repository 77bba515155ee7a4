"""Salesmsg posts what arrives: answered at once, believed once, in whatever order it comes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from engine.domain.enrollment import ExitReason
from engine.domain.suppression import Suppression
from engine.use_cases import connecting
from sandbox.salesmsg.world import StopArrival
from tests.flows.scenes import activated, actor_of, enrolled, enrollments, text, written
from tests.world import World, opened

PHONE = "+14155550123"
STEPS = (text("This is text 1."), text("This is text 2.", days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Texting:
    """A world in which Ada got her first text, and Salesmsg posts to us."""

    world: World
    sequence_id: int
    address: str

    def exit(self) -> ExitReason | None:
        (enrollment,) = enrollments(self.world, self.sequence_id)
        return enrollment.exit

    def suppression(self) -> Suppression | None:
        with self.world.service.store.read(self.world.workspace.team_id) as tx:
            return tx.suppressions.of([PHONE]).get(PHONE)

    def delivered(self) -> None:
        """Wait until the webhooks have come, and let them be judged."""
        assert self.world.salesmsg.settle_webhooks()
        self.world.settle()

    def cards(self) -> list[str]:
        return [each.words for each in self.world.rep.messages("sales")]


@pytest.fixture
def texting(tmp_path: Path) -> Iterator[Texting]:
    with opened(tmp_path) as world:
        store, now = world.service.store, world.service.clock.now()
        world.connect_gmail(world.rep, "rita@acme.example")
        world.salesmsg.add_token("token")
        world.salesmsg.add_team(7, "Outreach", "+12125550100")
        admin = actor_of(world, world.admin)
        sms = world.service.engine.sms
        connecting.connect_sms(store, sms, admin, token="token", team_id="7", now=now)
        address = world.service.desk.webhook_address(world.workspace.team_id)
        world.salesmsg.set_webhook(address)
        sequence_id = written(world, world.rep, steps=STEPS)
        activated(world, world.rep, sequence_id)
        enrolled(world, world.rep, sequence_id, "ada@example.com", phone=PHONE)
        world.later(hours=5)
        assert len(world.salesmsg.texts(PHONE)) == 1
        yield Texting(world=world, sequence_id=sequence_id, address=address)


def test_a_text_that_is_posted_stops_the_sequence_and_is_told(texting: Texting) -> None:
    texting.world.salesmsg.reply(PHONE, "Yes, call me <!channel>")

    texting.delivered()

    assert texting.exit() is ExitReason.REPLIED
    (card,) = texting.cards()
    assert "replied by text" in card
    assert "&lt;!channel&gt;" in card


def test_duplicates_are_told_once(texting: Texting) -> None:
    texting.world.salesmsg.webhook_habits(duplicate=True)
    message_id = texting.world.salesmsg.reply(PHONE, "Yes")
    texting.delivered()
    texting.world.salesmsg.replay_webhook(message_id or 0)

    texting.delivered()

    assert len(texting.cards()) == 1


@pytest.mark.parametrize("arrival", ["both", "message", "opt_out", "opt_out_first"])
def test_stop_is_heard_however_it_comes_and_told_once(
    texting: Texting, arrival: StopArrival
) -> None:
    texting.world.salesmsg.webhook_habits(stop_arrives_as=arrival)
    texting.world.salesmsg.reply(PHONE, "STOP")

    texting.delivered()
    texting.world.hear()

    assert texting.exit() is ExitReason.STOPPED
    assert texting.suppression() is not None
    assert len(texting.cards()) == 1
    assert "replied STOP" in texting.cards()[0]


def test_reordered_webhooks_end_as_the_contact_wanted(texting: Texting) -> None:
    texting.world.salesmsg.webhook_habits(reorder=True, stop_arrives_as="message")
    texting.world.salesmsg.reply(PHONE, "STOP")
    texting.world.later(seconds=30)
    texting.world.salesmsg.reply(PHONE, "START")

    texting.delivered()

    assert texting.suppression() is None
    assert texting.exit() is ExitReason.STOPPED


def test_what_a_lost_webhook_would_have_said_is_swept_up(texting: Texting) -> None:
    texting.world.salesmsg.webhook_habits(lose=True)
    texting.world.salesmsg.reply(PHONE, "Anybody there?")
    texting.delivered()
    assert texting.exit() is None

    texting.world.hear()

    assert texting.exit() is ExitReason.REPLIED


def test_a_probe_is_answered_and_a_wrong_secret_is_not(texting: Texting) -> None:
    wrong = texting.address[:-4] + "abcd"
    for method in ("GET", "HEAD", "POST"):
        good = requests.request(method, texting.address, data=b"", timeout=10)
        assert good.status_code == 200
        assert requests.request(method, wrong, data=b"", timeout=10).status_code == 401
    unicode = requests.post(texting.address[:-4] + "ümläut", timeout=10)
    assert unicode.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"event": 7}',
        b'{"event":"message.received","data":[]}',
        b'{"event":"message.received","data":{"message":{"id":{},"body":[]},"contact":{"number":5}}}',
        json.dumps(
            {"event": "x", "data": {"contact": {"number": "not one", "opt_out": "?"}}}
        ).encode(),
        b"[" * 50_000,
    ],
)
def test_junk_is_answered_and_changes_nothing(texting: Texting, body: bytes) -> None:
    answer = requests.post(texting.address, data=body, timeout=10)

    assert answer.status_code == 200
    texting.world.settle()
    assert texting.exit() is None
    assert texting.cards() == []
