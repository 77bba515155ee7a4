"""Real processes, killed and stopped; a few times of many. And what the laws are worth."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.proof.killing.bout import Bout, fought
from tests.proof.killing.harm import Hand, Harm
from tests.proof.killing.laws import Found, Got, Law
from tests.proof.killing.place import Pause
from tests.proof.killing.server import running
from tests.proof.killing.victims import nursery

ON_SQLITE = Bout(harm=Harm.KILL, blows=8, database="sqlite", seed=1, mailboxes=3)
ON_POSTGRES = Bout(
    harm=Harm.POSTGRES, blows=3, database="postgres", seed=2, mailboxes=3, beside=(Harm.STOP,)
)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def fights() -> Iterator[list[tuple[Hand, Found]]]:
    with nursery() as forks, running() as server:
        yield [fought(ON_SQLITE, forks, None), fought(ON_POSTGRES, forks, server)]


@pytest.fixture
def found(fights: list[tuple[Hand, Found]]) -> Found:
    return fights[0][1]


def test_whatever_is_killed_nobody_gets_a_step_twice_or_none(
    fights: list[tuple[Hand, Found]],
) -> None:
    for _, found in fights:
        assert list(found.broken()) == []
        assert len(found.got) >= 12
    (on_sqlite, _), (on_postgres, _) = fights
    assert on_sqlite.count(Harm.KILL) >= ON_SQLITE.blows
    assert on_sqlite.amid
    assert on_postgres.count(Harm.POSTGRES) == ON_POSTGRES.blows


def laws(found: Found) -> Counter[Law]:
    return Counter(law for law, _ in found.broken())


def mail(found: Found, step: int = 1) -> Got:
    return next(
        one
        for one in found.got
        if one.step == step and one.to not in found.place.answered and "@" in one.to
    )


def with_got(found: Found, old: Got, *new: Got) -> Found:
    return replace(found, got=[one for one in found.got if one != old] + list(new))


def test_what_is_got_twice_is_a_double(found: Found) -> None:
    one = mail(found)

    assert laws(with_got(found, one, one, one))[Law.DOUBLE] == 2


def test_what_is_not_got_is_a_loss(found: Found) -> None:
    one = mail(found, step=2)

    assert laws(with_got(found, one))[Law.LOST] >= 1


def test_what_no_row_knows_is_a_loss_of_the_record(found: Found) -> None:
    one = mail(found)

    assert laws(with_got(found, one, replace(one, key="nobody's")))[Law.LOST] == 2


def test_a_second_step_before_the_first_is_out_of_order(found: Found) -> None:
    one = mail(found, step=2)

    assert laws(with_got(found, one, replace(one, at=one.at - HOUR)))[Law.ORDER] == 1


def test_what_comes_after_an_exit_is_told(found: Found) -> None:
    one = mail(found)
    row = next(each for each in found.deliveries if each.id == one.key)
    assert row.sending_at is not None
    assert row.enrollment_id is not None
    removed = {row.enrollment_id: row.sending_at - timedelta(milliseconds=1)}
    place = replace(found.place, removed=found.place.removed | removed)

    assert laws(replace(found, place=place))[Law.EXIT] >= 1


def test_what_is_begun_in_a_pause_is_told(found: Found) -> None:
    one = mail(found)
    row = next(each for each in found.deliveries if each.id == one.key)
    assert row.sending_at is not None
    assert row.sequence_id is not None
    around = timedelta(milliseconds=1)
    pause = Pause(
        sequence_id=row.sequence_id,
        began_at=row.sending_at - around,
        ended_at=row.sending_at + around,
    )

    assert laws(replace(found, place=replace(found.place, pauses=[pause])))[Law.PAUSE] >= 1


def test_what_is_begun_at_night_is_out_of_window(found: Found) -> None:
    one = mail(found)
    rows = [
        replace(each, sending_at=(each.sending_at or one.at) + 12 * HOUR)
        if each.id == one.key
        else each
        for each in found.deliveries
    ]

    assert laws(replace(found, deliveries=rows))[Law.WINDOW] == 1


def test_a_question_about_what_was_never_cut_is_needless(found: Found) -> None:
    rows = [replace(each, state=type(each.state).HELD) for each in found.deliveries]

    assert laws(replace(found, deliveries=rows, blows=[]))[Law.NEEDLESS] == len(rows)
