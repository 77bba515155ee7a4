"""The witness file: shared by the replicas of a machine, never ahead, never half written."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.domain.witness import Mark
from storage.witness import FileWitness, witness_path

ROOT = Path(__file__).parents[2]
_WRITER = """
import sys
from pathlib import Path
from engine.domain.witness import Mark
from storage.witness import FileWitness
witness = FileWitness(Path(sys.argv[1]))
for epoch in range(int(sys.argv[2]), 2000, 4):
    witness.write(Mark(store_id="ours", epoch=epoch))
"""


@pytest.fixture
def witness(tmp_path: Path) -> FileWitness:
    return FileWitness(tmp_path / "deep" / "store.db.witness")


def mark(epoch: int, store_id: str = "ours") -> Mark:
    return Mark(store_id=store_id, epoch=epoch)


def test_what_was_written_is_read_and_nothing_before(witness: FileWitness) -> None:
    assert witness.read() is None
    witness.write(mark(7))
    assert witness.read() == mark(7)


def test_a_replica_that_is_behind_takes_nothing_back(witness: FileWitness) -> None:
    witness.write(mark(7))
    witness.write(mark(5))
    assert witness.read() == mark(7)
    witness.write(mark(1, "a longer name than before"))
    assert witness.read() == mark(1, "a longer name than before")
    witness.write(mark(3, "short"))
    assert witness.read() == mark(3, "short")


def test_a_file_whose_maker_was_killed_before_it_wrote_is_no_witness(tmp_path: Path) -> None:
    (tmp_path / "w").touch()
    assert FileWitness(tmp_path / "w").read() is None
    FileWitness(tmp_path / "w").write(mark(7))
    assert FileWitness(tmp_path / "w").read() == mark(7)


@pytest.mark.parametrize("junk", [b"?", b"ours seven", b"\xff\x00 12x", b"7" * 500])
def test_what_nobody_can_read_is_the_mark_of_an_unknown_store(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "w").write_bytes(junk)
    found = FileWitness(tmp_path / "w").read()
    assert found is not None
    assert found.store_id != "ours"


def test_a_folder_that_takes_no_file_leaves_the_engine_without_a_witness(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    witness = FileWitness(tmp_path / "file" / "w")
    witness.write(mark(7))
    assert witness.read() is None


def test_replicas_that_write_at_once_leave_the_furthest(tmp_path: Path) -> None:
    path = tmp_path / "w"
    command = [sys.executable, "-c", _WRITER, str(path)]
    writers = [subprocess.Popen([*command, str(start)], cwd=ROOT) for start in range(4)]
    assert [each.wait() for each in writers] == [0, 0, 0, 0]
    assert FileWitness(path).read() == mark(1999)


def test_an_sqlite_file_has_its_witness_beside_it() -> None:
    assert witness_path("sqlite:///some/where/store.db") == Path("some/where/store.db.witness")


def test_a_postgres_database_has_its_own_in_the_state_folder_whoever_signs_in() -> None:
    one = witness_path("postgresql://ann:secret@db.example/outreach")
    assert one.parent.name == "outreach-sequences"
    assert one == witness_path("postgresql://bob:other@db.example/outreach")
    assert one != witness_path("postgresql://ann:secret@db.example/staging")
    assert one != witness_path("postgresql://ann:secret@db2.example/outreach")
