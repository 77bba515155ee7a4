"""What admins do: setup, Salesmsg, suppressions; and what others are told when they try."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.domain.errors import NotAllowed
from engine.domain.suppression import SuppressionOrigin
from engine.use_cases import suppressing
from sandbox.slack import Result, Screen
from tests.flows.outreach import ADA, Outreach, begun
from tests.flows.rows import every_row
from tests.world import World, opened


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as world:
        yield world


@pytest.fixture
def outreach(tmp_path: Path) -> Iterator[Outreach]:
    with begun(tmp_path) as outreach:
        yield outreach


def shown(screen: Screen | None) -> Screen:
    """Return the modal; fails when none is open."""
    assert screen is not None
    return screen


def test_setup_is_for_admins(world: World) -> None:
    outcome = world.rep.slash("setup")

    assert outcome.opened is None
    assert "Only Slack admins and owners" in outcome.text


def test_an_admin_decides_and_finds_it_again(world: World) -> None:
    world.admin.slash("setup")
    world.admin.fill("Approvers", ["mona"])
    world.admin.fill("Approvals channel", "sales")
    world.admin.fill("Daily limit per mailbox", "0")
    world.admin.fill("Seconds between sends", "0")
    world.admin.fill("Postal address", "1 Main St\nSpringfield")
    several = "Allow contacts in several sequences"
    world.admin.fill(several, [several])
    world.admin.fill("Stop the contact's other sequences too", None)
    assert list(world.admin.submit().errors) == ["Daily limit per mailbox"]
    world.admin.fill("Daily limit per mailbox", "150")
    assert world.admin.submit().result is Result.CLOSED

    again = shown(world.admin.slash("setup").opened)

    assert again.values() == {
        "Approvers": [world.manager.user_id],
        "Approvals channel": world.channel,
        "Daily limit per mailbox": "150",
        "Seconds between sends": "0",
        "Postal address": "1 Main St\nSpringfield",
        "Default notify channel": None,
        several: [several],
        "Stop the contact's other sequences too": [],
    }
    assert "/salesmsg/webhook/" in again.text


def test_a_refused_token_reopens_the_form_and_a_good_one_connects(world: World) -> None:
    world.salesmsg.add_team(77, "Sales", "+14155550100")
    token = "a-good-token"
    world.salesmsg.add_token(token)
    world.admin.slash("setup")
    world.admin.press("Connect Salesmsg")
    world.admin.fill("Personal access token", "wrong")
    assert world.admin.submit().result is Result.UPDATED
    world.settle()
    refused = shown(world.admin.modal())
    assert refused.title == "Connect Salesmsg"
    assert refused.text.startswith(":warning:")
    assert refused.values()["Personal access token"] == "wrong"

    world.admin.fill("Personal access token", token)
    world.admin.submit()
    world.settle()

    assert ":white_check_mark:" in shown(world.admin.modal()).text
    world.admin.slash("connect")
    with world.service.store.read(world.workspace.team_id) as tx:
        connection = tx.sms.get()
    assert connection is not None
    assert (connection.token, connection.number) == (token, "+14155550100")


def test_no_token_waits_in_plain_text(world: World, tmp_path: Path) -> None:
    world.admin.slash("setup")
    world.admin.press("Connect Salesmsg")
    world.admin.fill("Personal access token", "very-secret-token")
    world.admin.submit()

    rows = repr(every_row(world))
    assert "very-secret-token" not in rows
    files = [path for path in tmp_path.iterdir() if path.name.startswith("sequences.db")]
    assert not any(b"very-secret-token" in path.read_bytes() for path in files)


def test_connections_are_shown_to_their_owner(outreach: Outreach) -> None:
    outcome = outreach.world.rep.slash("connect")

    assert "rita@acme.example" in outcome.text
    assert outcome.replies[0].is_ephemeral
    assert "rita@acme.example" not in outreach.world.manager.slash("connect").text


def test_an_admin_stops_somebody_by_hand(outreach: Outreach) -> None:
    admin = outreach.world.admin
    assert "Nobody is suppressed." in shown(admin.slash("suppressions").opened).text
    admin.press("Add")
    admin.fill("Email or phone", "nonsense")
    assert "Email or phone" in admin.submit().errors
    admin.fill("Email or phone", ADA)

    assert admin.submit().result is Result.CLOSED

    assert ADA in shown(admin.modal()).text
    outreach.world.later(days=7)
    assert len(outreach.to_ada()) == 1
    assert "unsubscribed" in outreach.newest().words


def test_a_stop_can_not_be_removed_and_others_can(world: World) -> None:
    with world.service.store.begin(world.workspace.team_id) as tx:
        now = world.service.clock.now()
        suppressing.by_stop(tx, "+14155550123", words="STOP", now=now)
        suppressing.by_mail(tx, ADA, SuppressionOrigin.LINK, note="by the link", now=now)
    world.admin.slash("suppressions")

    refused = world.admin.press("Remove", near="+14155550123")
    assert "texted STOP" in shown(refused.screen).text
    world.admin.close()
    removed = world.admin.press("Remove", near=ADA)

    assert ADA not in shown(removed.screen).text
    assert "+14155550123" in shown(removed.screen).text


def test_the_list_is_searched_and_turned(world: World) -> None:
    with world.service.store.begin(world.workspace.team_id) as tx:
        for number in range(45):
            suppressing.by_mail(
                tx,
                f"person{number:02}@example.com",
                SuppressionOrigin.LINK,
                note="",
                now=world.service.clock.now(),
            )
    rep = world.rep
    assert rep.slash("suppressions").opened is not None
    rep.press("Next")
    third = shown(rep.press("Next").screen)
    assert "41–45 of 45 entries" in third.text
    assert third.buttons() == ["Previous"]

    rep.fill("Find", "person07")
    found = shown(rep.submit().screen)

    assert "person07@example.com" in found.text
    assert "person08@example.com" not in found.text


def test_the_list_is_written_for_admins_alone(world: World) -> None:
    rep = world.service.desk.actor(world.workspace.team_id, world.rep.user_id)

    with pytest.raises(NotAllowed):
        suppressing.export(world.service.store, rep)


def test_the_export_comes_as_a_file(world: World) -> None:
    with world.service.store.begin(world.workspace.team_id) as tx:
        now = world.service.clock.now()
        suppressing.by_mail(tx, ADA, SuppressionOrigin.LINK, note="by the link", now=now)
    world.admin.slash("suppressions")

    world.admin.press("Export")
    world.settle()

    assert "The file is in your direct messages" in shown(world.admin.modal()).text
    files = [file for message in world.admin.dms() for file in message.files]
    assert ADA in files[0]["text"]
