"""PostgreSQL only: what several replicas do to each other while their transactions are open."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.connection import Lane
from engine.domain.enrollment import DeliveryState, EnrollmentState
from engine.domain.notice import JobKind, NewNotice, NoticeKind
from storage.store import SqlStore
from tests.storage.rows import (
    LATER,
    NOW,
    World,
    a_mailbox,
    a_world,
    install,
    new_contact,
    new_delivery,
    new_enrollment,
)
from tests.stores import TEST_KEY, postgres_url

LEASE = {"owner": "a", "real": NOW, "lease_until": LATER}


@pytest.fixture
def replicas() -> Iterator[tuple[SqlStore, SqlStore]]:
    with (
        postgres_url() as url,
        SqlStore(url, keys=[TEST_KEY]) as one,
        SqlStore(url, keys=[TEST_KEY]) as other,
    ):
        install(one, "T1")
        yield one, other


@pytest.fixture
def world(replicas: tuple[SqlStore, SqlStore]) -> World:
    with replicas[0].begin("T1") as tx:
        return a_world(tx)


def test_a_claim_that_is_not_committed_is_passed_over_and_not_waited_for(
    replicas: tuple[SqlStore, SqlStore], world: World
) -> None:
    one, other = replicas
    with one.begin("T1") as tx:
        second = a_mailbox(tx, "second@northwind.example")
        contact = tx.contacts.add_many([new_contact(tx, "bob@client.example")])[0]
        tx.enrollments.add_many([new_enrollment(world.sequence, contact, second)])
    with one.engine() as first, other.engine() as next_:
        mine = first.claim_lane(now=NOW, real=NOW, owner="a", lease_until=LATER)
        theirs = next_.claim_lane(now=NOW, real=NOW, owner="b", lease_until=LATER)
        nobodys = next_.claim_named_lane(world.lane, real=NOW, owner="b", lease_until=LATER)
    assert mine is not None
    assert theirs is not None
    assert (mine.id, theirs.id, nobodys) == (world.lane, f"mailbox:{second.id}", None)


def test_notices_jobs_and_open_outcomes_that_others_hold_are_passed_over(
    replicas: tuple[SqlStore, SqlStore], world: World
) -> None:
    one, other = replicas
    with one.begin("T1") as tx:
        tx.notices.add(NewNotice(kind=NoticeKind.HELD, channel="C1", owner_id="U1"), at=NOW)
        tx.jobs.add(JobKind.REPORT, member_id="U1", view_id=None, payload={})
        tx.deliveries.add(replace(new_delivery(world), state=DeliveryState.SENDING, resolve_at=NOW))
        away = replace(world.enrollment, state=EnrollmentState.PAUSED, paused_until=NOW)
        tx.enrollments.save(away)
    with one.engine() as first, other.engine() as next_:
        for etx, found in ((first, 1), (next_, 0)):
            assert len(etx.claim_notices(real=NOW, until=LATER, limit=9)) == found
            assert (etx.claim_job(real=NOW, until=LATER) is not None) is bool(found)
            assert len(etx.unresolved(real=NOW, limit=9)) == found
            assert len(etx.expired_absences(now=NOW, limit=9)) == found


def test_a_reply_and_a_send_that_meet_do_not_write_over_one_another(
    replicas: tuple[SqlStore, SqlStore], world: World
) -> None:
    one, other = replicas

    def record_the_send() -> EnrollmentState:
        with other.begin("T1") as tx:
            found = tx.enrollments.get(world.enrollment.id)
            assert found is not None
            tx.enrollments.save(replace(found, had_step_ids=("s1",)))
            return found.state

    with ThreadPoolExecutor(1) as pool:
        with one.begin("T1") as tx:
            replied = tx.enrollments.of_contact(world.contact.id)[0]
            sending = pool.submit(record_the_send)
            tx.enrollments.save(replace(replied, state=EnrollmentState.EXITED))
        # The send had to wait for the reply, and then saw it.
        assert sending.result() is EnrollmentState.EXITED
    with one.read("T1") as tx:
        kept = tx.enrollments.get(world.enrollment.id)
    assert kept == replace(world.enrollment, state=EnrollmentState.EXITED, had_step_ids=("s1",))


def test_a_reader_never_waits_for_a_writer(
    replicas: tuple[SqlStore, SqlStore], world: World
) -> None:
    one, other = replicas
    with one.begin("T1") as tx:
        locked = tx.sequences.get_locked(world.sequence.id)
        tx.enrollments.save(replace(world.enrollment, attempt=1))
        with other.read("T1") as reader:
            assert reader.sequences.get_locked(world.sequence.id) == locked
            assert reader.enrollments.get(world.enrollment.id) == world.enrollment


def test_a_read_sees_one_moment(replicas: tuple[SqlStore, SqlStore], world: World) -> None:
    one, other = replicas
    with other.read("T1") as reader:
        before = reader.enrollments.get(world.enrollment.id)
        with one.begin("T1") as tx:
            tx.enrollments.save(replace(world.enrollment, attempt=1))
        assert reader.enrollments.get(world.enrollment.id) == before


def test_a_locked_sequence_lets_contacts_be_enrolled_and_no_other_writer_in(
    replicas: tuple[SqlStore, SqlStore], world: World
) -> None:
    one, other = replicas

    def rename() -> str:
        with other.begin("T1") as tx:
            found = tx.sequences.get_locked(world.sequence.id)
            assert found is not None
            tx.sequences.save(replace(found, notify_channel="C9"))
            return found.name

    with ThreadPoolExecutor(1) as pool:
        with one.begin("T1") as tx:
            sequence = tx.sequences.get_locked(world.sequence.id)
            assert sequence is not None
            with other.begin("T1") as enrolling:
                contact = enrolling.contacts.add_many([new_contact(enrolling, "bob@x.example")])[0]
                new = new_enrollment(world.sequence, contact, world.mailbox)
                assert enrolling.enrollments.add_many([new])
            renaming = pool.submit(rename)
            tx.sequences.save(replace(sequence, name="Renamed"))
        assert renaming.result() == "Renamed"


def test_what_two_write_of_one_mailbox_is_kept_of_both(
    replicas: tuple[SqlStore, SqlStore], world: World
) -> None:
    one, other = replicas
    with one.begin("T1") as listening:
        heard = listening.mailboxes.get(world.mailbox.id)
        assert heard is not None
        with other.begin("T1") as connecting:
            found = connecting.mailboxes.get(world.mailbox.id)
            assert found is not None
            connecting.mailboxes.save(replace(found, refresh_token="1//new"))
        listening.mailboxes.save(replace(heard, history_id="77"))
    with one.read("T1") as tx:
        assert tx.mailboxes.get(world.mailbox.id) == replace(
            world.mailbox, refresh_token="1//new", history_id="77"
        )


def test_the_servers_time_is_known_and_is_utc(replicas: tuple[SqlStore, SqlStore]) -> None:
    with replicas[0].engine() as etx:
        first, second = etx.now(), etx.now()
    assert first is not None
    assert second is not None
    assert first.utcoffset() == timedelta(0)
    assert first < second  # of the clock, not of the transaction's beginning


@pytest.mark.parametrize("whose", ["sequence", "enrollment"])
def test_a_send_does_not_wait_for_what_somebody_is_just_changing(
    replicas: tuple[SqlStore, SqlStore], world: World, whose: str
) -> None:
    one, other = replicas
    with other.loose("T1") as tx:
        found = tx.read_ahead(world.enrollment.id, sequence_id=world.sequence.id)
    assert found is not None
    lane = Lane(id=world.lane, workspace_id="T1")
    with one.begin("T1") as held:
        lock = {"sequence": held.sequences.get_locked, "enrollment": held.enrollments.get}[whose]
        assert lock(getattr(world, whose).id)
        with other.loose("T1") as tx:
            assert not tx.sends.intend(
                lane, epoch=0, delivery=new_delivery(world), new_token=None, seen=found
            )
    with other.loose("T1") as tx:
        assert tx.sends.intend(
            lane, epoch=0, delivery=new_delivery(world), new_token=None, seen=found
        )


def test_a_record_does_not_wait_for_who_hears_of_the_same_message(
    replicas: tuple[SqlStore, SqlStore], world: World
) -> None:
    one, other = replicas
    marked = replace(new_delivery(world), state=DeliveryState.SENDING)
    sent = replace(marked, state=DeliveryState.SENT, provider_id="gm1")
    after = replace(world.enrollment, due_at=LATER)
    with one.begin("T1") as tx:
        tx.deliveries.add(marked)
    with other.loose("T1") as tx:
        found = tx.read_ahead(world.enrollment.id, sequence_id=world.sequence.id)
    assert found is not None
    with one.begin("T1") as hearing:
        assert hearing.deliveries.save(replace(marked, rfc822_id="<a>"), expecting=marked.state)
        with other.loose("T1") as tx:
            assert not tx.sends.record(
                sent, was=marked, after=after, asleep=world.enrollment, seen=found
            )
        assert hearing.sequences.get_locked(world.sequence.id)
    with other.loose("T1") as tx:
        assert tx.sends.record(sent, was=marked, after=after, asleep=world.enrollment, seen=found)
