"""Contacts as people paste them: every line is judged on its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.contact_rows import Row, column_name, from_pasted, valid_email

ANNA = Row(
    number=1,
    email="anna@example.com",
    phone="+14155552671",
    fields={"first_name": "Anna", "last_name": "Berg", "company": "Acme, Inc."},
)

SPELLINGS = (
    'anna@example.com, Anna, Berg, "Acme, Inc.", +1 415 555 2671',
    'anna@example.com,Anna,Berg,"Acme, Inc.",(415) 555-2671',
    "anna@example.com\tAnna\tBerg\tAcme, Inc.\t415-555-2671",
    "anna@example.com; Anna; Berg; Acme, Inc.; 415.555.2671",
    '<mailto:anna@example.com|A>, Anna, Berg, "Acme, Inc.", <tel:+14155552671|+1 415-555-2671>',
    '<mailto:anna@example.com>, Anna, Berg, "Acme, Inc.", <tel:+14155552671>',
    '  anna@EXAMPLE.com ,  Anna , Berg ,  "Acme,  Inc." , 4155552671  ',
)


@pytest.mark.parametrize("line", SPELLINGS)
def test_a_pasted_line_is_the_same_contact_however_it_is_written(line: str) -> None:
    assert from_pasted(line) == [ANNA]


# what is pasted, then email, fields and problem of each row
PASTED: tuple[tuple[str, list[tuple[int, str, dict[str, str], str]]], ...] = (
    ("", []),
    (" \n\t\n\r\n", []),
    ("anna@example.com", [(1, "anna@example.com", {}, "")]),
    (
        "\nanna@example.com, Anna\n\n\nbo@example.com,,Bo\n",
        [
            (2, "anna@example.com", {"first_name": "Anna"}, ""),
            (5, "bo@example.com", {"last_name": "Bo"}, ""),
        ],
    ),
    # A header names the columns, and its delimiter splits every line.
    (
        "Full Name\tE-mail\tFavourite Colour\nBerg, Anna\tanna@example.com\tred; blue",
        [(2, "anna@example.com", {"full_name": "Berg, Anna", "favourite_colour": "red; blue"}, "")],
    ),
    # More cells than columns are left out; fewer are missing.
    (
        "email,company\nanna@example.com,Acme,left out\nbo@example.com",
        [(2, "anna@example.com", {"company": "Acme"}, ""), (3, "bo@example.com", {}, "")],
    ),
    # Bad lines never stop good ones.
    (
        "anna@@example.com, Anna\n, Bo\nbo@example.com, Bo",
        [
            (1, "anna@@example.com", {"first_name": "Anna"}, "“anna@@example.com” is no email a"),
            (2, "", {"first_name": "Bo"}, "no email address"),
            (3, "bo@example.com", {"first_name": "Bo"}, ""),
        ],
    ),
    # Nobody is called bo@example.com.
    (
        "anna@example.com, bo@example.com; cy@example.com",
        [(1, f"{name}@example.com", {}, "") for name in ("anna", "bo", "cy")],
    ),
    ("anna@example.com bo@example.com", [(1, f"{n}@example.com", {}, "") for n in ("anna", "bo")]),
    (
        "anna@example.com, Anna, O'Neil &amp; Sons, <http://acme.com|acme.com>",
        [
            (
                1,
                "anna@example.com",
                {"first_name": "Anna", "last_name": "O'Neil & Sons", "company": "acme.com"},
                "",
            )
        ],
    ),
    # A quote that never closes takes the rest of its line, and of no other.
    (
        'anna@example.com, "Anna\nbo@example.com, Bo',
        [
            (1, "anna@example.com", {"first_name": "Anna"}, ""),
            (2, "bo@example.com", {"first_name": "Bo"}, ""),
        ],
    ),
)


@pytest.mark.parametrize(("pasted", "expected"), PASTED)
def test_pasted_lines_become_rows(
    pasted: str, expected: list[tuple[int, str, dict[str, str], str]]
) -> None:
    rows = from_pasted(pasted)
    assert [(row.number, row.email, dict(row.fields)) for row in rows] == [
        (number, email, fields) for number, email, fields, _ in expected
    ]
    for row, (*_, problem) in zip(rows, expected, strict=True):
        assert row.problem.startswith(problem)
        assert bool(row.problem) is bool(problem)


def test_a_bad_phone_is_told_and_the_contact_stays() -> None:
    (row,) = from_pasted("anna@example.com,,,,call me")
    assert (row.phone, row.problem) == (None, "")
    assert row.phone_problem == "“call me” is no phone number"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_pasted(text: str) -> None:
    for row in from_pasted(text):
        assert bool(row.problem) is not (valid_email(row.email) == row.email)


def test_a_line_longer_than_any_cell_is_one_bad_row() -> None:
    (row,) = from_pasted("a" * 200_000)
    assert row.problem


ADDRESSES = (
    ("anna@example.com", "anna@example.com"),
    (" Anna.Berg+news@Example.COM\n", "Anna.Berg+news@example.com"),
    ("o'neil@example.com", "o'neil@example.com"),
    ("anna@münchen.de", "anna@münchen.de"),
    ("anna@xn--mnchen-3ya.de", "anna@münchen.de"),
    ("info@例子.公司", "info@例子.公司"),
    ("用户@example.com", None),
    ("änna@example.com", None),
    ("anna", None),
    ("anna@", None),
    ("@example.com", None),
    ("anna@localhost", None),
    ("anna@printer.local", None),
    ("anna@[10.0.0.1]", None),
    ("anna@10.0.0.1", None),
    ("an na@example.com", None),
    ("anna@exam ple.com", None),
    ('"anna b"@example.com', None),
    ("Anna <anna@example.com>", None),
    ("anna..b@example.com", None),
    (".anna@example.com", None),
    ("anna.@example.com", None),
    ("anna@-example.com", None),
    ("anna@example..com", None),
    ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ("a" * 65 + "@example.com", None),
    ("a" * 12 + "@" + ".".join(["b" * 60] * 4) + ".com", None),
    ("anna@example.com\r\nBcc: bo@example.com", None),
)


@pytest.mark.parametrize(("text", "expected"), ADDRESSES)
def test_an_address_is_one_that_mail_can_be_sent_to(text: str, expected: str | None) -> None:
    assert valid_email(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.emails(), st.text(max_size=40).map(lambda text: f"a@{text}"), st.text()))
def test_a_valid_address_stays_as_it_is(text: str) -> None:
    found = valid_email(text)
    assert found is None or valid_email(found) == found


TITLES = (
    ("Email", "email"),
    ("\ufeffE-Mail", "email"),
    ("E-mail 1 - Value", "email"),
    (" FIRST  NAME ", "first_name"),
    ("Given name", "first_name"),
    ("Surname", "last_name"),
    ("Organisation", "company"),
    ("Job Title", "title"),
    ("Mobile phone", "phone"),
    ("Time zone", "timezone"),
    ("Last order (€)", "last_order"),
    ("2nd address", "column_2nd_address"),
    ("Straße", "straße"),
    ("--", ""),
    ("", ""),
)


@pytest.mark.parametrize(("title", "name"), TITLES)
def test_a_column_is_the_variable_its_title_says(title: str, name: str) -> None:
    assert column_name(title) == name


@settings(deadline=None)
@given(st.text(max_size=30))
def test_a_variable_name_is_its_own_title(title: str) -> None:
    assert column_name(column_name(title)) == column_name(title)
