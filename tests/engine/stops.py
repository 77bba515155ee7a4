"""What stops a contact, each as it happens, and how they go on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from engine.domain.enrollment import EnrollmentState, ExitReason
from engine.use_cases import activation, enrollments, suppressing
from tests.engine.acme import RITA, TEAM
from tests.engine.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Something that stops a contact, and how they go on."""

    happens: Callable[[Scene], None]
    undone: Callable[[Scene], None] | None = None
    state: EnrollmentState = EnrollmentState.EXITED
    exit: ExitReason | None = None


def reply(scene: Scene) -> None:
    scene.vendors.google.reply(scene.mails()[-1], "Yes, gladly.")
    scene.engine("poller").poll_mail()


def _absence(scene: Scene) -> None:
    day = (scene.clock.now() + timedelta(days=3)).strftime("%B %d, %Y")
    scene.vendors.google.absence(scene.mails()[-1], day)
    scene.engine("poller").poll_mail()


def _bounce(scene: Scene) -> None:
    scene.vendors.google.bounce(scene.mails()[-1])
    scene.engine("poller").poll_mail()


def _pause(scene: Scene) -> None:
    activation.pause(scene.store, RITA, scene.sequence_id, now=scene.clock.now())


def _resume(scene: Scene) -> None:
    activation.resume(scene.store, RITA, scene.sequence_id, now=scene.clock.now())


def _suppress(scene: Scene) -> None:
    suppressing.add(scene.store, RITA, scene.mails()[-1].to, now=scene.clock.now())


def _unsubscribe(scene: Scene) -> None:
    enrollment = scene.enrollments()[0]
    with scene.store.read(TEAM) as tx:
        token = tx.tokens.of_enrollment(enrollment.id)
    assert token is not None
    suppressing.unsubscribe(scene.store, token, now=scene.clock.now())


def _unenroll(scene: Scene) -> None:
    enrollments.unenroll(scene.store, RITA, scene.enrollments()[0].id, now=scene.clock.now())


def _go_on(scene: Scene) -> None:
    enrollments.resume(scene.store, RITA, scene.enrollments()[0].id, now=scene.clock.now())


def _return(scene: Scene) -> None:
    scene.clock.advance(days=8)


STOPS = {
    "reply": Stop(happens=reply, undone=_go_on, exit=ExitReason.REPLIED),
    "absence": Stop(happens=_absence, undone=_return, state=EnrollmentState.PAUSED),
    "bounce": Stop(happens=_bounce, exit=ExitReason.BOUNCED),
    "pause": Stop(happens=_pause, undone=_resume, state=EnrollmentState.ACTIVE),
    "suppression": Stop(happens=_suppress, exit=ExitReason.UNSUBSCRIBED),
    "unsubscribe": Stop(happens=_unsubscribe, exit=ExitReason.UNSUBSCRIBED),
    "unenroll": Stop(happens=_unenroll, undone=_go_on, exit=ExitReason.REMOVED),
}
