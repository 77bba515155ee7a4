"""Contacts with and without a usable phone: forecast on the receipt, told by `why`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.domain.sequence import Step
from tests.flows.scenes import (
    NAME,
    RITA,
    activated,
    email,
    enrollments,
    setup,
    text,
    told,
    top,
    written,
)
from tests.world import World, opened

ANN, BOB, CLEO = "ann@example.com", "bob@example.com", "cleo@example.com"
PHONE = "+12125550123"  # in New York, as the sequence


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as world:
        world.connect_gmail(world.rep, RITA)
        setup(world, spacing_seconds=0)
        world.salesmsg.add_team(77, "Sales", "+14155550100")
        world.salesmsg.add_token("a-good-token")
        world.admin.slash("setup")
        world.admin.press("Connect Salesmsg")
        world.admin.fill("Personal access token", "a-good-token")
        world.admin.submit()
        world.settle()
        yield world


def test_who_has_no_phone_skips_the_texts_and_why_says_so(world: World) -> None:
    steps: list[Step] = [text("Hi {{ first_name }}", step_id="sms"), email("This is mail 2.")]
    sequence_id = written(world, world.rep, steps=steps)
    world.rep.slash(f"enroll {NAME}")
    world.rep.fill("Contacts", f"{ANN}, Ann\n{BOB}, Bob,,,{PHONE}\n{CLEO}, Cleo,,,call me")
    world.rep.submit()
    receipt = top(world.rep).text
    assert "*3 contacts* will be enrolled" in receipt
    assert "2 contacts have no usable phone and skip the SMS steps." in receipt
    world.rep.submit()
    world.rep.close(everything=True)

    activated(world, world.rep, sequence_id)
    world.later(hours=1)
    world.later(hours=1)

    assert [each.body for each in world.salesmsg.texts(PHONE)] == ["Hi Bob"]
    assert [len(world.google.delivered(who)) for who in (ANN, BOB, CLEO)] == [1, 1, 1]
    for who in (ANN, CLEO):
        said = told(world.rep.slash(f"why {who}"))
        assert "Step 1 (SMS)" in said
        assert "skipped" in said
        assert "phone" in said
    assert "skipped" not in told(world.rep.slash(f"why {BOB}"))


def test_a_phone_that_comes_later_is_texted_by_the_next_step(world: World) -> None:
    steps: list[Step] = [email("This is mail 1."), text("Hi {{ first_name }}", days=1)]
    sequence_id = written(world, world.rep, steps=steps)
    world.rep.slash(f"enroll {NAME} {ANN}")
    world.rep.fill("Contacts", f"{ANN}, Ann")
    world.rep.submit()
    world.rep.submit()
    world.rep.close(everything=True)
    activated(world, world.rep, sequence_id)
    world.later(hours=1)
    world.rep.slash(f"contact {ANN}")
    world.rep.press("Edit")
    world.rep.fill("Phone", PHONE)
    world.rep.submit()

    world.later(days=1)
    world.later(hours=1)

    assert [each.body for each in world.salesmsg.texts(PHONE)] == ["Hi Ann"]
    assert len(enrollments(world, sequence_id)) == 1
