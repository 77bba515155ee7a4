"""Starting on a database: what is adopted, what is asked, and whose answer counts."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from engine.domain.errors import NotAllowed, Refusal
from engine.domain.notice import Notice, NoticeKind
from engine.domain.witness import Doubt, Mark, StoreState
from engine.domain.workspace import Actor, Member
from engine.ports import Store, Witness
from engine.scheduler.keeper import COUNT_SECONDS, Keeper
from engine.use_cases import trusting
from storage.store import SqlStore
from storage.witness import FileWitness
from tests.engine.scene import HandClock
from tests.storage.rows import NOW, a_world, install


class Died(BaseException):
    """The process is gone."""


@dataclass(slots=True)
class Mortal:
    """A witness whose process may be killed before it writes."""

    file: FileWitness
    dies: bool = False

    def read(self) -> Mark | None:
        return self.file.read()

    def write(self, mark: Mark) -> None:
        if self.dies:
            raise Died
        self.file.write(mark)


@pytest.fixture
def witness(tmp_path: Path) -> FileWitness:
    return FileWitness(tmp_path / "machine.witness")


@pytest.fixture
def worked(store: SqlStore) -> SqlStore:
    """A store with an enrollment and an admin in each of two workspaces."""
    install(store, "T1", "T2")
    for workspace_id in ("T1", "T2"):
        with store.begin(workspace_id) as tx:
            a_world(tx)
            tx.members.save(member(workspace_id, f"ADMIN-{workspace_id}", is_admin=True))
            tx.members.save(member(workspace_id, f"REP-{workspace_id}", is_admin=False))
    return store


def member(workspace_id: str, user_id: str, *, is_admin: bool) -> Member:
    return Member(
        workspace_id=workspace_id,
        user_id=user_id,
        name=user_id,
        first_name=user_id,
        zone="UTC",
        is_admin=is_admin,
        seen_at=NOW,
    )


def actor(workspace_id: str = "T1", *, is_admin: bool = True) -> Actor:
    return Actor(
        workspace_id=workspace_id,
        user_id=f"ADMIN-{workspace_id}",
        name="",
        zone="UTC",
        is_admin=is_admin,
        is_approver=True,
    )


def begin(store: Store, witness: Witness) -> StoreState:
    return trusting.begin(store, witness, now=NOW, real=NOW)


def state_of(store: Store) -> StoreState:
    with store.engine() as etx:
        return etx.state()


def went_back(store: Store, to: StoreState) -> None:
    """Make the database what it was."""
    with store.engine() as etx:
        etx.save_state(to)


def cards(store: Store, workspace_id: str) -> list[Notice]:
    with store.engine() as etx:
        found = etx.claim_notices(real=NOW, until=NOW, limit=100)
    return [
        each
        for each in found
        if each.kind is NoticeKind.STORE_DOUBTED and each.workspace_id == workspace_id
    ]


def test_a_store_counts_its_starts_and_the_witness_follows(
    worked: SqlStore, witness: FileWitness
) -> None:
    first, second = begin(worked, witness), begin(worked, witness)
    assert (first.mark.epoch, second.mark.epoch) == (1, 2)
    assert first.mark.store_id == second.mark.store_id
    assert witness.read() == state_of(worked).mark == second.mark


def test_a_process_killed_before_its_witness_wrote_starts_again_without_a_question(
    worked: SqlStore, witness: FileWitness
) -> None:
    begin(worked, witness)
    for _ in range(3):
        with pytest.raises(Died):
            begin(worked, Mortal(witness, dies=True))
    assert begin(worked, witness).doubt is None


def test_replicas_with_and_without_a_witness_of_their_own_are_never_asked(
    worked: SqlStore, tmp_path: Path
) -> None:
    here, there = FileWitness(tmp_path / "here"), FileWitness(tmp_path / "there")
    for which in (here, here, there, here, there, there, FileWitness(tmp_path / "third"), here):
        assert begin(worked, which).doubt is None


def test_an_older_database_is_asked_about_once_and_its_witness_stays(
    worked: SqlStore, witness: FileWitness
) -> None:
    before = begin(worked, witness)
    after = begin(worked, witness)
    went_back(worked, before)

    for _ in range(3):
        assert begin(worked, witness).doubt is Doubt.OLDER
    assert witness.read() == after.mark
    for workspace_id in ("T1", "T2"):
        (card,) = cards(worked, workspace_id)
        assert card.channel == f"ADMIN-{workspace_id}"
        assert card.payload["doubt"] == "older"


def test_another_database_is_asked_about(worked: SqlStore, witness: FileWitness) -> None:
    witness.write(Mark(store_id="another", epoch=3))
    assert begin(worked, witness).doubt is Doubt.COPY


def test_an_empty_database_is_adopted_in_the_place_of_another(
    store: SqlStore, witness: FileWitness
) -> None:
    witness.write(Mark(store_id="another", epoch=3))
    state = begin(store, witness)
    assert state.doubt is None
    assert witness.read() == state.mark


def test_while_an_admin_is_asked_a_fresh_replica_does_not_begin_either(
    worked: SqlStore, witness: FileWitness, tmp_path: Path
) -> None:
    witness.write(Mark(store_id="another", epoch=3))
    begin(worked, witness)
    fresh = FileWitness(tmp_path / "fresh")
    assert begin(worked, fresh).doubt is Doubt.COPY
    assert fresh.read() is None


@pytest.mark.parametrize("doubt", Doubt)
def test_an_admins_answer_starts_every_replica_and_outlives_a_kill(
    worked: SqlStore, witness: FileWitness, tmp_path: Path, doubt: Doubt
) -> None:
    doubtful(worked, witness, doubt)
    trusting.answer(worked, actor("T2"), go_on=True)
    assert state_of(worked).doubt is None
    # The answer is committed; whoever wanted to write it into the witness is killed.
    with pytest.raises(Died):
        begin(worked, Mortal(witness, dies=True))
    assert begin(worked, witness).doubt is None
    assert begin(worked, FileWitness(tmp_path / "fresh")).doubt is None
    assert witness.read() is not None
    for workspace_id, by in (("T1", None), ("T2", "ADMIN-T2")):
        (card,) = cards(worked, workspace_id)
        assert (card.payload["answer"], card.payload["answered_by"]) == ("go_on", by)


def doubtful(store: SqlStore, witness: FileWitness, doubt: Doubt) -> None:
    before = begin(store, witness)
    if doubt is Doubt.OLDER:
        begin(store, witness)
        went_back(store, before)
    else:
        witness.write(Mark(store_id="another", epoch=3))
    assert begin(store, witness).doubt is doubt


def test_only_an_admin_is_listened_to_and_only_while_there_is_a_question(
    worked: SqlStore, witness: FileWitness
) -> None:
    doubtful(worked, witness, Doubt.OLDER)
    with pytest.raises(NotAllowed):
        trusting.answer(worked, actor(is_admin=False), go_on=True)
    assert state_of(worked).doubt is Doubt.OLDER
    trusting.answer(worked, actor(), go_on=False)
    assert begin(worked, witness).doubt is Doubt.OLDER
    trusting.answer(worked, actor(), go_on=True)
    with pytest.raises(Refusal, match="already"):
        trusting.answer(worked, actor("T2"), go_on=True)


def test_without_a_known_admin_those_are_asked_who_can_fetch_one(
    store: SqlStore, witness: FileWitness
) -> None:
    install(store, "T1")
    with store.begin("T1") as tx:
        world = a_world(tx)
    doubtful(store, witness, Doubt.COPY)
    (card,) = cards(store, "T1")
    assert card.channel == world.sequence.owner_id


# While it runs -----------------------------------------------------------------------------------
def test_the_mark_is_counted_on_every_minute_so_that_a_recent_backup_is_noticed(
    worked: SqlStore, witness: FileWitness
) -> None:
    clock = HandClock()
    keeper = Keeper(worked, witness, clock)
    keeper.begin()
    backup = state_of(worked)
    clock.advance(seconds=COUNT_SECONDS - 1)
    keeper.look()
    assert state_of(worked) == backup
    clock.advance(seconds=1)
    keeper.look()
    assert witness.read() == state_of(worked).mark != backup.mark

    went_back(worked, backup)
    assert begin(worked, witness).doubt is Doubt.OLDER


def test_a_database_exchanged_under_a_running_process_stops_it(
    worked: SqlStore, witness: FileWitness
) -> None:
    keeper = Keeper(worked, witness, HandClock())
    before = begin(worked, witness)
    keeper.begin()
    assert keeper.may_send()
    went_back(worked, before)
    keeper.look()
    assert not keeper.may_send()
    assert "older backup" in (keeper.complaint() or "")


def test_every_running_replica_stops_and_starts_with_the_question_and_its_answer(
    worked: SqlStore, witness: FileWitness, tmp_path: Path
) -> None:
    other = Keeper(worked, FileWitness(tmp_path / "other"), HandClock())
    other.begin()
    witness.write(Mark(store_id="another", epoch=3))
    keeper = Keeper(worked, witness, HandClock())
    keeper.begin()
    assert [keeper.may_send(), other.may_send()] == [False, True]
    other.look()
    assert not other.may_send()

    trusting.answer(worked, actor(), go_on=True)
    for each in (keeper, other, keeper):
        each.look()
        assert each.may_send()
        assert each.complaint() is None


def test_a_replica_that_slept_through_question_and_answer_goes_on(
    worked: SqlStore, witness: FileWitness, tmp_path: Path
) -> None:
    sleepy = Keeper(worked, FileWitness(tmp_path / "other"), HandClock())
    sleepy.begin()
    doubtful(worked, witness, Doubt.COPY)
    trusting.answer(worked, actor(), go_on=True)
    sleepy.look()
    assert sleepy.may_send()


def test_the_state_is_kept_whole(worked: SqlStore) -> None:
    whole = StoreState(
        mark=Mark(store_id="s", epoch=2**40),
        doubt=Doubt.COPY,
        doubted_at=NOW + timedelta(microseconds=1),
        seen=Mark(store_id="x", epoch=3),
        accepted_id="y",
    )
    went_back(worked, whole)
    assert state_of(worked) == whole
    went_back(worked, replace(whole, doubt=None, doubted_at=None, seen=None, accepted_id=None))
    assert state_of(worked).seen is None
