"""What an inbound mail is: ours, a bounce, an invitation, a machine's answer or a person's."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from engine.domain import automatic, bounces, calendar_mail
from engine.domain.absence import Absence, return_date
from engine.domain.absence_words import is_of_oneself
from engine.domain.automatic import AutomaticKind
from engine.domain.bounce_grades import BounceKind
from engine.domain.bounces import Bounce
from engine.domain.calendar_mail import CalendarAnswer, CalendarMethod
from engine.domain.inbound import InboundMail, address_in
from engine.domain.matching import among, is_inside
from engine.domain.optout_words import is_unsubscribe_in_words
from engine.domain.visible_text import visible_text

__all__ = [
    "Absence",
    "Automatic",
    "AutomaticKind",
    "Bounce",
    "BounceKind",
    "CalendarAnswer",
    "CalendarMethod",
    "Context",
    "Human",
    "MailClass",
    "Verdict",
    "classify",
]


class MailClass(StrEnum):
    """What came in."""

    OWN = "own"
    """One of our deliveries, or something else our side's machines sent: nothing to do."""
    REP_REPLIED = "rep_replied"
    """The rep wrote by hand in the thread."""
    BOUNCE = "bounce"
    """A mail server reports that our mail failed, or is late."""
    CALENDAR = "calendar"
    """An invitation, an answer to one, or its cancellation."""
    AUTOMATIC = "automatic"
    """A machine answered: an absence, a receipt, a challenge."""
    UNSUBSCRIBE = "unsubscribe"
    """A person asks, in words or by the unsubscribe address, not to be written to."""
    INTERNAL = "internal"
    """A colleague of the rep wrote in the thread."""
    HUMAN = "human"
    """A person outside wrote; also every mail that is in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of the delivery the mail answers."""

    own_addresses: frozenset[str]
    """The mailbox's own and its send-as addresses."""

    own_delivery_ids: frozenset[str] = frozenset()
    """Values of X-Outreach-Id that are ours."""

    contact_addresses: frozenset[str] = frozenset()
    """The contact's address and known aliases."""

    recipients: frozenset[str] = frozenset()
    """Whom our mails in this thread went to; the contact's addresses when empty."""

    sent_at: datetime | None = None  # aware UTC, our last mail to the contact
    org_domain: str | None = None
    """The rep's company domain; None for a free-mail account."""

    unsubscribe_tokens: frozenset[str] = frozenset()
    """Tokens of our unsubscribe mailto addresses."""

    zone: tzinfo = field(default=UTC)
    """In which "back on Monday" is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Automatic:
    """A machine's answer that is no absence."""

    kind: AutomaticKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """A person's answer."""

    by_contact: bool
    """False when somebody else wrote: an assistant, a colleague of the contact, a forward."""


Detail = Bounce | Absence | Automatic | CalendarAnswer | Human | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a mail is, and why we think so."""

    mail_class: MailClass
    detail: Detail
    visible_text: str
    """The mail's own words; "" for our own mails and for bounces."""

    why: str
    """The signal that decided, in words, for the log and for people."""


def classify(mail: InboundMail, context: Context) -> Verdict:
    """Return what the mail is; the first that fits decides, and doubt counts as human.

    A stop too many costs less than a follow-up to somebody who has answered. The author is From;
    a differing Sender (a delegate, a calendar service) changes nothing.
    """
    own = _own(mail, context)
    if own:
        return own
    reported = bounces.signal(mail)
    if reported:
        recipients = context.recipients or context.contact_addresses
        detail = bounces.read(mail, sorted(recipients))
        return Verdict(
            mail_class=MailClass.BOUNCE, detail=detail, visible_text="", why=f"Bounce: {reported}."
        )
    text = visible_text(mail)
    return _calendar(mail, context, text) or _answer(mail, context, text)


