"""One account's mail: messages, threads and drafts, with Gmail's rules for what is one thread."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.google import text
from sandbox.google.errors import gmail_not_found, invalid_argument
from sandbox.google.history import Change, History
from sandbox.google.mime import Mail

_ids = itertools.count(0x19D5_0000_0000_1A2B, 0x1_0F0F_0F07)


def new_id() -> str:
    """Return a message id in Gmail's form: sixteen hex digits."""
    return f"{next(_ids):016x}"


@dataclass(slots=True, kw_only=True)
class Message:
    """One message of a mailbox; its mail never changes, its labels do."""

    id: str
    thread_id: str
    mail: Mail
    labels: set[str]
    at: datetime  # UTC
    history_id: int = 0
    _words: str | None = None

    @property
    def words(self) -> str:
        """What search finds it by; read once."""
        if self._words is None:
            self._words = text.words_of(self.mail)
        return self._words


@dataclass(slots=True, kw_only=True)
class Draft:
    """A draft: a stable id over a message whose id changes with every edit."""

    id: str
    message_id: str
    sent_at: datetime | None = None  # UTC; set while Gmail still shows the wrapper of a sent one


@dataclass(slots=True)
class MailStore:
    """Messages, drafts and the history of one account."""

    messages: dict[str, Message] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    history: History = field(default_factory=History)
    _threads: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _by_rfc_id: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, mail: Mail, labels: set[str], at: datetime, thread_id: str = "") -> Message:
        """Keep a mail and return it as a message; without `thread_id` it starts a thread."""
        own_id = new_id()
        message = Message(
            id=own_id, thread_id=thread_id or own_id, mail=mail, labels=set(labels), at=at
        )
        self.messages[own_id] = message
        self._threads[message.thread_id].append(own_id)
        if mail.message_id:
            self._by_rfc_id[mail.message_id].append(own_id)
        self._note(message, Change.MESSAGE_ADDED)
        return message

    def get(self, message_id: str) -> Message:
        """Return a message; raises ApiError 404 if there is none."""
        if message_id not in self.messages:
            raise gmail_not_found()
        return self.messages[message_id]

    def draft(self, draft_id: str) -> Draft:
        """Return a draft; raises ApiError 404 if there is none."""
        if draft_id not in self.drafts:
            raise gmail_not_found()
        return self.drafts[draft_id]

    def thread(self, thread_id: str) -> list[Message]:
        """Return a thread's messages, oldest first; raises ApiError 404 if there is none."""
        found = [self.messages[one] for one in self._threads.get(thread_id, [])]
        if not found:
            raise gmail_not_found()
        return found

    def newest_first(self) -> Iterator[Message]:
        """Go through all messages in the order in which Gmail lists them."""
        return reversed(self.messages.values())

    def delete(self, message_id: str) -> None:
        """Remove a message for good, as deleting or sending a draft does."""
        message = self.messages.pop(message_id)
        self._threads[message.thread_id].remove(message_id)
        if message.mail.message_id:
            self._by_rfc_id[message.mail.message_id].remove(message_id)
        self._note(message, Change.MESSAGE_DELETED)

    def relabel(self, message: Message, add: set[str], remove: set[str]) -> None:
        """Put labels on and take labels off; what changes nothing leaves no record."""
        added, removed = add - message.labels, remove & message.labels
        message.labels = (message.labels | add) - remove
        if added:
            self._note(message, Change.LABEL_ADDED, added)
        if removed:
            self._note(message, Change.LABEL_REMOVED, removed)

    def _note(self, message: Message, change: Change, labels: set[str] | None = None) -> None:
        message.history_id = self.history.note(
            change,
            message.id,
            message.thread_id,
            message.labels,
            tuple(sorted(labels or ())),
        )

    def thread_for_incoming(self, mail: Mail) -> str:
        """Return the thread that an arriving mail belongs to, or "" for a new one.

        Gmail Help, "Group emails into conversations": a mail joins when a header refers to a
        message of the thread and the subject is the same but for prefixes.
        """
        for reference in reversed(mail.references):
            for known in self._by_rfc_id.get(reference, []):
                message = self.messages[known]
                if message.mail.subject_key == mail.subject_key:
                    return message.thread_id
        return ""

    def thread_for_outgoing(self, mail: Mail, wanted: str) -> str:
        """Return the thread that a mail written over the API belongs to, or "" for a new one.

        Gmail API, `Message.threadId`: the thread is asked for by id, References or In-Reply-To
        name a message in it, and the Subject matches; else the mail stands alone. Raises ApiError
        400 for an id of no known form and 404 for a thread that is not there.
        """
        if not wanted:
            return ""
        if len(wanted) != 16 or not set(wanted) <= set("0123456789abcdef"):
            raise invalid_argument("Invalid thread_id value")
        thread = self.thread(wanted)
        known = {message.mail.message_id for message in thread}
        refers = bool(known & set(mail.references))
        same = any(message.mail.subject_key == mail.subject_key for message in thread)
        return wanted if refers and same else ""
