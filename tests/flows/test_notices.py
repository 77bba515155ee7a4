"""A contact answers: the notice in the channel, and everything that is pressed on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.slack import Result, SeenMessage
from tests.flows.outreach import ADA, Outreach, begun


@pytest.fixture
def outreach(tmp_path: Path) -> Iterator[Outreach]:
    with begun(tmp_path) as outreach:
        yield outreach


def again(outreach: Outreach, message: SeenMessage) -> SeenMessage:
    """Return the message as it stands now."""
    found = outreach.world.rep.messages("sales")
    return next(each for each in found if each.ts == message.ts)


def test_a_reply_is_told_with_its_own_words_and_what_was_cancelled(outreach: Outreach) -> None:
    card = outreach.replied("Yes, gladly.\n\nAda")

    assert "*Ada Byron* replied — *Q4 CFO* stopped after step 1" in card.words
    assert "> Yes, gladly." in card.words
    assert "1 remaining step cancelled" in card.words
    assert card.buttons() == ["Open in Gmail", "View contact", "Reply", "Resume"]
    outreach.world.later(days=7)
    assert len(outreach.to_ada()) == 1


def test_resume_goes_on_and_the_card_says_who_did_it(outreach: Outreach) -> None:
    card = outreach.replied()

    outcome = outreach.world.rep.press_in(card, "Resume")

    assert "not a real reply" in str(outcome.confirm)
    shown = again(outreach, card)
    assert f"<@{outreach.world.rep.user_id}> resumed the sequence" in shown.words
    assert "Resume" not in shown.buttons()
    outreach.world.later(days=7)
    assert len(outreach.to_ada()) == 2
    assert again(outreach, card).words == shown.words


def test_someone_without_the_right_is_told_and_nothing_changes(outreach: Outreach) -> None:
    card = outreach.replied()

    outreach.world.manager.press_in(card, "Resume")

    assert "resumed" not in again(outreach, card).words
    outreach.world.later(days=7)
    assert len(outreach.to_ada()) == 1


def test_a_resume_in_the_contact_is_shown_on_the_card_too(outreach: Outreach) -> None:
    card, rep = outreach.replied(), outreach.world.rep
    rep.press_in(card, "View contact")

    outcome = rep.press("Resume")
    outreach.world.settle()

    assert outcome.screen is not None
    assert "Under way" in outcome.screen.text
    assert "resumed the sequence" in again(outreach, card).words


def test_someone_without_the_right_can_not_even_begin_to_answer(outreach: Outreach) -> None:
    card = outreach.replied()

    outcome = outreach.world.manager.press_in(card, "Reply")

    assert outcome.opened is None
    assert "belongs to" in outcome.text


def test_not_a_reply_goes_on(outreach: Outreach) -> None:
    card = outreach.replied()

    outreach.world.rep.choose_overflow_in(card, "", "Not a reply")

    assert "this is not a reply" in again(outreach, card).words
    outreach.world.later(days=7)
    assert len(outreach.to_ada()) == 2


def test_the_wrong_person_gets_nothing_more(outreach: Outreach) -> None:
    card = outreach.replied()

    outreach.world.rep.choose_overflow_in(card, "", "Wrong person")

    assert "wrong person" in again(outreach, card).words
    outreach.world.later(days=7)
    assert len(outreach.to_ada()) == 1


def test_out_of_office_waits_until_the_day_that_is_given(outreach: Outreach) -> None:
    world, card = outreach.world, outreach.replied("I am away")
    world.rep.choose_overflow_in(card, "", "Out of office until…")
    world.rep.fill("Out of office until", "2026-11-02")
    assert world.rep.submit().result is Result.ERRORS
    world.rep.fill("Out of office until", "2026-11-16")

    assert world.rep.submit().result is Result.CLOSED

    assert "away until 16 November 2026" in again(outreach, card).words
    world.later(days=9)
    assert len(outreach.to_ada()) == 1
    world.later(days=8)
    assert len(outreach.to_ada()) == 1
    world.service.engine.recover()  # they are back: what was left of the wait counts from here
    world.later(days=5)
    assert len(outreach.to_ada()) == 2


def test_a_reply_from_slack_goes_out_once_in_the_thread(outreach: Outreach) -> None:
    world, card = outreach.world, outreach.replied("Tell me more?")
    opened = world.rep.press_in(card, "Reply").opened
    assert opened is not None
    assert "> Tell me more?" in opened.text
    assert world.rep.submit().errors  # nothing was typed
    world.rep.fill("Message", "Gladly <3 & more")

    assert world.rep.submit().result is Result.UPDATED
    world.settle()

    mail = outreach.to_ada()[-1]
    assert mail.subject == "Re: Hello"
    assert "Gladly <3 & more" in mail.text
    modal = world.rep.modal()
    assert modal is not None
    assert f"Sent to {ADA}" in modal.text
    told = outreach.newest()
    assert told.thread_ts == card.ts
    assert "> Gladly &lt;3 &amp; more" in told.words
    world.later(days=1)
    assert len(outreach.to_ada()) == 2


def test_view_contact_shows_what_was_sent_and_unenrolls(outreach: Outreach) -> None:
    world = outreach.world
    opened = world.rep.slash(f"contact {ADA}").opened
    assert opened is not None
    assert "Step 1 (Email) “Hello”: sent" in opened.text
    assert "Next: step 2 (Email)" in opened.text

    outcome = world.rep.press("Unenroll")

    assert outcome.screen is not None
    assert "Stopped" in outcome.screen.text
    assert "Enroll again" in outcome.screen.buttons()
    world.later(days=7)
    assert len(outreach.to_ada()) == 1


def test_enroll_again_starts_from_the_first_step(outreach: Outreach) -> None:
    world = outreach.world
    world.rep.slash(f"contact {ADA}")
    world.rep.press("Unenroll")

    outcome = world.rep.press("Enroll again")

    assert outcome.screen is not None
    assert "(time 2)" in outcome.screen.text
    world.later(hours=2)
    assert len(outreach.to_ada()) == 2


def test_moving_to_the_next_step_counts_its_wait_from_now(outreach: Outreach) -> None:
    world = outreach.world
    world.rep.slash(f"contact {ADA}")
    world.rep.press("Move to step")
    assert world.rep.submit().result is Result.CLOSED

    world.later(days=3)

    assert len(outreach.to_ada()) == 2


def test_an_edit_is_kept_and_a_bad_phone_is_refused_at_its_field(outreach: Outreach) -> None:
    world = outreach.world
    world.rep.slash(f"contact {ADA}")
    world.rep.press("Edit")
    world.rep.fill("Phone", "12")
    assert "Phone" in world.rep.submit().errors
    world.rep.fill("Phone", "+1 415 555 0123")
    world.rep.fill("Company", "Engines & Co")

    assert world.rep.submit().result is Result.CLOSED

    shown = world.rep.modal()
    assert shown is not None
    assert "+14155550123" in shown.text
    assert "Engines &amp; Co" in shown.text


def test_only_an_admin_erases_a_contact(outreach: Outreach) -> None:
    world = outreach.world
    opened = world.rep.slash(f"contact {ADA}").opened
    assert opened is not None
    assert "Erase contact" not in opened.buttons()

    world.admin.slash(f"contact {ADA}")
    outcome = world.admin.press("Erase contact")

    assert "forgotten for good" in str(outcome.confirm)
    assert outcome.screen is not None
    assert "was erased" in outcome.screen.text
    world.later(days=7)
    assert len(outreach.to_ada()) == 1
