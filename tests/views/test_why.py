"""`/sequence why` in words."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.views import why as why_view
from engine.domain import schedule
from engine.domain.enrollment import (
    Contact,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
    EnrollmentState,
    ExitReason,
    HoldReason,
)
from engine.domain.schedule import Plan, ReasonKind
from engine.domain.schedule import Reason as Moved
from engine.domain.sequence import Channel, SequenceState
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.use_cases.explaining import Slot, SlotReason, Why, WhyContact
from tests.views import approving_data as data
from tests.views.golden import check_message

ACTIVE = data.sequence(state=SequenceState.ACTIVE)
NEW_YORK = ZoneInfo("America/New_York")


def enrollment(**changes: object) -> Enrollment:
    due_at = data.NOW + timedelta(days=1)
    one = Enrollment(
        id=4,
        workspace_id="T1",
        sequence_id=7,
        contact_id=3,
        step_id="s00000000001",
        anchor_at=data.NOW,
        due_at=due_at,
        wake_at=due_at,
        enrolled_at=data.NOW,
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def delivery(number: int) -> Delivery:
    return Delivery(
        id=f"d{number}",
        workspace_id="T1",
        key=f"step:4:{number}",
        kind=DeliveryKind.STEP,
        channel=Channel.EMAIL,
        state=DeliveryState.SENT,
        step_id=f"s{number:011}",
        subject=data.WORST_NAME,
        prepared_at=data.NOW,
        sent_at=data.NOW,
    )


def why(**changes: object) -> Why:
    one = Why(
        sequence=ACTIVE,
        content=ACTIVE.working,
        enrollment=enrollment(),
        deliveries=(),
        next_step=ACTIVE.working.steps[0],
        plan=None,
        slot=None,
        waits_for="",
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def found(*ways: Why, name: str = "Ana") -> WhyContact:
    contact = Contact(
        id=3,
        workspace_id="T1",
        email="ana@acme.example",
        email_key="ana@acme.example",
        fields={"first_name": name},
    )
    return WhyContact(contact=contact, suppressions=(), ways=ways)


def every_reason() -> Plan:
    moved = (
        Moved(kind=kind, moved_to=data.NOW + timedelta(hours=number))
        for number, kind in enumerate(ReasonKind)
    )
    return Plan(due_at=data.NOW + timedelta(days=1), reasons=tuple(moved))


def test_every_reason_of_a_time_has_its_words() -> None:
    slot = Slot(at=data.NOW + timedelta(days=2), reason=SlotReason.CAP)
    message = why_view.build(found(why(plan=every_reason(), slot=slot)))
    check_message("why", message)
    for words in (
        "delay",
        "Weekends",
        "holidays",
        "send window",
        "SMS hours",
        "offset",
        "daily limit",
    ):
        assert words in message.text


@pytest.mark.parametrize("reason", list(SlotReason))
def test_what_the_account_waits_for_has_its_words(reason: SlotReason) -> None:
    slot = Slot(at=data.NOW + timedelta(days=2), reason=reason)
    assert str(int(slot.at.timestamp())) in why_view.build(found(why(slot=slot))).text


def test_a_real_plan_says_where_each_reason_moved_it_to() -> None:
    friday = data.NOW.replace(day=6, hour=23)
    settings = ACTIVE.working.settings
    step = ACTIVE.working.steps[1]
    plan = schedule.explain(friday, step.delay, settings.rules, "4:s2")
    told = enrollment(anchor_at=friday, due_at=plan.due_at, step_id=step.id)
    text = why_view.build(found(why(enrollment=told, next_step=step, plan=plan))).text
    assert plan.due_at.astimezone(NEW_YORK).strftime("%a") == "Mon"
    assert f"<!date^{int(plan.due_at.timestamp())}^" in text
    assert "A pause, a retry or a person" not in text


def test_a_time_that_was_moved_since_says_so() -> None:
    plan = Plan(due_at=data.NOW, reasons=())
    assert "A pause, a retry or a person" in why_view.build(found(why(plan=plan))).text


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (why(waits_for="the sequence is paused"), "It waits: the sequence is paused."),
        (
            why(enrollment=enrollment(state=EnrollmentState.FINISHED), next_step=None),
            "Finished",
        ),
        (
            why(
                enrollment=enrollment(
                    state=EnrollmentState.EXITED, exit=ExitReason.REPLIED, exited_at=data.NOW
                )
            ),
            "replied",
        ),
        (
            why(
                enrollment=enrollment(
                    state=EnrollmentState.HELD,
                    hold=HoldReason.MISSING_VALUE,
                    hold_detail="<company> is missing",
                ),
                waits_for="held: <company> is missing",
            ),
            "&lt;company&gt; is missing",
        ),
    ],
)
def test_each_state_says_what_it_waits_for(way: Why, words: str) -> None:
    message = why_view.build(found(way))
    assert words in message.text
    assert "Why then" not in message.text


def test_a_paused_one_says_how_much_of_its_delay_is_left() -> None:
    paused = why(
        enrollment=enrollment(frozen_at=data.NOW, due_at=data.NOW + timedelta(days=1, hours=3)),
        waits_for="the sequence is paused",
    )
    assert "1 day 3 hours of its delay are left" in why_view.build(found(paused)).text


def test_many_sequences_and_messages_of_a_hostile_contact_fit() -> None:
    sent = tuple(delivery(number) for number in range(1, 101))
    hostile = data.sequence(name=data.WORST_NAME, steps=100, state=SequenceState.ACTIVE)
    ways = [
        why(sequence=hostile, content=hostile.working, deliveries=sent, plan=every_reason())
        for _ in range(40)
    ]
    suppression = Suppression(
        workspace_id="T1",
        value="ana@acme.example",
        is_phone=False,
        origin=SuppressionOrigin.LINK,
        created_at=data.NOW,
    )
    worst = replace(found(*ways, name=data.WORST_NAME), suppressions=(suppression,) * 2)
    message = why_view.build(worst)
    check_message("why_worst", message)
    assert "<!channel>" not in str(message)
