"""How states, counts, waits and settings are said in Slack, the same everywhere."""

from bot.views import kit
from engine.domain.business_days import holiday_countries
from engine.domain.connection import Mailbox
from engine.domain.delay import Delay
from engine.domain.rendering import UnsubscribeStyle
from engine.domain.rich_text import joined
from engine.domain.sequence import EmailStep, SequenceState, Settings, SmsStep, Step
from engine.ports.records import SequenceCounts

STATES = {
    SequenceState.DRAFT: ":white_circle: Draft",
    SequenceState.ACTIVE: ":large_green_circle: Active",
    SequenceState.PAUSED: ":double_vertical_bar: Paused",
}
UNSUBSCRIBE_STYLES = {
    UnsubscribeStyle.TEXT_LINK: "Text link",
    UnsubscribeStyle.SMALL_FOOTER: "Small footer",
}
EXCERPT_MAX = 160


def many(count: int, one: str, several: str | None = None) -> str:
    """Return a count with its word: "1 contact", "2,000 contacts"."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def state(of: SequenceState, *, is_awaiting: bool = False) -> str:
    """Return a sequence's state; an open request belongs to the version and stands beside it."""
    return STATES[of] + (" · :hourglass: Awaiting approval" if is_awaiting else "")


def counts(of: SequenceCounts) -> str:
    """Return how a sequence stands, in one line."""
    parts = [
        many(of.contacts, "contact"),
        f"{of.active:,} in progress",
        f"{of.sent:,} sent",
        many(of.replied, "reply", "replies"),
        many(of.booked, "meeting"),
    ]
    if of.held:
        parts.append(f":warning: {of.held:,} held")
    if of.next_due_at:
        parts.append(f"next send {kit.when(of.next_due_at)}")
    return " · ".join(parts)


def wait(delay: Delay, settings: Settings, *, number: int) -> str:
    """Return what a step waits for: "2 business days after step 1"."""
    before = "enrollment" if number == 1 else f"step {number - 1}"
    if delay.amount == 0:
        return f"right after {before}"
    unit = delay.unit.value if delay.amount != 1 else delay.unit.value[:-1]
    if unit.startswith("day") and settings.business_days_only:
        unit = f"business {unit}"
    return f"{delay.amount:,} {unit} after {before}"


def step_kind(step: Step) -> str:
    """Return the step's channel as people say it."""
    return "Email" if isinstance(step, EmailStep) else "SMS"


def step_excerpt(step: Step) -> str:
    """Return the beginning of what a step says, escaped for mrkdwn; empty ones say so."""
    match step:
        case EmailStep():
            subject = kit.escape(kit.clip(one_line(step.subject), EXCERPT_MAX))
            body = kit.escape(kit.clip(one_line(joined(step.body)), EXCERPT_MAX))
            return f"{subject or '_no subject_'}\n{body or '_no body_'}"
        case SmsStep():
            return kit.escape(kit.clip(one_line(step.message), EXCERPT_MAX)) or "_no message_"


def one_line(text: str) -> str:
    """Return text without line breaks."""
    return " ".join(text.split())


def settings(of: Settings, mailbox: Mailbox | None, notify_channel: str | None) -> tuple[str, ...]:
    """Return the settings as short lines, escaped for mrkdwn."""
    sender = kit.escape(mailbox.email) if mailbox else "_not chosen yet_"
    days = "Business days only" if of.business_days_only else "Every day"
    if of.business_days_only and of.holidays:
        country = holiday_countries().get(of.holidays, of.holidays)
        days += f", without holidays of {kit.escape(country)}"
    window = f"{of.opens:%H:%M}–{of.closes:%H:%M} {kit.escape(of.zone)}"
    return (
        f"*Send from:* {sender}",
        f"*Send window:* {window}",
        f"*Days:* {days}",
        f"*Emails:* {_emails(of)}",
        f"*Exits on:* {_exits(of)}",
        f"*Notices:* {f'<#{notify_channel}>' if notify_channel else 'direct message to the owner'}",
    )


def _emails(of: Settings) -> str:
    thread = "one thread" if of.thread_emails else "separate emails"
    signature = "with signature" if of.include_signature else "no signature"
    return f"{thread}, {signature}, {UNSUBSCRIBE_STYLES[of.unsubscribe_style].lower()}"


def _exits(of: Settings) -> str:
    chosen = [("reply", of.exit_on_reply), ("meeting booked", of.exit_on_meeting)]
    return ", ".join(word for word, is_on in chosen if is_on) or "nothing but opt-outs and bounces"
