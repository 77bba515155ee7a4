"""What has to be true of a scene once all is quiet, whoever died on the way."""

from collections import Counter

from engine.domain.enrollment import (
    Delivery,
    DeliveryState,
    Enrollment,
    EnrollmentState,
    HoldReason,
    step_key,
)
from engine.domain.mime import DELIVERY_HEADER
from engine.domain.notice import NoticeKind
from engine.domain.sequence import Channel
from engine.use_cases import finding
from tests.engine.acme import TEAM
from tests.engine.scene import Scene


def assert_exactly_once(scene: Scene) -> None:
    """Check that everyone got every step once, and was planned once.

    One text may be held: Salesmsg has no token that could be spent twice, so that a text which
    isn't in the conversation is shown to a person.
    """
    assert_no_doubles(scene)
    held = [one for one in scene.deliveries() if one.state is DeliveryState.HELD]
    assert all(is_text(one) for one in held), held
    for delivery in held:
        got = [text.body for text in scene.texts() if text.to == delivery.to_address]
        assert delivery.text not in got
    asked = [each.payload["delivery_id"] for each in scene.notices(NoticeKind.OUTCOME_UNKNOWN)]
    assert sorted(asked) == sorted(one.id for one in held)
    for enrollment in scene.enrollments():
        if enrollment.state is EnrollmentState.HELD:
            assert enrollment.hold is HoldReason.OUTCOME_UNKNOWN
        else:
            _assert_had_all(scene, enrollment)


def _assert_had_all(scene: Scene, enrollment: Enrollment) -> None:
    with scene.store.read(TEAM) as tx:
        found = [one for one in tx.deliveries.of_enrollment(enrollment.id) if _counts(one)]
        contact = finding.contact(tx, enrollment.contact_id)
        steps = finding.version_content(tx, finding.sequence(tx, enrollment.sequence_id)).steps
    assert enrollment.state is EnrollmentState.FINISHED, enrollment
    assert [one.state for one in found] == [DeliveryState.SENT] * len(steps), found
    assert [one.step_id for one in found] == [step.id for step in steps]
    assert enrollment.had_step_ids == tuple(step.id for step in steps)
    got = [step_number(mail.text) for mail in scene.mails() if mail.to == contact.email]
    got += [step_number(text.body) for text in scene.texts() if text.to == contact.phone]
    assert sorted(got) == list(range(1, len(steps) + 1)), got


def _counts(delivery: Delivery) -> bool:
    """Whether it stands for its step: one that was taken back has given its key away."""
    return delivery.key == step_key(delivery.enrollment_id or 0, delivery.step_id or "")


def assert_no_doubles(scene: Scene) -> None:
    """Check that nobody got the same step twice, by our mark and by the words."""
    marks = Counter(mail.header(DELIVERY_HEADER) for mail in scene.mails())
    assert set(marks.values()) <= {1}, marks
    words = Counter((mail.to, step_number(mail.text)) for mail in scene.mails())
    words.update((text.to, step_number(text.body)) for text in scene.texts())
    assert set(words.values()) <= {1}, words


def assert_nothing_left_behind(scene: Scene) -> None:
    """Check that no draft of ours lies about in an account."""
    for mailbox in scene.mailboxes:
        assert scene.vendors.google.drafts(mailbox.email) == []


def step_number(words: str) -> int:
    """Return which step the words say they are."""
    return int(words.split("this is step ")[1].split(".")[0])


def is_text(delivery: Delivery) -> bool:
    """Whether it is a text message."""
    return delivery.channel is Channel.SMS
