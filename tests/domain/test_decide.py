"""Every reason not to send, in the order in which they count, judged against now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.connection import ConnectionState
from engine.domain.decide import (
    Decision,
    Exit,
    Finish,
    Hold,
    Park,
    Send,
    Situation,
    Skip,
    Sleep,
    WaitUntil,
    decide,
    exit_for,
)
from engine.domain.enrollment import EnrollmentState, ExitReason, HoldReason
from engine.domain.schedule import fixed_offset
from engine.domain.sequence import SequenceState
from engine.domain.suppression import SuppressionOrigin
from tests.domain.people import (
    NOW,
    contact,
    email,
    mailbox,
    sms,
    sms_connection,
)
from tests.domain.scheduling import instant, rules
from tests.domain.situations import AN_HOUR, EMAIL, FREE, NOON, TEXT, TODAY, suppressed

Change = Callable[[Situation], Situation]
Rung = tuple[str, Change, Decision]


def _person(**changed: object) -> Change:
    return lambda s: replace(s, enrollment=replace(s.enrollment, **changed))  # type: ignore[arg-type]


def _settings(**changed: object) -> Change:
    def change(s: Situation) -> Situation:
        settings = replace(s.content.settings, **changed)  # type: ignore[arg-type]
        return replace(s, content=replace(s.content, settings=settings))

    return change


def _with(**changed: object) -> Change:
    return lambda s: replace(s, **changed)  # type: ignore[arg-type]


TOMORROW = instant("2026-09-16T00:00-04:00")
SHUT = instant("2026-09-16T07:00-04:00") + fixed_offset("7:a", rules(opens="07:00", closes="08:00"))

FIRST: tuple[Rung, ...] = (
    ("the contact is paused", _person(state=EnrollmentState.PAUSED), Sleep()),
    ("the contact is held", _person(state=EnrollmentState.HELD), Sleep()),
    ("the contact has left", _person(state=EnrollmentState.EXITED), Sleep()),
    ("the contact has finished", _person(state=EnrollmentState.FINISHED), Sleep()),
    ("the sequence is paused", _with(sequence_state=SequenceState.PAUSED), Sleep()),
    ("the sequence is a draft", _with(sequence_state=SequenceState.DRAFT), Sleep()),
    ("every step was had", _person(had_step_ids=("a", "z")), Finish()),
    (
        "the address is suppressed",
        _with(email_suppression=suppressed(SuppressionOrigin.LINK)),
        Exit(reason=ExitReason.UNSUBSCRIBED, detail="by link"),
    ),
    (
        "the phone is suppressed",
        _with(phone_suppression=suppressed(SuppressionOrigin.STOP, is_phone=True)),
        Exit(reason=ExitReason.STOPPED, detail="by stop"),
    ),
)
NOT_DUE: Rung = (
    "not due",
    _person(due_at=NOON + AN_HOUR),
    WaitUntil(at=NOON + AN_HOUR, why="it is not due yet"),
)


OF_EMAIL: tuple[Rung, ...] = (
    *FIRST,
    (
        "the address has bounced",
        lambda s: replace(s, contact=contact(bounced_at=NOW)),
        Exit(reason=ExitReason.BOUNCED, detail="the address bounced before"),
    ),
    NOT_DUE,
    (
        "the window is shut",
        _settings(opens=time(7), closes=time(8)),
        WaitUntil(
            at=SHUT,
            why="the send window is 07:00–08:00 (America/New_York) on business days",
        ),
    ),
    ("no mailbox", _with(mailbox=None), Park(until=None, why="no mailbox is connected")),
    (
        "the mailbox is cut off",
        _with(mailbox=mailbox(state=ConnectionState.RECONNECT)),
        Park(until=None, why="rep@example.com has to be connected again"),
    ),
    (
        "the mailbox is broken",
        _with(mailbox=mailbox(state=ConnectionState.BROKEN, problem="it is suspended")),
        Park(until=None, why="rep@example.com can't send: it is suspended"),
    ),
    (
        "the daily limit is reached",
        _with(pace=replace(FREE, last_slot_at=NOON, day=TODAY, sent_that_day=5)),
        Park(until=TOMORROW, why="the limit of 5 a day is reached"),
    ),
    ("nothing", lambda s: s, Send(step=email("a"))),
)

OF_TEXT: tuple[Rung, ...] = (
    *FIRST,
    NOT_DUE,
    (
        "no phone",
        _with(contact=contact(phone=None)),
        Skip(step=sms("a"), why="no usable phone number"),
    ),
    (
        "their hours and the window never meet",
        lambda s: _settings(opens=time(6), closes=time(8))(replace(s, contact=contact())),
        Hold(
            reason=HoldReason.NO_OPEN_DAY,
            detail="Nothing may be sent in the 400 days after 15 Sep 2026: the send window never "
            "opens then. Change the send window, its timezone or the holidays.",
        ),
    ),
    (
        "their hours are over",
        _with(contact=contact(zone="Europe/Kyiv")),  # 20:00 there
        WaitUntil(
            at=instant("2026-09-16T09:00-04:00") + fixed_offset("7:a", rules()),
            why="texts go out 09:00–20:00 in the contact's own time zone",
        ),
    ),
    ("no Salesmsg", _with(sms=None), Park(until=None, why="Salesmsg is not connected")),
    (
        "Salesmsg is broken",
        _with(sms=sms_connection(state=ConnectionState.BROKEN, problem="no credits are left")),
        Park(until=None, why="Salesmsg can't send: no credits are left"),
    ),
    ("nothing", lambda s: s, Send(step=sms("a"))),
)

LADDERS = [
    pytest.param(start, ladder, i, id=f"{name}: {ladder[i][0]}")
    for name, start, ladder in (("email", EMAIL, OF_EMAIL), ("text", TEXT, OF_TEXT))
    for i in range(len(ladder))
]


@pytest.mark.parametrize(("start", "ladder", "place"), LADDERS)
def test_each_reason_counts_alone_and_before_all_that_come_after_it(
    start: Situation, ladder: tuple[Rung, ...], place: int
) -> None:
    _, change, expected = ladder[place]
    assert decide(change(start), NOON) == expected
    everything_after = start
    for _, later, _ in reversed(ladder[place:]):
        everything_after = later(everything_after)
    assert decide(everything_after, NOON) == expected


@pytest.mark.parametrize("origin", SuppressionOrigin)
def test_every_origin_of_a_suppression_means_an_exit(origin: SuppressionOrigin) -> None:
    expected = {
        SuppressionOrigin.STOP: ExitReason.STOPPED,
        SuppressionOrigin.PROVIDER: ExitReason.STOPPED,
        SuppressionOrigin.BOUNCE: ExitReason.BOUNCED,
    }.get(origin, ExitReason.UNSUBSCRIBED)
    assert exit_for(origin) is expected
    decision = decide(replace(EMAIL, email_suppression=suppressed(origin)), NOW)
    assert decision == Exit(reason=expected, detail=f"by {origin.value}")


def test_what_an_address_did_to_mail_stops_no_text() -> None:
    bounced = replace(TEXT, contact=contact(bounced_at=NOW), mailbox=None)
    assert decide(bounced, NOON) == Send(step=sms("a"))


def test_a_step_without_a_plan_is_due() -> None:
    assert decide(_person(due_at=None)(EMAIL), NOW) == Send(step=email("a"))


def test_what_goes_out_is_the_step_that_is_next_now_whatever_was_planned() -> None:
    assert decide(_person(had_step_ids=("a",))(EMAIL), NOW) == Send(step=email("z"))
    assert decide(_person(had_step_ids=("z",))(EMAIL), NOW) == Finish()


@settings(deadline=None)
@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20)))
def test_a_stale_plan_is_moved_and_what_it_is_moved_to_is_kept(late: timedelta) -> None:
    now = NOW + late
    decision = decide(EMAIL, now)
    if isinstance(decision, Send):
        assert time(9) <= (now - timedelta(hours=4)).time() < time(17)
        return
    assert isinstance(decision, WaitUntil)
    moved = _person(due_at=decision.at)(EMAIL)
    assert decide(moved, decision.at) == Send(step=email("a"))
    assert decide(moved, decision.at - timedelta(seconds=1)) == WaitUntil(
        at=decision.at, why="it is not due yet"
    )
