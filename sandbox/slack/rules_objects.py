"""Slack's rules for composition objects: text, confirm, option, filter, rich text.

Limits as published in Block Kit's reference and the JSDoc of `@slack/types`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.rules_shape import (
    Check,
    Problem,
    Shape,
    anything,
    boolean,
    choice,
    integer,
    items,
    refuse,
    string,
    tagged,
)

ANY_TYPE: dict[str, Check] = {"type": anything}


def plain_text(most: int, least: int = 1) -> Check:
    """Accept a `plain_text` object of at most `most` characters."""
    required = {"type": choice("plain_text"), "text": string(most, least)}
    return Shape(required=required, optional={"emoji": boolean})


def any_text(most: int) -> Check:
    """Accept a `plain_text` or `mrkdwn` object of at most `most` characters."""
    mrkdwn = Shape(
        required={**ANY_TYPE, "text": string(most)},
        optional={"verbatim": boolean},
    )
    return tagged({"plain_text": plain_text(most), "mrkdwn": mrkdwn}, "text")


CONFIRM: Check = Shape(
    required={
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    optional={"style": choice("primary", "danger")},
)


def option(text: Check, *, with_url: bool = False) -> Check:
    """Accept an option; its value stays within 75, the smaller of the two published limits."""
    url = {"url": string(3000)} if with_url else {}
    return Shape(
        required={"text": text, "value": string(75)},
        optional={"description": any_text(75), **url},
    )


PLAIN_OPTION = option(plain_text(75))
ANY_OPTION = option(any_text(75))
OVERFLOW_OPTION = option(plain_text(75), with_url=True)
OPTION_GROUP: Check = Shape(
    required={"label": plain_text(75), "options": items(PLAIN_OPTION, least=1, most=100)}
)

FILTER: Check = Shape(
    optional={
        "include": items(choice("im", "mpim", "private", "public"), least=1, most=4),
        "exclude_bot_users": boolean,
        "exclude_external_shared_channels": boolean,
    }
)
TRIGGERS = choice("on_enter_pressed", "on_character_entered")
DISPATCH_CONFIG: Check = Shape(required={"trigger_actions_on": items(TRIGGERS, least=1, most=2)})

_STYLE: Check = Shape(
    optional=dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean)
)


def _inline(required: Mapping[str, Check], **optional: Check) -> Check:
    return Shape(required={**ANY_TYPE, **required}, optional={"style": _STYLE, **optional})


_INLINE = tagged(
    {
        "text": _inline({"text": string(3000)}),
        "link": _inline({"url": string(3000)}, text=string(3000), unsafe=boolean),
        "user": _inline({"user_id": string(255)}),
        "channel": _inline({"channel_id": string(255)}),
        "usergroup": _inline({"usergroup_id": string(255)}),
        "emoji": _inline({"name": string(255)}, unicode=string(255), skin_tone=anything),
        "broadcast": _inline({"range": choice("here", "channel", "everyone")}),
        "date": _inline({"timestamp": anything, "format": string(255)}, fallback=anything),
        "color": _inline({"value": string(255)}),
    },
    "rich_text_section",
)
_INLINES: dict[str, Check] = {**ANY_TYPE, "elements": items(_INLINE, least=0, most=10_000)}
_RICH_SECTION: Check = Shape(required=_INLINES)
_BORDER: dict[str, Check] = {"border": integer(0, 1)}
_RICH_LIST: Check = Shape(
    required={
        **ANY_TYPE,
        "style": choice("bullet", "ordered"),
        "elements": items(_RICH_SECTION, least=1, most=10_000),
    },
    optional={**_BORDER, "indent": integer(0, 8), "offset": integer(0, 10_000)},
)
RICH_TEXT: Check = Shape(
    required={
        "type": choice("rich_text"),
        "elements": items(
            tagged(
                {
                    "rich_text_section": _RICH_SECTION,
                    "rich_text_list": _RICH_LIST,
                    "rich_text_quote": Shape(required=_INLINES, optional=_BORDER),
                    "rich_text_preformatted": Shape(
                        required=_INLINES, optional={**_BORDER, "language": string(255)}
                    ),
                },
                "rich_text",
            ),
            least=0,
            most=10_000,
        ),
    },
    optional={"block_id": string(255)},
)


def one_of_keys(*names: str) -> Check:
    """Accept an object with exactly one of the named keys."""

    def check(value: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
        present = [name for name in names if value.get(name) is not None]
        if len(present) != 1:
            yield from refuse(pointer, f"exactly one of {' or '.join(names)} is required")

    return check
