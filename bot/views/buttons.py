"""Buttons that stand on several screens: one text and one action id each.

The value of a sequence's button is the sequence's id.
"""

from bot.views import kit
from bot.views.kit import Block

CREATE = "new_sequence.open"
OPEN = "editor.open"
SETTINGS = "settings.open"
ADD_EMAIL_STEP = "steps.add_email"
ADD_SMS_STEP = "steps.add_sms"
EDIT_STEP = "steps.edit"  # its value is `step_value`
ACTIVATE = "activation.open"
PAUSE = "pausing.pause"
RESUME = "pausing.resume"
ENROLL = "enrolling.open"
REPORT = "reports.open"
REVIEW = "approving.review"  # its value is the approval's id
VIEW_CONTACT = "contacts.view"  # its value is the contact's id
CONNECT = "connecting.open"
CONNECT_LINK = "connecting.link"  # leads to a browser; the click needs no answer
SETUP = "setup.open"
SUPPRESSIONS = "suppressions.open"
HELP = "help.open"
DIGEST = "digest.open"
WHY = "contacts.why"  # its value is the contact's id


def step_value(sequence_id: int, step_id: str) -> str:
    """Return the value of a button that edits a step."""
    return f"{sequence_id}:{step_id}"


def create_sequence() -> Block:
    """Return **Create sequence**."""
    return kit.button("Create sequence", CREATE, style="primary")


def open_sequence(sequence_id: int) -> Block:
    """Return **Open**."""
    return kit.button("Open", OPEN, str(sequence_id))


def connect_gmail(link: str, text: str = "Connect Gmail") -> Block:
    """Return **Connect Gmail**; `link` is the member's own, from `Desk.connect_link`."""
    return kit.button(text, CONNECT_LINK, url=link)
