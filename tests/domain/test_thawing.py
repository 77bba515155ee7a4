"""A crowd that is resumed at once goes on exactly as each of them would alone."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.domain.delay import DelayUnit
from engine.domain.enrollment import Enrollment
from engine.domain.progress import frozen, plan_next, thawed
from engine.domain.sequence import Content, SequenceState
from engine.domain.thawing import Frozen, Group, Thaw
from tests.domain.people import NOW, contact, content, email, enrollment, open_always, sms
from tests.domain.scheduling import ZONES, instant, instants, pauses

HOUR = timedelta(hours=1)
contents = st.builds(
    lambda amount, unit, days, holidays, zone: content(
        email("a", amount, unit), business_days_only=days, holidays=holidays, zone=zone
    ),
    st.integers(0, 9),
    st.sampled_from(DelayUnit),
    st.booleans(),
    st.sampled_from((None, "US")),
    st.sampled_from(ZONES),
)
ahead = st.timedeltas(min_value=timedelta(days=-3), max_value=timedelta(days=9))
AUTUMN = instant("2026-10-30T10:00-04:00")  # two days before New York's clocks go back


def _crowd(since: datetime, waits: list[timedelta]) -> list[Enrollment]:
    """Return contacts who are due at these times after `since`."""
    return [
        enrollment(
            id=number, step_id="a", due_at=since + wait, anchor_at=since - HOUR, mailbox_id=1
        )
        for number, wait in enumerate(waits)
    ]


def _seen(one: Enrollment) -> Frozen:
    return Frozen(one.id, one.step_id, one.had_step_ids, one.due_at, one.frozen_at)


@settings(deadline=None, max_examples=300)
@given(contents, instants, pauses, st.lists(ahead, min_size=1, max_size=12))
@example(content(email("a", 1)), AUTUMN, timedelta(days=1), [hours * HOUR for hours in range(99)])
@example(open_always(email("a", 1)), AUTUMN, 9 * HOUR, [hours * HOUR for hours in range(-9, 99)])
def test_a_crowd_goes_on_as_each_of_them_would(
    those: Content, since: datetime, pause: timedelta, waits: list[timedelta]
) -> None:
    crowd = Thaw(those, since + pause)
    for one in _crowd(since, waits):
        asleep = frozen(one, at=since)
        alone = thawed(asleep, those, contact(), at=since + pause)
        assert crowd.due(_seen(asleep)) == alone.due_at


@settings(deadline=None, max_examples=300)
@given(contents, instants, pauses, st.lists(ahead, min_size=1, max_size=12))
@example(content(email("a", 1)), AUTUMN, timedelta(days=1), [hours * HOUR for hours in range(99)])
@example(open_always(email("a", 1)), AUTUMN, 9 * HOUR, [hours * HOUR for hours in range(-9, 99)])
def test_a_stretch_moves_whoever_was_due_in_it_as_they_would_go_on_alone(
    those: Content, since: datetime, pause: timedelta, waits: list[timedelta]
) -> None:
    asleep = [frozen(one, at=since) for one in _crowd(since, waits)]
    dues = [one.due_at for one in asleep if one.due_at]
    stretches = Thaw(those, since + pause).stretches(Group("a", (), since, min(dues), max(dues)))
    edges = [each for one in stretches for each in (one.begin, one.end)]
    assert edges == sorted(edges)
    for one in asleep:
        alone = thawed(one, those, contact(), at=since + pause)
        for each in stretches:
            assert one.due_at is not None
            if each.begin <= one.due_at < each.end:
                assert each.moved(one.due_at, since) == alone.due_at


def test_days_that_are_all_open_are_one_stretch() -> None:
    (found,) = Thaw(open_always(email("a", 1)), NOW + 30 * HOUR).stretches(
        Group("a", (), NOW, NOW + HOUR, NOW + 720 * HOUR)
    )
    assert (found.begin, found.later) == (NOW + 6 * HOUR, 24 * HOUR), "before that it is past"
    assert found.end > NOW + 720 * HOUR


def test_those_who_were_due_already_are_due_together_in_their_old_order() -> None:
    found, *_ = Thaw(content(email("a", 1)), NOW + 11 * HOUR).stretches(
        Group("a", (), NOW, NOW - HOUR, NOW + HOUR)
    )
    assert (found.begin, found.opens_at) == (NOW - HOUR, NOW + 23 * HOUR)
    dues = [found.moved(NOW - minutes * timedelta(minutes=1), NOW) for minutes in (60, 59, 1, 0)]
    assert dues == sorted(set(dues))
    assert NOW + 23 * HOUR <= dues[0] < dues[-1] < NOW + 23 * HOUR + timedelta(seconds=1)


def test_who_was_paused_at_another_time_has_had_another_wait() -> None:
    those = open_always(email("a", 9, DelayUnit.HOURS))
    early, late = _crowd(NOW, [9 * HOUR, 9 * HOUR])
    crowd = Thaw(those, NOW + 5 * HOUR)
    dues = [crowd.due(_seen(frozen(one, at=NOW + n * HOUR))) for one, n in ((early, 0), (late, 2))]
    assert dues == [NOW + 14 * HOUR, NOW + 12 * HOUR]


def test_of_whom_more_has_to_be_known_is_left_out() -> None:
    mails, texts = open_always(email("a", 1), email("b", 1)), open_always(sms("a", 1))
    one = frozen(
        plan_next(enrollment(), mails, contact(), anchor=NOW, state=SequenceState.ACTIVE), at=NOW
    )
    crowd = Thaw(mails, NOW)
    assert crowd.due(_seen(one)) == one.due_at
    assert crowd.due(_seen(replace(one, step_id="b"))) is None
    assert crowd.due(_seen(replace(one, had_step_ids=("a",)))) is None
    assert crowd.due(_seen(replace(one, due_at=None))) is None
    assert crowd.due(_seen(replace(one, frozen_at=None))) is None
    assert Thaw(texts, NOW).due(_seen(one)) is None, "texts keep the contact's own hours"
