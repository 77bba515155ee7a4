"""Settings: the labels, what is read back, and the searchable menus."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from bot.views import settings, settings_menus
from bot.views.channel_note import note_of
from bot.views.editor import Form
from bot.views.settings_hints import hints
from engine.domain.business_days import holiday_countries
from engine.domain.errors import Invalid
from engine.domain.local_time import all_zones
from engine.domain.rendering import UnsubscribeStyle
from engine.domain.sequence import Content, Settings
from sandbox.slack.reading import fields_of
from sandbox.slack.rules import problems_of_options
from sandbox.slack.views import with_ids
from tests.views import people
from tests.views.filling import option, values_of
from tests.views.golden import assert_view, check_view

META = Form(sequence_id=7)
LABELS = [
    "Send from",
    "Follow-up settings",
    "Send window start",
    "Send window end",
    "Timezone",
    "Email settings",
    "Unsubscribe link style",
    "Exit criteria",
    "Notify channel",
    "Holidays",
]
EVERYTHING_OFF = Settings(
    mailbox_id=2,
    business_days_only=False,
    opens=time(6, 30),
    closes=time(0),
    zone="Asia/Kolkata",
    holidays="DE",
    thread_emails=False,
    include_signature=False,
    unsubscribe_style=UnsubscribeStyle.SMALL_FOOTER,
    exit_on_reply=False,
    exit_on_meeting=False,
)


def shown(of: Settings, *, mailboxes: int = 2, **changes: Any) -> settings.Shown:
    listed = [people.mailbox(id, email=f"rita{id}@acme.example") for id in range(1, mailboxes + 1)]
    sequence = people.sequence(working=Content(settings=of))
    known = settings.Shown(sequence=sequence, mailboxes=listed, connect_link=people.LINK)
    return replace(known, **changes)


def build(of: settings.Shown) -> dict[str, Any]:
    return settings.build(of, META, now=people.NOW)


def test_the_labels_are_those_people_know() -> None:
    view = build(shown(Settings(zone="Europe/Berlin", mailbox_id=1)))
    assert [field.label for field in fields_of(with_ids(view["blocks"]))] == LABELS
    check_view("settings", view)


@pytest.mark.parametrize("of", [Settings(mailbox_id=1), EVERYTHING_OFF])
def test_what_is_shown_is_what_is_read(of: Settings) -> None:
    values = values_of(build(shown(of)))
    assert settings.read(values, Settings(mailbox_id=99)) == (of, "C1")


def test_every_tick_can_be_taken_off() -> None:
    view = build(shown(Settings(mailbox_id=1)))
    values = values_of(view, follow_up=[], email_settings=[], exit_criteria=[])
    read, _ = settings.read(values, Settings())
    off = (read.business_days_only, read.thread_emails, read.include_signature)
    assert (*off, read.exit_on_reply, read.exit_on_meeting) == (False,) * 5
    ticks = [b for b in view["blocks"] if b.get("element", {}).get("type") == "checkboxes"]
    assert [block["optional"] for block in ticks] == [True] * 3


def test_what_was_chosen_is_read() -> None:
    values = values_of(
        build(shown(Settings(mailbox_id=1))),
        mailbox=option("2"),
        opens="07:15",
        closes="00:00",
        zone=option("America/New_York"),
        holidays=option("US"),
        unsubscribe_style=option("small_footer"),
        notify_channel="C9",
    )
    read, channel = settings.read(values, Settings())
    assert (read.mailbox_id, read.opens, read.closes) == (2, time(7, 15), time(0))
    assert (read.zone, read.holidays, channel) == ("America/New_York", "US", "C9")
    assert read.unsubscribe_style is UnsubscribeStyle.SMALL_FOOTER


def test_no_holidays_is_a_choice() -> None:
    values = values_of(build(shown(EVERYTHING_OFF)), holidays=option(settings_menus.NO_HOLIDAYS))
    assert settings.read(values, EVERYTHING_OFF)[0].holidays is None


def test_all_empty_fields_are_told_at_once() -> None:
    values = values_of(build(shown(Settings())), opens=None, closes=None, zone=None)
    with pytest.raises(Invalid) as refused:
        settings.read(values, Settings())
    assert [each.field for each in refused.value.problems] == ["opens", "closes", "zone"]


def test_without_a_mailbox_the_form_says_so_and_can_be_saved() -> None:
    view = build(shown(Settings(), mailboxes=0))
    assert "Send from" not in [field.label for field in fields_of(with_ids(view["blocks"]))]
    assert settings.read(values_of(view), Settings())[0].mailbox_id is None
    check_view("settings_without_mailbox", view)


def test_who_is_not_the_owner_gets_no_link_to_connect_the_owners_account() -> None:
    view = build(shown(Settings(), mailboxes=0, connect_link=None))
    check_view("settings_without_mailbox_of_another", view)
    assert people.LINK not in str(view)


def test_hundreds_of_mailboxes_become_a_searchable_menu() -> None:
    of = shown(Settings(mailbox_id=150), mailboxes=150)
    view = build(of)
    assert_view(view)
    assert settings.read(values_of(view), Settings())[0].mailbox_id == 150
    found = settings_menus.mailbox_options(of.mailboxes, "RITA14")
    assert [each["value"] for each in found] == ["14", *map(str, range(140, 150))]


def test_the_worst_names_fit() -> None:
    long = people.mailbox(email=f"{'x' * 240}@acme.example", state=people.BROKEN)
    of = shown(Settings(zone="America/Argentina/ComodRivadavia", mailbox_id=1), mailboxes=0)
    named = replace(of.sequence, name=people.LONG_NAME)
    assert_view(build(replace(of, sequence=named, mailboxes=[long], channel_note="x" * 3000)))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("", "Asia/Tokyo"),  # the person's own
        ("new york", "America/New_York"),
        ("Berlin", "Europe/Berlin"),
        ("LOND", "Europe/London"),
        ("utc", "UTC"),
        ("australia/syd", "Australia/Sydney"),
    ],
)
def test_a_zone_is_found_by_city(query: str, first: str) -> None:
    found = settings_menus.zone_options(query, "Asia/Tokyo")
    assert found[0]["value"] == first


def test_every_zone_can_be_found_by_its_own_name() -> None:
    for name in all_zones():
        found = settings_menus.zone_options(name, "UTC")[:100]
        assert name in [each["value"] for each in found]
        assert problems_of_options({"options": found}) == []


def test_every_country_can_be_found_by_its_own_name() -> None:
    for code, name in holiday_countries().items():
        found = settings_menus.holiday_options(name)[:100]
        assert code in [each["value"] for each in found]
        assert problems_of_options({"options": found}) == []
    assert settings_menus.holiday_options("")[0]["text"]["text"] == "None"


def test_what_is_not_there_is_not_found() -> None:
    assert settings_menus.zone_options("Atlantis", "UTC") == []
    assert settings_menus.holiday_options("Atlantis") == []


def test_the_next_clock_change_and_holiday_are_named() -> None:
    of = Settings(zone="Europe/Berlin", holidays="DE")
    assert hints(of, people.NOW) == (
        "It is 15:30 in Europe/Berlin.",
        "Next clock change: Sun 29 Mar 2026.",
        "Next holiday: Fri 3 Apr 2026.",
    )


def test_a_zone_without_clock_changes_names_none() -> None:
    late = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    assert hints(Settings(zone="Asia/Kolkata"), late) == ("It is 01:30 in Asia/Kolkata.",)


@pytest.mark.parametrize(
    ("told", "error", "said"),
    [
        ({"is_member": True}, "", "can be posted"),
        ({"is_member": False, "is_private": False}, "", "can be posted"),
        ({"is_member": True, "is_private": True}, "", "can be posted"),
        ({"is_member": False, "is_private": True}, "", "/invite"),
        ({"is_member": True, "is_archived": True}, "", "archived"),
        (None, "channel_not_found", "/invite"),
        (None, "fatal_error", "could not say"),
    ],
)
def test_the_picked_channel_is_judged(told: Any, error: str, said: str) -> None:
    note = note_of("C1", told, error)
    assert said in note
    assert note.startswith(":white_check_mark:") == (said == "can be posted")
