"""What the engine finds before any workspace is known, and what it forgets."""

from dataclasses import replace

from engine.domain.enrollment import DeliveryState
from engine.ports.store import Store
from tests.storage.rows import LATER, NOW, SOON, a_world, install, new_delivery, workspace


def test_a_workspace_is_found_by_its_secret_also_after_it_changed(store: Store) -> None:
    install(store, "T1", "T2")
    with store.engine() as etx:
        assert etx.workspace_by_secret("secret-of-T1") == workspace("T1")
        assert etx.workspace_by_secret("") is None
        changed = replace(workspace("T1"), webhook_secret="new", enterprise_id="E1")
        etx.save_workspace(changed)
        assert etx.workspace_by_secret("secret-of-T1") is None
        assert etx.workspace_by_secret("new") == etx.workspace("T1") == changed
        assert etx.workspace("T9") is None


def test_an_uninstalled_workspace_is_known_but_not_listed(store: Store) -> None:
    install(store, "T1", "T2")
    gone = replace(workspace("T1"), is_installed=False)
    with store.engine() as etx:
        etx.save_workspace(gone)
        assert etx.workspaces() == [workspace("T2")]
        assert etx.workspace("T1") == gone


def test_an_event_that_slack_repeats_is_known(store: Store) -> None:
    with store.engine() as etx:
        assert not etx.seen_event("Ev1", at=NOW)
        assert etx.seen_event("Ev1", at=SOON)
        assert not etx.seen_event("Ev2", at=LATER)
        etx.forget_old(before=LATER)
        assert not etx.seen_event("Ev1", at=LATER)
        assert etx.seen_event("Ev2", at=LATER)


def test_a_sign_in_is_finished_once_and_in_time(store: Store) -> None:
    install(store, "T1")
    with store.engine() as etx:
        for state in ("a", "b", "c"):
            etx.keep_state(
                state, workspace_id="T1", member_id="U1", verifier=f"v-{state}", expires_at=LATER
            )
        assert etx.take_state("a", at=SOON) == ("T1", "U1", "v-a")
        assert etx.take_state("a", at=SOON) is None
        assert etx.take_state("b", at=LATER) is None  # too late
        assert etx.take_state("b", at=SOON) is None  # and gone
        etx.forget_old(before=LATER)
        assert etx.take_state("c", at=SOON) == ("T1", "U1", "v-c")
        assert etx.take_state("unknown", at=SOON) is None


def test_deliveries_of_all_workspaces_are_counted_by_state(store: Store) -> None:
    install(store, "T1", "T2")
    for workspace_id, states in (("T1", ["sent", "held", "sent"]), ("T2", ["sent"])):
        with store.begin(workspace_id) as tx:
            world = a_world(tx)
            for number, state in enumerate(states):
                new = new_delivery(world, id=f"{workspace_id}-{number}", key=str(number))
                tx.deliveries.add(replace(new, state=DeliveryState(state)))
    with store.engine() as etx:
        assert etx.count_deliveries() == {"sent": 3, "held": 1}


def test_the_store_answers(store: Store) -> None:
    assert store.answers()
