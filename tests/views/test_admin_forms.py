"""Setup, connections and suppressions."""

from dataclasses import replace
from typing import Any

import pytest

from bot.state import Values
from bot.views import connect, setup, suppressions
from bot.views.kit import View, load
from engine.domain.connection import ConnectionState
from engine.domain.suppression import SuppressionOrigin
from engine.domain.workspace import WorkspaceSettings
from sandbox.slack.reading import buttons_of, fields_of
from sandbox.slack.views import values_for, with_ids
from tests.views.golden import check_message, check_view
from tests.views.outreach_data import NASTY, NOW, a_mailbox, a_suppression, an_sms

LINK = "https://outreach.example/google/connect?who=x"
WEBHOOK = "https://outreach.example/salesmsg/webhook/secret"
SETTINGS = WorkspaceSettings(
    approver_ids=("U1", "U2"),
    approvals_channel="C1",
    daily_limit=150,
    spacing_seconds=0,
    postal_address="1 Main St\nSpringfield",
    default_notify_channel="C2",
    allow_several=True,
    stop_others=False,
)


def labels(view: View) -> list[str]:
    return [field.label for field in fields_of(with_ids(view["blocks"]))]


def buttons(blocks: list[dict[str, Any]]) -> list[str]:
    return [button.text for button in buttons_of(with_ids(blocks))]


@pytest.mark.parametrize("settings", [SETTINGS, WorkspaceSettings()])
def test_setup_reads_back_what_it_shows(settings: WorkspaceSettings) -> None:
    view = setup.build(settings, None, WEBHOOK)

    assert setup.read(Values(state=values_for(view["blocks"]))) == settings


def test_setup_has_its_labels() -> None:
    view = setup.build(SETTINGS, an_sms(), WEBHOOK)

    check_view("setup", view)
    assert labels(view) == [
        "Approvers",
        "Approvals channel",
        "Daily limit per mailbox",
        "Seconds between sends",
        "Postal address",
        "Default notify channel",
        "Allow contacts in several sequences",
        "Stop the contact's other sequences too",
    ]
    assert buttons(view["blocks"]) == ["Connect Salesmsg", "Check Salesmsg"]
    assert WEBHOOK in str(view)


def test_a_number_that_is_none_is_no_default() -> None:
    view = setup.build(SETTINGS, None, WEBHOOK)
    state = values_for(view["blocks"])
    state["spacing"]["spacing"]["value"] = None

    assert setup.read(Values(state=state)).spacing_seconds == -1


def test_an_empty_connection_list_teaches_the_first_step() -> None:
    shown = connect.message([], None, link=LINK, is_admin=False)

    check_message("connect_empty", shown)
    assert buttons(shown.blocks) == ["Connect Gmail"]
    assert "No mailbox is connected yet" in str(shown.blocks)


def test_connections_show_their_state_and_admins_their_buttons() -> None:
    mailboxes = [
        a_mailbox(),
        a_mailbox(scopes=()),
        a_mailbox(state=ConnectionState.RECONNECT),
        a_mailbox(state=ConnectionState.BROKEN, problem=NASTY * 50),
    ]
    sms = an_sms(state=ConnectionState.BROKEN, problem=NASTY * 50, checked_at=NOW)

    view = connect.view(mailboxes * 20, sms, link=LINK, is_admin=True)

    check_view("connections", view)
    assert buttons(view["blocks"]) == ["Connect Gmail", "Connect Salesmsg", "Check Salesmsg"]
    assert "<!channel>" not in str(view)


@pytest.mark.parametrize("state", ConnectionState)
def test_every_state_of_salesmsg_has_its_words(state: ConnectionState) -> None:
    assert connect.sms_blocks(an_sms(state=state), is_admin=False)[0]["text"]["text"]


def test_a_refused_token_brings_the_form_back_with_the_reason() -> None:
    typed = connect.SmsAccess(token="old", team_id="77")
    view = connect.sms_form(problem="Salesmsg refuses this token.", typed=typed)

    check_view("connect_sms_refused", view)
    assert labels(view) == ["Personal access token", "Team ID"]
    state = values_for(with_ids(view["blocks"]))
    assert connect.read(Values(state=state)) == typed  # nothing that was typed is lost
    state["token"]["token"]["value"] = " abc \n"
    assert connect.read(Values(state=state)) == connect.SmsAccess(token="abc", team_id="77")


def test_the_list_shows_origin_and_since_and_a_page_at_a_time() -> None:
    entries = [
        a_suppression(value=f"{number}@example.com", origin=origin, note="a note")
        for number in range(4)
        for origin in SuppressionOrigin
    ]
    meta = suppressions.Meta(text="example", page=1)

    view = suppressions.build(entries[:21], meta, total=900, is_admin=True)

    check_view("suppressions", view)
    assert buttons(view["blocks"])[-4:] == ["Previous", "Next", "Add", "Export"]
    assert load(suppressions.Meta, view["private_metadata"]) == meta
    assert "21–40 of 900 entries" in str(view)


def test_others_than_admins_only_look() -> None:
    view = suppressions.build([a_suppression()], suppressions.Meta(), total=1, is_admin=False)

    assert buttons(view["blocks"]) == []


def test_hostile_entries_fit_and_ping_nobody() -> None:
    worst = replace(a_suppression(value=f"{'a' * 300}@x.example"), note=NASTY * 100)

    view = suppressions.build([worst] * 21, suppressions.Meta(), total=21, is_admin=True)

    check_view("suppressions_worst", view)
    assert "<!channel>" not in str(view)


def test_a_search_starts_at_the_first_page() -> None:
    view = suppressions.build([], suppressions.Meta(page=3), total=0, is_admin=False)
    state = values_for(with_ids(view["blocks"]))
    state["search"]["search"]["value"] = " acme "

    assert suppressions.searched(Values(state=state)) == suppressions.Meta(text="acme", page=0)


def test_adding_asks_for_an_address_or_a_number() -> None:
    view = suppressions.form()

    check_view("suppressions_add", view)
    state = values_for(with_ids(view["blocks"]))
    state["value"]["value"]["value"] = "ada@example.com"
    assert suppressions.read(Values(state=state)) == "ada@example.com"
