"""What a person types or picks, turned into an element's value by the rules of Slack's client.

The client itself keeps lengths, bounds and formats, so such input never reaches the app.
"""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.slack.model import File, Json, SlackError, Team
from sandbox.slack.views import VALUE_KEYS

MOST_FILE_BYTES = 10_000_000
DEFAULT_MOST_CHARACTERS = 3000
_AUTOLINKS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class CannotTypeError(SlackError):
    """Slack's client would not let a person enter this."""


def value_of(team: Team, element: Json, typed: Any, offered: list[Json]) -> Json:
    """Return the state value of `element` once `typed` was entered.

    `offered` are the options to choose from; `typed` is text, a list of texts, or a rich text.

    Raises:
        CannotTypeError: the client refuses it; the message says why.
    """
    kind = element["type"]
    key, _, empty = VALUE_KEYS[kind]
    if typed is None:
        return {"type": kind, key: empty}
    return {"type": kind, key: _READERS[kind](team, element, typed, offered)}


def _text(_team: Team, element: Json, typed: Any, _offered: list[Json]) -> str | None:
    text = str(typed)
    most = element.get("max_length") or DEFAULT_MOST_CHARACTERS
    least = element.get("min_length") or 0
    if "\n" in text and not element.get("multiline"):
        raise CannotTypeError("this field has one line")
    if len(text) > most:
        raise CannotTypeError(f"at most {most} characters can be typed here")
    if text and len(text) < least:
        raise CannotTypeError(f"at least {least} characters are needed here")
    return text or None


def _number(_team: Team, element: Json, typed: Any, _offered: list[Json]) -> str | None:
    if str(typed) == "":
        return None
    try:
        number = Decimal(str(typed))
    except InvalidOperation as error:
        raise CannotTypeError("only numbers can be typed here") from error
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < Decimal(low):
        raise CannotTypeError(f"must be at least {low}")
    if high is not None and number > Decimal(high):
        raise CannotTypeError(f"must be at most {high}")
    if number % 1 and not element["is_decimal_allowed"]:
        raise CannotTypeError("only whole numbers can be typed here")
    return str(typed)


def _matching(pattern: str, refusal: str) -> "_Reader":
    def read(_team: Team, _element: Json, typed: Any, _offered: list[Json]) -> str | None:
        if typed == "":
            return None
        if not re.fullmatch(pattern, str(typed)):
            raise CannotTypeError(refusal)
        return str(typed)

    return read


def rich_text(text: str) -> Json:
    """Return plain text as Slack's composer makes it: one section, addresses turned into links."""
    elements: list[Json] = []
    end = 0
    for found in _AUTOLINKS.finditer(text):
        elements += [*_run(text[end : found.start()]), _link(found.group())]
        end = found.end()
    section = {"type": "rich_text_section", "elements": elements + _run(text[end:])}
    return {"type": "rich_text", "elements": [section]}


def _run(text: str) -> list[Json]:
    return [{"type": "text", "text": text}] if text else []


def _link(text: str) -> Json:
    if text.startswith("http"):
        return {"type": "link", "url": text}
    return {"type": "link", "url": f"mailto:{text}", "text": text}


def _rich(_team: Team, _element: Json, typed: Any, _offered: list[Json]) -> Json | None:
    if isinstance(typed, dict):
        return typed
    return rich_text(str(typed)) if typed else None


def _option(_team: Team, _element: Json, typed: Any, offered: list[Json]) -> Json:
    found = [option for option in offered if option["text"]["text"] == str(typed)]
    if not found:
        texts = [option["text"]["text"] for option in offered]
        raise CannotTypeError(f"no option {typed!r}; there are {texts}")
    return found[0]


def _options(team: Team, element: Json, typed: Any, offered: list[Json]) -> list[Json]:
    chosen = [_option(team, element, each, offered) for each in _many(element, typed)]
    return [option for option in offered if option in chosen]


def _many(element: Json, typed: Any) -> list[Any]:
    wanted = typed if isinstance(typed, list) else [typed]
    most = element.get("max_selected_items")
    if most is not None and len(wanted) > most:
        raise CannotTypeError(f"at most {most} can be chosen")
    return wanted


def _user(team: Team, _element: Json, typed: Any, _offered: list[Json]) -> str:
    for user in team.users.values():
        if typed in (user.id, user.name, user.real_name) and not user.deleted:
            return user.id
    raise CannotTypeError(f"no user {typed!r}")


def _channel(team: Team, element: Json, typed: Any, _offered: list[Json]) -> str:
    public_only = "channels_select" in element["type"]
    for channel in team.channels.values():
        allowed = not channel.is_archived and not (public_only and channel.is_private)
        if allowed and typed in (channel.id, channel.name, f"#{channel.name}"):
            return channel.id
    raise CannotTypeError(f"no channel {typed!r}")


def _each(one: "_Reader") -> "_Reader":
    def read(team: Team, element: Json, typed: Any, offered: list[Json]) -> list[Any]:
        return [one(team, element, each, offered) for each in _many(element, typed)]

    return read


def _moment(_team: Team, _element: Json, typed: Any, _offered: list[Json]) -> int:
    return int(typed) if str(typed).isdigit() else int(datetime.fromisoformat(typed).timestamp())


def _files(team: Team, element: Json, typed: Any, _offered: list[Json]) -> list[Json]:
    """Take ids of uploaded files; the client keeps their number, kind and size."""
    files = [team.files[file_id] for file_id in typed]
    if len(files) > element.get("max_files", 10):
        raise CannotTypeError(f"at most {element.get('max_files', 10)} files")
    for file in files:
        _check_file(element, file)
    return [{"id": file.id, "name": file.name, "title": file.title} for file in files]


def _check_file(element: Json, file: File) -> None:
    kinds = element.get("filetypes")
    if kinds and file.name.rpartition(".")[2].lower() not in kinds:
        raise CannotTypeError(f"{file.name} is not one of {kinds}")
    if len(file.content) > MOST_FILE_BYTES:
        raise CannotTypeError(f"{file.name} is larger than 10 MB")


_Reader = Callable[[Team, Json, Any, list[Json]], Any]
_READERS: dict[str, _Reader] = {
    "plain_text_input": _text,
    "email_text_input": _matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "must be an email address"),
    "url_text_input": _matching(r"https?://\S+", "must be a link"),
    "number_input": _number,
    "rich_text_input": _rich,
    "static_select": _option,
    "external_select": _option,
    "radio_buttons": _option,
    "multi_static_select": _options,
    "multi_external_select": _options,
    "checkboxes": _options,
    "users_select": _user,
    "multi_users_select": _each(_user),
    "conversations_select": _channel,
    "multi_conversations_select": _each(_channel),
    "channels_select": _channel,
    "multi_channels_select": _each(_channel),
    "datepicker": _matching(r"\d{4}-\d{2}-\d{2}", "must be a date as YYYY-MM-DD"),
    "timepicker": _matching(r"([01]\d|2[0-3]):[0-5]\d", "must be a time as HH:mm"),
    "datetimepicker": _moment,
    "file_input": _files,
}
