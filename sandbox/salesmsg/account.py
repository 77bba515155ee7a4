"""The account: teams, contacts, conversations and messages, found or made as the API does."""

import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sandbox.salesmsg.records import (
    Condition,
    Contact,
    Conversation,
    Message,
    Switches,
    Team,
    Text,
)

Emit = Callable[[str, dict[str, Any]], None]


class Account:
    """One organization's data; hold `lock` around anything that reads or changes it."""

    def __init__(self, now: Callable[[], datetime], emit: Emit) -> None:
        self.now = now
        self.emit = emit
        self.lock = threading.RLock()
        self.teams: dict[int, Team] = {}
        self.contacts: dict[int, Contact] = {}
        self.conversations: dict[int, Conversation] = {}
        self.messages: dict[int, Message] = {}
        self.ledger: list[Text] = []
        self.conditions: dict[str, Condition] = {}
        self.carrier_codes: dict[str, str] = {}
        self.switches = Switches()
        self.stop_arrives_as = "both"
        self._ids: Iterator[int] = itertools.count(1001)

    def next_id(self) -> int:
        """Return an id that rises over everything made here."""
        return next(self._ids)

    def contact_by_number(self, number: str) -> Contact | None:
        """Return the contact with this exact number."""
        return next((c for c in self.contacts.values() if c.number == number), None)

    def contact_for(self, number: str) -> Contact:
        """Return the contact with this number, making it if there is none."""
        found = self.contact_by_number(number)
        return found or self.add_contact(number)

    def add_contact(self, number: str) -> Contact:
        """Make a contact."""
        contact = Contact(id=self.next_id(), number=number, created_at=self.now())
        self.contacts[contact.id] = contact
        return contact

    def conversation_for(self, contact: Contact, team: Team) -> Conversation:
        """Return the contact's conversation with the team, making it if there is none."""
        for known in self.conversations.values():
            if known.contact is contact and known.team is team:
                return known
        made = Conversation(
            id=self.next_id(), contact=contact, team=team, last_message_at=self.now()
        )
        self.conversations[made.id] = made
        return made

    def messages_of(self, conversation: Conversation) -> list[Message]:
        """Return the conversation's messages, newest first."""
        found = [m for m in self.messages.values() if m.conversation is conversation]
        return sorted(found, key=lambda message: message.id, reverse=True)

    def add_message(self, conversation: Conversation, body: str, **more: Any) -> Message:
        """Store a message and put its conversation on top."""
        message = Message(
            id=self.next_id(),
            conversation=conversation,
            body=body,
            created_at=self.now(),
            **more,
        )
        self.messages[message.id] = message
        conversation.last_message_at = message.created_at
        return message

    def set_opt_out(self, contact: Contact, out: bool) -> None:
        """Opt a contact out or in again, for the whole organization."""
        contact.opt_out = out
        if out:
            contact.opt_out_at = self.now()
        else:
            contact.opt_in_at = self.now()
