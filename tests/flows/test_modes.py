"""The other ways to run: one workspace by its own token, and Slack's Socket Mode."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from app import build
from bot.introducing import introduce
from engine.clock import ShiftedClock
from engine.domain.errors import Refusal
from sandbox.processes import free_port
from sandbox.slack import Result
from tests.flows.scenes import RITA, newest, setup, top
from tests.services import QUICK, ended
from tests.world import World, opened

ANN = "ann@example.com"


def lived_through(world: World) -> None:
    """Create, enroll, activate, and be told of the answer: all of it in Slack."""
    rep = world.rep
    rep.slash("new Q4 CFO")
    assert rep.submit().result is Result.UPDATED
    rep.press("Add email step")
    rep.fill("Subject", "Hello {{ first_name }}")
    rep.fill("Body", "How are you?")
    assert rep.submit().result is Result.CLOSED
    rep.press("Settings")
    rep.fill("Send from", RITA)
    rep.fill("Notify channel", "sales")
    assert rep.submit().result is Result.CLOSED
    rep.close(everything=True)
    rep.slash(f"enroll Q4 CFO {ANN}")
    rep.fill("Contacts", f"{ANN}, Ann")
    rep.submit()
    assert rep.submit().result is Result.UPDATED
    rep.close(everything=True)
    rep.slash("activate Q4 CFO")
    world.settle()
    assert rep.submit().result is Result.UPDATED
    assert "is active" in top(rep).text
    rep.close(everything=True)
    world.later(hours=1)
    (mail,) = world.google.delivered(ANN)
    assert mail.subject == "Hello Ann"
    world.google.reply(mail, "Fine, thanks.")
    world.hear()
    assert "> Fine, thanks." in newest(rep, "sales").words


def test_everything_works_over_socket_mode(tmp_path: Path) -> None:
    with opened(tmp_path, socket_mode=True) as world:
        world.connect_gmail(world.rep, RITA)
        assert world.slack.connections() >= 1
        lived_through(world)


@pytest.fixture
def single(tmp_path: Path) -> Iterator[World]:
    """A world that starts anew with a bot token of its own, and an empty database."""
    with opened(tmp_path) as world:
        token = "xoxb-the-only-one"
        workspace = world.slack.workspace("Solo", bot_token=token)
        rep = workspace.user("rita", real_name="Rita Rep", email=RITA)
        channel = workspace.channel("sales", rep, with_bot=True)
        ended(world.service)
        port = free_port()
        world.slack.app(request_url=f"http://127.0.0.1:{port}/slack/events")
        world.google.allow_redirect_uri(f"http://127.0.0.1:{port}/google/callback")
        alone = world.settings.model_copy(
            update={
                "slack_bot_token": SecretStr(token),
                "slack_client_id": None,
                "slack_client_secret": None,
                "database_url": f"sqlite:///{tmp_path / 'solo.db'}",
                "port": port,
                "public_url": f"http://127.0.0.1:{port}",
            }
        )
        service = build(alone, clock=ShiftedClock(world.clock.path), pace=QUICK)
        introduce(service)
        service.start(ticking=False)
        world.service = service
        yield replace(world, workspace=workspace, rep=rep, channel=channel, settings=alone)


def test_everything_works_in_a_single_workspace_by_its_token(single: World) -> None:
    single.connect_gmail(single.rep, RITA)
    setup(single, spacing_seconds=0)

    lived_through(single)


def test_a_token_slack_refuses_is_said_at_the_start(single: World, tmp_path: Path) -> None:
    other = {"database_url": f"sqlite:///{tmp_path / 'other.db'}", "port": 0}
    token = {"slack_bot_token": SecretStr("xoxb-wrong")}
    wrong = single.settings.model_copy(update=other | token)
    service = build(wrong, clock=ShiftedClock(single.clock.path), pace=QUICK)

    with pytest.raises(Refusal, match="Slack refuses SLACK_BOT_TOKEN: invalid_auth"):
        introduce(service)

    ended(service)
