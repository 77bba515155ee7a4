"""Steps and settings: what their hash covers, and which step comes next."""

from dataclasses import fields, replace
from datetime import time
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.delay import Delay, DelayUnit
from engine.domain.rendering import UnsubscribeStyle
from engine.domain.rich_text import from_plain
from engine.domain.sequence import (
    Channel,
    Content,
    EmailStep,
    Settings,
    SmsStep,
    Step,
    dump_content,
    load_content,
)
from tests.domain.people import content, email, sms

texts = st.text(max_size=20)
times = st.times(min_value=time(0), max_value=time(23, 59)).map(lambda t: t.replace(fold=0))
json_values = st.recursive(
    st.none() | texts | st.integers(-9, 9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
delays = st.builds(Delay, amount=st.integers(0, 3650), unit=st.sampled_from(DelayUnit))
all_settings = st.builds(
    Settings,
    mailbox_id=st.none() | st.integers(1, 99),
    business_days_only=st.booleans(),
    opens=times,
    closes=times,
    zone=texts,
    holidays=st.none() | texts,
    thread_emails=st.booleans(),
    include_signature=st.booleans(),
    unsubscribe_style=st.sampled_from(UnsubscribeStyle),
    exit_on_reply=st.booleans(),
    exit_on_meeting=st.booleans(),
)
bodies = st.dictionaries(texts, json_values, max_size=3)
steps = st.one_of(
    st.builds(EmailStep, id=texts, delay=delays, subject=texts, body=bodies),
    st.builds(SmsStep, id=texts, delay=delays, message=texts),
)
contents = st.builds(Content, settings=all_settings, steps=st.lists(steps, max_size=4).map(tuple))


@settings(deadline=None)
@given(contents)
def test_content_comes_back_as_it_was_stored(given_content: Content) -> None:
    loaded = load_content(dump_content(given_content))
    assert loaded == given_content
    assert loaded.hash == given_content.hash


@settings(deadline=None)
@given(contents, contents)
def test_the_hash_is_equal_exactly_for_equal_content(one: Content, other: Content) -> None:
    assert (one.hash == other.hash) is (one == other)


def test_the_order_in_which_slack_names_things_is_no_change() -> None:
    step = email("a")
    turned = replace(step, body=dict(reversed(list(step.body.items()))))
    assert content(step).hash == content(turned).hash


OTHER_SETTINGS: dict[str, Any] = {
    "mailbox_id": 2,
    "business_days_only": False,
    "opens": time(9, 1),
    "closes": time(0),
    "zone": "UTC",
    "holidays": "US",
    "thread_emails": False,
    "include_signature": False,
    "unsubscribe_style": UnsubscribeStyle.SMALL_FOOTER,
    "exit_on_reply": False,
    "exit_on_meeting": False,
}
BASE = content(email("a"), sms("b", 2, DelayUnit.HOURS))
EMAIL, SMS = BASE.steps
CHANGED: dict[str, Content] = {
    f"settings.{name}": replace(BASE, settings=replace(BASE.settings, **{name: value}))
    for name, value in OTHER_SETTINGS.items()
} | {
    "email.id": replace(BASE, steps=(replace(EMAIL, id="c"), SMS)),
    "email.delay": replace(BASE, steps=(replace(EMAIL, delay=SMS.delay), SMS)),
    "email.unit": content(email("a", 1, DelayUnit.HOURS), SMS),
    "email.subject": content(_as_email := replace(email("a"), subject="Other"), SMS),
    "email.body": content(
        replace(_as_email, subject=email("a").subject, body=from_plain("O")), SMS
    ),
    "sms.id": content(EMAIL, sms("c", 2, DelayUnit.HOURS)),
    "sms.delay": content(EMAIL, sms("b", 3, DelayUnit.HOURS)),
    "sms.message": content(EMAIL, replace(sms("b", 2, DelayUnit.HOURS), message="Other")),
    "order": content(SMS, EMAIL),
    "fewer": content(EMAIL),
    "more": content(EMAIL, SMS, email("c")),
    "none": content(),
}


def test_every_field_of_settings_and_steps_is_in_the_table_of_changes() -> None:
    assert set(OTHER_SETTINGS) == {each.name for each in fields(Settings)}
    named = {name.partition(".")[2] for name in CHANGED}
    assert named >= {each.name for kind in (EmailStep, SmsStep) for each in fields(kind)}


@pytest.mark.parametrize("change", CHANGED)
def test_every_change_changes_the_hash(change: str) -> None:
    assert CHANGED[change] != BASE
    assert CHANGED[change].hash != BASE.hash


def test_no_two_changes_look_alike() -> None:
    assert all(one.hash != other.hash for one, other in combinations(CHANGED.values(), 2))


def test_seconds_of_the_window_are_kept() -> None:
    exact = replace(BASE, settings=replace(BASE.settings, opens=time(9, 0, 30)))
    assert load_content(dump_content(exact)) == exact


def test_content_stored_before_a_setting_existed_has_its_default() -> None:
    text = dump_content(BASE).replace('"holidays":null,', "")
    assert text != dump_content(BASE)
    assert load_content(text) == BASE


def _of(order: str) -> Content:
    return content(*(email(each) for each in order))


# the steps in order, those had, the next one
NEXT = (
    ("abc", "", "a"),
    ("abc", "a", "b"),
    ("abc", "ab", "c"),
    ("abc", "abc", None),
    ("", "", None),
    ("", "a", None),
    # Put in before what they have had: they are past it.
    ("xabc", "a", "b"),
    ("axbc", "a", "x"),
    ("abcx", "abc", "x"),
    # Moved: the first not had after the last one had, in the new order.
    ("cab", "a", "b"),
    ("bac", "a", "c"),
    ("bca", "a", None),
    ("cba", "ab", None),
    ("acb", "ab", None),
    # Deleted: what they have had and is gone says nothing about the place.
    ("bc", "a", "b"),
    ("ac", "ab", "c"),
    ("bc", "ac", None),
    ("xyz", "abc", "x"),
)


@pytest.mark.parametrize(("order", "had", "expected"), NEXT)
def test_the_next_step_is_the_first_not_had_after_the_last_had(
    order: str, had: str, expected: str | None
) -> None:
    step = _of(order).next_after(frozenset(had))
    assert (step.id if step else None) == expected


@settings(deadline=None)
@given(st.permutations("abcdef"), st.sets(st.sampled_from("abcdefgh")))
def test_going_on_from_any_history_never_repeats_and_never_turns_back(
    order: list[str], had: set[str]
) -> None:
    those, places, seen = _of("".join(order)), [], set(had)
    while step := those.next_after(frozenset(seen)):
        assert step.id not in seen
        seen.add(step.id)
        places.append(those.position(step.id))
    last = max((order.index(each) for each in had if each in order), default=-1)
    assert places == list(range(last + 1, len(order)))


def test_steps_are_found_by_id_and_know_their_channel() -> None:
    assert BASE.step("b") == SMS
    assert BASE.position("b") == 1
    assert BASE.step("x") is None
    assert BASE.position("x") is None
    assert [step.channel for step in BASE.steps] == [Channel.EMAIL, Channel.SMS]
    assert BASE.needs_sms
    assert not content(EMAIL).needs_sms
    assert not Content().needs_sms


@pytest.mark.parametrize("step", [EMAIL, SMS], ids=["email", "sms"])
def test_a_step_keeps_its_kind_when_stored(step: Step) -> None:
    (loaded,) = load_content(dump_content(content(step))).steps
    assert type(loaded) is type(step)
