"""A test to oneself: the message as it will go out, marked, with nothing alive in it."""

import re
from dataclasses import replace

import pytest

from engine.domain.enrollment import Delivery
from engine.domain.suppression import Suppression
from engine.use_cases import authoring, previewing, suppressing, tests_to_oneself
from tests.engine.acme import RITA
from tests.engine.hearing import later, suppressed, the, the_contact
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import always_open, mail


def a_test(scene: Scene, place: int = 0, public_url: str | None = None) -> Delivery:
    """Prepare the test of a step, as the scene's contact would get it."""
    with scene.store.read(RITA.workspace_id) as tx:
        sequence = tx.sequences.get(scene.sequence_id)
    assert sequence is not None
    return tests_to_oneself.prepare(
        scene.store,
        RITA,
        scene.sequence_id,
        sequence.working.steps[place].id,
        the(scene).contact_id,
        to="rita@acme.example",
        request_id=f"{place}",
        public_url=public_url,
        now=scene.clock.now(),
    )


def is_suppressed(scene: Scene) -> Suppression | None:
    return suppressed(scene, the_contact(scene).email_key)


def previewed(scene: Scene) -> list[str]:
    """Return the subject of each step's preview."""
    contact_id = the(scene).contact_id
    shown = previewing.preview(scene.store, RITA, scene.sequence_id, contact_id)
    return [each.email.subject if each.email else each.problem for each in shown.steps]


def test_a_follow_up_is_shown_under_the_subject_it_goes_out_with(
    vendors: Vendors, url: str
) -> None:
    steps = (mail(1), mail(2, wait_minutes=60), mail(3, wait_minutes=60))
    with opened(vendors, url, steps=steps) as scene:
        assert previewed(scene) == ["Subject 1", "Re: Subject 1", "Re: Subject 1"]
        assert a_test(scene, 1).subject == "[Test] Re: Subject 1"
        scene.drive(scene.engine())
        now = scene.clock.now()
        renamed = replace(steps[0], subject="Renamed")
        authoring.save_step(scene.store, RITA, scene.sequence_id, renamed, now=now)

        assert previewed(scene) == ["Renamed", "Re: Subject 1", "Re: Subject 1"]
        assert a_test(scene, 2).subject == "[Test] Re: Subject 1"
        assert a_test(scene, 0).subject == "[Test] Renamed"
        later(scene, scene.engine(), minutes=61)
        assert [each.subject for each in scene.mails()] == ["Subject 1", "Re: Subject 1"]


def test_without_threads_each_email_is_shown_with_its_own_subject(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=0) as scene:
        apart = replace(always_open(scene.mailboxes[0].id), thread_emails=False)
        scene.write((mail(1), mail(2)), apart)
        scene.enrol(1)

        assert previewed(scene) == ["Subject 1", "Subject 2"]
        assert a_test(scene, 1).subject == "[Test] Subject 2"


def test_a_first_email_that_lacks_a_value_still_names_what_follows_it(
    vendors: Vendors, url: str
) -> None:
    first = replace(mail(1), subject="For {{ company }}")
    with opened(vendors, url, steps=(first, mail(2))) as scene:
        assert previewed(scene)[1] == "Re: For {{ company }}"


@pytest.mark.parametrize("public_url", [None, "https://outreach.example"])
def test_no_link_of_a_test_unsubscribes_anybody(
    vendors: Vendors, url: str, public_url: str | None
) -> None:
    with opened(vendors, url, steps=(mail(1),)) as scene:
        test = a_test(scene, public_url=public_url)
        raw = (test.mime or b"").decode()

        assert test.subject.startswith("[Test] ")
        assert "mailto:" not in raw
        assert "list-unsubscribe" not in raw.lower()
        for token in re.findall(r"/unsubscribe/([\w-]+)", raw):
            suppressing.unsubscribe(scene.store, token, now=scene.clock.now())
        assert is_suppressed(scene) is None
