"""The values templates may use: the contact's, the sender's, and names made of each other."""

from typing import Any

import pytest

from engine.domain.rendering import SenderFields, values_for
from engine.domain.template_values import is_blank

SENDER = SenderFields(name="Bo Berg", email="bo@example.com")


@pytest.mark.parametrize(
    ("fields", "full_name", "first_name", "last_name"),
    [
        ({"first_name": "Ann", "last_name": "Lee"}, "Ann Lee", "Ann", "Lee"),
        ({"first_name": "Ann"}, "Ann", "Ann", None),
        ({"last_name": "Lee"}, None, None, "Lee"),
        ({"full_name": "Ann Lee"}, "Ann Lee", "Ann", "Lee"),
        ({"full_name": "Ann Lee", "first_name": " "}, "Ann Lee", "Ann", "Lee"),
        ({"full_name": "Ann-Marie O’Neil"}, "Ann-Marie O’Neil", "Ann-Marie", "O’Neil"),
        ({"full_name": "A. Lee", "first_name": "Annie"}, "A. Lee", "Annie", None),
        ({"full_name": "Ann Lee", "first_name": "Annie"}, "Ann Lee", "Annie", "Lee"),
        ({"full_name": "Dr. Lee"}, "Dr. Lee", None, None),
        ({"full_name": "Lee, Ann"}, "Lee, Ann", None, None),
        ({"full_name": "Ann van Lee"}, "Ann van Lee", None, None),
        ({"full_name": "Madonna"}, "Madonna", None, None),
        ({"first_name": " ", "last_name": ""}, None, None, None),
    ],
)
def test_names_are_made_of_each_other_only_where_that_is_sure(
    fields: dict[str, Any], full_name: str | None, first_name: str | None, last_name: str | None
) -> None:
    values = values_for(fields, SENDER)
    found = [values.get(name) for name in ("full_name", "first_name", "last_name")]
    assert [None if is_blank(value) else value for value in found] == [
        full_name,
        first_name,
        last_name,
    ]


def test_the_sender_is_not_a_column() -> None:
    values = values_for({"sender": "x", "email": "a@b.example", "plan": "gold"}, SENDER)
    assert values["sender"] == {"first_name": "Bo", "name": "Bo Berg", "email": "bo@example.com"}
    assert values["plan"] == "gold"
    assert values_for({"plan": " gold\n"}, SENDER)["plan"] == "gold"
    own = SenderFields(name="Robert Berg", first_name="Bo", email="bo@example.com")
    assert values_for({}, own)["sender"]["first_name"] == "Bo"
