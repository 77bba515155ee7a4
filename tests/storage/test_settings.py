"""Suppressions, settings, members and connected accounts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.connection import ConnectionState, SmsConnection
from engine.domain.errors import NotFound, Stale
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.domain.workspace import Member, WorkspaceSettings
from engine.ports.store import Store
from tests.storage.rows import LATER, NOW, a_mailbox, install, workspace


@pytest.fixture
def installed(store: Store) -> Store:
    install(store, "T1")
    return store


def suppression(value: str, origin: SuppressionOrigin, note: str = "") -> Suppression:
    return Suppression(
        workspace_id="T1",
        value=value,
        is_phone=value.startswith("+"),
        origin=origin,
        note=note,
        created_at=NOW,
    )


@pytest.mark.parametrize("first", list(SuppressionOrigin))
@pytest.mark.parametrize("second", list(SuppressionOrigin))
def test_a_stop_replaces_any_other_origin_and_the_rest_keeps_the_first(
    installed: Store, first: SuppressionOrigin, second: SuppressionOrigin
) -> None:
    with installed.begin("T1") as tx:
        one, two = suppression("+1555", first, "one"), suppression("+1555", second, "two")
        assert tx.suppressions.add(one)
        assert not tx.suppressions.add(two)
        stops = second is SuppressionOrigin.STOP and first is not SuppressionOrigin.STOP
        assert tx.suppressions.of(["+1555", "+1"]) == {"+1555": two if stops else one}


def test_suppressions_are_searched_in_pages_and_removed(installed: Store) -> None:
    with installed.begin("T1") as tx:
        for number in range(5):
            one = suppression(f"c{number}@x.example", SuppressionOrigin.LINK)
            tx.suppressions.add(replace(one, created_at=NOW + timedelta(minutes=number)))
        tx.suppressions.add(suppression("+1555", SuppressionOrigin.STOP))
        assert tx.suppressions.count() == 6
        page = tx.suppressions.search("X.example", limit=2, offset=1)
        assert [found.value for found in page] == ["c3@x.example", "c2@x.example"]
        assert tx.suppressions.search("_", limit=9) == []
        tx.suppressions.remove("+1555")
        tx.suppressions.remove("+1555")
        assert tx.suppressions.search("+", limit=9) == []


def test_settings_and_members_are_replaced(installed: Store) -> None:
    settings = WorkspaceSettings(approver_ids=("U2", "U3"), daily_limit=50, postal_address="Köln")
    member = Member(
        workspace_id="T1",
        user_id="U1",
        name="Rep",
        first_name="R",
        zone="UTC",
        is_admin=False,
        seen_at=NOW,
    )
    with installed.begin("T1") as tx:
        tx.workspace.save_settings(settings)
        assert tx.workspace.get() == replace(workspace("T1"), settings=settings)
        assert tx.members.get("U1") is None
        tx.members.save(member)
        tx.members.save(replace(member, is_admin=True, seen_at=LATER))
        assert tx.members.get("U1") == replace(member, is_admin=True, seen_at=LATER)


def test_a_workspace_that_never_installed_the_app_is_told_so(installed: Store) -> None:
    with pytest.raises(NotFound, match="Install the app"), installed.read("T9") as tx:
        tx.workspace.get()


def test_a_mailbox_is_found_by_its_address_and_owner(installed: Store) -> None:
    with installed.begin("T1") as tx:
        one = a_mailbox(tx, "Rep@Northwind.example")
        two = a_mailbox(tx, "second@northwind.example")
        assert tx.mailboxes.by_email("rep@northwind.EXAMPLE") == one
        assert tx.mailboxes.of("U1") == tx.mailboxes.all() == [one, two]
        assert tx.mailboxes.of("U2") == []
        lost = replace(one, state=ConnectionState.RECONNECT, problem="gone", heard_at=NOW)
        tx.mailboxes.save(lost)
        assert tx.mailboxes.get(one.id) == lost
    with pytest.raises(Stale), installed.begin("T1") as tx:
        a_mailbox(tx, "REP@northwind.example")
    with installed.engine() as etx:
        assert etx.mailboxes() == [two]
        assert [etx.get_lane(f"mailbox:{id_}") is None for id_ in (one.id, 99)] == [False, True]


def test_the_sms_connection_is_one_and_can_be_taken_away(installed: Store) -> None:
    first = SmsConnection(workspace_id="T1", token="a", refresh_token="r", expires_at=LATER)
    with installed.begin("T1") as tx:
        assert tx.sms.get() is None
        tx.sms.save(first)
        tx.sms.save(replace(first, token="b", connected_by="U1"))
    with installed.begin("T1") as tx:
        kept = tx.sms.get()
        assert kept == replace(first, token="b", connected_by="U1")
        tx.sms.save(replace(kept, number="+1", refresh_token=None))
        tx.sms.save(replace(kept, number="+2"))
        assert tx.sms.get() == replace(kept, number="+2")
    with installed.engine() as etx:
        assert etx.sms_connections() == [replace(kept, number="+2")]
        assert etx.get_lane("sms:T1") is not None
        etx.within("T1").sms.remove()
        etx.within("T1").sms.save(first)  # connected anew in the same transaction
        etx.within("T1").sms.remove()
        assert etx.sms_connections() == []
