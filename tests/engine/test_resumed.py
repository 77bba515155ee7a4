"""Those who waited for their turn when a sequence was paused go on in the order they were in."""

from dataclasses import replace
from datetime import timedelta

from engine.use_cases import activation
from tests.engine.acme import RITA, TEAM
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail


def late(scene: Scene, *minutes: int) -> None:
    """Let those enrolled have been due that long ago, each in the order of enrolling."""
    with scene.store.begin(TEAM) as tx:
        for one, each in zip(scene.enrollments(), minutes, strict=True):
            at = scene.clock.now() - timedelta(minutes=each)
            tx.enrollments.save(replace(one, due_at=at, wake_at=at))


def test_whoever_was_due_first_is_sent_to_first_after_a_pause(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=4, steps=(mail(1),)) as scene:
        with scene.store.read(TEAM) as tx:
            people = tx.contacts.many([one.contact_id for one in scene.enrollments()])
        emails = [people[one.contact_id].email for one in scene.enrollments()]
        late(scene, 2, 90, 0, 3000)

        activation.pause(scene.store, RITA, scene.sequence_id, now=scene.clock.now())
        scene.clock.advance(seconds=7200)
        activation.resume(scene.store, RITA, scene.sequence_id, now=scene.clock.now())
        scene.clock.advance(seconds=1)
        scene.drive(scene.engine())

        assert [each.to for each in scene.mails()] == [emails[place] for place in (3, 1, 0, 2)]
