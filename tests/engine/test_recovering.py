"""Recovery looks at each interrupted send by itself."""

from engine.domain.errors import AccessRevoked
from tests.engine.acting import right_before
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import always_open, mail


def states(scene: Scene) -> dict[str, int]:
    with scene.store.engine() as etx:
        return dict(etx.count_deliveries())


def gone(_: object) -> None:
    raise AccessRevoked("Connect it again.", provider="gmail")


def test_a_mailbox_that_can_not_be_asked_keeps_no_other_one_waiting(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, mailboxes=3, people=0) as scene:
        for mailbox in scene.mailboxes:
            scene.write((mail(1),), always_open(mailbox.id))
            scene.enrol()
        vendors.google.fault(r"POST .*/drafts/send$", "drop", when="after", times=3)
        scene.drive(scene.engine())
        assert states(scene) == {"sending": 3}

        scene.clock.advance(minutes=5)
        engine = scene.engine("two", right_before("draft_state", gone))
        engine.recover()
        assert states(scene) == {"sending": 1, "sent": 2}

        scene.clock.advance(minutes=5)
        engine.recover()
        assert states(scene) == {"sent": 3}
        assert len(scene.mails()) == 3
