"""A row as a contact: a new one, or what it changes about the one we know."""

from dataclasses import replace

from engine.domain.contact_rows import Row
from engine.domain.enrollment import Contact, email_key
from engine.domain.local_time import UnknownZone, zone


def contact_of(row: Row, known: Contact | None, workspace_id: str) -> Contact:
    """Return the contact as enrolling this row leaves it; not stored yet when unknown."""
    return overwritten(known, row) if known else new_contact(row, workspace_id)


def new_contact(row: Row, workspace_id: str, id_: int = 0) -> Contact:
    """Return a contact made of the row alone."""
    return Contact(
        id=id_,
        workspace_id=workspace_id,
        email=row.email,
        email_key=email_key(row.email),
        phone=row.phone,
        fields=dict(row.fields),
        zone=_zone(row.fields.get("timezone")),
    )


def overwritten(contact: Contact, row: Row) -> Contact:
    """Return the contact with the row's values over its own; blank cells change nothing."""
    is_other_number = bool(row.phone) and row.phone != contact.phone
    return replace(
        contact,
        phone=row.phone or contact.phone,
        textless=None if is_other_number else contact.textless,
        fields=dict(contact.fields) | dict(row.fields),
        zone=_zone(row.fields.get("timezone")) or contact.zone,
    )


def blanks_filled(contact: Contact, row: Row) -> Contact:
    """Return the contact with what it lacks from the row; what it has stays."""
    return replace(
        contact,
        phone=contact.phone or row.phone,
        fields=dict(row.fields) | dict(contact.fields),
        zone=contact.zone or _zone(row.fields.get("timezone")),
    )


def _zone(name: str | None) -> str | None:
    try:
        return zone(name).key if name else None
    except UnknownZone:
        return None  # an import's odd spelling: as good as not knowing
