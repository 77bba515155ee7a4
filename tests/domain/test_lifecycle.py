"""Every state meets every action, and everybody meets every right."""

from collections.abc import Callable
from itertools import product

import pytest

from engine.domain.errors import NotAllowed, Refusal
from engine.domain.lifecycle import Action, after, may_manage, require_admin, require_manage
from engine.domain.sequence import SequenceState
from engine.domain.workspace import Actor
from tests.domain.people import actor, content, email, sequence

D, A, P = SequenceState.DRAFT, SequenceState.ACTIVE, SequenceState.PAUSED

# A state is what results; a sentence is what refuses.
TABLE: dict[tuple[SequenceState, Action], SequenceState | str] = {
    (D, Action.EDIT): D,
    (D, Action.RENAME): D,
    (D, Action.ENROLL): D,
    (D, Action.ACTIVATE): A,
    (D, Action.PAUSE): "“Welcome” is a draft and sends nothing. Activate it first.",
    (D, Action.RESUME): "“Welcome” is a draft. Activate it to start sending.",
    (A, Action.EDIT): A,
    (A, Action.RENAME): A,
    (A, Action.ENROLL): A,
    (A, Action.ACTIVATE): A,
    (A, Action.PAUSE): P,
    (A, Action.RESUME): "“Welcome” is active already.",
    (P, Action.EDIT): P,
    (P, Action.RENAME): P,
    (P, Action.ENROLL): P,
    (P, Action.ACTIVATE): P,
    (P, Action.PAUSE): "“Welcome” is paused already. Resume it to go on.",
    (P, Action.RESUME): A,
}


@pytest.mark.parametrize(("state", "action"), list(product(SequenceState, Action)))
def test_every_action_has_its_answer_in_every_state(state: SequenceState, action: Action) -> None:
    expected = TABLE[state, action]
    if isinstance(expected, SequenceState):
        assert after(sequence(state=state), action) is expected
        return
    with pytest.raises(Refusal) as refused:
        after(sequence(state=state), action)
    assert refused.value.sentence == expected


REFUSED = [each for each in TABLE if not isinstance(TABLE[each], SequenceState)]


@pytest.mark.parametrize(("state", "action"), REFUSED)
def test_a_name_with_braces_is_shown_as_it_is(state: SequenceState, action: Action) -> None:
    with pytest.raises(Refusal, match=r"^“\{0\} \{name\} \{x” is "):
        after(sequence(state=state, name="{0} {name} {x"), action)


def test_a_new_name_changes_nothing_else() -> None:
    before = sequence(state=A, working=content(email("a")), active_version=2, editor_ids=("U1",))
    renamed = before.renamed("Farewell")
    assert renamed.name == "Farewell"
    assert renamed.renamed("Welcome") == before


# who, may manage, is an admin
RIGHTS = (
    (actor("U_OWNER"), True, False),
    (actor("U_APPROVER", is_approver=True), True, False),
    (actor("U_ADMIN", is_admin=True), True, True),
    (actor("U_BOTH", is_admin=True, is_approver=True), True, True),
    (actor("U_STRANGER"), False, False),
    (actor("U_OWNER", workspace_id="T2"), False, False),
    (actor("U_APPROVER", workspace_id="T2", is_approver=True), False, False),
    (actor("U_ADMIN", workspace_id="T2", is_admin=True), False, True),
)


@pytest.mark.parametrize(("who", "may", "admin"), RIGHTS)
def test_only_owner_approvers_and_admins_of_the_workspace_have_a_right(
    who: Actor, may: bool, admin: bool
) -> None:
    assert may_manage(sequence(), who) is may
    assert _allowed(lambda: require_manage(sequence(), who)) is may
    assert _allowed(lambda: require_admin(who)) is admin


def test_a_refused_stranger_is_told_whom_to_ask() -> None:
    with pytest.raises(NotAllowed, match=r"<@U_OWNER>.*approver or an admin"):
        require_manage(sequence(), actor("U_STRANGER"))


def test_whoever_handed_a_sequence_over_is_a_stranger_to_it() -> None:
    assert not may_manage(sequence(owner_id="U_OTHER"), actor("U_OWNER"))


def _allowed(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except NotAllowed:
        return False
    return True
