"""**Settings** of a sequence: one modal."""

from collections.abc import Sequence as Rows
from dataclasses import dataclass, replace
from datetime import datetime

from bot.state import Values
from bot.views import buttons, kit, settings_menus
from bot.views.editor import Form
from bot.views.kit import Block, View
from bot.views.settings_hints import hints
from bot.views.words import UNSUBSCRIBE_STYLES
from engine.domain.connection import Mailbox
from engine.domain.errors import FieldProblem, Invalid
from engine.domain.rendering import UnsubscribeStyle
from engine.domain.sequence import Sequence, Settings

CALLBACK = "settings"
CHANNEL = "settings.notify_channel"

BUSINESS_DAYS = "business_days"
THREAD, SIGNATURE = "thread", "signature"
REPLY, MEETING = "reply", "meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the form is built from."""

    sequence: Sequence
    mailboxes: Rows[Mailbox]  # to choose from: the owner's, and the one that is set
    connect_link: str | None  # the viewer's own; none when they are not the owner
    channel_note: str = ""  # mrkdwn: can the bot post in the channel just picked?


def build(shown: Shown, meta: Form, *, now: datetime) -> View:
    """Return the form with what is set."""
    of, settings = shown.sequence, shown.sequence.working.settings
    return kit.modal(
        CALLBACK,
        "Settings",
        [
            kit.context(f"*{kit.line(of.name)}*"),
            _send_from(shown),
            *_days_and_window(settings, now),
            *_emails(settings),
            _ticks(
                "exit_criteria",
                "Exit criteria",
                [("Reply received", REPLY), ("Meeting booked", MEETING)],
                _chosen((REPLY, settings.exit_on_reply), (MEETING, settings.exit_on_meeting)),
            ),
            *_channel(shown),
            kit.field("holidays", "Holidays", settings_menus.holidays(settings.holidays)),
            kit.context("Holidays count with *Business days only*: nothing is sent on them."),
        ],
        submit="Save",
        close="Cancel",
        meta=meta,
    )


def read(values: Values, before: Settings) -> tuple[Settings, str | None]:
    """Return the settings as they were chosen, and the notify channel.

    Without a choice of mailboxes on the form the one `before` stays. Raises Invalid for the fields
    "opens", "closes", "zone" and "unsubscribe_style", all at once.
    """
    opens, closes = values.time("opens"), values.time("closes")
    zone, style = values.choice("zone"), values.choice("unsubscribe_style")
    if opens is None or closes is None or zone is None or style is None:
        asked = {"opens": opens, "closes": closes, "zone": zone, "unsubscribe_style": style}
        empty = [name for name, chosen in asked.items() if chosen is None]
        raise Invalid(*(FieldProblem(field=name, sentence="Choose one.") for name in empty))
    emails, exits = values.ticked("email_settings"), values.ticked("exit_criteria")
    settings = replace(
        before,
        business_days_only=BUSINESS_DAYS in values.ticked("follow_up"),
        opens=opens,
        closes=closes,
        zone=zone,
        holidays=settings_menus.country_of(values.choice("holidays")),
        thread_emails=THREAD in emails,
        include_signature=SIGNATURE in emails,
        unsubscribe_style=UnsubscribeStyle(style),
        exit_on_reply=REPLY in exits,
        exit_on_meeting=MEETING in exits,
    )
    if values.has("mailbox"):
        mailbox = values.choice("mailbox")
        settings = replace(settings, mailbox_id=int(mailbox) if mailbox else None)
    return settings, values.channel("notify_channel")


def _send_from(shown: Shown) -> Block:
    if shown.mailboxes:
        chosen = shown.sequence.working.settings.mailbox_id
        menu = settings_menus.mailboxes(shown.mailboxes, chosen)
        hint = "Mail goes out from this account, and replies arrive in its inbox."
        return kit.field("mailbox", "Send from", menu, hint=hint, optional=True)
    if shown.connect_link:
        return kit.section(
            "*Send from*\nNo Gmail account is connected yet, and at least one is needed to "
            "activate. Connect yours, then open this again. The rest can be saved meanwhile.",
            accessory=buttons.connect_gmail(shown.connect_link),
        )
    return kit.section(
        f"*Send from*\n<@{shown.sequence.owner_id}>, who owns this sequence, has no Gmail account "
        "connected yet. They can connect one with `/sequence connect`."
    )


def _days_and_window(settings: Settings, now: datetime) -> list[Block]:
    return [
        _ticks(
            "follow_up",
            "Follow-up settings",
            [("Business days only", BUSINESS_DAYS)],
            _chosen((BUSINESS_DAYS, settings.business_days_only)),
        ),
        kit.field(
            "opens",
            "Send window start",
            {"type": "timepicker", "initial_time": f"{settings.opens:%H:%M}"},
        ),
        kit.field(
            "closes",
            "Send window end",
            {"type": "timepicker", "initial_time": f"{settings.closes:%H:%M}"},
            hint="After the start. 00:00 means midnight, the end of the day.",
        ),
        kit.field("zone", "Timezone", settings_menus.zones(settings.zone)),
        kit.context(*hints(settings, now)),
    ]


def _emails(settings: Settings) -> list[Block]:
    styles = [kit.option(text, style.value) for style, text in UNSUBSCRIBE_STYLES.items()]
    return [
        _ticks(
            "email_settings",
            "Email settings",
            [("Thread emails", THREAD), ("Include signature", SIGNATURE)],
            _chosen((THREAD, settings.thread_emails), (SIGNATURE, settings.include_signature)),
        ),
        kit.field(
            "unsubscribe_style",
            "Unsubscribe link style",
            kit.select(styles, settings.unsubscribe_style.value),
        ),
    ]


def _channel(shown: Shown) -> list[Block]:
    note = shown.channel_note or (
        "Replies, meetings and problems are posted there; without one, the owner gets them as "
        "direct messages."
    )
    menu = kit.conversations_select(shown.sequence.notify_channel) | {"action_id": CHANNEL}
    return [
        kit.field("notify_channel", "Notify channel", menu, optional=True, dispatch=True),
        kit.context(note),
    ]


def _ticks(name: str, label: str, choices: list[tuple[str, str]], ticked: tuple[str, ...]) -> Block:
    options = [kit.option(text, value) for text, value in choices]
    # Optional, or Slack would not let the last tick be taken off.
    return kit.field(name, label, kit.checkboxes(options, ticked), optional=True)


def _chosen(*choices: tuple[str, bool]) -> tuple[str, ...]:
    return tuple(value for value, is_on in choices if is_on)
