"""The five checks before activation, one by one and together."""

from dataclasses import replace

import pytest

from engine.domain.checks import Fix, Problem, problems
from engine.domain.connection import ConnectionState, Mailbox, SmsConnection
from engine.domain.rich_text import from_plain
from engine.domain.sequence import Content
from tests.domain.people import content, email, mailbox, sms, sms_connection

READY = content(email("a"), sms("b"))
BOX, TEXTS = mailbox(), sms_connection()
RECONNECT, BROKEN = ConnectionState.RECONNECT, ConnectionState.BROKEN


def _found(
    those: Content, box: Mailbox | None = BOX, texts: SmsConnection | None = TEXTS
) -> tuple[Problem, ...]:
    return problems(those, mailbox=box, sms=texts)


def test_what_has_everything_is_ready() -> None:
    assert _found(READY) == ()


def test_without_a_text_step_salesmsg_is_not_needed() -> None:
    assert _found(content(email("a")), texts=None) == ()


NO_BODY = replace(email("a"), body=from_plain(" \n\xa0 "))
# content, mailbox, SMS connection, then field, fix, step and words of the one problem
ALONE = (
    (content(), BOX, TEXTS, "steps", Fix.ADD_STEP, None, "has no steps yet. Add one"),
    (
        content(sms("b"), replace(email("a"), subject=" ")),
        *(BOX, TEXTS, "subject", Fix.EDIT_STEP, "a", "Step 2 has no subject"),
    ),
    (content(NO_BODY), BOX, TEXTS, "body", Fix.EDIT_STEP, "a", "Step 1 has no body"),
    (
        content(replace(email("a"), body={"type": "rich_text", "elements": []})),
        *(BOX, TEXTS, "body", Fix.EDIT_STEP, "a", "Step 1 has no body"),
    ),
    (
        content(email("a"), replace(sms("b"), message="\n")),
        *(BOX, TEXTS, "message", Fix.EDIT_STEP, "b", "Step 2 has no message"),
    ),
    (
        content(email("a"), mailbox_id=None),
        *(None, TEXTS, "mailbox", Fix.SETTINGS, None, "No mailbox is selected"),
    ),
    (READY, None, TEXTS, "mailbox", Fix.SETTINGS, None, "no longer connected"),
    (
        READY,
        mailbox(state=RECONNECT),
        *(TEXTS, "mailbox", Fix.CONNECT_GMAIL, None, "rep@example.com has lost its connection"),
    ),
    (
        READY,
        mailbox(state=BROKEN, problem="Gmail is switched off."),
        *(TEXTS, "mailbox", Fix.CONNECT_GMAIL, None, "can't send: Gmail is switched off."),
    ),
    (READY, BOX, None, "sms", Fix.CONNECT_SALESMSG, None, "Salesmsg is not connected"),
    (
        READY,
        BOX,
        sms_connection(state=RECONNECT, problem="The token is gone."),
        *("sms", Fix.CONNECT_SALESMSG, None, "not active: The token is gone."),
    ),
    (
        content(email("a"), sms("b")),
        BOX,
        sms_connection(state=BROKEN, problem="No credits are left."),
        *("sms", Fix.CONNECT_SALESMSG, None, "No credits are left."),
    ),
)


@pytest.mark.parametrize(("those", "box", "texts", "field", "fix", "step_id", "words"), ALONE)
def test_each_check_alone_names_its_problem_and_its_remedy(
    those: Content,
    box: Mailbox | None,
    texts: SmsConnection | None,
    field: str,
    fix: Fix,
    step_id: str | None,
    words: str,
) -> None:
    (problem,) = _found(those, box, texts)
    assert (problem.field, problem.fix, problem.step_id) == (field, fix, step_id)
    assert words in problem.sentence
    assert problem.sentence.endswith(".")


def test_everything_that_is_missing_is_told_at_once_in_the_order_of_the_checks() -> None:
    empty_email = replace(NO_BODY, id="x", subject="")
    empty_text = replace(sms("y"), message="")
    found = _found(content(empty_email, empty_text, mailbox_id=None), None, None)
    assert [(problem.field, problem.step_id) for problem in found] == [
        ("subject", "x"),
        ("body", "x"),
        ("message", "y"),
        ("mailbox", None),
        ("sms", None),
    ]


def test_a_sequence_of_texts_alone_needs_a_mailbox_all_the_same() -> None:
    (problem,) = _found(content(sms("a"), mailbox_id=None), None)
    assert problem.field == "mailbox"
