"""How mail programs put the header of an earlier mail above it, in seven languages and more."""

import re

_MARK_CHARS = 300  # a longer line is prose, or an attack on a pattern

_LABELS = {
    "from": r"from|von|de|da|van|expéditeur|mittente|remitente|fra|från|od",
    "sent": (
        r"sent|date|gesendet|datum|envoyé|date d'envoi|enviado(?: el| em)?|enviada(?: em)?"
        r"|data|fecha|inviato|verzonden|sendt|skickat|wysłano"
    ),
    "to": r"to|an|à|para|a|aan|pour|til|till|do",
    "subject": r"subject|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|ämne|temat",
    "copy": r"cc|kopie|copie|reply-to|antwort an|importance|attachments?",
}
_LABEL = {
    name: re.compile(rf"^[*\s>]*(?:{words})\s*:[*\s]*", re.I) for name, words in _LABELS.items()
}
_HEADER_BLOCK_LINES = 8


def label_of(line: str) -> str:
    """Return which header label the line starts with ("from", "sent", …), "" for none."""
    line = line[:_MARK_CHARS].replace("’", "'")
    return next((name for name, pattern in _LABEL.items() if pattern.match(line)), "")


def opens_header_block(lines: list[str]) -> int:
    """Return how many of the first lines are an earlier mail's header block; 0 when none is.

    Outlook begins with From, Thunderbird and Lotus with Subject or Date; three different labels
    close together are what people don't type by themselves.
    """
    if not lines or label_of(lines[0]) not in ("from", "subject", "sent"):
        return 0
    seen: dict[str, int] = {}
    for index, line in enumerate(lines[:_HEADER_BLOCK_LINES]):
        name = label_of(line)
        if not line.strip() and len(seen) >= 3:
            break
        if name:
            seen[name] = index
    enough = len(seen) >= 3 and "from" in seen and {"sent", "subject"} & seen.keys()
    return max(seen.values()) + 1 if enough else 0


_EARLIER = (
    r"original message|original-?nachricht|ursprüngliche nachricht|message d['’]origine"
    r"|message original|mensaje original|mensagem original|messaggio originale"
    r"|oorspronkelijk bericht|original e-?mail|originalmeldung|opprinnelig melding"
    r"|forwarded (?:message|by .*)|weitergeleitete nachricht|message (?:transféré|réexpédié)"
    r"|mensaje reenviado|mensagem (?:encaminhada|reencaminhada)|messaggio inoltrato"
    r"|doorgestuurd bericht|reply (?:above|message)"
)
_RULED = re.compile(rf"^[-_=*\s]{{2,}}(?:{_EARLIER})[-_=*\s:]{{2,}}$", re.I)
_FORWARD = re.compile(
    r"^(?:begin forwarded message|anfang der weitergeleiteten (?:e-?mail|nachricht)"
    r"|début du message (?:transféré|réexpédié)|inicio del mensaje reenviado"
    r"|início da mensagem (?:re)?encaminhada|inizio messaggio inoltrato"
    r"|begin doorgestuurd bericht)\s*:?$",
    re.I,
)
_HELP_DESK = re.compile(
    r"^#*[-= ]+.{0,60}(?:above|au-dessus|oberhalb|por encima).{0,40}[-= #]+$", re.I
)


def separates_earlier_mail(line: str) -> bool:
    """Say whether the line alone announces that an earlier mail follows."""
    line = line.strip()
    if len(line) > _MARK_CHARS:
        return False
    return bool(_RULED.match(line) or _FORWARD.match(line) or _HELP_DESK.match(line))
