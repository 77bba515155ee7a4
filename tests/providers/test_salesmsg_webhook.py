"""What Salesmsg posts to us: read, doubted, and never broken by."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.sms import SmsText
from engine.providers.salesmsg_webhook import SmsOptOut, parse_webhook
from sandbox.server import Request, Response, StandIn
from tests.providers.salesmsg_client_kit import Stage, open_stage
from tests.standins.salesmsg_kit import ADA


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_stage(tmp_path) as opened:
        yield opened


class Ear(StandIn):
    """Our webhook's address: keeps the raw bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[bytes] = []
        self.route("POST", "/hook", self._hear)

    def _hear(self, request: Request) -> Response:
        self.heard.append(request.body)
        return Response()


@pytest.mark.parametrize(
    ("arrival", "expected"),
    [
        ("both", ["text", "opt-out"]),
        ("message", ["text"]),
        ("opt_out", ["opt-out"]),
        ("opt_out_first", ["opt-out", "text"]),
    ],
)
def test_a_stop_is_heard_in_whatever_way_it_is_posted(
    stage: Stage, arrival: Any, expected: list[str]
) -> None:
    ear = Ear()
    ear.start()
    stage.world.set_webhook(f"{ear.url}/hook")
    stage.world.webhook_habits(stop_arrives_as=arrival)
    reply_id = stage.world.reply(ADA, "STOP")
    assert stage.world.settle_webhooks()
    ear.stop()
    heard = [parse_webhook(raw, arrived_at=stage.clock.now()) for raw in ear.heard]
    assert ["text" if isinstance(each, SmsText) else "opt-out" for each in heard] == expected
    for each in heard:
        assert each is not None
        assert each.number == ADA
        if isinstance(each, SmsText):
            assert (each.message_id, each.body, each.opted_out) == (str(reply_id), "STOP", True)


CONTACT = {"id": 5, "number": ADA, "opt_out": False}
INBOUND = {"id": 9, "conversation_id": 3, "status": "received", "body": "I&#039;m in<br>ok"}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"event": "message.sent", "data": {"message": {"id": 1}, "contact": CONTACT}}, None),
        ({"event": "contact.updated", "data": {"contact": CONTACT}}, None),
        (
            {"event": "contact.updated", "data": {"contact": {**CONTACT, "opt_out": True}}},
            SmsOptOut(number=ADA),
        ),
        ({"event": "call.received", "data": {"message": {**INBOUND, "type": "call"}}}, None),
        ({"event": "message.received", "data": {"message": INBOUND}}, None),  # from nobody
        ({"event": "unknown", "data": []}, None),
        ({"event": "unknown"}, None),
        ([], None),
        ("text", None),
    ],
)
def test_events_that_bring_no_words_are_ignored_unless_they_opt_out(
    stage: Stage, event: Any, expected: SmsOptOut | None
) -> None:
    raw = json.dumps(event).encode()
    assert parse_webhook(raw, arrived_at=stage.clock.now()) == expected


@pytest.mark.parametrize("left_out", ["time", "status"])
def test_an_event_without_time_or_status_is_heard_all_the_same(stage: Stage, left_out: str) -> None:
    now = stage.clock.now()
    posted = {**INBOUND, "created_at": now.isoformat()}
    del posted["created_at" if left_out == "time" else "status"]
    event = {"event": "message.received", "data": {"message": posted, "contact": CONTACT}}
    heard = parse_webhook(json.dumps(event).encode(), arrived_at=now)
    assert heard == SmsText(
        message_id="9", conversation_id="3", number=ADA, body="I'm in\nok", received_at=now
    )


@given(raw=st.binary(max_size=60))
def test_no_bytes_break_the_webhook(raw: bytes) -> None:
    assert parse_webhook(raw, arrived_at=datetime(2026, 1, 1, tzinfo=UTC)) is None
