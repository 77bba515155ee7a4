"""Whether something may go out is decided on what stands right before its one call."""

from dataclasses import replace
from datetime import time, timedelta

from engine.domain.enrollment import EnrollmentState, ExitReason
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.use_cases import contacts
from tests.engine.acme import RITA, TEAM
from tests.engine.acting import right_after
from tests.engine.hearing import the
from tests.engine.ledger import assert_nothing_left_behind
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import always_open, mail, text

STOPPED = "+12125550100"


def open_for_an_hour_more(scene: Scene) -> None:
    """Let the window close in an hour, for whoever is enrolled from now on."""
    now = scene.clock.now()
    hour = replace(
        always_open(scene.mailboxes[0].id),
        zone="UTC",
        opens=time(now.hour),
        closes=time(now.hour + 1),
    )
    scene.write((mail(1),), settings=hour)
    scene.enrol()


def test_a_draft_that_gmail_made_slowly_waits_for_the_next_window(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, people=0) as scene:
        open_for_an_hour_more(scene)
        slowly = right_after("create_draft", lambda _: scene.clock.advance(hours=1))
        scene.drive(scene.engine("one", slowly))
        assert not scene.mails()
        assert the(scene).state is EnrollmentState.ACTIVE

        scene.clock.advance(hours=23)
        scene.until_quiet(scene.engine("two"))
        assert len(scene.mails()) == 1
        assert_nothing_left_behind(scene)


def test_a_contact_who_was_given_a_number_that_has_texted_stop_gets_no_text_on_it(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=(mail(1), text(2, wait_minutes=1))) as scene:
        engine = scene.engine()
        scene.drive(engine)
        now = scene.clock.now()
        with scene.store.begin(TEAM) as tx:
            stopped = Suppression(
                workspace_id=TEAM,
                value=STOPPED,
                is_phone=True,
                origin=SuppressionOrigin.STOP,
                note="texted STOP",
                created_at=now - timedelta(days=1),
            )
            tx.suppressions.add(stopped)
        who, to = the(scene).contact_id, scene.mails()[0].to
        named = {"first_name": "Ada"}
        contacts.edit(scene.store, RITA, who, email=to, fields=named, phone=STOPPED, now=now)

        scene.clock.advance(minutes=2)
        scene.drive(engine)
        assert not scene.texts()
        assert the(scene).exit is ExitReason.STOPPED
