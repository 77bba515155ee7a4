"""An author's contact details go, whatever they look like; a colleague's stay."""

import pytest

from engine.domain.contact_blocks import name_words
from engine.domain.visible_text import visible

DANA = name_words("Field, Dana", "dana@contoso.example")


@pytest.mark.parametrize(
    "block",
    [
        (
            "Dana Field\nHead of Procurement | Contoso Inc.\nT +1 202 555 0143 | M +1 202 555 0\n"
            "dana@contoso.example | www.contoso.example"
        ),
        "Dana Field | Head of Procurement | Contoso | +1 202 555 0143 | dana@contoso.example",
        "_______________________\nDana Field\nHead of Procurement\nMobile: +44 7700 900143",
        "==========\nDana Field\nHead of Procurement",
        "Dana Field\nLeitung Einkauf\nContoso GmbH\nMusterstraße 1, 50667 Köln\nFon 0221 5550143",
        "Dr. Dana Field, MBA\nDirectrice des achats\nTél. : 01 23 45 67 89",
        "DANA FIELD\nDirectora de Compras\nMóvil: +34 600 000 143\n\nCalle Mayor 1, Madrid",
        "Dana Field • Compras • Contoso Lda.",
        "Dana Field\nResponsabile acquisti\nCell. +39 320 000 0143",
        "Dana van der Field\nHoofd Inkoop\nwww.contoso.example",
        "*Dana Field*\nHead of Procurement\n(202) 555-0143",
        "Dana\n+44 7700 900143",
    ],
)
@pytest.mark.parametrize("words", ["Next week is better.", "Robin,\n\nsend me the price list", "?"])
def test_the_authors_details_are_not_shown(words: str, block: str) -> None:
    assert visible(f"{words}\n\n{block}", author=DANA) == words
    assert visible(f"{words}\n{block}\n", author=DANA) == words


@pytest.mark.parametrize(
    "text",
    [
        "Please speak to my colleague:\n\nLee Marsh\nHead of IT\n+44 7700 900144",
        "Lee knows.\n\nLee Marsh\nlee@contoso.example",
        "My number for the contract is:\n\nDana Field\n+44 7700 900143",
        "Dana Field\nHead of Procurement\n+44 7700 900143",
        "Both come.\n\nDana and Lee will be there at ten, call +44 7700 900143 if late.",
        "Thursday.\nDana, Lee and Kim",
        "We meet.\nDana brings the contract\nLee calls +44 7700 900143",
        "One.\n\nDana Field\n+44 7700 900143\n\nOne more thing: can you send us the price list?",
    ],
)
def test_details_that_are_the_message_are_shown(text: str) -> None:
    assert visible(text, author=DANA) == text


def test_without_an_authors_name_nobodys_details_are_cut() -> None:
    text = "Next week.\n\nDana Field\n+44 7700 900143"
    assert visible(text) == text


@pytest.mark.parametrize(
    ("name", "address", "words"),
    [
        ("Field, Dana", "x@contoso.example", {"field", "dana"}),
        ("", "dana.field@contoso.example", {"dana", "field"}),
        ("Müller, Jörg (Contoso)", "x@contoso.example", {"muller", "jorg", "contoso"}),
        ("D. van der Berg", "x@contoso.example", {"berg"}),
    ],
)
def test_the_name_is_taken_from_the_header_else_from_the_address(
    name: str, address: str, words: set[str]
) -> None:
    assert name_words(name, address) == words


SIGNED = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{words}\n"
    "-----BEGIN PGP SIGNATURE-----\nVersion: X\n\niHUEARYKAB0\n=AbCd\n{end}"
)


@pytest.mark.parametrize("end", ["-----END PGP SIGNATURE-----\n", ""])
def test_a_clear_signed_text_is_shown_without_its_armour(end: str) -> None:
    assert visible(SIGNED.format(words="Thursday.\n\nDana", end=end)) == "Thursday.\n\nDana"
    assert visible(SIGNED.format(words="- -----\nThursday.", end=end)) == "-----\nThursday."


def test_a_dash_at_a_lines_start_is_kept_where_nothing_is_signed() -> None:
    assert visible("- one\n- two") == "- one\n- two"
    assert visible(SIGNED.format(words="- - one\n- - two", end="")) == "- one\n- two"
