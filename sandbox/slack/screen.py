"""What a person has before them: a modal or Home as a Screen, messages, and outcomes of acts."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sandbox.slack.model import Json
from sandbox.slack.reading import (
    block_texts,
    buttons_of,
    field_named,
    fields_of,
    shown_value,
    texts_of,
)
from sandbox.slack.views import VALUE_KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A modal or the Home tab as it was when it was read; it does not change by itself."""

    view: Json

    @property
    def id(self) -> str:
        """The view's id."""
        return str(self.view["id"])

    @property
    def blocks(self) -> list[Json]:
        """The blocks as the app sent them, ids filled in."""
        return list(self.view["blocks"])

    @property
    def title(self) -> str:
        """The title; Home has none."""
        return _text(self.view.get("title")) if self.view["type"] == "modal" else ""

    @property
    def submit_label(self) -> str:
        """The text of the submit button, or an empty string."""
        return _text(self.view.get("submit"))

    @property
    def close_label(self) -> str:
        """The text of the cancel button, or an empty string."""
        return _text(self.view.get("close"))

    @property
    def depth(self) -> int:
        """How many modals the person has open."""
        return int(self.view["depth"])

    @property
    def trouble(self) -> str:
        """What Slack says when the app did not answer well to a submit."""
        return str(self.view["trouble"])

    @property
    def errors(self) -> dict[str, str]:
        """The errors under the fields, by label, after a refused submit."""
        return errors_by_label(self.blocks, self.view["errors"])

    def texts(self) -> list[str]:
        """Return all visible texts in order, mrkdwn as it is."""
        return texts_of(self.blocks)

    @property
    def text(self) -> str:
        """All visible texts, one a line."""
        return "\n".join(self.texts())

    def labels(self) -> list[str]:
        """Return the labels of everything that can be filled."""
        return [each.label for each in fields_of(self.blocks)]

    def buttons(self) -> list[str]:
        """Return the texts of the buttons in the blocks; submit is not among them."""
        return [button.text for button in buttons_of(self.blocks)]

    def menus(self) -> dict[str, list[str]]:
        """Return the entries of each overflow menu, by the words it stands by."""
        return {menu.near: menu.options for menu in buttons_of(self.blocks, "overflow")}

    def options(self, label: str) -> list[str]:
        """Return the option texts of a select, radio buttons or checkboxes."""
        element = field_named(self.blocks, label).element
        groups = element.get("option_groups") or [element]
        return [option["text"]["text"] for group in groups for option in group["options"]]

    def values(self) -> dict[str, Any]:
        """Return what stands in each field, by label: text, option texts, ids or file names."""
        typed = self.view["state"]["values"]
        return {
            each.label: shown_value(typed[each.block_id][each.action_id])
            for each in fields_of(self.blocks)
        }

    def raw_value(self, label: str) -> Any:
        """Return the value under a label as the payload has it (a rich text as its JSON)."""
        found = field_named(self.blocks, label)
        value = self.view["state"]["values"][found.block_id][found.action_id]
        return value[VALUE_KEYS[found.kind][0]]


def _text(text: Json | None) -> str:
    return str(text["text"]) if text else ""


def errors_by_label(blocks: list[Json], errors: dict[str, str]) -> dict[str, str]:
    """Return errors by the label of their block instead of its id."""
    labels = {block["block_id"]: block_texts(block)[0] for block in blocks if block_texts(block)}
    return {labels.get(block_id, block_id): text for block_id, text in errors.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMessage:
    """A message as one person sees it."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    is_edited: bool = False
    is_ephemeral: bool = False
    files: list[Json] = field(default_factory=list)  # id, name, title, text of each

    @classmethod
    def read(cls, told: Json) -> "SeenMessage":
        """Read a message from the stand-in's JSON."""
        return cls(
            channel=told["channel"],
            ts=told["ts"],
            user=told["user"],
            text=told["text"],
            blocks=told.get("blocks", []),
            thread_ts=told.get("thread_ts"),
            is_edited="edited" in told,
            is_ephemeral=told["is_ephemeral"],
            files=told["files"],
        )

    def texts(self) -> list[str]:
        """Return the texts that are shown: those of the blocks, or the text without blocks."""
        return texts_of(self.blocks) if self.blocks else [self.text]

    @property
    def words(self) -> str:
        """All that is shown, one text a line."""
        return "\n".join(self.texts())

    def buttons(self) -> list[str]:
        """Return the texts of the buttons."""
        return [button.text for button in buttons_of(self.blocks)]


class Result(StrEnum):
    """How Slack took the app's answer to an act."""

    NOTHING = "nothing"  # an empty acknowledgement
    REPLIED = "replied"  # the answer to a command carried a message
    CLOSED = "closed"  # the modal is closed, by the app or by the person
    UPDATED = "updated"  # the modal shows something else
    PUSHED = "pushed"  # another modal stands on it
    CLEARED = "cleared"  # all modals are closed
    ERRORS = "errors"  # fields are marked; the modal stays
    REFUSED = "refused"  # Slack's client did not let the person enter this
    FAILED = "failed"  # no answer in time, or one that Slack does not accept


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one act of a person."""

    result: Result
    status: int | None  # of the app's HTTP answer; 200 for a socket's; None without an answer
    elapsed_ms: int
    error: str | None  # operation_timeout, http_error, connection_failed, or Slack's refusal
    errors: dict[str, str]  # by label
    opened: Screen | None  # a modal that was not there before
    screen: Screen | None  # the modal on top now
    replies: tuple[SeenMessage, ...]  # all this person can read that came meanwhile
    confirm: str | None = None  # the text of the confirm dialog that was accepted
    url: str | None = None  # where a link button led

    @classmethod
    def read(cls, told: Json, blocks: list[Json], **more: Any) -> "Outcome":
        """Read an outcome from the stand-in's JSON; `blocks` are those that were acted on."""
        top = Screen(view=told["view"]) if told["view"] else None
        return cls(
            result=Result(told["result"]),
            status=told["status"],
            elapsed_ms=told["elapsed_ms"],
            error=told["error"],
            errors=errors_by_label(blocks, told["errors"]),
            opened=top if told["opened"] else None,
            screen=top,
            replies=tuple(SeenMessage.read(each) for each in told["replies"]),
            **more,
        )

    @property
    def operation_timeout(self) -> bool:
        """Whether the app did not answer within 3 s."""
        return self.error == "operation_timeout"

    @property
    def text(self) -> str:
        """The words of all replies."""
        return "\n".join(reply.words for reply in self.replies)
