"""Direct messages about what needs a person: a held contact, a lost account, a closed channel."""

from bot.views import buttons, kit
from bot.views import notice_parts as parts
from bot.views.kit import Block
from bot.views.message import Message
from engine.domain.notice import Notice

_RESUME = "The contact gets the next step as soon as the send window allows it."
_GONE = "failed"  # the sequence is over for the contact: nothing waits
_FIXES = {
    "not_in_channel": "I am not a member of {channel}. Invite the app: type "
    "`/invite` {app} in {channel}, or choose another channel in Settings.",
    "channel_not_found": "{channel} is private or was deleted. If it is private, invite the app: "
    "type `/invite` {app} in {channel}; else choose another channel in Settings.",
    "is_archived": "{channel} is archived. Unarchive it, or choose another channel in Settings.",
}
_RESTRICTED = (
    "Slack does not let the app post in {channel} ({reason}). Ask an admin of the channel to allow "
    "it, or choose another channel in Settings."
)


def held(notice: Notice) -> Message:
    """Return the DM about a contact who waits for a person, or to whom a step can't be sent."""
    facts = notice.payload
    is_over = facts.get("reason") == _GONE
    verb = "can't be sent the next step" if is_over else "waits for you"
    detail = kit.said(str(facts.get("detail") or facts.get("words") or ""), 1500)
    pressed = [*parts.open_in_gmail(facts), *parts.view_contact(facts)]
    if not is_over:
        pressed += parts.resume(facts, _RESUME)
    blocks: list[Block] = [
        kit.section(f":warning: {parts.contact(facts)} {verb} — {parts.sequence(facts)}"),
        kit.section(detail or "No reason was given."),
        *parts.handled(facts),
    ]
    if pressed:
        blocks.append(kit.actions(*pressed, block_id=parts.block_id(notice)))
    name = kit.line(str(facts.get("contact", "A contact")))
    return Message(text=f"{name} {verb}: {kit.clip(detail, 300)}", blocks=blocks)


def reconnect(notice: Notice) -> Message:
    """Return the DM about an account whose access is gone."""
    what = kit.line(str(notice.payload.get("what", "An account")))
    why = kit.said(str(notice.payload.get("why", "")), 1500)
    head = f":electric_plug: *{what}* can't be used: nothing is sent through it until it works."
    blocks = [kit.section(head), kit.section(why or "Connect it again.")]
    blocks.append(kit.actions(kit.button("Connect again", buttons.CONNECT, style="primary")))
    return Message(text=f"{what} can't be used: {kit.clip(why, 300)}", blocks=blocks)


def fix_of(reason: str, *, channel: str, app: str) -> str:
    """Return which channel failed and how to mend it; `channel` and `app` are mentions."""
    words = _FIXES.get(reason, _RESTRICTED)
    return words.format(channel=channel, app=app, reason=kit.line(reason))


def unreachable(notice: Notice, shown: Message | None, *, reason: str, app: str) -> Message:
    """Return the DM that carries a notice its channel did not take, and how to fix the channel."""
    place = f"<#{notice.channel}>" if notice.channel[:1] in ("C", "G") else "there"
    sentence = fix_of(reason, channel=place, app=app)
    head = f":no_entry: *A notice could not be posted to {place}.*\n{sentence}"
    text = f"A notice could not be posted to {place}. {shown.text if shown else ''}"
    return Message(text=text.strip(), blocks=[kit.section(head), *(shown.blocks if shown else [])])


def told(notice: Notice) -> Message:
    """Return a plain sentence: the result of slow work, or what an older version left behind."""
    text = kit.said(str(notice.payload.get("text") or notice.payload.get("reason") or ""), 2900)
    text = text or "This is done."
    return Message(text=text, blocks=[kit.section(text)])
