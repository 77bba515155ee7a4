"""Grouped counts: how sequences stand, and what the report is made of."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, select

from engine.domain.enrollment import DeliveryKind, DeliveryState, EnrollmentState, ExitReason
from engine.ports.records import SequenceCounts
from storage import tables
from storage.scoped import Scope, chunks

_enrollment = tables.enrollment.c
_delivery = tables.delivery.c

GOING_ON = (EnrollmentState.ACTIVE, EnrollmentState.PAUSED, EnrollmentState.HELD)
_SENT_STEPS = and_(_delivery.state == DeliveryState.SENT, _delivery.kind == DeliveryKind.STEP)


def sequence_counts(scope: Scope, ids: Collection[int]) -> Mapping[int, SequenceCounts]:
    """Return how these sequences stand, in two grouped queries for each part of the ids."""
    counts = dict.fromkeys(ids, SequenceCounts())
    for part in chunks(counts):
        for row in _standing(scope, part):
            counts[row.sequence_id] = SequenceCounts(
                contacts=row.contacts,
                active=row.active,
                held=row.held,
                replied=row.replied,
                booked=row.booked,
                next_due_at=row.next_due_at,
            )
        for row in _sent(scope, part):
            counts[row.sequence_id] = replace(counts[row.sequence_id], sent=row.sent)
    return counts


def _how_many(condition: ColumnElement[bool]) -> Any:
    return func.count(case((condition, 1)))


def _standing(scope: Scope, ids: Collection[int]) -> Collection[Row[Any]]:
    waiting_due_at = case((_enrollment.state == EnrollmentState.ACTIVE, _enrollment.due_at))
    statement = (
        select(
            _enrollment.sequence_id,
            func.count().label("contacts"),
            _how_many(_enrollment.state.in_(GOING_ON)).label("active"),
            _how_many(_enrollment.state == EnrollmentState.HELD).label("held"),
            _how_many(_enrollment.exit == ExitReason.REPLIED).label("replied"),
            _how_many(_enrollment.exit == ExitReason.BOOKED).label("booked"),
            func.min(waiting_due_at).label("next_due_at"),
        )
        .where(_enrollment.workspace_id == scope.workspace_id, _enrollment.sequence_id.in_(ids))
        .group_by(_enrollment.sequence_id)
    )
    return scope.connection.execute(statement).all()


def _sent(scope: Scope, ids: Collection[int]) -> Collection[Row[Any]]:
    statement = (
        select(_delivery.sequence_id, func.count().label("sent"))
        .where(_delivery.workspace_id == scope.workspace_id, _delivery.sequence_id.in_(ids))
        .where(_SENT_STEPS)
        .group_by(_delivery.sequence_id)
    )
    return scope.connection.execute(statement).all()


def activity(scope: Scope, since: datetime) -> Mapping[int, SequenceCounts]:
    """Return what happened in each sequence since then; those where nothing did are left out."""
    counts: dict[int, SequenceCounts] = {}
    sent = (
        select(_delivery.sequence_id, func.count().label("sent"))
        .where(_delivery.workspace_id == scope.workspace_id, _delivery.sent_at >= since)
        .where(_SENT_STEPS)
        .group_by(_delivery.sequence_id)
    )
    for row in scope.connection.execute(sent):
        counts[row.sequence_id] = SequenceCounts(sent=row.sent)
    ended = (
        select(
            _enrollment.sequence_id,
            _how_many(_enrollment.exit == ExitReason.REPLIED).label("replied"),
            _how_many(_enrollment.exit == ExitReason.BOOKED).label("booked"),
        )
        .where(_enrollment.workspace_id == scope.workspace_id, _enrollment.exited_at >= since)
        .group_by(_enrollment.sequence_id)
    )
    for row in scope.connection.execute(ended):
        before = counts.get(row.sequence_id, SequenceCounts())
        counts[row.sequence_id] = replace(before, replied=row.replied, booked=row.booked)
    return counts


def sent_per_step(scope: Scope, sequence_id: int) -> Mapping[str, int]:
    """Return how many contacts were sent each step, by the step's id."""
    statement = (
        select(_delivery.step_id, func.count().label("sent"))
        .where(_delivery.workspace_id == scope.workspace_id, _delivery.sequence_id == sequence_id)
        .where(_SENT_STEPS, _delivery.step_id.is_not(None))
        .group_by(_delivery.step_id)
    )
    return {row.step_id: row.sent for row in scope.connection.execute(statement)}


def exits(scope: Scope, sequence_id: int) -> list[tuple[str | None, ExitReason, int]]:
    """Return (id of the last step had, reason, count) of the enrollments that exited."""
    statement = (
        select(_enrollment.last_step_id, _enrollment.exit, func.count())
        .where(_enrollment.workspace_id == scope.workspace_id)
        .where(_enrollment.sequence_id == sequence_id, _enrollment.exit.is_not(None))
        .group_by(_enrollment.last_step_id, _enrollment.exit)
        .order_by(_enrollment.last_step_id, _enrollment.exit)
    )
    return [(step, reason, count) for step, reason, count in scope.connection.execute(statement)]
