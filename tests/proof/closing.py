"""All proofs, one after the other, and the table that closes them."""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One proof in its long form: what is run, in a process of its own."""

    name: str
    arguments: tuple[str, ...]  # of python


def of_ours(name: str, *options: str) -> Part:
    """Return a part that is a command of `python -m tests.proof`."""
    return Part(name=name, arguments=("-m", "tests.proof", name, *options))


def closed(parts: Sequence[Part]) -> bool:
    """Run every part, whatever became of the others; print the table; whether all held."""
    lines, holds = [], True
    for part in parts:
        print(f"\n== {part.name}", flush=True)
        began = time.monotonic()
        status = subprocess.run([sys.executable, *part.arguments], cwd=ROOT, check=False).returncode
        holds = holds and status == 0
        verdict = "holds" if status == 0 else f"BROKEN ({status})"
        lines.append(f"  {part.name:<14}{time.monotonic() - began:>8,.0f} s   {verdict}")
    print("\nThe proof", *lines, sep="\n", flush=True)
    return holds
