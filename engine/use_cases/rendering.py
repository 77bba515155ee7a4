"""The exact message for a real contact: one way, used by preview, review, test and send."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from engine.domain.connection import Mailbox
from engine.domain.enrollment import Contact, Enrollment
from engine.domain.rendering import (
    EmailContent,
    Footer,
    SenderFields,
    SmsContent,
    render_email,
    render_sms,
    values_for,
)
from engine.domain.sequence import Content, EmailStep, SmsStep
from engine.ports import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where the unsubscribe line leads."""

    url: str | None  # none without a public address
    mailto: str | None


def template_values(tx: Tx, contact: Contact, mailbox_id: int | None) -> dict[str, object]:
    """Return what templates may use for this contact, sent from this mailbox."""
    mailbox = tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None
    return dict(values_for(contact.values, sender_fields(tx, mailbox)))


def sender_fields(tx: Tx, mailbox: Mailbox | None) -> SenderFields:
    """Return who the sender is: the mailbox's display name, else its owner's."""
    if mailbox is None:
        return SenderFields(name="", email="", first_name="")
    member = tx.members.get(mailbox.owner_id)
    name = mailbox.name or (member.name if member else "")
    first_name = member.first_name if member and member.name == name else name.split(" ")[0]
    return SenderFields(name=name, email=mailbox.email, first_name=first_name)


def email(
    tx: Tx,
    step: EmailStep,
    content: Content,
    contact: Contact,
    *,
    mailbox: Mailbox | None,
    links: Links,
    first_subject: str | None,
) -> EmailContent:
    """Return the email as this contact gets it. Raises MissingValues and BrokenTemplate.

    `first_subject` is the first email's as it was sent; with *Thread emails* a follow-up takes it.
    """
    settings = content.settings
    return render_email(
        subject_template=step.subject,
        body=step.body,
        values=values_for(contact.values, sender_fields(tx, mailbox)),
        signature_html=mailbox.signature_html if mailbox and settings.include_signature else None,
        footer=Footer(
            style=settings.unsubscribe_style,
            url=links.url,
            mailto=links.mailto,
            postal_address=tx.workspace.get().settings.postal_address or None,
        ),
        reply_subject=first_subject if settings.thread_emails else None,
    )


def text(tx: Tx, step: SmsStep, contact: Contact, *, mailbox: Mailbox | None) -> SmsContent:
    """Return the text as this contact gets it. Raises MissingValues and BrokenTemplate."""
    return render_sms(step.message, values_for(contact.values, sender_fields(tx, mailbox)))


def token_of(tx: Tx, enrollment: Enrollment) -> tuple[str, bool]:
    """Return the token of its unsubscribe link, and whether it is new: then it is not stored."""
    known = tx.tokens.of_enrollment(enrollment.id)
    return known or secrets.token_urlsafe(24), known is None


def dead_link(tx: Tx, contact: Contact, *, public_url: str | None, now: datetime) -> str | None:
    """Return a test's unsubscribe link: it leads to a page that says that it is one."""
    token = secrets.token_urlsafe(24)
    tx.tokens.add(token, contact_id=contact.id, enrollment_id=None, is_test=True, at=now)
    return links_of(token, mailbox=None, public_url=public_url).url


def links_of(token: str, *, mailbox: Mailbox | None, public_url: str | None) -> Links:
    """Return the links for a token; the mailto's subject carries it back to us."""
    url = f"{public_url.rstrip('/')}/unsubscribe/{token}" if public_url else None
    mailto = f"mailto:{mailbox.email}?subject=unsubscribe%20{token}" if mailbox else None
    return Links(url=url, mailto=mailto)
