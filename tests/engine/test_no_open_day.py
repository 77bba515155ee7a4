"""A step for which the window never opens: its contact is held, and the owner told, by any plan."""

from dataclasses import replace
from datetime import time

from engine.domain.enrollment import Enrollment, HoldReason
from engine.domain.notice import NoticeKind
from engine.domain.sequence import Settings
from engine.use_cases import activation, authoring, enrollments
from tests.engine.acme import RITA
from tests.engine.hearing import told_owner
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import always_open, mail, text


def at_night(scene: Scene) -> Settings:
    """Return a window that never meets a New Yorker's hours for texts."""
    return replace(always_open(scene.mailboxes[0].id), opens=time(5), closes=time(6))


def held(scene: Scene) -> list[Enrollment]:
    return [each for each in scene.enrollments() if each.hold is HoldReason.NO_OPEN_DAY]


def told(scene: Scene) -> list[str]:
    scene.drive(scene.engine())
    return [each.kind for each in told_owner(scene)]


def test_an_enrolment_without_an_open_day_is_told(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=0) as scene:
        scene.write((text(1),), at_night(scene))
        scene.enrol(2)

        assert len(held(scene)) == 2
        assert told(scene) == [NoticeKind.HELD] * 2
        assert "send window" in told_owner(scene)[0].payload["detail"]


def test_many_at_once_are_told_in_one_message(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=0) as scene:
        scene.write((text(1),), at_night(scene))
        scene.enrol(5)

        assert told(scene) == [NoticeKind.JOB_DONE]
        assert "5 contacts in" in told_owner(scene)[0].payload["text"]


def test_a_step_behind_which_no_day_is_open_is_told(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=0) as scene:
        scene.write((mail(1), text(2, wait_minutes=1)), at_night(scene))
        scene.enrol(1)
        scene.clock.advance(hours=17)

        assert told(scene) == [NoticeKind.HELD]
        assert len(scene.mails()) == len(held(scene)) == 1


def test_a_new_version_and_a_move_are_told_each_once(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=0) as scene:
        later = text(2, wait_minutes=60)
        scene.write((mail(1, wait_minutes=60), later))
        scene.enrol(1)
        now = scene.clock.now()
        authoring.save_settings(
            scene.store, RITA, scene.sequence_id, at_night(scene), notify_channel="C1", now=now
        )
        activation.activate(scene.store, RITA, scene.sequence_id, now=now)
        assert told(scene) == []

        (one,) = scene.enrollments()
        enrollments.move_to_step(scene.store, RITA, one.id, later.id, now=now)
        assert told(scene) == [NoticeKind.HELD]
        authoring.save_step(
            scene.store, RITA, scene.sequence_id, replace(later, message="Anew."), now=now
        )
        activation.activate(scene.store, RITA, scene.sequence_id, now=now)
        assert len(held(scene)) == 1
        assert told(scene) == [NoticeKind.HELD]
