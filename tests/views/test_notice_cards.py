"""Cards about a contact, as they stand in a channel."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from bot.notifier import CARDS
from bot.views import notice_cards, notice_parts, problem_cards
from bot.views.message import Message
from engine.domain.notice import Notice, NoticeKind
from engine.use_cases.marking import HANDLED
from sandbox.slack.reading import buttons_of
from sandbox.slack.rules import problems_of_message
from tests.views.golden import check_message
from tests.views.outreach_data import NASTY, NOW, a_notice

GMAIL = {"gmail_thread": "thread1", "mailbox": "rep+x@acme.test"}
LIVE_TAG = re.compile(r"<(?!!date\^)[^>]*>")

CASES: dict[str, tuple[Callable[[Notice], Message], Notice]] = {
    "replied": (
        notice_cards.replied,
        a_notice(NoticeKind.REPLIED, words="Yes, gladly.\nAda", by_contact=True, **GMAIL),
    ),
    "replied_by_text": (
        notice_cards.replied,
        a_notice(NoticeKind.REPLIED, words="Call me", by_text=True, cancelled=1, step=0),
    ),
    "replied_while_it_goes_on": (
        notice_cards.replied,
        a_notice(NoticeKind.REPLIED, words="Hm", goes_on=True, cancelled=0, **GMAIL),
    ),
    "booked": (
        notice_cards.booked,
        a_notice(NoticeKind.BOOKED, summary="Intro", starts_at=NOW.isoformat(), **GMAIL),
    ),
    "booked_then_called_off": (
        notice_cards.booked,
        a_notice(NoticeKind.BOOKED, summary="Intro", meeting_state="cancelled", **GMAIL),
    ),
    "meeting_changed": (
        notice_cards.meeting_changed,
        a_notice(NoticeKind.MEETING_CHANGED, summary="Intro", meeting_state="moved"),
    ),
    "bounced": (
        notice_cards.bounced,
        a_notice(NoticeKind.BOUNCED, words="5.1.1 No such user", **GMAIL),
    ),
    "unsubscribed_in_words": (
        notice_cards.unsubscribed,
        a_notice(NoticeKind.UNSUBSCRIBED, words="Please stop", **GMAIL),
    ),
    "unsubscribed_by_an_admin": (
        notice_cards.unsubscribed,
        a_notice(NoticeKind.UNSUBSCRIBED, words="added by <@U9>"),
    ),
    "stopped": (notice_cards.stopped, a_notice(NoticeKind.STOPPED, words="STOP")),
    "answered": (
        notice_cards.answered,
        a_notice(NoticeKind.ANSWERED, words="Thanks!", by="U1", cancelled=0),
    ),
    "held": (problem_cards.held, a_notice(NoticeKind.HELD, detail="No value for {{ title }}.")),
    "held_as_failed": (
        problem_cards.held,
        a_notice(NoticeKind.HELD, reason="failed", detail="Refused.", cancelled=0),
    ),
    "reconnect": (
        problem_cards.reconnect,
        a_notice(NoticeKind.RECONNECT, what="rep@acme.test", why="Access was revoked."),
    ),
}
HEADLINES = {
    "replied": "replied",
    "booked": "booked a meeting",
    "bounced": "bounced",
    "unsubscribed_in_words": "unsubscribed",
    "stopped": "replied STOP",
}


def build(name: str, **facts: Any) -> Message:
    """Build a case's card, with other facts."""
    card, notice = CASES[name]
    return card(a_notice(notice.kind, **{**notice.payload, **facts}))


def labels(message: Message) -> list[str]:
    """Return the buttons' texts."""
    with_ids = [{"block_id": "x", **block} for block in message.blocks]
    return [button.text for button in buttons_of(with_ids)]


@pytest.mark.parametrize("name", CASES)
def test_the_card_is_as_agreed(name: str) -> None:
    message = build(name)

    check_message(f"notice_{name}", message)


@pytest.mark.parametrize(("name", "words"), HEADLINES.items())
def test_the_card_says_what_happened_in_the_agreed_words(name: str, words: str) -> None:
    message = build(name)

    assert words in message.text
    assert words in message.blocks[0]["text"]["text"]


@pytest.mark.parametrize("name", CASES)
def test_no_word_of_a_contact_pings_or_links(name: str) -> None:
    hostile = dict.fromkeys(
        ("words", "contact", "email", "sequence", "detail", "what", "why", "summary"), NASTY * 400
    )

    message = build(name, **hostile, from_name=NASTY, by_contact=False)

    assert problems_of_message({"blocks": message.blocks}) == []
    shown = [message.text, *(str(block) for block in message.blocks)]
    allowed = {f"<@{user}>" for user in ("U1", "U9")} if name == "answered" else set()
    assert {tag for text in shown for tag in LIVE_TAG.findall(text)} <= allowed


@pytest.mark.parametrize("name", ["bounced", "unsubscribed_in_words", "stopped", "answered"])
def test_what_can_not_be_undone_has_no_resume(name: str) -> None:
    assert "Resume" not in labels(build(name))


def test_a_reply_after_the_last_step_has_nothing_to_resume() -> None:
    assert labels(build("replied", cancelled=0)) == ["Open in Gmail", "View contact", "Reply"]


def test_a_handled_card_says_by_whom_and_asks_no_more() -> None:
    done = {"how": notice_parts.RESUMED, "by": "U5", "at": NOW.isoformat(), "until": ""}

    message = build("replied", **{HANDLED: done})

    check_message("notice_replied_and_resumed", message)
    assert "Resume" not in labels(message)
    assert "<@U5> resumed" in str(message.blocks)


def test_the_link_opens_the_thread_in_the_right_account() -> None:
    address = notice_parts.gmail_address(GMAIL)

    assert address == "https://mail.google.com/mail/u/?authuser=rep%2Bx@acme.test#all/thread1"


def test_a_button_knows_its_notice() -> None:
    notice = a_notice(NoticeKind.REPLIED)

    assert notice_parts.notice_id(notice_parts.block_id(notice)) == notice.id
    assert notice_parts.notice_id("another.4") is None
    assert notice_parts.notice_id("notice.x") is None


def test_every_kind_of_notice_has_its_card() -> None:
    assert set(CARDS) == set(NoticeKind)


@pytest.mark.parametrize(
    ("reason", "fix"),
    [
        ("not_in_channel", "`/invite` <@UAPP> in <#C1>"),
        ("channel_not_found", "private or was deleted"),
        ("is_archived", "Unarchive it"),
        ("restricted_action", "restricted_action"),
    ],
)
def test_an_unreachable_channel_is_told_with_the_fix_and_the_notice(reason: str, fix: str) -> None:
    shown = build("replied")

    message = problem_cards.unreachable(
        a_notice(NoticeKind.REPLIED), shown, reason=reason, app="<@UAPP>"
    )

    check_message(f"unreachable_{reason}", message)
    assert fix in message.blocks[0]["text"]["text"]
    assert "choose another channel in Settings" in message.blocks[0]["text"]["text"]
    assert message.blocks[1:] == shown.blocks
