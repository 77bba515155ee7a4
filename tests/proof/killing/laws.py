"""What must hold at the end, judged from outside: what people got against what is stored."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from engine.domain.enrollment import (
    Delivery,
    DeliveryState,
    Enrollment,
    EnrollmentState,
    HoldReason,
)
from engine.domain.mime import DELIVERY_HEADER
from engine.domain.sequence import Channel
from engine.sending import Times
from tests.engine.acme import TEAM
from tests.engine.ledger import step_number
from tests.proof.killing.harm import Blow, Harm, stopped_within
from tests.proof.killing.place import Place
from tests.proof.rules import may_go

STEPS = 3
# A transaction may wait that long for another's lock, after it has read the clock.
LOCK_SLACK = timedelta(seconds=2)
FAULT_WAITS = timedelta(seconds=10)


class Law(StrEnum):
    """What may never happen."""

    DOUBLE = "doubles"  # somebody got a step twice
    LOST = "losses"  # a step was missed, or waits for ever, and nobody is asked
    WINDOW = "out of window"  # a step was begun when the sequence or the phone was shut
    ORDER = "out of order"  # a step came before an earlier one
    EXIT = "after exit"  # begun after their exit was committed, or after they were looked at
    PAUSE = "after pause"  # begun after a pause was committed
    NEEDLESS = "needless questions"  # a person is asked although nothing was cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """One message that reached somebody."""

    to: str
    step: int
    key: str  # what the row knows it by: our mark, or Salesmsg's id
    at: datetime  # UTC, real time


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a bout left behind."""

    place: Place
    blows: list[Blow]
    times: Times
    got: list[Got]
    enrollments: list[Enrollment]
    deliveries: list[Delivery]
    people: dict[int, tuple[str, str]]  # contact -> (address, phone)

    def broken(self) -> Iterator[tuple[Law, str]]:
        """Tell each law that was broken, and how."""
        yield from self._doubles()
        yield from self._losses()
        yield from self._out_of_order()
        for delivery in self.deliveries:
            yield from self._needless(delivery)
            for one in self._arrivals.get(_key(delivery), ()):
                yield from self._begun_wrongly(delivery, one)

    @property
    def late(self) -> int:
        """Return how many calls were made when others may have been told that none is under way."""
        limit = timedelta(seconds=self.times.call_seconds + self.times.grace_seconds)
        return sum(
            one.at - delivery.sending_at > limit
            for delivery in self.deliveries
            for one in self._arrivals.get(_key(delivery), ())
            if delivery.sending_at is not None
        )

    @property
    def held(self) -> list[Delivery]:
        """Return the messages that a person is asked about."""
        return [one for one in self.deliveries if one.state is DeliveryState.HELD]

    @property
    def _arrivals(self) -> dict[str, list[Got]]:
        found: dict[str, list[Got]] = defaultdict(list)
        for one in self.got:
            found[one.key].append(one)
        return found

    # Doubles, losses, order -------------------------------------------------------------------
    def _doubles(self) -> Iterator[tuple[Law, str]]:
        for what in (
            Counter((one.to, one.step) for one in self.got),
            Counter((one.to, one.key) for one in self.got),
        ):
            for key, times in what.items():
                if times > 1:
                    yield Law.DOUBLE, f"{key} was got {times} times"

    def _losses(self) -> Iterator[tuple[Law, str]]:
        steps: dict[str, set[int]] = defaultdict(set)
        for one in self.got:
            steps[one.to].add(one.step)
        for each in self.enrollments:
            mail, phone = self.people[each.contact_id]
            had = steps[mail] | steps[phone]
            match each.state:
                case EnrollmentState.FINISHED if had != set(range(1, STEPS + 1)):
                    yield Law.LOST, f"{each.id} {mail} has finished with steps {sorted(had)}"
                case EnrollmentState.EXITED if not self._may_be_out(each, mail):
                    yield Law.LOST, f"{each.id} {mail} is out: {each.exit}"
                case EnrollmentState.ACTIVE | EnrollmentState.PAUSED:
                    yield Law.LOST, f"{each.id} {mail} waits for ever: {each}"
                case EnrollmentState.HELD if each.hold is not HoldReason.OUTCOME_UNKNOWN:
                    yield Law.LOST, f"{each.id} {mail} is held: {each.hold} {each.hold_detail}"
        sent = {_key(one) for one in self.deliveries if one.state is DeliveryState.SENT}
        got = {one.key for one in self.got}
        held = {(one.to_address, step_number(one.text)) for one in self.held}
        yield from ((Law.LOST, f"{key} is sent, and nobody got it") for key in sent - got)
        for one in self.got:
            if one.key not in sent and (one.to, one.step) not in held:
                yield Law.LOST, f"{one} is not recorded as sent"
        for row in self.deliveries:
            if row.state not in (DeliveryState.SENT, DeliveryState.HELD):
                yield Law.LOST, f"{row.id} to {row.to_address} is left {row.state}"

    def _may_be_out(self, each: Enrollment, mail: str) -> bool:
        return each.id in self.place.removed or mail in self.place.answered

    def _out_of_order(self) -> Iterator[tuple[Law, str]]:
        of_whom: dict[int, list[Got]] = defaultdict(list)
        whose = {address: who for who, both in self.people.items() for address in both}
        for one in self.got:
            of_whom[whose[one.to]].append(one)
        for who, got in of_whom.items():
            steps = [one.step for one in sorted(got, key=lambda one: one.at)]
            if steps != list(range(1, len(steps) + 1)) and len(set(steps)) == len(steps):
                yield Law.ORDER, f"{self.people[who]} got steps {steps}"

    # When a send was begun --------------------------------------------------------------------
    def _begun_wrongly(self, row: Delivery, one: Got) -> Iterator[tuple[Law, str]]:
        began = row.sending_at
        assert began is not None
        assert row.enrollment_id is not None
        what = f"{row.id} to {one.to}, step {one.step}, begun at {began}, got at {one.at}"
        settings = self.place.settings[row.sequence_id or 0]
        texted = (row.to_address, None) if row.channel is Channel.SMS else (None, None)
        wall = self.place.timeline.schedule(began)
        if not may_go(wall, settings, texted=texted):
            yield Law.WINDOW, f"{what}: {wall}"
        removed = self.place.removed.get(row.enrollment_id)
        if removed is not None and (began > removed or self._is_too_late(one, removed)):
            yield Law.EXIT, f"{what}; taken out at {removed}"
        answered = self.place.answered.get(self.people[row.contact_id or 0][0])
        if answered is not None and self._ignores(row, one, answered):
            yield Law.EXIT, f"{what}; answered at {answered}, looked at {row.looked_at}"
        for pause in self.place.pauses:
            ends = pause.ended_at
            if pause.sequence_id == row.sequence_id and (
                pause.began_at < began < ends
                or (one.at < ends and self._is_too_late(one, pause.began_at))
            ):
                yield Law.PAUSE, f"{what}; paused from {pause.began_at} to {ends}"

    def _ignores(self, row: Delivery, one: Got, answered: datetime) -> bool:
        """Whether it was looked for answers after theirs was there, and sent all the same."""
        looked_at = row.looked_at and self.place.timeline.real(row.looked_at)
        return one.at > answered and (looked_at is None or looked_at > answered)

    def _is_too_late(self, one: Got, since: datetime) -> bool:
        """Whether it came later than a call does that was begun before then."""
        limit = timedelta(seconds=self.times.call_seconds) + LOCK_SLACK
        return one.at > since + limit + stopped_within(self.blows, since - limit, one.at)

    # Questions --------------------------------------------------------------------------------
    def _needless(self, row: Delivery) -> Iterator[tuple[Law, str]]:
        """A text may be held where a call of it may have been cut, and only there."""
        if row.state is not DeliveryState.HELD:
            return
        began = row.sending_at
        if row.channel is not Channel.SMS or began is None:
            yield Law.NEEDLESS, f"{row.id} to {row.to_address} is held: {row.reason}"
            return
        until = began + timedelta(seconds=self.times.call_seconds + self.times.grace_seconds)
        since = began - LOCK_SLACK
        if not any(blow.began_at < until and _ends(blow) > since for blow in self.blows):
            yield Law.NEEDLESS, f"{row.id} to {row.to_address}, begun at {began}: {row.reason}"


