"""Who may decide on a request, and what a decision is bound to."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.approval import deciders, review_hash
from engine.domain.sequence import Content, Settings
from engine.domain.workspace import WorkspaceSettings
from tests.domain.people import content, email, sequence

# approvers, who has edited, who requests, who may decide
WHO = (
    (("U1", "U2"), (), "U9", ("U1", "U2")),
    (("U1", "U2"), (), "U1", ("U2",)),
    (("U1", "U2"), ("U2",), "U9", ("U1",)),
    (("U1", "U2"), ("U2", "U3"), "U1", ()),
    (("U1",), ("U1",), "U1", ()),
    ((), (), "U1", ()),
)


@pytest.mark.parametrize(("approvers", "editors", "requester", "expected"), WHO)
def test_nobody_decides_on_their_own_work(
    approvers: tuple[str, ...],
    editors: tuple[str, ...],
    requester: str,
    expected: tuple[str, ...],
) -> None:
    settings = WorkspaceSettings(approver_ids=approvers)
    found = deciders(sequence(editor_ids=editors), settings, requested_by=requester)
    assert found == expected


BASE = content(email("a"), email("b"))


@settings(deadline=None)
@given(st.lists(st.integers(1, 50), unique=True, max_size=8), st.randoms())
def test_the_order_of_the_contacts_is_no_change(ids: list[int], random: Random) -> None:
    shuffled = list(ids)
    random.shuffle(shuffled)
    assert review_hash(BASE, tuple(ids)) == review_hash(BASE, tuple(shuffled))


@settings(deadline=None)
@given(st.sets(st.integers(1, 200), max_size=5), st.sets(st.integers(1, 200), max_size=5))
def test_a_decision_is_bound_to_the_very_contacts(one: set[int], other: set[int]) -> None:
    same = review_hash(BASE, tuple(one)) == review_hash(BASE, tuple(other))
    assert same is (one == other)


@pytest.mark.parametrize(
    "changed",
    [
        content(email("b"), email("a")),
        content(email("a")),
        replace(BASE, settings=replace(BASE.settings, mailbox_id=2)),
        replace(BASE, settings=Settings()),
    ],
)
def test_a_decision_is_bound_to_steps_settings_and_sender(changed: Content) -> None:
    assert review_hash(changed, (1, 2)) != review_hash(BASE, (1, 2))
