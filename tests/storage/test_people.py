"""Contacts and their enrollments: found by what one knows of them, and forgotten when asked."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.domain.enrollment import (
    Contact,
    Enrollment,
    EnrollmentState,
    ExitReason,
    HoldReason,
)
from engine.domain.errors import Stale
from engine.ports.store import Store
from engine.ports.tx import Tx
from tests.storage.rows import (
    LATER,
    NOW,
    SOON,
    World,
    a_contact,
    a_sequence,
    a_world,
    install,
    new_contact,
    new_enrollment,
)


@pytest.fixture
def installed(store: Store) -> Store:
    install(store, "T1")
    return store


def enroll(tx: Tx, world: World, contact: Contact, **changes: object) -> Enrollment:
    new = new_enrollment(world.sequence, contact, world.mailbox)
    return tx.enrollments.add_many([replace(new, **changes)])[0]  # type: ignore[arg-type]


def test_contacts_come_back_with_ids_in_the_order_they_were_given(installed: Store) -> None:
    with installed.begin("T1") as tx:
        emails = [f"c{(i * 7919) % 3001}@x.example" for i in range(3001)]
        added = tx.contacts.add_many([new_contact(tx, email) for email in emails])
        assert [contact.email for contact in added] == emails
        assert len({contact.id for contact in added}) == 3001
        assert tx.contacts.many([contact.id for contact in added]) == {
            contact.id: contact for contact in added
        }
        # More than one IN list can hold.
        unknown = [f"nobody{i}@x.example" for i in range(9000)]
        assert tx.contacts.by_keys([*unknown, *emails]).keys() == set(emails)


def test_adding_nobody_adds_nobody(installed: Store) -> None:
    with installed.begin("T1") as tx:
        assert tx.contacts.add_many([]) == []
        tx.enrollments.save_changed([], [])


def test_numbers_given_ahead_and_one_by_one_never_meet(installed: Store) -> None:
    ids: list[int] = []
    for size in (1, 3, 1, 2):
        with installed.begin("T1") as tx:
            new = [new_contact(tx, f"c{len(ids) + i}@x.example") for i in range(size)]
            ids += [contact.id for contact in tx.contacts.add_many(new)]
            a_sequence(tx, f"Sequence {len(ids)}")
    assert len(set(ids)) == len(ids)


def test_two_contacts_with_one_key_are_refused_as_stale(installed: Store) -> None:
    with installed.begin("T1") as tx:
        a_contact(tx)
    with pytest.raises(Stale), installed.begin("T1") as tx:
        a_contact(tx)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["ann@client.example", "Bob@100%.example", "öz@client.example"]),
        ("client", ["ann@client.example", "öz@client.example"]),
        ("BOB@", ["Bob@100%.example"]),
        ("100%.", ["Bob@100%.example"]),
        ("1_0%", []),
        ("ÖZ", ["öz@client.example"]),
        (" smith ", ["Bob@100%.example"]),
    ],
)
def test_search_takes_words_as_they_are(installed: Store, text: str, found: list[str]) -> None:
    with installed.begin("T1") as tx:
        people = [
            ("ann@client.example", {}),
            ("Bob@100%.example", {"first_name": "Bob", "last_name": "SMITH"}),
            ("öz@client.example", {}),
        ]
        tx.contacts.add_many(
            [replace(new_contact(tx, email), fields=fields) for email, fields in people]
        )
        emails = [contact.email for contact in tx.contacts.search(text, limit=9)]
        assert sorted(emails) == sorted(found)
        assert len(tx.contacts.search(text, limit=1)) == min(1, len(found))


def test_custom_columns_are_remembered_once(installed: Store) -> None:
    with installed.begin("T1") as tx:
        tx.contacts.add_columns(["plan", "city"])
        tx.contacts.add_columns({"plan", "size"})
        tx.contacts.add_columns([])
        assert tx.contacts.columns() == {"plan", "city", "size"}


def test_an_enrollment_comes_back_as_it_was_stored(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        full = replace(
            world.enrollment,
            state=EnrollmentState.HELD,
            exit=ExitReason.REPLIED,
            hold=HoldReason.LATE,
            hold_detail="It was due on Monday…",
            frozen_at=NOW,
            paused_until=LATER,
            had_step_ids=("a", "b"),
            thread_id="th",
            subject="Hello\u2028",
            exited_at=SOON,
            judged_until=SOON,
            attempt=2,
        )
        tx.enrollments.save(full)
        assert tx.enrollments.get(full.id) == full
        changed = replace(full, attempt=3, frozen_at=None)
        tx.enrollments.save_changed([full], [changed])
        assert tx.enrollments.of_contact(world.contact.id) == [changed]


def test_a_contact_runs_through_a_sequence_once_for_each_run(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        again = enroll(tx, world, world.contact, run=2)
        assert tx.enrollments.latest_in(world.sequence.id, [world.contact.id]) == {
            world.contact.id: again
        }
        assert tx.enrollments.of_contact(world.contact.id) == [again, world.enrollment]
    with pytest.raises(Stale), installed.begin("T1") as tx:
        enroll(tx, world, world.contact, run=2)


def test_a_sequences_enrollments_are_read_in_pages(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        people = tx.contacts.add_many([new_contact(tx, f"c{i}@x.example") for i in range(4)])
        rest = [enroll(tx, world, contact) for contact in people]
        tx.enrollments.save(replace(rest[1], state=EnrollmentState.FINISHED))
        first, last = EnrollmentState.ACTIVE, EnrollmentState.FINISHED

        def page(**options: object) -> list[int]:
            found = tx.enrollments.of_sequence(world.sequence.id, **options)  # type: ignore[arg-type]
            return [enrollment.id for enrollment in found]

        ids = [world.enrollment.id, *(enrollment.id for enrollment in rest)]
        assert page() == ids
        assert page(limit=2) == ids[:2]
        assert page(after_id=ids[1], limit=2) == ids[2:4]
        assert page(states=[first]) == [ids[0], ids[1], ids[3], ids[4]]
        assert page(states=[last, first]) == ids
        assert page(states=[]) == []
        open_ids = tx.enrollments.open_contact_ids(world.sequence.id)
        others = [contact.id for contact in people if contact != people[1]]
        assert open_ids == (world.contact.id, *others)


def test_what_is_not_over_elsewhere_is_told_by_contact(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        other = replace(world, sequence=a_sequence(tx, "Other"))
        third = replace(world, sequence=a_sequence(tx, "Third"))
        paused = enroll(tx, other, world.contact, state=EnrollmentState.PAUSED)
        enroll(tx, third, world.contact, state=EnrollmentState.EXITED)
        elsewhere = tx.enrollments.active_elsewhere
        ids = [world.contact.id, 999]
        assert elsewhere(world.sequence.id, ids) == {world.contact.id: [paused]}
        assert elsewhere(other.sequence.id, ids) == {world.contact.id: [world.enrollment]}


@pytest.mark.parametrize(
    "find",
    [
        lambda tx, world: tx.enrollments.by_thread(world.mailbox.id, "th"),
        lambda tx, world: tx.enrollments.of_mailbox_contacts(
            world.mailbox.id, ["x@y", "ann@client.example", "x@y"]
        ),
        lambda tx, world: tx.enrollments.of_phone("+15550100001"),
    ],
    ids=["thread", "address", "phone"],
)
def test_enrollments_are_found_newest_first_by_what_an_answer_tells(
    installed: Store, find: Callable[[Tx, World], list[Enrollment]]
) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        first = replace(world.enrollment, thread_id="th")
        tx.enrollments.save(first)
        second = enroll(tx, world, world.contact, run=2, thread_id="th")
        stranger = replace(new_contact(tx, "eve@x.example"), phone=None)
        enroll(tx, world, tx.contacts.add_many([stranger])[0], thread_id="other")
        assert find(tx, world) == [second, first]


def test_the_report_counts_exits_by_the_last_step_had(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        outcomes = [
            ((), ExitReason.REMOVED),
            (("a",), ExitReason.REPLIED),
            (("b", "a"), ExitReason.REPLIED),
            (("a", "b"), ExitReason.REPLIED),
            (("a", "b"), ExitReason.BOOKED),
        ]
        for number, (had, reason) in enumerate(outcomes):
            contact = tx.contacts.add_many([new_contact(tx, f"c{number}@x.example")])[0]
            exited = EnrollmentState.EXITED
            enroll(tx, world, contact, state=exited, exit=reason, had_step_ids=had)
        assert sorted(tx.enrollments.exits(world.sequence.id), key=str) == [
            ("a", ExitReason.REPLIED, 2),
            ("b", ExitReason.BOOKED, 1),
            ("b", ExitReason.REPLIED, 1),
            (None, ExitReason.REMOVED, 1),
        ]
