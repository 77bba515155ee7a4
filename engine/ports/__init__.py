"""What the engine needs of the world, as Protocols: a store, providers, Slack, and time.

`store` is the transactions, `records` what stands in them, `providers` Gmail, Calendar and
Salesmsg, `people` Slack as seen from here, `clock` time, `metering` what is seen from outside,
`witness` what remembers which database was worked with.
"""

from engine.ports.clock import Clock
from engine.ports.metering import UNMETERED, ErrorKind, Meter, Survey
from engine.ports.people import Directory, JobRunner, Notifier, Posted
from engine.ports.providers import (
    Calendar,
    CalendarChanges,
    Consent,
    Draft,
    DraftState,
    EmailSender,
    Event,
    EventPerson,
    Granted,
    HistoryGone,
    Mail,
    Mailboxes,
    MailChanges,
    OwnDraft,
    Profile,
    SendAs,
    SentMail,
    SmsSender,
)
from engine.ports.records import Seen
from engine.ports.store import EngineTx, Store
from engine.ports.tx import Tx
from engine.ports.witness import Witness

__all__ = [
    "UNMETERED",
    "Calendar",
    "CalendarChanges",
    "Clock",
    "Consent",
    "Directory",
    "Draft",
    "DraftState",
    "EmailSender",
    "EngineTx",
    "ErrorKind",
    "Event",
    "EventPerson",
    "Granted",
    "HistoryGone",
    "JobRunner",
    "Mail",
    "MailChanges",
    "Mailboxes",
    "Meter",
    "Notifier",
    "OwnDraft",
    "Posted",
    "Profile",
    "Seen",
    "SendAs",
    "SentMail",
    "SmsSender",
    "Store",
    "Survey",
    "Tx",
    "Witness",
]
