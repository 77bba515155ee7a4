"""The world's mail: what recipients got, what they answer, what people do in Gmail by hand."""

import base64
from collections.abc import Iterable
from datetime import datetime

from sandbox.google.control_client import ControlClient
from sandbox.google.records import DeliveredMail, MailboxMessage, MessageIds


class MailWorld(ControlClient):
    """The mail part of `world.GoogleWorld`."""

    def delivered(self, to: str | None = None, *, after_id: int = 0) -> list[DeliveredMail]:
        """Return every recipient's copy of every mail, oldest first; `to` narrows to one.

        `after_id` is the id of the last copy already known: ids count from 1 without gaps.
        """
        told = self._ask("delivered", to=to, after_id=after_id)
        return [DeliveredMail.read(one) for one in told]

    def delivered_count(self) -> int:
        """Return how many copies there are, without telling them."""
        return int(self._ask("delivered_count"))

    def reply(
        self,
        mail: DeliveredMail,
        text: str,
        *,
        from_addr: str | None = None,
        from_name: str | None = None,
        subject: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        html: str | None = None,
        quote: bool = True,
    ) -> MessageIds:
        """Let the recipient, or `from_addr`, answer; it arrives in the sending account's inbox.

        `headers` replace those of the same name; an empty value leaves that header out.
        """
        told = self._ask(
            "reply",
            copy=mail.id,
            text=text,
            from_addr=from_addr,
            from_name=from_name,
            subject=subject,
            headers=[list(pair) for pair in headers],
            html=html,
            quote=quote,
        )
        return MessageIds.read(told)

    def absence(self, mail: DeliveredMail, until_text: str, *, subject: str = "") -> MessageIds:
        """Let the recipient's server say that they are away until `until_text`."""
        told = self._ask("absence", copy=mail.id, until_text=until_text, subject=subject)
        return MessageIds.read(told)

    def bounce(
        self,
        mail: DeliveredMail,
        status: str = "5.1.1",
        *,
        action: str = "failed",
        threaded: bool = True,
    ) -> MessageIds:
        """Let Gmail report that a copy was not delivered; `action` is failed or delayed."""
        told = self._ask("bounce", copy=mail.id, status=status, action=action, threaded=threaded)
        return MessageIds.read(told)

    def inject(
        self,
        account: str,
        raw_mime: bytes,
        *,
        thread_id: str | None = None,
        labels: Iterable[str] = ("INBOX", "UNREAD"),
    ) -> MessageIds:
        """Put any mail into a mailbox, threaded by Gmail's rule unless a thread is given."""
        raw = base64.urlsafe_b64encode(raw_mime).decode()
        told = self._ask(
            "inject", account=account, raw=raw, thread_id=thread_id, labels=list(labels)
        )
        return MessageIds.read(told)

    def messages(self, account: str, label: str = "") -> list[MailboxMessage]:
        """Return an account's messages, oldest first; `label` narrows, as "INBOX"."""
        told = self._ask("messages", account=account, label=label)
        return [MailboxMessage.read(one) for one in told]

    def sent_folder(self, account: str) -> list[MailboxMessage]:
        """Return what lies in an account's Sent folder, oldest first."""
        return self.messages(account, "SENT")

    def drafts(self, account: str) -> list[MailboxMessage]:
        """Return an account's unsent drafts, oldest first, each with its `draft_id`."""
        return [MailboxMessage.read(one) for one in self._ask("drafts", account=account)]

    def delete_draft(self, account: str, draft_id: str) -> None:
        """The person deletes a draft in Gmail."""
        self._ask("delete_draft", account=account, draft_id=draft_id)

    def edit_draft(
        self, account: str, draft_id: str, *, text: str | None = None, subject: str | None = None
    ) -> MessageIds:
        """The person edits a draft in Gmail; its message id changes, its draft id stays."""
        told = self._ask(
            "edit_draft", account=account, draft_id=draft_id, text=text, subject=subject
        )
        return MessageIds.read(told)

    def send_draft(self, account: str, draft_id: str) -> MessageIds:
        """The person presses Send on a draft in Gmail."""
        return MessageIds.read(self._ask("send_draft", account=account, draft_id=draft_id))

    def forget_history(self, account: str) -> None:
        """Let every history id that was handed out until now answer 404."""
        self._ask("forget_history", account=account)

    def invitation(
        self,
        account: str,
        contact_email: str,
        starts_at: datetime,
        minutes: int = 30,
        summary: str = "Meeting",
        *,
        method: str = "REQUEST",
        partstat: str = "NEEDS-ACTION",
        uid: str = "sandbox-invitation@calendar.example",
    ) -> MessageIds:
        """Let a contact's calendar mail a text/calendar part; `method` as in RFC 5546."""
        told = self._ask(
            "invitation",
            account=account,
            contact_email=contact_email,
            starts_at=starts_at.isoformat(),
            minutes=minutes,
            summary=summary,
            method=method,
            partstat=partstat,
            uid=uid,
        )
        return MessageIds.read(told)
