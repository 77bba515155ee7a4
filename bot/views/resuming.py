"""Resuming: the plan is shown before it is done."""

from dataclasses import dataclass
from datetime import timedelta

from bot.views import kit, words
from bot.views.kit import View
from engine.use_cases.foreseeing import ResumePlan

SUBMIT = "resuming.submit"
SPANS_SHOWN = 20
SHOWN_APART = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the form carries."""

    sequence_id: int


def build(plan: ResumePlan, sequence_id: int) -> View:
    """Return who goes on when, and the question whether to resume."""
    who = words.many(plan.contacts, "contact")
    goes = "goes" if plan.contacts == 1 else "go"
    blocks = [
        kit.section(f"Resume *{kit.escape(plan.name)}*? {who} {goes} on where they left off.")
    ]
    if plan.left:
        blocks.append(kit.section("\n".join(_left(plan))))
    if plan.contacts:
        blocks.append(kit.section("\n".join(_pace(plan))))
    meta = Meta(sequence_id=sequence_id)
    return kit.modal(SUBMIT, "Resume", blocks, submit="Resume", close="Cancel", meta=meta)


def done(plan: ResumePlan) -> View:
    """Return the closing view."""
    said = f"*{kit.escape(plan.name)}* is active again."
    return kit.modal("resuming.done", "Resumed", [kit.section(f"{said} {_first(plan)}".strip())])


def _left(plan: ResumePlan) -> list[str]:
    rows = [f"• {words.many(count, 'contact')}: {span}" for span, count in plan.left.items()]
    rest = len(rows) - SPANS_SHOWN
    return [*rows[:SPANS_SHOWN], f"…and {rest:,} more groups"] if rest > 0 else rows


def _pace(plan: ResumePlan) -> list[str]:
    said = [_first(plan)] if plan.first_at else []
    # Those already due are fractions of a second apart: the same time, for whoever reads it.
    if plan.first_at and plan.last_at and plan.last_at - plan.first_at >= SHOWN_APART:
        said.append(f"Everyone's next step is due by {kit.when(plan.last_at)}.")
    if plan.per_hour:
        emails = words.many(plan.per_hour, "email")
        said.append(f"At most {emails} an hour: those already due are spread by the spacing.")
    else:
        said.append("There is no spacing between sends: those already due go at once.")
    return said


def _first(plan: ResumePlan) -> str:
    return f"The first go out {kit.when(plan.first_at)}." if plan.first_at else ""
