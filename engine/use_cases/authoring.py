"""Writing a sequence: its name, steps and settings. Every edit withdraws an open request."""

import uuid
from collections.abc import Callable
from collections.abc import Sequence as Rows
from dataclasses import replace
from datetime import datetime

from engine.domain import step_checks
from engine.domain.errors import FieldProblem, Invalid, Refusal
from engine.domain.lifecycle import Action, after, require_manage
from engine.domain.sequence import (
    NAME_MAX_LENGTH,
    Content,
    Sequence,
    Settings,
    Step,
)
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import finding
from engine.use_cases.withdrawing import withdraw


def create(store: Store, actor: Actor, *, name: str, now: datetime) -> Sequence:
    """Make a draft owned by the actor, with the defaults in the actor's time zone.

    Raises Invalid for the field "name".
    """
    with store.begin(actor.workspace_id) as tx:
        name = _free_name(tx, name, but=None)
        mine = tx.mailboxes.of(actor.user_id)
        settings = Settings(zone=actor.zone, mailbox_id=mine[0].id if len(mine) == 1 else None)
        return tx.sequences.add(
            name=name,
            owner_id=actor.user_id,
            working=Content(settings=settings),
            notify_channel=tx.workspace.get().settings.default_notify_channel,
            at=now,
        )


def rename(store: Store, actor: Actor, sequence_id: int, *, name: str) -> Sequence:
    """Give it another name; allowed in every state. Raises Invalid for the field "name"."""
    with store.begin(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id, lock=True)
        require_manage(sequence, actor)
        after(sequence, Action.RENAME)
        renamed = sequence.renamed(_free_name(tx, name, but=sequence_id))
        tx.sequences.save(renamed)
        return renamed


def save_step(
    store: Store,
    actor: Actor,
    sequence_id: int,
    step: Step,
    *,
    also: Rows[FieldProblem] = (),
    now: datetime,
) -> Sequence:
    """Put the step in its place, at the end when it is new.

    Raises Invalid for the fields "subject", "body" or "message", with what the form has found
    already (`also`): all at once.
    """

    def change(content: Content) -> Content:
        place = content.position(step.id)
        if place is None:
            return replace(content, steps=(*content.steps, step))
        steps = (*content.steps[:place], step, *content.steps[place + 1 :])
        return replace(content, steps=steps)

    with store.begin(actor.workspace_id) as tx:
        require_manage(finding.sequence(tx, sequence_id), actor)
        problems = [*also, *step_checks.step_problems(step, tx.contacts.columns())]
        if problems:
            raise Invalid(*problems)
        return _edit(tx, actor, sequence_id, change, what="a step was edited", now=now)


def move_step(
    store: Store, actor: Actor, sequence_id: int, step_id: str, *, by: int, now: datetime
) -> Sequence:
    """Move the step up (`by` -1) or down (+1); at the end of the list nothing changes."""

    def change(content: Content) -> Content:
        place = _place(content, step_id)
        steps = list(content.steps)
        to = min(max(place + by, 0), len(steps) - 1)
        steps.insert(to, steps.pop(place))
        return replace(content, steps=tuple(steps))

    with store.begin(actor.workspace_id) as tx:
        return _edit(tx, actor, sequence_id, change, what="steps were reordered", now=now)


def duplicate_step(
    store: Store, actor: Actor, sequence_id: int, step_id: str, *, now: datetime
) -> Sequence:
    """Put a copy right behind the step."""

    def change(content: Content) -> Content:
        place = _place(content, step_id)
        copy = replace(content.steps[place], id=new_step_id())
        steps = (*content.steps[: place + 1], copy, *content.steps[place + 1 :])
        return replace(content, steps=steps)

    with store.begin(actor.workspace_id) as tx:
        return _edit(tx, actor, sequence_id, change, what="a step was duplicated", now=now)


def delete_step(
    store: Store, actor: Actor, sequence_id: int, step_id: str, *, now: datetime
) -> Sequence:
    """Take the step out; one that is gone already is fine."""

    def change(content: Content) -> Content:
        return replace(content, steps=tuple(s for s in content.steps if s.id != step_id))

    with store.begin(actor.workspace_id) as tx:
        return _edit(tx, actor, sequence_id, change, what="a step was deleted", now=now)


