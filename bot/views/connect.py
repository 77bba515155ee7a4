"""What is connected, and connecting more: Gmail by a personal link, Salesmsg by a token."""

from collections.abc import Sequence as Rows
from dataclasses import dataclass

from bot.state import Values
from bot.views import buttons, kit
from bot.views.kit import Block, View
from bot.views.message import Message
from engine.domain.connection import ConnectionState, Mailbox, SmsConnection

CALLBACK = "connections"
FORM_CALLBACK = "connecting.sms"
OPEN = buttons.CONNECT
CONNECT_SMS = "connecting.sms_open"
CHECK_SMS = "connecting.sms_check"

TOKEN = "token"
TEAM = "team"

MAILBOXES_SHOWN = 20


def view(mailboxes: Rows[Mailbox], sms: SmsConnection | None, *, link: str, is_admin: bool) -> View:
    """Return the modal; `link` is the member's own way to Google's consent."""
    return kit.modal(CALLBACK, "Connections", _blocks(mailboxes, sms, link, is_admin=is_admin))


def message(
    mailboxes: Rows[Mailbox], sms: SmsConnection | None, *, link: str, is_admin: bool
) -> Message:
    """Return the same as the answer to a command."""
    text = "Your connections: use Connect Gmail to add a mailbox."
    return Message(text=text, blocks=_blocks(mailboxes, sms, link, is_admin=is_admin))


def _blocks(
    mailboxes: Rows[Mailbox], sms: SmsConnection | None, link: str, *, is_admin: bool
) -> list[Block]:
    lines = [_mailbox(one) for one in mailboxes[:MAILBOXES_SHOWN]]
    if len(mailboxes) > MAILBOXES_SHOWN:
        lines.append(f"…and {len(mailboxes) - MAILBOXES_SHOWN} more")
    shown = "\n".join(lines) or "No mailbox is connected yet. Emails go out through your own Gmail."
    return [
        kit.section(f"*Your mailboxes*\n{shown}"),
        kit.actions(buttons.connect_gmail(link)),
        kit.context("The link is yours alone: whoever opens it connects a mailbox to your name."),
        kit.divider(),
        *sms_blocks(sms, is_admin=is_admin),
    ]


def _mailbox(one: Mailbox) -> str:
    email = kit.line(one.email, 100)
    match one.state:
        case ConnectionState.ACTIVE:
            note = "" if one.reads_calendar else " (without calendar: meetings are not seen)"
            return f":white_check_mark: {email}{note}"
        case ConnectionState.RECONNECT:
            return f":warning: {email} has to be connected again: press *Connect Gmail*"
        case ConnectionState.BROKEN:
            return f":warning: {email}: {kit.line(one.problem, 200) or 'does not work'}"


def sms_blocks(sms: SmsConnection | None, *, is_admin: bool) -> list[Block]:
    """Return Salesmsg's state, and for admins the buttons to connect and check it."""
    blocks = [kit.section(f"*Salesmsg*\n{_sms(sms)}")]
    if is_admin:
        row = [kit.button("Connect Salesmsg", CONNECT_SMS)]
        row += [kit.button("Check Salesmsg", CHECK_SMS)] if sms else []
        blocks.append(kit.actions(*row))
    elif sms is None or sms.state is not ConnectionState.ACTIVE:
        blocks.append(kit.context("A Slack admin connects it."))
    return blocks


def _sms(sms: SmsConnection | None) -> str:
    if sms is None:
        return "Not connected: SMS steps can't be sent."
    number = f" {kit.line(sms.number, 40)}" if sms.number else ""
    checked = f" Checked {kit.when(sms.checked_at)}." if sms.checked_at else ""
    match sms.state:
        case ConnectionState.ACTIVE:
            return f":white_check_mark: Connected{number}.{checked}"
        case ConnectionState.RECONNECT:
            return f":warning: Has to be connected again. {kit.line(sms.problem, 300)}"
        case ConnectionState.BROKEN:
            return f":warning: {kit.line(sms.problem, 300) or 'Does not work.'}{checked}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsAccess:
    """A personal access token, and the team (inbox) whose number sends; "" picks the only one."""

    token: str
    team_id: str


NOTHING_TYPED = SmsAccess(token="", team_id="")


def sms_form(*, problem: str = "", typed: SmsAccess = NOTHING_TYPED) -> View:
    """Return the form; `problem` says why what was `typed` before was refused."""
    blocks = [kit.section(f":warning: {kit.said(problem, 1000)}")] if problem else []
    blocks += [
        kit.field(
            TOKEN,
            "Personal access token",
            kit.text_input(typed.token, max_length=3000),
            hint="In Salesmsg under Settings, Integrations, API. It is kept encrypted.",
        ),
        kit.field(
            TEAM,
            "Team ID",
            kit.text_input(typed.team_id, max_length=100),
            optional=True,
            hint="Only where the account has several teams (inboxes).",
        ),
    ]
    return kit.modal(FORM_CALLBACK, "Connect Salesmsg", blocks, submit="Connect", close="Cancel")


def read(values: Values) -> SmsAccess:
    """Return what was typed."""
    return SmsAccess(token=values.text(TOKEN).strip(), team_id=values.text(TEAM).strip())
