"""When two addresses or two message ids mean the same person or the same mail."""

import re
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.free_mail import FREE_MAIL_DOMAINS
from engine.domain.inbound import InboundMail

_GMAIL = frozenset({"gmail.com", "googlemail.com"})
_OUTREACH_ID_IN_TEXT = re.compile(r"^[>\s]*X-Outreach-Id:\s*([\w.:-]{1,80})\s*$", re.I | re.M)
_MESSAGE_ID_IN_TEXT = re.compile(r"^[>\s]*Message-ID:\s*(<[^<>\s]{3,250}>)\s*$", re.I | re.M)


def domain_of(address: str) -> str:
    """Return the domain in lower case and punycode, or "" when there is none."""
    _, at, domain = address.strip().strip("<>").rpartition("@")
    domain = domain.strip().rstrip(".").lower()
    if not at:
        return ""
    try:
        return domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:  # labels that are no host name stay as they were written
        return domain


def normalised(address: str) -> str:
    """Return the form in which two spellings of one mailbox are equal, or "" for none.

    Lower case, without a +tag; googlemail.com is gmail.com, where dots do not count
    (Gmail: "dots don't matter in Gmail addresses"). For comparing only, never for sending.
    """
    address = address.strip().removeprefix("mailto:").strip().strip("<>")
    domain = domain_of(address)
    local = address.rpartition("@")[0].strip().strip('"').lower()
    if not domain or not local:
        return ""
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        return f"{local.replace('.', '') or local}@gmail.com"
    return f"{local}@{domain}"


def same_address(a: str, b: str) -> bool:
    """Say whether both are spellings of one mailbox; two unreadable addresses never are."""
    return bool(normalised(a)) and normalised(a) == normalised(b)


def among(address: str, addresses: frozenset[str] | tuple[str, ...]) -> bool:
    """Say whether the address is a spelling of one of the others."""
    wanted = normalised(address)
    return bool(wanted) and any(normalised(other) == wanted for other in addresses)


def is_free_mail(address_or_domain: str) -> bool:
    """Say whether the domain is a mail provider's, so that it names no company."""
    return (domain_of(address_or_domain) or address_or_domain.strip().lower()) in FREE_MAIL_DOMAINS


def is_inside(address: str, org_domain: str | None) -> bool:
    """Say whether the address belongs to the organisation's domain or a part of it."""
    org = (org_domain or "").strip().lower()
    domain = domain_of(address)
    return bool(org) and org not in FREE_MAIL_DOMAINS and f".{domain}".endswith(f".{org}")


def answered_ids(mail: InboundMail) -> frozenset[str]:
    """Return every Message-ID (with its angle brackets) this mail answers or returns.

    References and In-Reply-To; of a bounce also what the returned mail carried, as a part or,
    from qmail and Exim, as text.
    """
    found = set(mail.references)
    for name in ("Message-ID", "References", "In-Reply-To"):
        for value in mail.returned_all(name):
            found.update(re.findall(r"<[^<>\s]+>", value))
    found.update(_MESSAGE_ID_IN_TEXT.findall(mail.text))
    return frozenset(found - {mail.message_id})


def delivery_ids(mail: InboundMail) -> frozenset[str]:
    """Return the ids of our deliveries that this mail carries or, as a bounce, gives back."""
    found = {*mail.headers_all("X-Outreach-Id"), *mail.returned_all("X-Outreach-Id")}
    found.update(_OUTREACH_ID_IN_TEXT.findall(mail.text))
    return frozenset(value.strip() for value in found if value.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a mailbox's enrollments are known by."""

    thread_ids: frozenset[str] = frozenset()
    message_ids: frozenset[str] = frozenset()
    """Ids our mails went out with, and the made-up roots of their References, with brackets."""

    delivery_ids: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    """Of contacts in active enrollments."""


class MatchedBy(StrEnum):
    """What ties an inbound mail to something we sent; the first that fits counts."""

    THREAD = "thread"
    """Gmail put it into a thread of ours."""
    REFERENCE = "reference"
    """It answers, or returns, a Message-ID of ours."""
    DELIVERY_ID = "delivery_id"
    """It gives back our X-Outreach-Id, as bounces do."""
    ADDRESS = "address"
    """It comes from a contact's address; people answer in new mails as well."""


def matched_by(mail: InboundMail, known: Known) -> MatchedBy | None:
    """Return what ties the mail to `known`, None when nothing does."""
    if mail.thread_id in known.thread_ids:
        return MatchedBy.THREAD
    if answered_ids(mail) & known.message_ids:
        return MatchedBy.REFERENCE
    if delivery_ids(mail) & known.delivery_ids:
        return MatchedBy.DELIVERY_ID
    return MatchedBy.ADDRESS if among(mail.from_address, known.addresses) else None
