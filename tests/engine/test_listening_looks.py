"""The look right before a send: the poller's judgement, the settings, what is passed over."""

from dataclasses import replace
from datetime import timedelta

from engine.domain.enrollment import DeliveryState, EnrollmentState, ExitReason
from tests.engine.acting import right_after, right_before
from tests.engine.hearing import begun, cards, first_mail, hear, later, resume, the, two_mails
from tests.engine.scene import opened
from tests.engine.vendors import Vendors
from tests.engine.writing import always_open, mail


def test_a_reply_that_nobody_polled_is_seen_right_before_the_send(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        engine = begun(scene)
        scene.clock.advance(minutes=61)
        vendors.google.reply(first_mail(scene), "Wait!")

        scene.drive(engine)

        assert the(scene).exit is ExitReason.REPLIED
        assert len(scene.mails()) == 1


def test_a_reply_while_a_send_is_under_way_stops_all_that_follows(
    vendors: Vendors, any_url: str
) -> None:
    steps = (*two_mails(), mail(3, wait_minutes=60))
    with opened(vendors, any_url, steps=steps) as scene:
        begun(scene)
        engine = scene.engine(
            wrap=right_before(
                "send_draft", lambda _: vendors.google.reply(first_mail(scene), "Hold on")
            )
        )

        later(scene, engine, minutes=61)
        assert len(scene.mails()) == 2
        later(scene, engine, hours=2)

        assert the(scene).exit is ExitReason.REPLIED
        assert len(scene.mails()) == 2
        assert len(cards(scene)) == 1


def test_a_reply_heard_between_the_look_and_the_send_keeps_the_mail_back(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        poller = begun(scene)

        def answered(_: object) -> None:
            vendors.google.reply(first_mail(scene), "Hold on")
            poller.mail.poll(scene.mailbox())

        engine = scene.engine(wrap=right_after("create_draft", answered))

        later(scene, engine, minutes=61)

        assert the(scene).exit is ExitReason.REPLIED
        assert len(scene.mails()) == 1
        assert vendors.google.drafts(scene.mailbox().email) == []


def test_the_look_obeys_the_exit_settings(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=0, steps=two_mails()) as scene:
        scene.write(two_mails(), replace(always_open(scene.mailboxes[0].id), exit_on_reply=False))
        scene.enrol(1)
        engine = begun(scene)
        scene.clock.advance(minutes=61)
        vendors.google.reply(first_mail(scene), "Nice, go on.")

        scene.drive(engine)

        assert len(scene.mails()) == 2
        assert [card.payload["goes_on"] for card in cards(scene)] == [True]


def test_resume_passes_over_what_was_judged_and_the_next_step_goes_out(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.reply(first_mail(scene), "Thanks for your mail, our ticket is 4711.")
        hear(scene, engine)
        resume(scene)

        later(scene, engine, minutes=61)

        assert len(scene.mails()) == 2
        assert the(scene).state is EnrollmentState.FINISHED


def test_after_a_resume_a_new_reply_stops_again(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.reply(first_mail(scene), "First")
        hear(scene, engine)
        resume(scene)
        scene.clock.advance(minutes=61)
        vendors.google.reply(first_mail(scene), "Second")

        scene.drive(engine)

        assert the(scene).exit is ExitReason.REPLIED
        assert len(scene.mails()) == 1


def test_every_mail_keeps_when_it_was_last_looked_at(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=3, steps=two_mails()) as scene:
        engine = begun(scene)
        later(scene, engine, minutes=61)

        sent = [one for one in scene.deliveries() if one.state is DeliveryState.SENT]
        assert len(sent) == 6
        for delivery in sent:
            assert delivery.looked_at is not None
            assert delivery.sent_at is not None
            assert delivery.sent_at - delivery.looked_at < timedelta(minutes=2)


def test_a_draft_that_nothing_will_send_is_deleted_after_an_hour(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        engine = begun(scene)
        account = scene.mailbox().email
        left = engine.sending.email.create_draft(
            scene.mailbox(), b"To: a@b.example\r\nX-Outreach-Id: nobody-knows\r\n\r\nHi", None
        )
        own = engine.sending.email.create_draft(
            scene.mailbox(), b"To: a@b.example\r\nSubject: by hand\r\n\r\nHi", None
        )
        engine.housekeep()
        assert {each.draft_id for each in vendors.google.drafts(account)} == {left.id, own.id}
        scene.clock.advance(minutes=61)

        engine.housekeep()

        assert [each.draft_id for each in vendors.google.drafts(account)] == [own.id]
