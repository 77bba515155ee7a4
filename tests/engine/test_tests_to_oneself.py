"""A test to oneself: the message as it will go out, marked, with nothing alive in it."""

import re

import pytest

from engine.domain.enrollment import Delivery
from engine.domain.suppression import Suppression
from engine.use_cases import answering, suppressing
from tests.engine.hearing import suppressed, the, the_contact
from tests.engine.scene import RITA, Scene, Vendors, opened
from tests.engine.writing import mail


def a_test(scene: Scene, place: int = 0, public_url: str | None = None) -> Delivery:
    """Prepare the test of a step, as the scene's contact would get it."""
    with scene.store.read(RITA.workspace_id) as tx:
        sequence = tx.sequences.get(scene.sequence_id)
    assert sequence is not None
    return answering.prepare_test(
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
