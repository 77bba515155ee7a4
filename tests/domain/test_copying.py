"""A copy is what `dataclasses.replace` gives, of every class that is copied so or not."""

import dataclasses
from dataclasses import dataclass, field, fields
from typing import Any

import pytest

from engine.domain.connection import Lane
from engine.domain.copying import replace
from engine.domain.enrollment import Delivery, Enrollment
from engine.domain.pace import MailboxPace


@dataclass(frozen=True, slots=True)
class Checked:
    """Its `__init__` does more than to keep."""

    name: str
    length: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.name))


@dataclass(frozen=True)
class Loose:
    """Has no slots."""

    one: int
    two: int


@pytest.mark.parametrize("kind", [Enrollment, Delivery, Lane, MailboxPace])
def test_any_one_field_is_changed_and_no_other(kind: type[Any]) -> None:
    names = [each.name for each in fields(kind)]
    value = kind(**{name: f"old {name}" for name in names})
    before = dataclasses.replace(value)
    for name in names:
        copy = replace(value, **{name: "new"})
        assert copy == dataclasses.replace(value, **{name: "new"})
        assert type(copy) is kind
    assert value == before
    assert replace(value) == value


def test_what_an_init_checks_or_computes_is_left_to_it() -> None:
    assert replace(Checked("Ann"), name="Annabel") == Checked("Annabel")
    assert replace(Loose(1, 2), two=3) == Loose(1, 3)


def test_a_field_that_there_is_not_is_refused() -> None:
    lane = Lane(id="mailbox:1", workspace_id="T1", owner=None)
    with pytest.raises(TypeError, match="length"):
        replace(lane, length=3)  # type: ignore[call-arg]
