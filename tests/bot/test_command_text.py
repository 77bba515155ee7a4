"""What people type after /sequence, as Slack delivers it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.command_text import addresses, name_and_rest, plain, unquoted, verb_and_rest

NAMES = ["Q4 CFO", "Q4 CFO outreach", "Ann & Bo", "ops@night"]


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("why <mailto:a@b.co|a@b.co>", "why a@b.co"),
        ("why a@b.co", "why a@b.co"),
        ("why <mailto:a@b.co>", "why a@b.co"),
        ("open <http://acme.com|acme.com> push", "open acme.com push"),
        ("open <https://acme.com>", "open https://acme.com"),
        ("open Q4 &amp; &lt;CFO&gt;", "open Q4 & <CFO>"),
        ("open <CFO>", "open <CFO>"),
        ("to <@U012|ann>", "to <@U012|ann>"),
        ("in <#C012|>", "in <#C012|>"),
        ("", ""),
    ],
)
def test_slacks_escapes_are_undone(sent: str, typed: str) -> None:
    assert plain(sent) == typed
    assert plain(plain(sent)) == typed


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ("", "")),
        ("help", ("help", "")),
        ("  PAUSE   Q4 CFO ", ("pause", "Q4 CFO")),
        ("new “Q4  CFO”", ("new", "“Q4  CFO”")),
    ],
)
def test_the_first_word_is_the_verb(text: str, parts: tuple[str, str]) -> None:
    assert verb_and_rest(text) == parts


@pytest.mark.parametrize("quoted", ['"Q4 CFO"', "“Q4 CFO”", "„Q4 CFO“", "'Q4 CFO'", "«Q4 CFO»"])
def test_quotes_of_every_kind_are_taken_off(quoted: str) -> None:
    assert unquoted(quoted) == "Q4 CFO"


@pytest.mark.parametrize("text", ["Ann's list", '"Q4" CFO', "'tis", '"', "Q4 “CFO”"])
def test_quotes_that_are_not_around_all_of_it_stay(text: str) -> None:
    assert unquoted(text) == text


@pytest.mark.parametrize(
    ("argument", "name", "rest"),
    [
        ("Q4 CFO", "Q4 CFO", ""),
        ("q4  cfo a@b.co", "q4  cfo", "a@b.co"),
        ("Q4 CFO outreach a@b.co, c@d.co", "Q4 CFO outreach", "a@b.co, c@d.co"),
        ("“Q4 CFO” a@b.co", "Q4 CFO", "a@b.co"),
        ("Q4 CFO, a@b.co", "Q4 CFO", "a@b.co"),
        ("ann & bo a@b.co", "ann & bo", "a@b.co"),
        ("ops@night a@b.co", "ops@night", "a@b.co"),
        ("q4 cf a@b.co", "q4 cf", "a@b.co"),  # a prefix: found by name afterwards
        ("Q4 CFOs", "Q4 CFOs", ""),
        ("a@b.co", "", "a@b.co"),
    ],
)
def test_a_name_ends_where_the_addresses_begin(argument: str, name: str, rest: str) -> None:
    assert name_and_rest(argument, NAMES) == (name, rest)


def test_addresses_are_found_each_once_in_order() -> None:
    text = "<mailto:b@x.co|b@x.co>, a@x.co; (c@x.co) b@x.co\n“d@x.co”."
    assert addresses(text) == ("b@x.co", "a@x.co", "c@x.co", "d@x.co")


@given(st.text())
def test_anything_typed_is_read(text: str) -> None:
    name, rest = name_and_rest(plain(text), NAMES)
    assert len(name) + len(rest) <= len(plain(text))
    assert all("@" in each for each in addresses(text))


@given(st.sampled_from(NAMES), st.lists(st.emails(), min_size=1, max_size=3))
def test_a_known_name_is_always_told_from_the_addresses(name: str, emails: list[str]) -> None:
    found, _ = name_and_rest(f"{name.lower()} {' '.join(emails)}", NAMES)
    assert found == name.lower()
