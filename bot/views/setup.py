"""Workspace settings, for admins: who approves, how fast, where notices go, and Salesmsg."""

from bot.state import Values
from bot.views import connect, kit
from bot.views.kit import Block, View
from engine.domain.connection import SmsConnection
from engine.domain.workspace import WorkspaceSettings

CALLBACK = "setup.save"

APPROVERS = "approvers"
APPROVALS_CHANNEL = "approvals_channel"
DAILY_LIMIT = "daily_limit"
SPACING = "spacing"
POSTAL_ADDRESS = "postal_address"
DEFAULT_CHANNEL = "default_channel"
ALLOW_SEVERAL = "allow_several"
STOP_OTHERS = "stop_others"

_SEVERAL = "Allow contacts in several sequences"
_OTHERS = "Stop the contact's other sequences too"
_YES = "yes"
_ADDRESS_MAX = 500


def build(settings: WorkspaceSettings, sms: SmsConnection | None, webhook_address: str) -> View:
    """Return the form as things stand now."""
    return kit.modal(
        CALLBACK,
        "Setup",
        [
            *_approvals(settings),
            *_pace(settings),
            *_notices(settings),
            *_contacts(settings),
            kit.divider(),
            *connect.sms_blocks(sms, is_admin=True),
            kit.section(f"*Webhook address*\n`{webhook_address}`"),
            kit.context("Salesmsg posts replies here: add it under Webhooks in Salesmsg."),
        ],
        submit="Save",
        close="Cancel",
    )


def _approvals(settings: WorkspaceSettings) -> list[Block]:
    approvers = kit.multi_users_select(settings.approver_ids, "Nobody: no approval needed")
    channel = kit.conversations_select(settings.approvals_channel)
    return [
        kit.field(
            APPROVERS,
            "Approvers",
            approvers,
            optional=True,
            hint="Someone else than the author looks before anything is sent.",
        ),
        kit.field(
            APPROVALS_CHANNEL,
            "Approvals channel",
            channel,
            optional=True,
            hint="Left empty, each approver gets a direct message.",
        ),
    ]


def _pace(settings: WorkspaceSettings) -> list[Block]:
    limit = kit.number_input(settings.daily_limit)
    spacing = kit.number_input(settings.spacing_seconds)
    hint = "Emails a day; the rest waits for tomorrow."
    return [
        kit.field(DAILY_LIMIT, "Daily limit per mailbox", limit, hint=hint),
        kit.field(SPACING, "Seconds between sends", spacing, hint="0 sends without a break."),
    ]


def _notices(settings: WorkspaceSettings) -> list[Block]:
    address = kit.text_input(settings.postal_address, multiline=True, max_length=_ADDRESS_MAX)
    channel = kit.conversations_select(settings.default_notify_channel)
    return [
        kit.field(
            POSTAL_ADDRESS,
            "Postal address",
            address,
            optional=True,
            hint="Stands below every email; many countries require it.",
        ),
        kit.field(
            DEFAULT_CHANNEL,
            "Default notify channel",
            channel,
            optional=True,
            hint="For sequences without a channel of their own. Invite the app there.",
        ),
    ]


def _contacts(settings: WorkspaceSettings) -> list[Block]:
    return [
        _tick(ALLOW_SEVERAL, _SEVERAL, on=settings.allow_several, why="At the same time."),
        _tick(STOP_OTHERS, _OTHERS, on=settings.stop_others, why="When a contact replies."),
    ]


def _tick(name: str, label: str, *, on: bool, why: str) -> Block:
    boxes = kit.checkboxes([kit.option(label, _YES)], [_YES] if on else [])
    # Optional, so that the tick can be taken off again.
    return kit.field(name, label, boxes, optional=True, hint=why)


def read(values: Values) -> WorkspaceSettings:
    """Return what is filled in. A number that is none becomes -1, which nobody accepts."""
    limit, spacing = values.number(DAILY_LIMIT), values.number(SPACING)
    return WorkspaceSettings(
        approver_ids=values.users(APPROVERS),
        approvals_channel=values.channel(APPROVALS_CHANNEL),
        daily_limit=-1 if limit is None else limit,
        spacing_seconds=-1 if spacing is None else spacing,
        postal_address=values.text(POSTAL_ADDRESS).strip(),
        default_notify_channel=values.channel(DEFAULT_CHANNEL),
        allow_several=bool(values.ticked(ALLOW_SEVERAL)),
        stop_others=bool(values.ticked(STOP_OTHERS)),
    )
