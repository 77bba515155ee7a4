"""Mail that came back: each kind has its effect on the contact, the step and the mailbox."""

from datetime import timedelta

import pytest

from engine.domain.enrollment import DeliveryState, EnrollmentState, ExitReason, HoldReason
from engine.domain.notice import NoticeKind
from engine.domain.suppression import SuppressionOrigin
from tests.engine.acme import TEAM
from tests.engine.hearing import (
    begun,
    cards,
    first_mail,
    hear,
    later,
    resume,
    the,
    told_owner,
    two_mails,
)
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail

LIMIT = "You have reached a limit for sending mail. Your message was not sent."


def report(scene: Scene, words: str) -> bytes:
    """Return Gmail's own report that the first mail was not sent, in these words."""
    sent = first_mail(scene)
    return (
        f"From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\r\n"
        f"To: {scene.mailbox().email}\r\n"
        f"Subject: Delivery Status Notification (Failure)\r\n"
        f"Auto-Submitted: auto-replied\r\nX-Failed-Recipients: {sent.to}\r\n"
        f"In-Reply-To: {sent.message_id}\r\nReferences: {sent.message_id}\r\n"
        f"Message-ID: <limit-{sent.id}@googlemail.com>\r\n\r\n{words}\r\n"
    ).encode()


@pytest.mark.parametrize("threaded", [True, False])
def test_a_hard_bounce_stops_all_and_is_never_written_to_again(
    vendors: Vendors, any_url: str, threaded: bool
) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        engine, sent = begun(scene), first_mail(scene)
        vendors.google.bounce(sent, "5.1.1", threaded=threaded)

        hear(scene, engine)
        later(scene, engine, hours=3)

        assert the(scene).exit is ExitReason.BOUNCED
        with scene.store.read(TEAM) as tx:
            assert tx.suppressions.of([sent.to])[sent.to].origin is SuppressionOrigin.BOUNCE
        assert [card.kind for card in cards(scene)] == [NoticeKind.BOUNCED]
        assert len(scene.mails()) == 1


def test_a_policy_block_stops_but_the_address_stays_valid(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.bounce(first_mail(scene), "5.7.1")

        hear(scene, engine)

        assert the(scene).exit is ExitReason.BOUNCED
        with scene.store.read(TEAM) as tx:
            assert tx.suppressions.count() == 0


def test_a_delay_is_no_bounce(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.bounce(first_mail(scene), "4.4.1", action="delayed")

        hear(scene, engine)

        assert the(scene).state is EnrollmentState.ACTIVE
        assert the(scene).soft_bounces == 0


def test_after_a_soft_bounce_the_same_step_goes_out_once_more(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.bounce(first_mail(scene), "5.2.2")

        hear(scene, engine)
        later(scene, engine, hours=23)
        assert len(scene.mails()) == 1
        later(scene, engine, hours=2)

        assert [each.subject for each in scene.mails()] == ["Subject 1", "Subject 1"]
        assert cards(scene) == []
        later(scene, engine, hours=2)
        assert [each.state for each in scene.deliveries()] == [
            DeliveryState.FAILED,
            DeliveryState.SENT,
            DeliveryState.SENT,
        ]
        assert scene.mails()[-1].subject == "Re: Subject 1"
        assert scene.mails()[-1].header("In-Reply-To") == scene.mails()[1].message_id
        assert the(scene).state is EnrollmentState.FINISHED


def test_a_soft_bounce_of_the_last_step_sends_it_once_more_too(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=(mail(1),)) as scene:
        engine = begun(scene)
        assert the(scene).state is EnrollmentState.FINISHED
        vendors.google.bounce(first_mail(scene), "4.2.2")

        hear(scene, engine)
        later(scene, engine, hours=25)

        assert len(scene.mails()) == 2
        assert the(scene).state is EnrollmentState.FINISHED


def test_the_second_soft_bounce_stops_and_is_told(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.bounce(first_mail(scene), "4.2.2")
        hear(scene, engine)
        later(scene, engine, hours=25)
        vendors.google.bounce(scene.mails()[-1], "4.2.2")

        hear(scene, engine)

        assert the(scene).exit is ExitReason.BOUNCED
        assert [card.kind for card in cards(scene)] == [NoticeKind.BOUNCED]
        with scene.store.read(TEAM) as tx:
            assert tx.suppressions.count() == 0


def test_two_reports_about_one_mail_are_one_soft_bounce(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.bounce(first_mail(scene), "4.2.2")
        vendors.google.bounce(first_mail(scene), "4.2.2")

        hear(scene, engine)

        assert the(scene).state is EnrollmentState.ACTIVE
        assert the(scene).soft_bounces == 1


def test_a_late_soft_bounce_does_not_send_an_old_step_behind_a_newer_one(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=(*two_mails(), mail(3, wait_minutes=2880))) as scene:
        engine = begun(scene)
        later(scene, engine, hours=2)
        vendors.google.bounce(first_mail(scene), "4.4.7")

        hear(scene, engine)
        later(scene, engine, hours=26)

        assert len(scene.mails()) == 2
        assert the(scene).soft_bounces == 1


def test_whoever_resumes_after_soft_bounces_gives_another_chance(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.bounce(first_mail(scene), "4.2.2")
        hear(scene, engine)
        later(scene, engine, hours=25)
        vendors.google.bounce(scene.mails()[-1], "4.2.2")
        hear(scene, engine)

        resume(scene)

        assert the(scene).state is EnrollmentState.ACTIVE
        assert the(scene).soft_bounces == 0


def test_a_sending_limit_rests_the_mailbox_for_a_day_and_tells_once(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=2, steps=two_mails()) as scene:
        engine = begun(scene)
        for number in range(2):
            raw = report(scene, LIMIT).replace(b"<limit-", f"<limit-{number}-".encode())
            vendors.google.inject(scene.mailbox().email, raw)

        hear(scene, engine)
        later(scene, engine, hours=20)
        assert len(scene.mails()) == 2
        (told,) = told_owner(scene)
        assert told.kind is NoticeKind.RECONNECT
        assert "rests for a day" in told.payload["why"]
        later(scene, engine, hours=6)

        to_first = [each for each in scene.mails() if each.to == first_mail(scene).to]
        assert [each.subject for each in to_first[:2]] == ["Subject 1", "Subject 1"]
        assert all(each.state is not EnrollmentState.EXITED for each in scene.enrollments())


def test_a_refusal_nobody_can_grade_is_asked_about(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.inject(scene.mailbox().email, report(scene, "It could not be delivered."))

        hear(scene, engine)

        assert the(scene).hold is HoldReason.UNREADABLE
        assert [each.kind for each in told_owner(scene)] == [NoticeKind.HELD]


def test_nothing_is_sent_again_to_whoever_answered_meanwhile(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.reply(first_mail(scene), "It arrived after all.")
        hear(scene, engine)
        vendors.google.bounce(first_mail(scene), "4.2.2")

        hear(scene, engine)
        scene.clock.at += timedelta(days=2)
        later(scene, engine, hours=1)

        assert the(scene).exit is ExitReason.REPLIED
        assert len(scene.mails()) == 1
