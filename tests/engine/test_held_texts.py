"""A text that nobody can account for: never sent again by itself, and goes on as people say."""

import pytest

from engine.domain.enrollment import DeliveryState, EnrollmentState
from engine.domain.errors import Refusal
from engine.domain.notice import NoticeKind
from engine.use_cases import settling
from engine.use_cases.settling import Answer
from tests.engine.acme import RITA
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import text


def held(scene: Scene) -> str:
    """Lose the first text and return its delivery's id."""
    scene.vendors.salesmsg.fault(r"POST .*/messages$", "drop")
    engine = scene.engine()
    scene.until_quiet(engine)
    for _ in range(12):
        scene.clock.advance(minutes=10)
        engine.recover()
        scene.drive(engine)
    (delivery,) = scene.deliveries()
    assert delivery.state is DeliveryState.HELD
    assert scene.texts() == []
    assert len(scene.notices(NoticeKind.OUTCOME_UNKNOWN)) == 1
    return delivery.id


@pytest.mark.parametrize(
    ("answer", "steps"), [(Answer.SENT, [2]), (Answer.AGAIN, [1, 2]), (Answer.SKIP, [2])]
)
def test_each_answer_goes_on_as_it_says(
    vendors: Vendors, any_url: str, answer: Answer, steps: list[int]
) -> None:
    with opened(vendors, any_url, steps=(text(1), text(2, wait_minutes=1))) as scene:
        delivery_id = held(scene)

        settling.settle(scene.store, RITA, delivery_id, answer, now=scene.clock.now())
        scene.until_quiet(scene.engine())

        assert [int(each.body.split("step ")[1][0]) for each in scene.texts()] == steps
        assert scene.enrollments()[0].state is EnrollmentState.FINISHED
        for second in Answer:
            with pytest.raises(Refusal, match="settled already"):
                settling.settle(scene.store, RITA, delivery_id, second, now=scene.clock.now())


def test_of_two_texts_with_its_very_words_none_is_taken_for_it(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=(text(1), text(2, wait_minutes=1))) as scene:
        vendors.salesmsg.fault(r"POST .*/messages$", "drop")
        engine = scene.engine()
        scene.drive(engine)
        (lost,) = scene.deliveries()
        for _ in range(2):
            vendors.salesmsg.text_by_hand(lost.to_address, lost.text)
        for _ in range(3):
            scene.clock.advance(minutes=10)
            engine.recover()
            scene.drive(engine)

        (delivery,) = scene.deliveries()
        assert delivery.state is DeliveryState.HELD
        assert "2 texts with these very words" in delivery.reason
        assert len(scene.notices(NoticeKind.OUTCOME_UNKNOWN)) == 1
