"""The picture of a report: how many each step reached, and how people answered."""

import io
from functools import cache

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.ticker import MaxNLocator

from bot.views.kit import clip
from bot.views.report import OUTCOMES, count_of
from bot.views.words import step_kind
from engine.use_cases.reporting import Report

STEPS_SHOWN = 30  # of more, bars get too thin to be read
LABELLED_STEPS = 12  # with their numbers on the bars
TITLE_MAX = 60
DPI = 150
FONT = "DejaVu Sans"  # comes with matplotlib, so that every machine draws the same
COLOURS = {
    "sent": "#9aa5b1",
    "replied": "#2b8a3e",
    "meetings": "#1864ab",
    "bounced": "#c92a2a",
    "unsubscribed": "#e67700",
}


def draw(report: Report) -> bytes:
    """Return the report as a PNG, drawn off-screen: bars for each step, one per outcome."""
    steps = report.steps[:STEPS_SHOWN]
    figure = Figure(figsize=(max(6.0, 1.1 * len(steps) + 2), 4.5), dpi=DPI, layout="constrained")
    axes = figure.add_subplot()
    width = 0.8 / len(COLOURS)
    for place, (name, counts) in enumerate(series(report).items()):
        offset = (place - (len(COLOURS) - 1) / 2) * width
        places = [number + offset for number in range(len(steps))]
        bars = axes.bar(places, counts, width=width, label=name, color=COLOURS[name])
        if len(steps) <= LABELLED_STEPS:
            axes.bar_label(bars, labels=[str(each or "") for each in counts], fontsize=7)
    names = [f"Step {each.number}\n{step_kind(each.step)}" for each in steps]
    axes.set_xticks(range(len(steps)), names, fontname=FONT)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.set_ylim(bottom=0, top=max(1, *map(max, series(report).values())) * 1.1 if steps else 1)
    axes.set_title(drawable(report.sequence.name), fontname=FONT, parse_math=False)
    axes.spines[["top", "right"]].set_visible(False)
    if steps:
        figure.legend(loc="outside lower center", ncols=len(COLOURS), frameon=False)
    png = io.BytesIO()
    FigureCanvasAgg(figure)  # a figure of its own, without pyplot: workers draw side by side
    figure.savefig(png, format="png")
    return png.getvalue()


def series(report: Report) -> dict[str, list[int]]:
    """Return the heights of the bars: for each outcome, a number for each step shown."""
    steps = report.steps[:STEPS_SHOWN]
    answers = {name: [count_of(each, reasons) for each in steps] for name, reasons in OUTCOMES}
    return {"sent": [each.sent for each in steps], **answers}


def drawable(text: str) -> str:
    """Return the text without what the font has no sign for, such as emoji."""
    kept = "".join(sign for sign in text if ord(sign) in _signs())
    return clip(" ".join(kept.split()), TITLE_MAX) or "Report"


@cache
def _signs() -> frozenset[int]:
    path = font_manager.findfont(font_manager.FontProperties(family=FONT))
    return frozenset(FT2Font(path).get_charmap())
