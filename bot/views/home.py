"""Home: what needs this member, what they run, what is connected."""

from bot.views import buttons, contact, kit, words
from bot.views.kit import Block, View
from bot.views.sequence_list import find_select, row
from engine.domain.approval import Approval
from engine.domain.connection import ConnectionState, Mailbox, SmsConnection
from engine.domain.sequence import Sequence, SequenceState
from engine.use_cases.reporting import Home, Listed

MINE_MAX = 30
DRAFTS_MAX = 15
ROWS_MAX = 8  # of each kind of thing to do


def build(of: Home, *, user_id: str, connect_link: str) -> View:
    """Return the Home tab; `connect_link` is the member's own."""
    mine = [each for each in of.sequences if each.sequence.owner_id == user_id]
    drafts = [each for each in mine if each.sequence.state is SequenceState.DRAFT]
    running = [each for each in mine if each.sequence.state is not SequenceState.DRAFT]
    others = len(of.sequences) - len(mine)
    return kit.home(
        [
            kit.header("Outreach sequences"),
            _buttons(of, connect_link),
            *_to_decide(of.to_decide),
            *_problems(of, connect_link),
            *([] if of.sequences else [_first_steps(of)]),
            *_group("My sequences", running, MINE_MAX),
            *_group("Drafts", drafts, DRAFTS_MAX),
            *_others(others, len(of.sequences)),
            *_contacts(of),
            *_connections(of),
        ]
    )


def _buttons(of: Home, connect_link: str) -> Block:
    return kit.actions(
        buttons.create_sequence(),
        buttons.connect_gmail(connect_link),
        *([kit.button("Setup", buttons.SETUP)] if of.is_admin else []),
        kit.button("Digest", buttons.DIGEST),
        kit.button("Suppressions", buttons.SUPPRESSIONS),
        kit.button("Help", buttons.HELP),
        block_id="home.buttons",
    )


def _to_decide(waiting: tuple[tuple[Approval, Sequence], ...]) -> list[Block]:
    rows = [
        kit.section(
            f":hourglass: *{kit.line(sequence.name)}* · requested by <@{approval.requested_by}> "
            f"{kit.when(approval.requested_at)} · {words.many(approval.contact_count, 'contact')}",
            accessory=kit.button("Review", buttons.REVIEW, str(approval.id), style="primary"),
        )
        for approval, sequence in waiting
    ]
    return _titled("Needs your approval", rows)


def _unreachable(channel: str) -> str:
    if channel[:1] in ("U", "W"):
        return (
            f":warning: Slack doesn't let the app reach <@{channel}>, nor anybody else, with a "
            "notice of theirs. Hand over their sequences, and look at the held contacts."
        )
    return (
        f":warning: Notices can't be posted in <#{channel}>: they came to you instead. "
        "Invite the app there, or choose another channel in Settings."
    )


def _problems(of: Home, connect_link: str) -> list[Block]:
    rows = [
        *(_mailbox_problem(each, connect_link) for each in of.mailboxes if not _works(each)),
        *_sms_problem(of),
        *(kit.section(_unreachable(channel)) for channel in of.unreachable),
        *(
            kit.section(
                f":warning: Nobody can tell whether a message to {kit.line(each.to_address)} was "
                f"sent ({kit.line(each.subject) or 'a text'}). Look for it, then say so."
            )
            for each in of.asked
        ),
        *(
            kit.section(
                f":warning: *{kit.line(who.name)}* in “{kit.line(sequence.name)}” is held: "
                f"{kit.said(enrollment.hold_detail, 500)}",
                accessory=kit.button("View contact", buttons.VIEW_CONTACT, str(who.id)),
            )
            for enrollment, who, sequence in of.held
        ),
    ]
    return _titled("Problems to fix", rows)


def _mailbox_problem(mailbox: Mailbox, connect_link: str) -> Block:
    why = mailbox.problem or "it lost its connection to Gmail; its contacts wait until it is back."
    return kit.section(
        f":warning: *{kit.line(mailbox.email)}*: {kit.said(why, 500)}",
        accessory=buttons.connect_gmail(connect_link, "Connect again"),
    )


def _sms_problem(of: Home) -> list[Block]:
    if of.sms is None or _works(of.sms):
        return []
    sentence = f":warning: *Salesmsg*: {kit.said(of.sms.problem or 'not connected', 500)}"
    accessory = kit.button("Fix in Setup", buttons.SETUP) if of.is_admin else None
    return [kit.section(sentence, accessory=accessory)]


def _works(account: Mailbox | SmsConnection) -> bool:
    return account.state is ConnectionState.ACTIVE


def _first_steps(of: Home) -> Block:
    connected = "Connected" if of.mailboxes else "Not connected yet"
    return kit.section(
        "*Start here*\n"
        f"1. Press *Connect Gmail*: messages go out from your own account. _{connected}_\n"
        "2. Press *Create sequence*, and add email or SMS steps with the wait before each.\n"
        "3. Use *Preview* to see the exact message, and send a test to yourself.\n"
        "4. Enroll contacts, then activate. When one replies or books a meeting, the sequence "
        "stops for them and a notice appears in your channel."
    )


def _group(title: str, listed: list[Listed], limit: int) -> list[Block]:
    rows = [row(each) for each in listed]
    return _titled(title, rows, limit=limit)


def _others(others: int, every: int) -> list[Block]:
    if not every:
        return []
    said = f"*{words.many(others, 'sequence')}* of other members" if others else "*All sequences*"
    return [kit.divider(), kit.section(said), kit.actions(find_select(), block_id="home.find")]


def _contacts(of: Home) -> list[Block]:
    """Return the way to any contact, and from there to why something waits for them."""
    if not of.sequences:
        return []
    menu = kit.search_select(contact.FIND, placeholder="Find a contact")
    return [kit.actions(menu, block_id="home.contacts")]


def _connections(of: Home) -> list[Block]:
    mailboxes = [f"{_mark(each)} {kit.line(each.email)}" for each in of.mailboxes[:ROWS_MAX]]
    sms = f"{_mark(of.sms)} Salesmsg {kit.line(of.sms.number)}" if of.sms else None
    lines = [
        "*Gmail:* " + (", ".join(mailboxes) or "no account connected yet"),
        "*SMS:* " + (sms or "Salesmsg is not connected; an admin connects it in Setup"),
    ]
    return [kit.divider(), kit.section("*Connections*"), kit.context(*lines)]


def _mark(account: Mailbox | SmsConnection) -> str:
    return ":white_check_mark:" if _works(account) else ":warning:"


def _titled(title: str, rows: list[Block], *, limit: int = ROWS_MAX) -> list[Block]:
    if not rows:
        return []
    more = [kit.context(f"… and {len(rows) - limit} more.")] if len(rows) > limit else []
    return [kit.divider(), kit.section(f"*{title}*"), *rows[:limit], *more]
