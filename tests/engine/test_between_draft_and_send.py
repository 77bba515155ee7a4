"""What happens between the draft and the send counts: nothing wrong goes out, nothing is lost."""

from dataclasses import replace

import pytest

from engine.domain.enrollment import ExitReason
from engine.domain.notice import NoticeKind
from engine.domain.sequence import Step
from engine.use_cases import activation, authoring, contacts
from tests.engine.acme import RITA
from tests.engine.acting import right_after, right_before
from tests.engine.ledger import assert_nothing_left_behind, step_number
from tests.engine.scene import Scene, opened
from tests.engine.stops import STOPS, reply
from tests.engine.vendors import Vendors
from tests.engine.writing import always_open, mail


def numbers(scene: Scene) -> list[int]:
    return [step_number(each.text) for each in scene.mails()]


def second_step_is_due(scene: Scene) -> None:
    scene.drive(scene.engine())
    scene.clock.advance(minutes=2)


@pytest.mark.parametrize("name", STOPS)
def test_what_stops_a_contact_after_the_draft_keeps_it_from_going_out(
    vendors: Vendors, any_url: str, name: str
) -> None:
    stop = STOPS[name]
    with opened(vendors, any_url, steps=_three()) as scene:
        second_step_is_due(scene)
        hit = right_after("create_draft", lambda _: stop.happens(scene))

        scene.drive(scene.engine("one", hit))

        assert numbers(scene) == [1]
        assert_nothing_left_behind(scene)
        (enrollment,) = scene.enrollments()
        assert (enrollment.state, enrollment.exit) == (stop.state, stop.exit)
        scene.clock.advance(minutes=5)
        if stop.undone is not None:
            stop.undone(scene)
            scene.until_quiet(scene.engine("one"))
            assert numbers(scene) == [1, 2, 3]
        else:
            scene.drive(scene.engine("one"))
            assert numbers(scene) == [1]
        assert_nothing_left_behind(scene)


@pytest.mark.parametrize("name", STOPS)
def test_what_stops_a_contact_during_the_call_stops_all_that_follows(
    vendors: Vendors, any_url: str, name: str
) -> None:
    stop = STOPS[name]
    with opened(vendors, any_url, steps=_three()) as scene:
        second_step_is_due(scene)
        hit = right_before("send_draft", lambda _: stop.happens(scene))

        scene.drive(scene.engine("one", hit))
        scene.clock.advance(minutes=5)
        scene.drive(scene.engine("one"))

        assert numbers(scene) == [1, 2]
        (enrollment,) = scene.enrollments()
        assert (enrollment.state, enrollment.exit) == (stop.state, stop.exit)
        assert len(enrollment.had_step_ids) == 2
        if stop.undone is not None:
            stop.undone(scene)
            scene.until_quiet(scene.engine("one"))
            assert numbers(scene) == [1, 2, 3]


def test_an_edited_and_activated_step_goes_out_as_it_reads_now(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=_three()) as scene:
        second_step_is_due(scene)

        def edit(_: object) -> None:
            now = scene.clock.now()
            step_id = scene.enrollments()[0].step_id
            fresh = replace(mail(7, wait_minutes=1), id=step_id or "")
            authoring.save_step(scene.store, RITA, scene.sequence_id, fresh, now=now)
            activation.activate(scene.store, RITA, scene.sequence_id, now=now)

        scene.drive(scene.engine("one", right_after("create_draft", edit)))
        scene.until_quiet(scene.engine("one"))

        assert numbers(scene) == [1, 7, 3]
        assert_nothing_left_behind(scene)


def test_an_edited_contact_is_written_to_as_they_are_now(vendors: Vendors, any_url: str) -> None:
    with opened(vendors, any_url, steps=_three()) as scene:
        second_step_is_due(scene)

        def edit(_: object) -> None:
            contacts.edit(
                scene.store,
                RITA,
                scene.enrollments()[0].contact_id,
                email=scene.mails()[0].to,
                fields={"first_name": "Augusta"},
                phone="",
                now=scene.clock.now(),
            )

        scene.drive(scene.engine("one", right_after("create_draft", edit)))
        scene.until_quiet(scene.engine("one"))

        assert numbers(scene) == [1, 2, 3]
        assert ["Augusta" in each.text for each in scene.mails()] == [False, True, True]
        assert_nothing_left_behind(scene)


@pytest.mark.parametrize("was_refused", [False, True], ids=["drafted", "refused for now"])
def test_a_changed_mailbox_sends_what_the_old_one_had_drafted(
    vendors: Vendors, any_url: str, was_refused: bool
) -> None:
    with opened(vendors, any_url, mailboxes=2, steps=_three()) as scene:

        def change(_: object) -> None:
            settings = always_open(scene.mailboxes[1].id)
            now = scene.clock.now()
            authoring.save_settings(
                scene.store, RITA, scene.sequence_id, settings, notify_channel="C1", now=now
            )
            activation.activate(scene.store, RITA, scene.sequence_id, now=now)

        if was_refused:
            vendors.google.fault(r"drafts/send$", "status", status=429, retry_after=60)
            scene.drive(scene.engine())
            change(None)
        else:
            scene.drive(scene.engine("one", right_after("create_draft", change)))
        scene.until_quiet(scene.engine("one"))

        assert numbers(scene) == [1, 2, 3]
        assert {each.account for each in scene.mails()} == {scene.mailboxes[1].email}
        assert_nothing_left_behind(scene)


@pytest.mark.parametrize("name", ["reply", "unenroll", "pause"])
def test_a_draft_of_a_call_that_never_went_out_is_taken_back_when_its_contact_left(
    vendors: Vendors, any_url: str, name: str
) -> None:
    stop = STOPS[name]
    with opened(vendors, any_url, steps=_three()) as scene:
        second_step_is_due(scene)
        vendors.google.fault(r"drafts/send$", "drop")
        scene.drive(scene.engine("one"))
        stop.happens(scene)
        scene.clock.advance(minutes=3)
        scene.engine("one").recover()
        scene.drive(scene.engine("one"))

        assert numbers(scene) == [1]
        if stop.exit is not None:
            assert_nothing_left_behind(scene)
        assert stop.undone is not None
        stop.undone(scene)
        scene.until_quiet(scene.engine("one"))
        assert numbers(scene) == [1, 2, 3]
        assert_nothing_left_behind(scene)


def test_a_reply_after_the_last_step_is_heard(vendors: Vendors, any_url: str) -> None:
    with opened(vendors, any_url, steps=(mail(1),)) as scene:
        engine = scene.engine()
        scene.until_quiet(engine)
        scene.clock.advance(days=2)

        reply(scene)
        scene.drive(engine)

        assert scene.enrollments()[0].exit is ExitReason.REPLIED
        assert len(scene.notices(NoticeKind.REPLIED)) == 1


def _three() -> tuple[Step, ...]:
    return (mail(1), mail(2, wait_minutes=1), mail(3, wait_minutes=1))
