"""Who gets nothing: searched, paged; admins add, remove and export."""

from collections.abc import Sequence as Rows
from dataclasses import dataclass, replace

from bot.state import Values
from bot.views import buttons, kit
from bot.views.contact import ORIGINS
from bot.views.kit import Block, View
from bot.views.words import many
from engine.domain.suppression import Suppression, SuppressionOrigin

CALLBACK = "suppressions"
FORM_CALLBACK = "suppressions.added"
OPEN = buttons.SUPPRESSIONS
ADD = "suppressions.add"
REMOVE = "suppressions.remove"  # value: the address or number
EXPORT = "suppressions.export"
TURN = "suppressions.next"
BACK = "suppressions.previous"

SEARCH = "search"
VALUE = "value"
PAGE_SIZE = 20

_BY_CONTACT = (SuppressionOrigin.STOP, SuppressionOrigin.PROVIDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What part of the list is shown."""

    text: str = ""
    page: int = 0

    @property
    def offset(self) -> int:
        """How many entries come before."""
        return self.page * PAGE_SIZE

    def turned(self, by: int) -> "Meta":
        """Return the page before or after."""
        return replace(self, page=max(0, self.page + by))


def build(entries: Rows[Suppression], meta: Meta, *, total: int, is_admin: bool) -> View:
    """Return the list; `entries` are one more than a page where another page follows."""
    shown = entries[:PAGE_SIZE]
    blocks = [_search(meta), _summary(shown, meta, total)]
    for one in shown:
        blocks.append(_entry(one, is_admin=is_admin))
    row = _turning(meta, has_more=len(entries) > PAGE_SIZE)
    if is_admin:
        row += [kit.button("Add", ADD), kit.button("Export", EXPORT)]
    blocks += [kit.actions(*row)] if row else []
    return kit.modal(CALLBACK, "Suppressions", blocks, submit="Search", meta=meta)


def _search(meta: Meta) -> Block:
    # Slack wants a submit button beside an input; Enter searches as well.
    box = kit.text_input(meta.text, max_length=200, placeholder="Part of an address or number")
    return kit.field(SEARCH, "Find", box, optional=True, dispatch=True)


def _summary(shown: Rows[Suppression], meta: Meta, total: int) -> Block:
    if not shown:
        words = "Nothing found." if meta.text or meta.page else "Nobody is suppressed."
        return kit.context(words)
    first = meta.offset + 1
    entries = many(total, "entry", "entries")
    return kit.context(f"{first}–{meta.offset + len(shown)} of {entries} in all, newest first")


def _entry(one: Suppression, *, is_admin: bool) -> Block:
    note = f"\n_{_note(one)}_" if one.note else ""
    words = f"*{kit.line(one.value)}* · {ORIGINS[one.origin]} · {kit.when(one.created_at)}{note}"
    if not is_admin:
        return kit.section(words)
    effect = f"{kit.line(one.value)} can be written to again."
    if one.origin in _BY_CONTACT:
        effect = "They texted STOP: only they can undo that, by texting START."
    dialog = kit.confirm("Remove from the list?", effect, "Remove")
    return kit.section(words, accessory=kit.button("Remove", REMOVE, one.value, confirm=dialog))


def _note(one: Suppression) -> str:
    if one.origin is SuppressionOrigin.MEMBER and one.note.startswith("added by <@"):
        return one.note  # our own sentence, with a mention
    return kit.line(one.note, 200)


def _turning(meta: Meta, *, has_more: bool) -> list[Block]:
    row = [kit.button("Previous", BACK)] if meta.page else []
    return row + ([kit.button("Next", TURN)] if has_more else [])


def searched(values: Values) -> Meta:
    """Return what was typed to be found, from its first page."""
    return Meta(text=values.text(SEARCH).strip())


def form() -> View:
    """Return the form to add an entry."""
    box = kit.text_input(max_length=320)
    hint = "Every sequence stops for them, and nothing is sent to them any more."
    blocks = [kit.field(VALUE, "Email or phone", box, hint=hint)]
    return kit.modal(FORM_CALLBACK, "Add a suppression", blocks, submit="Add", close="Cancel")


def read(values: Values) -> str:
    """Return what was typed to be added."""
    return values.text(VALUE)
