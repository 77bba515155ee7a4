"""Where an enrollment goes next: planned, queued, and held where it can't go on."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from engine.domain.delay import DelayUnit
from engine.domain.enrollment import (
    Enrollment,
    EnrollmentState,
    HoldReason,
)
from engine.domain.progress import (
    finished,
    frozen,
    had,
    held,
    in_window,
    plan_next,
    released,
    sender_of,
    thawed,
)
from engine.domain.schedule import sms_is_open
from engine.domain.sequence import Channel, Content, SequenceState, Step
from tests.domain.people import NOW, contact, content, email, enrollment, open_always, sms
from tests.domain.scheduling import instant, instants

ACTIVE, PAUSED, DRAFT = SequenceState.ACTIVE, SequenceState.PAUSED, SequenceState.DRAFT
HOURS = DelayUnit.HOURS
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PLAIN = open_always(email("a"), email("b", 2), email("c", 3))
NEVER = content(sms("t", 0), opens=time(3), closes=time(4))  # 0:00 in Los Angeles


def _planned(
    those: Content = PLAIN,
    state: SequenceState = ACTIVE,
    anchor: datetime = NOW,
    **given: Any,
) -> Enrollment:
    return plan_next(enrollment(**given), those, contact(), anchor=anchor, state=state)


# Planning ----------------------------------------------------------------------------------
def test_a_first_step_is_planned_and_queued_for_the_mailbox() -> None:
    one = _planned()
    assert (one.step_id, one.due_at, one.wake_at) == ("a", NOW + DAY, NOW + DAY)
    assert (one.mailbox_id, one.lane, one.priority) == (1, "mailbox:1", 1)


def test_a_later_step_counts_from_the_actual_send_and_goes_first() -> None:
    sent_at = NOW + 5 * DAY
    one = _planned(had_step_ids=("a",), anchor=sent_at, attempt=3)
    assert (one.step_id, one.due_at, one.anchor_at) == ("b", sent_at + 2 * DAY, sent_at)
    assert (one.priority, one.attempt) == (0, 0)


@pytest.mark.parametrize("state", [DRAFT, PAUSED])
def test_what_does_not_send_plans_and_wakes_nobody(state: SequenceState) -> None:
    one = _planned(state=state)
    assert (one.step_id, one.due_at, one.wake_at) == ("a", NOW + DAY, None)


@pytest.mark.parametrize("state", [EnrollmentState.PAUSED, EnrollmentState.HELD])
def test_a_contact_that_waits_alone_is_planned_and_not_woken(state: EnrollmentState) -> None:
    alone = enrollment(state=state, hold=HoldReason.LATE)
    one = plan_next(alone, PLAIN, contact(), anchor=NOW, state=ACTIVE)
    assert (one.state, one.due_at, one.wake_at) == (state, NOW + DAY, None)


def test_nobody_is_planned_for_a_step_they_had() -> None:
    assert _planned(had_step_ids=("b",)).step_id == "c"
    assert _planned(had_step_ids=("a", "b", "c")).state is EnrollmentState.FINISHED


def test_having_a_step_twice_is_having_it_once_and_keeps_the_order() -> None:
    once = had(had(enrollment(), "b"), "a")
    assert once.had_step_ids == ("b", "a")
    assert had(once, "b") == once


def test_who_has_finished_waits_for_nothing_any_more() -> None:
    waiting = enrollment(
        state=EnrollmentState.HELD,
        hold=HoldReason.LATE,
        hold_detail="It was due.",
        step_id="a",
        due_at=NOW,
        wake_at=NOW,
        frozen_at=NOW,
        paused_until=NOW,
    )
    done = finished(waiting)
    assert done == enrollment(state=EnrollmentState.FINISHED)
    assert done.is_over


# The mailbox -------------------------------------------------------------------------------
# what the enrollment has, then who sends
SENDERS = (
    ({"mailbox_id": None, "thread_id": None}, 2),
    ({"mailbox_id": 1, "thread_id": None}, 2),
    ({"mailbox_id": 1, "thread_id": "t"}, 1),
)


@pytest.mark.parametrize(("given", "sender"), SENDERS)
def test_the_mailbox_of_the_first_email_stays(given: dict[str, Any], sender: int) -> None:
    those = open_always(email("a"), email("b"), mailbox_id=2)
    assert sender_of(enrollment(**given), those) == sender
    one = _planned(those, **given)
    assert (one.mailbox_id, one.lane) == (sender, f"mailbox:{sender}")
    back = released(one, those, contact(), now=NOW, state=ACTIVE)
    assert (back.mailbox_id, back.lane) == (sender, f"mailbox:{sender}")


# Texts -------------------------------------------------------------------------------------
def test_a_text_queues_for_the_workspaces_number_and_keeps_the_contacts_hours() -> None:
    one = _planned(content(sms("t", 1, HOURS)), anchor=instant("2026-09-15T09:00-04:00"))
    assert one.lane == "sms:T1"
    assert one.due_at is not None
    assert instant("2026-09-15T09:00-07:00") <= one.due_at < instant("2026-09-15T09:30-07:00")


def test_a_text_to_nobodys_phone_is_planned_like_an_email_so_that_it_is_skipped_on_time() -> None:
    those = content(sms("t", 1, HOURS))
    anchor = instant("2026-09-15T09:00-04:00")
    one = plan_next(enrollment(), those, contact(phone=None), anchor=anchor, state=ACTIVE)
    assert (one.due_at, one.wake_at, one.step_id) == (anchor + HOUR, anchor + HOUR, "t")


def test_a_resumed_text_keeps_the_contacts_hours() -> None:
    those = content(sms("t", 3, HOURS))
    one = _planned(those, anchor=instant("2026-09-15T13:00-04:00"))
    paused = frozen(one, at=instant("2026-09-15T15:00-04:00"))
    back = thawed(paused, those, contact(), at=instant("2026-09-16T09:30-04:00"))
    assert back.due_at is not None
    assert back.due_at >= instant("2026-09-16T09:00-07:00")  # an hour was left: 7:30 over there


def test_a_released_text_keeps_the_contacts_hours() -> None:
    those = content(sms("t", 0))
    stopped = held(_planned(those), HoldReason.LATE, "")
    morning = instant("2026-09-16T09:30-04:00")
    back = released(stopped, those, contact(), now=morning, state=ACTIVE)
    assert back.due_at is not None
    assert back.due_at >= instant("2026-09-16T09:00-07:00")


# No open day -------------------------------------------------------------------------------
def test_what_can_never_go_out_is_held_with_the_reason_and_no_plan() -> None:
    one = plan_next(enrollment(due_at=NOW, wake_at=NOW), NEVER, contact(), anchor=NOW, state=ACTIVE)
    assert (one.state, one.hold) == (EnrollmentState.HELD, HoldReason.NO_OPEN_DAY)
    assert (one.due_at, one.wake_at, one.step_id) == (None, None, "t")
    assert "never opens" in one.hold_detail


def test_resuming_and_releasing_hold_what_can_never_go_out_and_refuse_nobody() -> None:
    paused = frozen(enrollment(step_id="t", due_at=NOW + DAY), at=NOW)
    for one in (
        thawed(paused, NEVER, contact(), at=NOW + DAY),
        released(paused, NEVER, contact(), now=NOW + DAY, state=ACTIVE),
    ):
        assert (one.hold, one.due_at, one.frozen_at) == (HoldReason.NO_OPEN_DAY, None, None)


def test_a_hold_for_a_person_outlives_a_window_that_never_opens() -> None:
    asked = held(enrollment(), HoldReason.OUTCOME_UNKNOWN, "Was it sent?")
    one = plan_next(asked, NEVER, contact(), anchor=NOW, state=ACTIVE)
    assert (one.hold, one.hold_detail) == (HoldReason.OUTCOME_UNKNOWN, "Was it sent?")


@pytest.mark.parametrize("reason", HoldReason)
def test_new_content_ends_the_holds_that_it_can_mend_and_no_other(reason: HoldReason) -> None:
    one = plan_next(held(enrollment(), reason, "why"), PLAIN, contact(), anchor=NOW, state=ACTIVE)
    mended = reason in (HoldReason.NO_OPEN_DAY, HoldReason.TEMPLATE)
    assert one.state is (EnrollmentState.ACTIVE if mended else EnrollmentState.HELD)
    assert (one.hold is None) is mended
    assert (one.wake_at is not None) is mended


@pytest.mark.parametrize("step", [email("a"), sms("a")], ids=["email", "text"])
@settings(deadline=None)
@given(at=instants)
def test_a_time_in_the_window_stays(step: Step, at: datetime) -> None:
    those = content(step)
    found = in_window(at, step, those, enrollment(), contact())
    assert in_window(found, step, those, enrollment(), contact()) == found
    zones = ("America/Los_Angeles",) if step.channel is Channel.SMS else ()
    assert sms_is_open(found, those.settings.rules, zones)
