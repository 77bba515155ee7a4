"""Delivery reports in the shape in which Gmail writes them (RFC 3464)."""

import secrets
from datetime import datetime
from email.utils import format_datetime

from sandbox.google.ledger import Delivered
from sandbox.google.mime import Mail, header_line

_WHY = {
    "5.1.1": (
        "Address not found",
        "Your message wasn't delivered to {to} because the address couldn't be found.",
        "550 5.1.1 The email account that you tried to reach does not exist.",
    ),
    "5.2.2": (
        "Recipient inbox full",
        "Your message couldn't be delivered to {to} because their inbox is full.",
        "552 5.2.2 The email account that you tried to reach is over quota.",
    ),
    "5.4.5": (
        "Message not sent",
        "You have reached a limit for sending mail. Your message was not sent.",
        "550 5.4.5 Daily user sending limit exceeded.",
    ),
    "5.7.1": (
        "Message blocked",
        "Your message to {to} has been blocked.",
        "550 5.7.1 Our system has detected that this message is likely unsolicited mail.",
    ),
}
_OTHER = (
    "Message not delivered",
    "There was a problem delivering your message to {to}.",
    "{status} The recipient server did not accept the message.",
)


def report(copy: Delivered, at: datetime, status: str, action: str) -> Mail:
    """Return the report about one copy, with its original enclosed.

    `status` is an RFC 3463 code as "5.1.1"; `action` is failed or delayed.
    """
    boundary = f"000000000000{secrets.token_hex(8)}"
    failed = action == "failed"
    headers = [
        ("Return-Path", "<>"),
        ("Delivered-To", copy.account),
        ("Content-Type", f'multipart/report; boundary="{boundary}"; report-type=delivery-status'),
        ("To", copy.account),
        ("Auto-Submitted", "auto-replied"),
        ("Subject", f"Delivery Status Notification ({'Failure' if failed else 'Delay'})"),
        ("X-Failed-Recipients", copy.to),
        ("References", copy.mail.message_id),
        ("In-Reply-To", copy.mail.message_id),
        ("Message-ID", f"<{secrets.token_hex(12)}.GMR@mx.google.com>"),
        ("MIME-Version", "1.0"),
        ("From", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"),
        ("Date", format_datetime(at)),
    ]
    parts = [_words(copy, status), _status(copy, at, status, action), _original(copy.mail)]
    marks = f"--{boundary}\r\n".encode()
    body = b"".join(marks + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
    shown = headers if failed else [one for one in headers if one[0] != "X-Failed-Recipients"]
    return Mail(tuple(header_line(name, value) for name, value in shown), body)


def _reason(copy: Delivered, status: str) -> tuple[str, str, str]:
    title, sentence, diagnostic = _WHY.get(status, _OTHER)
    return title, sentence.format(to=copy.to), diagnostic.format(status=status)


def _words(copy: Delivered, status: str) -> bytes:
    title, sentence, diagnostic = _reason(copy, status)
    text = (
        'Content-Type: text/plain; charset="UTF-8"\r\n\r\n'
        f"\r\n** {title} **\r\n\r\n{sentence}\r\n\r\nThe response was:\r\n{diagnostic}\r\n"
    )
    return text.encode()


def _status(copy: Delivered, at: datetime, status: str, action: str) -> bytes:
    diagnostic = _reason(copy, status)[2]
    text = (
        "Content-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; googlemail.com\r\n"
        f"Arrival-Date: {format_datetime(copy.at)}\r\n"
        f"X-Original-Message-ID: {copy.mail.message_id}\r\n\r\n"
        f"Final-Recipient: rfc822; {copy.to}\r\n"
        f"Action: {action}\r\n"
        f"Status: {status}\r\n"
        f"Diagnostic-Code: smtp; {diagnostic}\r\n"
        f"Last-Attempt-Date: {format_datetime(at)}\r\n"
    )
    return text.encode()


def _original(mail: Mail) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\n" + mail.raw
