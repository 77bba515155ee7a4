"""A send may not wait for its message, nor an enrolment for the forecast of its holds."""

from time import process_time

from engine.domain.rendering import SenderFields, missing_in_email, values_for
from engine.domain.rich_text import from_plain

SENDER = SenderFields(name="Bo Berg", email="bo@example.com")
BODY = from_plain(
    "Hi {{ first_name }},\n" + 20 * "{% if company %}at {{ company }}{% endif %}, so\n"
)


def test_a_thousand_contacts_are_looked_through_in_seconds() -> None:
    started = process_time()
    for number in range(1000):
        values = values_for({"first_name": f"Ann {number}", "company": ""}, SENDER)
        assert missing_in_email("Hi {{ first_name }}", BODY, values) == ()
    assert process_time() - started < 5