def save_settings(
    store: Store,
    actor: Actor,
    sequence_id: int,
    settings: Settings,
    *,
    notify_channel: str | None,
    now: datetime,
) -> Sequence:
    """Store the settings; the notify channel takes effect at once and is no new version.

    Raises Invalid for the fields "closes", "mailbox".
    """
    with store.begin(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id, lock=True)
        require_manage(sequence, actor)
        problems = settings_problems(tx, sequence, settings)
        if problems:
            raise Invalid(*problems)
        tx.sequences.save(replace(sequence, notify_channel=notify_channel))
        return _edit(
            tx,
            actor,
            sequence_id,
            lambda content: replace(content, settings=settings),
            what="settings were changed",
            now=now,
        )


def settings_problems(tx: Tx, sequence: Sequence, settings: Settings) -> list[FieldProblem]:
    """Return what is wrong with settings as typed, by field."""
    found = []
    ends_at_midnight = settings.closes.hour == settings.closes.minute == 0
    if settings.closes <= settings.opens and not ends_at_midnight:
        sentence = "The end must be after the start. 00:00 means midnight."
        found.append(FieldProblem(field="closes", sentence=sentence))
    if settings.mailbox_id is not None:
        mailbox = tx.mailboxes.get(settings.mailbox_id)
        unchanged = settings.mailbox_id == sequence.working.settings.mailbox_id
        if mailbox is None or (mailbox.owner_id != sequence.owner_id and not unchanged):
            sentence = "Choose a mailbox that belongs to the sequence's owner."
            found.append(FieldProblem(field="mailbox", sentence=sentence))
    return found


def hand_over(
    store: Store, actor: Actor, sequence_id: int, *, to_user_id: str, now: datetime
) -> Sequence:
    """Make another member the owner. Mails go on from the mailbox that is set.

    Raises Invalid for the field "owner", who has to be a person who is still here.
    """
    with store.begin(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id, lock=True)
        require_manage(sequence, actor)
        member = tx.members.get(to_user_id)
        if member is None or not member.is_live:
            sentence = "Choose a person: not an app, and nobody whose Slack account is deactivated."
            raise Invalid(FieldProblem(field="owner", sentence=sentence))
        handed = replace(sequence, owner_id=to_user_id, changed_at=now)
        tx.sequences.save(handed)
        return handed


def new_step_id() -> str:
    """Return an id for a new step."""
    return uuid.uuid4().hex[:12]


def _edit(
    tx: Tx,
    actor: Actor,
    sequence_id: int,
    change: Callable[[Content], Content],
    *,
    what: str,
    now: datetime,
) -> Sequence:
    sequence = finding.sequence(tx, sequence_id, lock=True)
    require_manage(sequence, actor)
    state = after(sequence, Action.EDIT)
    working = change(sequence.working)
    if working.hash == sequence.working.hash:
        return sequence
    editors = dict.fromkeys((*sequence.editor_ids, actor.user_id))
    edited = replace(
        sequence, working=working, state=state, editor_ids=tuple(editors), changed_at=now
    )
    tx.sequences.save(edited)
    withdraw(tx, sequence, because=f"<@{actor.user_id}>: {what}", now=now)
    return edited


def _free_name(tx: Tx, name: str, *, but: int | None) -> str:
    name = " ".join(name.split())
    sentence = None
    if not name:
        sentence = "Give the sequence a name, such as “Q4 CFO outreach”."
    elif len(name) > NAME_MAX_LENGTH:
        sentence = f"A name has at most {NAME_MAX_LENGTH} characters. Shorten it."
    elif any(s.name.casefold() == name.casefold() and s.id != but for s in tx.sequences.all()):
        sentence = f"There is a sequence named “{name}” already. Choose another name."
    if sentence:
        raise Invalid(FieldProblem(field="name", sentence=sentence))
    return name


def _place(content: Content, step_id: str) -> int:
    place = content.position(step_id)
    if place is None:
        raise Refusal("This step was deleted meanwhile. Open the sequence again to see it.")
    return place
