"""A rep sees our drafts in Gmail, and does with them what people do with drafts."""

import pytest

from engine.domain.enrollment import DeliveryState, HoldReason
from engine.domain.notice import NoticeKind
from engine.ports import Draft
from tests.engine.acting import right_after
from tests.engine.ledger import assert_exactly_once, assert_nothing_left_behind
from tests.engine.scene import Scene, Vendors, opened
from tests.engine.writing import mail


def by_hand(scene: Scene, what: str) -> object:
    account = scene.mailboxes[0].email
    google = scene.vendors.google

    def act(draft: Draft) -> None:
        if what == "sends":
            google.send_draft(account, draft.id)
        elif what == "deletes":
            google.delete_draft(account, draft.id)
        else:
            google.edit_draft(account, draft.id, text="In my own words: this is step 1.")

    return act


def begun(scene: Scene, what: str) -> None:
    scene.drive(scene.engine("one", right_after("create_draft", by_hand(scene, what))))  # type: ignore[arg-type]


def test_a_draft_that_the_rep_sends_is_found_as_sent(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=(mail(1), mail(2, wait_minutes=1))) as scene:
        begun(scene, "sends")
        scene.until_quiet(scene.engine("one"))

        assert_exactly_once(scene)
        assert len(scene.mails()) == 2
        assert scene.notices(NoticeKind.OUTCOME_UNKNOWN) == []


def test_a_draft_that_the_rep_edits_goes_out_as_they_left_it(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=(mail(1),)) as scene:
        begun(scene, "edits")
        scene.until_quiet(scene.engine("one"))

        (sent,) = scene.mails()
        assert sent.text.startswith("In my own words")
        assert scene.deliveries()[0].state is DeliveryState.SENT


def test_a_draft_that_the_rep_deletes_is_asked_about_once(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=2, steps=(mail(1),)) as scene:
        begun(scene, "deletes")
        engine = scene.engine("one")
        scene.until_quiet(engine, rounds=120)
        for _ in range(10):
            scene.clock.advance(hours=1)
            engine.recover()
            scene.drive(engine)

        assert len(scene.mails()) == 1
        assert len(scene.notices(NoticeKind.OUTCOME_UNKNOWN)) == 1
        assert [each.hold for each in scene.enrollments() if each.hold] == [
            HoldReason.OUTCOME_UNKNOWN
        ]


@pytest.mark.parametrize("what", ["sends", "deletes"])
def test_a_draft_that_waits_for_its_second_try_is_not_sent_twice(
    vendors: Vendors, url: str, what: str
) -> None:
    with opened(vendors, url, steps=(mail(1),)) as scene:
        vendors.google.fault(r"drafts/send$", "status", status=429, retry_after=200)
        engine = scene.engine("one")
        scene.drive(engine)
        (draft,) = vendors.google.drafts(scene.mailboxes[0].email)
        by_hand(scene, what)(Draft(id=draft.draft_id, thread_id=""))  # type: ignore[operator]
        scene.until_quiet(engine, rounds=200)

        assert len(scene.mails()) == (1 if what == "sends" else 0)
        assert len(scene.notices(NoticeKind.OUTCOME_UNKNOWN)) == (0 if what == "sends" else 1)
        assert_nothing_left_behind(scene)


def test_a_history_that_gmail_forgot_hides_no_reply(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=2, steps=(mail(1), mail(2, wait_minutes=1))) as scene:
        engine = scene.engine()
        scene.drive(engine)
        scene.clock.advance(minutes=2)
        answered, silent = scene.mails()
        vendors.google.reply(answered, "Yes, gladly.")
        vendors.google.forget_history(scene.mailboxes[0].email)

        scene.drive(engine)

        assert [each.to for each in scene.mails()] == [answered.to, silent.to, silent.to]
        assert len(scene.notices(NoticeKind.REPLIED)) == 1
