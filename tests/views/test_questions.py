"""The card that asks whether a message was sent."""

from bot.views import questions
from bot.views.message import Message
from engine.domain.notice import NoticeKind
from engine.use_cases.settling import FOUND, Answer
from sandbox.slack.reading import buttons_of
from sandbox.slack.rules import problems_of_message
from tests.views.golden import check_message
from tests.views.outreach_data import NASTY, a_notice

FACTS = {
    "delivery_id": "0b6e1c1e-1111-4222-8333-444444444444",
    "to": "ada@example.com",
    "subject": "Hello",
    "text": "Dear Ada",
    "channel": "email",
    "why": "Gmail's answer was lost.",
    "thread_id": "thread1",
    "mailbox_id": 5,
}


def texts(message: Message) -> list[str]:
    return [each.text for each in buttons_of([{"block_id": "x", **b} for b in message.blocks])]


def test_the_question_names_the_message_and_why_it_is_asked() -> None:
    message = questions.card(a_notice(NoticeKind.OUTCOME_UNKNOWN, **FACTS), "rep@acme.test")

    check_message("question", message)
    assert texts(message)[:3] == ["It was sent", "Send again", "Skip"]


def test_an_answered_question_shows_who_answered() -> None:
    facts = FACTS | {"answer": Answer.AGAIN.value, "answered_by": "U2"}

    message = questions.card(a_notice(NoticeKind.OUTCOME_UNKNOWN, **facts), None)

    check_message("question_answered", message)
    assert texts(message) == ["View contact"]
    assert "<@U2> had it sent again" in str(message.blocks)


def test_a_question_that_answered_itself_names_nobody_and_has_no_answers_left() -> None:
    facts = FACTS | {"answer": FOUND}

    message = questions.card(a_notice(NoticeKind.OUTCOME_UNKNOWN, **facts), None)

    assert texts(message) == ["View contact"]
    assert "turned up in Gmail's Sent" in str(message.blocks)
    assert "<@" not in str(message.blocks)


def test_a_question_about_hostile_words_pings_nobody() -> None:
    facts = FACTS | dict.fromkeys(("to", "subject", "text", "why", "sequence"), NASTY * 100)

    message = questions.card(a_notice(NoticeKind.OUTCOME_UNKNOWN, **facts), None)

    assert problems_of_message({"blocks": message.blocks}) == []
    assert "<!" not in message.text + str(message.blocks)
