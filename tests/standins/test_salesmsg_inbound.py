"""Replies, opt-outs, lists of conversations, and webhooks of the stand-in."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Request, Response, StandIn
from tests.standins.salesmsg_kit import ADA, BOB, Scene, open_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        yield opened


class Ear(StandIn):
    """An address of ours that notes every event, and may refuse the first few."""

    def __init__(self, refusals: int = 0) -> None:
        super().__init__()
        self.heard: list[dict[str, Any]] = []
        self.refusals = refusals
        self.route("POST", "/hook", self._hear)

    def _hear(self, request: Request) -> Response:
        self.heard.append(request.json())
        self.refusals -= 1
        return Response(status=500 if self.refusals >= 0 else 200)

    def events(self) -> list[str]:
        return [event["event"] for event in self.heard]


@pytest.fixture
def ear(scene: Scene) -> Iterator[Ear]:
    ear = Ear()
    ear.start()
    scene.world.set_webhook(f"{ear.url}/hook?secret=s3cret")
    yield ear
    ear.stop()


def _list(scene: Scene, name: str, **more: Any) -> list[str]:
    params = {"filter": name, "limit": 100, **more}
    rows = scene.call("GET", "/conversations", params=params).json()
    return [row["contact"]["number"] for row in rows]


def test_a_reply_is_stored_as_received_and_posted(scene: Scene, ear: Ear) -> None:
    sent = scene.text(ADA, "Hi")
    reply_id = scene.world.reply(ADA, "I'm in")
    newest = scene.conversation(sent["conversation_id"])[0]
    assert (newest["id"], newest["status"], newest["body_raw"]) == (reply_id, "received", "I'm in")
    assert scene.world.settle_webhooks()
    event = ear.heard[-1]
    assert event["event"] == "message.received"
    assert event["data"]["message"]["id"] == reply_id
    assert event["data"]["contact"]["number"] == ADA
    assert event["data"]["inbox"] == {"id": 7, "name": "Outreach"}
    assert ear.events() == ["message.sent", "message.received"]


@pytest.mark.parametrize(
    ("word", "out"),
    [
        ("STOP", True),
        (" stop. ", True),
        ("stoppp", True),
        ("Unsubscribe", True),
        ("END", True),
        ("REVOKE", False),  # not in the vendor's list
        ("please stop by", False),
        ("yes", False),
    ],
)
def test_only_the_vendors_stop_words_opt_a_contact_out(scene: Scene, word: str, out: bool) -> None:
    sent = scene.text(ADA, "Hi")
    scene.world.reply(ADA, word)
    contact = scene.call("GET", f"/contacts/{sent['contact_id']}").json()
    assert contact["opt_out"] is out
    assert scene.text(ADA, "More")["status"] == ("failed" if out else "queued")


@pytest.mark.parametrize("word", ["START", "yes", "unstop"])
def test_a_start_word_reopens_an_opted_out_number(scene: Scene, word: str) -> None:
    scene.world.reply(ADA, "STOP")
    scene.world.reply(ADA, word)
    assert scene.text(ADA, "Welcome back")["status"] == "queued"


@pytest.mark.parametrize(
    ("arrival", "events"),
    [
        ("both", ["message.received", "contact.opted_out"]),
        ("message", ["message.received"]),
        ("opt_out", ["contact.opted_out"]),
        ("opt_out_first", ["contact.opted_out", "message.received"]),
    ],
)
def test_a_stop_arrives_in_any_of_the_ways_assumed(
    scene: Scene, ear: Ear, arrival: Any, events: list[str]
) -> None:
    scene.world.webhook_habits(stop_arrives_as=arrival)
    scene.world.reply(ADA, "STOP")
    assert scene.world.settle_webhooks()
    assert ear.events() == events
    assert all(event["data"]["contact"]["opt_out"] for event in ear.heard)


def test_webhooks_can_come_twice_and_out_of_order(scene: Scene, ear: Ear) -> None:
    scene.world.webhook_habits(duplicate=True, reorder=True)
    first, second = scene.world.reply(ADA, "one"), scene.world.reply(ADA, "two")
    assert scene.world.settle_webhooks()
    ids = [event["data"]["message"]["id"] for event in ear.heard]
    assert ids == [second, second, first, first]


def test_webhooks_can_be_lost_and_replayed(scene: Scene, ear: Ear) -> None:
    scene.world.webhook_habits(lose=True)
    reply_id = scene.world.reply(ADA, "one")
    assert scene.world.settle_webhooks()
    assert ear.heard == []
    scene.world.webhook_habits()
    assert reply_id is not None
    scene.world.replay_webhook(reply_id)
    assert scene.world.settle_webhooks()
    assert ear.events() == ["message.received"]


@pytest.mark.parametrize(("refusals", "statuses"), [(2, (500, 500, 200)), (9, (500,) * 4)])
def test_a_refused_webhook_is_retried_three_times(
    scene: Scene, ear: Ear, refusals: int, statuses: tuple[int, ...]
) -> None:
    ear.refusals = refusals
    scene.world.reply(ADA, "Hi")
    assert scene.world.settle_webhooks()
    assert [posting.statuses for posting in scene.world.webhooks()] == [statuses]


def test_conversations_come_newest_first_and_need_filter_and_limit(scene: Scene) -> None:
    for number in (ADA, BOB):
        scene.text(number, "Hi")
        scene.clock.advance(timedelta(minutes=1))
    assert _list(scene, "open") == [BOB, ADA]
    scene.world.reply(ADA, "Yes?")
    assert _list(scene, "open") == [ADA, BOB]
    assert _list(scene, "open", limit=1, offset=1) == [BOB]
    assert _list(scene, "open", query=BOB) == [BOB]
    assert _list(scene, "unread") == [ADA]
    assert scene.call("GET", "/conversations?limit=5").status_code == 422
    assert scene.call("GET", "/conversations?filter=open").status_code == 422


def test_conversations_can_be_asked_for_since_a_time(scene: Scene) -> None:
    scene.text(ADA, "Hi")
    scene.clock.advance(timedelta(hours=1))
    since = scene.clock.now().isoformat()
    scene.text(BOB, "Hi")
    assert _list(scene, "open", after=since) == [BOB]
    assert _list(scene, "open", before=since) == [ADA]


def test_closed_and_opted_out_conversations_leave_the_open_list(scene: Scene) -> None:
    scene.text(ADA, "Hi")
    scene.text(BOB, "Hi")
    scene.world.close_conversation(ADA)
    scene.world.opt_out(BOB)
    assert (_list(scene, "open"), _list(scene, "closed")) == ([], [ADA])
    assert _list(scene, "optout") == [BOB]
    scene.world.reply(ADA, "Still there?")
    assert _list(scene, "open") == [ADA]


def test_contacts_are_made_once_and_found_by_number(scene: Scene) -> None:
    made = scene.call("POST", "/contacts", json={"number": ADA, "first_name": "Ada"})
    assert made.status_code == 201
    taken = scene.call("POST", "/contacts", json={"number": ADA})
    assert (taken.status_code, taken.json()["contact_id"]) == (422, [made.json()["id"]])
    assert scene.call("POST", "/contacts", json={"number": "555"}).status_code == 422
    found = scene.call("GET", "/contacts/search", params={"term": ADA}).json()["results"]
    assert [contact["first_name"] for contact in found] == ["Ada"]
    conversations = f"/contacts/{made.json()['id']}/conversations"
    assert scene.call("GET", conversations).status_code == 204
    scene.text(ADA, "Hi")
    assert len(scene.call("GET", conversations).json()) == 1
    assert scene.call("GET", "/contacts/1").status_code == 404


def test_opting_out_over_the_api_is_heard_by_every_sender(scene: Scene) -> None:
    contact_id = scene.text(ADA, "Hi")["contact_id"]
    assert scene.call("PUT", f"/contacts/opt-out/{contact_id}").json()["opt_out"] is True
    assert scene.text(ADA, "More")["status"] == "failed"
    assert scene.call("PUT", f"/contacts/opt-in/{contact_id}").json()["opt_out"] is False
    assert scene.text(ADA, "More")["status"] == "queued"