def _own(mail: InboundMail, context: Context) -> Verdict | None:
    written_by_us = mail.from_address.lower() in {a.lower() for a in context.own_addresses}
    if "DRAFT" in mail.label_ids:
        return _of_ours(MailClass.OWN, "it is a draft")
    if not written_by_us and "SENT" not in mail.label_ids:
        return None
    if mail.header("X-Outreach-Id"):
        return _of_ours(MailClass.OWN, "it carries our X-Outreach-Id")
    if _only_names_our_delivery(mail, context.own_delivery_ids):
        return _of_ours(MailClass.OWN, "its only reference is our delivery's")
    by_machine = automatic.signals(mail, sent_at=None, own_words="")
    if by_machine.strong and "SENT" not in mail.label_ids:
        return _of_ours(MailClass.OWN, f"the mailbox answered by itself: {by_machine}")
    return _of_ours(MailClass.REP_REPLIED, "the mailbox's owner wrote it, not we")


def _only_names_our_delivery(mail: InboundMail, delivery_ids: frozenset[str]) -> bool:
    """A mail of ours that lost its header still has our made-up root as its one reference."""
    if len(mail.references) != 1:
        return False
    return mail.references[0].strip("<>").partition("@")[0] in delivery_ids


def _of_ours(mail_class: MailClass, why: str) -> Verdict:
    return Verdict(mail_class=mail_class, detail=None, visible_text="", why=f"Ours: {why}.")


def _calendar(mail: InboundMail, context: Context, text: str) -> Verdict | None:
    answer = calendar_mail.read(mail, ours=context.own_addresses, theirs=context.contact_addresses)
    if answer is None:
        return None
    why = f"Calendar: it carries a {answer.method} {answer.partstat}".rstrip() + "."
    return Verdict(mail_class=MailClass.CALENDAR, detail=answer, visible_text=text, why=why)


def _answer(mail: InboundMail, context: Context, text: str) -> Verdict:
    by_contact = among(mail.from_address, context.contact_addresses) or among(
        address_in(mail.header("X-Original-From")), context.contact_addresses
    )
    human = Human(by_contact=by_contact)
    token = _unsubscribe_token(mail, context.unsubscribe_tokens)
    if token:
        return _verdict(MailClass.UNSUBSCRIBE, human, text, f"Unsubscribe: {token}.")
    signs = automatic.signals(mail, sent_at=context.sent_at, own_words=text)
    if signs.decide:
        return _verdict(
            MailClass.AUTOMATIC, _machine(mail, context, text), text, f"Automatic: {signs}."
        )
    if is_unsubscribe_in_words(text):
        return _verdict(MailClass.UNSUBSCRIBE, human, text, "Unsubscribe: asked for in words.")
    if not by_contact and is_inside(mail.from_address, context.org_domain):
        why = f"Internal: {mail.from_address} is inside the rep's organisation."
        return _verdict(MailClass.INTERNAL, human, text, why)
    return _verdict(MailClass.HUMAN, human, text, _why_human(by_contact, signs))


def _verdict(mail_class: MailClass, detail: Detail, text: str, why: str) -> Verdict:
    return Verdict(mail_class=mail_class, detail=detail, visible_text=text, why=why)


def _why_human(by_contact: bool, signs: automatic.Signals) -> str:
    who = "the contact wrote" if by_contact else "somebody outside wrote"
    doubt = f"; only one sign of a machine: {signs}" if signs.weak else ""
    return f"Human: {who}{doubt}."


def _machine(mail: InboundMail, context: Context, text: str) -> Absence | Automatic:
    kind = automatic.kind_of(mail, text)
    back = return_date(text, mail.received_at, context.zone)
    names_a_day = kind is AutomaticKind.OTHER and back and is_of_oneself(text)
    if kind is not AutomaticKind.ABSENCE and not names_a_day:
        return Automatic(kind=kind)
    return Absence(returns_on=back or return_date(mail.subject, mail.received_at, context.zone))


def _unsubscribe_token(mail: InboundMail, tokens: frozenset[str]) -> str:
    """Mail programs send the mailto of List-Unsubscribe by themselves, some marked automatic."""
    where = " ".join((mail.subject, *mail.to_addresses))
    if any(token and token in where for token in tokens):
        return "it was sent to our unsubscribe address"
    if re.fullmatch(r"\s*unsubscribe(?:[\s:_=-]+\S+)?\s*", mail.subject, re.I):
        return "its subject is that of our unsubscribe address"
    return ""
