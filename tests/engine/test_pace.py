"""Who goes when: follow-ups first, spaced, so many a day, and nobody in another one's way."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.domain.enrollment import ExitReason
from engine.scheduler import Engine
from engine.sending import Times
from tests.engine.acting import right_before
from tests.engine.ledger import assert_exactly_once, step_number
from tests.engine.plugging import Ports
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import always_open, mail, text

NEW_YORK = ZoneInfo("America/New_York")


def in_threads(scene: Scene, engines: list[Engine]) -> None:
    """Let each engine work on its own thread until there is nothing to do."""
    failed: list[BaseException] = []

    def drive(engine: Engine) -> None:
        try:
            scene.drive(engine, limit=4000)
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=drive, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


class Crowded:
    """Notes when two sends of one mailbox are under way at the same time."""

    def __init__(self) -> None:
        self.under_way: Counter[int] = Counter()
        self.most = 0
        self.lock = threading.Lock()

    def wrap(self, ports: Ports) -> Ports:
        """Return the ports, watched."""
        email: Any = _Watched(ports.email, self)
        return replace(ports, email=email)


class _Watched:
    def __init__(self, real: Any, crowded: Crowded) -> None:
        self._real, self._crowded = real, crowded

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def send_draft(self, mailbox: Any, draft_id: str) -> Any:
        with self._crowded.lock:
            self._crowded.under_way[mailbox.id] += 1
            self._crowded.most = max(self._crowded.most, self._crowded.under_way[mailbox.id])
        try:
            return self._real.send_draft(mailbox, draft_id)
        finally:
            with self._crowded.lock:
                self._crowded.under_way[mailbox.id] -= 1


def test_follow_ups_go_before_first_emails(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=0, steps=(mail(1), mail(2, wait_minutes=5))) as scene:
        engine = scene.engine()
        (known,) = scene.enrol(1)
        scene.drive(engine)
        scene.clock.advance(minutes=1)
        newcomers = scene.enrol(3)
        scene.clock.advance(minutes=10)

        scene.drive(engine)

        order = [(each.to, step_number(each.text)) for each in scene.mails()]
        assert order[:2] == [(known, 1), (known, 2)]
        assert order[2:5] == [(each, 1) for each in newcomers]


def test_spacing_and_cap_are_kept_over_days(vendors: Vendors, any_url: str) -> None:
    with opened(vendors, any_url, people=8, steps=(mail(1),)) as scene:
        scene.setup(daily_limit=3, spacing_seconds=60)
        engine = scene.engine()
        for _ in range(4 * 24):
            for _ in range(4):
                scene.drive(engine)
                scene.clock.advance(seconds=45)
            scene.clock.advance(minutes=42)

        sent = [each.at for each in scene.mails()]
        assert len(sent) == 8
        assert all(b - a >= timedelta(seconds=60) for a, b in pairwise(sent))
        days: Counter[date] = Counter(each.astimezone(NEW_YORK).date() for each in sent)
        assert sorted(days.values(), reverse=True) == [3, 3, 2]
        assert_exactly_once(scene)


@pytest.mark.parametrize("spacing", [0, 60])
def test_a_backlog_of_one_mailbox_keeps_no_other_waiting(
    vendors: Vendors, any_url: str, spacing: int
) -> None:
    with opened(vendors, any_url, mailboxes=2, people=0) as scene:
        scene.times = Times(batch=3)
        scene.setup(spacing_seconds=spacing)
        scene.write((mail(1),), always_open(scene.mailboxes[0].id))
        scene.enrol(100)
        scene.write((mail(1),), always_open(scene.mailboxes[1].id))
        (other,) = scene.enrol(1)
        engine = scene.engine()

        engine.dispatch()
        engine.dispatch()

        assert other in {each.to for each in scene.mails()}
        assert len(scene.mails()) == (4 if spacing == 0 else 2)


def test_one_send_at_a_time_for_each_mailbox(vendors: Vendors, any_url: str) -> None:
    with opened(vendors, any_url, mailboxes=2, people=0) as scene:
        scene.times = Times(batch=1)
        for mailbox in scene.mailboxes:
            scene.write((mail(1),), always_open(mailbox.id))
            scene.enrol(10)
        crowded = Crowded()

        in_threads(scene, [scene.engine(f"worker-{i}", crowded.wrap) for i in range(4)])

        assert crowded.most == 1
        assert len({each.to for each in scene.mails()}) == len(scene.mails()) == 20


def test_two_replicas_neither_double_nor_lose(vendors: Vendors, any_url: str) -> None:
    people = 24
    with opened(vendors, any_url, mailboxes=4, people=0) as scene:
        scene.times = Times(batch=4)
        scene.setup(daily_limit=1000)
        sequences = []
        for mailbox in scene.mailboxes:
            sequences.append(scene.write((mail(1),), always_open(mailbox.id)))
            scene.enrol(people // 4)

        in_threads(scene, [scene.engine("one"), scene.engine("two")])

        assert len({each.to for each in scene.mails()}) == len(scene.mails()) == people
        for sequence_id in sequences:
            scene.sequence_id = sequence_id
            assert_exactly_once(scene)


def test_a_reply_that_no_webhook_told_of_stops_the_text(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=(text(1), text(2, wait_minutes=1))) as scene:
        engine = scene.engine()
        scene.drive(engine)
        (first,) = scene.texts()
        scene.clock.advance(minutes=2)
        vendors.salesmsg.reply(first.to, "Who is this?")

        scene.drive(engine)

        assert len(scene.texts()) == 1
        assert scene.enrollments()[0].exit is ExitReason.REPLIED


def test_a_stop_between_look_and_send_stops_all_that_follows(vendors: Vendors, url: str) -> None:
    steps = (text(1), text(2, wait_minutes=1), text(3, wait_minutes=1))
    with opened(vendors, url, steps=steps) as scene:
        engine = scene.engine()
        scene.drive(engine)
        (first,) = scene.texts()
        scene.clock.advance(minutes=2)

        def stop(_: object) -> None:
            vendors.salesmsg.reply(first.to, "STOP")

        scene.drive(scene.engine("one", right_before("send", stop)))
        for _ in range(5):
            scene.clock.advance(minutes=2)
            scene.drive(engine)

        assert len(scene.texts()) <= 2
        assert scene.enrollments()[0].exit is ExitReason.STOPPED
