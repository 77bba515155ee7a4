"""The report of a sequence, in numbers and as a picture."""

from io import BytesIO

import pytest
from matplotlib.image import imread

from bot import report_picture
from bot.views import report as report_view
from engine.domain.enrollment import (
    ExitReason,
)
from engine.domain.sequence import Sequence, SequenceState
from engine.ports.records import SequenceCounts
from engine.use_cases.reporting import Report, StepReport
from tests.views import approving_data as data
from tests.views.golden import check_message, check_view


def report(*, steps: int = 3, name: str = "Q4 CFO") -> Report:
    sequence: Sequence = data.sequence(name=name, steps=steps, state=SequenceState.ACTIVE)
    exits = {
        ExitReason.REPLIED: 12,
        ExitReason.BOOKED: 3,
        ExitReason.BOUNCED: 2,
        ExitReason.UNSUBSCRIBED: 1,
        ExitReason.STOPPED: 4,
    }
    return Report(
        sequence=sequence,
        counts=SequenceCounts(contacts=1212, sent=500),
        steps=tuple(
            StepReport(number=number, step=step, sent=max(0, 200 - 50 * number), exits=exits)
            for number, step in enumerate(sequence.working.steps, start=1)
        ),
    )


def test_each_step_has_its_numbers_and_rates() -> None:
    message = report_view.build(report())
    check_message("report", message)
    line = next(each for each in message.text.splitlines() if "Step 1 " in each)
    assert "sent 150" in line
    assert "replied 12 (8.0%)" in line
    assert "unsubscribed 5 (3.3%)" in line  # by the link and by STOP


def test_a_step_that_sent_nothing_has_no_rate() -> None:
    assert report_view.rate(3, 0) == "3"
    assert report_view.rate(0, 8) == "0 (0.0%)"


def test_a_report_of_a_hundred_steps_fits_in_message_modal_and_words() -> None:
    worst = report(steps=100, name=data.WORST_NAME)
    check_message("report_worst", report_view.build(worst))
    check_view("report_modal_worst", report_view.modal(worst))
    assert len(report_view.without_picture(worst)) <= 3000


def test_the_bars_are_as_high_as_the_numbers() -> None:
    assert report_picture.series(report()) == {
        "sent": [150, 100, 50],
        "replied": [12, 12, 12],
        "meetings": [3, 3, 3],
        "bounced": [2, 2, 2],
        "unsubscribed": [5, 5, 5],
    }


def area_of(colour: str, png: bytes) -> int:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    pixels = (imread(BytesIO(png))[:, :, :3] * 255).round()
    return int((pixels == wanted).all(axis=2).sum())


def test_the_picture_shows_every_outcome_and_taller_bars_for_more() -> None:
    png = report_picture.draw(report())
    areas = {name: area_of(colour, png) for name, colour in report_picture.COLOURS.items()}
    assert all(areas.values())
    assert areas["sent"] > areas["replied"] > areas["meetings"]


@pytest.mark.parametrize("steps", [0, 1, 100])
def test_any_number_of_steps_is_drawn(steps: int) -> None:
    assert report_picture.draw(report(steps=steps)).startswith(b"\x89PNG")


def test_a_name_is_drawn_without_signs_that_the_font_lacks() -> None:
    assert report_picture.drawable("Q4 🎉 漢字 $x$ übung") == "Q4 $x$ übung"
    assert report_picture.drawable("🎉") == "Report"
    assert report_picture.draw(report(name="$\\broken{ 🎉")).startswith(b"\x89PNG")
