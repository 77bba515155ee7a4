"""What is read in a review: differences, the messages, the settings and the calendar."""

from collections.abc import Iterator

from bot.views import kit, words
from bot.views.activation import first_send, volume
from bot.views.kit import Block
from engine.domain.sequence import SequenceState
from engine.use_cases.previewing import Calendar, StepPreview
from engine.use_cases.reviewing import Shown

PART_MAX = 2900  # of a message's text in one section: escaping has happened before the cut
CALENDAR_DAYS = 60


def content_blocks(shown: Shown) -> list[Block]:
    """Return everything there is to read, in blocks that fit Slack's limits one by one."""
    return [
        *_head(shown),
        *_differences(shown.review.differences),
        kit.header("Messages"),
        kit.context(_for_whom(shown)),
        *_messages(shown),
        kit.header("Settings"),
        kit.section("\n".join(_settings(shown))),
        kit.header("Calendar"),
        *_calendar(shown.calendar),
    ]


def _head(shown: Shown) -> list[Block]:
    review, approval = shown.review, shown.review.approval
    asked = f"<@{approval.requested_by}> asked {kit.when(approval.requested_at)}."
    people = words.many(len(review.contact_ids), "contact")
    said = (
        f"*{kit.escape(review.sequence.name)}* · {words.many(len(shown.steps), 'step')} · {people}"
    )
    return [kit.section(f"{said}\n{asked}"), *_state(review.sequence.state)]


def _state(state: SequenceState) -> list[Block]:
    match state:
        case SequenceState.DRAFT:
            return []
        case SequenceState.ACTIVE:
            said = "It is active: contacts under way go on with this version once approved."
        case SequenceState.PAUSED:
            said = "It is paused and stays paused after the approval."
    return [kit.context(said)]


def _differences(found: tuple[str, ...]) -> list[Block]:
    if not found:
        return []
    listed = "\n".join(f"• {kit.escape(each)}" for each in found)
    said = ":warning: *This changed since you opened it. Look again, then decide.*"
    return [kit.section(f"{said}\n{listed}")]


def _for_whom(shown: Shown) -> str:
    name = f"{shown.contact.name} <{shown.contact.email}>"
    if shown.is_example:
        return f"As a made-up contact would get them: {kit.escape(name)}. Nobody is enrolled yet."
    lacking = f" They have no {', '.join(shown.lacking)}." if shown.lacking else ""
    return kit.escape(f"As they go to {name}, the contact with the most missing values.{lacking}")


def _messages(shown: Shown) -> Iterator[Block]:
    for number, preview in enumerate(shown.steps, start=1):
        wait = words.wait(preview.step.delay, shown.review.content.settings, number=number)
        title = f"*Step {number} · {words.step_kind(preview.step)}* · {wait}"
        said = f"{title}\n{_message(preview)}"
        if preview.problem:
            said = f"{title}\n{_held(shown, number - 1)}"
        for part in _parts(said):
            yield kit.section(part)


def _held(shown: Shown, place: int) -> str:
    """Say why a contact would not get this step, and show it as another one gets it."""
    name, other = kit.line(shown.contact.name, 80), kit.line(shown.other.name, 80)
    problem = kit.escape(shown.steps[place].problem)
    lines = [f":warning: Held for {name}: {problem}"]
    if shown.other_steps:
        lines += [f"_As it goes to {other}:_", _message(shown.other_steps[place])]
    return "\n".join(lines)


def _message(preview: StepPreview) -> str:
    if preview.email is not None:
        subject = kit.escape(preview.email.subject)
        return f"*Subject:* {subject}\n{kit.escape(preview.email.text).strip()}"
    if preview.text is not None:
        segments = words.many(preview.text.segments.count, "segment")
        return f"{kit.escape(preview.text.text)}\n_{segments}_"
    return kit.escape(preview.problem)


def _parts(text: str) -> Iterator[str]:
    """Cut a long text at its lines, so that no part is more than a section holds."""
    while len(text) > PART_MAX:
        cut = text.rfind("\n", PART_MAX // 2, PART_MAX)
        cut = cut if cut > 0 else _before_entity(text, PART_MAX)
        yield text[:cut]
        text = text[cut:].lstrip("\n")
    if text.strip():
        yield text


def _before_entity(text: str, cut: int) -> int:
    start = text.rfind("&", cut - 5, cut)
    return start if start >= 0 and ";" not in text[start:cut] else cut


def _settings(shown: Shown) -> tuple[str, ...]:
    sequence = shown.review.sequence
    return words.settings(shown.review.content.settings, shown.mailbox, sequence.notify_channel)


def _calendar(calendar: Calendar) -> Iterator[Block]:
    yield kit.section(f"{first_send(calendar)} Emails per day: {volume(calendar)}.")
    days = [
        f"`{day:%a %d %b %Y}`  {words.many(emails, 'email')}"
        + (f", {words.many(texts, 'text')}" if texts else "")
        for day, emails, texts in calendar.days
    ]
    if days:
        rest = len(days) - CALENDAR_DAYS
        more = [f"…and {words.many(rest, 'more day')}"] if rest > 0 else []
        for part in _parts("\n".join([*days[:CALENDAR_DAYS], *more])):
            yield kit.section(part)
    yield kit.context(_assumed(calendar))


def _assumed(calendar: Calendar) -> str:
    said = f"Simulated as if approved now and nobody left early; days in {calendar.zone}."
    if calendar.simulated < calendar.contacts:
        said += (
            f" Shown for {calendar.simulated:,} of {calendar.contacts:,} contacts: "
            "the others follow as the daily limit allows."
        )
    return said
