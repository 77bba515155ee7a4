"""The app is killed in the midst of a send, and started again."""

from sandbox.story.plot import Plot

SENT = "POST .*/drafts/send$"


def killed_and_started_again(plot: Plot) -> None:
    """Kill it when Gmail has sent a mail and has not answered yet; then start it."""
    teller, app = plot.teller, plot.teller.scene.app
    sent = plot.sent()
    some_are_left = (plot.expected_on_monday - sent) // 2  # however late in the day it is by now
    plot.until_sent(sent + min(plot.crowd.killed_after, some_are_left))
    gate = plot.google.gate(SENT)
    teller.until(gate.is_waited_at, "a send that waits for its answer", meanwhile=teller.tick)
    app.kill()
    gate.open()
    at = plot.sent()
    teller.tell(f"kill -9, as Gmail has sent mail {at} and has not said so yet")
    teller.never(lambda: plot.sent() > at, "a mail without the app", seconds=0.5)
    app.start()
    teller.tell("The app is started again")
