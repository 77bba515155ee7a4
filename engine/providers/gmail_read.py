"""Reading a Gmail account: who it is, what is new, and single messages."""

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from engine.domain.connection import Mailbox
from engine.ports.providers import HistoryGone, Mail, MailChanges, Profile, SendAs
from engine.providers.google_errors import GMAIL, lost, objects, required
from engine.providers.google_http import GoogleApi
from engine.providers.google_methods import gmail

PAGE_SIZE = 500  # the most that history.list and messages.list give at once


class GmailMailboxes:
    """`Mailboxes` for Gmail."""

    def __init__(self, api: GoogleApi, *, page_size: int = PAGE_SIZE) -> None:
        self._api = api
        self._page_size = page_size

    def profile(self, mailbox: Mailbox) -> Profile:
        """Return the account's address and the newest history id."""
        answer = self._api.ask_gmail(mailbox, gmail().getProfile(userId="me"))
        return Profile(
            email=required(answer, "emailAddress"), history_id=required(answer, "historyId")
        )

    def send_as(self, mailbox: Mailbox) -> tuple[SendAs, ...]:
        """Return the primary address and the aliases whose owner confirmed them."""
        request = gmail("settings", "sendAs").list(userId="me")
        answer = self._api.ask_gmail(mailbox, request)
        found = [_send_as(one) for one in objects(answer, "sendAs") if _may_send(one)]
        return tuple(sorted(found, key=lambda one: not one.is_default))

    def changes(self, mailbox: Mailbox, since_history_id: str) -> MailChanges:
        """Return what was added, wherever it was filed: filters archive and mute replies too.

        The history id is the first page's: what arrives while the pages are read is then read
        twice rather than never. Drafts are left out: what is sent of one is another message, with
        an id of its own (Gmail API guide, "Sending drafts").
        """
        pages = list(self._history(mailbox, since_history_id))
        messages = [
            entry.get("message") or {}
            for page in pages
            for record in objects(page, "history")
            for entry in objects(record, "messagesAdded")
        ]
        added = [required(one, "id") for one in messages if "DRAFT" not in one.get("labelIds", ())]
        return MailChanges(
            message_ids=tuple(dict.fromkeys(added)), history_id=required(pages[0], "historyId")
        )

    def since(self, mailbox: Mailbox, since: datetime) -> tuple[str, ...]:
        """Return the ids, oldest first; Gmail's `after:` knows whole seconds only."""
        messages = gmail("messages")
        request = messages.list(
            userId="me",
            q=f"after:{int(since.timestamp()) - 1}",
            includeSpamTrash=True,
            maxResults=self._page_size,
        )
        newest_first: list[str] = []
        while request is not None:
            answer = self._api.ask_gmail(mailbox, request)
            newest_first += (required(one, "id") for one in objects(answer, "messages"))
            request = messages.list_next(request, answer)
        return tuple(dict.fromkeys(reversed(newest_first)))

    def in_thread(self, mailbox: Mailbox, thread_id: str) -> tuple[str, ...]:
        """Return the ids of a thread's messages, oldest first; empty when it is gone."""
        request = gmail("threads").get(userId="me", id=thread_id, format="minimal")
        thread = self._api.find_gmail(mailbox, request) or {}
        return tuple(required(one, "id") for one in objects(thread, "messages"))

    def mail(self, mailbox: Mailbox, gmail_id: str) -> Mail | None:
        """Return the message with its bytes as they arrived; none when it is gone."""
        request = gmail("messages").get(userId="me", id=gmail_id, format="raw")
        answer = self._api.find_gmail(mailbox, request)
        return _mail(answer) if answer is not None else None

    def _history(self, mailbox: Mailbox, start: str) -> Iterator[dict[str, Any]]:
        """Go through all pages from the same start: a moving one would skip records."""
        history = gmail("history")
        request = history.list(
            userId="me",
            startHistoryId=start,
            historyTypes=["messageAdded"],
            maxResults=self._page_size,
        )
        while request is not None:
            page = self._api.find_gmail(mailbox, request)
            if page is None:
                raise HistoryGone("Gmail no longer knows this history id.", provider=GMAIL)
            yield page
            request = history.list_next(request, page)


def _may_send(alias: dict[str, Any]) -> bool:
    """The primary address carries no verification status (Gmail API, `SendAs`)."""
    return bool(alias.get("isPrimary")) or alias.get("verificationStatus") == "accepted"


def _send_as(alias: dict[str, Any]) -> SendAs:
    return SendAs(
        email=required(alias, "sendAsEmail"),
        name=str(alias.get("displayName", "")),
        signature_html=str(alias.get("signature", "")),
        is_default=bool(alias.get("isDefault")),
    )


def _mail(answer: dict[str, Any]) -> Mail:
    # internalDate is in milliseconds.
    try:
        raw = base64.urlsafe_b64decode(_padded(required(answer, "raw")))
        received_at = datetime.fromtimestamp(int(required(answer, "internalDate")) / 1000, UTC)
    except (binascii.Error, ValueError, OverflowError) as garbled:
        raise lost("Gmail's answer can't be read.", is_write=False, provider=GMAIL) from garbled
    return Mail(
        gmail_id=required(answer, "id"),
        thread_id=required(answer, "threadId"),
        label_ids=frozenset(answer.get("labelIds", ())),
        received_at=received_at,
        raw=raw,
    )


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)
