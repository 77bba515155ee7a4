"""What the service remembers: events it has seen, sign-ins under way, links, and itself."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from engine.domain.witness import StoreState
from storage import self_description, tables
from storage.upserts import insert_new

_event = tables.seen_event.c
_state = tables.oauth_state.c
_token = tables.token.c


class Memories:
    """Look-ups by a secret that comes from outside, before any workspace is known."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def state(self) -> StoreState:
        """Return what this database says of itself, locked until the transaction ends."""
        return self_description.read(self._connection)

    def save_state(self, state: StoreState) -> None:
        """Keep what this database says of itself; that survives a crash of the server."""
        self_description.write(self._connection, state)

    def has_enrollments(self) -> bool:
        """Whether there is, or was, anything to send to anybody."""
        return self_description.has_enrollments(self._connection)

    def unsubscribe_token(self, token: str) -> tuple[str, int, int | None, bool] | None:
        """Return (workspace, contact, enrollment, is_test) of an unsubscribe link."""
        columns = (_token.workspace_id, _token.contact_id, _token.enrollment_id, _token.is_test)
        row = self._connection.execute(select(*columns).where(_token.token == token)).first()
        return None if row is None else (row[0], row[1], row[2], row[3])

    def knows_event(self, event_id: str) -> bool:
        """Whether a Slack event was remembered."""
        statement = select(_event.event_id).where(_event.event_id == event_id)
        return self._connection.execute(statement).first() is not None

    def seen_event(self, event_id: str, *, at: datetime) -> bool:
        """Remember a Slack event; True when it was seen before."""
        row = {"event_id": event_id, "seen_at": at}
        return not insert_new(self._connection, tables.seen_event, [row])

    def keep_state(
        self, state: str, *, workspace_id: str, member_id: str, verifier: str, expires_at: datetime
    ) -> None:
        """Remember an OAuth state until it is used or expires."""
        statement = insert(tables.oauth_state).values(
            state=state,
            workspace_id=workspace_id,
            member_id=member_id,
            verifier=verifier,
            expires_at=expires_at,
        )
        self._connection.execute(statement)

    def take_state(self, state: str, *, at: datetime) -> tuple[str, str, str] | None:
        """Return and forget (workspace, member, verifier) of a state; none when old or unknown."""
        statement = delete(tables.oauth_state).where(_state.state == state)
        columns = (_state.workspace_id, _state.member_id, _state.verifier, _state.expires_at)
        row = self._connection.execute(statement.returning(*columns)).first()
        if row is None or row.expires_at <= at:
            return None
        return row.workspace_id, row.member_id, row.verifier

    def forget_old(self, *, before: datetime) -> None:
        """Drop seen events and states older than this."""
        self._connection.execute(delete(tables.seen_event).where(_event.seen_at < before))
        self._connection.execute(delete(tables.oauth_state).where(_state.expires_at < before))
