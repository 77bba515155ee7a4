"""Notices, jobs, arrivals, meetings, links and receipts."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from engine.domain.notice import JobKind, NewNotice, Notice, NoticeKind, NoticeState
from engine.ports.records import Meeting
from engine.ports.store import Store
from engine.ports.tx import Tx
from tests.storage.rows import LATER, NOW, SOON, World, a_mailbox, a_world, install


@pytest.fixture
def installed(store: Store) -> Store:
    install(store, "T1")
    return store


def add(tx: Tx, *, payload: dict[str, Any] | None = None, thread: str | None = None) -> Notice:
    new = NewNotice(
        kind=NoticeKind.REPLIED,
        channel="C1",
        owner_id="U1",
        thread_key=thread,
        payload=payload or {},
    )
    return tx.notices.add(new, at=NOW)


def outcome(store: Store, notice: Notice, state: NoticeState, next_at: datetime) -> None:
    posted = state is NoticeState.POSTED
    with store.begin("T1") as tx:
        tx.notices.save_outcome(
            notice,
            state=state,
            posted_channel="C1" if posted else None,
            posted_ts="1.5" if posted else None,
            next_at=next_at,
            attempts=notice.attempts + 1,
        )


def claim(store: Store, real: datetime, until: datetime) -> list[Notice]:
    with store.engine() as etx:
        return list(etx.claim_notices(real=real, until=until, limit=9))


def test_a_new_notice_is_due_at_once_and_is_not_posted_again(installed: Store) -> None:
    with installed.begin("T1") as tx:
        made = add(tx, payload={"who": "Änn", "n": 1})
    [claimed] = claim(installed, NOW, LATER)
    assert claimed == replace(made, next_at=LATER)
    outcome(installed, claimed, NoticeState.POSTED, SOON)
    assert claim(installed, LATER, LATER) == []
    with installed.read("T1") as tx:
        kept = tx.notices.get(made.id)
    assert kept is not None
    assert (kept.state, kept.posted_channel, kept.posted_ts, kept.attempts) == (
        NoticeState.POSTED,
        "C1",
        "1.5",
        1,
    )


def test_a_card_that_failed_for_now_is_tried_after_its_back_off(installed: Store) -> None:
    with installed.begin("T1") as tx:
        add(tx)
    [claimed] = claim(installed, NOW, SOON)
    outcome(installed, claimed, NoticeState.WAITING, LATER)
    assert claim(installed, SOON, LATER) == []
    [again] = claim(installed, LATER, LATER)
    assert again.attempts == 1


def test_a_posted_card_with_new_facts_is_due_at_once(installed: Store) -> None:
    with installed.begin("T1") as tx:
        made = add(tx, payload={"state": "open"})
    [claimed] = claim(installed, NOW, LATER)
    outcome(installed, claimed, NoticeState.POSTED, LATER)
    with installed.begin("T1") as tx:
        tx.notices.touch(made.id, payload={"state": "done"})
    [again] = claim(installed, NOW, LATER)
    assert (again.revision, again.payload, again.posted_ts) == (1, {"state": "done"}, "1.5")


def test_facts_that_change_while_a_card_is_posted_update_it_afterwards(installed: Store) -> None:
    with installed.begin("T1") as tx:
        made = add(tx, payload={"state": "open"})
    [claimed] = claim(installed, NOW, LATER)
    with installed.begin("T1") as tx:
        tx.notices.touch(made.id, payload={"state": "done"})
    assert claim(installed, SOON, LATER) == []  # two would post it twice
    outcome(installed, claimed, NoticeState.POSTED, LATER)
    [again] = claim(installed, SOON, LATER)
    assert (again.revision, again.payload) == (1, {"state": "done"})
    assert (again.posted_ts, again.attempts) == ("1.5", 0)


def test_a_notice_is_found_by_a_value_of_its_payload(installed: Store) -> None:
    with installed.begin("T1") as tx:
        three = add(tx, payload={"approval_id": 3})
        add(tx, payload={"approval_id": 30})
        add(tx, payload={"approval_id": "3", "other": {"approval_id": 3}})
        newer = add(tx, payload={"approval_id": 3, "who": 'Ö "%_\\'})
        assert tx.notices.find("replied", "approval_id", 3) == [newer, three]
        assert tx.notices.find("replied", "who", 'Ö "%_\\') == [newer]
        assert tx.notices.find("held", "approval_id", 3) == []
        assert tx.notices.find("replied", "approval_id", None) == []


def test_the_head_of_a_thread_is_its_first_notice_in_that_channel(installed: Store) -> None:
    with installed.begin("T1") as tx:
        add(tx, thread="1:2")
        head, _second = add(tx, thread="1:1"), add(tx, thread="1:1")
        assert tx.notices.thread_head("C1", "1:1") == head
        assert tx.notices.thread_head("C2", "1:1") is None


def test_a_job_is_hidden_while_it_is_done_and_comes_back_if_it_was_not(installed: Store) -> None:
    with installed.begin("T1") as tx:
        job_id = tx.jobs.add(JobKind.REPORT, member_id="U1", view_id="V1", payload={"n": [1]})
    with installed.engine() as etx:
        job = etx.claim_job(real=NOW, until=LATER)
        assert job is not None
        assert (job.id, job.workspace_id, job.kind, job.payload) == (
            job_id,
            "T1",
            JobKind.REPORT,
            {"n": [1]},
        )
        assert etx.claim_job(real=SOON, until=LATER) is None
        again = etx.claim_job(real=LATER, until=LATER)
        assert again == replace(job, attempts=2)
        etx.within("T1").jobs.retry(job_id, at=SOON)
        assert etx.claim_job(real=NOW, until=LATER) is None
        assert etx.claim_job(real=SOON, until=SOON) is not None
        etx.within("T1").jobs.done(job_id)
        assert etx.claim_job(real=LATER, until=LATER) is None


def test_what_arrived_is_remembered_once_and_judged_once(installed: Store) -> None:
    with installed.begin("T1") as tx:
        mailbox, other = a_mailbox(tx), a_mailbox(tx, "second@northwind.example")
        assert tx.inbox.add_mail(mailbox.id, ["m1", "m2", "m1"], at=NOW) == 2
        assert tx.inbox.add_mail(mailbox.id, ["m2", "m3"], at=LATER) == 1
        assert tx.inbox.add_mail(mailbox.id, [], at=LATER) == 0
        assert tx.inbox.add_mail(other.id, ["m1"], at=NOW) == 1
        events = tx.inbox.new_mail(mailbox.id, limit=9)
        assert [event.external_id for event in events] == ["m1", "m2", "m3"]
        assert tx.inbox.new_mail(mailbox.id, limit=2) == events[:2]
        assert tx.inbox.done(events[0].id, verdict="human")
        assert not tx.inbox.done(events[0].id, verdict="bounce")
        assert tx.inbox.is_judged(mailbox.id, "m1")
        assert not tx.inbox.is_judged(mailbox.id, "m2")
        assert not tx.inbox.is_judged(other.id, "m1")
        assert not tx.inbox.is_judged(None, "m1")


def test_a_message_that_can_not_be_judged_is_tried_until_it_is_put_aside(
    installed: Store,
) -> None:
    with installed.begin("T1") as tx:
        assert tx.inbox.add_text("t1", {"body": "hi\0"}, at=NOW)
        assert not tx.inbox.add_text("t1", {"body": "other"}, at=NOW)
        [event] = tx.inbox.new_texts(limit=9)
        assert event.payload == {"body": "hi\0"}
        tx.inbox.failed(event.id, quarantine=False, reason="no\0 parser \ud800")
        [again] = tx.inbox.new_texts(limit=9)
        assert (again.attempts, again.verdict) == (1, "no parser ?")
        tx.inbox.failed(event.id, quarantine=True, reason="no parser")
        assert tx.inbox.new_texts(limit=9) == []
        assert not tx.inbox.done(event.id, verdict="human")
        assert not tx.inbox.is_judged(None, "t1")


def meeting(world: World, **changes: Any) -> Meeting:
    made = Meeting(
        mailbox_id=world.mailbox.id,
        event_id="e1",
        uid="u1",
        contact_id=world.contact.id,
        enrollment_id=world.enrollment.id,
        starts_at=NOW,
        seen_at=NOW,
    )
    return replace(made, **changes)


def test_a_meeting_is_one_row_however_it_is_named(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        tx.meetings.save(meeting(world))
        # The invitation and the calendar tell of the same meeting by its UID.
        moved = meeting(world, event_id="e2", starts_at=LATER, state="cancelled")
        tx.meetings.save(moved)
        assert tx.meetings.of_event(world.mailbox.id, "e9", "u1") == [moved]
        assert tx.meetings.of_event(world.mailbox.id, "e2", "") == [moved]
        nameless = [meeting(world, event_id=id_, uid="") for id_ in ("a", "b")]
        for one in nameless:
            tx.meetings.save(one)
        assert tx.meetings.of_event(world.mailbox.id, "a", "") == nameless[:1]
        assert tx.meetings.known_events(world.mailbox.id) == {"e2", "a", "b"}


def test_a_link_leads_to_its_contact_and_a_tests_link_to_no_enrollment(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        contact_id, enrollment_id = world.contact.id, world.enrollment.id
        tx.tokens.add("a", contact_id=contact_id, enrollment_id=None, is_test=True, at=NOW)
        tx.tokens.add("t", contact_id=contact_id, enrollment_id=enrollment_id, is_test=True, at=NOW)
        assert tx.tokens.of_enrollment(enrollment_id) is None
        tx.tokens.add(
            "r", contact_id=contact_id, enrollment_id=enrollment_id, is_test=False, at=LATER
        )
        assert tx.tokens.of_enrollment(enrollment_id) == "r"
        found = [tx.tokens.enrollment_of(token) for token in ("a", "t", "r", "x")]
        assert found == [None, None, enrollment_id, None]
    with installed.engine() as etx:
        assert etx.unsubscribe_token("r") == ("T1", contact_id, enrollment_id, False)
        assert etx.unsubscribe_token("a") == ("T1", contact_id, None, True)
        assert etx.unsubscribe_token("x") is None


def test_a_receipt_is_committed_once(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        receipt = tx.receipts.add(
            sequence_id=world.sequence.id, member_id="U1", payload={"rows": [["a", 1]]}, at=NOW
        )
        assert tx.receipts.get(receipt) == {"rows": [["a", 1]]}
        assert tx.receipts.take(receipt) == {"rows": [["a", 1]]}
        assert tx.receipts.take(receipt) is None
        assert tx.receipts.get(receipt) is None


def test_a_channel_is_unreachable_until_something_could_be_posted_there(installed: Store) -> None:
    with installed.begin("T1") as tx:
        failed = add(tx)
    outcome(installed, failed, NoticeState.FAILED, SOON)
    with installed.read("T1") as tx:
        assert [each.channel for each in tx.notices.unreachable(since=NOW)] == ["C1"]
        assert tx.notices.unreachable(since=LATER) == []
    with installed.begin("T1") as tx:
        better = add(tx)
    outcome(installed, better, NoticeState.POSTED, SOON)
    with installed.read("T1") as tx:
        assert tx.notices.unreachable(since=NOW) == []
