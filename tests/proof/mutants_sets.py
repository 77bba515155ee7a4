"""Which tests a mutation has to get past, the quick ones first."""

from dataclasses import dataclass

from tests.proof.mutant import Mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSet:
    """Some tests, run together."""

    __test__ = False  # pytest: a name like this is no test
    name: str
    arguments: tuple[str, ...]
    of: tuple[str, ...]  # paths that it is about: their mutations are shown it first


SCHEDULE = TestSet(
    name="schedule",
    arguments=(
        "tests/domain/test_local_time.py",
        "tests/domain/test_schedule_delays.py",
        "tests/domain/test_schedule_window.py",
        "tests/domain/test_schedule_sms.py",
        "tests/domain/test_schedule_oracle.py",
        "tests/domain/test_pausing.py",
        "tests/domain/test_thawing.py",
        "tests/domain/test_pace.py",
        "tests/proof/test_oracle.py",
    ),
    of=tuple(
        f"engine/domain/{each}.py"
        for each in (
            *("local_time", "schedule", "window", "delay"),
            *("business_days", "pausing", "thawing", "pace"),
        )
    ),
)
DECISIONS = TestSet(
    name="decisions",
    arguments=(
        "tests/domain/test_decide.py",
        "tests/domain/test_decide_pace.py",
        "tests/domain/test_due.py",
        "tests/domain/test_progress.py",
        "tests/domain/test_progress_pauses.py",
        "tests/domain/test_new_version.py",
        "tests/domain/test_lifecycle.py",
        "tests/domain/test_witness.py",
    ),
    of=tuple(f"engine/domain/{each}.py" for each in ("decide", "progress", "due", "witness")),
)
_PIPELINE = tuple(
    f"tests/engine/test_{each}.py"
    for each in (
        *("times", "last_decision", "between_draft_and_send", "frozen", "unheard", "bad_days"),
        *("by_hand", "drafts_by_hand", "held_texts", "recovering", "pace", "accounts", "start"),
    )
)
PIPELINE = TestSet(name="pipeline", arguments=(*_PIPELINE, "-k", "not postgres"), of=())
ENGINE = TestSet(
    name="engine",
    # Not a folder together with its files: pytest would run them in the folder's order.
    arguments=("tests/engine", *(f"--ignore={each}" for each in _PIPELINE), "-k", "not postgres"),
    of=("engine/listening/",),
)
CRASHES = TestSet(
    name="crashes",
    arguments=("tests/crash/test_hearing.py", "tests/crash/test_named_points.py", "-k", "sqlite"),
    of=(),
)
STORAGE = TestSet(
    name="storage",
    arguments=("tests/storage", "tests/crash/test_killed_witness.py"),
    of=("storage/",),
)
PROOF = TestSet(
    name="proof",
    arguments=(
        "tests/proof/test_simulation.py",
        "tests/proof/test_machine.py",
        "-k",
        "not worse and not postgres",
    ),
    of=(),
)
FLOWS = TestSet(
    name="flows",
    arguments=(
        "tests/flows/test_pausing.py",
        "tests/flows/test_downtime.py",
        "tests/flows/test_unsubscribe.py",
        "tests/flows/test_questions.py",
        "tests/flows/test_restored.py",
        "tests/flows/test_editing_live.py",
        "tests/flows/test_modes.py",
    ),
    of=("engine/scheduler/",),
)
SETS = (PIPELINE, CRASHES, DECISIONS, SCHEDULE, ENGINE, PROOF, STORAGE, FLOWS)


def sets_for(mutant: Mutant | None) -> tuple[TestSet, ...]:
    """Return all sets, those that are about the mutated file first."""
    path = mutant.path if mutant is not None else ""
    return tuple(sorted(SETS, key=lambda each: not path.startswith(each.of or "-")))
