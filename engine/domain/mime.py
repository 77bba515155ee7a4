"""One email as the bytes Gmail is given, the same for the same message.

multipart/alternative with the text first (RFC 2046), quoted-printable, CRLF, seven bits. The
headers are written here and not by the library: it would fold or encode ids and addresses, and
receivers then fail to thread or to unsubscribe. Gmail sets Date and replaces the Message-ID.
"""

import re
from binascii import b2a_qp
from email.header import Header
from functools import lru_cache
from uuid import UUID

import idna

from engine.domain.errors import Refusal

DELIVERY_HEADER = "X-Outreach-Id"
ROOT_DOMAIN = "outreach.invalid"  # RFC 2606: never anybody's

_LINE_LIMIT = 998  # RFC 5322 2.1.1
_SHORT = 60  # nothing to fold, whatever the header
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")
_URI = re.compile(r"[!-;=?-~]+")  # visible ASCII without angle brackets


class UnsendableHeader(Refusal):
    """A header's value can't be written as it is: a line break, a bad address, a bad id."""


def build(
    *,
    sender: tuple[str, str],
    to: tuple[str, str],
    subject: str,
    html: str,
    text: str,
    delivery_id: str,
    unsubscribe_url: str | None = None,
    unsubscribe_mailto: str | None = None,
    in_reply_to: str | None = None,
    references: tuple[str, ...] = (),
    reply_to: str | None = None,
    root_domain: str = ROOT_DOMAIN,
) -> bytes:
    """Return the message; `sender` and `to` are (display name, address), a name may be empty.

    `references` is the thread's chain, oldest first; the phantom root of this delivery is put
    before it, so that the Sent copy is known again even if Gmail drops our own header.
    List-Unsubscribe-Post (RFC 8058) is there only with an https address.

    Raises:
        UnsendableHeader: a header value with a control character, an address whose local part
            is not plain ASCII, a message id without angle brackets, a value longer than a line.
    """
    headers = [
        ("From", _mailbox(*sender)),
        ("To", _mailbox(*to)),
        *([("Reply-To", _mailbox("", reply_to))] if reply_to else []),
        ("Subject", _text(subject)),
        ("Message-ID", f"<{_uuid(delivery_id)}@{_domain(sender[1])}>"),
        *([("In-Reply-To", _message_id(in_reply_to))] if in_reply_to else []),
        ("References", _references(phantom_root(delivery_id, root_domain), references)),
        *_unsubscribe(unsubscribe_url, unsubscribe_mailto),
        (DELIVERY_HEADER, _uuid(delivery_id)),
    ]
    lines = "".join(f"{name}: {_short_enough(value)}\r\n" for name, value in headers)
    return lines.encode("ascii") + _body(text, html, _uuid(delivery_id))


def phantom_root(delivery_id: str, root_domain: str = ROOT_DOMAIN) -> str:
    """Return the first entry of References, by which a Sent copy can be told."""
    return f"<{_uuid(delivery_id)}@{root_domain}>"


def ascii_address(address: str) -> str:
    """Return `address` with its domain in punycode (IDNA 2008).

    Raises:
        UnsendableHeader: not an address, or its local part would need SMTPUTF8.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local):
        raise UnsendableHeader(f"{address!r} is not an address that mail can be sent to.")
    try:
        return f"{local}@{_punycode(domain)}"
    except idna.IDNAError as error:
        raise UnsendableHeader(f"{domain!r} is not a domain that mail can be sent to.") from error


@lru_cache(4096)
def _punycode(domain: str) -> str:
    return idna.encode(domain, uts46=True).decode("ascii")


def _body(text: str, html: str, delivery_id: str) -> bytes:
    # The same message gives the same bytes, and no text holds a delivery's id at a line's start.
    boundary = f"=_{delivery_id}"
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n'
    parts = [_part(boundary, "plain", text), _part(boundary, "html", html)]
    return b"".join([head.encode(), *parts, f"\r\n--{boundary}--\r\n".encode()])


def _part(boundary: str, subtype: str, content: str) -> bytes:
    """Return one part; by hand, as `EmailMessage` takes longer than all the rest of a send."""
    lines = content.replace("\r\n", "\n").removesuffix("\n").replace("\n", "\r\n")
    head = (
        f"\r\n--{boundary}\r\n"
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + b2a_qp(f"{lines}\r\n".encode(), istext=True)


def _mailbox(name: str, address: str) -> str:
    plain = ascii_address(address)
    shown = " ".join(_one_line(name).split())
    if not shown:
        return plain
    if not shown.isascii() or "=?" in shown:
        return f"{_text(shown)}\r\n <{plain}>"
    escaped = shown.replace("\\", "\\\\").replace('"', '\\"')
    return f"{shown} <{plain}>" if _ATOMS.fullmatch(shown) else f'"{escaped}" <{plain}>'


def _text(value: str) -> str:
    """Return unstructured text folded, as encoded words (RFC 2047) where it is not ASCII."""
    line = _one_line(value)
    if len(line) <= _SHORT and line.isascii() and "=?" not in line:
        return line  # as it would come out below, at a tenth of the time
    charset = "us-ascii" if line.isascii() and "=?" not in line else "utf-8"
    return Header(line, charset, maxlinelen=76, header_name="Subject").encode(linesep="\r\n")


def _references(root: str, chain: tuple[str, ...]) -> str:
    return "\r\n ".join([root, *map(_message_id, chain)])


def _unsubscribe(url: str | None, mailto: str | None) -> list[tuple[str, str]]:
    addresses = [_uri(address) for address in (url, mailto) if address]
    if not addresses:
        return []
    value = "\r\n ".join(f"<{address}>" + "," for address in addresses).removesuffix(",")
    one_click = url is not None and url.lower().startswith("https://")
    post = [("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")] if one_click else []
    return [("List-Unsubscribe", value), *post]


def _uri(address: str) -> str:
    if not _URI.fullmatch(address):
        raise UnsendableHeader(f"{address!r} is not an address for List-Unsubscribe.")
    return address


def _message_id(value: str) -> str:
    if not _MESSAGE_ID.fullmatch(value.strip(" ")):
        raise UnsendableHeader(f"{value!r} is not a message id in angle brackets.")
    return value.strip(" ")


@lru_cache(1024)  # it stands in a mail five times
def _uuid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError as error:
        raise UnsendableHeader(f"{value!r} is not the id of a delivery.") from error


def _domain(address: str) -> str:
    return ascii_address(address).rpartition("@")[2]


def _one_line(value: str) -> str:
    if _CONTROL.search(value):
        raise UnsendableHeader(f"{value!r} has a line break or another control character.")
    return value


def _short_enough(value: str) -> str:
    if any(len(line) > _LINE_LIMIT - 30 for line in value.split("\r\n")):
        raise UnsendableHeader("A header's value is longer than a line may be.")
    return value
