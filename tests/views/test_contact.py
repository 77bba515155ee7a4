"""The contact's modal: what is known, what was sent, what comes, and the buttons that fit."""

from datetime import datetime

import pytest

from bot.views import contact
from bot.views.kit import View
from engine.domain.enrollment import DeliveryKind, DeliveryState, EnrollmentState, ExitReason
from engine.domain.sequence import SequenceState
from engine.domain.suppression import SuppressionOrigin
from engine.use_cases.contacts import Way
from sandbox.slack.screen import Screen
from tests.views.golden import check_view
from tests.views.outreach_data import (
    NASTY,
    NOW,
    a_contact,
    a_delivery,
    a_sequence,
    a_suppression,
    a_view,
    a_way,
    an_actor,
    an_enrollment,
    stopped,
    worst_contact,
    worst_way,
)

FOR_GOOD = (ExitReason.UNSUBSCRIBED, ExitReason.STOPPED)


def shown(*ways: Way, **actor: object) -> Screen:
    """Return what a person sees of these ways."""
    return screen(contact.build(a_view(*ways), an_actor(**actor)))


def screen(view: View) -> Screen:
    """Return the view as it is on screen."""
    blocks = [{"block_id": f"b{number}", **block} for number, block in enumerate(view["blocks"])]
    return Screen(view={**view, "blocks": blocks})


def test_a_contact_under_way_is_shown_with_what_was_sent_and_what_comes() -> None:
    view = contact.build(a_view(a_way()), an_actor())

    check_view("contact", view)
    text = screen(view).text
    assert "Step 1 (Email) “Hello”: sent" in text
    assert "Next: step 2 (SMS)" in text


def test_the_worst_contact_fits_and_pings_nobody() -> None:
    ways = [worst_way(number) for number in range(1, 31)]
    opt_outs = tuple(
        a_suppression(value=f"{number}@example.com", origin=SuppressionOrigin.STOP, note=NASTY)
        for number in range(5)
    )

    view = contact.build(
        a_view(*ways, contact=worst_contact(), suppressions=opt_outs), an_actor(is_admin=True)
    )

    check_view("contact_worst", view)
    assert "<!channel>" not in "".join(screen(view).texts()[1:])  # the heading is plain text


@pytest.mark.parametrize(
    ("way", "buttons"),
    [
        (a_way(), ["Reply", "Move to step", "Unenroll"]),
        (a_way(enrollment=an_enrollment(thread_id=None)), ["Move to step", "Unenroll"]),
        (
            a_way(enrollment=an_enrollment(state=EnrollmentState.HELD)),
            ["Reply", "Resume", "Move to step", "Unenroll"],
        ),
        (
            a_way(enrollment=an_enrollment(state=EnrollmentState.PAUSED, paused_until=NOW)),
            ["Reply", "Resume", "Move to step", "Unenroll"],
        ),
        (a_way(enrollment=stopped(ExitReason.REPLIED)), ["Reply", "Resume", "Enroll again"]),
        (
            a_way(enrollment=an_enrollment(state=EnrollmentState.FINISHED)),
            ["Reply", "Enroll again"],
        ),
        *((a_way(enrollment=stopped(reason)), ["Reply", "Enroll again"]) for reason in FOR_GOOD),
    ],
)
def test_each_state_has_the_buttons_that_make_sense(way: Way, buttons: list[str]) -> None:
    assert shown(way).buttons() == ["Edit", "Why", *buttons]


@pytest.mark.parametrize(("bounced_at", "offers"), [(NOW, False), (None, True)])
def test_after_a_bounce_only_a_mended_address_can_be_gone_on_with(
    bounced_at: datetime | None, offers: bool
) -> None:
    way = a_way(enrollment=stopped(ExitReason.BOUNCED))
    view = contact.build(a_view(way, contact=a_contact(bounced_at=bounced_at)), an_actor())
    assert ("Resume" in screen(view).buttons()) is offers


def test_a_stranger_to_the_sequence_can_only_look() -> None:
    assert shown(a_way(), user_id="U2").buttons() == ["Why"]


def test_only_an_admin_can_erase() -> None:
    assert shown(a_way(), user_id="U2", is_admin=True).buttons()[:2] == ["Edit", "Erase contact"]


@pytest.mark.parametrize("reason", ExitReason)
def test_every_exit_is_said_in_words(reason: ExitReason) -> None:
    assert "Stopped" in shown(a_way(enrollment=stopped(reason))).text


@pytest.mark.parametrize("state", DeliveryState)
def test_every_message_says_what_became_of_it(state: DeliveryState) -> None:
    way = a_way(deliveries=(a_delivery(state=state, reason="so"),))

    assert "Step 1 (Email) “Hello”: " in shown(way).text


def test_a_test_is_not_shown_as_sent_to_the_contact() -> None:
    way = a_way(deliveries=(a_delivery(kind=DeliveryKind.TEST),))

    assert "Nothing sent yet." in shown(way).text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SequenceState.DRAFT, "is a draft"),
        (SequenceState.PAUSED, "is paused"),
        (SequenceState.ACTIVE, "Under way"),
    ],
)
def test_the_sequences_own_state_is_told(state: SequenceState, words: str) -> None:
    way = a_way(sequence=a_sequence(state=state))

    assert words in shown(way).text


def test_opt_outs_are_shown_with_their_origin() -> None:
    view = contact.build(a_view(suppressions=(a_suppression(),)), an_actor())

    assert "unsubscribed by the link" in screen(view).text
