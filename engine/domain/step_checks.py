"""What is wrong with a step as it was typed, field by field."""

from collections.abc import Collection
from collections.abc import Sequence as Rows

from engine.domain import rich_text, templates
from engine.domain.errors import FieldProblem
from engine.domain.sequence import EmailStep, SmsStep, Step
from engine.domain.templates import TemplateProblem

SMS_MAX_LENGTH = 1600  # Twilio, below Salesmsg, refuses longer texts


def step_problems(step: Step, columns: Collection[str]) -> list[FieldProblem]:
    """Return what is wrong, all of it; `columns` are the variables that imports have brought."""
    match step:
        case EmailStep():
            return [
                *_text("subject", step.subject, templates.check(step.subject, columns)),
                *_text("body", rich_text.joined(step.body), rich_text.check(step.body, columns)),
            ]
        case SmsStep():
            found = _text("message", step.message, templates.check(step.message, columns))
            if len(step.message) > SMS_MAX_LENGTH:
                sentence = f"A text has at most {SMS_MAX_LENGTH} characters. Shorten it."
                found.append(FieldProblem(field="message", sentence=sentence))
            return found


def _text(field: str, text: str, found: Rows[TemplateProblem]) -> list[FieldProblem]:
    if not text.strip():
        return [FieldProblem(field=field, sentence=f"Write a {field}.")]
    sentence = " ".join(problem.sentence for problem in found)
    return [FieldProblem(field=field, sentence=sentence)] if found else []
