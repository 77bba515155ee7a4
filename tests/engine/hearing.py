"""Hearing by hand: everything is polled once, and what follows from it is done."""

from datetime import datetime, timedelta
from email.message import EmailMessage

from engine.domain.contact_rows import Row
from engine.domain.enrollment import Contact, Enrollment
from engine.domain.notice import Notice
from engine.domain.sequence import Step
from engine.domain.suppression import Suppression
from engine.scheduler import Engine
from engine.use_cases import enrolling, enrollments
from sandbox.google.records import DeliveredMail
from tests.engine.acme import RITA, TEAM
from tests.engine.scene import Scene
from tests.engine.writing import mail, text


def two_mails() -> tuple[Step, ...]:
    """Return an email, and another one an hour later."""
    return (mail(1), mail(2, wait_minutes=60))


def a_text_and_a_mail() -> tuple[Step, ...]:
    """Return a text, and an email an hour later."""
    return (text(1), mail(2, wait_minutes=60))


def enrol(scene: Scene, address: str, phone: str | None = None) -> None:
    """Enrol somebody with this very address, again if they have left."""
    now = scene.clock.now()
    row = Row(number=1, email=address, fields={"first_name": "Ada"}, phone=phone)
    receipt = enrolling.receipt(scene.store, RITA, scene.sequence_id, [row], again=True, now=now)
    enrolling.commit(scene.store, RITA, receipt.id, now=now)


def begun(scene: Scene) -> Engine:
    """Let the first step go out, and return the engine."""
    engine = scene.engine()
    scene.drive(engine)
    return engine


def hear(scene: Scene, engine: Engine) -> None:
    """Poll mail, calendars and texts once."""
    engine.poll_mail()
    engine.poll_calendars()
    engine.poll_texts()
    scene.drive(engine)


def later(scene: Scene, engine: Engine, **by: float) -> None:
    """Let time pass and the engine do what is due, ends of absences included."""
    scene.clock.advance(**by)
    engine.recover()
    scene.drive(engine)


def the(scene: Scene) -> Enrollment:
    """Return the only enrollment."""
    (enrollment,) = scene.enrollments()
    return enrollment


def first_mail(scene: Scene) -> DeliveredMail:
    """Return the first mail that reached someone."""
    return scene.mails()[0]


def cards(scene: Scene) -> list[Notice]:
    """Return the latest rendering of every notice in the channel, in order."""
    return list({each.id: each for each in scene.board.posted if each.channel == "C1"}.values())


def told_owner(scene: Scene) -> list[Notice]:
    """Return the direct messages to the sequence's owner."""
    own = [each for each in scene.board.posted if each.channel == RITA.user_id]
    return list({each.id: each for each in own}.values())


def resume(scene: Scene) -> Enrollment:
    """Press **Resume** for the only enrollment."""
    return enrollments.resume(scene.store, RITA, the(scene).id, now=scene.clock.now())


def the_contact(scene: Scene) -> Contact:
    """Return the only contact."""
    with scene.store.read(TEAM) as tx:
        found = tx.contacts.get(the(scene).contact_id)
    assert found is not None
    return found


def a_mail(scene: Scene, sender: str, words: str, **headers: str) -> bytes:
    """Return a mail to Rita that is in no thread of ours."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = scene.mailbox().email
    message["Subject"] = headers.pop("subject", "Something new")
    message["Message-ID"] = f"<{abs(hash(words))}@elsewhere.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message.as_bytes()


def number(scene: Scene) -> str:
    """Return the only contact's phone."""
    return the_contact(scene).phone or ""


def suppressed(scene: Scene, value: str) -> Suppression | None:
    """Return what bars this value, if something does."""
    with scene.store.read(TEAM) as tx:
        return tx.suppressions.of([value]).get(value)


def soon(scene: Scene, **by: float) -> datetime:
    """Return a time ahead, in three days unless told."""
    return scene.clock.now() + timedelta(**(by or {"days": 3}))


def book(scene: Scene, starts_at: datetime | None = None) -> str:
    """Put a meeting with the contact on Rita's calendar."""
    return scene.vendors.google.book_meeting(
        scene.mailbox().email, first_mail(scene).to, starts_at or soon(scene), summary="Intro"
    )


def meeting_states(scene: Scene) -> list[str | None]:
    """Return how each card says that its meeting stands."""
    return [card.payload.get("meeting_state") for card in cards(scene)]
