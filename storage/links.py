"""Unsubscribe links, and receipts of enrolments that wait for Enroll."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, select

from storage import tables
from storage.chains import Write
from storage.limits import first
from storage.prepared import Prepared
from storage.scoped import ABSENT, Absent, Scope

_token = tables.token.c
_receipt = tables.receipt.c


def link_of(enrollment_id: ColumnElement[int]) -> Select[Any]:
    """Return the select of the link that an enrollment's messages carry, the first of several."""
    return first(
        select(_token.token)
        .where(_token.workspace_id == bindparam("ours"), _token.enrollment_id == enrollment_id)
        .where(_token.is_test.is_(False))
        .order_by(_token.created_at, _token.token)
    )


_OF_ENROLLMENT = link_of(bindparam("this"))
_ADD_TOKEN = Prepared(insert(tables.token), columns=tables.token.c.keys())


class SqlTokens:
    """Unsubscribe links: random, stored, valid for good."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(
        self,
        token: str,
        *,
        contact_id: int,
        enrollment_id: int | None,
        is_test: bool,
        at: datetime,
    ) -> None:
        """Remember whom the link is for."""
        add, row = self.adding(
            token, contact_id=contact_id, enrollment_id=enrollment_id, is_test=is_test, at=at
        )
        add.count(self._scope.connection, row)

    def adding(
        self,
        token: str,
        *,
        contact_id: int | None,
        enrollment_id: int | None,
        is_test: bool,
        at: datetime | None,
    ) -> Write:
        """Return what `add` does."""
        row = {
            "token": token,
            "workspace_id": self._scope.workspace_id,
            "contact_id": contact_id,
            "enrollment_id": enrollment_id,
            "is_test": is_test,
            "created_at": at,
        }
        return _ADD_TOKEN, row

    def of_enrollment(self, enrollment_id: int) -> str | None:
        """Return the link that this enrollment's messages carry, if one was made."""
        known: str | Absent | None = self._scope.take_ahead("token", enrollment_id)
        if known is not None:
            return None if known is ABSENT else known
        values = {"ours": self._scope.workspace_id, "this": enrollment_id}
        return self._scope.connection.execute(_OF_ENROLLMENT, values).scalar()

    def enrollment_of(self, token: str) -> int | None:
        """Return the enrollment a real (not a test's) link of this workspace belongs to."""
        statement = (
            select(_token.enrollment_id)
            .where(_token.workspace_id == self._scope.workspace_id)
            .where(_token.token == token, _token.is_test.is_(False))
        )
        return self._scope.connection.execute(statement).scalar()


class SqlReceipts:
    """Enrolments read but not committed: what the receipt showed is what Enroll commits."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(
        self, *, sequence_id: int, member_id: str, payload: Mapping[str, Any], at: datetime
    ) -> int:
        """Keep what was read; returns its id."""
        statement = insert(tables.receipt).values(
            workspace_id=self._scope.workspace_id,
            sequence_id=sequence_id,
            member_id=member_id,
            payload=payload,
            created_at=at,
        )
        receipt_id: int = self._scope.connection.execute(
            statement.returning(_receipt.id)
        ).scalar_one()
        return receipt_id

    def get(self, receipt_id: int) -> Mapping[str, Any] | None:
        """Return it, as long as it was not committed."""
        ours = (_receipt.workspace_id == self._scope.workspace_id, _receipt.id == receipt_id)
        return self._scope.connection.execute(select(_receipt.payload).where(*ours)).scalar()

    def take(self, receipt_id: int) -> Mapping[str, Any] | None:
        """Return it once: none when it was committed before."""
        ours = (_receipt.workspace_id == self._scope.workspace_id, _receipt.id == receipt_id)
        statement = delete(tables.receipt).where(*ours).returning(_receipt.payload)
        return self._scope.connection.execute(statement).scalar()
