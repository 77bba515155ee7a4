"""Every bad day of Gmail and Salesmsg around a send: nobody gets a step twice, none is lost."""

import pytest

from tests.engine.ledger import assert_exactly_once
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail, text

GMAIL_SENDS = r"POST .*/drafts/send$"
GMAIL_DRAFTS = r"POST .*/drafts$"
SALESMSG_SENDS = r"POST .*/messages$"
BAD_DAYS = [
    (kind, when) for kind in ("drop", "reset", "status", "junk") for when in ("before", "after")
]
SLOW_DAYS = [(kind, when) for kind in ("hang", "drip") for when in ("before", "after")]
SHORT_DEADLINE_SECONDS = 0.5


def through(scene: Scene, kind: str) -> None:
    """Send all there is, with little patience only for what is slow."""
    if (kind, "before") in SLOW_DAYS:
        scene.drive(scene.engine(deadline_seconds=SHORT_DEADLINE_SECONDS))
    scene.until_quiet(scene.engine())


@pytest.mark.parametrize(("kind", "when"), BAD_DAYS)
@pytest.mark.parametrize("call", [GMAIL_SENDS, GMAIL_DRAFTS])
def test_a_bad_day_of_gmail(vendors: Vendors, url: str, call: str, kind: str, when: str) -> None:
    with opened(vendors, url, people=2, steps=(mail(1), mail(2, wait_minutes=1))) as scene:
        vendors.google.fault(call, kind, when=when, times=2)

        scene.until_quiet(scene.engine())

        assert_exactly_once(scene)
        assert len(scene.mails()) == 4


@pytest.mark.parametrize(("kind", "when"), SLOW_DAYS)
@pytest.mark.parametrize("call", [GMAIL_SENDS, GMAIL_DRAFTS])
def test_a_slow_day_of_gmail(vendors: Vendors, url: str, call: str, kind: str, when: str) -> None:
    with opened(vendors, url, people=1, steps=(mail(1), mail(2, wait_minutes=1))) as scene:
        vendors.google.fault(call, kind, when=when)

        through(scene, kind)

        assert_exactly_once(scene)
        assert len(scene.mails()) == 2


@pytest.mark.parametrize(("kind", "when"), [*BAD_DAYS, *SLOW_DAYS])
def test_a_bad_day_of_salesmsg(vendors: Vendors, url: str, kind: str, when: str) -> None:
    with opened(vendors, url, people=1, steps=(text(1), text(2, wait_minutes=1))) as scene:
        vendors.salesmsg.fault(SALESMSG_SENDS, kind, when=when)

        through(scene, kind)

        assert_exactly_once(scene)
        assert len(scene.texts()) == (2 if when == "after" else 0)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_text_that_was_refused_for_now_goes_out_later(
    vendors: Vendors, url: str, times: int
) -> None:
    with opened(vendors, url, people=2, steps=(text(1), text(2, wait_minutes=1))) as scene:
        vendors.salesmsg.fault(SALESMSG_SENDS, "status", status=429, retry_after=20, times=times)

        scene.until_quiet(scene.engine())

        assert_exactly_once(scene)
        assert len(scene.texts()) == 4


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("call", [GMAIL_SENDS, GMAIL_DRAFTS])
def test_a_mail_that_was_refused_for_now_goes_out_later(
    vendors: Vendors, url: str, call: str, times: int
) -> None:
    with opened(vendors, url, people=2, steps=(mail(1), mail(2, wait_minutes=1))) as scene:
        vendors.google.fault(call, "status", status=429, retry_after=20, times=times)

        scene.until_quiet(scene.engine())

        assert_exactly_once(scene)
        assert len(scene.mails()) == 4
        assert vendors.google.drafts(scene.mailboxes[0].email) == []
