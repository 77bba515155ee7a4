"""The card that asks an admin whether this is the right database."""

import pytest

from bot.views import store_cards
from bot.views.message import Message
from engine.domain.notice import NoticeKind
from engine.domain.witness import Doubt
from engine.use_cases.trusting import ANSWER, ANSWERED_BY, GO_ON, STAY
from sandbox.slack.reading import buttons_of
from tests.views.golden import check_message
from tests.views.outreach_data import NOW, a_notice


def card(doubt: Doubt, **facts: object) -> Message:
    given = {"doubt": doubt.value, "asked_at": NOW.isoformat(), "alive_at": NOW.isoformat()}
    return store_cards.card(a_notice(NoticeKind.STORE_DOUBTED, **{**given, **facts}))


def labels(message: Message) -> list[str]:
    return [each.text for each in buttons_of([{"block_id": "x", **b} for b in message.blocks])]


@pytest.mark.parametrize("doubt", Doubt)
def test_the_question_says_what_happened_and_what_each_answer_does(doubt: Doubt) -> None:
    message = card(doubt)

    check_message(f"store_{doubt}", message)
    assert labels(message) == ["Go on sending", "Stay paused"]


def test_who_stays_paused_can_still_go_on() -> None:
    message = card(Doubt.OLDER, **{ANSWER: STAY, ANSWERED_BY: "U2"})

    check_message("store_older_stays_paused", message)
    assert labels(message) == ["Go on sending"]


def test_once_sending_goes_on_nothing_is_asked_any_more() -> None:
    message = card(Doubt.COPY, **{ANSWER: GO_ON, ANSWERED_BY: "U2"})

    check_message("store_copy_goes_on", message)
    assert labels(message) == []


def test_an_answer_from_another_workspace_names_nobody() -> None:
    message = card(Doubt.COPY, **{ANSWER: GO_ON, ANSWERED_BY: None})

    assert "another workspace" in str(message.blocks)
    assert "<@" not in str(message.blocks)


def test_a_database_that_never_worked_has_no_last_time() -> None:
    assert "last worked" not in str(card(Doubt.OLDER, alive_at=None).blocks)
