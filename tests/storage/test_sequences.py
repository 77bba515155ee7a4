"""Sequences, versions, counts and approvals."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.approval import Approval, ApprovalState
from engine.domain.enrollment import DeliveryKind, DeliveryState, EnrollmentState, ExitReason
from engine.domain.errors import Stale
from engine.domain.schedule import Delay, DelayUnit
from engine.domain.sequence import (
    Content,
    EmailStep,
    Sequence,
    SequenceState,
    Settings,
    SmsStep,
    Version,
)
from engine.ports.records import SequenceCounts
from engine.ports.store import Store
from engine.ports.tx import Tx
from tests.storage.rows import (
    LATER,
    NOW,
    SOON,
    a_sequence,
    a_world,
    install,
    new_contact,
    new_delivery,
    new_enrollment,
)

TWO_STEPS = Content(
    settings=Settings(zone="Europe/Berlin", mailbox_id=3),
    steps=(
        EmailStep(
            id="s1",
            delay=Delay(amount=0, unit=DelayUnit.MINUTES),
            subject="Grüße, {{ first_name }}",
            body={"type": "rich_text", "elements": []},
        ),
        SmsStep(id="s2", delay=Delay(amount=2, unit=DelayUnit.DAYS), message="Hi 👋"),
    ),
)


@pytest.fixture
def installed(store: Store) -> Store:
    install(store, "T1")
    return store


def test_a_sequence_comes_back_as_it_was_stored(installed: Store) -> None:
    with installed.begin("T1") as tx:
        draft = a_sequence(tx)
        assert draft == Sequence(
            id=draft.id,
            workspace_id="T1",
            name="Welcome",
            owner_id="U1",
            notify_channel="C1",
            created_at=NOW,
            changed_at=NOW,
        )
        live = replace(
            draft,
            state=SequenceState.ACTIVE,
            working=TWO_STEPS,
            active_version=1,
            editor_ids=("U1", "U2"),
            changed_at=LATER,
        )
        tx.sequences.save(live)
        assert tx.sequences.get(draft.id) == tx.sequences.get_locked(draft.id) == live
        version = Version(
            sequence_id=draft.id,
            number=1,
            content=TWO_STEPS,
            activated_by="U1",
            activated_at=NOW,
        )
        tx.sequences.add_version(version)
        assert tx.sequences.version(draft.id, 1) == version
        assert tx.sequences.version(draft.id, 2) is None


def test_sequences_are_listed_by_name_whatever_its_capitals(installed: Store) -> None:
    with installed.begin("T1") as tx:
        for name in ("beta", "Alpha", "Gamma", "alpha 2"):
            a_sequence(tx, name)
        names = [sequence.name for sequence in tx.sequences.all()]
    assert names == ["Alpha", "alpha 2", "beta", "Gamma"]


@pytest.mark.parametrize("name", ["Straße", "STRASSE", "strasse"])
def test_a_name_that_differs_in_capitals_only_is_taken(installed: Store, name: str) -> None:
    with installed.begin("T1") as tx:
        a_sequence(tx, "Straße")
        other = a_sequence(tx, "Other")
    with pytest.raises(Stale), installed.begin("T1") as tx:
        a_sequence(tx, name)
    with pytest.raises(Stale), installed.begin("T1") as tx:
        tx.sequences.save(other.renamed(name))


def test_counts_tell_how_each_sequence_stands(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        empty = a_sequence(tx, "Empty")
        ways = [
            {"due_at": LATER},
            {"due_at": SOON, "state": EnrollmentState.PAUSED},
            {"due_at": NOW, "state": EnrollmentState.HELD},
            {"state": EnrollmentState.FINISHED},
            {"state": EnrollmentState.EXITED, "exit": ExitReason.REPLIED},
            {"state": EnrollmentState.EXITED, "exit": ExitReason.BOOKED},
            {"state": EnrollmentState.EXITED, "exit": ExitReason.BOUNCED},
        ]
        people = tx.contacts.add_many([new_contact(tx, f"c{i}@x.y") for i in range(len(ways))])
        tx.enrollments.add_many(
            [
                replace(new_enrollment(world.sequence, contact, world.mailbox), **way)  # type: ignore[arg-type]
                for contact, way in zip(people, ways, strict=True)
            ]
        )
        tx.enrollments.save(replace(world.enrollment, due_at=LATER + timedelta(days=1)))
        assert tx.sequences.counts([world.sequence.id, empty.id]) == {
            world.sequence.id: SequenceCounts(
                contacts=8, active=4, held=1, replied=1, booked=1, next_due_at=LATER
            ),
            empty.id: SequenceCounts(),
        }
        assert tx.sequences.counts([]) == {}


def test_only_sent_steps_are_counted_as_sent(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        made = [
            ("a", DeliveryKind.STEP, DeliveryState.SENT, "s1"),
            ("b", DeliveryKind.STEP, DeliveryState.SENT, "s1"),
            ("c", DeliveryKind.STEP, DeliveryState.SENT, "s2"),
            ("d", DeliveryKind.STEP, DeliveryState.FAILED, "s2"),
            ("e", DeliveryKind.REPLY, DeliveryState.SENT, None),
            ("f", DeliveryKind.TEST, DeliveryState.SENT, "s1"),
        ]
        for id_, kind, state, step in made:
            new = new_delivery(world, id=id_, key=id_)
            tx.deliveries.add(replace(new, kind=kind, state=state, step_id=step))
        assert tx.deliveries.sent_per_step(world.sequence.id) == {"s1": 2, "s2": 1}
        assert tx.sequences.counts([world.sequence.id])[world.sequence.id].sent == 3


def request(tx: Tx, sequence: Sequence) -> Approval:
    return tx.approvals.add(
        Approval(
            id=0,
            workspace_id="T1",
            sequence_id=sequence.id,
            requested_by="U1",
            requested_at=NOW,
            content=TWO_STEPS,
            contact_count=12,
        )
    )


def test_a_request_is_decided_once(installed: Store) -> None:
    with installed.begin("T1") as tx:
        asked = request(tx, a_sequence(tx))
        assert tx.approvals.get(asked.id) == asked
        assert tx.approvals.open_for(asked.sequence_id) == asked
        assert tx.approvals.open() == [asked]
        decided = replace(asked, decided_by="U2", decided_at=LATER, comment="Fine")
        assert tx.approvals.close(decided, state=ApprovalState.APPROVED)
        late = replace(asked, decided_by="U3")
        assert not tx.approvals.close(late, state=ApprovalState.CHANGES)
        kept = replace(decided, state=ApprovalState.APPROVED)
        assert tx.approvals.last_for(asked.sequence_id) == kept
        assert tx.approvals.open_for(asked.sequence_id) is None
        again = request(tx, replace(a_sequence(tx, "x"), id=asked.sequence_id))
        assert tx.approvals.last_for(asked.sequence_id) == again


def test_a_sequence_has_one_open_request_at_most(installed: Store) -> None:
    with installed.begin("T1") as tx:
        sequence = a_sequence(tx)
        request(tx, sequence)
    with pytest.raises(Stale), installed.begin("T1") as tx:
        request(tx, sequence)
