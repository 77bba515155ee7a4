"""`python -m tests.corpus`: how the corpus is judged, as a confusion matrix, and what differs."""

import sys
from collections import Counter

from engine.domain.classify import MailClass
from tests.corpus import Sample, samples

_COLUMN = 8


def main() -> int:
    """Print rows of expected against columns of judged classes; fail when anything differs."""
    judged = [(sample, sample.judged()) for sample in samples()]
    counts = Counter((sample.expected["class"], found["class"]) for sample, found in judged)
    classes = [str(member) for member in MailClass]
    print(f"{'expected':<12}" + "".join(f"{name[:_COLUMN]:>{_COLUMN + 2}}" for name in classes))
    for row in classes:
        cells = (f"{counts[row, column] or '.':>{_COLUMN + 2}}" for column in classes)
        print(f"{row:<12}" + "".join(cells))
    differing = [line for sample, found in judged for line in _differences(sample, found)]
    print(f"\n{len(judged)} messages, {len(differing)} differences")
    print("\n".join(differing))
    return 1 if differing else 0


def _differences(sample: Sample, found: dict[str, object]) -> list[str]:
    not_judged = ("labels", "sent_at")
    return [
        f"{sample.name}: {name} should be {wanted!r}, is {found.get(name)!r}"
        for name, wanted in sample.expected.items()
        if name not in not_judged and found.get(name) != wanted
    ]


if __name__ == "__main__":
    sys.exit(main())
