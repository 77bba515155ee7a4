"""Delivery reports: which mails are one, whom they name, and how bad it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import compat32

from flufl.bounce import all_failures

from engine.domain.bounce_grades import BounceKind, enhanced_codes, grade, most_telling
from engine.domain.inbound import InboundMail
from engine.domain.matching import among, normalised

_DAEMON = re.compile(r"^(?:mailer-?daemon|mail-?daemon|postmaster|bounces?|mail\.delivery)$", re.I)
_EXCHANGE = re.compile(r"^microsoftexchange[0-9a-f]{16,}$", re.I)
_DAEMON_NAME = re.compile(
    r"mail delivery (?:sub)?system|delivery notification|mail administrator|^postmaster$", re.I
)
_SUBJECT = re.compile(
    r"^(?:undeliver(?:able|ed)|delivery (?:status notification|failure|delayed|has failed)"
    r"|mail delivery fail|failure notice|returned mail|warning: (?:message|could not send)"
    r"|non-?delivery|message (?:delayed|undeliverable|blocked|you sent blocked)"
    r"|unzustellbar|nicht zustellbar|zustellung|non remis|échec de (?:la )?remise"
    r"|no se puede entregar|n[ãa]o é possível entregar|non recapitabile|onbestelbaar)",
    re.I,
)
_DELIVERED = frozenset({"delivered", "relayed", "expanded"})
_COPY_BELOW = re.compile(
    r"^(?:-{2,}.{0,80}(?:copy of|original|returned).{0,80}|.{0,20}below this line is a copy.{0,40}"
    r"|-{3,} ?the header of the original.{0,20}|return-path:.*|received: from .*"
    r"|-{2,} ?forwarded message ?-{2,})$",
    re.I | re.M,
)
_DELAYED = re.compile(
    r"\bdelayed\b|not yet been delivered|will (?:be retried|(?:continue to|keep) (?:re)?try)"
    r"|warning message only|delivery incomplete|no action is required",
    re.I,
)
_DIAGNOSTIC_CHARS = 400
_EXPLANATION_CHARS = 5_000
_REPORT_BYTES = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A delivery that failed, or is late, as the mail servers report it."""

    kind: BounceKind
    recipients: tuple[str, ...]
    """Those of ours that are named, lower case; empty when none of ours is."""

    status: str
    """RFC 3463 code such as "5.1.1"; "" when there is none."""

    diagnostic: str
    """The server's own words, shortened."""


@dataclass(frozen=True, slots=True)
class _Failure:
    recipients: frozenset[str]
    action: str
    status: str
    diagnostic: str


def signal(mail: InboundMail) -> str:
    """Say in words what makes this mail a delivery report; "" when it is none.

    A person may forward a bounce: its parts then lie in a message of their own, and neither the
    sender nor the envelope is a daemon's.
    """
    if _is_receipt(mail):
        return ""
    if mail.report_type == "delivery-status":
        return "it is a multipart/report of delivery-status"
    if mail.header("X-Failed-Recipients"):
        return "it has X-Failed-Recipients"
    automatic = _null_sender(mail) or mail.header("Auto-Submitted").lower().startswith("auto")
    if not automatic:
        return ""
    if _is_daemon(mail):
        return f"{mail.from_address or 'a mail daemon'} sent it automatically"
    if mail.delivery_reports or _SUBJECT.match(mail.subject.strip()):
        return "it came automatically and reads like a delivery report"
    return ""


def _is_receipt(mail: InboundMail) -> bool:
    """A report that mail did arrive is no bounce."""
    actions = {failure.action for failure in _reported(mail)}
    return bool(actions) and actions <= _DELIVERED


def _null_sender(mail: InboundMail) -> bool:
    return any(value.strip() == "<>" for value in mail.headers_all("Return-Path"))


def _is_daemon(mail: InboundMail) -> bool:
    local = mail.from_address.partition("@")[0] or mail.header("From").strip()
    return bool(
        _DAEMON.match(local) or _EXCHANGE.match(local) or _DAEMON_NAME.search(mail.from_name)
    )


