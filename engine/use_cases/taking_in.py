"""Contacts stored from rows: new ones, known ones with new values, and blanks that are filled."""

from collections.abc import Mapping
from collections.abc import Sequence as Rows
from datetime import datetime

from engine.domain.contact_rows import Row
from engine.domain.enrollment import Contact, email_key
from engine.domain.row_contacts import blanks_filled, new_contact, overwritten
from engine.domain.templates import KNOWN
from engine.ports import Tx
from engine.use_cases.filling import release_filled


def stored(
    tx: Tx, rows: Rows[Row], known: Mapping[str, Contact], *, now: datetime
) -> list[Contact]:
    """Insert new contacts and fill what known ones lack; return all, in the rows' order.

    `known` are those there are, by their keys; each row is of another contact.
    """
    keys = [email_key(row.email) for row in rows]
    keyed = list(zip(rows, keys, strict=True))
    new = [row for row, key in keyed if key not in known]

    def made(ids: Rows[int]) -> list[Contact]:
        return [new_contact(row, tx.workspace_id, id_) for row, id_ in zip(new, ids, strict=True)]

    found = {one.email_key: one for one in tx.contacts.add_new(len(new), made)}
    changed = []
    for row, key in keyed:
        if key in found:
            continue
        found[key] = overwritten(known[key], row)
        if found[key] != known[key]:
            tx.contacts.save(found[key])
            changed.append(found[key])
    tx.contacts.add_columns({name for row in rows for name in row.fields} - set(KNOWN))
    release_filled(tx, changed, now=now)
    return [found[key] for key in keys]


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
