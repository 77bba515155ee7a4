"""What a story starts from: mailboxes, written sequences, enrolled contacts, named approvers.

The beginnings are made by the use cases themselves, so that a story's own acts are in Slack.
"""

import uuid
from collections.abc import Sequence as Rows
from dataclasses import replace

from engine.domain.contact_rows import Row
from engine.domain.delay import Delay, DelayUnit
from engine.domain.enrollment import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
    step_key,
)
from engine.domain.sequence import Channel, EmailStep, Sequence, SmsStep, Step
from engine.domain.workspace import Actor, WorkspaceSettings
from engine.use_cases import activation, approving, authoring, enrolling, finding, recording
from sandbox.slack import Outcome, Person, Screen, SeenMessage, Workspace
from tests.world import World

NAME = "Q4 CFO"
RITA = "rita@acme.example"


def actor_of(world: World, person: Person) -> Actor:
    """Return the person as the app sees them now."""
    return world.service.desk.actor(person.team_id, person.user_id)


def rich(words: str) -> dict[str, object]:
    """Return words as Slack's rich text."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
    return {"type": "rich_text", "elements": [section]}


def email(words: str, *, days: int = 0, step_id: str = "", subject: str = "Hello") -> EmailStep:
    """Return an email step."""
    delay = Delay(amount=days, unit=DelayUnit.DAYS)
    step_id = step_id or authoring.new_step_id()
    return EmailStep(id=step_id, delay=delay, subject=subject, body=rich(words))


def text(words: str, *, days: int = 0, step_id: str = "") -> SmsStep:
    """Return an SMS step."""
    delay = Delay(amount=days, unit=DelayUnit.DAYS)
    return SmsStep(id=step_id or authoring.new_step_id(), delay=delay, message=words)


TWO = (email("This is mail 1.", step_id="one"), email("This is mail 2.", days=2, step_id="two"))


def written(
    world: World, person: Person, *, name: str = NAME, steps: Rows[Step] = TWO, channel: str = ""
) -> int:
    """Write a draft with these steps; it sends from the person's only mailbox, if they have one."""
    store, now, actor = world.service.store, world.service.clock.now(), actor_of(world, person)
    made = authoring.create(store, actor, name=name, now=now)
    for step in steps:
        authoring.save_step(store, actor, made.id, step, now=now)
    settings = made.working.settings
    notify = channel or world.channel
    authoring.save_settings(store, actor, made.id, settings, notify_channel=notify, now=now)
    return made.id


def edited(world: World, person: Person, sequence_id: int, step: Step) -> None:
    """Save a step behind the screen."""
    store, now = world.service.store, world.service.clock.now()
    authoring.save_step(store, actor_of(world, person), sequence_id, step, now=now)


def enrolled(world: World, person: Person, sequence_id: int, *emails: str, **fields: str) -> None:
    """Enroll these addresses."""
    store, now, actor = world.service.store, world.service.clock.now(), actor_of(world, person)
    phone = fields.pop("phone", None)
    rows = [
        Row(number=number, email=each, phone=phone, fields={"first_name": "Ann", **fields})
        for number, each in enumerate(emails, start=1)
    ]
    receipt = enrolling.receipt(store, actor, sequence_id, rows, again=False, now=now)
    assert receipt.enrolled == len(emails), receipt
    enrolling.commit(store, actor, receipt.id, now=now)


def activated(world: World, person: Person, sequence_id: int) -> None:
    """Activate it, where no approver has to be asked."""
    actor, now = actor_of(world, person), world.service.clock.now()
    activation.activate(world.service.store, actor, sequence_id, now=now)


def requested(world: World, person: Person, sequence_id: int) -> int:
    """Request approval behind the screen, and let the card be posted; return the request's id."""
    actor, now = actor_of(world, person), world.service.clock.now()
    approval = approving.request(world.service.store, actor, sequence_id, now=now)
    world.settle()
    return approval.id


def setup(world: World, workspace: Workspace | None = None, **changes: object) -> None:
    """Change what an admin decides in Setup; by the settings' names."""
    team_id = (workspace or world.workspace).team_id
    with world.service.store.begin(team_id) as tx:
        settings: WorkspaceSettings = tx.workspace.get().settings
        tx.workspace.save_settings(replace(settings, **changes))  # type: ignore[arg-type]


def stored(world: World, sequence_id: int) -> Sequence:
    """Return the sequence as it stands in the database."""
    with world.service.store.read(world.workspace.team_id) as tx:
        return finding.sequence(tx, sequence_id)


def enrollments(world: World, sequence_id: int) -> list[Enrollment]:
    """Return everyone in it, in the order they came."""
    with world.service.store.read(world.workspace.team_id) as tx:
        return list(tx.enrollments.of_sequence(sequence_id))


def lost(world: World, sequence_id: int, enrollment_id: int, step_id: str) -> str:
    """Let nobody know whether this step reached the contact; return the delivery's id."""
    now, delivery_id = world.service.clock.now(), str(uuid.uuid4())
    with world.service.store.begin(world.workspace.team_id) as tx:
        enrollment = finding.enrollment(tx, enrollment_id)
        delivery = Delivery(
            id=delivery_id,
            workspace_id=world.workspace.team_id,
            key=step_key(enrollment.id, step_id),
            kind=DeliveryKind.STEP,
            channel=Channel.EMAIL,
            state=DeliveryState.SENDING,
            sequence_id=sequence_id,
            enrollment_id=enrollment.id,
            contact_id=enrollment.contact_id,
            step_id=step_id,
            mailbox_id=enrollment.mailbox_id,
            to_address=finding.contact(tx, enrollment.contact_id).email,
            subject="Lost",
            thread_id=enrollment.thread_id,
            prepared_at=now,
            sending_at=now,
        )
        tx.deliveries.add(delivery)
        recording.ask(tx, delivery, why="Gmail's answer was lost.", now=now)
    return delivery_id


def shown(screen: Screen | None) -> Screen:
    """Return the screen; fails when there is none."""
    assert screen is not None
    return screen


def top(person: Person) -> Screen:
    """Return the modal on top; fails when none is open."""
    return shown(person.modal())


def told(outcome: Outcome) -> str:
    """Return all the words that came of an act: replies, and what opened."""
    opened = outcome.opened.text if outcome.opened else ""
    return f"{outcome.text}\n{opened}".strip()


def newest(person: Person, channel: str = "") -> SeenMessage:
    """Return the newest message this person sees, in the app's DM without a channel."""
    return person.messages(channel or None)[-1]
