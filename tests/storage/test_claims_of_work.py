"""Claims of notices, jobs and leases, and what is found when its time has passed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

from engine.domain.enrollment import DeliveryState, EnrollmentState
from engine.domain.notice import JobKind, NewNotice, NoticeKind
from engine.ports.store import Store
from tests.storage.rows import LATER, NOW, SOON, a_world, install, new_delivery

MINUTE = timedelta(minutes=1)


def test_a_notice_is_claimed_by_one_and_comes_back_when_it_is_not_done(store: Store) -> None:
    install(store, "T1")
    with store.begin("T1") as tx:
        made = [
            tx.notices.add(NewNotice(kind=NoticeKind.HELD, channel="C1", owner_id="U1"), at=NOW)
            for _ in range(3)
        ]
    with store.engine() as etx:
        first = etx.claim_notices(real=NOW, until=LATER, limit=2)
        rest = etx.claim_notices(real=NOW, until=LATER, limit=2)
        assert [*first, *rest] == [replace(notice, next_at=LATER) for notice in made]
        assert etx.claim_notices(real=SOON, until=LATER, limit=9) == []
        assert len(etx.claim_notices(real=LATER, until=LATER + MINUTE, limit=9)) == 3


def test_each_job_is_done_by_one_thread(store: Store) -> None:
    install(store, "T1")
    with store.begin("T1") as tx:
        ids = [
            tx.jobs.add(JobKind.REPORT, member_id="U1", view_id=None, payload={"n": n})
            for n in range(12)
        ]
    start = Barrier(4)

    def work(_: int) -> list[int]:
        start.wait()
        got = []
        for _attempt in range(12):
            with store.engine() as etx:
                job = etx.claim_job(real=NOW, until=LATER)
            if job is not None:
                assert job.attempts == 1
                got.append(job.id)
        return got

    with ThreadPoolExecutor(4) as pool:
        claimed = [job for got in pool.map(work, range(4)) for job in got]
    assert sorted(claimed) == ids


def test_a_named_lease_is_one_owners_until_it_ends(store: Store) -> None:
    with store.engine() as etx:
        assert etx.lease("poll", owner="a", real=NOW, until=LATER)
        assert not etx.lease("poll", owner="b", real=SOON, until=LATER)
        assert etx.lease("other", owner="b", real=SOON, until=LATER)
        assert etx.lease("poll", owner="a", real=SOON, until=LATER + MINUTE)
        assert not etx.lease("poll", owner="b", real=LATER, until=LATER + MINUTE)
        assert etx.lease("poll", owner="b", real=LATER + MINUTE, until=LATER + 2 * MINUTE)


def test_open_outcomes_and_ended_absences_are_found_when_their_time_has_passed(
    store: Store,
) -> None:
    install(store, "T1")
    with store.begin("T1") as tx:
        world = a_world(tx)
    sending = replace(
        new_delivery(world), state=DeliveryState.SENDING, sending_at=NOW, resolve_at=LATER
    )
    with store.begin("T1") as tx:
        tx.deliveries.add(sending)
    away = replace(world.enrollment, state=EnrollmentState.PAUSED, paused_until=LATER)
    with store.begin("T1") as tx:
        tx.enrollments.save(away)
    with store.engine() as etx:
        assert etx.unresolved(real=SOON, limit=9) == []
        assert etx.unresolved(real=LATER, limit=9) == [sending]
        assert etx.expired_absences(now=SOON, limit=9) == []
        assert etx.expired_absences(now=LATER, limit=9) == [away]
