"""What is heard reaches people: one thread per contact, bursts in one message, none ever lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.slack import SeenMessage
from tests.flows.outreach import ADA, Outreach, begun
from tests.flows.scenes import activated, enrolled, written
from tests.world import World

MANY = tuple(f"person{number}@client.example" for number in range(12))


@pytest.fixture
def outreach(tmp_path: Path) -> Iterator[Outreach]:
    with begun(tmp_path) as outreach:
        yield outreach


def channel(world: World) -> list[SeenMessage]:
    """Return what stands in the channel itself, not in threads."""
    found = world.rep.messages("sales")
    return [each for each in found if each.thread_ts in (None, each.ts)]


def under(world: World, message: SeenMessage) -> list[SeenMessage]:
    """Return what stands in a message's thread."""
    found = world.rep.messages("sales")
    return [each for each in found if each.thread_ts == message.ts and each.ts != message.ts]


def dms(world: World) -> list[SeenMessage]:
    return world.rep.dms()


def until_told(world: World) -> None:
    """Let the outbox try again until its waits are over."""
    for _ in range(40):
        with world.service.store.engine() as etx:
            real = world.service.clock.real() + timedelta(hours=1)
            waiting = etx.claim_notices(real=real, until=real - timedelta(hours=2), limit=99)
        if not waiting:
            return
        world.service.engine.outbox.post()
    raise AssertionError("The outbox never comes to rest.")


# Threads ---------------------------------------------------------------------------------------
def test_one_thread_per_contact_whose_first_card_shows_the_latest_state(
    outreach: Outreach,
) -> None:
    world = outreach.world
    outreach.replied("First word")
    world.rep.press_in(channel(world)[0], "Resume")
    world.settle()
    outreach.replied("Second word")

    (first,) = channel(world)
    assert "First word" in first.words
    assert "*Latest:* replied" in first.words
    (second,) = under(world, first)
    assert "Second word" in second.words

    world.rep.press_in(second, "Resume")
    world.settle()

    (first,) = channel(world)
    assert "*Latest:* goes on: resumed by" in first.words


def test_a_meeting_after_a_reply_is_told_in_the_same_thread(outreach: Outreach) -> None:
    world = outreach.world
    outreach.replied("Book something")
    starts_at = world.clock.now() + timedelta(days=2)
    world.google.book_meeting("rita@acme.example", ADA, starts_at, summary="Intro")

    world.hear()

    (first,) = channel(world)
    assert "*Latest:* booked a meeting" in first.words
    assert ["Intro" in each.words for each in under(world, first)] == [True]


def test_a_reply_from_slack_answers_the_contact_s_own_message(outreach: Outreach) -> None:
    world = outreach.world
    ids = world.google.reply(outreach.mail, "Tell me more?")
    world.hear()
    world.rep.press_in(channel(world)[0], "Reply")
    world.rep.fill("Message", "Gladly.")
    world.rep.submit()
    world.settle()

    (theirs,) = [each for each in world.google.messages("rita@acme.example") if each.id == ids.id]
    mail = outreach.to_ada()[-1]
    assert mail.header("In-Reply-To") == theirs.message_id
    assert (mail.header("References") or "").split()[-1] == theirs.message_id
    sent = world.google.sent_folder("rita@acme.example")[-1]
    assert sent.thread_id == theirs.thread_id
    assert len(outreach.to_ada()) == 2
    (first,) = channel(world)
    assert "*Latest:* was answered from Slack" in first.words
    assert ["Gladly." in each.words for each in under(world, first)] == [True]


# Bursts ----------------------------------------------------------------------------------------
def test_a_burst_becomes_one_message_with_every_card_in_its_thread(outreach: Outreach) -> None:
    world = outreach.world
    sequence_id = written(world, world.rep, name="Big")
    activated(world, world.rep, sequence_id)
    enrolled(world, world.rep, sequence_id, *MANY)
    for _ in range(20):
        world.later(minutes=2)
    mails = [each for each in world.google.delivered() if each.to in MANY]
    assert len(mails) == len(MANY)
    for mail in mails:
        world.google.reply(mail, f"Words of {mail.to}")
    world.hear()
    until_told(world)

    *alone, summary = channel(world)
    assert len(alone) == 5
    assert "7 more notices" in summary.words
    assert "7 replied" in summary.words
    cards = under(world, summary)
    assert len(cards) == 7
    told = " ".join(each.words for each in [*alone, *cards])
    assert all(f"Words of {address}" in told for address in MANY)
    world.rep.press_in(cards[0], "Resume")
    assert "resumed the sequence" in under(world, summary)[0].words


# Bad days of Slack -----------------------------------------------------------------------------
def test_an_outage_of_slack_delays_a_notice_and_loses_none(outreach: Outreach) -> None:
    world = outreach.world
    world.slack.fault(pattern=r".*chat\.postMessage", kind="status", status=503, times=3)
    world.google.reply(outreach.mail, "Yes")
    world.hear()
    until_told(world)

    assert ["> Yes" in each.words for each in channel(world)] == [True]


def test_an_archived_channel_becomes_a_dm_with_the_fix(outreach: Outreach) -> None:
    world, before = outreach.world, len(dms(outreach.world))
    world.workspace.archive(world.channel)
    world.google.reply(outreach.mail, "Yes")

    world.hear()
    until_told(world)

    (told,) = dms(world)[before:]
    assert f"<#{world.channel}> is archived" in told.words
    assert "> Yes" in told.words
    world.rep.press_in(told, "Resume")
    world.later(days=7)
    assert len(outreach.to_ada()) == 2


def test_a_private_channel_without_the_app_becomes_a_dm_that_says_to_invite_it(
    outreach: Outreach,
) -> None:
    world, before = outreach.world, len(dms(outreach.world))
    vip = world.workspace.channel("vip", world.rep, is_private=True, with_bot=True)
    sequence_id = written(world, world.rep, name="Vip", channel=vip)
    activated(world, world.rep, sequence_id)
    enrolled(world, world.rep, sequence_id, "vip@client.example")
    world.later(hours=1)
    world.workspace.kick_bot(vip)
    (mail,) = world.google.delivered("vip@client.example")
    world.google.reply(mail, "Yes")

    world.hear()
    until_told(world)

    (told,) = dms(world)[before:]
    assert f"<#{vip}>" in told.words
    assert "`/invite`" in told.words


def test_after_the_channel_is_mended_the_next_notice_stands_in_it(outreach: Outreach) -> None:
    world = outreach.world
    world.workspace.archive(world.channel)
    world.google.reply(outreach.mail, "First")
    world.hear()
    until_told(world)
    world.workspace.archive(world.channel, archived=False)
    world.google.reply(outreach.mail, "Second")

    world.hear()
    until_told(world)

    assert ["Second" in each.words for each in channel(world)] == [True]
