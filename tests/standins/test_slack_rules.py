"""Slack's published limits, each broken once, and views at the limit that pass."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.slack.rules import problems_of_message, problems_of_options, problems_of_view
from tests.standins.slack_broken_views import (
    BROKEN_VIEWS,
    CONFIRM,
    ELEMENT,
    OPTIONS,
    RICH,
    in_form,
    in_row,
    select,
)
from tests.standins.slack_scene import (
    Json,
    actions,
    an_input,
    button,
    home,
    modal,
    plain,
    section,
    text_input,
)


@pytest.mark.parametrize(("view", "pointer"), BROKEN_VIEWS.values(), ids=BROKEN_VIEWS.keys())
def test_a_broken_view_is_refused_where_it_is_broken(view: Json, pointer: str) -> None:
    without_none = {key: value for key, value in view.items() if value is not None}

    problems = problems_of_view(without_none)

    assert pointer in [problem.pointer for problem in problems]


GOOD_VIEWS: dict[str, Json] = {
    "100 blocks": modal(*[section("x" * 3000)] * 70, *[{"type": "divider"}] * 30),
    "all limits of the head": modal(
        title="x" * 24, close=plain("x" * 24), private_metadata="x" * 3000, callback_id="x" * 255
    ),
    "a full select": in_form(select(100, initial_option=OPTIONS[99])),
    "ten ticks": in_form(
        {"type": "checkboxes", "options": OPTIONS[:10], "initial_options": OPTIONS[3:5]}
    ),
    "a full menu": in_row({"type": "overflow", "options": OPTIONS[:5]}),
    "a file in a modal": in_form({"type": "file_input", "filetypes": ["csv"], "max_files": 1}),
    "a text at its limit": modal(text_input("N", max_length=3000, initial_value="x" * 3000)),
    "a rich text": in_form({"type": "rich_text_input", "initial_value": RICH}),
    "the same action_id in two blocks": modal(
        actions(button("A", "same")), actions(button("B", "same"))
    ),
    "an empty Home": home(),
}


@pytest.mark.parametrize("view", GOOD_VIEWS.values(), ids=GOOD_VIEWS.keys())
def test_a_view_within_its_limits_passes(view: Json) -> None:
    assert problems_of_view(view) == []


def test_a_view_over_250_kb_is_refused() -> None:
    view = modal(*[section("é" * 3000)] * 40)

    assert [problem.pointer for problem in problems_of_view(view)] == [""]


BROKEN_MESSAGES: dict[str, tuple[list[Json], str]] = {
    "51 blocks": ([section("x")] * 51, "/blocks"),
    "a file input": ([an_input("F", {"type": "file_input"})], ELEMENT),
    "two tables": ([{"type": "table", "rows": [[RICH]]}] * 2, "/blocks/1"),
    "markdown over 12,000 together": ([{"type": "markdown", "text": "x" * 6001}] * 2, "/blocks"),
}


@pytest.mark.parametrize(
    ("blocks", "pointer"), BROKEN_MESSAGES.values(), ids=BROKEN_MESSAGES.keys()
)
def test_a_broken_message_is_refused_where_it_is_broken(blocks: list[Json], pointer: str) -> None:
    assert pointer in [problem.pointer for problem in problems_of_message({"blocks": blocks})]


def test_a_message_without_blocks_has_no_problem() -> None:
    assert problems_of_message({"text": "Hello"}) == []


def test_a_problem_reads_as_slack_writes_it() -> None:
    (problem,) = problems_of_message({"blocks": [section("x" * 3001)]})

    assert str(problem) == "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"


def test_at_most_a_hundred_options_may_be_suggested() -> None:
    assert problems_of_options({"options": OPTIONS[:100]}) == []
    assert problems_of_options({"options": []}) == []
    assert [each.pointer for each in problems_of_options({"options": OPTIONS})] == ["/options"]
    assert problems_of_options({})


EVERYTHING = modal(
    section("x", accessory={"type": "overflow", "options": OPTIONS[:2]}),
    an_input(
        "Tick", {"type": "checkboxes", "options": OPTIONS[:2], "initial_options": OPTIONS[:1]}
    ),
    actions(button("A", confirm=CONFIRM), select(2, initial_option=OPTIONS[0])),
    text_input("Name", max_length=5, initial_value="x"),
    {
        "type": "input",
        "label": plain("Number"),
        "element": {"type": "number_input", "is_decimal_allowed": True, "initial_value": "1"},
    },
)
JUNK: tuple[Any, ...] = (None, True, 7, 1.5, "junk", [], [[]], {}, {"type": []}, [{"text": []}])


def _paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = range(len(node)) if isinstance(node, list) else node if isinstance(node, dict) else ()
    return [path, *(each for key in keys for each in _paths(node[key], (*path, key)))]


@given(st.sampled_from(_paths(EVERYTHING)[1:]), st.sampled_from(JUNK))
def test_junk_anywhere_is_a_problem_or_passes_but_is_never_an_exception(
    path: tuple[Any, ...], junk: Any
) -> None:
    view = copy.deepcopy(EVERYTHING)
    holder: Any = view
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = junk

    assert all(problem.message for problem in problems_of_view(view))
    assert all(problem.message for problem in problems_of_message(view))


def test_the_view_that_junk_is_put_into_is_a_good_one() -> None:
    assert problems_of_view(EVERYTHING) == []
