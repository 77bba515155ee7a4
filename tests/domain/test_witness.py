"""Every case of a witness and a database, and what a crash may and may not look like."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.witness import Doubt, Mark, StoreState, counted, doubted, judge, trusted

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def mark(store_id: str, epoch: int) -> Mark:
    return Mark(store_id=store_id, epoch=epoch)


def store(epoch: int, store_id: str = "ours", accepted_id: str | None = None) -> StoreState:
    return StoreState(mark=mark(store_id, epoch), accepted_id=accepted_id)


@pytest.mark.parametrize(
    ("what", "witness", "state", "doubt"),
    [
        ("a fresh machine or replica", None, store(7), None),
        ("a fresh database without a witness", None, store(0), None),
        ("as it was left", mark("ours", 7), store(7), None),
        ("killed before the witness was written", mark("ours", 6), store(7), None),
        ("other replicas have worked meanwhile", mark("ours", 6), store(90), None),
        ("an older backup", mark("ours", 8), store(7), Doubt.OLDER),
        ("a backup from before there were marks", mark("ours", 8), store(0), Doubt.COPY),
        ("another database, as far", mark("theirs", 7), store(7), Doubt.COPY),
        ("another database, further on", mark("theirs", 7), store(90), Doubt.COPY),
        ("another database, less far", mark("theirs", 7), store(1), Doubt.COPY),
        ("a witness nobody can read", mark("", 0), store(7), Doubt.COPY),
        ("one an admin has accepted", mark("theirs", 7), store(7, accepted_id="theirs"), None),
        ("another than the accepted", mark("a", 7), store(7, accepted_id="theirs"), Doubt.COPY),
        ("older, also once accepted", mark("ours", 9), store(7, accepted_id="a"), Doubt.OLDER),
    ],
)
def test_each_case_of_witness_and_database(
    what: str, witness: Mark | None, state: StoreState, doubt: Doubt | None
) -> None:
    if what.startswith("a backup from before"):
        state = store(0, store_id="just made")
    assert judge(witness, state, has_work=True) == doubt, what
    assert judge(witness, state, has_work=False) is None, "nothing to send, nothing to ask"


@given(st.lists(st.sampled_from(["start", "minute", "killed", "other"]), max_size=40))
def test_no_kill_and_no_replica_ever_raises_a_doubt(events: list[str]) -> None:
    # The database's mark is committed first; a kill may keep the witness from following.
    state, witness = store(0), None
    for event in events:
        assert judge(witness, state, has_work=True) is None
        state = counted(state)
        if event in ("start", "minute"):
            witness = state.mark


@given(
    then=st.integers(0, 50),
    since=st.integers(1, 50),
    others=st.integers(0, 50),
    witness_lags=st.integers(0, 50),
)
def test_a_backup_from_before_the_witness_is_always_noticed(
    then: int, since: int, others: int, witness_lags: int
) -> None:
    last = max(then + since + others - witness_lags, then + 1)
    assert judge(mark("ours", last), store(then), has_work=True) is Doubt.OLDER


@pytest.mark.parametrize("witness", [mark("ours", 9), mark("theirs", 3), mark("theirs", 900)])
def test_what_an_admin_trusts_is_never_doubted_for_the_same_witness_again(witness: Mark) -> None:
    state = store(7)
    doubt = judge(witness, state, has_work=True)
    assert doubt is not None
    settled = trusted(doubted(state, doubt, witness, NOW))
    assert (settled.doubt, settled.doubted_at, settled.seen) == (None, None, None)
    assert settled.mark.store_id == "ours"
    assert judge(witness, settled, has_work=True) is None
    # Nor for what another machine has seen of the same past, some minutes further on.
    further = mark(witness.store_id, witness.epoch + 500)
    assert judge(further, settled, has_work=True) is None
    # The backup itself, copied back once more, is.
    assert judge(settled.mark, state, has_work=True) is Doubt.OLDER


def test_of_several_witnesses_the_one_furthest_ahead_counts() -> None:
    state = doubted(store(7), Doubt.OLDER, mark("ours", 9), NOW)
    assert doubted(state, Doubt.OLDER, mark("ours", 8), NOW).seen == mark("ours", 9)
    assert doubted(state, Doubt.OLDER, mark("ours", 12), NOW).seen == mark("ours", 12)
