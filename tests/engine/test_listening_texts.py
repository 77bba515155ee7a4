"""Texts: every one is a reply, STOP counts everywhere, and what became of ours is asked."""

from datetime import timedelta

import pytest

from engine.domain.enrollment import ExitReason
from engine.domain.notice import NoticeKind
from engine.domain.sms import SmsText
from engine.domain.suppression import SuppressionOrigin
from engine.scheduler import Engine
from tests.engine.acme import TEAM
from tests.engine.hearing import (
    a_text_and_a_mail,
    begun,
    cards,
    enrol,
    hear,
    later,
    number,
    resume,
    suppressed,
    the,
    two_mails,
)
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail, text

STOPS = ("STOP", "stop.", "Stoppp!", "UNSUBSCRIBE", "cancel", "End", "quit", "STOP ALL", "revoke",
         "opt out", "OPTOUT", "please stop texting me", "remove me from your list")  # fmt: skip
REPLIES = ("Sounds good", "Yes", "HELP", "Who is this?", "stop by my office tomorrow at 3", "👍")


def arrived(scene: Scene, engine: Engine, *texts: tuple[str, float], id_: str = "m") -> None:
    """Let webhooks bring these words of the contact, each so many seconds from now."""
    now = scene.clock.now()
    found = [
        SmsText(
            message_id=f"{id_}{place}",
            conversation_id="c1",
            number=number(scene),
            body=words,
            received_at=now + timedelta(seconds=seconds),
        )
        for place, (words, seconds) in enumerate(texts)
    ]
    engine.texts.arrived(TEAM, found)
    scene.drive(engine)


# Replies and opt-outs --------------------------------------------------------------------------
@pytest.mark.parametrize("words", REPLIES)
def test_any_text_by_the_contact_is_a_reply(vendors: Vendors, url: str, words: str) -> None:
    with opened(vendors, url, steps=a_text_and_a_mail()) as scene:
        engine = begun(scene)
        vendors.salesmsg.reply(number(scene), words)

        hear(scene, engine)
        later(scene, engine, hours=2)

        assert the(scene).exit is ExitReason.REPLIED
        assert [card.payload["words"] for card in cards(scene)] == [words]
        assert suppressed(scene, number(scene)) is None
        assert scene.mails() == []


@pytest.mark.parametrize("words", STOPS)
def test_stop_and_its_kin_suppress_the_number_everywhere(
    vendors: Vendors, url: str, words: str
) -> None:
    with opened(vendors, url, steps=a_text_and_a_mail()) as scene:
        engine = begun(scene)
        arrived(scene, engine, (words, 0))

        found = suppressed(scene, number(scene))
        assert found is not None
        assert (found.origin, found.note) == (SuppressionOrigin.STOP, words)
        assert the(scene).exit is ExitReason.STOPPED
        assert [card.kind for card in cards(scene)] == [NoticeKind.STOPPED]
        later(scene, engine, hours=2)
        assert scene.mails() == []


def test_stop_ends_every_sequence_of_everyone_with_the_number(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, people=0, steps=a_text_and_a_mail()) as scene:
        scene.setup(allow_several=True)
        enrol(scene, "ada@client.example", "+12125550170")
        enrol(scene, "office@client.example", "+12125550170")
        first = scene.sequence_id
        scene.write(two_mails())
        enrol(scene, "ada@client.example", "+12125550170")
        engine = begun(scene)
        vendors.salesmsg.reply("+12125550170", "STOP")

        hear(scene, engine)

        with scene.store.read(TEAM) as tx:
            found = [*tx.enrollments.of_sequence(first), *scene.enrollments()]
        assert [each.exit for each in found] == [ExitReason.STOPPED] * 3


def test_the_same_text_by_webhook_and_sweep_is_told_once(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=a_text_and_a_mail()) as scene:
        engine = begun(scene)
        message_id = vendors.salesmsg.reply(number(scene), "Yes, please")
        hear(scene, engine)
        hear(scene, engine)
        told = SmsText(
            message_id=str(message_id),
            conversation_id="c1",
            number=number(scene),
            body="Yes, please",
            received_at=scene.clock.now(),
        )
        engine.texts.arrived(TEAM, [told, told])

        scene.drive(engine)

        assert len(cards(scene)) == 1


