"""Contacts stored from rows: new ones, known ones with new values, and blanks that are filled."""

from collections.abc import Sequence as Rows
from datetime import datetime

from engine.domain.contact_rows import Row
from engine.domain.enrollment import Contact, email_key
from engine.domain.row_contacts import blanks_filled, new_contact, overwritten
from engine.domain.templates import KNOWN
from engine.ports import Tx
from engine.use_cases.filling import release_filled


def stored(tx: Tx, rows: Rows[Row], *, now: datetime) -> list[Contact]:
    """Insert new contacts and fill what known ones lack; return all, in the rows' order."""
    keys = [email_key(row.email) for row in rows]
    known = dict(tx.contacts.by_keys(keys))
    keyed = list(zip(rows, keys, strict=True))
    new = [new_contact(row, tx.workspace_id) for row, key in keyed if key not in known]
    for contact in tx.contacts.add_many(new):
        known[contact.email_key] = contact
    changed = []
    for row, key in keyed:
        filled = overwritten(known[key], row)
        if filled != known[key]:
            tx.contacts.save(filled)
            known[key] = filled
            changed.append(filled)
    tx.contacts.add_columns({name for row in rows for name in row.fields} - set(KNOWN))
    release_filled(tx, changed, now=now)
    return [known[key] for key in keys]


def fill_blanks(tx: Tx, rows: Rows[Row], *, now: datetime) -> int:
    """Give contacts who stay where they are what they lack; return how many got something."""
    known = tx.contacts.by_keys([email_key(row.email) for row in rows])
    changed = []
    for row in rows:
        contact = known.get(email_key(row.email))
        filled = blanks_filled(contact, row) if contact else None
        if filled is not None and filled != contact:
            tx.contacts.save(filled)
            changed.append(filled)
    release_filled(tx, changed, now=now)
    return len(changed)
