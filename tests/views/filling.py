"""What Slack would send of a form: its first values, and what a person typed over them."""

from typing import Any

from bot.state import Values
from sandbox.slack.views import VALUE_KEYS, values_for, with_ids


def values_of(view: dict[str, Any], **typed: Any) -> Values:
    """Return the form's values; `typed` are raw ones by field name, as the element's kind has them.

    A name that the form has no field for is a mistake of the test.
    """
    values = values_for(with_ids(view["blocks"]))
    for name, value in typed.items():
        (element,) = values[name].values()
        element[VALUE_KEYS[element["type"]][0]] = value
    return Values(state=values)


def option(value: str) -> dict[str, Any]:
    """Return a chosen option as it comes back."""
    return {"text": {"type": "plain_text", "text": value}, "value": value}
