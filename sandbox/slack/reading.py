"""What a person reads on a screen: texts, fields by label, buttons by text. Pure functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.slack.model import Json
from sandbox.slack.rules import elements_of
from sandbox.slack.views import VALUE_KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something to type or choose in, under the label that a person sees."""

    label: str
    block_id: str
    action_id: str
    kind: str  # the element's type
    element: Json
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button, or an overflow menu (its text is then empty), and the words it stands by."""

    text: str
    near: str
    block_id: str
    action_id: str
    element: Json

    @property
    def options(self) -> list[str]:
        """The entries of an overflow menu."""
        return [option["text"]["text"] for option in self.element.get("options", [])]


def bare(text: str) -> str:
    """Return a label without the marks around it: `*Send from*:` is `Send from`."""
    return text.strip().rstrip(":").strip("*_ ").strip()


def texts_of(blocks: list[Json]) -> list[str]:
    """Return all visible texts in order, mrkdwn as it is; buttons and placeholders left out."""
    return [text for block in blocks for text in block_texts(block) if text]


def block_texts(block: Json) -> list[str]:
    """Return the texts of one block."""
    match block["type"]:
        case "section":
            own = [block["text"]["text"]] if block.get("text") else []
            return own + [each["text"] for each in block.get("fields") or []]
        case "header":
            return [block["text"]["text"]]
        case "markdown":
            return [block["text"]]
        case "context":
            return [each.get("text") or each.get("alt_text", "") for each in block["elements"]]
        case "image":
            title = (block.get("title") or {}).get("text", "")
            return [title or block["alt_text"]]
        case "input":
            hint = (block.get("hint") or {}).get("text", "")
            return [block["label"]["text"], hint]
        case "rich_text":
            return [rich_words(block)]
        case "table":
            return [" | ".join(_cell(cell) for cell in row) for row in block["rows"]]
        case _:
            return []


def _cell(cell: Json) -> str:
    return (
        rich_words(cell)
        if cell["type"] == "rich_text"
        else str(cell.get("text") or cell.get("value"))
    )


def rich_words(node: Json) -> str:
    """Return the words of a rich text; list items and sections on lines of their own."""
    if node["type"] in ("rich_text", "rich_text_list"):
        return "\n".join(rich_words(child) for child in node["elements"])
    if "elements" in node:
        return "".join(rich_words(child) for child in node["elements"])
    for key in ("text", "url", "fallback", "name", "user_id", "channel_id", "range"):
        if node.get(key):
            return str(node[key])
    return ""


def fields_of(blocks: list[Json]) -> list[Field]:
    """Return everything that can be filled, in order.

    The label is an input's label, a section's text, or the placeholder of an element in a row.
    """
    return [
        Field(
            label=_label(block, element),
            block_id=block["block_id"],
            action_id=element["action_id"],
            kind=element["type"],
            element=element,
            is_required=block["type"] == "input" and not block.get("optional"),
        )
        for block in blocks
        for _, found in elements_of(block)
        if (element := dict(found))["type"] in VALUE_KEYS
    ]


def _label(block: Json, element: Json) -> str:
    if block["type"] == "input":
        return str(block["label"]["text"])
    if block["type"] == "section":
        return " ".join(block_texts(block))
    return str((element.get("placeholder") or {}).get("text", ""))


def field_named(blocks: list[Json], label: str) -> Field:
    """Return the one field with this label.

    Raises:
        LookupError: there is none, or there are several; the labels are in the message.
    """
    fields = fields_of(blocks)
    exact = [field for field in fields if bare(field.label) == bare(label)]
    found = exact or [field for field in fields if field.kind and label in field.label]
    if len(found) != 1:
        labels = [field.label for field in fields]
        raise LookupError(f"{len(found)} fields are labelled {label!r}; there are {labels}")
    return found[0]


def buttons_of(blocks: list[Json], kind: str = "button") -> list[Button]:
    """Return the buttons, or the overflow menus, in order."""
    return [
        Button(
            text=(element.get("text") or {}).get("text", ""),
            near=near,
            block_id=block["block_id"],
            action_id=element["action_id"],
            element=dict(element),
        )
        for block, near in _with_nearby_words(blocks)
        for _, element in elements_of(block)
        if element["type"] == kind
    ]


def _with_nearby_words(blocks: list[Json]) -> Iterator[tuple[Json, str]]:
    """Yield each block with its own words, or those since the last section for a bare row."""
    words: list[str] = []
    for block in blocks:
        if block["type"] in ("section", "header"):
            words = []
        words += block_texts(block)
        yield block, "\n".join(words)


def button_named(blocks: list[Json], text: str, near: str = "") -> Button:
    """Return the one button with this text, near these words if they are given.

    Raises:
        LookupError: there is none, or there are several.
    """
    found = [
        button
        for button in buttons_of(blocks)
        if button.text.strip() == text and near in button.near
    ]
    if len(found) != 1:
        texts = [button.text for button in buttons_of(blocks)]
        raise LookupError(f"{len(found)} buttons say {text!r} near {near!r}; there are {texts}")
    return found[0]


def overflow_near(blocks: list[Json], words: str, option: str) -> Button:
    """Return the one overflow menu near these words that offers `option`.

    Raises:
        LookupError: there is none, or there are several.
    """
    menus = [menu for menu in buttons_of(blocks, "overflow") if words in menu.near]
    found = [menu for menu in menus if option in menu.options]
    if len(found) != 1:
        offered = [(menu.near, menu.options) for menu in buttons_of(blocks, "overflow")]
        raise LookupError(
            f"{len(found)} menus near {words!r} offer {option!r}; there are {offered}"
        )
    return found[0]


def shown_value(value: Json) -> Any:
    """Return what a person sees in a filled element: text, option texts, ids, file names."""
    chosen = value[VALUE_KEYS[value["type"]][0]]
    match value["type"]:
        case "rich_text_input":
            return rich_words(chosen) if chosen else None
        case "file_input":
            return [file["name"] for file in chosen]
        case kind if kind in ("checkboxes", "multi_static_select", "multi_external_select"):
            return [option["text"]["text"] for option in chosen]
        case kind if kind in ("static_select", "external_select", "radio_buttons"):
            return chosen["text"]["text"] if chosen else None
        case _:
            return chosen
