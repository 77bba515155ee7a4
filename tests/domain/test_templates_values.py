"""What counts as blank, and what no message can carry."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.template_values import clean, cleaned, is_blank


@pytest.mark.parametrize(
    "value",
    [
        None, "", " ", "\t\r\n", "\u00a0", "\u3000", "\u200b", "\u200d\u2060", "\ufeff", "\u00ad",
        "\u2800", "\u3164", "\ufe0f", "\u0301", "\x00", "\U00100000", [], [" ", None], {},
    ],
)  # fmt: skip
def test_nothing_to_see_is_blank(value: Any) -> None:
    assert is_blank(value)


@pytest.mark.parametrize(
    "value",
    ["a", " a ", "0", "-", "é", "e\u0301", "李", "👋", "❤\ufe0f", "\u200ba", 0, 0.0, False, ["a"]],
)
def test_anything_with_ink_is_not_blank(value: Any) -> None:
    assert not is_blank(value)


@settings(deadline=None)
@given(st.text())
def test_a_cleaned_text_can_be_encoded_and_is_clean_already(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.encode().decode() == once
    assert is_blank(once) == is_blank(text)


def test_cleaning_reaches_into_the_senders_fields() -> None:
    assert cleaned({"a": "x\r\ny\x07", "n": 3, "sender": {"name": "\ud800Bo"}}) == {
        "a": "x\ny",
        "n": 3,
        "sender": {"name": "Bo"},
    }
