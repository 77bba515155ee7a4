"""The view that stands until slow work is done; the result takes its place."""

from bot.views import kit

CALLBACK = "working"


def build(title: str, sentence: str) -> kit.View:
    """Return a view that says what is being done; closing it sends the result as a DM."""
    return kit.modal(
        CALLBACK,
        title,
        [
            kit.section(f":hourglass_flowing_sand: {sentence}"),
            kit.context("You can close this: the result then comes as a direct message."),
        ],
    )
