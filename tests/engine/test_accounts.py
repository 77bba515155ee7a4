"""An account that can't send: its own lane waits, nobody else's, and nothing is lost."""

from dataclasses import replace

import pytest

from engine.domain.connection import ConnectionState
from engine.domain.enrollment import EnrollmentState, ExitReason, mailbox_lane
from engine.domain.errors import AccessRevoked, Temporary
from engine.domain.notice import NoticeKind
from tests.engine.acting import right_before
from tests.engine.ledger import assert_exactly_once, assert_nothing_left_behind
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import always_open, mail

GMAIL_SENDS = r"POST .*/drafts/send$"
GMAIL_DRAFTS = r"POST .*/drafts$"


def both_sequences(scene: Scene) -> tuple[list[str], list[str]]:
    """Write a sequence for each of two mailboxes; return who is in the first and the second."""
    first = scene.write((mail(1),), always_open(scene.mailboxes[0].id))
    theirs = scene.enrol(2)
    second = scene.write((mail(1),), always_open(scene.mailboxes[1].id))
    others = scene.enrol(2)
    assert first != second
    return theirs, others


def got(scene: Scene) -> set[str]:
    return {each.to for each in scene.mails()}


@pytest.mark.parametrize("call", [GMAIL_SENDS, GMAIL_DRAFTS])
def test_only_the_mailbox_that_was_told_to_wait_does(vendors: Vendors, url: str, call: str) -> None:
    with opened(vendors, url, mailboxes=2, people=0) as scene:
        theirs, others = both_sequences(scene)
        vendors.google.fault(call, "status", status=429, retry_after=600)
        engine = scene.engine()

        scene.drive(engine)
        assert len(got(scene)) == 2
        assert got(scene) in (set(theirs), set(others))
        scene.clock.advance(seconds=599)
        scene.drive(engine)
        assert len(scene.mails()) == 2
        scene.clock.advance(seconds=1)
        scene.drive(engine)

        assert sorted(each.to for each in scene.mails()) == sorted(theirs + others)


def test_a_used_up_day_of_gmail_waits_for_tomorrow(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=3, steps=(mail(1),)) as scene:
        vendors.google.set_switches(daily_send_cap=1)
        engine = scene.engine()
        try:
            scene.drive(engine)
            scene.clock.advance(hours=5)
            scene.drive(engine)
            assert len(scene.mails()) == 1
            scene.clock.advance(hours=20)
            scene.drive(engine)
            assert len(scene.mails()) == 2
        finally:
            vendors.google.set_switches(daily_send_cap=2000)
        scene.clock.advance(hours=25)
        scene.drive(engine)

        assert_exactly_once(scene)
        assert len(scene.mails()) == 3
        assert_nothing_left_behind(scene)
        assert scene.notices(NoticeKind.RECONNECT) == []


def test_a_lost_grant_is_told_once_and_a_new_one_wakes_the_mailbox(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=3, steps=(mail(1), mail(2, wait_minutes=1))) as scene:
        mailbox = scene.mailboxes[0]
        engine = scene.engine()
        vendors.google.revoke(mailbox.email)
        for _ in range(5):
            scene.drive(engine)
            engine.poll_mail()
            scene.clock.advance(hours=1)
        assert scene.mails() == []
        assert len(scene.notices(NoticeKind.RECONNECT)) == 1
        assert scene.mailbox().state is ConnectionState.RECONNECT

        scene.reconnect(mailbox)
        scene.until_quiet(engine)

        assert_exactly_once(scene)
        assert len(scene.mails()) == 6


