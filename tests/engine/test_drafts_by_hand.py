"""A rep sees our drafts in Gmail, and does with them what people do with drafts."""

from dataclasses import replace

import pytest

from engine.domain.enrollment import DeliveryState, EnrollmentState, HoldReason
from engine.domain.errors import Refusal
from engine.domain.notice import NoticeKind
from engine.ports import Draft
from engine.use_cases import recording, settling
from engine.use_cases.settling import Answer
from tests.engine.acme import RITA, TEAM
from tests.engine.acting import right_after
from tests.engine.ledger import assert_exactly_once, assert_no_doubles, assert_nothing_left_behind
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
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


def test_a_mail_that_turns_up_in_sent_after_all_answers_the_question_by_itself(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=(mail(1), mail(2, wait_minutes=1))) as scene:
        held: list[str] = []

        def sends_and_hides(draft: Draft) -> None:
            google.send_draft(account, draft.id)
            delivery = scene.deliveries()[0]
            asked = replace(delivery, state=DeliveryState.SENDING, draft_id=draft.id)
            with scene.store.begin(TEAM) as tx:
                assert tx.deliveries.save(asked, expecting=delivery.state)
                recording.ask(tx, asked, why="It can't be found.", now=scene.clock.now())
            held.append(delivery.id)

        account, google = scene.mailboxes[0].email, vendors.google
        engine = scene.engine("one", right_after("create_draft", sends_and_hides))
        engine.dispatch()
        engine.outbox.post()
        assert scene.deliveries()[0].state is DeliveryState.HELD
        engine.poll_mail()
        scene.until_quiet(engine)

        assert [each.state for each in scene.enrollments()] == [EnrollmentState.FINISHED]
        assert_no_doubles(scene)
        assert len(scene.mails()) == 2
        shown = scene.notices(NoticeKind.OUTCOME_UNKNOWN)
        assert [each.payload.get("answer") for each in shown] == [None, settling.FOUND]
        with pytest.raises(Refusal, match="settled already"):
            settling.settle(scene.store, RITA, held[0], Answer.AGAIN, now=scene.clock.now())


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
