"""A text whose answer was lost: looked for in its conversation, never sent again."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.domain.errors import OutcomeUnknown, ProviderError
from tests.providers.salesmsg_client_kit import Stage, open_stage
from tests.standins.salesmsg_kit import ADA, BOB, TOKEN

SEND = "POST .*/messages"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_stage(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("body", ["Hi Ada", 'I\'m <here> & "there"\nnext line', "naïve – “ok” 😀"])
@pytest.mark.parametrize("restarted", [False, True])
def test_a_lost_text_is_found_by_its_words(stage: Stage, body: str, restarted: bool) -> None:
    began = stage.clock.now()
    stage.world.fault(SEND, "drop", when="after")
    with pytest.raises(OutcomeUnknown):
        stage.client.send(stage.connection, to=ADA, body=body)
    finder = stage.with_client() if restarted else stage
    (found,) = finder.client.find_sent(stage.connection, to=ADA, body=body, since=began)
    assert found.message_id == str(stage.world.texts(ADA)[0].message_id)
    assert found.status == "delivered"


def test_a_text_that_never_arrived_is_not_found(stage: Stage) -> None:
    began = stage.clock.now()
    look: dict[str, Any] = {"to": ADA, "body": "Hi", "since": began}
    assert stage.client.find_sent(stage.connection, **look) == ()
    stage.world.fault(SEND, "drop", when="before")
    with pytest.raises(OutcomeUnknown):
        stage.client.send(stage.connection, to=ADA, body="Hi")
    stage.client.send(stage.connection, to=ADA, body="Something else")
    stage.client.send(stage.connection, to=BOB, body="Hi")
    stage.world.reply(ADA, "Hi")
    assert stage.client.find_sent(stage.connection, **look) == ()


def test_an_older_text_with_the_same_words_is_not_taken_for_it(stage: Stage) -> None:
    stage.client.send(stage.connection, to=ADA, body="Hi")
    stage.scene.clock.advance(timedelta(days=2))
    look: dict[str, Any] = {"to": ADA, "body": "Hi", "since": stage.clock.now()}
    assert stage.client.find_sent(stage.connection, **look) == ()


def test_two_texts_with_the_same_words_are_both_shown_oldest_first(stage: Stage) -> None:
    sent = [stage.client.send(stage.connection, to=ADA, body="Hi") for _ in range(2)]
    since = stage.clock.now() - timedelta(minutes=5)
    found = stage.client.find_sent(stage.connection, to=ADA, body="Hi", since=since)
    assert [each.message_id for each in found] == [each.message_id for each in sent]


def test_a_text_that_failed_is_not_found_as_sent(stage: Stage) -> None:
    stage.world.make_landline(ADA)
    stage.world.fault(SEND, "drop", when="after")
    began = stage.clock.now()
    with pytest.raises(OutcomeUnknown):
        stage.client.send(stage.connection, to=ADA, body="Hi")
    assert stage.client.find_sent(stage.connection, to=ADA, body="Hi", since=began) == ()


def test_neither_tokens_nor_words_nor_numbers_reach_the_log_or_an_error(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    said = ""
    for fault in ({"kind": "drop"}, {"kind": "hang"}, {"kind": "status", "status": 500}):
        stage.world.fault(".*", **fault, times=1)
        with pytest.raises(ProviderError) as caught:
            stage.facing(fault).client.find_sent(
                stage.connection, to=ADA, body="secret words", since=stage.clock.now()
            )
        said += repr(caught.value) + repr(caught.value.__context__)
    said += caplog.text + repr(stage.connection)
    assert not [part for part in (TOKEN, "secret words", ADA, ADA[1:]) if part in said]
