"""Slack's rules for block elements, one table row each.

Limits as published in Block Kit's reference for each element.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sandbox.slack.rules_objects import (
    ANY_OPTION,
    ANY_TYPE,
    CONFIRM,
    DISPATCH_CONFIG,
    FILTER,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLAIN_OPTION,
    RICH_TEXT,
    one_of_keys,
    plain_text,
)
from sandbox.slack.rules_shape import (
    Check,
    Problem,
    Shape,
    boolean,
    choice,
    integer,
    items,
    matching,
    refuse,
    string,
)

_ID = {"action_id": string(255)}
_FOCUS = {"focus_on_load": boolean}
_PLACEHOLDER = {"placeholder": plain_text(150)}
_CONFIRMED = {"confirm": CONFIRM}
_DISPATCH = {"dispatch_action_config": DISPATCH_CONFIG}
_IS_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NUMBER = matching(_IS_NUMBER.pattern, "a number written as a string")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _all_options(element: Mapping[str, Any]) -> list[Any]:
    groups = [each for each in _list(element.get("option_groups")) if isinstance(each, Mapping)]
    grouped = [option for group in groups for option in _list(group.get("options"))]
    return [*_list(element.get("options")), *grouped]


def _essence(option: Any) -> tuple[str, str]:
    text = option.get("text") if isinstance(option, Mapping) else None
    words = text.get("text") if isinstance(text, Mapping) else None
    return str(words), str(option.get("value") if isinstance(option, Mapping) else None)


def _initial_is_offered(element: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    """An `initial_option` must equal one of the options that are offered."""
    offered = {_essence(option) for option in _all_options(element)}
    if element.get("initial_option") and _essence(element["initial_option"]) not in offered:
        yield from refuse(f"{pointer}/initial_option", "must match one of the options")
    for index, option in enumerate(_list(element.get("initial_options"))):
        if _essence(option) not in offered:
            yield from refuse(f"{pointer}/initial_options/{index}", "must match one of the options")


def _lengths_agree(element: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    """The first value of a text input must fit its own limits."""
    most, least = element.get("max_length") or 3000, element.get("min_length") or 0
    if not isinstance(most, int) or not isinstance(least, int):
        return
    if least > most:
        yield from refuse(f"{pointer}/min_length", "must not be more than max_length")
    if len(str(element.get("initial_value") or "")) > most:
        yield from refuse(f"{pointer}/initial_value", f"must be less than {most + 1} characters")


def _decimal(value: Any) -> Decimal | None:
    """Return the number, or None for what the check of the field itself has refused."""
    return Decimal(value) if isinstance(value, str) and _IS_NUMBER.fullmatch(value) else None


def _numbers_agree(element: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    """The first value of a number input must lie within its bounds."""
    keys = ("initial_value", "min_value", "max_value")
    value, low, high = (_decimal(element.get(key)) for key in keys)
    if value is not None and (
        (low is not None and value < low) or (high is not None and value > high)
    ):
        yield from refuse(f"{pointer}/initial_value", "must be from min_value to max_value")
    if not element.get("is_decimal_allowed") and value is not None and value % 1:
        yield from refuse(f"{pointer}/initial_value", "must be a whole number")


def _element(optional: Mapping[str, Check], *also: Check, **required: Check) -> Check:
    return Shape(required={**ANY_TYPE, **required}, optional={**_ID, **optional}, also=also)


def _select(optional: Mapping[str, Check], *also: Check, **required: Check) -> Check:
    common = {**_PLACEHOLDER, **_CONFIRMED, **_FOCUS, **optional}
    return _element(common, *also, **required)


def _multi(optional: Mapping[str, Check], *also: Check, **required: Check) -> Check:
    most = {"max_selected_items": integer(1, 10_000)}
    return _select({**most, **optional}, *also, **required)


_OFFERS = {
    "options": items(PLAIN_OPTION, least=1, most=100),
    "option_groups": items(OPTION_GROUP, least=1, most=100),
}
_OFFER_RULES = (one_of_keys("options", "option_groups"), _initial_is_offered)
_QUERY = {"min_query_length": integer(0, 255)}
_FILTERS = {"filter": FILTER, "default_to_current_conversation": boolean}
_RESPONSE_URL = {"response_url_enabled": boolean}
_IDS = items(string(255), least=0, most=10_000)
_OPTIONS = items(PLAIN_OPTION, least=1, most=100)
_TICKS = {"options": items(ANY_OPTION, least=1, most=10)}
_TICKED = {"initial_options": items(ANY_OPTION, least=1, most=10)}
_DATE = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date as YYYY-MM-DD")
_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm")
_TYPED = {**_PLACEHOLDER, **_FOCUS, **_DISPATCH}

ELEMENTS: dict[str, Check] = {
    "button": _element(
        {
            "url": string(3000),
            "value": string(2000, 0),
            "style": choice("primary", "danger"),
            "accessibility_label": string(75),
            "agent_prompt": string(4000),
            **_CONFIRMED,
        },
        text=plain_text(75),
    ),
    "overflow": _element(_CONFIRMED, options=items(OVERFLOW_OPTION, least=1, most=5)),
    "checkboxes": _element({**_TICKED, **_CONFIRMED, **_FOCUS}, _initial_is_offered, **_TICKS),
    "radio_buttons": _element(
        {"initial_option": ANY_OPTION, **_CONFIRMED, **_FOCUS}, _initial_is_offered, **_TICKS
    ),
    "static_select": _select({**_OFFERS, "initial_option": PLAIN_OPTION}, *_OFFER_RULES),
    "external_select": _select({**_QUERY, "initial_option": PLAIN_OPTION}),
    "users_select": _select({"initial_user": string(255)}),
    "conversations_select": _select(
        {"initial_conversation": string(255), **_FILTERS, **_RESPONSE_URL}
    ),
    "channels_select": _select({"initial_channel": string(255), **_RESPONSE_URL}),
    "multi_static_select": _multi({**_OFFERS, "initial_options": _OPTIONS}, *_OFFER_RULES),
    "multi_external_select": _multi({**_QUERY, "initial_options": _OPTIONS}),
    "multi_users_select": _multi({"initial_users": _IDS}),
    "multi_conversations_select": _multi({"initial_conversations": _IDS, **_FILTERS}),
    "multi_channels_select": _multi({"initial_channels": _IDS}),
    "datepicker": _select({"initial_date": _DATE}),
    "timepicker": _select({"initial_time": _TIME, "timezone": string(255)}),
    "datetimepicker": _element(
        {"initial_date_time": integer(1_000_000_000, 9_999_999_999), **_CONFIRMED, **_FOCUS}
    ),
    "plain_text_input": _element(
        {
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
            **_TYPED,
        },
        _lengths_agree,
    ),
    "email_text_input": _element({"initial_value": string(3000), **_TYPED}),
    "url_text_input": _element({"initial_value": string(3000), **_TYPED}),
    "number_input": _element(
        {"initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER, **_TYPED},
        _numbers_agree,
        is_decimal_allowed=boolean,
    ),
    "rich_text_input": _element({"initial_value": RICH_TEXT, **_TYPED}),
    "file_input": _element(
        {"filetypes": items(string(255), least=1, most=100), "max_files": integer(1, 10)}
    ),
}

_PICKERS = {name for name in ELEMENTS if name.endswith("select") and not name.startswith("multi_")}
_MULTI = {name for name in ELEMENTS if name.startswith("multi_")}
_CLICKED = {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
IN_ACTIONS = {"button", "overflow", "datetimepicker"} | _PICKERS | _CLICKED
IN_SECTION = {"button", "overflow"} | _PICKERS | _MULTI | _CLICKED
IN_INPUT = set(ELEMENTS) - {"button", "overflow"}
