"""The digest: what was sent and answered lately, a line a sequence."""

from bot.views import buttons, kit, words
from bot.views.kit import View
from bot.views.message import Message
from engine.use_cases.reporting import Digest, Listed

ROWS_MAX = 20


def build(of: Digest) -> Message:
    """Return the digest as a message."""
    title = f"*Digest* since {kit.when(of.since)}"
    if not of.sequences:
        return Message(
            text="Digest: nothing was sent and nobody answered.",
            blocks=[
                kit.section(f"{title}\nNothing was sent, and nobody answered."),
            ],
        )
    rows = [_row(each) for each in of.sequences[:ROWS_MAX]]
    more = len(of.sequences) - ROWS_MAX
    if more > 0:
        rows.append(kit.context(f"… and {words.many(more, 'more sequence')}."))
    total = sum(each.counts.sent for each in of.sequences)
    replies = sum(each.counts.replied for each in of.sequences)
    meetings = sum(each.counts.booked for each in of.sequences)
    text = f"Digest: {total} sent, {replies} replied, {meetings} meetings."
    return Message(text=text, blocks=[kit.section(title), *rows])


def modal(of: Digest) -> View:
    """Return the digest as a modal."""
    return kit.modal("digest", "Digest", build(of).blocks)


def _row(each: Listed) -> kit.Block:
    counts = each.counts
    return kit.section(
        f"*{kit.line(each.sequence.name)}*: sent {counts.sent} · replied {counts.replied} · "
        f"meetings {counts.booked}",
        accessory=kit.button("Report", buttons.REPORT, str(each.sequence.id)),
    )
