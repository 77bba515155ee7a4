"""Where a kind has its counterpart, none is without, and none is left over."""

import inspect
import re
from dataclasses import asdict

from bot.notifier import CARDS
from bot.views.help import COMMANDS
from engine.domain import errors
from engine.domain.enrollment import DELIVERY_EDGES, DeliveryState
from engine.domain.errors import ProductError
from engine.domain.lifecycle import TRANSITIONS, Action
from engine.domain.notice import JobKind, NoticeKind
from engine.domain.sequence import SequenceState
from engine.recovery import MAIL_LOOKS_MINUTES, TEXT_LOOKS_MINUTES
from engine.scheduler import Intervals
from engine.sending import Times
from handlers import JOBS
from handlers.commands import VERBS
from tests.project.repository import rows, section, words

ENGINE = "ARCHITECTURE.md"
LEASES = "### Lanes and leases"
STEP = "### One step, from due to sent"


def test_every_kind_of_notice_has_a_card() -> None:
    assert set(CARDS) == set(NoticeKind)


def test_every_kind_of_job_has_a_worker() -> None:
    assert set(JOBS) == set(JobKind)


def test_the_help_lists_every_verb() -> None:
    listed = {typed.partition(" ")[0] for typed, _ in COMMANDS}
    assert listed - {""} == set(VERBS) - {"list"}  # “list” is what no verb at all means


def test_the_readme_lists_every_verb() -> None:
    typed = [words(row[0])[0].split() for row in rows(section("README.md", "## Commands"))]
    assert all(first == "/sequence" for first, *_ in typed)
    assert {rest[0] for _, *rest in typed if rest} == set(VERBS) - {"list"}


# The numbers in ARCHITECTURE.md ------------------------------------------------------------------
def test_the_ticks_are_documented_as_they_run() -> None:
    told = {words(name)[0]: float(each) for name, each, _ in rows(section(ENGINE, "## Ticks"))}
    assert told == asdict(Intervals())


def test_the_times_of_a_lease_are_documented_as_they_are() -> None:
    told = [int(each) for each in re.findall(r"\d+(?=\s+seconds)", section(ENGINE, LEASES))]
    times = Times()
    assert told == [
        times.lease_seconds,
        times.call_seconds,
        times.grace_seconds,
        times.start_seconds,
    ]


def test_the_times_of_recovery_are_documented_as_they_are() -> None:
    looks = re.findall(r"looked for after ([\d, and]+) minutes", section(ENGINE, STEP))
    told = [tuple(int(each) for each in re.findall(r"\d+", one)) for one in looks]
    assert told == [MAIL_LOOKS_MINUTES, TEXT_LOOKS_MINUTES]


# The tree of errors ------------------------------------------------------------------------------
_LINE = re.compile(r"^(?P<branch>[│ ]*[├└]── )?(?P<name>[A-Z]\w+)(?P<says>  *\S.*)?$")


def _drawn() -> dict[str, str | None]:
    """Return each class of the drawing with the one it hangs on."""
    parents: dict[str, str | None] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").partition("\n\n")[2].splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        depth = len(found["branch"] or "") // 4
        path[depth:] = [found["name"]]
        parents[found["name"]] = path[depth - 1] if depth else None
    return parents


def _defined() -> dict[str, str | None]:
    classes = {
        name: each
        for name, each in vars(errors).items()
        if inspect.isclass(each) and issubclass(each, ProductError)
    }
    return {
        name: None if each is ProductError else each.__bases__[0].__name__
        for name, each in classes.items()
    }


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    assert _drawn() == _defined()


def test_every_error_says_what_it_means() -> None:
    assert [name for name in _defined() if not (getattr(errors, name).__doc__ or "").strip()] == []


# The states in ARCHITECTURE.md -------------------------------------------------------------------
def test_the_states_of_a_sequence_are_documented_as_they_are() -> None:
    told = {
        (SequenceState(state), action): cell
        for state, *cells in rows(section(ENGINE, "### A sequence"))
        for action, cell in zip(Action, cells, strict=True)
    }
    assert told == {
        (state, action): TRANSITIONS.get((state, action), "refused")
        for state in SequenceState
        for action in Action
    }


def test_the_states_of_a_delivery_are_documented_as_they_are() -> None:
    told = {
        DeliveryState(words(state)[0]): {DeliveryState(each) for each in words(to)}
        for state, to, _ in rows(section(ENGINE, "### A delivery"))
    }
    assert told == DELIVERY_EDGES
