"""What the forms of both kinds of step share: the wait, and the list of variables."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.state import Values
from bot.views import kit
from bot.views.kit import Block
from engine.domain.delay import LONGEST_DELAY_DAYS, Delay, DelayUnit
from engine.domain.errors import FieldProblem, Refusal
from engine.domain.sequence import Step
from engine.domain.templates import KNOWN

COLUMNS_SHOWN = 40
UNITS = {DelayUnit.MINUTES: "minutes", DelayUnit.HOURS: "hours", DelayUnit.DAYS: "days"}
FIRST_WAIT = Delay(amount=0, unit=DelayUnit.DAYS)
_FALLBACK = (
    'With a fallback: `{{ first_name | default: "there" }}`. '
    "Without one, a contact who lacks the value is held, never sent a blank."
)
NEXT_WAIT = Delay(amount=2, unit=DelayUnit.DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A step as it was typed, and what the form itself found wrong."""

    step: Step
    problems: tuple[FieldProblem, ...] = ()


def wait_fields(delay: Delay, *, number: int, business_days: bool) -> list[Block]:
    """Return **Wait** and **Unit**."""
    after = "the contact is enrolled" if number == 1 else f"step {number - 1} was sent"
    days = " Days are business days here." if business_days else ""
    units = [kit.option(text, unit.value) for unit, text in UNITS.items()]
    most = LONGEST_DELAY_DAYS * 24 * 60
    return [
        kit.field(
            "amount",
            "Wait",
            kit.number_input(delay.amount, high=most),
            hint=f"How long after {after}. 0 is at once, within the send window.{days}",
        ),
        kit.field("unit", "Unit", kit.select(units, delay.unit.value)),
    ]


def read_wait(values: Values) -> tuple[Delay, tuple[FieldProblem, ...]]:
    """Return the wait; one that can't be is reported at its field and read as none."""
    amount, unit = values.number("amount"), values.choice("unit")
    if amount is None:
        sentence = "Enter a whole number. 0 is at once."
        return FIRST_WAIT, (FieldProblem(field="amount", sentence=sentence),)
    try:
        return Delay(amount=amount, unit=DelayUnit(unit or DelayUnit.DAYS)), ()
    except Refusal as refusal:
        return FIRST_WAIT, (FieldProblem(field="amount", sentence=refusal.sentence),)


def variables(columns: Collection[str]) -> list[Block]:
    """Return the variables one can use, custom columns among them."""
    custom = sorted(columns)
    shown = [f"`{{{{ {kit.escape(kit.clip(name, 60))} }}}}`" for name in custom[:COLUMNS_SHOWN]]
    if left := len(custom) - len(shown):
        shown.append(f"and {left:,} more")
    own = " ".join(f"`{{{{ {name} }}}}`" for name in KNOWN)
    imported = kit.clip("*From your imports:* " + " ".join(shown), 2000)
    return [kit.context(f"*Variables:* {own}", *([imported] if shown else []), _FALLBACK)]
