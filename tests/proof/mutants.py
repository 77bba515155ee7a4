"""The harness is shown to bite: python -m tests.proof mutants.

Each mutation is applied to a copy of the tree, and the tests are run there until one fails.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.proof.mutant import Mutant
from tests.proof.mutants_inside import INSIDE
from tests.proof.mutants_outside import OUTSIDE
from tests.proof.mutants_sets import TestSet, sets_for

ROOT = Path(__file__).parents[2]
MUTANTS = (*INSIDE, *OUTSIDE)
PARTS = ("engine", "storage", "bot", "handlers", "sandbox", "bench", "tests")
FILES = ("app.py", "manifest.yml", "pyproject.toml")
LONGEST_SECONDS = 1200.0  # of one set of tests, on a busy machine; who takes longer hangs
TRIES = 3  # of a run that somebody has killed from outside
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a mutation; none: of the tree as it is."""

    mutant: Mutant | None
    caught_by: str | None  # a test
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether the mutation was caught, or the tree as it is passed."""
        return (self.caught_by is None) == (self.mutant is None)

    def __str__(self) -> str:
        """Return it in one line."""
        name = self.mutant.name if self.mutant else "(nothing mutated)"
        found = f"caught by {self.caught_by}" if self.caught_by else "SURVIVED"
        if self.mutant is None:
            found = f"FAILED {self.caught_by}" if self.caught_by else "passed every test"
        return f"{self.seconds:6.0f} s  {name}: {found}"


def mutated(mutant: Mutant, root: Path) -> str:
    """Return the file with the mutation in it. Raises ValueError if it has no single place."""
    text = (root / mutant.path).read_text(encoding="utf-8")
    if text.count(mutant.before) != 1:
        raise ValueError(f"{mutant.path} has {text.count(mutant.before)} of: {mutant.before}")
    return text.replace(mutant.before, mutant.after)


def copied(to: Path) -> Path:
    """Copy what tests need of the tree."""
    for part in PARTS:
        shutil.copytree(ROOT / part, to / part)
    for file in FILES:
        shutil.copy2(ROOT / file, to / file)
    return to


def judged(mutant: Mutant | None, snapshot: Path) -> Verdict:
    """Show a copy with the mutation to one set of tests after the other."""
    began, caught_by = time.monotonic(), None
    with tempfile.TemporaryDirectory(prefix="mutant-") as directory:
        tree = Path(directory) / "tree"
        shutil.copytree(snapshot, tree)
        if mutant is not None:
            (tree / mutant.path).write_text(mutated(mutant, tree), encoding="utf-8")
        for each in sets_for(mutant):
            caught_by = _failure(each, tree)
            if caught_by is not None:
                break
    verdict = Verdict(mutant=mutant, caught_by=caught_by, seconds=time.monotonic() - began)
    print(verdict, flush=True)
    return verdict


def _failure(tests: TestSet, tree: Path) -> str | None:
    """Return the first test that fails; none when all pass."""
    told = ""
    for _ in range(TRIES):
        done = _run(tests, tree)
        if done is None:
            return f"{tests.name}, which hang"
        if done.returncode == 0:
            return None
        found = _FAILED.search(done.stdout)
        if found:
            return found[1]
        told = f"{done.returncode}: {done.stdout}{done.stderr}"
    raise RuntimeError(f"{tests.name} ended with {told}")


def _run(tests: TestSet, tree: Path) -> "subprocess.CompletedProcess[str] | None":
    """Run the tests; none when they take for ever."""
    options = ("-x", "-q", "-p", "no:cacheprovider", "--tb=no")
    command = [sys.executable, "-m", "pytest", *options, *tests.arguments]
    try:
        return subprocess.run(
            command,
            cwd=tree,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None


def run(options: argparse.Namespace) -> bool:
    """Judge every mutation, or those whose name has `only` in it; whether each was caught."""
    chosen = [each for each in MUTANTS if options.only.lower() in each.name.lower()]
    subjects: list[Mutant | None] = [*chosen] if options.only else [None, *chosen]
    with tempfile.TemporaryDirectory(prefix="mutants-") as directory:
        snapshot = copied(Path(directory))
        with ThreadPoolExecutor(options.jobs) as pool:
            verdicts = list(pool.map(partial(judged, snapshot=snapshot), subjects))
    bad = [verdict for verdict in verdicts if not verdict.is_good]
    print(
        f"\n{len(chosen)} mutations, {len(verdicts) - len(bad)} of {len(verdicts)} as it should be"
    )
    print(*bad, sep="\n", flush=True)
    return bool(chosen) and not bad


def add_to(parser: argparse.ArgumentParser) -> None:
    """Give a command's parser what this proof can be asked."""
    parser.add_argument("--only", default="", help="a part of a mutation's name")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.set_defaults(run=run)
