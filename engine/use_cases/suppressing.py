"""Do not contact: by the contact's own doing, or an admin's; never opened again against a STOP."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import datetime

from engine.domain.contact_rows import valid_email
from engine.domain.enrollment import ExitReason, email_key
from engine.domain.errors import FieldProblem, Invalid, Refusal
from engine.domain.lifecycle import require_admin
from engine.domain.phones import e164
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import exiting, finding

BY_THE_CONTACT = (SuppressionOrigin.STOP, SuppressionOrigin.PROVIDER)  # only they can open it


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What an unsubscribe link is about."""

    workspace_id: str
    workspace_name: str
    email: str
    is_test: bool
    is_done: bool  # unsubscribed already


def visit(store: Store, token: str) -> Visit | None:
    """Return what the link is about, changing nothing: mail scanners visit links too."""
    with store.engine() as etx:
        found = etx.unsubscribe_token(token)
        if found is None:
            return None
        workspace_id, contact_id, _, is_test = found
        tx = etx.within(workspace_id)
        contact = tx.contacts.get(contact_id)
        if contact is None:
            return None
        return Visit(
            workspace_id=workspace_id,
            workspace_name=tx.workspace.get().name,
            email=contact.email,
            is_test=is_test,
            is_done=bool(tx.suppressions.of([contact.email_key])),
        )


def unsubscribe(store: Store, token: str, *, now: datetime) -> Visit | None:
    """Unsubscribe the link's contact for good; again is fine; a test's link does nothing."""
    seen = visit(store, token)
    if seen is None or seen.is_test or seen.is_done:
        return seen
    with store.engine() as etx:
        found = etx.unsubscribe_token(token)
        if found is None:
            return None
        tx = etx.within(seen.workspace_id)
        by_mail(tx, seen.email, SuppressionOrigin.LINK, note="by the link in a mail", now=now)
    return visit(store, token)


def by_mail(tx: Tx, address: str, origin: SuppressionOrigin, *, note: str, now: datetime) -> None:
    """Suppress an address and stop everything for it."""
    suppression = Suppression(
        workspace_id=tx.workspace_id,
        value=email_key(address),
        is_phone=False,
        origin=origin,
        note=note,
        created_at=now,
    )
    what = exiting.What(reason=ExitReason.UNSUBSCRIBED, words=note)
    exiting.suppress(tx, suppression, what, now=now)


def by_stop(
    tx: Tx,
    number: str,
    *,
    words: str,
    now: datetime,
    at: datetime | None = None,
    origin: SuppressionOrigin = SuppressionOrigin.STOP,
) -> None:
    """Suppress a number that texted STOP, and stop everything for whoever has it.

    `at` is when they wrote it: only a later START opens it again. A number that is stopped
    already is told no second time, for the text and Salesmsg's own event both come.
    """
    before = tx.suppressions.of([number]).get(number)
    suppression = Suppression(
        workspace_id=tx.workspace_id,
        value=number,
        is_phone=True,
        origin=origin,
        note=words,
        created_at=max(at or now, before.created_at) if before else at or now,
    )
    what = exiting.What(reason=ExitReason.STOPPED, words=words)
    if before is not None and before.origin in BY_THE_CONTACT:
        tx.suppressions.add(suppression)
        going_on = [each for each in tx.enrollments.of_phone(number) if not each.is_over]
        for enrollment in going_on:
            exiting.stop(tx, enrollment, what, now=now)
        return
    exiting.suppress(tx, suppression, what, now=now)


def add(store: Store, actor: Actor, text: str, *, now: datetime) -> Suppression:
    """Add an address or a number by hand (admins). Raises Invalid for the field "value"."""
    require_admin(actor)
    email, phone = valid_email(text), e164(text)
    if email is None and phone is None:
        sentence = f"“{text.strip()}” is neither an email address nor a phone number."
        raise Invalid(FieldProblem(field="value", sentence=sentence))
    suppression = Suppression(
        workspace_id=actor.workspace_id,
        value=email_key(email) if email else phone or "",
        is_phone=email is None,
        origin=SuppressionOrigin.MEMBER,
        note=f"added by <@{actor.user_id}>",
        created_at=now,
    )
    with store.begin(actor.workspace_id) as tx:
        what = exiting.What(reason=ExitReason.UNSUBSCRIBED, words=suppression.note)
        exiting.suppress(tx, suppression, what, now=now)
    return suppression


def remove(store: Store, actor: Actor, value: str) -> None:
    """Take an entry out (admins). Raises Refusal for a STOP: only the contact can open it."""
    require_admin(actor)
    with store.begin(actor.workspace_id) as tx:
        found = tx.suppressions.of([value]).get(value)
        if found is None:
            return
        if found.origin in BY_THE_CONTACT:
            raise Refusal(f"{value} texted STOP. Only they can open it again, by texting START.")
        tx.suppressions.remove(value)
        if found.origin is SuppressionOrigin.BOUNCE:
            contact = tx.contacts.by_keys([value]).get(value)
            if contact is not None:
                _forget_bounce(tx, contact.id)


def _forget_bounce(tx: Tx, contact_id: int) -> None:
    tx.contacts.save(replace(finding.contact(tx, contact_id), bounced_at=None))


def reopened(tx: Tx, number: str, *, at: datetime) -> bool:
    """Open a number whose owner texted START at `at`; True when that came after their STOP."""
    found = tx.suppressions.of([number]).get(number)
    if found is None or found.origin not in BY_THE_CONTACT or at <= found.created_at:
        return False
    tx.suppressions.remove(number)
    return True


def export(store: Store, actor: Actor) -> str:
    """Return all entries as CSV text, newest first (admins)."""
    require_admin(actor)
    with store.read(actor.workspace_id) as tx:
        entries = tx.suppressions.search("", limit=1_000_000)
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(("value", "kind", "origin", "note", "since"))
    for one in entries:
        kind = "phone" if one.is_phone else "email"
        since = one.created_at.isoformat()
        lines.writerow((one.value, kind, one.origin.value, _harmless(one.note), since))
    return written.getvalue()


def _harmless(words: str) -> str:
    """A spreadsheet takes other people's words for a formula if they begin like one."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words
