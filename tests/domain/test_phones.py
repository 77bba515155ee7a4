"""Phone numbers: what counts as one, and which zones it may be in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.phones import e164, zones_of

NUMBERS = (
    ("+14155552671", "+14155552671"),
    ("415-555-2671", "+14155552671"),
    ("(415) 555 2671", "+14155552671"),
    ("1 415 555 2671", "+14155552671"),
    (" +1 (415) 555-2671 ext. 7 ", "+14155552671"),
    ("tel:+1-415-555-2671", "+14155552671"),
    ("+49 151 23456789", "+4915123456789"),
    ("+44 7911 123456", "+447911123456"),
    # As a spreadsheet leaves it, and as Europe dials it.
    ("4915123456789", "+4915123456789"),
    ("0049 151 2345-6789", "+4915123456789"),
    ("447911123456", "+447911123456"),
    # National numbers of elsewhere are anybody's guess.
    ("0151 23456789", None),
    ("07911 123456", None),
    ("555-2671", None),
    ("+1 555 555 5555", None),
    ("12345", None),
    ("call me", None),
    ("n/a", None),
    ("+", None),
    ("", None),
    ("4" * 400, None),
)


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_a_number_is_read_as_people_write_it(text: str, expected: str | None) -> None:
    assert e164(text) == expected


def test_a_number_without_country_code_is_one_of_the_region() -> None:
    assert e164("0151 23456789", region="DE") == "+4915123456789"


@settings(deadline=None)
@given(st.one_of(st.text(max_size=30), st.from_regex(r"\+?[0-9 ()./-]{5,20}", fullmatch=True)))
def test_what_counts_as_a_number_is_its_own_spelling(text: str) -> None:
    found = e164(text)
    assert found is None or (e164(found) == found and found[0] == "+" and found[1:].isdigit())


ZONES = (
    ("+14155552671", None, ("America/Los_Angeles",)),
    ("+4915123456789", None, ("Europe/Berlin",)),
    ("+14155552671", "Europe/Paris", ("Europe/Paris",)),  # their own beats the number's
    ("+18005550199", None, ()),  # toll-free: dozens of zones are none
    ("+88161234567", None, ()),  # a satellite phone
)


@pytest.mark.parametrize(("number", "own_zone", "zones"), ZONES)
def test_a_number_tells_its_zones_where_that_means_something(
    number: str, own_zone: str | None, zones: tuple[str, ...]
) -> None:
    assert zones_of(number, own_zone=own_zone) == zones


def test_a_number_between_two_zones_has_both() -> None:
    assert len(zones_of("+12085551234")) > 1
