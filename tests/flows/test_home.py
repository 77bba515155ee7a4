"""Home: what needs this member, what they run, what is broken; at any size."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.domain.connection import ConnectionState
from engine.domain.contact_rows import Row
from engine.domain.enrollment import HoldReason
from engine.domain.progress import held
from engine.domain.sequence import Content, Settings
from engine.use_cases import enrolling
from sandbox.slack import Screen
from tests.flows.scenes import (
    NAME,
    RITA,
    activated,
    actor_of,
    edited,
    email,
    enrolled,
    enrollments,
    requested,
    setup,
    told,
    top,
    written,
)
from tests.world import World, opened

ANN, BOB = "ann@example.com", "bob@example.com"
MANY = 500


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as world:
        yield world


@pytest.fixture
def running(world: World) -> int:
    """Ann has answered, Bob has booked nothing yet; a draft lies beside it."""
    world.connect_gmail(world.rep, RITA)
    setup(world, spacing_seconds=0)
    sequence_id = written(world, world.rep)
    enrolled(world, world.rep, sequence_id, ANN, BOB)
    activated(world, world.rep, sequence_id)
    world.later(hours=1)
    world.google.reply(world.google.delivered(ANN)[0], "Yes")
    world.hear()
    written(world, world.rep, name="A draft", steps=())
    return sequence_id


def part(home: Screen, title: str) -> str:
    """Return what stands under this heading."""
    texts = home.texts()
    begin = texts.index(f"*{title}*")
    ends = [n for n, text in enumerate(texts) if n > begin and re.fullmatch(r"\*[^*]+\*", text)]
    return "\n".join(texts[begin : ends[0] if ends else None])


def test_an_empty_home_teaches_the_first_step_and_ticks_it_off(world: World) -> None:
    before = world.rep.open_home()
    assert "Start here" in before.text
    assert "Not connected yet" in before.text
    world.connect_gmail(world.rep, RITA)
    assert "_Connected_" in world.rep.open_home().text
    written(world, world.manager, name="Hers")
    assert "Start here" not in world.rep.open_home().text
    assert "*1 sequence* of other members" in world.rep.open_home().text


def test_my_sequences_are_shown_with_their_numbers_and_drafts_apart(
    world: World, running: int
) -> None:
    home = world.rep.open_home()

    mine = part(home, "My sequences")
    assert f"*{NAME}*" in mine
    assert "2 contacts" in mine
    assert "2 sent · 1 reply · 0 meetings" in mine
    assert "next send <!date^" in mine
    assert "A draft" in part(home, "Drafts")
    assert "A draft" not in mine
    assert "rita@acme.example" in part(home, "Connections")
    assert "My sequences" not in world.manager.open_home().text


def test_what_waits_for_my_approval_comes_first_and_goes_once_decided(
    world: World, running: int
) -> None:
    setup(world, approver_ids=(world.manager.user_id,))
    edited(world, world.rep, running, email("Changed.", days=2, step_id="two"))
    requested(world, world.rep, running)
    assert "Needs your approval" not in world.rep.open_home().text
    assert f"*{NAME}* · requested by" in part(world.manager.open_home(), "Needs your approval")
    world.manager.press_home("Review")
    world.manager.fill("Decision", "Approve")
    world.manager.submit()

    assert "Needs your approval" not in world.manager.open_home().text


def test_a_mailbox_to_reconnect_is_a_problem_with_its_fix(world: World, running: int) -> None:
    world.google.revoke(RITA)
    world.hear()

    home = world.rep.open_home()

    assert f":warning: *{RITA}*" in part(home, "Problems to fix")
    assert "Connect again" in home.buttons()
    assert "Problems to fix" not in world.manager.open_home().text
    world.connect_gmail(world.rep, RITA)
    assert "Problems to fix" not in world.rep.open_home().text


def test_a_held_contact_is_a_problem_until_it_is_filled(world: World, running: int) -> None:
    sequence_id = written(world, world.rep, name="Needs", steps=[email("To {{ company }}.")])
    enrolled(world, world.rep, sequence_id, "cleo@example.com")
    activated(world, world.rep, sequence_id)
    world.later(hours=1)
    home = world.rep.open_home()
    assert "is held: " in part(home, "Problems to fix")
    assert "company" in part(home, "Problems to fix")
    world.rep.press_home("View contact")
    world.rep.press("Edit")
    world.rep.fill("Company", "Acme")
    world.rep.submit()

    assert "Problems to fix" not in world.rep.open_home().text

    world.later(hours=1)
    assert len(world.google.delivered("cleo@example.com")) == 1


def test_what_is_held_for_others_hides_nothing_of_mine(world: World, running: int) -> None:
    theirs = written(world, world.manager, name="Theirs")
    enrolled(world, world.manager, theirs, *(f"p{number}@example.com" for number in range(60)))
    mine = written(world, world.rep, name="Mine")
    enrolled(world, world.rep, mine, "last@example.com")
    with world.service.store.begin(world.workspace.team_id) as tx:
        for one in (*enrollments(world, theirs), *enrollments(world, mine)):
            tx.enrollments.save(held(one, HoldReason.LATE, "It is late."))

    assert "*Ann* in “Mine” is held" in part(world.rep.open_home(), "Problems to fix")
    assert "… and 53 more" in world.admin.open_home().text


def test_a_channel_nobody_can_post_to_is_a_problem(world: World, running: int) -> None:
    world.workspace.archive(world.channel)
    world.google.reply(world.google.delivered(BOB)[0], "Yes")
    world.hear()

    assert f"<#{world.channel}>" in part(world.rep.open_home(), "Problems to fix")
    assert any("replied" in message.words for message in world.rep.dms())


@pytest.fixture
def crowded(world: World) -> World:
    """Five hundred sequences and more than a hundred of anything else that menus offer."""
    world.connect_gmail(world.rep, RITA)
    now, team_id = world.service.clock.now(), world.workspace.team_id
    actor = actor_of(world, world.rep)
    with world.service.store.begin(team_id) as tx:
        (mailbox,) = tx.mailboxes.all()
        for number in range(120):
            address = f"rita{number}@acme.example"
            tx.mailboxes.add(
                replace(mailbox, email=address, state=ConnectionState.RECONNECT, problem="<!here>")
            )
        settings = Settings(mailbox_id=mailbox.id, zone="America/New_York")
        steps = tuple(email("Hi {{ first_name }}.", subject="<!channel>") for _ in range(120))
        for number in range(MANY):
            tx.sequences.add(
                name=f"Sequence <{number:03}> & co",
                owner_id=world.rep.user_id,
                working=Content(settings=settings, steps=steps if number == 0 else steps[:1]),
                notify_channel=None,
                at=now,
            )
        tx.contacts.add_columns([f"column_{number}" for number in range(150)])
    rows = [
        Row(number=n, email=f"p{n:03}@example.com", fields={"company": "<!here>"})
        for n in range(150)
    ]
    store = world.service.store
    receipt = enrolling.receipt(store, actor, 1, rows, again=False, now=now)
    enrolling.commit(store, actor, receipt.id, now=now)
    return world


def test_a_crowded_workspace_breaks_no_view(crowded: World) -> None:
    """The stand-in refuses every view and menu that Slack would refuse."""
    world, rep = crowded, crowded.rep
    home = rep.open_home()
    assert len(home.blocks) <= 100
    assert home.blocks[-1]["type"] != "divider"
    assert "… and " in home.text
    found = rep.fill_home("Find a sequence", "Sequence <499> & co", "<499>")
    assert found.opened
    rep.close()
    (listed,) = rep.slash("").replies
    assert len(listed.blocks) <= 50
    assert "500 sequences" in listed.words
    rep.fill_in(listed, "Find a sequence", "Sequence <498> & co", "<498>")
    assert top(rep).title == "Edit sequence"
    rep.close(everything=True)
    assert "Several sequences start with" in told(rep.slash("open seq"))

    rep.slash("open Sequence <000>")
    assert top(rep).buttons().count("Next") == 1
    rep.press("Settings")
    rep.fill("Send from", "rita119@acme.example")
    rep.fill("Timezone", "Asia/Tokyo")
    rep.close()
    rep.press("Add email step")
    rep.close()
    rep.press("Preview")
    world.settle()
    assert "Page 1 of" in top(rep).text
    rep.close(everything=True)
    rep.slash("contact p001@example.com")
    rep.press("Edit")
    rep.close()
    rep.press("Move to step")
    rep.close(everything=True)
    assert rep.slash("report Sequence <000>").error is None
    assert rep.slash("digest").error is None
    message = world.manager.say("sales", "Ask ann@example.com")
    rep.message_shortcut("enroll_from_message", world.channel, message.ts)
    assert len(rep.suggestions("Sequence", "")) == 100
    assert rep.suggestions("Sequence", "<499>")