@pytest.mark.parametrize("call", [GMAIL_SENDS, GMAIL_DRAFTS])
def test_a_401_in_the_middle_of_a_send_loses_nothing(vendors: Vendors, url: str, call: str) -> None:
    with opened(vendors, url, people=2, steps=(mail(1),)) as scene:
        vendors.google.fault(call, "status", status=401, times=2)
        engine = scene.engine()
        scene.drive(engine)
        assert scene.mails() == []
        assert len(scene.notices(NoticeKind.RECONNECT)) == 1

        scene.reconnect(scene.mailboxes[0])
        scene.until_quiet(engine)

        assert_exactly_once(scene)
        assert len(scene.mails()) == 2
        assert_nothing_left_behind(scene)


def test_a_reconnection_in_the_very_moment_of_the_loss_is_not_slept_through(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=1, steps=(mail(1),)) as scene:

        def lost_and_found(_: object) -> None:
            with scene.store.begin("T1") as tx:
                lost = replace(scene.mailbox(), state=ConnectionState.RECONNECT)
                tx.mailboxes.save(lost)
            scene.reconnect(scene.mailboxes[0])
            raise AccessRevoked("The old grant is dead.", provider="Gmail")

        scene.drive(scene.engine("one", right_before("create_draft", lost_and_found)))
        with scene.store.begin("T1") as tx:
            tx.mailboxes.save(replace(scene.mailbox(), state=ConnectionState.ACTIVE))
        scene.until_quiet(scene.engine("two"))

        assert_exactly_once(scene)


def test_a_refused_recipient_stops_that_contact_alone(vendors: Vendors, url: str) -> None:
    words = {"error": {"code": 400, "message": "Invalid To header", "errors": []}}
    with opened(vendors, url, people=3, steps=(mail(1),)) as scene:
        vendors.google.fault(GMAIL_SENDS, "status", status=400, payload=words)

        scene.until_quiet(scene.engine())

        ends = sorted(each.state for each in scene.enrollments())
        assert ends == [EnrollmentState.EXITED, EnrollmentState.FINISHED, EnrollmentState.FINISHED]
        assert [each.exit for each in scene.enrollments() if each.exit] == [ExitReason.FAILED]
        assert len(scene.mails()) == 2
        assert_nothing_left_behind(scene)
        assert scene.mailbox().state is ConnectionState.ACTIVE


def test_a_sent_mail_that_was_deleted_for_good_breaks_no_mailbox(
    vendors: Vendors, url: str
) -> None:
    steps = (mail(1), mail(2, wait_minutes=1))
    with opened(vendors, url, people=1, steps=steps) as scene:
        engine = scene.engine()
        scene.drive(engine)
        engine.poll_mail()
        with scene.store.begin("T1") as tx:
            (sent,) = tx.deliveries.of_enrollment(scene.enrollments()[0].id)
            gone = replace(sent, rfc822_id=None, provider_id="00000000deadbeef")
            assert tx.deliveries.save(gone, expecting=sent.state)
        scene.until_quiet(engine)

        assert scene.mailbox().state is ConnectionState.ACTIVE
        assert len(scene.mails()) == 2


def test_a_parked_lane_is_not_taken_from_its_next_holder(vendors: Vendors, any_url: str) -> None:
    with opened(vendors, any_url, people=1, steps=(mail(1),)) as scene:
        two = scene.engine("two")

        def outlast_the_lease(_: object) -> None:
            scene.clock.advance(seconds=130)
            assert two.sending.claim() is not None
            raise Temporary("Gmail is busy.", provider="Gmail")

        scene.engine("one", right_before("create_draft", outlast_the_lease)).dispatch()

        with scene.store.engine() as etx:
            lane = etx.get_lane(mailbox_lane(scene.mailboxes[0].id))
        assert lane is not None
        assert (lane.owner, lane.not_before) == ("two", None)


def test_no_draft_waits_for_tomorrow(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=1, steps=(mail(1),)) as scene:
        vendors.google.fault(GMAIL_SENDS, "status", status=429, retry_after=3600)
        engine = scene.engine()
        scene.drive(engine)
        assert_nothing_left_behind(scene)

        scene.until_quiet(engine, rounds=100)

        assert_exactly_once(scene)
        assert len(scene.mails()) == 1
