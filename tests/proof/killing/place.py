"""The stand-ins in processes of their own, a database, and the people on both sides."""

import random
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path

from engine.clock import ShiftedClock
from engine.domain.enrollment import DeliveryState, Enrollment, mailbox_lane, sms_lane
from engine.domain.sequence import Settings, Step
from engine.use_cases import activation, enrollments
from sandbox.clock import SharedClock
from sandbox.processes import stand_in
from sandbox.slack import Slack
from tests.engine.acme import RITA, TEAM, workspace
from tests.engine.scene import Scene, opened
from tests.engine.vendors import vendors_at
from tests.engine.writing import mail, text
from tests.proof.killing.timeline import TUESDAY_NOON, Timeline

TOKEN = "xoxb-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A sequence that surely was paused between two instants, real time."""

    sequence_id: int
    began_at: datetime
    ended_at: datetime


@dataclass(slots=True, kw_only=True)
class Place:
    """Everything of one bout but the app."""

    folder: Path
    urls: dict[str, str]
    timeline: Timeline
    scene: Scene
    slack: Slack
    rng: random.Random
    settings: dict[int, Settings] = field(default_factory=dict)  # by sequence
    removed: dict[int, datetime] = field(default_factory=dict)  # enrollment -> real time
    answered: dict[str, datetime] = field(default_factory=dict)  # address -> real time
    pauses: list[Pause] = field(default_factory=list)
    _paused: dict[int, datetime] = field(default_factory=dict)
    _known_mails: int = 0

    def write(self, mailboxes: int) -> None:
        """Write a sequence for each mailbox: two emails and a text each, in changing order."""
        orders: list[tuple[Step, ...]] = [
            (mail(1), mail(2), text(3)),
            (mail(1), text(2), mail(3)),
            (text(1), mail(2), mail(3)),
        ]
        for place in range(mailboxes):
            given = Settings(
                mailbox_id=self.scene.mailboxes[place].id,
                opens=time(9),
                closes=time(17),
                zone="America/New_York",
            )
            self.settings[self.scene.write(orders[place % len(orders)], given)] = given

    def enrol(self, people: int) -> None:
        """Enrol new people, so many in each sequence."""
        for sequence_id in self.settings:
            self.scene.enrol(people, sequence_id=sequence_id)

    def enrollments(self) -> list[Enrollment]:
        """Return everyone, as they stand."""
        with self.scene.store.read(TEAM) as tx:
            return [
                each
                for sequence_id in self.settings
                for each in tx.enrollments.of_sequence(sequence_id, limit=100_000)
            ]

    def has_lanes(self, pid: int) -> bool:
        """Whether the process of this id has lanes leased."""
        owner = f"{socket.gethostname()}:{pid}"
        lanes = [mailbox_lane(each.id) for each in self.scene.mailboxes]
        with self.scene.store.engine() as etx:
            found = [etx.get_lane(each) for each in (*lanes, sms_lane(TEAM))]
        return any(lane is not None and lane.owner == owner for lane in found)

    def open_deliveries(self) -> int:
        """Return how many messages are on their way, or may have been sent."""
        with self.scene.store.engine() as etx:
            found = etx.count_deliveries()
        ends = (DeliveryState.SENT, DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.SKIPPED)
        return sum(count for state, count in found.items() if state not in ends)

    # What people do ---------------------------------------------------------------------------
    def act(self) -> None:
        """Let somebody do something: answer, take a contact out, pause, resume."""
        chance = self.rng.random()
        if chance < 0.4:
            self._answer()
        elif chance < 0.6:
            self._remove()
        elif self._paused:
            self.resume(self.rng.choice(list(self._paused)))
        else:
            self._pause(self.rng.choice(list(self.settings)))

    def _answer(self) -> None:
        fresh = self.scene.vendors.google.delivered(after_id=self._known_mails)
        if not fresh:
            return
        self._known_mails = fresh[-1].id
        chosen = self.rng.choice(fresh)
        if chosen.to not in self.answered:
            self.scene.vendors.google.reply(chosen, "Thank you, let us talk.")
            self.answered[chosen.to] = datetime.now(UTC)

    def _remove(self) -> None:
        chosen = [each for each in self.enrollments() if not each.is_over and not each.hold]
        if chosen:
            who = self.rng.choice(chosen).id
            enrollments.unenroll(self.scene.store, RITA, who, now=self.timeline.clock.now())
            self.removed[who] = datetime.now(UTC)

    def _pause(self, sequence_id: int) -> None:
        activation.pause(self.scene.store, RITA, sequence_id, now=self.timeline.clock.now())
        self._paused[sequence_id] = datetime.now(UTC)

    def resume(self, sequence_id: int) -> None:
        """Resume a paused sequence."""
        ended_at, began_at = datetime.now(UTC), self._paused.pop(sequence_id)
        activation.resume(self.scene.store, RITA, sequence_id, now=self.timeline.clock.now())
        self.pauses.append(Pause(sequence_id=sequence_id, began_at=began_at, ended_at=ended_at))

    def resume_all(self) -> None:
        """Resume whatever is paused."""
        for sequence_id in list(self._paused):
            self.resume(sequence_id)


@contextmanager
def furnished(
    database_url: str, folder: Path, rng: random.Random, *, mailboxes: int
) -> Iterator[Place]:
    """Start the stand-ins, and write sequences into a fresh database; nobody is enrolled."""
    with ExitStack() as stack:
        timeline = Timeline(clock=SharedClock(folder / "clock"))
        timeline.set(TUESDAY_NOON)
        urls = _started(("slack", "google", "salesmsg"), folder, stack)
        vendors = vendors_at(ShiftedClock(folder / "clock"), urls["google"], urls["salesmsg"])
        stack.callback(vendors.google.close)
        vendors.salesmsg.limit_requests(None)
        vendors.salesmsg.add_token(vendors.token, expires_in_seconds=86_400.0)
        vendors.salesmsg.add_team(7, "Outreach", "+12125550100")
        vendors.google.set_switches(quota_units_per_minute=10_000_000, daily_send_cap=1_000_000)
        slack = _slack(urls["slack"])
        scene = stack.enter_context(opened(vendors, database_url, mailboxes=mailboxes, people=0))
        scene.setup(daily_limit=100_000)
        place = Place(
            folder=folder, urls=urls, timeline=timeline, scene=scene, slack=slack, rng=rng
        )
        place.write(mailboxes)
        yield place


def _started(names: tuple[str, ...], folder: Path, stack: ExitStack) -> dict[str, str]:
    """Start these stand-ins at once, each in a process of its own; return their addresses."""
    with ThreadPoolExecutor(len(names)) as pool:
        started = list(pool.map(stand_in, names, [folder / "clock"] * len(names)))
    for process, _ in started:
        stack.callback(_ended, process)
    return {name: url for name, (_, url) in zip(names, started, strict=True)}


def _ended(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _slack(url: str) -> Slack:
    slack = Slack(base_url=url)
    slack.switches(rate_limits=False)
    team = slack.workspace("Acme", TOKEN, team_id=TEAM)
    team.user("rita", id=RITA.user_id, tz=RITA.zone, is_admin=True)
    team.channel("outreach", RITA.user_id, id="C1", with_bot=True)
    assert workspace().bot_token == TOKEN
    return slack
