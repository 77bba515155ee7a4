"""What people do on the product's screens, act for act, and wait for as people would."""

from collections.abc import Callable

from sandbox.slack import Person, SeenMessage
from sandbox.story import cast
from sandbox.story.cast import Cast
from sandbox.story.telling import StoryBrokenError, Teller


def has(person: Person, label: str) -> bool:
    """Return whether the open modal asks for `label`."""
    screen = person.modal()
    return screen is not None and label in screen.labels()


def has_button(person: Person, text: str) -> bool:
    """Return whether the open modal has this button."""
    screen = person.modal()
    return screen is not None and text in screen.buttons()


def submits(person: Person, label: str) -> str:
    """Return the open modal's text if this is what its submit button says, else nothing."""
    screen = person.modal()
    return screen.text if screen is not None and screen.submit_label == label else ""


def connect_gmail(teller: Teller, rep: Person, account: str) -> str:
    """Follow the personal link of `/sequence connect` through Google's consent."""
    link = cast.personal_link(rep.slash("connect"))
    return teller.scene.connect_gmail(rep, link, account)


def new_sequence(teller: Teller, rep: Person, name: str) -> None:
    """Make a sequence and stand in its editor."""
    rep.slash(f"new {name}")
    rep.submit()
    teller.until(lambda: has_button(rep, "Add email step"), "the editor")


def settings(rep: Person, **choices: str) -> bool:
    """Fill the settings, labels in Python's spelling; return whether they were taken."""
    rep.press("Settings")
    for label, choice in choices.items():
        rep.fill(label.replace("_", " ").capitalize(), choice)
    return not rep.submit().errors


def email_step(rep: Person, wait: int, unit: str, subject: str, body: str) -> None:
    """Add an email step in the editor."""
    rep.press("Add email step")
    rep.fill("Wait", str(wait))
    rep.fill("Unit", unit)
    rep.fill("Subject", subject)
    rep.fill("Body", body)
    _submitted(rep, "the email step")


def sms_step(rep: Person, wait: int, unit: str, message: str) -> None:
    """Add an SMS step in the editor."""
    rep.press("Add SMS step")
    rep.fill("Wait", str(wait))
    rep.fill("Unit", unit)
    rep.fill("Message", message)
    _submitted(rep, "the SMS step")


def _submitted(person: Person, what: str) -> None:
    outcome = person.submit()
    if outcome.errors:
        raise StoryBrokenError(f"{what} was refused: {outcome.errors}")


def enroll_csv(teller: Teller, rep: Person, name: str, csv: bytes) -> str:
    """Enrol from a file and return what the receipt said."""
    rep.slash(f"enroll {name}")
    rep.fill("CSV file", [("contacts.csv", csv)])
    rep.submit()
    receipt = teller.until(lambda: submits(rep, "Enroll"), "the receipt of the CSV")
    rep.submit()
    rep.close(everything=True)
    return receipt


def request_approval(teller: Teller, rep: Person, name: str) -> None:
    """Let the live checks run, and ask for approval."""
    rep.slash(f"activate {name}")
    teller.until(lambda: submits(rep, "Request approval"), "the live checks")
    rep.submit()
    rep.close(everything=True)


def card(teller: Teller, manager: Person) -> SeenMessage:
    """Return the newest card that still has **Review**."""
    return teller.until(lambda: _last(manager, lambda m: "Review" in m.buttons()), "the card")


def _last(person: Person, wanted: Callable[[SeenMessage], bool]) -> SeenMessage | None:
    return next((message for message in reversed(person.dms()) if wanted(message)), None)


def approve(teller: Teller, manager: Person, request: SeenMessage) -> bool:
    """Review and approve; return whether the decision was taken."""
    manager.press_in(request, "Review")
    teller.until(lambda: has(manager, "Decision"), "the review")
    manager.fill("Decision", "Approve")
    return not manager.submit().errors


def pause(rep: Person, name: str) -> None:
    """Pause a sequence, having read the effect."""
    rep.slash(f"pause {name}")
    rep.submit()
    rep.close(everything=True)


def resume(teller: Teller, rep: Person, name: str) -> None:
    """Resume a sequence, having read the plan."""
    rep.slash(f"resume {name}")
    teller.until(lambda: submits(rep, "Resume"), "the plan of the resume")
    rep.submit()
    rep.close(everything=True)


def notice(people: Cast, what: str, who: str) -> SeenMessage | None:
    """Return the notice in the channel that says this of this contact."""
    said = people.rep.messages(people.channel)
    return next((m for m in said if what in m.text and who in m.text), None)


def seen(teller: Teller, people: Cast, what: str, who: str) -> SeenMessage:
    """Wait for a notice in the channel, and tell of it."""
    found = teller.until(lambda: notice(people, what, who), f"a notice that {who} {what}")
    teller.tell(f"{who} {what}: a notice stands in the channel")
    return found


def edit_email_step(teller: Teller, rep: Person, name: str, near: str, body: str) -> None:
    """Give the step by the words `near` another body."""
    rep.slash(f"open {name}")
    teller.until(lambda: has_button(rep, "Add email step"), "the editor")
    rep.choose_overflow(near, "Edit")
    teller.until(lambda: has(rep, "Body"), "the email step's form")
    rep.fill("Body", body)
    _submitted(rep, "the email step")
    rep.close(everything=True)
