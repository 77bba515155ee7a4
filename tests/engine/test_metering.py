"""What went out is counted where its outcome is recorded, by the call or by recovery."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from engine.domain.enrollment import Delivery, DeliveryKind
from engine.domain.sequence import Channel
from engine.ports import ErrorKind
from engine.scheduler import Engine
from engine.sending.times import Moment
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail, text


@dataclass(slots=True)
class Tape:
    """A meter that keeps what it counted."""

    late_seconds: list[float] = field(default_factory=list)
    went_out: list[tuple[Channel, DeliveryKind]] = field(default_factory=list)

    def calling(self, *, late_seconds: float) -> None:
        self.late_seconds.append(late_seconds)

    def sent(self, delivery: Delivery) -> None:
        self.went_out.append((delivery.channel, delivery.kind))

    def failed(self, provider: str, kind: ErrorKind) -> None:
        raise AssertionError("Nothing here is asked through `counted`.")


def metered(scene: Scene, tape: Tape) -> Engine:
    engine = scene.engine()
    sending = replace(engine.sending, call=replace(engine.sending.call, meter=tape))
    return replace(engine, sending=sending, recovery=replace(engine.recovery, meter=tape))


def test_each_message_is_counted_once_by_its_channel(vendors: Vendors, url: str) -> None:
    tape = Tape()
    with opened(vendors, url, people=2, steps=(mail(1), text(2))) as scene:
        scene.until_quiet(metered(scene, tape))
        assert len(scene.mails()) == len(scene.texts()) == 2
    email, sms = (Channel.EMAIL, DeliveryKind.STEP), (Channel.SMS, DeliveryKind.STEP)
    assert sorted(tape.went_out) == [email, email, sms, sms]


def test_what_recovery_finds_sent_is_counted_once_as_well(vendors: Vendors, url: str) -> None:
    tape = Tape()
    with opened(vendors, url, steps=(mail(1),)) as scene:
        vendors.google.fault(r"drafts/send$", "drop", when="after")
        scene.until_quiet(metered(scene, tape))
        assert len(scene.mails()) == 1
    assert tape.went_out == [(Channel.EMAIL, DeliveryKind.STEP)]


def test_a_call_tells_how_late_its_step_was(vendors: Vendors, url: str) -> None:
    tape = Tape()
    with opened(vendors, url, steps=(mail(1),)) as scene:
        engine = metered(scene, tape)
        scene.drive(engine)
        (delivery,) = scene.deliveries()
        tape.late_seconds.clear()
        due_at = scene.clock.now() - timedelta(seconds=90)
        marked = Moment.now(scene.clock)
        engine.sending.call.make(delivery, marked=marked, due_at=due_at)
        engine.sending.call.make(delivery, marked=marked)
        assert len(scene.mails()) == 1
    assert tape.late_seconds == [90.0]
