"""What a run is about: a few contacts in one or two sequences, different for each seed."""

import random
from dataclasses import replace
from datetime import UTC, datetime, time

from engine.domain.contact_rows import Row
from engine.domain.delay import Delay, DelayUnit
from engine.domain.sequence import Content, EmailStep, Settings, SmsStep, Step
from engine.domain.workspace import WorkspaceSettings
from engine.ports import Store
from engine.use_cases import activation, authoring, enrolling
from tests.proof.arena import RITA, TEAM, ZONES
from tests.proof.ledger import words_of

STARTS = (
    datetime(2026, 3, 5, 15, 0, tzinfo=UTC),  # America springs forward on the 8th
    datetime(2026, 3, 26, 20, 0, tzinfo=UTC),  # Europe does on the 29th
    datetime(2026, 10, 29, 13, 30, tzinfo=UTC),  # America falls back on 1 November
    datetime(2026, 11, 25, 9, 0, tzinfo=UTC),  # Thanksgiving is on the 26th
    datetime(2026, 12, 24, 16, 0, tzinfo=UTC),
)
WINDOWS = ((0, 0), (9, 17), (8, 12), (13, 0), (22, 0))  # the hours of opening and closing
DELAYS = (
    (0, DelayUnit.MINUTES),
    (1, DelayUnit.MINUTES),
    (45, DelayUnit.MINUTES),
    (3, DelayUnit.HOURS),
    (26, DelayUnit.HOURS),
    (1, DelayUnit.DAYS),
    (3, DelayUnit.DAYS),
)


def workspace_settings(rng: random.Random) -> WorkspaceSettings:
    """Return a pace and what a reply stops."""
    return WorkspaceSettings(
        spacing_seconds=rng.choice((0, 0, 20, 300)),
        daily_limit=rng.choice((2, 4, 200, 200)),
        postal_address="1 Main St",
        allow_several=True,
        stop_others=rng.random() < 0.5,
    )


def settings_of(rng: random.Random, mailbox_id: int) -> Settings:
    """Return a sequence's settings; half of them are always open."""
    opens, closes = rng.choice(WINDOWS) if rng.random() < 0.5 else (0, 0)
    return Settings(
        mailbox_id=mailbox_id,
        business_days_only=rng.random() < 0.3,
        opens=time(opens),
        closes=time(closes),
        zone=rng.choice((*ZONES.values(), "Australia/Lord_Howe")),
        holidays=rng.choice((None, "US")),
        thread_emails=rng.random() < 0.7,
        exit_on_reply=rng.random() < 0.85,
    )


def delay_of(rng: random.Random) -> Delay:
    """Return a wait."""
    amount, unit = rng.choice(DELAYS)
    return Delay(amount=amount, unit=unit)


def email(step_id: str, delay: Delay, revision: int = 0) -> EmailStep:
    """Return an email that says what it is."""
    words = {"type": "text", "text": f"{words_of(step_id)} Revision {revision}."}
    section = {"type": "rich_text_section", "elements": [words]}
    body = {"type": "rich_text", "elements": [section]}
    return EmailStep(id=step_id, delay=delay, subject=f"Subject {step_id}", body=body)


def text(step_id: str, delay: Delay, revision: int = 0) -> SmsStep:
    """Return a text that says what it is."""
    return SmsStep(id=step_id, delay=delay, message=f"{words_of(step_id)} Revision {revision}.")


def revised(step: Step, revision: int) -> Step:
    """Return the step in other words."""
    made = text if isinstance(step, SmsStep) else email
    return made(step.id, step.delay, revision)


def write(store: Store, rng: random.Random, now: datetime) -> tuple[int, ...]:
    """Write and activate one or two sequences with everyone in them; return their ids."""
    with store.begin(TEAM) as tx:
        tx.workspace.save_settings(workspace_settings(rng))
    people = rng.randint(4, 8)
    rows = [_row(rng, number) for number in range(1, people + 1)]
    ids = []
    for place in range(rng.choice((1, 1, 2))):
        sequence = authoring.create(store, RITA, name=f"Q{place}", now=now)
        settings = settings_of(rng, place + 1)
        steps = _steps(rng, f"q{place}")
        with store.begin(TEAM) as tx:
            stored = tx.sequences.get(sequence.id)
            assert stored is not None
            tx.sequences.save(replace(stored, working=Content(settings=settings, steps=steps)))
        activation.activate(store, RITA, sequence.id, now=now)
        chosen = rows if place == 0 else rng.sample(rows, rng.randint(1, len(rows)))
        receipt = enrolling.receipt(store, RITA, sequence.id, chosen, again=False, now=now)
        enrolling.commit(store, RITA, receipt.id, now=now)
        ids.append(sequence.id)
    return tuple(ids)


def _row(rng: random.Random, number: int) -> Row:
    fields = {"number": str(number)}
    if rng.random() < 0.2:
        fields["timezone"] = rng.choice(tuple(ZONES.values()))
    phone = f"+1212555{100 + number:04}" if rng.random() < 0.9 else None
    return Row(number=number, email=f"ada{number}@example.com", fields=fields, phone=phone)


def _steps(rng: random.Random, prefix: str) -> tuple[Step, ...]:
    count = rng.choice((2, 3, 3))
    texts = {rng.randrange(count)} if rng.random() < 0.8 else {0, count - 1}
    return tuple(
        (text if place in texts else email)(f"{prefix}s{place}", delay_of(rng))
        for place in range(count)
    )
