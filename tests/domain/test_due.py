"""When a step of this very contact may go out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.domain.due import contact_zones, in_window
from tests.domain.people import contact, enrollment, open_always, sms

IDAHO = "+12085551234"  # a number of two zones, an hour apart
EAST, WEST = ZoneInfo("America/Boise"), ZoneInfo("America/Los_Angeles")


def test_a_contact_may_be_in_any_zone_of_their_number() -> None:
    assert {EAST.key, WEST.key} <= set(contact_zones(contact(phone=IDAHO)))
    assert contact_zones(contact(phone=IDAHO, zone=EAST.key)) == (EAST.key,)
    assert contact_zones(contact(phone=None)) == ()


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        # Nine in the east is eight in the west; half past seven there is half past eight here.
        (datetime(2026, 9, 15, 9, 0, tzinfo=EAST), datetime(2026, 9, 15, 9, 0, tzinfo=WEST)),
        (datetime(2026, 9, 15, 19, 30, tzinfo=WEST), datetime(2026, 9, 16, 9, 0, tzinfo=WEST)),
    ],
)
def test_a_text_waits_until_it_may_go_out_in_both(at: datetime, opens: datetime) -> None:
    step = sms("s1")
    plan = in_window(at, step, open_always(step), enrollment(), contact(phone=IDAHO))
    assert opens <= plan <= opens + timedelta(minutes=30)