def test_only_the_contact_s_own_start_opens_a_stopped_number(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=a_text_and_a_mail()) as scene:
        engine = begun(scene)
        arrived(scene, engine, ("STOP", 0), id_="a")
        arrived(scene, engine, ("Hello again", 30), id_="b")
        assert suppressed(scene, number(scene)) is not None

        arrived(scene, engine, ("START", 60), id_="c")

        assert suppressed(scene, number(scene)) is None


@pytest.mark.parametrize(
    ("texts", "is_stopped"),
    [
        ((("STOP", 10), ("START", 20)), False),
        ((("START", 20), ("STOP", 10)), False),
        ((("START", 10), ("STOP", 20)), True),
        ((("STOP", 20), ("START", 10)), True),
    ],
)
def test_the_order_they_were_written_in_counts_not_the_one_they_came_in(
    vendors: Vendors, url: str, texts: tuple[tuple[str, float], ...], is_stopped: bool
) -> None:
    with opened(vendors, url, steps=a_text_and_a_mail()) as scene:
        engine = begun(scene)

        arrived(scene, engine, *texts)

        assert (suppressed(scene, number(scene)) is not None) is is_stopped


def test_a_start_from_before_the_stop_that_comes_late_opens_nothing(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=a_text_and_a_mail()) as scene:
        engine = begun(scene)
        arrived(scene, engine, ("STOP", 20), id_="a")

        arrived(scene, engine, ("START", 10), id_="b")

        assert suppressed(scene, number(scene)) is not None


def test_yes_is_a_reply_unless_they_had_stopped(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=a_text_and_a_mail()) as scene:
        engine = begun(scene)
        arrived(scene, engine, ("YES", 0))

        assert the(scene).exit is ExitReason.REPLIED


def test_with_other_sequences_let_alone_only_the_texted_one_ends(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=0, steps=a_text_and_a_mail()) as scene:
        scene.setup(allow_several=True, stop_others=False)
        enrol(scene, "ada@client.example", "+12125550171")
        texted = scene.sequence_id
        engine = begun(scene)
        scene.write(two_mails())
        enrol(scene, "ada@client.example", "+12125550171")
        vendors.salesmsg.reply("+12125550171", "Which of you is this?")

        hear(scene, engine)

        with scene.store.read(TEAM) as tx:
            (answered,) = tx.enrollments.of_sequence(texted)
        assert answered.exit is ExitReason.REPLIED
        assert the(scene).exit is None


def test_resume_passes_over_the_text_and_the_next_step_goes_out(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=(text(1), text(2, wait_minutes=60))) as scene:
        engine = begun(scene)
        vendors.salesmsg.reply(number(scene), "Who is this?")
        hear(scene, engine)
        resume(scene)

        later(scene, engine, minutes=61)

        assert len(scene.texts()) == 2


# Before a text goes out ------------------------------------------------------------------------
def test_a_text_that_no_webhook_told_of_keeps_the_next_one_back(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=(text(1), text(2, wait_minutes=60))) as scene:
        engine = begun(scene)
        scene.clock.advance(minutes=61)
        vendors.salesmsg.reply(number(scene), "Let us talk")

        scene.drive(engine)

        assert the(scene).exit is ExitReason.REPLIED
        assert len(scene.texts()) == 1


def test_the_age_of_the_look_is_kept_with_the_delivery(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=(text(1), mail(2, wait_minutes=60))) as scene:
        engine = begun(scene)
        later(scene, engine, minutes=61)

        for delivery in scene.deliveries():
            assert delivery.looked_at is not None
            assert delivery.sent_at is not None
            assert delivery.sent_at - delivery.looked_at < timedelta(minutes=2)


def test_an_outage_of_salesmsg_stops_no_email(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=2, steps=two_mails()) as scene:
        vendors.salesmsg.fault(r".* /pub/.*", "status", times=200)
        engine = begun(scene)
        hear(scene, engine)

        later(scene, engine, hours=2)

        assert len(scene.mails()) == 4
