"""The world's calendar: meetings as people make, move, decline and cancel them."""

from datetime import datetime

from sandbox.google.control_client import ControlClient


class CalendarWorld(ControlClient):
    """The calendar part of `world.GoogleWorld`."""

    def book_meeting(
        self,
        account: str,
        contact_email: str,
        starts_at: datetime,
        minutes: int = 30,
        summary: str = "Meeting",
        *,
        organizer: str = "account",
        response: str = "needsAction",
    ) -> str:
        """Put a meeting with a contact on the calendar and return the event's id.

        `organizer` is account or contact; `response` is the contact's responseStatus.
        """
        event_id = self._ask(
            "book_meeting",
            account=account,
            contact_email=contact_email,
            starts_at=starts_at.isoformat(),
            minutes=minutes,
            summary=summary,
            organizer=organizer,
            response=response,
        )
        return str(event_id)

    def move_meeting(self, account: str, event_id: str, starts_at: datetime) -> None:
        """Move a meeting to another start; its length stays."""
        at = starts_at.isoformat()
        self._ask("move_meeting", account=account, event_id=event_id, starts_at=at)

    def cancel_meeting(self, account: str, event_id: str) -> None:
        """Delete a meeting; synchronisation shows it as cancelled."""
        self._ask("cancel_meeting", account=account, event_id=event_id)

    def decline_meeting(self, account: str, event_id: str, *, email: str = "") -> None:
        """Let the contact, or `email`, decline."""
        self.respond_to_meeting(account, event_id, "declined", email=email)

    def respond_to_meeting(
        self, account: str, event_id: str, response: str, *, email: str = ""
    ) -> None:
        """Let the contact, or `email`, answer: accepted, tentative, declined, needsAction."""
        self._ask(
            "respond_to_meeting",
            account=account,
            event_id=event_id,
            email=email,
            response=response,
        )

    def expire_sync_token(self, account: str) -> None:
        """Let every sync token that was handed out until now answer 410."""
        self._ask("expire_sync_token", account=account)
