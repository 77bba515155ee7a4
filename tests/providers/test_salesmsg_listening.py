"""Hearing contacts: the look before a send, and the sweep."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.domain.errors import Permanent, Temporary
from engine.domain.sms import SmsFailure, SmsText
from tests.providers.salesmsg_client_kit import Stage, open_stage
from tests.standins.salesmsg_kit import ADA, BOB


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_stage(tmp_path) as opened:
        opened.world.limit_requests(None)
        yield opened


def _words(texts: tuple[SmsText, ...]) -> list[str]:
    return [text.body for text in texts]


def test_the_look_sees_a_reply_that_came_just_before_the_send(stage: Stage) -> None:
    stage.client.send(stage.connection, to=ADA, body="First")
    since = stage.clock.now()
    assert stage.client.conversation(stage.connection, number=ADA, since=since) == ()
    reply_id = stage.world.reply(ADA, "I'm <in>\n& you?")
    (text,) = stage.client.conversation(stage.connection, number=ADA, since=since)
    assert (text.message_id, text.number) == (str(reply_id), ADA)
    assert text.body == "I'm <in>\n& you?"
    assert text.received_at >= since
    assert not text.opted_out


def test_the_look_costs_one_request_once_the_conversation_is_known(stage: Stage) -> None:
    stage.client.send(stage.connection, to=ADA, body="First")
    before = len(stage.world.requests())
    stage.client.conversation(stage.connection, number=ADA, since=stage.clock.now())
    assert len(stage.world.requests()) - before == 1


def test_a_number_nobody_texted_has_said_nothing(stage: Stage) -> None:
    since = stage.clock.now() - timedelta(days=1)
    assert stage.client.conversation(stage.connection, number=ADA, since=since) == ()
    stage.world.reply(BOB, "Hello?")
    assert stage.client.conversation(stage.connection, number=ADA, since=since) == ()
    heard = stage.client.conversation(stage.connection, number=BOB, since=since)
    assert _words(heard) == ["Hello?"]


def test_older_texts_are_passed_over_and_the_rest_comes_oldest_first(stage: Stage) -> None:
    stage.world.reply(ADA, "long ago")
    stage.scene.clock.advance(timedelta(days=1))
    since = stage.clock.now()
    for n in range(120):  # more than a page
        stage.world.reply(ADA, f"reply {n}")
    heard = stage.client.conversation(stage.connection, number=ADA, since=since)
    assert _words(heard) == [f"reply {n}" for n in range(120)]


def test_a_conversation_that_is_gone_is_looked_up_anew(stage: Stage) -> None:
    stage.client.send(stage.connection, to=ADA, body="First")
    stage.world.reply(ADA, "Hello")
    gone: dict[str, Any] = {"kind": "status", "status": 404, "payload": {"message": "Not found"}}
    stage.world.fault("GET .*/paginated", **gone)
    since = stage.clock.now() - timedelta(minutes=1)
    heard = stage.client.conversation(stage.connection, number=ADA, since=since)
    assert _words(heard) == ["Hello"]
    stage.world.fault("GET .*/paginated", **gone, times=2)
    with pytest.raises(Temporary):
        stage.client.conversation(stage.connection, number=ADA, since=since)


def test_a_look_that_saw_an_opt_out_stops_the_send_before_it_leaves(stage: Stage) -> None:
    stage.client.send(stage.connection, to=ADA, body="First")
    stage.scene.clock.advance(timedelta(days=1))
    stage.world.opt_out(ADA)
    stage.client.conversation(stage.connection, number=ADA, since=stage.clock.now())
    for _ in range(2):
        with pytest.raises(Permanent) as caught:
            stage.client.send(stage.connection, to=ADA, body="Second")
        assert caught.value.kind == SmsFailure.OPTED_OUT
    assert len(stage.world.requests("POST", "/messages")) == 1


def test_a_look_after_start_lets_texts_go_out_again(stage: Stage) -> None:
    since = stage.clock.now()
    stage.world.reply(ADA, "STOP")
    (text,) = stage.client.conversation(stage.connection, number=ADA, since=since)
    assert text.opted_out
    stage.world.reply(ADA, "START")
    stage.client.conversation(stage.connection, number=ADA, since=since)
    stage.client.send(stage.connection, to=ADA, body="Welcome back")
    assert len(stage.world.texts(ADA)) == 1


@pytest.mark.parametrize(
    "fault", [{"kind": "drop"}, {"kind": "hang"}, {"kind": "junk"}, {"kind": "status"}]
)
def test_a_look_that_fails_is_never_taken_for_silence(stage: Stage, fault: dict[str, Any]) -> None:
    stage.client.send(stage.connection, to=ADA, body="First")
    stage.world.fault("GET .*", **fault, times=2)  # a kept connection is tried anew
    with pytest.raises(Temporary):
        stage.facing(fault).client.conversation(
            stage.connection, number=ADA, since=stage.clock.now()
        )


def test_the_sweep_hears_everybody_whatever_list_they_are_in(stage: Stage) -> None:
    people = {ADA: "hello", BOB: "STOP", "+15555550125": "closing", "+15555550126": "new here"}
    for number in list(people)[:3]:
        stage.client.send(stage.connection, to=number, body="First")
    since = stage.clock.now()
    for number, words in people.items():
        stage.world.reply(number, words)
    stage.world.close_conversation("+15555550125")
    heard = stage.client.sweep(stage.connection, since=since)
    assert {text.number: text.body for text in heard} == people
    assert [text.number for text in heard if text.opted_out] == [BOB]
    assert list(heard) == sorted(heard, key=lambda text: text.received_at)


def test_the_sweep_reads_only_what_changed(stage: Stage) -> None:
    stage.world.reply(ADA, "long ago")
    stage.scene.clock.advance(timedelta(hours=1))
    since = stage.clock.now()
    stage.world.reply(BOB, "just now")
    assert _words(stage.client.sweep(stage.connection, since=since)) == ["just now"]
    assert len(stage.world.requests("GET", "/paginated")) == 1


def test_the_sweep_goes_over_more_than_one_page_of_conversations(stage: Stage) -> None:
    since = stage.clock.now()
    numbers = [f"+1555555{n:04}" for n in range(1000, 1103)]
    for number in numbers:
        stage.world.reply(number, "hi")
    roomy = stage.with_client(per_minute=1000)
    heard = roomy.client.sweep(stage.connection, since=since)
    assert sorted(text.number for text in heard) == numbers


def test_a_sweep_that_ran_out_of_requests_goes_on_where_it_stopped(stage: Stage) -> None:
    since = stage.clock.now()
    for n in range(60):
        stage.world.reply(f"+1555555{n + 1000:04}", f"reply {n}")
    stage.scene.clock.advance(timedelta(minutes=10))
    with pytest.raises(Temporary) as caught:
        stage.client.sweep(stage.connection, since=since)
    assert caught.value.retry_after_seconds is not None
    stage.clock.ahead_seconds += caught.value.retry_after_seconds + 60
    heard = stage.client.sweep(stage.connection, since=since)
    assert sorted(_words(heard)) == sorted(f"reply {n}" for n in range(60))
    assert len(stage.world.requests("GET", "/paginated")) == 60


def test_a_sweep_leaves_requests_for_the_sends(stage: Stage) -> None:
    for n in range(60):
        stage.world.reply(f"+1555555{n + 1000:04}", "hi")
    with pytest.raises(Temporary):
        stage.client.sweep(stage.connection, since=stage.clock.now() - timedelta(minutes=5))
    for n in range(10):
        stage.client.send(stage.connection, to=ADA, body=f"text {n}")


def test_an_opt_out_of_ours_is_told_to_salesmsg(stage: Stage) -> None:
    assert stage.client.opt_out(stage.connection, number=ADA) is False
    stage.client.send(stage.connection, to=ADA, body="First")
    assert stage.client.opt_out(stage.connection, number=ADA) is True
    with pytest.raises(Permanent) as caught:
        stage.client.send(stage.connection, to=ADA, body="Second")
    assert caught.value.kind == SmsFailure.OPTED_OUT
