"""`/sequence why EMAIL` in words: what was sent, what comes next, when exactly, and why then."""

from bot.views import buttons, kit, way, words
from bot.views.kit import Block, View
from bot.views.message import Message
from bot.views.wording import capital, spoken
from engine.domain.enrollment import EnrollmentState
from engine.domain.schedule import Reason, ReasonKind
from engine.domain.sequence import Settings, Step
from engine.domain.suppression import Suppression
from engine.use_cases.contacts import Way
from engine.use_cases.explaining import SlotReason, Why, WhyContact

WAYS_SHOWN = 12
EXACT = "{date_long_pretty} at {time_secs}"
_SLOTS = {
    SlotReason.SPACING: "One message at a time, with the spacing between two sends",
    SlotReason.CAP: "The daily limit of the mailbox is reached",
    SlotReason.PARKED: "The account has to wait: its limit, or the provider asked for it",
}


def build(found: WhyContact) -> Message:
    """Return the answer, one part for each of the contact's sequences."""
    contact = found.contact
    email = kit.escape(contact.email)
    name = f" ({kit.line(contact.name, 80)})" if contact.name != contact.email else ""
    ways = [_way(one) for one in found.ways[:WAYS_SHOWN]]
    head = [f"*{email}*{name}", *(_suppressed(each) for each in found.suppressions[:10])]
    blocks: list[Block] = [kit.section("\n".join(head))]
    for been, coming in ways:
        blocks += [kit.divider(), kit.section("\n".join(been))]
        blocks += [kit.section("\n".join(coming))] if coming else []
    rest = len(found.ways) - WAYS_SHOWN
    if rest > 0:
        blocks.append(kit.context(f"…and {words.many(rest, 'older enrollment')}."))
    button = kit.button("View contact", buttons.VIEW_CONTACT, str(contact.id))
    lines = [line for been, coming in ways for line in (*been, *coming)]
    return Message(text=spoken([*head, *lines]), blocks=[*blocks, kit.actions(button)])


def modal(found: WhyContact) -> View:
    """Return the answer as a modal, which stands on the contact's own."""
    blocks = [each for each in build(found).blocks if each["type"] != "actions"]
    return kit.modal("why", "Why", blocks)


def _suppressed(suppression: Suppression) -> str:
    value, origin = kit.escape(suppression.value), suppression.origin.value
    return f":no_entry: {value} gets nothing: {origin}, since {kit.when(suppression.created_at)}."


def _way(why: Why) -> tuple[list[str], list[str]]:
    """Return what has been, and what comes."""
    shown = Way(
        enrollment=why.enrollment,
        sequence=why.sequence,
        content=why.content,
        deliveries=why.deliveries,
    )
    sent = way.sent(shown) or "Nothing has been sent yet."
    return [f"*{kit.escape(why.sequence.name)}*: {way.state(shown)}", sent], _next(why, shown)


def _next(why: Why, shown: Way) -> list[str]:
    one, step = why.enrollment, why.next_step
    if one.is_over or step is None:
        return [capital(way.coming(shown))] if way.coming(shown) else []
    name = capital(way.step_name(shown, step))
    if why.waits_for:
        return [f"Next: {name}. It waits: {kit.escape(why.waits_for)}.", *_left(why)]
    at = why.slot.at if why.slot else one.due_at
    if at is None:
        return [f"Next: {name}."]
    return [f"Next: {name}, {kit.when(at, style=EXACT)}. Why then:", *_reasons(why, step)]


def _left(why: Why) -> list[str]:
    seconds = why.enrollment.seconds_left
    if seconds is None or why.enrollment.state is not EnrollmentState.ACTIVE:
        return []
    if not seconds:
        return ["It was due already: it goes among the first once the sequence is resumed."]
    return [f"{span(seconds)} of its delay are left; they go on at the resume."]


def span(seconds: float) -> str:
    """Return a length of time in its two largest units: “2 days 3 hours”."""
    minutes = max(1, round(seconds / 60))
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    counts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    return " ".join([words.many(count, unit) for count, unit in counts if count][:2])


def _reasons(why: Why, step: Step) -> list[str]:
    settings = why.content.settings
    wait = words.wait(step.delay, settings, number=1).removesuffix(" after enrollment")
    since = f"Its delay counts from {kit.when(why.enrollment.anchor_at)}"
    said = [f"• {since}; it goes right then." if not step.delay.amount else f"• {since}: {wait}."]
    if why.plan is not None:
        said += [_reason(each, settings) for each in why.plan.reasons]
    due_at = why.enrollment.due_at
    if why.plan is not None and due_at is not None and due_at != why.plan.due_at:
        said.append(f"• A pause, a retry or a person has moved it to {kit.when(due_at)}.")
    if why.slot is not None:
        said.append(f"• {_SLOTS[why.slot.reason]} → {kit.when(why.slot.at)}")
    return said


def _reason(reason: Reason, settings: Settings) -> str:
    window = f"{settings.opens:%H:%M}–{settings.closes:%H:%M} {kit.escape(settings.zone)}"
    match reason.kind:
        case ReasonKind.DELAY:
            said = "The delay ends"
        case ReasonKind.BUSINESS_DAY:
            said = "Weekends are not business days"
        case ReasonKind.HOLIDAY:
            said = f"Public holidays ({kit.escape(settings.holidays or '')}) don't count"
        case ReasonKind.WINDOW:
            said = f"The send window is {window}"
        case ReasonKind.SMS_HOURS:
            said = "SMS hours are 9:00–20:00 where the contact is"
        case ReasonKind.OFFSET:
            said = "A fixed offset spreads what waits for the same opening"
    return f"• {said} → {kit.when(reason.moved_to)}"
