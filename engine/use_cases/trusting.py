"""A database that looks like a copy or an older backup: nothing is sent until an admin says so.

begin   at a start: compare with the witness, and ask where they don't fit
look    while running: has somebody answered, was the database exchanged under us?
answer  an admin's word, which holds for every replica
"""

from dataclasses import dataclass, replace
from datetime import datetime

from engine.domain.errors import NotAllowed, Refusal
from engine.domain.notice import NewNotice, NoticeKind
from engine.domain.witness import Doubt, Mark, StoreState, counted, doubted, judge, trusted
from engine.domain.workspace import Actor
from engine.ports import EngineTx, Store, Tx, Witness

ASKED_AT = "asked_at"  # the fact by which the cards of one question know each other
ANSWER = "answer"  # the fact that says what was decided: one of these two
GO_ON, STAY = "go_on", "stay"
ANSWERED_BY = "answered_by"  # none on the cards of other workspaces
AT_MOST_ASKED = 10  # admins of a workspace


def begin(store: Store, witness: Witness, *, now: datetime, real: datetime) -> StoreState:
    """Compare the database with the witness and return how it stands; in doubt, ask.

    The witness is read first: what another replica wrote into it was committed before, and is
    seen by the transaction that follows.
    """
    seen = witness.read()
    with store.engine() as etx:
        state = etx.state()
        doubt = judge(seen, state, has_work=etx.has_enrollments())
        if doubt is not None and seen is not None:
            state = _asked(etx, state, doubt, seen, now=now, real=real)
        elif state.doubt is None:
            state = counted(state)
        etx.save_state(state)
    return _witnessed(witness, state)


def look(
    store: Store,
    witness: Witness,
    known: Mark | None,
    *,
    counts: bool,
    now: datetime,
    real: datetime,
) -> StoreState:
    """Return how the database stands now, one step further if it `counts`; in doubt, ask.

    `known` is its mark as this process last saw it, none while it was in doubt.
    """
    with store.engine() as etx:
        before = state = etx.state()
        doubt = None if state.doubt else judge(known, state, has_work=True)
        if doubt is not None and known is not None:
            state = _asked(etx, state, doubt, known, now=now, real=real)
        elif state.doubt is None and (counts or known is None):
            state = counted(state)
        if state != before:
            etx.save_state(state)
    return state if state == before else _witnessed(witness, state)


def answer(store: Store, actor: Actor, *, go_on: bool) -> None:
    """Take an admin's word. Raises NotAllowed for others, Refusal when it was given already."""
    if not actor.is_admin:
        raise NotAllowed(
            "Only Slack admins can say whether to go on sending from this database. Ask one."
        )
    with store.engine() as etx:
        state = etx.state()
        if state.doubt is None or state.doubted_at is None:
            raise Refusal("This was answered already: sending goes on.")
        asked_at = state.doubted_at.isoformat()
        if go_on:
            etx.save_state(trusted(state))
        for workspace in etx.workspaces():
            tx = etx.within(workspace.id)
            ours = actor.user_id if workspace.id == actor.workspace_id else None
            said = {ANSWER: GO_ON if go_on else STAY, ANSWERED_BY: ours}
            for card in tx.notices.find(NoticeKind.STORE_DOUBTED, ASKED_AT, asked_at):
                tx.notices.touch(card.id, payload={**card.payload, **said})


def _witnessed(witness: Witness, state: StoreState) -> StoreState:
    """Let the witness follow what is committed, unless an admin has to speak first."""
    if state.doubt is None:
        witness.write(state.mark)
    return state


def _asked(
    etx: EngineTx, state: StoreState, doubt: Doubt, seen: Mark, *, now: datetime, real: datetime
) -> StoreState:
    """Note the doubt, and ask unless that was done; in the transaction that notes it."""
    in_doubt = doubted(state, doubt, seen, real)
    if state.doubt is None:
        question = _Question(doubt=doubt, asked_at=real, alive_at=etx.last_alive())
        for workspace in etx.workspaces():
            _ask(etx.within(workspace.id), question, now=now)
    return in_doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    doubt: Doubt
    asked_at: datetime
    alive_at: datetime | None  # when an engine last worked on this database, as far as it knows

    @property
    def facts(self) -> dict[str, str | None]:
        alive_at = self.alive_at.isoformat() if self.alive_at else None
        return {
            "doubt": self.doubt.value,
            ASKED_AT: self.asked_at.isoformat(),
            "alive_at": alive_at,
        }


def _ask(tx: Tx, question: _Question, *, now: datetime) -> None:
    new = NewNotice(kind=NoticeKind.STORE_DOUBTED, channel="", owner_id="", payload=question.facts)
    for channel, owner_id in _whom(tx):
        tx.notices.add(replace(new, channel=channel, owner_id=owner_id), at=now)


def _whom(tx: Tx) -> list[tuple[str, str]]:
    """Return where to ask: the admins we know, else those who can fetch one."""
    if admins := tx.members.admins()[:AT_MOST_ASKED]:
        return [(each.user_id, each.user_id) for each in admins]
    owners = list(dict.fromkeys(each.owner_id for each in tx.sequences.all()))
    channel = tx.workspace.get().settings.default_notify_channel
    if channel:
        return [(channel, owners[0] if owners else "")]
    return [(each, each) for each in owners[:AT_MOST_ASKED]]