def _ends(blow: Blow) -> datetime:
    """Return when it surely is over: an ordered fault waits for its request."""
    return blow.ended_at + (FAULT_WAITS if blow.harm is Harm.FAULT else timedelta())


def _key(row: Delivery) -> str:
    """Return what a message of this row is known by where it arrives."""
    return row.id if row.channel is Channel.EMAIL else f"text {row.provider_id}"


def found(place: Place, blows: list[Blow], times: Times) -> Found:
    """Read what everyone got, and what is stored, once nobody works any more."""
    store, timeline = place.scene.store, place.timeline
    enrollments = place.enrollments()
    with store.read(TEAM) as tx:
        contacts = tx.contacts.many([each.contact_id for each in enrollments])
        deliveries = [row for each in enrollments for row in tx.deliveries.of_enrollment(each.id)]
    got = [
        Got(
            to=mail.to,
            step=step_number(mail.text),
            key=mail.header(DELIVERY_HEADER) or "",
            at=timeline.real(mail.at),
        )
        for mail in place.scene.mails()
    ]
    got += [
        Got(
            to=text.to,
            step=step_number(text.body),
            key=f"text {text.message_id}",
            at=timeline.real(text.at),
        )
        for text in place.scene.vendors.salesmsg.texts()
    ]
    return Found(
        place=place,
        blows=blows,
        times=times,
        got=got,
        enrollments=enrollments,
        deliveries=deliveries,
        people={one.id: (one.email, one.phone or "") for one in contacts.values()},
    )
