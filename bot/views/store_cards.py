"""The question only an admin can answer: is this the database to go on with?"""

from typing import Any

from bot.views import kit
from bot.views import notice_parts as parts
from bot.views.message import Message
from engine.domain.notice import Notice
from engine.domain.witness import Doubt
from engine.use_cases.trusting import ANSWER, ANSWERED_BY, GO_ON, STAY

GO_ON_ACTION = "store.go_on"
STAY_ACTION = "store.stay"

_WHAT = {
    Doubt.COPY: "looks like a copy",
    Doubt.OLDER: "looks like an older backup",
}
_WHY = {
    Doubt.COPY: "It is not the database that this installation worked with before. If the other "
    "one is still in use, both would send the same steps to the same contacts.",
    Doubt.OLDER: "This installation has seen it further on.{since} What was sent after that is "
    "not known here, and would be sent a second time.",
}
_TO_DO = (
    "Replies are still heard; nothing is sent until an admin answers. *Go on sending* if this is "
    "the database to use from now on. *Stay paused* if it is only to be looked at, or while the "
    "right one is being put back."
)
_CONFIRM = kit.confirm(
    "Go on sending?",
    "Contacts may get a step twice: what this database does not know of, it sends again.",
    "Go on sending",
)


def card(notice: Notice) -> Message:
    """Return the DM that asks; once sending goes on it asks no more."""
    facts = notice.payload
    doubt = Doubt(facts["doubt"])
    alive_at = parts.instant(facts.get("alive_at"))
    since = f" It was last worked with {alive_at}." if alive_at else ""
    what = f"Sending is paused: this database {_WHAT[doubt]}."
    blocks = [
        kit.section(f":rotating_light: *{what}*"),
        kit.section(_WHY[doubt].format(since=since)),
    ]
    answered = facts.get(ANSWER)
    if answered != GO_ON:
        blocks.append(kit.section(_TO_DO))
    if answered:
        blocks.append(kit.context(_said(facts)))
    if answered != GO_ON:
        blocks.append(kit.actions(*_buttons(answered), block_id=parts.block_id(notice)))
    return Message(text=f"{what} An admin has to say whether to go on.", blocks=blocks)


def _said(facts: Any) -> str:
    member = facts.get(ANSWERED_BY)
    who = f"<@{member}>" if member else "An admin of another workspace"
    if facts[ANSWER] == GO_ON:
        return f":white_check_mark: {who} said to go on sending."
    return f":double_vertical_bar: {who} said to stay paused."


def _buttons(answered: object) -> list[kit.Block]:
    go_on = kit.button("Go on sending", GO_ON_ACTION, GO_ON, confirm=_CONFIRM)
    stay = kit.button("Stay paused", STAY_ACTION, STAY)
    return [go_on] if answered else [go_on, stay]
