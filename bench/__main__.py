"""Every part in one run, written into docs/benchmarks.md with a plot.

    python -m bench [--database sqlite|postgres] [--short] [--only sending,waiting]

The short form takes a few minutes and writes nothing.
"""

import argparse
import sys
import time
from types import ModuleType

from bench import (
    enrolling,
    latency,
    lateness,
    machine,
    memory,
    peers,
    report,
    resuming,
    sending,
    waiting,
)
from bench.figures import finish, note, sizes, table

PARTS: dict[str, tuple[str, ModuleType]] = {
    "sending": ("Sending, beside the bare driver", sending),
    "peers": ("Beside what one would otherwise pick", peers),
    "enrolling": ("Enrolling", enrolling),
    "waiting": ("Idle, and out of a backlog", waiting),
    "latency": ("Slots and a slow provider", latency),
    "lateness": ("Lateness and fairness", lateness),
    "memory": ("Memory", memory),
    "resuming": ("Pausing and resuming", resuming),
}


def main() -> int:
    """Run the parts; return 1 when a figure misses its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    sizes(parser)
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas between")
    options = parser.parse_args()
    chosen = options.only.split(",")
    described = machine.described()
    sections = []
    for name in chosen:
        title, part = PARTS[name]
        began = time.monotonic()
        figures = part.measure(options.short, options.database)
        note(f"{title}: {time.monotonic() - began:.0f} s\n{table(figures)}\n")
        sections.append(report.Section(title=title, words=_words(part), figures=figures))
    if not options.short and chosen == list(PARTS) and options.database is None:
        report.write(described, sections)
        print(f"written: {report.PAGE.name}, {report.PLOT.name}")
    print("\n".join(f"{name}: {words}" for name, words in described))
    return finish([one for each in sections for one in each.figures])


def _words(part: ModuleType) -> str:
    """Return what the part says of itself, without how it is called."""
    paragraphs = (part.__doc__ or "").strip().split("\n\n")
    return "\n\n".join(each for each in paragraphs if not each.startswith("    "))


if __name__ == "__main__":
    sys.exit(main())
