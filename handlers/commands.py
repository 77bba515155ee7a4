"""`/sequence`: the first word says what, the rest to whom."""

import difflib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot import command_text
from bot.request import Request
from bot.routes import command
from bot.views import kit
from engine.domain.errors import NotFound, Refusal
from engine.use_cases import finding
from handlers import (
    activation,
    connecting,
    contacts,
    enrolling,
    home,
    pausing,
    reports,
    sequences,
    setting_up,
    settings,
    suppressions,
)

SAID_MAX = 150

Verb = Callable[[Request, str], None]

# Every word a person can type, and what answers it. The argument has Slack's escapes undone, and
# no quotes when all of it was quoted.
VERBS: Mapping[str, Verb] = MappingProxyType(
    {
        **sequences.VERBS,
        **settings.VERBS,
        **home.VERBS,
        **activation.VERBS,
        **pausing.VERBS,
        **enrolling.VERBS,
        **connecting.VERBS,
        **contacts.VERBS,
        **reports.VERBS,
        **setting_up.VERBS,
        **suppressions.VERBS,
    }
)


def sequence(request: Request) -> None:
    """`/sequence …`."""
    verb, rest = command_text.verb_and_rest(command_text.plain(str(request.body.get("text") or "")))
    if not verb:
        sequences.slash_list(request, "")
        return
    found = VERBS.get(verb)
    if found is None:
        raise Refusal(_unknown(request, verb, rest))
    found(request, command_text.unquoted(rest))


def _unknown(request: Request, verb: str, rest: str) -> str:
    """Return what to type instead: a near verb, or the sequence whose name was typed."""
    said = _line(f"{verb} {rest}")
    near = difflib.get_close_matches(verb, VERBS, n=3, cutoff=0.6)
    if near:
        meant = " or ".join(f"`/sequence {_line(f'{word} {rest}')}`" for word in near)
        return f"There is no `{_line(verb)}`. Did you mean {meant}?"
    if name := _sequence_named(request, f"{verb} {rest}"):
        return f"Did you mean `/sequence open {_line(name)}`?"
    return f"“{said}” is nothing I know. `/sequence help` lists what you can type."


def _line(text: str) -> str:
    """Return it on one line and clipped; whoever shows a refusal escapes it."""
    return kit.clip(" ".join(text.split()), SAID_MAX)


def _sequence_named(request: Request, text: str) -> str | None:
    try:
        found = finding.by_name(request.desk.store, request.workspace_id, text)
    except NotFound:
        return None
    return found.name


ROUTES = (command("/sequence", sequence),)
