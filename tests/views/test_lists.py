"""The list, Home, help and Working…: everything is there, whatever the numbers."""

from dataclasses import replace
from typing import Any

import pytest

from bot.views import help, home, sequence_list, working
from engine.domain.approval import ApprovalState
from engine.domain.connection import SmsConnection
from engine.domain.enrollment import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
    EnrollmentState,
    HoldReason,
)
from engine.domain.sequence import Channel
from engine.use_cases.reporting import Home
from handlers.commands import VERBS
from sandbox.slack.reading import buttons_of, texts_of
from sandbox.slack.rules import problems_of_options
from sandbox.slack.views import with_ids
from tests.views import people
from tests.views.golden import assert_message, assert_view, check_message, check_view

EMPTY = Home(to_decide=(), mailboxes=(), sms=None, held=(), asked=(), sequences=(), is_admin=False)


def shown(of: Home) -> dict[str, Any]:
    return home.build(of, user_id="U1", connect_link=people.LINK)


def button_texts(blocks: list[dict[str, Any]]) -> list[str]:
    return [each.text for each in buttons_of(with_ids(blocks))]


def held(number: int) -> Any:
    enrollment = Enrollment(
        id=number,
        workspace_id="T1",
        sequence_id=7,
        contact_id=number,
        state=EnrollmentState.HELD,
        hold=HoldReason.MISSING_VALUE,
        hold_detail=people.LONG_TEXT,
        anchor_at=people.NOW,
        enrolled_at=people.NOW,
    )
    return enrollment, people.contact(number, full_name=people.NASTY), people.sequence()


def asked(number: int) -> Delivery:
    return Delivery(
        id=f"d{number}",
        workspace_id="T1",
        key=f"reply:{number}",
        kind=DeliveryKind.REPLY,
        channel=Channel.EMAIL,
        state=DeliveryState.HELD,
        to_address="ann@client.example",
        subject=people.LONG_TEXT,
        prepared_at=people.NOW,
    )


def busy(count: int) -> Home:
    of = people.sequence(name=people.LONG_NAME)
    return Home(
        to_decide=tuple((people.approval(of, ApprovalState.OPEN), of) for _ in range(count)),
        mailboxes=tuple(people.mailbox(n, state=people.BROKEN) for n in range(1, count + 1)),
        sms=SmsConnection(
            workspace_id="T1", token="t", state=people.BROKEN, problem=people.LONG_TEXT
        ),
        held=tuple(held(number) for number in range(1, count + 1)),
        asked=tuple(asked(number) for number in range(1, count + 1)),
        sequences=(*people.listed(count), *people.listed(count, owner="U2")),
        is_admin=True,
    )


def test_the_list_shows_every_sequence_with_a_way_in() -> None:
    message = sequence_list.build(people.listed(3))
    check_message("sequence_list", message)
    assert button_texts(message.blocks) == ["Open", "Open", "Open", "Create sequence"]


def test_an_empty_list_leads_to_the_first_sequence() -> None:
    message = sequence_list.build([])
    check_message("sequence_list_empty", message)
    assert button_texts(message.blocks) == ["Create sequence"]


@pytest.mark.parametrize("count", [1, 45, 46, 500])
def test_a_list_of_any_length_fits_and_says_what_it_leaves_out(count: int) -> None:
    message = sequence_list.build(people.listed(count, name=people.LONG_NAME))
    assert_message(message)
    opened = button_texts(message.blocks).count("Open")
    said = "\n".join(texts_of(message.blocks))
    assert opened == min(count, 45)
    assert (f"and {count - opened:,} more" in said) == (count > opened)
    menus = [e for b in message.blocks for e in b.get("elements", []) if "options" not in e]
    assert any(e["type"] == "external_select" for e in menus) == (count > opened)


def test_a_sequence_is_found_by_any_part_of_its_name() -> None:
    listed = [*people.listed(3, name="Welcome"), *people.listed(3, name="Second welcome")]
    found = sequence_list.options(listed, "WEL")
    assert [each["text"]["text"] for each in found][:4] == [
        "Welcome 1",
        "Welcome 2",
        "Welcome 3",
        "Second welcome 1",
    ]
    assert sequence_list.options(listed, "zzz") == []


def test_options_of_hundreds_of_sequences_fit() -> None:
    found = sequence_list.options(people.listed(500, name=people.LONG_NAME), "")
    assert problems_of_options({"options": found}) == []
    assert len(found) == 100


def test_an_empty_home_teaches_the_first_step() -> None:
    view = shown(EMPTY)
    check_view("home_empty", view)
    assert "Start here" in "\n".join(texts_of(view["blocks"]))
    assert button_texts(view["blocks"]) == [
        "Create sequence",
        "Connect Gmail",
        "Digest",
        "Suppressions",
        "Help",
    ]


def test_only_admins_see_setup() -> None:
    assert "Setup" not in button_texts(shown(EMPTY)["blocks"])
    assert "Setup" in button_texts(shown(replace(EMPTY, is_admin=True))["blocks"])


def test_home_puts_what_waits_for_the_member_first() -> None:
    view = shown(busy(3))
    check_view("home", view)
    said = "\n".join(texts_of(view["blocks"]))
    order = ["Needs your approval", "Problems to fix", "My sequences", "Drafts", "Connections"]
    places = [said.index(f"*{title}*") for title in order]
    assert places == sorted(places)


@pytest.mark.parametrize("count", [10, 100, 400])
def test_a_home_of_any_size_fits_whole(count: int) -> None:
    view = shown(busy(count))
    assert_view(view)
    assert "*Connections*" in texts_of(view["blocks"])  # nothing fell off the end


def test_no_name_can_ping_from_home_or_the_list() -> None:
    blocks = [*shown(busy(3))["blocks"], *sequence_list.build(people.listed(3)).blocks]
    assert "<!channel>" not in "\n".join(texts_of(blocks))


def test_help_names_every_verb_that_is_answered() -> None:
    explained = {words.split(" ")[0] for words, _ in help.COMMANDS} | {"list"}
    assert set(VERBS) == explained - {""}
    check_message("help", help.message())
    check_view("help_modal", help.build())


def test_working_says_what_is_being_done() -> None:
    check_view("working", working.build("Preview", "Making every message…"))
