"""What a form keeps of a review: small marks that later tell what has changed, and where."""

import base64
import hashlib
from collections.abc import Iterator, Mapping

from engine.domain.approval import review_hash
from engine.domain.sequence import Content, Step

MARKED_STEPS = 100  # of more, the marks only tell that they changed
MARK_LENGTH = 4  # characters of six bits, for a step and as many for its content


def marks(content: Content, contact_ids: tuple[int, ...]) -> dict[str, str]:
    """Return the marks, below 1,100 characters of JSON whatever the number of steps.

    "hash" is what a decision is bound to.
    """
    steps = content.steps
    return {
        "hash": review_hash(content, contact_ids),
        "contacts": str(len(contact_ids)),
        "steps": "".join(map(_mark, steps)) if len(steps) <= MARKED_STEPS else _short(steps),
        "settings": _short(content.settings),
    }


def _mark(step: Step) -> str:
    """Return which step this is and what is in it, in eight characters."""
    return _short(step.id)[:MARK_LENGTH] + _short(step)[:MARK_LENGTH]


def _short(thing: object) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(repr(thing).encode()).digest())[:12].decode()


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Return in words what differs between two looks; nothing when their hashes are equal."""
    if before.get("hash") == after["hash"]:
        return ()
    found = []
    if before.get("steps") != after["steps"]:
        found.append(_step_difference(_by_step(before.get("steps", "")), _by_step(after["steps"])))
    if before.get("settings") != after["settings"]:
        found.append("Settings or the sender were changed.")
    if before.get("contacts") != after["contacts"]:
        found.append(f"{after['contacts']} contacts are enrolled now; it was {before['contacts']}.")
    return tuple(found) or ("Other contacts are enrolled than before.",)


def _by_step(text: str) -> dict[str, str]:
    """Return each step's content by its id, both as marks; nothing for too many steps."""
    width = 2 * MARK_LENGTH
    if len(text) % width:
        return {}
    cut = [text[at : at + width] for at in range(0, len(text), width)]
    return {mark[:MARK_LENGTH]: mark[MARK_LENGTH:] for mark in cut}


def _step_difference(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    if not before or not now:
        return "Steps were changed."
    parts = {
        "edited": [at for at, (key, mark) in _numbered(now) if before.get(key, mark) != mark],
        "added": [at for at, (key, _) in _numbered(now) if key not in before],
        "deleted": [at for at, (key, _) in _numbered(before) if key not in now],
    }
    words = [f"{_listed(at)} {verb}" for verb, at in parts.items() if at]
    if not words:
        return "The steps were put in another order."
    was = " (as it was numbered then)" if parts["deleted"] else ""
    return f"Changed: {'; '.join(words)}{was}."


def _numbered(steps: Mapping[str, str]) -> Iterator[tuple[int, tuple[str, str]]]:
    return iter(enumerate(steps.items(), start=1))


def _listed(numbers: list[int]) -> str:
    listed = ", ".join(map(str, numbers[:10])) + ("…" if len(numbers) > 10 else "")
    return f"step{'s' if len(numbers) > 1 else ''} {listed}"
