"""What became of texts after Salesmsg took them, and of the connection itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.connection import ConnectionState
from engine.domain.enrollment import DeliveryState, EnrollmentState, ExitReason
from engine.domain.errors import AccessRevoked
from engine.domain.notice import NoticeKind
from engine.domain.suppression import SuppressionOrigin
from engine.scheduler import Engine
from engine.use_cases import connecting
from tests.engine.acme import TEAM
from tests.engine.hearing import (
    a_text_and_a_mail,
    begun,
    hear,
    later,
    number,
    suppressed,
    the,
    the_contact,
    told_owner,
    two_mails,
)
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail, text


def check(scene: Scene, engine: Engine, **by: float) -> None:
    """Let time pass, and ask what became of texts."""
    scene.clock.advance(**by)
    engine.check_texts()
    scene.drive(engine)


def test_a_delivered_text_is_asked_about_once_and_then_let_alone(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=(text(1),)) as scene:
        engine = begun(scene)
        check(scene, engine, seconds=20)
        assert scene.deliveries()[0].delivered_at is None
        check(scene, engine, seconds=15)

        (delivery,) = scene.deliveries()
        assert delivery.delivered_at == scene.clock.now()
        assert (delivery.state, delivery.check_at) == (DeliveryState.SENT, None)


def test_what_stays_open_is_asked_about_five_times_within_a_day(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=(text(1),)) as scene:
        vendors.salesmsg.hold_delivery()
        engine = begun(scene)
        sent_at = scene.deliveries()[0].sent_at
        plan = []
        while (check_at := scene.deliveries()[0].check_at) is not None:
            assert sent_at is not None
            plan.append((check_at - sent_at).total_seconds())
            scene.clock.at = check_at
            check(scene, engine)
        vendors.salesmsg.hold_delivery(False)

        assert plan == [30, 120, 600, 3600, 86400]
        assert scene.deliveries()[0].state is DeliveryState.SENT


@pytest.mark.parametrize(("code", "textless"), [("21211", "does not exist"), ("30006", "landline")])
def test_a_number_that_takes_no_texts_gets_no_more_but_emails_go_on(
    vendors: Vendors, url: str, code: str, textless: str
) -> None:
    steps = (text(1), mail(2, wait_minutes=10), text(3, wait_minutes=10), mail(4, wait_minutes=10))
    with opened(vendors, url, steps=steps) as scene:
        vendors.salesmsg.fail_at_carrier(number(scene), code)
        engine = begun(scene)
        check(scene, engine, seconds=35)
        assert textless in (the_contact(scene).textless or "")

        for _ in range(4):
            later(scene, engine, minutes=11)

        assert len(scene.mails()) == 2
        assert [each.state for each in scene.deliveries()] == [
            DeliveryState.FAILED,
            DeliveryState.SENT,
            DeliveryState.SKIPPED,
            DeliveryState.SENT,
        ]
        assert ["was not delivered" in each.payload["text"] for each in told_owner(scene)] == [True]


@pytest.mark.parametrize("make", ["make_invalid", "make_landline"])
def test_a_number_refused_at_once_has_the_same_effect(
    vendors: Vendors, url: str, make: str
) -> None:
    with opened(vendors, url, steps=a_text_and_a_mail()) as scene:
        getattr(vendors.salesmsg, make)(number(scene))
        engine = begun(scene)

        later(scene, engine, hours=2)

        assert the_contact(scene).textless
        assert len(scene.mails()) == 1


def test_a_text_the_carrier_blocked_is_told_and_the_sequence_goes_on(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=a_text_and_a_mail()) as scene:
        vendors.salesmsg.fail_at_carrier(number(scene), "30007")
        engine = begun(scene)
        check(scene, engine, seconds=35)

        later(scene, engine, hours=2)

        assert [each.state for each in scene.deliveries()] == [
            DeliveryState.FAILED,
            DeliveryState.SENT,
        ]
        assert the_contact(scene).textless is None
        assert len(told_owner(scene)) == 1


def test_an_opt_out_that_is_told_later_suppresses_the_number(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=a_text_and_a_mail()) as scene:
        vendors.salesmsg.fail_at_carrier(number(scene), "21610")
        engine = begun(scene)

        check(scene, engine, seconds=35)

        found = suppressed(scene, number(scene))
        assert found is not None
        assert found.origin is SuppressionOrigin.PROVIDER
        assert the(scene).exit is ExitReason.STOPPED


def test_without_credits_texts_wait_and_the_step_goes_out_once_there_are_some(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=(text(1),)) as scene:
        vendors.salesmsg.credits(0)
        engine = begun(scene)
        later(scene, engine, minutes=5)
        assert scene.texts() == []
        assert [each.kind for each in told_owner(scene)] == [NoticeKind.RECONNECT]
        vendors.salesmsg.credits(None)
        connecting.check_sms(scene.store, engine.sms, TEAM, now=scene.clock.now())
        later(scene, engine, minutes=5)

        assert len(scene.texts()) == 1
        assert the(scene).state is EnrollmentState.FINISHED


# The connection --------------------------------------------------------------------------------
def test_an_expired_token_is_told_once_and_holds_texts_only(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=2, steps=two_mails()) as scene:
        with scene.store.begin(TEAM) as tx:
            found = tx.sms.get()
            assert found is not None
            tx.sms.save(replace(found, token="dead"))
        engine = begun(scene)
        for _ in range(3):
            hear(scene, engine)
            later(scene, engine, minutes=3)

        with scene.store.read(TEAM) as tx:
            stored = tx.sms.get()
        assert stored is not None
        assert stored.state is ConnectionState.RECONNECT
        assert [each.kind for each in told_owner(scene)] == [NoticeKind.RECONNECT]
        later(scene, engine, hours=2)
        assert len(scene.mails()) == 4


def test_a_sweep_finds_what_no_webhook_brought_within_sixty_requests_a_minute(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=40, steps=(text(1), text(2, wait_minutes=9000))) as scene:
        engine = scene.engine()
        for _ in range(60):
            later(scene, engine, seconds=6)
        assert len(scene.texts()) == 40
        for told in scene.texts():
            vendors.salesmsg.reply(told.to, "Yes")
        vendors.salesmsg.limit_requests(60)

        for _ in range(4):
            before = len(vendors.salesmsg.requests())
            engine.poll_texts()
            scene.drive(engine)
            assert len(vendors.salesmsg.requests()) - before < 60
            scene.clock.advance(seconds=61)
            vendors.salesmsg.limit_requests(60)
        vendors.salesmsg.limit_requests(None)

        assert {each.exit for each in scene.enrollments()} == {ExitReason.REPLIED}


def test_a_token_that_is_about_to_die_is_renewed_and_texts_go_on(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=(text(1), text(2, wait_minutes=5))) as scene:
        vendors.salesmsg.add_token("short")
        _use_token(scene, "short", minutes_left=10)
        engine = begun(scene)
        hear(scene, engine)

        with scene.store.read(TEAM) as tx:
            renewed = tx.sms.get()
        assert renewed is not None
        assert (renewed.token != "short", renewed.state) == (True, ConnectionState.ACTIVE)
        later(scene, engine, minutes=6)
        assert len(scene.texts()) == 2
        assert told_owner(scene) == []


def test_whoever_still_held_the_old_token_marks_nothing_as_lost(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=(text(1),)) as scene:
        vendors.salesmsg.add_token("short")
        _use_token(scene, "short", minutes_left=10)
        engine = scene.engine()
        with scene.store.read(TEAM) as tx:
            before = tx.sms.get()
        assert before is not None
        engine.poll_texts()
        with pytest.raises(AccessRevoked):
            engine.sms.sweep(before, since=scene.clock.now())

        engine.texts.poll(before)

        with scene.store.read(TEAM) as tx:
            stored = tx.sms.get()
        assert stored is not None
        assert stored.state is ConnectionState.ACTIVE
        assert told_owner(scene) == []


def _use_token(scene: Scene, token: str, *, minutes_left: float) -> None:
    with scene.store.begin(TEAM) as tx:
        found = tx.sms.get()
        assert found is not None
        expires_at = scene.clock.real() + timedelta(minutes=minutes_left)
        tx.sms.save(replace(found, token=token, expires_at=expires_at))
