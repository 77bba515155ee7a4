"""Finding what a person means: by id from a button, by name from a command."""

import difflib

from engine.domain.enrollment import Contact, Enrollment, email_key
from engine.domain.errors import NotFound
from engine.domain.sequence import Content, Sequence, Version
from engine.ports import Store, Tx

MANY_CANDIDATES = 8


def sequence(tx: Tx, sequence_id: int, *, lock: bool = False) -> Sequence:
    """Return the sequence with this id. Raises NotFound."""
    found = tx.sequences.get_locked(sequence_id) if lock else tx.sequences.get(sequence_id)
    if found is None:
        raise NotFound("This sequence no longer exists. `/sequence` lists those there are.")
    return found


def by_name(store: Store, workspace_id: str, text: str) -> Sequence:
    """Return the one sequence a person means by `text`, case-insensitively or by unique prefix.

    Raises NotFound with candidates when none or several fit.
    """
    with store.read(workspace_id) as tx:
        every = tx.sequences.all()
    wanted = _folded(text)
    if not wanted:
        names = tuple(each.name for each in every[:MANY_CANDIDATES])
        raise NotFound("Which sequence? Type its name behind that.", names)
    exact = [each for each in every if _folded(each.name) == wanted]
    if exact:
        return exact[0]
    starting = [each for each in every if wanted and _folded(each.name).startswith(wanted)]
    if len(starting) == 1:
        return starting[0]
    if starting:
        names = tuple(each.name for each in starting[:MANY_CANDIDATES])
        raise NotFound(f"Several sequences start with “{text}”. Which one?", names)
    raise NotFound(f"There is no sequence named “{text}”.", near(text, [s.name for s in every]))


def near(text: str, names: list[str]) -> tuple[str, ...]:
    """Return the names a typo may have meant; all of a few when none comes near."""
    folded = {_folded(name): name for name in names}
    close = difflib.get_close_matches(_folded(text), list(folded), n=MANY_CANDIDATES, cutoff=0.5)
    inside = [key for key in folded if _folded(text) and _folded(text) in key]
    found = dict.fromkeys([*close, *inside]) or dict.fromkeys(folded)
    return tuple(folded[key] for key in list(found)[:MANY_CANDIDATES])


def version_content(tx: Tx, of: Sequence) -> Content:
    """Return what the engine sends: the version under way, else what is being written."""
    return version(tx, of).content if of.active_version is not None else of.working


def version(tx: Tx, of: Sequence) -> Version:
    """Return the version under way. Raises NotFound before the first activation."""
    found = tx.sequences.version(of.id, of.active_version or 0)
    if found is None:
        raise NotFound(f"“{of.name}” has never been activated.")
    return found


def enrollment(tx: Tx, enrollment_id: int) -> Enrollment:
    """Return the enrollment with this id. Raises NotFound."""
    found = tx.enrollments.get(enrollment_id)
    if found is None:
        raise NotFound("This contact is no longer enrolled here; it may have been erased.")
    return found


def contact(tx: Tx, contact_id: int) -> Contact:
    """Return the contact with this id. Raises NotFound."""
    found = tx.contacts.get(contact_id)
    if found is None:
        raise NotFound("This contact no longer exists; it may have been erased.")
    return found


def contact_by_email(tx: Tx, email: str) -> Contact:
    """Return the contact with this address. Raises NotFound with near ones."""
    found = tx.contacts.by_keys([email_key(email)]).get(email_key(email))
    if found is None:
        some = tx.contacts.search(email.split("@")[0], limit=MANY_CANDIDATES)
        raise NotFound(
            f"Nobody with the address {email} was ever enrolled.", tuple(c.email for c in some)
        )
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
