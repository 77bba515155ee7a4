"""What the stand-in does with a text: the vendor's habits, the bad ones first."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.standins.salesmsg_kit import ADA, BOB, OUR_NUMBER, TEAM_ID, TOKEN, Scene, open_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        yield opened


def test_a_text_reaches_the_phone_and_the_ledger_says_when(scene: Scene) -> None:
    sent = scene.text(ADA, "Hi Ada")
    (text,) = scene.world.texts(ADA)
    assert (text.to, text.sender, text.body) == (ADA, OUR_NUMBER, "Hi Ada")
    assert text.message_id == sent["id"]
    assert abs(text.at - scene.clock.now()) < timedelta(seconds=30)
    assert text.at.utcoffset() == timedelta(0)
    assert list(scene.world.phones()) == [ADA]


def test_the_same_call_twice_makes_two_texts(scene: Scene) -> None:
    first, second = scene.text(ADA, "Hi"), scene.text(ADA, "Hi")
    assert first["id"] < second["id"]
    assert first["conversation_id"] == second["conversation_id"]
    assert len(scene.world.texts(ADA)) == 2


def test_the_first_status_is_queued_and_the_next_look_finds_it_delivered(scene: Scene) -> None:
    sent = scene.text(ADA, "Hi")
    assert sent["status"] == "queued"
    (later,) = scene.conversation(sent["conversation_id"])
    assert later["status"] == "delivered"


def test_the_body_comes_back_escaped_and_body_raw_plain(scene: Scene) -> None:
    sent = scene.text(ADA, "I'm <here>\n& you?")
    assert sent["body"] == "I&#039;m &lt;here&gt;<br>&amp; you?"
    assert sent["body_raw"] == "I'm <here>\n& you?"


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("opt_out", "21610: Recipient has unsubscribed"),
        ("make_invalid", "21211: Invalid 'To' number"),
        ("make_landline", "30006: Landline or unreachable carrier"),
    ],
)
def test_a_number_that_cannot_be_texted_fails_inside_a_200(
    scene: Scene, trouble: str, reason: str
) -> None:
    getattr(scene.world, trouble)(ADA)
    sent = scene.text(ADA, "Hi")
    assert (sent["status"], sent["failed_reason"]) == ("failed", reason)
    assert scene.world.texts() == []


def test_without_credits_nothing_goes_out_and_nothing_comes_in(scene: Scene) -> None:
    scene.world.credits(1)
    assert scene.text(ADA, "one")["status"] == "queued"
    assert scene.text(ADA, "two")["status"] == "failed"
    assert scene.world.reply(ADA, "hello?") is None
    scene.world.credits(None)
    assert scene.world.reply(ADA, "hello?") is not None
    assert [text.body for text in scene.world.texts()] == ["one"]


def test_held_delivery_stays_queued_until_released(scene: Scene) -> None:
    scene.world.hold_delivery()
    sent = scene.text(ADA, "Hi")
    scene.clock.advance(timedelta(days=1))
    assert scene.conversation(sent["conversation_id"])[0]["status"] == "queued"
    assert scene.world.texts() == []
    scene.world.hold_delivery(False)
    assert scene.conversation(sent["conversation_id"])[0]["status"] == "delivered"
    assert len(scene.world.texts(ADA)) == 1


def test_delivery_can_take_its_time(scene: Scene) -> None:
    scene.world.delay_delivery(600)
    sent = scene.text(ADA, "Hi")
    assert scene.conversation(sent["conversation_id"])[0]["status"] == "sent"
    scene.clock.advance(timedelta(minutes=11))
    assert scene.conversation(sent["conversation_id"])[0]["status"] == "delivered"


def test_quiet_hours_hold_a_text_until_they_end(scene: Scene) -> None:
    scene.world.quiet_hours(3600)
    sent = scene.text(ADA, "Hi")
    assert sent["status"] == "scheduled"
    assert scene.world.texts() == []
    scene.clock.advance(timedelta(hours=2))
    assert len(scene.world.texts(ADA)) == 1


def test_an_opt_out_during_the_quiet_hours_fails_the_held_text(scene: Scene) -> None:
    scene.world.quiet_hours(3600)
    sent = scene.text(ADA, "Hi")
    scene.world.opt_out(ADA)
    scene.clock.advance(timedelta(hours=2))
    assert scene.conversation(sent["conversation_id"])[0]["status"] == "failed"
    assert scene.world.texts() == []


def test_a_carrier_may_lose_an_accepted_text(scene: Scene) -> None:
    scene.world.fail_at_carrier(ADA, "30007")
    sent = scene.text(ADA, "Hi")
    assert sent["status"] == "queued"
    (later,) = scene.conversation(sent["conversation_id"])
    assert later["status"] == "undelivered"
    assert later["failed_reason"].startswith("30007")
    assert scene.world.texts() == []


def test_send_at_holds_a_text_until_then(scene: Scene) -> None:
    due = scene.clock.now() + timedelta(hours=1)
    fields = {"number": ADA, "team_id": TEAM_ID, "message": "Hi", "send_at": due.isoformat()}
    assert scene.call("POST", "/messages", json=fields).json()["status"] == "scheduled"
    assert scene.world.texts() == []
    scene.clock.advance(timedelta(hours=1, seconds=1))
    assert len(scene.world.texts(ADA)) == 1


@pytest.mark.parametrize("place", ["json", "params"])
def test_write_fields_count_in_the_body_or_the_query_and_it_is_noted_where(
    scene: Scene, place: str
) -> None:
    fields = {"number": ADA, "team_id": str(TEAM_ID), "message": "Hi"}
    more: dict[str, Any] = {place: fields}
    assert scene.call("POST", "/messages", **more).status_code == 200
    (seen,) = scene.world.requests("POST", "/messages")
    assert (seen.body, seen.query) == ((fields, {}) if place == "json" else ({}, fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"team_id": TEAM_ID, "message": "Hi"},
        {"number": ADA, "message": "Hi"},
        {"number": ADA, "team_id": TEAM_ID, "message": " "},
        {"number": ADA, "team_id": 999, "message": "Hi"},
    ],
)
def test_a_missing_field_or_unknown_team_is_a_422(scene: Scene, fields: dict[str, object]) -> None:
    answer = scene.call("POST", "/messages", json=fields)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert scene.world.texts() == []


def test_a_conversation_pages_newest_first(scene: Scene) -> None:
    sent = [scene.text(ADA, f"text {n}") for n in range(5)]
    conversation_id = sent[0]["conversation_id"]
    path = f"/messages/{conversation_id}/paginated"
    page = scene.call("GET", path, params={"page": 2, "per_page": 2}).json()
    assert [row["body"] for row in page["data"]] == ["text 2", "text 1"]
    assert page["meta"] == {"current_page": 2, "last_page": 3, "per_page": 2, "total": 5}


def test_the_id_in_a_message_path_is_a_conversations(scene: Scene) -> None:
    sent = scene.text(ADA, "Hi")
    conversation_id = sent["conversation_id"]
    again = scene.call("POST", f"/messages/{conversation_id}", json={"message": "Again"})
    assert again.json()["conversation_id"] == conversation_id
    wrong = scene.call("POST", f"/messages/{sent['id']}", json={"message": "Lost"})
    assert wrong.status_code == 404


def test_a_dropped_answer_hides_a_text_that_was_sent(scene: Scene) -> None:
    scene.world.fault("POST .*/messages", "drop", when="after")
    with pytest.raises(requests.ConnectionError):
        scene.text(ADA, "Hi")
    assert len(scene.world.texts(ADA)) == 1


def test_a_connection_dropped_before_acting_sends_nothing(scene: Scene) -> None:
    scene.world.fault("POST .*/messages", "reset", when="before")
    with pytest.raises(requests.ConnectionError):
        scene.text(ADA, "Hi")
    assert scene.world.texts() == []
    assert len(scene.world.requests("POST", "/messages")) == 1


@pytest.mark.parametrize(
    ("fault", "status", "start"),
    [
        ({"kind": "junk"}, 200, "<html>"),
        ({"kind": "status", "status": 500, "payload": {"message": None}}, 500, '{"message": null'),
    ],
)
def test_junk_and_gateway_failures_can_be_ordered(
    scene: Scene, fault: dict[str, object], status: int, start: str
) -> None:
    scene.world.fault("GET .*/user", str(fault.pop("kind")), **fault)
    answer = scene.call("GET", "/user")
    assert (answer.status_code, answer.text[: len(start)]) == (status, start)
    assert scene.call("GET", "/user").json()["email"] == "sam@example.com"


def test_a_teammates_own_text_stands_in_the_same_conversation(scene: Scene) -> None:
    sent = scene.text(ADA, "From the engine")
    by_hand = scene.world.text_by_hand(ADA, "From a person")
    rows = scene.conversation(sent["conversation_id"])
    assert [row["id"] for row in rows] == [by_hand, sent["id"]]
    assert [row["source"] for row in rows] == ["web", "api"]


def test_texts_of_two_phones_are_kept_apart(scene: Scene) -> None:
    scene.text(ADA, "Hi Ada")
    scene.text(BOB, "Hi Bob")
    assert {n: [t.body for t in texts] for n, texts in scene.world.phones().items()} == {
        ADA: ["Hi Ada"],
        BOB: ["Hi Bob"],
    }
    assert scene.call("GET", "/user", token=TOKEN).status_code == 200
