"""A contact who is held for want of a value goes on as soon as nothing is wanting."""

from dataclasses import replace

import pytest

from engine.domain.enrollment import EnrollmentState, HoldReason
from engine.domain.notice import NoticeKind
from engine.domain.sequence import EmailStep
from engine.use_cases import activation, authoring, contacts
from tests.engine.acme import RITA
from tests.engine.hearing import begun, the
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail

WANTING = "At {{ company }}, this is step 1."
MENDED = 'At {{ company | default: "work" }}, this is step 1.'


def saying(step: EmailStep, words: str, *, subject: str = "Subject") -> EmailStep:
    """Return the step with these words."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
    return replace(step, body={"type": "rich_text", "elements": [section]}, subject=subject)


def held(scene: Scene, step: EmailStep) -> None:
    scene.drive(scene.engine())
    assert the(scene).hold is HoldReason.MISSING_VALUE
    assert scene.mails() == []


def go_live(scene: Scene, *steps: EmailStep) -> None:
    now = scene.clock.now()
    for step in steps:
        authoring.save_step(scene.store, RITA, scene.sequence_id, step, now=now)
    activation.activate(scene.store, RITA, scene.sequence_id, now=now)


def test_a_new_version_with_a_fallback_lets_the_held_go_on(vendors: Vendors, url: str) -> None:
    step = saying(mail(1), WANTING)
    with opened(vendors, url, steps=(step,)) as scene:
        held(scene, step)

        go_live(scene, saying(step, MENDED))
        scene.drive(scene.engine())

        assert [each.text.splitlines()[0] for each in scene.mails()] == ["At work, this is step 1."]
        assert the(scene).state is EnrollmentState.FINISHED


def test_a_new_version_that_still_wants_it_holds_and_tells_nobody_again(
    vendors: Vendors, url: str
) -> None:
    step = saying(mail(1), WANTING)
    with opened(vendors, url, steps=(step,)) as scene:
        held(scene, step)

        go_live(scene, saying(step, WANTING, subject="Another subject"))
        scene.drive(scene.engine())

        assert the(scene).hold is HoldReason.MISSING_VALUE
        assert len(scene.notices(NoticeKind.HELD)) == 1


@pytest.mark.parametrize("is_paused", [False, True])
def test_a_paused_sequence_lets_them_go_on_when_it_does(
    vendors: Vendors, url: str, is_paused: bool
) -> None:
    step = saying(mail(1), WANTING)
    with opened(vendors, url, steps=(step,)) as scene:
        held(scene, step)
        if is_paused:
            activation.pause(scene.store, RITA, scene.sequence_id, now=scene.clock.now())

        go_live(scene, saying(step, MENDED))
        scene.drive(scene.engine())
        assert len(scene.mails()) == (0 if is_paused else 1)
        if is_paused:
            activation.resume(scene.store, RITA, scene.sequence_id, now=scene.clock.now())
            scene.clock.advance(seconds=1)  # in which all who are due take their turns
            scene.drive(scene.engine())

        assert len(scene.mails()) == 1


def test_a_follow_up_is_not_kept_for_a_subject_that_is_never_sent(
    vendors: Vendors, url: str
) -> None:
    second = saying(mail(2), "At {{ company }}, this is step 2.", subject="About {{ title }}")
    with opened(vendors, url, steps=(mail(1), second)) as scene:
        begun(scene)
        assert the(scene).hold is HoldReason.MISSING_VALUE

        with scene.store.read(RITA.workspace_id) as tx:
            contact = tx.contacts.get(the(scene).contact_id)
        assert contact is not None
        fields = {**contact.fields, "company": "Acme"}
        contacts.edit(
            scene.store,
            RITA,
            contact.id,
            fields=fields,
            phone=contact.phone or "",
            email=contact.email,
            now=scene.clock.now(),
        )
        scene.drive(scene.engine())

        assert len(scene.mails()) == 2
