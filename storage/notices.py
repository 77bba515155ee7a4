"""The outbox to Slack, and slow work behind clicks."""

from collections.abc import Mapping
from collections.abc import Sequence as Rows
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Text, case, delete, insert, literal, or_, type_coerce, update

from engine.domain.notice import SET_ASIDE, Job, JobKind, NewNotice, Notice, NoticeState
from storage import tables
from storage.mapper import Mapper
from storage.scoped import Scope, Scoped
from storage.types import UtcDateTime, dump_json

_notice = tables.notice.c

# Due at once, whatever the real time is.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = literal(_LONG_AGO, UtcDateTime)

NOTICES = Mapper(tables.notice, Notice)
JOBS = Mapper(tables.job, Job)


class SqlNotices:
    """The outbox to Slack."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._rows = Scoped(NOTICES, scope)

    def add(self, notice: NewNotice, *, at: datetime) -> Notice:
        """Put it in the outbox, to be posted at once."""
        row = Notice(
            id=0,
            workspace_id=self._scope.workspace_id,
            kind=notice.kind,
            channel=notice.channel,
            owner_id=notice.owner_id,
            thread_key=notice.thread_key,
            payload=notice.payload,
            next_at=_LONG_AGO,
            created_at=at,
        )
        return self._rows.add(row)

    def get(self, notice_id: int) -> Notice | None:
        """Return the notice, if it is ours."""
        return self._rows.get(notice_id)

    def find(self, kind: str, key: str, value: Any) -> Rows[Notice]:
        """Return notices of a kind whose payload has this value under this key, newest first."""
        # The text narrows ("3" is in "30" as well), the value decides.
        fragment = f"{dump_json(key)}:{dump_json(value)}"
        holds = type_coerce(_notice.payload, Text).contains(fragment, autoescape=True)
        ours = type_coerce(_notice.kind, Text) == str(kind)
        found = self._rows.all(ours, holds, order_by=[_notice.id.desc()])
        return [notice for notice in found if notice.payload.get(key) == value]

    def unreachable(self, *, since: datetime) -> Rows[Notice]:
        """Return the newest failed notice of each channel that nothing was posted to after it."""
        recent = self._rows.all(_notice.created_at >= since, order_by=[_notice.id.desc()])
        newest: dict[str, Notice] = {}
        for notice in recent:
            if notice.state is not NoticeState.WAITING and SET_ASIDE not in notice.payload:
                newest.setdefault(notice.channel, notice)
        return [each for each in newest.values() if each.state is NoticeState.FAILED]

    def thread_head(self, channel: str, thread_key: str) -> Notice | None:
        """Return the first notice of a contact's thread in this channel, not one that failed."""
        stands = or_(_notice.state != NoticeState.FAILED, _notice.posted_ts.is_not(None))
        theirs = (_notice.channel == channel, _notice.thread_key == thread_key, stands)
        statement = self._rows.select(*theirs)
        first = self._rows.fetch(statement.order_by(_notice.id).limit(1))
        return first[0] if first else None

    def touch(self, notice_id: int, *, payload: Mapping[str, Any]) -> None:
        """Give the card new facts: revision + 1 and waiting, due at once, so that it is updated.

        One that waits keeps its time: somebody may be posting it now, and two would post it twice.
        """
        waits = _notice.state == NoticeState.WAITING
        next_at = case((waits, _notice.next_at), else_=_AT_ONCE)
        self._change(notice_id, payload, state=NoticeState.WAITING, attempts=0, next_at=next_at)

    def readdress(
        self, notice_id: int, *, channel: str, owner_id: str, payload: Mapping[str, Any]
    ) -> None:
        """Let it be posted somewhere else, for somebody else: due at once, tries from zero."""
        place = {"channel": channel, "owner_id": owner_id, "state": NoticeState.WAITING}
        self._change(notice_id, payload, attempts=0, next_at=_AT_ONCE, **place)

    def give_up(self, notice_id: int, *, payload: Mapping[str, Any]) -> None:
        """Let it fail for good: revision + 1, so that whoever has it now changes nothing."""
        self._change(notice_id, payload, state=NoticeState.FAILED)

    def _change(self, notice_id: int, payload: Mapping[str, Any], **changes: Any) -> None:
        statement = update(tables.notice).where(self._rows.ours, _notice.id == notice_id)
        changes |= {"payload": payload, "revision": _notice.revision + 1}
        self._scope.connection.execute(statement.values(changes))

    def save_outcome(
        self,
        notice: Notice,
        *,
        state: NoticeState,
        posted_channel: str | None,
        posted_ts: str | None,
        next_at: datetime,
        attempts: int,
    ) -> None:
        """Record what came of posting this revision; a newer revision stays waiting.

        The newer one knows where the card was posted; it is due at once, or after the back-off
        when the posting failed for now.
        """
        unchanged = _notice.revision == notice.revision
        changes = {
            "state": case((unchanged, literal(state, _notice.state.type)), else_=_notice.state),
            "attempts": case((unchanged, attempts), else_=_notice.attempts),
            "posted_channel": posted_channel,
            "posted_ts": posted_ts,
            "next_at": next_at if state is NoticeState.WAITING else _AT_ONCE,
        }
        statement = update(tables.notice).where(self._rows.ours, _notice.id == notice.id)
        self._scope.connection.execute(statement.values(changes))


class SqlJobs:
    """Slow work behind clicks; what is done is not kept."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._columns = tables.job.c

    def add(
        self,
        kind: JobKind,
        *,
        member_id: str,
        view_id: str | None,
        payload: Mapping[str, Any],
        at: datetime | None = None,
    ) -> int:
        """Insert the job, to be done at once or not before `at` (real time); return its id."""
        statement = insert(tables.job).values(
            workspace_id=self._scope.workspace_id,
            kind=kind,
            member_id=member_id,
            view_id=view_id,
            payload=payload,
            attempts=0,
            next_at=at or _LONG_AGO,
        )
        job_id: int = self._scope.connection.execute(
            statement.returning(self._columns.id)
        ).scalar_one()
        return job_id

    def done(self, job_id: int) -> None:
        """Forget the job."""
        self._scope.connection.execute(delete(tables.job).where(*self._ours(job_id)))

    def retry(self, job_id: int, *, at: datetime) -> None:
        """Let it be claimed again from this real time on."""
        statement = update(tables.job).where(*self._ours(job_id)).values(next_at=at)
        self._scope.connection.execute(statement)

    def _ours(self, job_id: int) -> tuple[Any, ...]:
        ours = self._columns.workspace_id == self._scope.workspace_id
        return (ours, self._columns.id == job_id)
