"""Where nobody could look, nobody writes: a text waits for its contact's mailbox as well."""

from dataclasses import replace
from datetime import datetime

from engine.domain.connection import Mailbox
from engine.domain.enrollment import ExitReason
from engine.domain.errors import Temporary
from engine.scheduler import Engine
from tests.engine.hearing import hear, the
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail, text


def deaf(engine: Engine) -> Engine:
    """Return the engine while Gmail is down for looks."""

    def look(_: Mailbox, is_judged: bool) -> datetime:
        raise Temporary("Gmail is down.", provider="gmail")

    return replace(engine, sending=replace(engine.sending, look=look))


def drive_for_minutes(scene: Scene, engine: Engine, minutes: int) -> None:
    for _ in range(minutes):
        scene.drive(engine)
        scene.clock.advance(minutes=1)


def test_a_text_waits_while_its_contacts_mailbox_can_not_be_heard(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=1, steps=(text(1),)) as scene:
        engine = scene.engine()
        drive_for_minutes(scene, deaf(engine), 5)
        assert not scene.texts()

        scene.until_quiet(engine)
        assert len(scene.texts()) == 1


def test_who_answers_by_mail_while_nobody_could_look_is_not_texted(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=1, steps=(mail(1), text(2, wait_minutes=1))) as scene:
        engine = scene.engine()
        scene.drive(engine)
        vendors.google.reply(scene.mails()[0], "Yes, gladly.")
        drive_for_minutes(scene, deaf(engine), 5)
        assert not scene.texts()

        hear(scene, engine)
        assert the(scene).exit is ExitReason.REPLIED
        drive_for_minutes(scene, engine, 5)
        assert not scene.texts()
