"""Gmail, Google Calendar, Google's consent and Salesmsg, as the engine needs them.

Every call makes one attempt with a hard deadline shorter than a lease, and raises only
`Temporary`, `Permanent`, `AccessRevoked` or, for writes, `OutcomeUnknown`.
"""

from engine.ports.providers.calendar import Calendar, CalendarChanges, Event, EventPerson
from engine.ports.providers.consent import Consent, Granted
from engine.ports.providers.reading_mail import (
    HistoryGone,
    Mail,
    Mailboxes,
    MailChanges,
    Profile,
    SendAs,
)
from engine.ports.providers.sending_mail import Draft, DraftState, EmailSender, OwnDraft, SentMail
from engine.ports.providers.texts import SmsSender

__all__ = [
    "Calendar",
    "CalendarChanges",
    "Consent",
    "Draft",
    "DraftState",
    "EmailSender",
    "Event",
    "EventPerson",
    "Granted",
    "HistoryGone",
    "Mail",
    "MailChanges",
    "Mailboxes",
    "OwnDraft",
    "Profile",
    "SendAs",
    "SentMail",
    "SmsSender",
]
