"""How Gmail shows a message: the four formats, headers, parts."""

from email.message import EmailMessage

from sandbox.google.errors import ApiError
from sandbox.google.mail_store import Message
from sandbox.google.mime import Mail, to_base64url
from sandbox.google.schema import Json
from sandbox.google.text import snippet_of


def reference(message: Message) -> Json:
    """Return the short form that lists and sends answer: ids and labels."""
    return {"id": message.id, "threadId": message.thread_id, "labelIds": sorted(message.labels)}


def resource(message: Message, form: str, metadata_headers: list[str] | None = None) -> Json:
    """Return a message in the format `minimal`, `full`, `raw` or `metadata`.

    Gmail API, `Format`: metadata without metadataHeaders holds all headers.
    """
    shown = reference(message) | {
        "snippet": snippet_of(message.mail),
        "historyId": str(message.history_id),
        "internalDate": str(int(message.at.timestamp() * 1000)),
        "sizeEstimate": len(message.mail.raw),
    }
    match form:
        case "minimal":
            return shown
        case "raw":
            return shown | {"raw": to_base64url(message.mail.raw)}
        case "metadata":
            return shown | {"payload": _metadata(message.mail, metadata_headers)}
        case _:
            return shown | {"payload": _part(message.mail.parsed(), "", message.mail)}


def check_format_allowed(form: str, scopes: frozenset[str], method_scopes: frozenset[str]) -> None:
    """Raise ApiError 403 where only gmail.metadata is granted and more is asked for."""
    usable = scopes & method_scopes
    metadata_only = all(scope.endswith("gmail.metadata") for scope in usable)
    if metadata_only and form in ("full", "raw"):
        raise ApiError(403, "forbidden", f"Metadata scope doesn't allow format {form.upper()}")


def _metadata(mail: Mail, wanted: list[str] | None) -> Json:
    names = {name.lower() for name in wanted or ()}
    return {"mimeType": mail.parsed().get_content_type(), "headers": _headers(mail, names)}


def _headers(mail: Mail, names: set[str]) -> list[Json]:
    return [
        {"name": line.name, "value": line.value}
        for line in mail.headers
        if not names or line.name.lower() in names
    ]


def _part(part: EmailMessage, part_id: str, mail: Mail | None = None) -> Json:
    headers = (
        _headers(mail, set())
        if mail
        else [{"name": name, "value": str(value)} for name, value in part.items()]
    )
    shown: Json = {
        "partId": part_id,
        "mimeType": part.get_content_type(),
        "filename": part.get_filename() or "",
        "headers": headers,
        "body": _body(part, part_id),
    }
    if children := list(part.iter_parts() if part.is_multipart() else ()):
        prefix = f"{part_id}." if part_id else ""
        shown["parts"] = [
            _part(child, f"{prefix}{number}")
            for number, child in enumerate(children)
            if isinstance(child, EmailMessage)
        ]
    return shown


def part_bytes(part: EmailMessage) -> bytes:
    """Return a part's content, decoded; an enclosed mail or report as the bytes it stands in."""
    if part.get_content_maintype() == "multipart":
        return b""
    if part.is_multipart():
        inner = part.get_payload()
        assert isinstance(inner, list)
        return b"".join(one.as_bytes() for one in inner if not isinstance(one, str))
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _body(part: EmailMessage, part_id: str) -> Json:
    data = part_bytes(part)
    if not data:
        return {"size": 0}
    if part.get_filename() or part.get_content_type() == "message/rfc822":
        return {"size": len(data), "attachmentId": attachment_id(part_id)}
    return {"size": len(data), "data": to_base64url(data)}


def attachment_id(part_id: str) -> str:
    """Return the id under which a part is fetched as an attachment."""
    return f"ANGjdJ-{part_id.replace('.', '_') or 'root'}"


def find_attachment(message: Message, wanted: str) -> bytes | None:
    """Return the bytes of the part with this attachment id, or None."""
    pending: list[tuple[EmailMessage, str]] = [(message.mail.parsed(), "")]
    while pending:
        part, part_id = pending.pop()
        if attachment_id(part_id) == wanted:
            return part_bytes(part)
        if part.is_multipart():
            prefix = f"{part_id}." if part_id else ""
            children = [child for child in part.iter_parts() if isinstance(child, EmailMessage)]
            pending.extend((child, f"{prefix}{n}") for n, child in enumerate(children))
    return None
