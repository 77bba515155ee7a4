"""Died while hearing a mailbox: a reply that was brought is a reply that is judged."""

from contextlib import suppress
from functools import partial

import pytest

from engine.domain.enrollment import ExitReason
from engine.domain.notice import NoticeKind
from tests.crash.dying import Died, Doom, doomed
from tests.engine.hearing import hear, the
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail


def heard_by_one_who_dies(scene: Scene, doom: Doom) -> None:
    with suppress(Died):
        scene.engine("doomed", partial(doomed, doom=doom)).mail.hear(scene.mailbox())


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("hit", [1, 2, 3])
def test_a_death_around_any_commit_of_hearing_loses_no_reply(
    vendors: Vendors, url: str, hit: int, after: bool
) -> None:
    with opened(vendors, url, steps=(mail(1), mail(2, wait_minutes=60))) as scene:
        alive = scene.engine("alive")
        scene.drive(alive)
        vendors.google.reply(scene.mails()[-1], "Yes, gladly.")

        heard_by_one_who_dies(scene, Doom(point="commit", after=after, hit=hit))
        scene.clock.advance(minutes=2)
        hear(scene, alive)

        assert the(scene).exit is ExitReason.REPLIED
        scene.drive(alive)
        assert len(scene.notices(NoticeKind.REPLIED)) == 1


@pytest.mark.parametrize("hit", [1, 2])
def test_what_a_death_left_unjudged_is_judged_before_the_next_send(
    vendors: Vendors, url: str, hit: int
) -> None:
    with opened(vendors, url, steps=(mail(1), mail(2, wait_minutes=60))) as scene:
        alive = scene.engine("alive")
        scene.drive(alive)
        vendors.google.reply(scene.mails()[-1], "Yes, gladly.")

        heard_by_one_who_dies(scene, Doom(point="commit", after=True, hit=hit))
        scene.clock.advance(hours=2)
        scene.drive(alive)  # no poller runs

        assert the(scene).exit is ExitReason.REPLIED
        assert len(scene.mails()) == 1
