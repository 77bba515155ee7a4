"""The list of sequences, as the answer to `/sequence`, and the menu that finds one by name."""

from collections.abc import Sequence as Rows

from bot.views import buttons, kit, words
from bot.views.kit import Block
from bot.views.message import BLOCKS_MAX, Message
from engine.use_cases.reporting import Listed

FIND = "sequences.find"
ROWS_MAX = BLOCKS_MAX - 5  # the heading, the buttons, and what says how many more there are


def build(listed: Rows[Listed]) -> Message:
    """Return all sequences with state and counts, as many as a message holds."""
    if not listed:
        return _empty()
    shown = listed[:ROWS_MAX]
    left = len(listed) - len(shown)
    title = words.many(len(listed), "sequence")
    names = ", ".join(f"{each.sequence.name} ({each.sequence.state})" for each in shown[:20])
    return Message(
        text=kit.escape(f"{title}: {names}"),
        blocks=[
            kit.section(f"*{title}*"),
            *(row(each) for each in shown),
            *([kit.context(f"… and {left:,} more. Find one by its name:")] if left else []),
            kit.actions(
                buttons.create_sequence(),
                *([find_select()] if left else []),
                block_id="sequences.buttons",
            ),
        ],
    )


def row(listed: Listed) -> Block:
    """Return one sequence with its **Open** button."""
    of = listed.sequence
    state = words.state(of.state, is_awaiting=listed.is_awaiting)
    return kit.section(
        f"*{kit.line(of.name)}* · {state} · <@{of.owner_id}>\n{words.counts(listed.counts)}",
        accessory=buttons.open_sequence(of.id),
    )


def find_select() -> Block:
    """Return the menu that opens a sequence by its name."""
    return kit.search_select(FIND, placeholder="Find a sequence")


def options(listed: Rows[Listed], query: str) -> list[Block]:
    """Return the sequences whose name has the query in it, those that start with it first."""
    wanted = " ".join(query.casefold().split())
    found = [each.sequence for each in listed if wanted in each.sequence.name.casefold()]
    found.sort(key=lambda of: not of.name.casefold().startswith(wanted))
    return [kit.option(of.name, str(of.id)) for of in found[: kit.OPTIONS_MAX]]


def _empty() -> Message:
    sentence = "There are no sequences yet. Press *Create sequence* to write the first one."
    return Message(
        text="There are no sequences yet. Create the first one with /sequence new.",
        blocks=[kit.section(sentence), kit.actions(buttons.create_sequence())],
    )
