"""Mail: read without gaps, matched however it comes, and judged once."""

import pytest

from engine.domain.enrollment import EnrollmentState, ExitReason, HoldReason
from engine.domain.notice import NoticeKind
from tests.engine.hearing import (
    a_mail,
    begun,
    cards,
    enrol,
    first_mail,
    hear,
    later,
    the,
    told_owner,
    two_mails,
)
from tests.engine.scene import opened
from tests.engine.vendors import Vendors


def test_a_reply_stops_the_remaining_steps(vendors: Vendors, any_url: str) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.reply(first_mail(scene), "Yes, gladly.")

        hear(scene, engine)
        later(scene, engine, hours=3)

        assert the(scene).exit is ExitReason.REPLIED
        (card,) = cards(scene)
        assert card.payload["words"] == "Yes, gladly."
        assert card.payload["cancelled"] == 1
        assert len(scene.mails()) == 1


@pytest.mark.parametrize(
    "labels", [("SPAM",), ("UNREAD",), ("INBOX", "CATEGORY_PROMOTIONS"), ("TRASH",)]
)
def test_a_reply_counts_wherever_a_filter_has_put_it(
    vendors: Vendors, url: str, labels: tuple[str, ...]
) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine, mail = begun(scene), first_mail(scene)
        raw = a_mail(scene, mail.to, "Fine.", In_Reply_To=mail.message_id)
        vendors.google.inject(scene.mailbox().email, raw, labels=labels)

        hear(scene, engine)

        assert the(scene).exit is ExitReason.REPLIED


def test_an_answer_from_another_address_stops_and_says_who_wrote(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.reply(
            first_mail(scene), "She asked me to answer.", from_addr="pat@example.org"
        )

        hear(scene, engine)

        assert the(scene).exit is ExitReason.REPLIED
        (card,) = cards(scene)
        assert (card.payload["by_contact"], card.payload["from"]) == (False, "pat@example.org")


def test_a_colleague_of_the_rep_stops_nothing_but_is_told(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.reply(first_mail(scene), "FYI", from_addr="boss@acme.example")

        hear(scene, engine)
        later(scene, engine, hours=3)

        assert [card.payload["internal"] for card in cards(scene)] == [True]
        assert len(scene.mails()) == 2


@pytest.mark.parametrize(
    ("enrolled", "answers_as"),
    [
        ("Ada.Byron+sales@gmail.com", "adabyron@googlemail.com"),
        ("ada+list@client.example", "ada@client.example"),
        ("ada@client.example", "Ada+phone@Client.example"),
    ],
)
def test_another_spelling_of_the_address_is_the_contact(
    vendors: Vendors, any_url: str, enrolled: str, answers_as: str
) -> None:
    with opened(vendors, any_url, people=0, steps=two_mails()) as scene:
        enrol(scene, enrolled)
        engine = begun(scene)
        scene.clock.advance(seconds=5)
        vendors.google.inject(scene.mailbox().email, a_mail(scene, answers_as, "Call me"))

        hear(scene, engine)

        assert the(scene).exit is ExitReason.REPLIED


def test_whoever_has_the_very_address_is_meant_before_another_spelling(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=0, steps=two_mails()) as scene:
        enrol(scene, "ada+one@client.example")
        enrol(scene, "ada+two@client.example")
        engine = begun(scene)
        scene.clock.advance(seconds=5)
        raw = a_mail(scene, "ada+one@client.example", "It is me")
        vendors.google.inject(scene.mailbox().email, raw)

        hear(scene, engine)

        assert [each.exit for each in scene.enrollments()] == [ExitReason.REPLIED, None]


def test_a_stranger_s_mail_is_nobody_s_answer(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.inject(scene.mailbox().email, a_mail(scene, "news@shop.example", "Sale!"))

        hear(scene, engine)

        assert the(scene).state is EnrollmentState.ACTIVE
        assert cards(scene) == []


def test_an_answer_to_an_earlier_time_through_stops_the_one_that_goes_on(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=0, steps=two_mails()) as scene:
        enrol(scene, "ada@client.example")
        engine = begun(scene)
        earlier = first_mail(scene)
        vendors.google.reply(earlier, "Not now.")
        hear(scene, engine)
        enrol(scene, "ada@client.example")
        scene.drive(engine)
        scene.clock.advance(minutes=1)

        vendors.google.reply(earlier, "Now, please!")
        hear(scene, engine)

        assert [each.exit for each in scene.enrollments()] == [ExitReason.REPLIED] * 2
        assert len(scene.mails()) == 2


def test_the_first_look_at_a_mailbox_judges_nothing_older(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=0, steps=two_mails()) as scene:
        raw = a_mail(scene, "ada@client.example", "Last year's question")
        vendors.google.inject(scene.mailbox().email, raw)
        enrol(scene, "ada@client.example")

        engine = begun(scene)
        hear(scene, engine)

        assert the(scene).state is EnrollmentState.ACTIVE
        assert len(scene.mails()) == 1


def test_a_reply_after_the_last_step_is_heard(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()[:1]) as scene:
        engine = begun(scene)
        assert the(scene).state is EnrollmentState.FINISHED
        vendors.google.reply(first_mail(scene), "Sorry for the delay.")

        hear(scene, engine)

        assert the(scene).exit is ExitReason.REPLIED
        assert cards(scene)[0].payload["words"] == "Sorry for the delay."


def test_the_owner_who_writes_in_the_thread_is_asked(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine, mail = begun(scene), first_mail(scene)
        raw = a_mail(scene, scene.mailbox().email, "By the way", In_Reply_To=mail.message_id)
        vendors.google.inject(
            scene.mailbox().email, raw, labels=("SENT",), thread_id=the(scene).thread_id
        )

        hear(scene, engine)
        later(scene, engine, hours=3)

        assert the(scene).hold is HoldReason.REP_REPLIED
        assert [each.kind for each in told_owner(scene)] == [NoticeKind.HELD]
        assert len(scene.mails()) == 1


def test_every_mail_offers_one_click_over_https_and_a_mailto(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        later(scene, begun(scene), hours=2)

        for each in scene.mails():
            offered = each.header("List-Unsubscribe") or ""
            assert each.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
            assert offered.startswith("<https://outreach.example/unsubscribe/")
            assert f"<mailto:{scene.mailbox().email}?subject=unsubscribe%20" in offered


# Gaps ------------------------------------------------------------------------------------------
def test_a_forgotten_history_loses_no_reply(vendors: Vendors, any_url: str) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.reply(first_mail(scene), "Here I am.")
        vendors.google.forget_history(scene.mailbox().email)

        hear(scene, engine)

        assert the(scene).exit is ExitReason.REPLIED
        assert len(cards(scene)) == 1


def test_until_a_forgotten_history_is_read_anew_nothing_is_sent(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.forget_history(scene.mailbox().email)
        vendors.google.fault(r"GET .*/users/me/messages$", "status", times=3)

        later(scene, engine, minutes=61)
        assert len(scene.mails()) == 1
        vendors.google.clear_faults()
        later(scene, engine, minutes=2)

        assert len(scene.mails()) == 2


def test_more_mail_than_a_page_is_all_judged_before_a_send(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        for number in range(230):
            raw = a_mail(scene, "news@shop.example", f"Sale {number}!")
            vendors.google.inject(scene.mailbox().email, raw)
        vendors.google.reply(first_mail(scene), "Stop there, let us talk.")

        later(scene, engine, hours=2)

        assert the(scene).exit is ExitReason.REPLIED
        assert len(scene.mails()) == 1
