"""The story's reckoning finds whatever does not add up: it would be worth nothing otherwise."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.google.records import DeliveredMail
from sandbox.salesmsg.records import Text
from sandbox.story.crowd import EACH, SHARED, gathered
from sandbox.story.reckoning import DELIVERY_HEADER, Row, differences, out_of_hours

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # a Monday, in New York
HOUR = timedelta(hours=1)


def row(number: int, **changes: object) -> Row:
    mail = Row(
        id=f"d{number}",
        enrollment_id=number,
        step_id="s1",
        kind="step",
        channel="email",
        state="sent",
        to_address=f"c{number}@crowd.example",
        provider_id=f"m{number}",
        exited_at=None,
    )
    return replace(mail, **changes)  # type: ignore[arg-type]


def mail(number: int, at: datetime = NOON) -> DeliveredMail:
    return DeliveredMail(
        id=number,
        account="rita@acme.example",
        to=f"c{number}@crowd.example",
        from_="Rita",
        subject="",
        text="",
        html="",
        headers=((DELIVERY_HEADER, f"d{number}"),),
        message_id=f"<{number}@mail>",
        conversation="",
        at=at,
        raw=b"",
    )


def text(number: int, at: datetime = NOON) -> Text:
    return Text(to=f"+1{number}", sender="+1", body="Hi", at=at, message_id=number)


def text_row(number: int) -> Row:
    return row(number, channel="sms", to_address=f"+1{number}", provider_id=str(number))


@dataclass(slots=True)
class World:
    """A world that adds up, until a test disturbs it."""

    rows: list[Row] = field(default_factory=lambda: [row(1), row(2), text_row(3)])
    mails: list[DeliveredMail] = field(default_factory=lambda: [mail(1), mail(2)])
    texts: list[Text] = field(default_factory=lambda: [text(3)])

    def problems(self) -> list[str]:
        """Return all that the reckoning finds."""
        found = differences(self.rows, self.mails, self.texts)
        return [*found, *out_of_hours(self.mails, self.texts)]


def test_a_world_that_adds_up_has_no_problems() -> None:
    world = World()
    world.rows += [row(4, state="skipped"), row(5, state="failed")]
    world.rows[0] = replace(world.rows[0], exited_at=NOON + HOUR)
    assert world.problems() == []


DISTURBANCES: dict[str, Callable[[World], object]] = {
    "a mail that never came": lambda w: w.mails.pop(),
    "a mail that came twice": lambda w: w.mails.append(mail(1)),
    "a mail without a row": lambda w: w.mails.append(mail(9)),
    "a mail without its mark": lambda w: w.mails.append(replace(mail(1), headers=())),
    "a mail to somebody else": lambda w: w.mails.append(replace(w.mails.pop(), to="x@y.example")),
    "a text that never came": lambda w: w.texts.pop(),
    "a text that came twice": lambda w: w.texts.append(text(3)),
    "a text without a row": lambda w: w.texts.append(text(8)),
    "a row left sending": lambda w: w.rows.append(row(6, state="sending")),
    "a row left held": lambda w: w.rows.append(row(6, state="held")),
    "a row left drafted": lambda w: w.rows.append(row(6, state="drafted")),
    "a row left prepared": lambda w: w.rows.append(row(6, state="prepared")),
    "a step after an exit": lambda w: w.rows.append(
        replace(w.rows.pop(0), exited_at=NOON - timedelta(seconds=1))
    ),
    "a mail before nine": lambda w: w.mails.append(mail(w.mails.pop().id, NOON - 4 * HOUR)),
    "a mail after five": lambda w: w.mails.append(mail(w.mails.pop().id, NOON + 5 * HOUR)),
    "a text on a Sunday": lambda w: w.texts.append(
        text(w.texts.pop().message_id, NOON - 24 * HOUR)
    ),
}


@pytest.mark.parametrize("disturbance", DISTURBANCES)
def test_whatever_does_not_add_up_is_found(disturbance: str) -> None:
    world = World()
    DISTURBANCES[disturbance](world)
    assert world.problems(), disturbance


def test_one_step_in_two_rows_is_found_though_each_has_its_mail() -> None:
    world = World()
    world.rows.append(replace(row(7), enrollment_id=1))
    world.mails.append(mail(7))
    assert len(world.problems()) == 1


def test_an_answer_by_hand_may_follow_an_exit() -> None:
    world = World()
    world.rows[0] = replace(world.rows[0], kind="reply", exited_at=NOON - HOUR)
    assert world.problems() == []


@given(seed=st.integers())
def test_the_seed_alone_deals_the_parts_and_nobody_has_two(seed: int) -> None:
    crowd = gathered(seed)
    assert crowd == gathered(seed)
    assert len(crowd.here) == len(crowd.there) == EACH
    parts = (crowd.stopped_wrongly, crowd.replies, crowd.goes_away, crowd.unsubscribes)
    addresses = {one.email for one in parts}
    assert len(addresses) == len(parts)
    both = {one.email for one in crowd.here} & {one.email for one in crowd.there}
    assert len(both) == SHARED
    assert addresses <= both
    assert crowd.answers_last.email not in both


def test_other_seeds_deal_other_parts() -> None:
    dealt = {gathered(seed).replies.email for seed in range(20)}
    assert len(dealt) > 5
