"""A step is worded before the look: what changes until it is kept counts, and it is worded anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from engine.domain.connection import Mailbox
from engine.scheduler import Engine
from engine.use_cases import activation, authoring, contacts
from tests.engine.acme import RITA, TEAM
from tests.engine.ledger import assert_nothing_left_behind, step_number
from tests.engine.scene import Scene, opened
from tests.engine.stops import STOPS
from tests.engine.vendors import Vendors
from tests.engine.writing import mail

THREE = (mail(1), mail(2, wait_minutes=1), mail(3, wait_minutes=1))


def numbers(scene: Scene) -> list[int]:
    return [step_number(each.text) for each in scene.mails()]


def after_one_look(scene: Scene, happens: Callable[[], None]) -> Engine:
    """Return an engine to which something happens right after it has looked for the first time."""
    engine = scene.engine("one")
    look, left = engine.sending.look, [happens]

    def then(mailbox: Mailbox, is_judged: bool) -> datetime:
        at = look(mailbox, is_judged)
        if left:
            left.pop()()
        return at

    return replace(engine, sending=replace(engine.sending, look=then))


def second_step_is_due(scene: Scene) -> None:
    scene.drive(scene.engine())
    scene.clock.advance(minutes=2)


@pytest.mark.parametrize("name", STOPS)
def test_what_stops_a_contact_after_the_look_keeps_it_from_going_out(
    vendors: Vendors, any_url: str, name: str
) -> None:
    stop = STOPS[name]
    with opened(vendors, any_url, steps=THREE) as scene:
        second_step_is_due(scene)

        scene.drive(after_one_look(scene, lambda: stop.happens(scene)))

        assert numbers(scene) == [1]
        assert len(scene.deliveries()) == 1  # no intent was kept, so there was no draft
        (enrollment,) = scene.enrollments()
        assert (enrollment.state, enrollment.exit) == (stop.state, stop.exit)
        if stop.undone is not None:
            scene.clock.advance(minutes=5)
            stop.undone(scene)
            scene.until_quiet(scene.engine("one"))
            assert numbers(scene) == [1, 2, 3]
        assert_nothing_left_behind(scene)


def test_a_contact_edited_after_the_look_is_written_to_as_they_are_now(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=THREE) as scene:
        second_step_is_due(scene)

        def edit() -> None:
            who, to = scene.enrollments()[0].contact_id, scene.mails()[0].to
            fields = {"first_name": "Augusta"}
            now = scene.clock.now()
            contacts.edit(scene.store, RITA, who, email=to, fields=fields, phone="", now=now)

        scene.drive(after_one_look(scene, edit))

        assert ["Augusta" in each.text for each in scene.mails()] == [False, True]


def test_a_step_activated_after_the_look_goes_out_as_it_reads_now(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=THREE) as scene:
        second_step_is_due(scene)

        def edit() -> None:
            now = scene.clock.now()
            step_id = scene.enrollments()[0].step_id
            fresh = replace(mail(7, wait_minutes=1), id=step_id or "")
            authoring.save_step(scene.store, RITA, scene.sequence_id, fresh, now=now)
            activation.activate(scene.store, RITA, scene.sequence_id, now=now)

        scene.drive(after_one_look(scene, edit))
        scene.until_quiet(scene.engine("one"))

        assert numbers(scene) == [1, 7, 3]


def test_what_the_look_keeps_for_itself_holds_nobody_up(vendors: Vendors, any_url: str) -> None:
    with opened(vendors, any_url, steps=THREE) as scene:
        second_step_is_due(scene)

        def move_the_cursor() -> None:
            with scene.store.begin(TEAM) as tx:
                stored = tx.mailboxes.get(scene.mailboxes[0].id)
                assert stored is not None
                tx.mailboxes.save(replace(stored, heard_at=scene.clock.now()))

        scene.drive(after_one_look(scene, move_the_cursor))

        assert numbers(scene) == [1, 2]
        assert_nothing_left_behind(scene)
