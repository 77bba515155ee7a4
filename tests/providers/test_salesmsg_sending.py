"""Sending a text and finding out what became of it, over HTTP against the stand-in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.domain.errors import (
    AccessRevoked,
    OutcomeUnknown,
    Permanent,
    ProviderError,
    Temporary,
)
from engine.domain.sms import SmsFailure, SmsState
from engine.ports import SmsSender
from sandbox.salesmsg.tokens import ALL_SCOPES
from tests.providers.salesmsg_client_kit import Stage, open_stage
from tests.standins.salesmsg_kit import ADA, BOB, TOKEN

SEND = "POST .*/messages"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_stage(tmp_path) as opened:
        yield opened


def test_the_client_is_what_the_engine_asks_for(stage: Stage) -> None:
    sender: SmsSender = stage.client  # checked by mypy
    assert sender.check(stage.connection).state == SmsState.ACTIVE


def test_a_text_is_sent_once_by_one_call_with_nothing_in_the_address(stage: Stage) -> None:
    sent = stage.client.send(stage.connection, to=ADA, body="Hi Ada")
    (text,) = stage.world.texts(ADA)
    assert (str(text.message_id), text.body) == (sent.message_id, "Hi Ada")
    assert sent.status == "queued"
    assert sent.conversation_id
    assert sent.created_at is not None
    (seen,) = stage.world.requests()
    assert seen.query == {}
    assert seen.body == {"number": ADA, "team_id": 7, "message": "Hi Ada"}


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ("opt_out", SmsFailure.OPTED_OUT),
        ("make_invalid", SmsFailure.INVALID_NUMBER),
        ("make_landline", SmsFailure.LANDLINE),
    ],
)
def test_a_failure_inside_a_200_is_a_refusal_of_its_kind(
    stage: Stage, trouble: str, kind: SmsFailure
) -> None:
    getattr(stage.world, trouble)(ADA)
    with pytest.raises(Permanent) as caught:
        stage.client.send(stage.connection, to=ADA, body="Hi")
    assert caught.value.kind == kind
    assert stage.world.texts() == []


def test_an_account_without_credits_says_so(stage: Stage) -> None:
    stage.world.credits(0)
    with pytest.raises(Permanent) as caught:
        stage.client.send(stage.connection, to=ADA, body="Hi")
    assert caught.value.kind == SmsFailure.NO_CREDITS


def test_an_unknown_inbox_is_a_bad_sender(stage: Stage) -> None:
    with pytest.raises(Permanent) as caught:
        stage.client.send(replace(stage.connection, team_id="999"), to=ADA, body="Hi")
    assert caught.value.kind == SmsFailure.SENDER_BAD


@pytest.mark.parametrize(
    ("fault", "texts"),
    [
        ({"kind": "drop", "when": "before"}, 0),
        ({"kind": "drop", "when": "after"}, 1),
        ({"kind": "reset", "when": "after"}, 1),
        ({"kind": "hang", "when": "after"}, 1),
        ({"kind": "drip", "when": "after"}, 1),
        ({"kind": "junk", "when": "after"}, 1),
        ({"kind": "junk", "when": "after", "payload": {"ok": True}}, 1),
        ({"kind": "junk", "when": "after", "payload": [1, 2]}, 1),
        ({"kind": "status", "status": 502, "when": "after", "payload": "<html>Bad</html>"}, 1),
        ({"kind": "status", "status": 500, "payload": {"message": None}}, 0),
        ({"kind": "status", "status": 504, "when": "after"}, 1),
        ({"kind": "status", "status": 408, "when": "after"}, 1),
        ({"kind": "status", "status": 302, "when": "after"}, 1),
    ],
)
def test_a_send_whose_answer_was_lost_is_unknown_and_never_repeated(
    stage: Stage, fault: dict[str, Any], texts: int
) -> None:
    stage.world.fault(SEND, **fault)
    with pytest.raises(OutcomeUnknown):
        stage.facing(fault).client.send(stage.connection, to=ADA, body="Hi")
    assert len(stage.world.texts(ADA)) == texts
    assert len(stage.world.requests("POST", "/messages")) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 429, "retry_after": 7}, Temporary),
        ({"kind": "status", "status": 401, "payload": {"message": "Unauthorized"}}, AccessRevoked),
        ({"kind": "status", "status": 401, "payload": "<html>Log in</html>"}, AccessRevoked),
        ({"kind": "status", "status": 403, "payload": "<html>Blocked</html>"}, Temporary),
        ({"kind": "status", "status": 422, "payload": {"message": ["No", "way"]}}, Permanent),
    ],
)
def test_a_refused_send_surely_sent_nothing(
    stage: Stage, fault: dict[str, Any], error: type[ProviderError]
) -> None:
    stage.world.fault(SEND, **fault)
    with pytest.raises(error):
        stage.client.send(stage.connection, to=ADA, body="Hi")
    assert stage.world.texts() == []


def test_a_server_that_is_away_took_nothing(stage: Stage) -> None:
    nobody = stage.with_client(api_url="http://127.0.0.1:9/pub/v2.3")
    with pytest.raises(Temporary):
        nobody.client.send(stage.connection, to=ADA, body="Hi")


@pytest.mark.parametrize(("retry_after", "least", "most"), [(7, 6.0, 7.0), (None, 59.0, 60.0)])
def test_after_a_429_no_call_is_made_for_as_long_as_asked(
    stage: Stage, retry_after: int | None, least: float, most: float
) -> None:
    stage.world.fault(SEND, "status", status=429, retry_after=retry_after)
    for _ in range(3):
        with pytest.raises(Temporary) as caught:
            stage.client.send(stage.connection, to=ADA, body="Hi")
        assert caught.value.retry_after_seconds is not None
        assert least < caught.value.retry_after_seconds <= most
    assert len(stage.world.requests()) == 1
    stage.clock.ahead_seconds += most + 0.1
    stage.client.send(stage.connection, to=ADA, body="Hi")
    assert len(stage.world.texts(ADA)) == 1


def test_the_limiter_stays_under_the_vendors_limit(stage: Stage) -> None:
    stage.world.limit_requests(60)
    for n in range(50):
        stage.client.send(stage.connection, to=ADA, body=f"text {n}")
    with pytest.raises(Temporary) as caught:
        stage.client.send(stage.connection, to=ADA, body="one too many")
    assert caught.value.retry_after_seconds is not None
    assert 0 < caught.value.retry_after_seconds <= 60
    other = replace(stage.connection, workspace_id="T2")
    stage.client.send(other, to=BOB, body="another workspace has its own account")
    assert len(stage.world.requests()) == 51


@pytest.mark.parametrize("token", ["", "nonsense", TOKEN])
def test_a_dead_token_asks_for_a_person(stage: Stage, token: str) -> None:
    stage.world.expire_token(TOKEN)
    with pytest.raises(AccessRevoked):
        stage.client.send(replace(stage.connection, token=token), to=ADA, body="Hi")


def test_a_token_without_the_scope_is_no_dead_token(stage: Stage) -> None:
    stage.world.add_token("reader", scopes=ALL_SCOPES - {"messages:write"})
    with pytest.raises(Permanent) as caught:
        stage.client.send(replace(stage.connection, token="reader"), to=ADA, body="Hi")
    assert caught.value.kind == SmsFailure.AUTH


def test_a_text_held_by_quiet_hours_counts_as_taken(stage: Stage) -> None:
    stage.world.quiet_hours(3600)
    sent = stage.client.send(stage.connection, to=ADA, body="Hi")
    assert sent.status == "queued"
    assert stage.world.texts() == []


def test_the_status_of_a_text_is_read_from_its_conversation(stage: Stage) -> None:
    stage.world.fail_at_carrier(BOB, "30007")
    for number, status, failure in (
        (ADA, "delivered", None),
        (BOB, "undelivered", SmsFailure.BLOCKED_BY_CARRIER),
    ):
        sent = stage.client.send(stage.connection, to=number, body="Hi")
        place = {"conversation_id": sent.conversation_id}
        found = stage.client.status(stage.connection, message_id=sent.message_id, **place)
        assert found is not None
        assert (found.status, found.failure) == (status, failure)
        assert stage.client.status(stage.connection, message_id="1", **place) is None
