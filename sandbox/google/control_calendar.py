"""The control verbs about the calendar."""

from datetime import datetime

from sandbox.google import meetings
from sandbox.google.schema import Json
from sandbox.google.state import State


def _book(state: State, given: Json) -> str:
    return meetings.book(state, state.account(given["account"]), given)


def _move(state: State, given: Json) -> None:
    starts_at = datetime.fromisoformat(given["starts_at"])
    meetings.move(state, state.account(given["account"]), given["event_id"], starts_at)


def _cancel(state: State, given: Json) -> None:
    meetings.cancel(state, state.account(given["account"]), given["event_id"])


def _respond(state: State, given: Json) -> None:
    account = state.account(given["account"])
    meetings.respond(state, account, given["event_id"], given["email"], given["response"])


def _expire_sync_token(state: State, given: Json) -> None:
    state.account(given["account"]).calendar.expire_tokens()


VERBS = {
    "book_meeting": _book,
    "move_meeting": _move,
    "cancel_meeting": _cancel,
    "respond_to_meeting": _respond,
    "expire_sync_token": _expire_sync_token,
}