def read(mail: InboundMail, recipients: Iterable[str]) -> Bounce:
    """Return whom of `recipients` (ours; empty: not known) the report names, and how bad it is.

    A report about somebody else's address (the contact forwards mail to it) stays UNGRADED: it
    tells nothing certain about the address we wrote to.
    """
    ours = tuple(recipients)
    failures = _reported(mail) or [_from_text(mail, ours)]
    concerned = [f for f in failures if not ours or any(among(r, ours) for r in f.recipients)]
    nameless = [f for f in failures if not f.recipients]
    worst = max(concerned or nameless or failures, key=lambda f: _SEVERITY[_kind(f)])
    named = sorted(r for f in concerned for r in f.recipients if not ours or among(r, ours))
    kind = _kind(worst)
    if not concerned and not nameless and kind not in (BounceKind.ACCOUNT, BounceKind.DELAYED):
        kind = BounceKind.UNGRADED
    return Bounce(
        kind=kind,
        recipients=tuple(dict.fromkeys(named))
        or (_lower(ours) if len(ours) == 1 and nameless else ()),
        status=most_telling(worst.status, worst.diagnostic),
        diagnostic=worst.diagnostic[:_DIAGNOSTIC_CHARS],
    )


_SEVERITY = {
    BounceKind.DELAYED: 0,
    BounceKind.UNGRADED: 1,
    BounceKind.SOFT: 2,
    BounceKind.POLICY: 3,
    BounceKind.HARD: 4,
    BounceKind.ACCOUNT: 5,
}


def _lower(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(address.strip().lower() for address in addresses)


def _kind(failure: _Failure) -> BounceKind:
    if failure.action == "delayed":
        return BounceKind.DELAYED
    return grade(status=failure.status, diagnostic=failure.diagnostic)


def _reported(mail: InboundMail) -> list[_Failure]:
    """The recipients' blocks of the RFC 3464 parts."""
    words = _own_words(mail)
    blocks = re.split(r"\n\s*\n", "\n\n".join(mail.delivery_reports))
    fields = [_fields(block) for block in blocks]
    return [
        _failure(each, words) for each in fields if "final-recipient" in each or "action" in each
    ]


def _fields(block: str) -> dict[str, str]:
    unfolded = re.sub(r"\n[ \t]+", " ", block.strip())
    pairs = [line.partition(":") for line in unfolded.split("\n")]
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _failure(fields: dict[str, str], words: str) -> _Failure:
    named = (fields.get("final-recipient", ""), fields.get("original-recipient", ""))
    recipients = frozenset(filter(None, (_recipient(value) for value in named)))
    diagnostic = fields.get("diagnostic-code", "").partition(";")[2].strip()
    status = next(iter(enhanced_codes(fields.get("status", ""))), "")
    account = grade(status="", diagnostic=words) is BounceKind.ACCOUNT
    return _Failure(
        recipients=recipients,
        action=fields.get("action", "").lower().split(" ")[0],
        status=status,
        diagnostic=words[:_DIAGNOSTIC_CHARS] if account or not diagnostic else diagnostic,
    )


def _recipient(value: str) -> str:
    address = value.rpartition(";")[2].strip().strip("<>").lower().replace("+40", "@")
    return address if "@" in address else ""


def _from_text(mail: InboundMail, ours: tuple[str, ...]) -> _Failure:
    """A report without machine-readable parts: qmail, Exim, old Exchange, home-made ones."""
    words = _own_words(mail)
    failed = {
        a.strip().lower() for v in mail.headers_all("X-Failed-Recipients") for a in v.split(",")
    }
    failed = {address for address in failed if "@" in address} or _found_by_flufl(mail)
    if not failed or not any(among(address, ours) for address in failed):
        failed |= {our for our in _lower(ours) if our in words.lower()}
    late = bool(_DELAYED.search(f"{mail.subject}\n{words}"[:600]))
    return _Failure(
        recipients=frozenset(failed),
        action="delayed" if late else "failed",
        status=next(iter(enhanced_codes(words)), ""),
        diagnostic=words,
    )


def _found_by_flufl(mail: InboundMail) -> set[str]:
    try:
        # Its detectors expect headers in ASCII.
        ascii_only = mail.raw[:_REPORT_BYTES].decode("ascii", "replace").encode("ascii", "replace")
        temporary, permanent = all_failures(message_from_bytes(ascii_only, policy=compat32))
    except (ValueError, LookupError, TypeError, AttributeError):
        return set()  # its detectors trip over some broken messages; the text is read anyway
    found = {address.decode("ascii", "replace").lower() for address in temporary | permanent}
    return {address for address in found if normalised(address)}


def _own_words(mail: InboundMail) -> str:
    """The daemon's explanation, without the copy of our mail below it."""
    return " ".join(_COPY_BELOW.split(mail.text[:_EXPLANATION_CHARS], maxsplit=1)[0].split())
