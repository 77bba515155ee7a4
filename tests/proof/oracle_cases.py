"""A question about the schedule, asked of the engine and of the oracle: where they differ."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from engine.domain import pausing, schedule
from engine.domain.pace import MailboxPace, next_slot, take_slot
from engine.domain.schedule import Delay, DelayUnit, SendRules
from tests.proof import oracle_rules as oracle
from tests.proof.oracle_rules import Spec
from tests.proof.oracle_wall import DAY, HOUR, instant, number

UNITS = ("minutes", "hours", "days")
HALF_AN_HOUR = timedelta(minutes=30)
MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)
Answer = int | bool | None  # an instant as a number, yes or no; none: there is no open day


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One step of one contact: all of what its times depend on. Instants are numbers."""

    spec: Spec
    start: int
    unit: str
    amount: int
    key: str
    contact_zones: tuple[str, ...]
    paused: int
    resumed: int
    sends: tuple[int, ...]  # of its mailbox, before
    limit: int
    spacing: int
    owner_zone: str

    @property
    def rules(self) -> SendRules:
        """The window as the engine has it."""
        return SendRules(
            zone=self.spec.zone,
            opens=_time_of(self.spec.opens),
            closes=_time_of(self.spec.closes),
            business_days_only=self.spec.business_days_only,
            holidays=self.spec.holidays,
        )

    @property
    def delay(self) -> Delay:
        """The wait as the engine has it."""
        return Delay(amount=self.amount, unit=DelayUnit(self.unit))


def differences(case: Case) -> list[str]:
    """Return what the engine and the oracle answer differently, and laws that don't hold."""
    found = [
        f"{what}: engine {_shown(ours)}, oracle {_shown(theirs)}: {case}"
        for what, ours, theirs in _answers(case)
        if ours != theirs
    ]
    return found + [f"{law}: {case}" for law, holds in _laws(case) if not holds]


def _answers(case: Case) -> Iterator[tuple[str, Answer, Answer]]:
    spec, zones, key = case.spec, case.contact_zones, case.key
    rules, start, delay = case.rules, instant(case.start), case.delay
    due = oracle.delayed(spec, case.start, case.unit, case.amount)
    ours = schedule.after_delay(start, delay, rules)
    yield "is open", schedule.is_open(start, rules), oracle.is_open(spec, case.start)
    first = oracle.opening(spec, case.start)
    yield "next open", _asked(lambda: schedule.next_open(start, rules)), first and first[0]
    yield "after the delay", number(ours), due
    planned = oracle.settled(spec, due, key)
    yield "plan", _asked(lambda: schedule.plan(start, delay, rules, key)), planned
    yield "explained", _asked(lambda: schedule.explain(start, delay, rules, key).due_at), planned
    texted = oracle.settled_text(spec, zones, due, key)
    yield "text", _asked(lambda: schedule.plan_sms(ours, rules, zones, key)), texted
    may = oracle.text_may_go(spec, zones, case.start)
    yield "text may go", schedule.sms_is_open(start, rules, zones), may
    if planned is not None:
        left = oracle.resumed(spec, planned, case.paused, case.resumed, case.unit, key)
        yield "resumed", _asked(lambda: _resumed(case, planned, case.resumed)), left
    args = (case.owner_zone, case.sends, case.limit, case.spacing, key, case.start)
    yield "slot", number(_slot(case)), oracle.next_slot(*args)


def _laws(case: Case) -> Iterator[tuple[str, bool]]:
    rules, key = case.rules, case.key
    planned = _asked(lambda: schedule.plan(instant(case.start), case.delay, rules, key))
    if planned is None:
        return
    yield (
        "a plan planned again is the same",
        schedule.replan(instant(planned), rules, key) == (instant(planned)),
    )
    if planned > case.paused:
        same = _resumed(case, planned, case.paused)
        yield "a pause of no length changes nothing", number(same) == planned
    back = _resumed(case, planned, case.resumed)
    yield "a pause makes nothing earlier", number(back) >= planned
    yield "nor due before it ends", back >= instant(case.resumed) or number(back) == planned
    yield "a resumed step is in the window", schedule.is_open(back, rules)
    if case.spec.opens < case.spec.closes:  # as forms have it; else a night is of two days
        after = schedule.replan(instant(planned + 2 * HOUR), rules, key)
        later = _resumed(case, number(after), case.resumed)
        yield "a pause keeps the order, but for the fixed offset", later >= back - HALF_AN_HOUR


def _resumed(case: Case, due: int, at: int) -> datetime:
    unit, rules = DelayUnit(case.unit), case.rules
    left = pausing.freeze(instant(due), instant(case.paused), unit, rules)
    return pausing.thaw(left, instant(at), rules, case.key)


def _slot(case: Case) -> datetime:
    pace = MailboxPace(
        zone=case.owner_zone,
        daily_limit=case.limit,
        spacing_seconds=case.spacing,
        last_slot_at=None,
        day=None,
        sent_that_day=0,
    )
    for each in case.sends:
        pace = take_slot(pace, instant(each))
    return next_slot(pace, instant(case.start), case.key)


def _asked(question: Callable[[], datetime]) -> int | None:
    try:
        return number(question())
    except schedule.NoOpenDay:
        return None


def _time_of(microseconds: int) -> time:
    return (MIDNIGHT + timedelta(microseconds=microseconds % DAY)).time()


def _shown(answer: Answer) -> str:
    if answer is None or isinstance(answer, bool):
        return str(answer)
    return instant(answer).isoformat()
