"""A world in which Rita's sequence has sent its first email to Ada, and what follows from there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.domain.contact_rows import Row
from engine.domain.delay import Delay, DelayUnit
from engine.domain.sequence import EmailStep
from engine.domain.workspace import Actor
from engine.use_cases import activation, authoring, enrolling
from sandbox.google.records import DeliveredMail
from sandbox.slack import SeenMessage
from tests.world import World, opened

ADA = "ada@example.com"
NAME = "Q4 CFO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outreach:
    """The world, the sequence, and the first mail as Ada got it."""

    world: World
    sequence_id: int
    mail: DeliveredMail

    def replied(self, words: str = "Yes, gladly.") -> SeenMessage:
        """Let Ada answer, and return the newest notice in the channel."""
        self.world.google.reply(self.mail, words)
        self.world.hear()
        return self.newest()

    def newest(self) -> SeenMessage:
        """Return the newest message in the channel."""
        return self.world.rep.messages("sales")[-1]

    def to_ada(self) -> list[DeliveredMail]:
        """Return what Ada got so far."""
        return self.world.google.delivered(ADA)


@contextmanager
def begun(folder: Path, *, database_url: str | None = None) -> Iterator[Outreach]:
    """Let Rita connect, write two steps, enrol Ada, activate; the first email is out."""
    with opened(folder, database_url=database_url) as world:
        world.connect_gmail(world.rep, "rita@acme.example")
        actor = world.service.desk.actor(world.workspace.team_id, world.rep.user_id)
        sequence_id = _written(world, actor)
        _enrolled(world, actor, sequence_id)
        world.later(hours=1)
        (mail,) = world.google.delivered(ADA)
        yield Outreach(world=world, sequence_id=sequence_id, mail=mail)


def _written(world: World, actor: Actor) -> int:
    store, now = world.service.store, world.service.clock.now()
    sequence = authoring.create(store, actor, name=NAME, now=now)
    for number, amount in enumerate((0, 2), start=1):
        delay = Delay(amount=amount, unit=DelayUnit.DAYS)
        step = EmailStep(
            id=authoring.new_step_id(), delay=delay, subject="Hello", body=_body(number)
        )
        authoring.save_step(store, actor, sequence.id, step, now=now)
    authoring.save_settings(
        store,
        actor,
        sequence.id,
        sequence.working.settings,
        notify_channel=world.channel,
        now=now,
    )
    activation.activate(store, actor, sequence.id, now=now)
    return sequence.id


def _body(number: int) -> dict[str, object]:
    words = {"type": "text", "text": f"Dear {{{{ first_name }}}}, this is mail {number}."}
    section = {"type": "rich_text_section", "elements": [words]}
    return {"type": "rich_text", "elements": [section]}


def _enrolled(world: World, actor: Actor, sequence_id: int) -> None:
    store, now = world.service.store, world.service.clock.now()
    row = Row(number=1, email=ADA, fields={"first_name": "Ada", "last_name": "Byron"})
    receipt = enrolling.receipt(store, actor, sequence_id, [row], again=False, now=now)
    enrolling.commit(store, actor, receipt.id, now=now)
