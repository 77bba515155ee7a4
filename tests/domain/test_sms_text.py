"""Segments: the vectors were checked with smsutil 1.1.3."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.sms_text import Encoding, outside_gsm, plain_quotes, segments

GSM, UCS = Encoding.GSM_7, Encoding.UCS_2


@pytest.mark.parametrize(
    ("text", "encoding", "count", "used_units", "limit"),
    [
        ("", GSM, 0, 0, 160),
        ("a", GSM, 1, 1, 160),
        ("a" * 160, GSM, 1, 160, 160),
        ("a" * 161, GSM, 2, 161, 153),
        ("a" * 306, GSM, 2, 306, 153),
        ("a" * 307, GSM, 3, 307, 153),
        ("€" * 80, GSM, 1, 160, 160),
        ("€" * 81, GSM, 2, 162, 153),
        ("’" * 70, UCS, 1, 70, 70),
        ("’" * 71, UCS, 2, 71, 67),
        ("😀" * 35, UCS, 1, 70, 70),
        ("😀" * 36, UCS, 2, 72, 67),
        ("a" * 152 + "€" + "a" * 153, GSM, 3, 307, 153),
        ("’" * 66 + "😀" + "’" * 66, UCS, 3, 134, 67),
        ("^{}\\[~]|€\f", GSM, 1, 20, 160),
        ("Hi\nthere @ £5 ÄÖÜäöüñ", GSM, 1, 21, 160),
        ("ç", UCS, 1, 1, 70),
        ("`", UCS, 1, 1, 70),
    ],
)
def test_a_text_takes_the_segments_the_network_counts(
    text: str, encoding: Encoding, count: int, used_units: int, limit: int
) -> None:
    found = segments(text)
    assert (found.encoding, found.count, found.used_units, found.limit) == (
        encoding,
        count,
        used_units,
        limit,
    )
    assert found.characters == len(text)


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=400))
def test_segments_are_enough_and_only_split_pairs_waste_room(text: str) -> None:
    found = segments(text)
    assert found.used_units <= found.count * found.limit
    assert found.used_units > (found.count - 1) * (found.limit - 1) or found.count == 0


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=300), st.characters())
def test_a_longer_text_never_takes_fewer_segments(text: str, character: str) -> None:
    assert segments(text + character).count >= segments(text).count


def test_the_characters_that_cost_most_are_named_once() -> None:
    assert outside_gsm("“Hi” — it’s 5 € “now”") == ("“", "”", "—", "’")


def test_plain_quotes_bring_a_typed_text_back_into_the_small_alphabet() -> None:
    text = plain_quotes("“Hi” – it’s…\u00a0now\u200b")
    assert text == '"Hi" - it\'s... now'
    assert segments(text).encoding is GSM


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_quotes_leave_plain_text_alone(text: str) -> None:
    assert plain_quotes(text) == text.replace("`", "'")
