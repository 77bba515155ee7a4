"""Only the person's own words are shown, and never nothing when they wrote something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.html_text import html_to_text
from engine.domain.visible_text import visible
from tests.corpus import Sample, samples

QUOTE = "On Mon, Nov 23, 2026 at 11:00 AM Robin <robin@northwind.example> wrote:\n\n> Hi\n> there\n"
WORDS = st.text(alphabet="abcdefghijklmnop ", min_size=1, max_size=60).map(
    lambda text: f"x{text.strip()}y"
)


@given(own=WORDS, below=WORDS)
def test_words_above_and_below_a_quote_are_kept_and_the_quote_is_not(own: str, below: str) -> None:
    assert visible(f"{own}\n\n{QUOTE}\n{below}\n") == f"{own}\n\n{below}"


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_a_mail_without_quotes_is_shown_whole(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    assert visible(text) == text


@given(st.text(alphabet="ab>:-_\n @<wrote1 ", max_size=300))
def test_a_text_with_an_unquoted_word_never_vanishes(text: str) -> None:
    own = [line for line in text.split("\n") if not line.lstrip().startswith(">")]
    assert visible("tell me more\n" + text).startswith("tell me more")
    assert visible(text) or not any(any(map(str.isalnum, line)) for line in own)


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from my Galaxy S24 Ultra",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für Android",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Get Outlook for iOS<https://aka.example/o0ukef>",
        "Sent from Mail for Windows",
    ],
)
def test_a_devices_line_is_not_shown(line: str) -> None:
    assert visible(f"Yes.\n\n{line}\n") == "Yes."
    assert visible(line) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Sent from my team to yours: we would like to see the numbers before Friday, please.",
        "From: what I read, to: what you sell, it is a long way.",
        "On Monday you wrote:\nwe can do better.\nCan you?",
        "The price is\n--\nwell, high.".replace("--", "- 5 -"),
        "Regards to Sam! Let us speak on Tuesday about the whole thing, he knows more than I.",
        "Here is what Jane wrote in 2024:\nwe need this by summer.",
        "Subject: to approval, yes.",
    ],
)
def test_sentences_that_look_like_marks_are_kept(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_no_human_mail_of_the_corpus_shows_nothing_or_our_own_words(sample: Sample) -> None:
    if sample.expected["class"] in ("human", "unsubscribe"):
        shown = sample.verdict().visible_text
        assert shown or not sample.mail().text.strip() or sample.expected.get("visible") == ""
        assert "worth a call" not in shown
        assert "robin@northwind.example" not in shown


@pytest.mark.parametrize("mark", ["?", "??", "!", "...", "…", ":-)", ";)", "👍", "?!", "^^"])
def test_a_mark_alone_is_the_whole_answer(mark: str) -> None:
    assert visible(mark) == mark
    assert visible(f"{mark}\n\n{QUOTE}") == mark
    assert visible(f"{mark}\n\nSent from my iPhone\n\n-----Original Message-----\nHi") == mark


@pytest.mark.parametrize("line", ["-- ", "___________", "> ?", "*", "|"])
def test_a_mark_that_says_nothing_is_not_shown(line: str) -> None:
    assert visible(f"{line}\n\n{QUOTE}") == ""


def test_tracking_images_and_invisible_characters_leave_no_trace() -> None:
    text = "Yes\u200b\u2060 [cid:image001.png@01D] <https://track.contoso.example/o/abcdef012345>"
    assert visible(text) == "Yes"


def test_html_quotes_signatures_and_hidden_text_are_marked() -> None:
    html = (
        "<div style='display: none'>bait</div><p>Yes</p><div class=gmail_signature>Dana</div>"
        "<blockquote><p>one<blockquote>two</blockquote></blockquote>"
    )
    assert html_to_text(html).split("\n") == ["Yes", "", "-- ", "Dana", "> one", "> ", "> > two"]


@pytest.mark.parametrize(
    "hard", ["On 1 " * 20_000, "> " * 50_000, "<div>" * 20_000, "a\n" * 50_000]
)
def test_long_and_twisted_texts_are_read_to_an_end(hard: str) -> None:
    # A pattern that backtracks without bound would never come back from these.
    assert len(visible(hard + "\nwrote:")) <= len(hard) + 10
    assert len(html_to_text(hard)) <= len(hard) + 10
