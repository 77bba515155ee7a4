"""A sequence of thousands: what would keep Slack waiting is done behind a Working… view."""

from pathlib import Path

from engine.domain.contact_rows import Row
from engine.domain.delay import Delay, DelayUnit
from engine.domain.rich_text import from_plain
from engine.domain.sequence import EmailStep, SequenceState
from engine.use_cases import authoring, enrolling
from handlers.large import LARGE
from tests.world import World, opened

NAME = "Everyone"
PEOPLE = LARGE + 1


def crowded(world: World) -> int:
    """Write a draft in which more are enrolled than can be changed while Slack waits."""
    world.connect_gmail(world.rep, "rita@acme.example")
    store, now = world.service.store, world.service.clock.now()
    actor = world.service.desk.actor(world.workspace.team_id, world.rep.user_id)
    sequence = authoring.create(store, actor, name=NAME, now=now)
    step = EmailStep(
        id="s1",
        delay=Delay(amount=5, unit=DelayUnit.DAYS),
        subject="Hello",
        body=from_plain("Hello"),
    )
    authoring.save_step(store, actor, sequence.id, step, now=now)
    rows = [Row(number=n, email=f"p{n}@example.com") for n in range(PEOPLE)]
    receipt = enrolling.receipt(store, actor, sequence.id, rows, again=False, now=now)
    enrolling.commit(store, actor, receipt.id, now=now)
    return sequence.id


def said(world: World) -> str:
    shown = world.rep.modal()
    return shown.text if shown else ""


def state(world: World, sequence_id: int) -> SequenceState:
    with world.service.store.read(world.workspace.team_id) as tx:
        sequence = tx.sequences.get(sequence_id)
    assert sequence is not None
    return sequence.state


def test_thousands_are_activated_paused_and_resumed_behind_a_working_view(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        sequence_id = crowded(world)
        world.rep.slash(f"activate {NAME}")
        world.settle()
        world.rep.submit()
        assert f"{PEOPLE:,} contacts" in said(world)
        world.settle()
        assert "is active" in said(world)
        assert state(world, sequence_id) is SequenceState.ACTIVE
        world.rep.close(everything=True)

        world.rep.slash(f"pause {NAME}")
        world.rep.submit()
        assert state(world, sequence_id) is SequenceState.ACTIVE
        world.settle()
        assert "is paused" in said(world)
        assert state(world, sequence_id) is SequenceState.PAUSED
        world.rep.close(everything=True)

        world.rep.slash(f"resume {NAME}")
        world.rep.submit()
        world.rep.close(everything=True)
        world.settle()
        assert state(world, sequence_id) is SequenceState.ACTIVE
        assert any("is resumed" in message.text for message in world.rep.dms())
