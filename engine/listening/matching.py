"""Which enrollment a mail belongs to: by thread, by what it answers, by delivery, by address."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.domain.calendar_mail import invited
from engine.domain.classify import Context, Verdict, classify
from engine.domain.connection import Mailbox
from engine.domain.enrollment import Delivery, DeliveryState, Enrollment, email_key
from engine.domain.inbound import InboundMail
from engine.domain.local_time import zone
from engine.domain.matching import answered_ids, delivery_ids, domain_of, is_free_mail
from engine.domain.mime import ROOT_DOMAIN
from engine.ports import Tx

_ROOT = re.compile(rf"^<([0-9a-f-]{{36}})@{re.escape(ROOT_DOMAIN)}>$")
CROWD = 30  # an event with more people is a webinar, not a meeting
_WENT_OUT = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.FAILED)
# Clients write the space of a mailto's subject in many ways; a token may begin with some of them.
_TOKEN = re.compile(r"\bunsubscribe(?=[ _+:-])([ _+:-]*)([A-Za-z0-9_-]{20,})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a mail is tied to."""

    enrollment: Enrollment | None  # none for a copy of a test
    deliveries: tuple[Delivery, ...]  # of the enrollment
    carried: tuple[Delivery, ...]  # whose ids the mail itself carries
    about: Delivery | None = None  # the one of our mails that it answers or returns
    is_by_invitation: bool = (
        False  # by nothing but the guests of an event: all else is none of ours
    )
    token: str = ""  # of the unsubscribe address it was sent to

    def judged(self, mail: InboundMail, context: Context) -> Verdict:
        """Return what the mail is."""
        return classify(mail, context)


def find(tx: Tx, mailbox: Mailbox, mail: InboundMail) -> Found | None:
    """Return what the mail belongs to, none when it has nothing to do with us."""
    carried = _existing(tx, mailbox, delivery_ids(mail))
    in_thread = tx.deliveries.by_thread(mailbox.id, mail.thread_id)
    answered = _answered(tx, mailbox, mail)
    token, by_token = _by_token(tx, mail)
    enrollment = (
        _of_deliveries(tx, in_thread)
        or _of_deliveries(tx, answered)
        or _of_deliveries(tx, carried)
        or by_token
        or _by_address(tx, mailbox, mail)
    )
    is_by_invitation = enrollment is None and not carried
    if is_by_invitation:
        enrollment = _by_invitation(tx, mailbox, mail)
    if enrollment is None and not carried:
        return None
    enrollment = _present_run(tx, enrollment) if enrollment else None
    sent = tx.deliveries.of_enrollment(enrollment.id) if enrollment else ()
    return Found(
        enrollment=enrollment,
        deliveries=tuple(sent),
        carried=carried,
        about=_about(carried, answered, in_thread),
        token=token,
        is_by_invitation=is_by_invitation,
    )


def of_thread(tx: Tx, mailbox: Mailbox, thread_id: str) -> Enrollment | None:
    """Return the enrollment of a thread, for a mail of which nothing else can be read."""
    found = _of_deliveries(tx, tx.deliveries.by_thread(mailbox.id, thread_id))
    return _present_run(tx, found) if found else None


def of_address(tx: Tx, mailbox: Mailbox, address: str) -> list[Enrollment]:
    """Return enrollments sent from here to whoever has this address, newest first.

    Another spelling of an address counts where nobody has this very one.
    """
    key = email_key(address)
    found = tx.enrollments.of_mailbox_contacts(mailbox.id, {key} - {""})
    contacts = tx.contacts.many({each.contact_id for each in found})
    exact = [each for each in found if contacts[each.contact_id].email_key == key]
    return exact or list(found)


def _about(
    carried: Iterable[Delivery], answered: Iterable[Delivery], in_thread: Iterable[Delivery]
) -> Delivery | None:
    """Return the mail that this one is about: named by its id, else the thread's newest."""
    for named in (carried, answered):
        if found := [one for one in named if one.state in _WENT_OUT]:
            return found[-1]
    sent = [one for one in in_thread if one.state in _WENT_OUT]
    return sent[-1] if sent else None


