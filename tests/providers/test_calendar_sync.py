"""The calendar is read whole once and then by its changes, and loses none of them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from engine.ports.providers import Calendar, CalendarChanges
from tests.providers.google_kit import ANNA, BOB, NOON, Google, running

EVENTS = "calendar.events.list"
TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as google:
        yield google


def read(google: Google, token: str | None, **options: int) -> CalendarChanges:
    mailbox = google.mailbox_at(calendar_token=token)
    return google.calendar(**options).changes(mailbox, now=google.clock.now())


def test_the_client_is_a_calendar(google: Google) -> None:
    calendar: Calendar = google.calendar()
    assert calendar.changes(google.mailbox, now=NOON).events == ()


def test_the_first_read_is_full_and_later_ones_only_what_changed(google: Google) -> None:
    known = google.world.book_meeting(ANNA, BOB, TOMORROW)
    first = read(google, None)
    assert first.is_full
    assert [event.id for event in first.events] == [known]
    new = google.world.book_meeting(ANNA, BOB, TOMORROW + timedelta(hours=2))
    later = read(google, first.sync_token)
    assert not later.is_full
    assert [event.id for event in later.events] == [new]
    assert read(google, later.sync_token).events == ()


def test_a_meeting_is_told_with_its_people_and_times(google: Google) -> None:
    google.world.book_meeting(ANNA, BOB, TOMORROW, 45, "Demo", response="accepted")
    (event,) = read(google, None).events
    assert (event.starts_at, event.ends_at) == (TOMORROW, TOMORROW + timedelta(minutes=45))
    assert (event.summary, event.organizer, event.created_at) == ("Demo", ANNA, NOON)
    assert {(one.email, one.response, one.is_self) for one in event.people} >= {
        (BOB, "accepted", False)
    }
    assert event.uid
    assert event.is_meeting
    assert not event.is_cancelled


def test_what_ended_before_yesterday_is_not_read(google: Google) -> None:
    google.world.book_meeting(ANNA, BOB, NOON - timedelta(days=3))
    recent = google.world.book_meeting(ANNA, BOB, NOON - timedelta(hours=20))
    assert [event.id for event in read(google, None).events] == [recent]


def test_moving_declining_and_cancelling_are_changes(google: Google) -> None:
    event_id = google.world.book_meeting(ANNA, BOB, TOMORROW)
    token = read(google, None).sync_token
    google.world.move_meeting(ANNA, event_id, TOMORROW + timedelta(hours=1))
    google.world.decline_meeting(ANNA, event_id)
    moved = read(google, token)
    (event,) = moved.events
    assert event.starts_at == TOMORROW + timedelta(hours=1)
    assert {one.response for one in event.people if one.email == BOB} == {"declined"}
    google.world.cancel_meeting(ANNA, event_id)
    (cancelled,) = read(google, moved.sync_token).events
    assert (cancelled.id, cancelled.is_cancelled) == (event_id, True)


def test_a_forgotten_token_reads_everything_anew(google: Google) -> None:
    event_id = google.world.book_meeting(ANNA, BOB, TOMORROW)
    token = read(google, None).sync_token
    google.world.expire_sync_token(ANNA)
    anew = read(google, token)
    assert anew.is_full
    assert [event.id for event in anew.events] == [event_id]
    assert not read(google, anew.sync_token).is_full


@pytest.mark.parametrize("page_size", [1, 2, 5])
def test_all_pages_are_read_and_the_last_one_gives_the_token(
    google: Google, page_size: int
) -> None:
    hours = [TOMORROW + timedelta(hours=number) for number in range(4)]
    made = {google.world.book_meeting(ANNA, BOB, hour) for hour in hours}
    first = read(google, None, page_size=page_size)
    assert {event.id for event in first.events} == made
    for event_id in made:
        google.world.cancel_meeting(ANNA, event_id)
    later = read(google, first.sync_token, page_size=page_size)
    assert {event.id for event in later.events if event.is_cancelled} == made
