"""`/sequence why` in words, and the report in numbers and as a picture."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from matplotlib.image import imread

from bot import report_picture
from bot.views import report as report_view
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
from engine.domain.pausing import Remainder
from engine.domain.schedule import Plan, ReasonKind
from engine.domain.schedule import Reason as Moved
from engine.domain.sequence import Channel, Sequence, SequenceState
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.ports.records import SequenceCounts
from engine.use_cases.explaining import Slot, SlotReason, Why, WhyContact
from engine.use_cases.reporting import Report, StepReport
from tests.views import approving_data as data
from tests.views.golden import check_message, check_view

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
    left = Remainder(paused_at=data.NOW, due_at=data.NOW + timedelta(days=1, hours=3))
    paused = why(enrollment=enrollment(remainder=left), waits_for="the sequence is paused")
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


def report(*, steps: int = 3, name: str = "Q4 CFO") -> Report:
    sequence: Sequence = data.sequence(name=name, steps=steps, state=SequenceState.ACTIVE)
    exits = {
        ExitReason.REPLIED: 12,
        ExitReason.BOOKED: 3,
        ExitReason.BOUNCED: 2,
        ExitReason.UNSUBSCRIBED: 1,
        ExitReason.STOPPED: 4,
    }
    return Report(
        sequence=sequence,
        counts=SequenceCounts(contacts=1212, sent=500),
        steps=tuple(
            StepReport(number=number, step=step, sent=max(0, 200 - 50 * number), exits=exits)
            for number, step in enumerate(sequence.working.steps, start=1)
        ),
    )


def test_each_step_has_its_numbers_and_rates() -> None:
    message = report_view.build(report())
    check_message("report", message)
    line = next(each for each in message.text.splitlines() if "Step 1 " in each)
    assert "sent 150" in line
    assert "replied 12 (8.0%)" in line
    assert "unsubscribed 5 (3.3%)" in line  # by the link and by STOP


def test_a_step_that_sent_nothing_has_no_rate() -> None:
    assert report_view.rate(3, 0) == "3"
    assert report_view.rate(0, 8) == "0 (0.0%)"


def test_a_report_of_a_hundred_steps_fits_in_message_modal_and_words() -> None:
    worst = report(steps=100, name=data.WORST_NAME)
    check_message("report_worst", report_view.build(worst))
    check_view("report_modal_worst", report_view.modal(worst))
    assert len(report_view.without_picture(worst)) <= 3000


def test_the_bars_are_as_high_as_the_numbers() -> None:
    assert report_picture.series(report()) == {
        "sent": [150, 100, 50],
        "replied": [12, 12, 12],
        "meetings": [3, 3, 3],
        "bounced": [2, 2, 2],
        "unsubscribed": [5, 5, 5],
    }


def area_of(colour: str, png: bytes) -> int:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    pixels = (imread(BytesIO(png))[:, :, :3] * 255).round()
    return int((pixels == wanted).all(axis=2).sum())


def test_the_picture_shows_every_outcome_and_taller_bars_for_more() -> None:
    png = report_picture.draw(report())
    areas = {name: area_of(colour, png) for name, colour in report_picture.COLOURS.items()}
    assert all(areas.values())
    assert areas["sent"] > areas["replied"] > areas["meetings"]


@pytest.mark.parametrize("steps", [0, 1, 100])
def test_any_number_of_steps_is_drawn(steps: int) -> None:
    assert report_picture.draw(report(steps=steps)).startswith(b"\x89PNG")


def test_a_name_is_drawn_without_signs_that_the_font_lacks() -> None:
    assert report_picture.drawable("Q4 🎉 漢字 $x$ übung") == "Q4 $x$ übung"
    assert report_picture.drawable("🎉") == "Report"
    assert report_picture.draw(report(name="$\\broken{ 🎉")).startswith(b"\x89PNG")
