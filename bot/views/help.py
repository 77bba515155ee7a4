"""What /sequence can do, as a message and as a modal."""

from bot.views import buttons, kit
from bot.views.kit import Block, View
from bot.views.message import Message

# What is typed after /sequence, and what it does.
COMMANDS = (
    ("", "list all sequences"),
    ("new [name]", "write a new sequence"),
    ("open NAME", "edit steps, see what blocks activation, and more"),
    ("settings NAME", "sender, send window, exit criteria, notify channel"),
    ("activate NAME", "check everything, then activate or request approval"),
    ("pause NAME", "send nothing, keep everyone enrolled"),
    ("resume NAME", "go on where everyone left off"),
    ("enroll NAME [emails]", "enroll contacts, pasted or from a CSV file"),
    ("why EMAIL", "what a contact has had, and what comes next"),
    ("contact EMAIL", "a contact's fields, and their way through every sequence"),
    ("report NAME", "what came of a sequence, step by step"),
    ("digest [days]", "what was sent and answered lately"),
    ("connect", "your Gmail accounts, and Salesmsg"),
    ("suppressions", "who must not be contacted"),
    ("setup", "approvers, limits and defaults of the workspace (admins)"),
    ("help", "this page"),
)


def message() -> Message:
    """Return the answer to `/sequence help`."""
    text = "\n".join(f"{_typed(words)}: {what}" for words, what in COMMANDS)
    return Message(text=text, blocks=[*_blocks(), kit.actions(buttons.create_sequence())])


def build() -> View:
    """Return the page behind **Help**."""
    return kit.modal("help", "Help", _blocks())


def _blocks() -> list[Block]:
    lines = "\n".join(f"`{_typed(words)}`  {what}" for words, what in COMMANDS)
    return [
        kit.section("*What you can type*"),
        kit.section(lines),
        kit.context(
            "NAME can be the beginning of a name, in any case, with or without quotes.",
            "All of it is also on the app's Home tab. On a message, the shortcut "
            "*Enroll this contact* takes the addresses in it.",
        ),
    ]


def _typed(words: str) -> str:
    return f"/sequence {words}".strip()