def _present_run(tx: Tx, enrollment: Enrollment) -> Enrollment:
    """An answer to an earlier time through a sequence counts for the one that goes on now."""
    if not enrollment.is_over:
        return enrollment
    runs = [
        each
        for each in tx.enrollments.of_contact(enrollment.contact_id)
        if each.sequence_id == enrollment.sequence_id and not each.is_over
    ]
    return runs[0] if runs else enrollment


def context_of(tx: Tx, mailbox: Mailbox, found: Found) -> Context:
    """Return what the classifier has to know about us and the contact."""
    contact = tx.contacts.get(found.enrollment.contact_id) if found.enrollment else None
    addresses = frozenset({contact.email}) if contact else frozenset()
    own = {mailbox.email, *mailbox.aliases}
    domain = domain_of(mailbox.email)
    return Context(
        own_addresses=frozenset(own),
        own_delivery_ids=frozenset(one.id for one in (*found.deliveries, *found.carried)),
        contact_addresses=addresses,
        recipients=frozenset(one.to_address for one in found.deliveries if "@" in one.to_address)
        or addresses,
        sent_at=max((one.sent_at for one in found.deliveries if one.sent_at), default=None),
        org_domain=None if is_free_mail(domain) else domain,
        unsubscribe_tokens=frozenset({found.token}) if found.token else frozenset(),
        zone=zone(mailbox.zone),
    )


def _existing(tx: Tx, mailbox: Mailbox, ids: frozenset[str]) -> tuple[Delivery, ...]:
    found = tx.deliveries.many(ids) if ids else ()
    return tuple(one for one in found if one.mailbox_id == mailbox.id)


def _answered(tx: Tx, mailbox: Mailbox, mail: InboundMail) -> tuple[Delivery, ...]:
    answered = answered_ids(mail)
    roots = [match[1] for each in answered if (match := _ROOT.match(each))]
    by_root = _existing(tx, mailbox, frozenset(roots))
    return (*by_root, *(tx.deliveries.by_rfc822(mailbox.id, answered) if answered else ()))


def _of_deliveries(tx: Tx, deliveries: Iterable[Delivery]) -> Enrollment | None:
    """Return the enrollment these belong to: one that goes on, else the newest."""
    ids = dict.fromkeys(one.enrollment_id for one in deliveries if one.enrollment_id)
    found = [enrollment for each in ids if (enrollment := tx.enrollments.get(each))]
    found.sort(key=lambda each: (not each.is_over, each.id))
    return found[-1] if found else None


def _by_token(tx: Tx, mail: InboundMail) -> tuple[str, Enrollment | None]:
    for token in _tokens(mail.subject):
        enrollment_id = tx.tokens.enrollment_of(token)
        if enrollment_id is not None:
            return token, tx.enrollments.get(enrollment_id)
    return "", None


def _tokens(subject: str) -> Iterator[str]:
    """Yield what may be the token of an unsubscribe address, without or with what precedes it."""
    match = _TOKEN.search(subject)
    if match is None:
        return
    before, token = match.groups()
    for taken in range(len(before) + 1):
        yield before[len(before) - taken :] + token


def _by_address(tx: Tx, mailbox: Mailbox, mail: InboundMail) -> Enrollment | None:
    """Return the contact's newest enrollment here: people answer in new mails as well."""
    found = of_address(tx, mailbox, mail.from_address)
    return max(found, key=lambda each: (not each.is_over, each.id), default=None)


def _by_invitation(tx: Tx, mailbox: Mailbox, mail: InboundMail) -> Enrollment | None:
    """Return a guest's enrollment: booking pages write in their own name about our contacts."""
    people = invited(mail)
    if len(people) > CROWD:
        return None
    own = {mailbox.email, *mailbox.aliases}
    found = [one for each in people if each not in own for one in of_address(tx, mailbox, each)]
    return max(found, key=lambda each: (not each.is_over, each.id), default=None)
