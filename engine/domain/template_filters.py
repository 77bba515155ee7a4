"""The library's filters, kept from turning a missing value into a blank, or into gigabytes."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import quote

from liquid import Environment
from liquid.exceptions import FilterArgumentError, FilterError, ResourceLimitError

from engine.domain.template_conditions import Nothing
from engine.domain.template_values import is_blank

VALUE_LIMIT = 20_000  # characters of a text, items of a list, on its way through filters
HIDDEN_FILTERS = frozenset({"in_url"})  # for the addresses of links, not for authors

Filter = Callable[..., Any]

# Messages are escaped where they become HTML: an author's own escaping would show as `&amp;`.
_NEEDLESS = ("escape", "escape_once", "safe", "newline_to_br")
_UNUSABLE = ("escapejs",)


class ChosenBlank(str):
    """A blank the template's author asked for: false in conditions, and free to be printed."""

    __slots__ = ()

    def __liquid__(self) -> None:
        """Be falsy: the hook the library asks for truth."""
        return


def filters() -> dict[str, Filter]:
    """Return the filters of our templates by name."""
    library = Environment().filters
    ours: dict[str, Filter] = {name: _carried(function) for name, function in library.items()}
    ours |= dict.fromkeys(_NEEDLESS, _unchanged)
    ours |= {"replace": _carried(_replace), "date": _carried(_date), "in_url": _carried(_in_url)}
    ours["default"] = _default
    return {name: function for name, function in ours.items() if name not in _UNUSABLE}


def _carried(function: Filter) -> Filter:
    """Return `function` so that what is missing stays missing, with its names."""

    @wraps(function)
    def carried(value: object, *args: object, **options: object) -> object:
        given = (value, *args, *options.values())
        if lacking := [item for item in given if isinstance(item, Nothing)]:
            names = dict.fromkeys(name for item in lacking for name in item.names)
            return Nothing(tuple(names))
        try:
            result = _bounded(function(value, *args, **options))
        except (ArithmeticError, AttributeError, LookupError, ValueError) as error:
            raise FilterError(str(error), token=None) from error
        return ChosenBlank() if isinstance(value, ChosenBlank) and is_blank(result) else result

    return carried


def _default(value: object, *fallback: object, allow_false: bool = False) -> object:
    """Return `value`, or the fallback if it is blank or false.

    An explicit blank fallback is the author's choice. A fallback that is itself missing is what
    lacks; none given at all leaves `value` missing.
    """
    if value is False and allow_false is True:
        return value
    if value is not False and not isinstance(value, Nothing) and not is_blank(value):
        return value
    if not fallback or fallback[0] is None:
        return value
    return fallback[0] if not is_blank(fallback[0]) else ChosenBlank()


def _unchanged(value: object) -> object:
    return value


def _replace(value: object, old: object, new: object = "") -> str:
    text, old_text, new_text = str(value), str(old), str(new)
    if text.count(old_text) * len(new_text) > VALUE_LIMIT:
        raise ResourceLimitError("the text grows too long", token=None)
    return text.replace(old_text, new_text)


def _date(value: object, form: object) -> str:
    """Format an ISO date or time; any other text stays as it is.

    There is no clock here: a message reads the same in the preview and when it goes out.
    """
    text = str(value)
    if text in ("now", "today"):
        raise FilterArgumentError(f"{text!r} is not known when a message is written", token=None)
    try:
        return datetime.fromisoformat(text).strftime(str(form))
    except ValueError:
        return text


def _in_url(value: object) -> str:
    return quote(str(value), safe="")


def _bounded(result: object) -> object:
    if isinstance(result, str | list | tuple) and len(result) > VALUE_LIMIT:
        raise ResourceLimitError("the text grows too long", token=None)
    if isinstance(result, int) and abs(result) > 10**30:
        raise ResourceLimitError("the number grows too long", token=None)
    return result
