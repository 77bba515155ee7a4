"""Sending through Gmail by draft.

drafts.send uses a draft up (Gmail API, "Create and send drafts": the draft is deleted and a
message with the SENT label is made), so the same draft can't be sent twice.
"""

import base64
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from engine.domain.connection import Mailbox
from engine.domain.errors import Permanent
from engine.domain.mime import DELIVERY_HEADER
from engine.ports.providers import Draft, DraftState, OwnDraft, SentMail
from engine.providers.google_errors import GMAIL, GoogleProblem, lost, objects, required
from engine.providers.google_http import GoogleApi
from engine.providers.google_methods import gmail

SEARCH_SLACK = timedelta(hours=1)  # our clock and Gmail's differ; what is found is checked anyway
_CANDIDATES_PER_PAGE = 100
_DRAFTS_LOOKED_AT = 100  # each costs 20 of the 6,000 units a minute
_MARKS = [DELIVERY_HEADER, "References", "Message-ID"]


class GmailSender:
    """`EmailSender` for Gmail."""

    def __init__(self, api: GoogleApi) -> None:
        self._api = api

    def create_draft(self, mailbox: Mailbox, mime: bytes, thread_id: str | None) -> Draft:
        """Create a draft. A thread id that Gmail doesn't know raises Permanent "not_found"."""
        message = {"raw": base64.urlsafe_b64encode(mime).decode("ascii")}
        if thread_id:
            message["threadId"] = thread_id
        answer = self._api.ask_gmail(
            mailbox, gmail("drafts").create(userId="me", body={"message": message})
        )
        made = answer.get("message") or {}
        return Draft(
            id=required(answer, "id", is_write=True),
            thread_id=required(made, "threadId", is_write=True),
        )

    def send_draft(self, mailbox: Mailbox, draft_id: str) -> SentMail:
        """Spend the draft, with its stored bytes."""
        try:
            answer = self._api.ask_gmail(
                mailbox, gmail("drafts").send(userId="me", body={"id": draft_id})
            )
        except Permanent as refusal:
            if self._was_spent(mailbox, draft_id, refusal):
                gone = GoogleProblem.DRAFT_GONE
                raise Permanent(refusal.reason, kind=gone, provider=GMAIL) from refusal
            raise
        return SentMail(
            message_id=required(answer, "id", is_write=True),
            thread_id=required(answer, "threadId", is_write=True),
        )

    def _was_spent(self, mailbox: Mailbox, draft_id: str, refusal: Permanent) -> bool:
        """A spent draft is reported to answer 404, and 400 in words that nobody wrote down."""
        if refusal.kind == GoogleProblem.NOT_FOUND:
            return True
        is_vague = refusal.kind == GoogleProblem.REFUSED
        return is_vague and self.draft_state(mailbox, draft_id) is DraftState.GONE

    def draft_state(self, mailbox: Mailbox, draft_id: str) -> DraftState:
        """Return whether the draft still waits: for a while Gmail may show one that was sent."""
        request = gmail("drafts").get(userId="me", id=draft_id, format="minimal")
        draft = self._api.find_gmail(mailbox, request)
        if draft is None:
            return DraftState.GONE
        required(draft, "id")
        labels = (draft.get("message") or {}).get("labelIds", ())
        waits = "DRAFT" in labels and "SENT" not in labels
        return DraftState.WAITING if waits else DraftState.GONE

    def delete_draft(self, mailbox: Mailbox, draft_id: str) -> None:
        """Delete the draft; one that is gone already is fine."""
        self._api.find_gmail(mailbox, gmail("drafts").delete(userId="me", id=draft_id))

    def own_drafts(self, mailbox: Mailbox, *, before: datetime) -> tuple[OwnDraft, ...]:
        """Return unsent drafts that carry our header, last changed before then."""
        request = gmail("drafts").list(
            userId="me", q=f"before:{int(before.timestamp())}", maxResults=_DRAFTS_LOOKED_AT
        )
        listed = objects(self._api.ask_gmail(mailbox, request), "drafts")
        found = (self._own(mailbox, required(one, "id"), before) for one in listed)
        return tuple(each for each in found if each is not None)

    def _own(self, mailbox: Mailbox, draft_id: str, before: datetime) -> OwnDraft | None:
        request = gmail("drafts").get(userId="me", id=draft_id, format="metadata")
        message = (self._api.find_gmail(mailbox, request) or {}).get("message") or {}
        labels, delivery_id = message.get("labelIds", ()), _header(message, DELIVERY_HEADER)
        changed_ms = int(message.get("internalDate") or 0)
        waits = "DRAFT" in labels and "SENT" not in labels
        if not (delivery_id and waits and changed_ms < before.timestamp() * 1000):
            return None
        return OwnDraft(id=draft_id, delivery_id=delivery_id)

    def find_sent(
        self, mailbox: Mailbox, *, delivery_id: str, thread_id: str | None, to: str, since: datetime
    ) -> SentMail | None:
        """Return the sent mail of this delivery, or none if neither thread nor search shows it.

        Search lags behind what was just sent, so none is no proof at first.
        """
        for message in self._candidates(mailbox, delivery_id, thread_id, to, since):
            if _carries(message, delivery_id):
                return SentMail(
                    message_id=required(message, "id"),
                    thread_id=required(message, "threadId"),
                    rfc822_id=_header(message, "Message-ID"),
                )
        return None

    def rfc822_id(self, mailbox: Mailbox, message_id: str) -> str:
        """Return the Message-ID. Raises Permanent "not_found" when the message has gone."""
        found = _header(self._marks_of(mailbox, message_id), "Message-ID")
        if not found:
            raise lost("Gmail showed a mail without Message-ID.", is_write=False, provider=GMAIL)
        return found

    def _candidates(
        self, mailbox: Mailbox, delivery_id: str, thread_id: str | None, to: str, since: datetime
    ) -> Iterator[dict[str, Any]]:
        """The surest place first; a search is only made when the ones before gave nothing."""
        if thread_id:
            yield from self._in_thread(mailbox, thread_id)
        after = int((since - SEARCH_SLACK).timestamp())
        seen: set[str] = set()
        # The last one looks for the id as a word of the text, for a mail that lost its date or To.
        for query in (f"to:{to} after:{after}", f'"{delivery_id}"'):
            for message_id in self._sent_ids(mailbox, query):
                if message_id not in seen:
                    seen.add(message_id)
                    yield self._marks_unless_missing(mailbox, message_id)

    def _in_thread(self, mailbox: Mailbox, thread_id: str) -> list[dict[str, Any]]:
        request = gmail("threads").get(
            userId="me", id=thread_id, format="metadata", metadataHeaders=_MARKS
        )
        thread = self._api.find_gmail(mailbox, request) or {}
        return objects(thread, "messages")

    def _sent_ids(self, mailbox: Mailbox, query: str) -> Iterator[str]:
        messages = gmail("messages")
        request = messages.list(
            userId="me", labelIds=["SENT"], q=query, maxResults=_CANDIDATES_PER_PAGE
        )
        while request is not None:
            answer = self._api.ask_gmail(mailbox, request)
            yield from (required(one, "id") for one in objects(answer, "messages"))
            request = messages.list_next(request, answer)

    def _marks_of(self, mailbox: Mailbox, message_id: str) -> dict[str, Any]:
        return self._api.ask_gmail(mailbox, self._marks_request(message_id))

    def _marks_unless_missing(self, mailbox: Mailbox, message_id: str) -> dict[str, Any]:
        return self._api.find_gmail(mailbox, self._marks_request(message_id)) or {}

    def _marks_request(self, message_id: str) -> Any:
        messages = gmail("messages")
        return messages.get(userId="me", id=message_id, format="metadata", metadataHeaders=_MARKS)


def _carries(message: dict[str, Any], delivery_id: str) -> bool:
    """Whether this is the Sent copy of the delivery: by our header, else by the phantom root."""
    if "SENT" not in message.get("labelIds", ()):
        return False
    if _header(message, DELIVERY_HEADER) == delivery_id:
        return True
    root = rf"<{re.escape(delivery_id)}@[^<>\s]+>"
    return bool(re.search(root, _header(message, "References") or ""))


def _header(message: dict[str, Any], name: str) -> str | None:
    """Gmail gives names back as the mail has them: Message-ID, Message-Id."""
    for header in objects(message.get("payload") or {}, "headers"):
        if str(header.get("name", "")).lower() == name.lower():
            return str(header.get("value", "")).strip()
    return None
