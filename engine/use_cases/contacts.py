"""A contact as a person sees, corrects and erases them, across all sequences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.domain.contact_rows import valid_email
from engine.domain.enrollment import Contact, Delivery, Enrollment, ExitReason, email_key
from engine.domain.errors import FieldProblem, Invalid, NotAllowed
from engine.domain.lifecycle import may_manage, require_admin
from engine.domain.phones import e164
from engine.domain.sequence import Content, Sequence
from engine.domain.suppression import Suppression
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import exiting, filling, finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """A contact with everything a person wants to see at once."""

    contact: Contact
    suppressions: tuple[Suppression, ...]
    ways: tuple["Way", ...]  # newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A contact's way through one sequence."""

    enrollment: Enrollment
    sequence: Sequence
    content: Content
    deliveries: tuple[Delivery, ...]


def view(store: Store, actor: Actor, contact_id: int) -> ContactView:
    """Return the contact with all their enrollments and what was sent."""
    with store.read(actor.workspace_id) as tx:
        return contact_view(tx, finding.contact(tx, contact_id))


def contact_view(tx: Tx, contact: Contact) -> ContactView:
    """Return what `view` returns, within a transaction."""
    ways = []
    for enrollment in tx.enrollments.of_contact(contact.id):
        sequence = finding.sequence(tx, enrollment.sequence_id)
        ways.append(
            Way(
                enrollment=enrollment,
                sequence=sequence,
                content=finding.version_content(tx, sequence),
                deliveries=tuple(tx.deliveries.of_enrollment(enrollment.id)),
            )
        )
    keys = [contact.email_key, *([contact.phone] if contact.phone else [])]
    found = tx.suppressions.of(keys)
    return ContactView(contact=contact, suppressions=tuple(found.values()), ways=tuple(ways))


def edit(
    store: Store,
    actor: Actor,
    contact_id: int,
    *,
    fields: Mapping[str, str],
    phone: str,
    email: str,
    now: datetime,
) -> Contact:
    """Store a contact's values; blank ones are removed; what waited for them goes on.

    Another address is a new one: a bounce of the old one no longer counts. Raises Invalid for the
    fields "phone" and "email", NotAllowed.
    """
    number = e164(phone) if phone.strip() else None
    with store.begin(actor.workspace_id) as tx:
        contact = finding.contact(tx, contact_id)
        require_edit(actor, _sequences_of(tx, contact_id))
        problems = [*_phone_problems(phone, number), *_email_problems(tx, contact, email)]
        if problems:
            raise Invalid(*problems)
        contact = _readdressed(contact, valid_email(email) or contact.email)
        kept = dict(contact.fields) | dict(fields)
        filled = {name: value.strip() for name, value in kept.items() if value.strip()}
        edited = replace(contact, fields=filled, phone=number)
        if number != contact.phone:
            edited = replace(edited, textless=None)
        tx.contacts.save(edited)
        filling.release_filled(tx, [edited], now=now)
        return edited


def _phone_problems(typed: str, number: str | None) -> list[FieldProblem]:
    if not typed.strip() or number is not None:
        return []
    sentence = f"“{typed.strip()}” is no phone number. Write it like +1 555 010 0123."
    return [FieldProblem(field="phone", sentence=sentence)]


def _email_problems(tx: Tx, contact: Contact, typed: str) -> list[FieldProblem]:
    address = valid_email(typed)
    if address is None:
        sentence = f"“{typed.strip()}” is no email address."
        return [FieldProblem(field="email", sentence=sentence)]
    other = tx.contacts.by_keys([email_key(address)]).get(email_key(address))
    if other is not None and other.id != contact.id:
        sentence = f"{address} is another contact already."
        return [FieldProblem(field="email", sentence=sentence)]
    return []


def _readdressed(contact: Contact, address: str) -> Contact:
    if email_key(address) == contact.email_key:
        return replace(contact, email=address)
    return replace(contact, email=address, email_key=email_key(address), bounced_at=None)


def may_edit(actor: Actor, sequences: Iterable[Sequence]) -> bool:
    """Whether the actor may change a contact who is, or was, in these sequences."""
    return (
        actor.is_admin
        or actor.is_approver
        or any(may_manage(sequence, actor) for sequence in sequences)
    )


def require_edit(actor: Actor, sequences: Iterable[Sequence]) -> None:
    """Raise NotAllowed unless `may_edit`: what is sent depends on a contact's values."""
    if not may_edit(actor, sequences):
        raise NotAllowed(
            "Only the owner of a sequence they are in, an approver or an admin can edit this "
            "contact. Ask one of them."
        )


def _sequences_of(tx: Tx, contact_id: int) -> list[Sequence]:
    found = {one.sequence_id for one in tx.enrollments.of_contact(contact_id)}
    return [finding.sequence(tx, sequence_id) for sequence_id in found]


def erase(store: Store, actor: Actor, contact_id: int, *, now: datetime) -> None:
    """Forget a contact for good (admins): stop everything first; suppressions stay."""
    require_admin(actor)
    with store.begin(actor.workspace_id) as tx:
        finding.contact(tx, contact_id)
        for enrollment in tx.enrollments.of_contact(contact_id):
            if not enrollment.is_over:
                what = exiting.What(reason=ExitReason.REMOVED, words="erased")
                exiting.stop(tx, enrollment, what, now=now)
        tx.contacts.erase(contact_id)
