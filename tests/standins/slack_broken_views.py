"""Views that break one of Slack's published rules each, and where.

Source: Block Kit's reference and the reference of modal and Home views.
"""

from typing import Any

from tests.standins.slack_scene import (
    Json,
    actions,
    an_input,
    button,
    home,
    modal,
    option,
    plain,
    section,
    text_input,
)

ELEMENT = "/blocks/0/element"
OPTIONS = [option(str(i)) for i in range(101)]
CONFIRM = {"title": plain("T"), "text": plain("X"), "confirm": plain("Y"), "deny": plain("N")}
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}


def select(count: int = 1, **more: Any) -> Json:
    return {"type": "static_select", "options": OPTIONS[:count], **more}


def in_row(*elements: Json) -> Json:
    return modal(actions(*elements))


def in_form(element: Json, **more: Any) -> Json:
    return modal(an_input("X", element, **more))


BROKEN_VIEWS: dict[str, tuple[Json, str]] = {
    "a view of another type": ({"type": "sheet", "blocks": []}, "/type"),
    "a modal without a title": (modal() | {"title": None}, ""),
    "a title over 24": (modal(title="x" * 25), "/title/text"),
    "a title in mrkdwn": (modal() | {"title": {"type": "mrkdwn", "text": "x"}}, "/title/type"),
    "a submit over 24": (modal(submit=plain("x" * 25)), "/submit/text"),
    "a close over 24": (modal(close=plain("x" * 25)), "/close/text"),
    "an input without submit": (modal(text_input("N")) | {"submit": None}, "/submit"),
    "private_metadata over 3000": (modal(private_metadata="x" * 3001), "/private_metadata"),
    "callback_id over 255": (modal(callback_id="x" * 256), "/callback_id"),
    "external_id over 255": (modal(external_id="x" * 256), "/external_id"),
    "an unknown key": (modal(colour="red"), ""),
    "101 blocks": (modal(*[section("x")] * 101), "/blocks"),
    "101 blocks on Home": (home(*[section("x")] * 101), "/blocks"),
    "submit on Home": (home() | {"submit": plain("Go")}, ""),
    "notify_on_close on Home": (home() | {"notify_on_close": True}, ""),
    "clear_on_close on Home": (home() | {"clear_on_close": False}, ""),
    "a file on Home": (home(an_input("F", {"type": "file_input"})), ELEMENT),
    "an unknown block": (modal({"type": "sparkle"}), "/blocks/0/type"),
    "an unknown key of a block": (modal(section("x", colour="red")), "/blocks/0"),
    "a block_id over 255": (modal(section("x", block_id="x" * 256)), "/blocks/0/block_id"),
    "a block_id used twice": (
        modal(section("x", block_id="a"), section("y", block_id="a")),
        "/blocks/1/block_id",
    ),
    "an action_id used twice in a block": (
        in_row(button("A", "same"), button("B", "same")),
        "/blocks/0/elements/1/action_id",
    ),
    "a table in a view": (modal({"type": "table", "rows": [[RICH]]}), "/blocks/0"),
    "empty text": (modal(section("")), "/blocks/0/text/text"),
    "a section over 3000": (modal(section("x" * 3001)), "/blocks/0/text/text"),
    "a section of nothing": (modal({"type": "section"}), "/blocks/0"),
    "11 fields": (modal({"type": "section", "fields": [plain("x")] * 11}), "/blocks/0/fields"),
    "a field over 2000": (
        modal({"type": "section", "fields": [plain("x" * 2001)]}),
        "/blocks/0/fields/0/text",
    ),
    "a header in mrkdwn": (
        modal({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
        "/blocks/0/text/type",
    ),
    "a header over 150": (
        modal({"type": "header", "text": plain("x" * 151)}),
        "/blocks/0/text/text",
    ),
    "11 context elements": (
        modal({"type": "context", "elements": [plain("x")] * 11}),
        "/blocks/0/elements",
    ),
    "an empty context": (modal({"type": "context", "elements": []}), "/blocks/0/elements"),
    "26 actions": (
        in_row(*[button("x", str(i)) for i in range(26)]),
        "/blocks/0/elements",
    ),
    "no actions": (in_row(), "/blocks/0/elements"),
    "an image without alt_text": (modal({"type": "image", "image_url": "http://x"}), "/blocks/0"),
    "a text input in a row": (in_row({"type": "plain_text_input"}), "/blocks/0/elements/0/type"),
    "a button in an input": (in_form(button("x")), f"{ELEMENT}/type"),
    "a label over 2000": (modal(text_input("x" * 2001)), "/blocks/0/label/text"),
    "a hint over 2000": (in_form(select(), hint=plain("x" * 2001)), "/blocks/0/hint/text"),
    "button text over 75": (in_row(button("x" * 76)), "/blocks/0/elements/0/text/text"),
    "button value over 2000": (
        in_row(button("x", value="x" * 2001)),
        "/blocks/0/elements/0/value",
    ),
    "button style unknown": (in_row(button("x", style="blue")), "/blocks/0/elements/0/style"),
    "an action_id over 255": (in_row(button("x", "x" * 256)), "/blocks/0/elements/0/action_id"),
    "a confirm title over 100": (
        in_row(button("x", confirm={**CONFIRM, "title": plain("x" * 101)})),
        "/blocks/0/elements/0/confirm/title/text",
    ),
    "a confirm text over 300": (
        in_row(button("x", confirm={**CONFIRM, "text": plain("x" * 301)})),
        "/blocks/0/elements/0/confirm/text/text",
    ),
    "a confirm button over 30": (
        in_row(button("x", confirm={**CONFIRM, "deny": plain("x" * 31)})),
        "/blocks/0/elements/0/confirm/deny/text",
    ),
    "101 options": (in_form(select(101)), f"{ELEMENT}/options"),
    "no options": (in_form(select(0)), f"{ELEMENT}/options"),
    "neither options nor groups": (in_form({"type": "static_select"}), ELEMENT),
    "options and groups": (
        in_form(select(option_groups=[{"label": plain("G"), "options": OPTIONS[:1]}])),
        ELEMENT,
    ),
    "option text over 75": (
        in_form({"type": "static_select", "options": [option("x") | {"text": plain("x" * 76)}]}),
        f"{ELEMENT}/options/0/text/text",
    ),
    "option value over 75": (
        in_form({"type": "static_select", "options": [option("x") | {"value": "x" * 76}]}),
        f"{ELEMENT}/options/0/value",
    ),
    "option description over 75": (
        in_form(
            {"type": "radio_buttons", "options": [option("x") | {"description": plain("x" * 76)}]}
        ),
        f"{ELEMENT}/options/0/description/text",
    ),
    "an initial option that is not offered": (
        in_form(select(initial_option=option("else"))),
        f"{ELEMENT}/initial_option",
    ),
    "an initial tick that is not offered": (
        in_form(
            {"type": "checkboxes", "options": OPTIONS[:1], "initial_options": [option("else")]}
        ),
        f"{ELEMENT}/initial_options/0",
    ),
    "an empty list of initial ticks": (
        in_form({"type": "checkboxes", "options": OPTIONS[:1], "initial_options": []}),
        f"{ELEMENT}/initial_options",
    ),
    "11 checkboxes": (
        in_form({"type": "checkboxes", "options": OPTIONS[:11]}),
        f"{ELEMENT}/options",
    ),
    "11 radio buttons": (
        in_form({"type": "radio_buttons", "options": OPTIONS[:11]}),
        f"{ELEMENT}/options",
    ),
    "6 entries in an overflow": (
        in_row({"type": "overflow", "options": OPTIONS[:6]}),
        "/blocks/0/elements/0/options",
    ),
    "an overflow in an input": (
        in_form({"type": "overflow", "options": OPTIONS[:1]}),
        f"{ELEMENT}/type",
    ),
    "a multi select in a row": (
        in_row({"type": "multi_static_select", "options": OPTIONS[:1]}),
        "/blocks/0/elements/0/type",
    ),
    "a placeholder over 150": (
        in_form(select(placeholder=plain("x" * 151))),
        f"{ELEMENT}/placeholder/text",
    ),
    "max_length over 3000": (modal(text_input("N", max_length=3001)), f"{ELEMENT}/max_length"),
    "initial_value over max_length": (
        modal(text_input("N", max_length=2, initial_value="abc")),
        f"{ELEMENT}/initial_value",
    ),
    "initial_value over 3000": (
        modal(text_input("N", initial_value="x" * 3001)),
        f"{ELEMENT}/initial_value",
    ),
    "min_length over max_length": (
        modal(text_input("N", min_length=3, max_length=2)),
        f"{ELEMENT}/min_length",
    ),
    "a number input with number bounds": (
        in_form({"type": "number_input", "is_decimal_allowed": False, "min_value": 1}),
        f"{ELEMENT}/min_value",
    ),
    "a number input that is silent on decimals": (in_form({"type": "number_input"}), ELEMENT),
    "a first number out of bounds": (
        in_form(
            {
                "type": "number_input",
                "is_decimal_allowed": False,
                "max_value": "5",
                "initial_value": "6",
            }
        ),
        f"{ELEMENT}/initial_value",
    ),
    "a time at 25 o'clock": (
        in_form({"type": "timepicker", "initial_time": "25:00"}),
        f"{ELEMENT}/initial_time",
    ),
    "a date in another form": (
        in_form({"type": "datepicker", "initial_date": "1.2.2026"}),
        f"{ELEMENT}/initial_date",
    ),
    "eleven files": (in_form({"type": "file_input", "max_files": 11}), f"{ELEMENT}/max_files"),
    "a file input that dispatches": (
        in_form({"type": "file_input"}, dispatch_action=True),
        "/blocks/0/dispatch_action",
    ),
    "an unknown rich text element": (
        in_form(
            {
                "type": "rich_text_input",
                "initial_value": {"type": "rich_text", "elements": [{"type": "x"}]},
            }
        ),
        f"{ELEMENT}/initial_value/elements/0/type",
    ),
    "two elements with the focus": (
        modal(text_input("A", "a", focus_on_load=True), text_input("B", "b", focus_on_load=True)),
        "/blocks/1/element/focus_on_load",
    ),
}
