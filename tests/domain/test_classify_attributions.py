"""The line above a quote goes, and what somebody wrote right above it stays."""

import pytest

from engine.domain.attributions import attribution_at
from engine.domain.visible_text import visible

ANNOUNCED = (
    "On 23 Nov 2026 at 11:00, Robin Vale <robin@northwind.example> wrote:",
    "On Mon, Nov 23, 2026 at 11:00 AM Robin Vale\n<robin@northwind.example> wrote:",
    "Am 23.11.2026 um 11:00 schrieb Robin Vale:",
    "Am Mo., 23. Nov. 2026 um 11:00 Uhr schrieb Robin Vale <\nrobin@northwind.example>:",
    "Am Montag, den 23. November\n2026, um 11:00 Uhr schrieb Robin Vale:",
    "Robin Vale <robin@northwind.example> hat am 23.11.2026 11:00 CET geschrieben:",
    "Robin Vale schrieb am 23.11.2026 um 11:00:",
    "Le lun. 23 nov. 2026 à 11:00, Robin Vale <robin@northwind.example> a\nécrit :",
    "Le 23/11/2026 à 11:00, Robin Vale a écrit :",
    "El lun, 23 nov 2026\na las 11:00, Robin Vale (<robin@northwind.example>) escribió:",
    "Em seg., 23 de nov. de 2026 às 11:00, Robin Vale <robin@northwind.example>\nescreveu:",
    "Robin Vale <robin@northwind.example> escreveu (segunda,\n23/11/2026 à(s) 11:00):",
    "Il giorno lun 23 nov 2026 alle ore 11:00 Robin Vale <robin@northwind.example>\nha scritto:",
    "Op ma 23 nov 2026 om 11:00 schreef Robin Vale <robin@northwind.example>:",
    "Op 23 nov. 2026, om 11:00 heeft Robin Vale het volgende geschreven:",
    "2026-11-23 11:00 GMT+01:00 Robin Vale\n<robin@northwind.example> wrote:",
    "---- On Mon, 23 Nov 2026 11:00:00 +0100 Robin Vale <robin@northwind.example> wrote ----",
)
OWN = (
    "Friday then.",
    "Please take me off\nyour list",
    "I agree.\nCall me on 3 December.\nOn Thursday at 3 then.",
    "Am Freitag um 11.\nLe 3 décembre",
    "Yes -\nsee you",
    "A las 3.",
    "?",
)


@pytest.mark.parametrize("announced", ANNOUNCED)
@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("earlier", ["> Hi Dana,\n>\n> forty contracts", "Hi Dana,\n\nforty"])
def test_words_right_above_an_announced_quote_are_kept(
    own: str, announced: str, earlier: str
) -> None:
    assert visible(f"{own}\n{announced}\n{earlier}") == own
    assert visible(f"{own}\n\n{announced}\n\n{earlier}") == own


@pytest.mark.parametrize(
    ("line", "own"),
    [
        ("Ok. On 23 Nov 2026 at 11:00, Robin Vale <robin@northwind.example> wrote:", "Ok."),
        ("Ja gern Am 23.11.2026 um 11:00 schrieb Robin <robin@northwind.example>:", "Ja gern"),
        ("Non merci ! Le 23/11/2026 à 11:00, Robin Vale a écrit :", "Non merci !"),
    ],
)
def test_words_before_it_on_the_same_line_are_kept(line: str, own: str) -> None:
    assert visible(f"{line}\n> Hi") == own


@pytest.mark.parametrize(
    "line",
    [
        "  On Mon, Nov 23, 2026 at 5:00 AM, Robin<robin@northwind.example> wrote:   Hi Dana,",
        "  El lun, 23 de nov de 2026 a la(s) 5:00, R<robin@northwind.example> escribió:   Hi",
        "  Am Mo., Nov. 23, 2026 at 5:00, Robin<robin@northwind.example> schrieb:   Hi Dana,",
    ],
)
def test_the_earlier_mail_may_begin_on_the_announcing_line(line: str) -> None:
    assert visible(f"No, thanks.\n\n{line}\n\nContoso renews contracts.") == "No, thanks."
    assert visible(f"No, thanks.\n{line}\n\nContoso renews contracts.") == "No, thanks."


@pytest.mark.parametrize(
    "line",
    [
        "On 3 May 2026 you wrote: we can wait. Can we?",
        "Lee <lee@contoso.example> asked: who is it?",
    ],
)
def test_a_sentence_that_cites_is_kept(line: str) -> None:
    assert visible(line) == line


def test_a_quote_announced_by_name_alone_is_announced_too() -> None:
    announced = "Zitat von Robin Vale <robin@northwind.example>:"
    assert visible(f"Gern.\n{announced}\n\n> Hi\n") == "Gern."


@pytest.mark.parametrize(
    "lines",
    [
        ["As Lee wrote", "to you, this is what we need:", "> a price"],
        ["On 3 December we meet:", "bring the numbers"],
        ["What I wrote in 2024 still holds:", "no budget"],
        ["On Monday you wrote:", "we can do better"],
    ],
)
def test_a_sentence_with_a_colon_announces_nothing(lines: list[str]) -> None:
    assert attribution_at(lines, 0) is None
