"""Sequences and their kin to build views of: usual ones, and the worst there can be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.domain.approval import Approval, ApprovalState
from engine.domain.checks import Fix, Problem
from engine.domain.connection import ConnectionState, Mailbox
from engine.domain.delay import Delay, DelayUnit
from engine.domain.enrollment import Contact
from engine.domain.rich_text import from_plain
from engine.domain.sequence import (
    Content,
    EmailStep,
    Sequence,
    SequenceState,
    Settings,
    SmsStep,
    Step,
)
from engine.ports.records import SequenceCounts
from engine.use_cases.reporting import Listed, Open

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
NASTY = '<!channel> & "co" <@U0> *b* `c` 😀'
LONG_NAME = "😀" * 80
LONG_TEXT = ("<&>😀 " * 600)[:3000]
LINK = "https://sequences.example/google/connect?who=signed"


def email_step(
    id: str = "e1", *, subject: str = "Hello {{ first_name }}", body: str = "Hi"
) -> EmailStep:
    """Return an email step two days after the one before."""
    delay = Delay(amount=2, unit=DelayUnit.DAYS)
    return EmailStep(id=id, delay=delay, subject=subject, body=from_plain(body))


def sms_step(id: str = "s1", *, message: str = "Hi {{ first_name }}") -> SmsStep:
    """Return a text that goes out at once."""
    return SmsStep(id=id, delay=Delay(amount=0, unit=DelayUnit.MINUTES), message=message)


def sequence(*steps: Step, name: str = "Q4 CFO", **changes: Any) -> Sequence:
    """Return a draft with these steps."""
    content = Content(settings=Settings(zone="Europe/Berlin", mailbox_id=1), steps=steps)
    of = Sequence(
        id=7,
        workspace_id="T1",
        name=name,
        owner_id="U1",
        working=content,
        notify_channel="C1",
        created_at=NOW,
        changed_at=NOW,
    )
    return replace(of, **changes)


def worst_sequence() -> Sequence:
    """Return a sequence of a hundred long steps."""
    steps = [
        email_step(f"step{number:08}", subject=LONG_TEXT[:500], body=LONG_TEXT)
        if number % 2
        else sms_step(f"step{number:08}", message=LONG_TEXT[:1600])
        for number in range(100)
    ]
    return sequence(*steps, name=LONG_NAME)


def mailbox(id: int = 1, *, email: str = "rita@acme.example", **changes: Any) -> Mailbox:
    """Return a connected mailbox of U1."""
    of = Mailbox(id=id, workspace_id="T1", owner_id="U1", email=email, refresh_token="1//secret")
    return replace(of, **changes)


def opened(of: Sequence, **changes: Any) -> Open:
    """Return what the editor is built from."""
    known = Open(
        sequence=of,
        counts=SequenceCounts(contacts=3, active=2, sent=4, replied=1, next_due_at=NOW),
        problems=(),
        approval=None,
        deciders=(),
        mailbox=mailbox(),
        has_changes=False,
        has_approvers=False,
    )
    return replace(known, **changes)


def approval(of: Sequence, state: ApprovalState, **changes: Any) -> Approval:
    """Return a request for this sequence's content, made a day ago."""
    made = Approval(
        id=5,
        workspace_id="T1",
        sequence_id=of.id,
        requested_by="U1",
        requested_at=NOW - timedelta(days=1),
        content=of.working,
        contact_count=3,
        state=state,
    )
    return replace(made, **changes)


def every_problem(of: Sequence) -> tuple[Problem, ...]:
    """Return one problem of each fix, and more than are shown."""
    steps = [
        Problem(field="body", sentence=LONG_TEXT, fix=Fix.EDIT_STEP, step_id=step.id)
        for step in of.working.steps
    ]
    others = [
        Problem(field="mailbox", sentence=f"Mend it with {fix}.", fix=fix)
        for fix in (Fix.ADD_STEP, Fix.SETTINGS, Fix.CONNECT_GMAIL, Fix.CONNECT_SALESMSG)
    ]
    return (*others, *steps)


def listed(count: int, *, name: str = NASTY, owner: str = "U1") -> list[Listed]:
    """Return this many sequences in every state."""
    states = list(SequenceState)
    return [
        Listed(
            sequence=sequence(
                id=number, name=f"{name} {number}", owner_id=owner, state=states[number % 3]
            ),
            counts=SequenceCounts(contacts=number, held=number % 2, next_due_at=NOW),
            is_awaiting=number % 4 == 0,
        )
        for number in range(1, count + 1)
    ]


def contact(id: int = 1, **fields: str) -> Contact:
    """Return a contact with these fields."""
    email = f"ann{id}@client.example"
    return Contact(id=id, workspace_id="T1", email=email, email_key=email, fields=fields)


BROKEN = ConnectionState.RECONNECT
