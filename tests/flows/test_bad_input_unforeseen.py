"""What nobody foresaw: a reference for the person, the trace in the log, and no lost input."""

import json
import logging
import re

import pytest

from bot.routes import Kind, Route
from tests.flows.forging import Ids, forge, post
from tests.flows.scenes import (
    newest,
    told,
)
from tests.flows.test_bad_input import world
from tests.world import World

__all__ = ["world"]  # a fixture


def broken_form(world: World) -> str:
    """Send a form nobody foresaw; return the words of the answer."""
    route = Route(kind=Kind.VIEW, name="rename", handler=lambda _: None)
    payload = {
        "type": "view_submission",
        "team": {"id": world.workspace.team_id},
        "user": {"id": world.rep.user_id},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": route.name,
            "private_metadata": '{"v":1}',
            "state": {"values": {"name": {"name": {"value": "Typed"}}}},
            "blocks": [{"type": "input", "block_id": "name", "element": {}}],
        },
    }
    answer = post(world, {"payload": json.dumps(payload)}).json()
    assert answer["response_action"] == "errors"  # the form stays, with all that was typed
    return str(answer["errors"]["name"])


def test_what_nobody_foresaw_shows_a_reference_that_is_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        said = broken_form(world)

    found = re.search(r"reference: (\w{8})", said)
    assert found
    (record,) = [each for each in caplog.records if each.message == "unforeseen_error"]
    assert vars(record)["reference"] == found[1]
    assert record.exc_info


def test_a_button_nobody_foresaw_shows_its_reference_in_a_message(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    route = Route(kind=Kind.ACTION, name="steps.edit", handler=lambda _: None)

    with caplog.at_level(logging.CRITICAL):
        forge(world, world.rep, Route(kind=route.kind, name="editor.open", handler=_nothing), ODD)

    assert "reference" in newest(world.rep).words


ODD = Ids(sequence_id="odd")  # type: ignore[arg-type]


def _nothing(_: object) -> None:
    return None


def test_an_unknown_button_of_an_older_version_is_answered(world: World) -> None:
    route = Route(kind=Kind.ACTION, name="long.gone", handler=_nothing)

    assert forge(world, world.rep, route, Ids()).status_code == 200
    assert told(world.rep.slash("help"))
