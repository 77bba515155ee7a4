"""Pausing and resuming: the effect and the plan, before anything happens."""

from datetime import timedelta

import pytest

from bot.views import pausing, resuming
from bot.views.kit import load
from engine.use_cases.foreseeing import PauseEffect, ResumePlan
from tests.views import approving_data as data
from tests.views.golden import check_view


def plan(**changes: object) -> ResumePlan:
    first = {
        "name": data.WORST_NAME,
        "contacts": 212,
        "overdue": 12,
        "first_at": data.NOW,
        "last_at": data.NOW + timedelta(days=4),
        "per_hour": 60,
        "left": {"due at once": 12, "less than a day left": 150, "1 day left": 50},
    }
    return ResumePlan(**(first | changes))  # type: ignore[arg-type]


def test_pause_names_its_effect() -> None:
    view = pausing.build(PauseEffect(name=data.WORST_NAME, contacts=212), 7)
    check_view("pause", view)
    assert "212 contacts stop receiving messages" in str(view)
    assert view["submit"]["text"] == "Pause"
    assert load(pausing.Meta, view["private_metadata"]).sequence_id == 7


@pytest.mark.parametrize(("contacts", "words"), [(1, "1 contact stops"), (0, "0 contacts stop")])
def test_one_and_none_are_said_as_people_say_them(contacts: int, words: str) -> None:
    assert words in str(pausing.build(PauseEffect(name="Q4", contacts=contacts), 7))


def test_a_paused_sequence_says_so() -> None:
    check_view("pause_done", pausing.done(PauseEffect(name=data.WORST_NAME, contacts=212)))


def test_resume_shows_who_has_how_long_left_and_how_fast_they_go() -> None:
    view = resuming.build(plan(), 7)
    check_view("resume", view)
    assert "12 contacts: due at once" in str(view)
    assert "At most 60 emails an hour" in str(view)
    assert view["submit"]["text"] == "Resume"


def test_resume_without_spacing_says_that_they_go_at_once() -> None:
    assert "go at once" in str(resuming.build(plan(per_hour=None), 7))


@pytest.mark.parametrize(("apart", "times"), [(0, 1), (0.999, 1), (59, 1), (60, 2)])
def test_resume_names_a_last_time_only_if_it_shows_as_another(apart: float, times: int) -> None:
    shown = str(resuming.build(plan(last_at=data.NOW + timedelta(seconds=apart)), 7))
    assert shown.count("<!date") == times


def test_resume_of_nobody_promises_no_time() -> None:
    nobody = plan(contacts=0, overdue=0, first_at=None, last_at=None, left={})
    view = resuming.build(nobody, 7)
    check_view("resume_nobody", view)
    assert "<!date" not in str(view)


def test_hundreds_of_different_waits_fit() -> None:
    left = {f"{number} days left": 1 for number in range(400)}
    check_view("resume_worst", resuming.build(plan(left=left), 7))


def test_a_resumed_sequence_says_when_the_first_go() -> None:
    check_view("resume_done", resuming.done(plan()))
