"""Replies from Slack: no draft is left behind, whatever becomes of them."""

from dataclasses import replace

import pytest

from engine.domain.enrollment import Delivery, DeliveryState
from engine.domain.errors import Refusal
from engine.domain.suppression import SuppressionOrigin
from engine.scheduler import Engine
from engine.sending import ByHand
from engine.use_cases import answering, recording, settling, suppressing
from engine.use_cases.settling import Answer
from tests.engine.acme import RITA, TEAM
from tests.engine.acting import right_after
from tests.engine.hearing import begun, the, the_contact
from tests.engine.ledger import assert_nothing_left_behind
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail


def hands(scene: Scene, engine: Engine) -> ByHand:
    sending = engine.sending
    return ByHand(
        store=scene.store,
        clock=scene.clock,
        call=sending.call,
        drafting=sending.drafting,
        owner=sending.owner,
        times=scene.times,
    )


def reply(scene: Scene) -> Delivery:
    return answering.answer(
        scene.store,
        RITA,
        the(scene).id,
        words="In my own words.",
        request_id="r1",
        now=scene.clock.now(),
    )


def suppress(scene: Scene) -> None:
    with scene.store.begin(TEAM) as tx:
        note, now = "by the link", scene.clock.now()
        address = the_contact(scene).email
        suppressing.by_mail(tx, address, SuppressionOrigin.LINK, note=note, now=now)


@pytest.mark.parametrize("when", ["before", "after the draft"])
def test_a_reply_that_is_refused_leaves_no_draft(vendors: Vendors, url: str, when: str) -> None:
    with opened(vendors, url, steps=(mail(1),)) as scene:
        begun(scene)
        engine = scene.engine("one", right_after("create_draft", lambda _: suppress(scene)))
        prepared = reply(scene)
        if when == "before":
            suppress(scene)

        with pytest.raises(Refusal, match="do-not-contact"):
            hands(scene, engine).send(TEAM, prepared.id)

        assert_nothing_left_behind(scene)
        assert len(scene.mails()) == 1


@pytest.mark.parametrize("draft", ["waits", "is gone"])
def test_a_reply_that_is_sent_again_goes_out_once_and_leaves_no_draft(
    vendors: Vendors, url: str, draft: str
) -> None:
    with opened(vendors, url, steps=(mail(1),)) as scene:
        begun(scene)
        engine = scene.engine()
        prepared = reply(scene)
        drafted = engine.sending.drafting.draft(prepared, scene.mailbox())
        if draft == "is gone":
            vendors.google.delete_draft(scene.mailbox().email, drafted.draft_id or "")
        _held(scene, drafted)
        settling.settle(scene.store, RITA, prepared.id, Answer.AGAIN, now=scene.clock.now())

        sent = hands(scene, engine).send(TEAM, prepared.id)

        assert sent.state is DeliveryState.SENT
        assert len(scene.mails()) == 2
        assert_nothing_left_behind(scene)


@pytest.mark.parametrize("answer", list(Answer))
def test_a_step_that_is_settled_leaves_no_draft(vendors: Vendors, url: str, answer: Answer) -> None:
    with opened(vendors, url, steps=(mail(1),)) as scene:
        vendors.google.fault(r"drafts/send$", "drop")
        engine = begun(scene)
        vendors.google.fault(r"GET .*/drafts/", "status", status=503, times=9)
        scene.clock.advance(minutes=62)
        engine.recover()
        vendors.google.clear_faults()
        (held,) = scene.deliveries()
        assert held.state is DeliveryState.HELD
        assert len(vendors.google.drafts(scene.mailbox().email)) == 1
        settling.settle(scene.store, RITA, held.id, answer, now=scene.clock.now())

        hands(scene, engine).tidy(TEAM, held.id)

        assert_nothing_left_behind(scene)
        scene.drive(engine)
        assert len(scene.mails()) == (1 if answer is Answer.AGAIN else 0)


def _held(scene: Scene, drafted: Delivery) -> None:
    sending = replace(drafted, state=DeliveryState.SENDING, sending_at=scene.clock.real())
    with scene.store.begin(TEAM) as tx:
        assert tx.deliveries.save(sending, expecting=drafted.state)
        recording.ask(tx, sending, why="Gmail can't be asked.", now=scene.clock.now())
