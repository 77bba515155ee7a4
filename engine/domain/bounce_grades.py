"""What a mail server's refusal means for the address and for the sender (RFC 3463 codes)."""

import re
from enum import StrEnum


class BounceKind(StrEnum):
    """What follows from a bounce."""

    HARD = "hard"
    """The address does not exist or takes no mail: never send to it again."""
    SOFT = "soft"
    """Full, busy or out of reach for now: a later mail may arrive."""
    POLICY = "policy"
    """This mail was refused (spam filter, size, rules); the address itself is valid."""
    DELAYED = "delayed"
    """Not delivered yet, the server goes on trying: nothing to do."""
    ACCOUNT = "account"
    """The sender's own account is not allowed to send now: it concerns every mail."""
    UNGRADED = "ungraded"
    """Failed, but the report doesn't say why: a person has to look."""


_ACCOUNT = re.compile(
    r"(?:reached|exceeded) (?:a|the|your|its) (?:\w+ ){0,3}limit for (?:sending|message)"
    r"|exceeded (?:\w+ ){0,4}(?:sending|daily|sent message) (?:limit|quota)"
    r"|sending (?:limit|quota)s? (?:has been |was |is )?(?:reached|exceeded)"
    r"|daily (?:user |smtp relay )?(?:sending|relay) (?:limit|quota)|your daily limit"
    r"|account .{0,40}(?:suspended|disabled|blocked) (?:from|for) sending|bad outbound sender"
    r"|limite? d['’]envoi|sendelimit|l[ií]mite de env[ií]o|limite di invio|verzendlimiet",
    re.I,
)
_NO_SUCH_DOMAIN = re.compile(
    r"nxdomain|(?:domain|host)(?: name)? (?:\S+ )?(?:not found|couldn't be found|unknown)"
    r"|no such (?:domain|host)|(?:host|domain)\S* (?:\S+ )?(?:does not|doesn't) exist"
    r"|host or domain name not found(?!.{0,80}try again)|null mx|does not accept mail",
    re.I,
)
_UNKNOWN_USER = re.compile(
    r"(?:user|recipient|address|mailbox|account|alias|addressee)(?: \S+){0,6} (?:is )?(?:unknown"
    r"|not found|(?:does not|doesn['’]t) exist|invalid|(?:was|were)n['’]t found"
    r"|(?:has been |is )?(?<!temporarily )(?:disabled|deactivated|discontinued)"
    r"|no longer (?:exists|available"
    r"|valid))"
    r"|(?:unknown|no such|invalid|nonexistent|non-existent) (?:\w+ )?"
    r"(?:user|recipient|address|mailbox|account|local part|alias)"
    r"|address couldn['’]t be found|no mailbox (?:here )?by that name|no mailbox here"
    r"|mailbox unavailable|unrouteable address"
    r"|not listed in|recipnotfound|recipient address rejected|doesn['’]t have an? \S+ account"
    r"|(?:existiert|existieren) nicht|unbekannte?[rn]? (?:empfänger|benutzer|adresse)"
    r"|(?:empfänger|adresse|postfach)\w* (?:\S+ )?(?:unbekannt|nicht gefunden)"
    r"|n['’]existe pas|introuvable|no existe|no se (?:ha encontrado|encontró)|não existe"
    r"|não (?:foi )?encontrad|non esiste|non (?:è stat\w )?trovat|bestaat niet|niet gevonden",
    re.I,
)
_FOR_NOW = re.compile(
    r"over ?quota|quota (?:\w+ )?exceed|exceeded (?:\w+ ){0,3}quota|(?:mailbox|inbox"
    r"|account)(?: \S+)? "
    r"(?:is )?(?:over ?)?full|insufficient (?:\w+ )?(?:storage|space)|try again later"
    r"|temporar|gr[ea]ylist|timed? ?out|time ?out exceeded|too many connections"
    r"|connection (?:refused|reset|dropped)|out of storage|receiving mail (?:at a rate|too quickly)"
    r"|postfach (?:ist )?voll|boîte .{0,20}pleine|buzón .{0,20}lleno|casella .{0,20}piena"
    r"|caixa .{0,20}cheia|postvak .{0,10}vol\b|has been (?:in|on) the queue too long",
    re.I,
)
_REFUSED_MAIL = re.compile(
    r"\bspam|black ?list|block ?list|\bblocked\b|\bpolic(?:y|ies)\b|dmarc|\bspf\b|unsolicited"
    r"|reputation|prohibit|not (?:authori[sz]ed|permitted|allowed|accepted)|denied|virus|malware"
    r"|too (?:large|big)|size (?:limit|exceed)|exceeds? .{0,30}size|content (?:rejected|filter)"
    r"|moderat"
    r"|permission to (?:send|post)|rejected your message|not accepting mail from",
    re.I,
)
_SENDERS_FAULT = re.compile(r"\bsender\b", re.I)

_BY_SUBJECT = {  # second number of a 5.x.y code (RFC 3463 §3)
    "1": BounceKind.HARD,
    "6": BounceKind.POLICY,
    "7": BounceKind.POLICY,
}
_BY_CODE = {  # where the detail says more than its group, or vendors agree on another meaning
    "5.1.7": BounceKind.POLICY,  # the sender's address is what was wrong
    "5.1.8": BounceKind.POLICY,
    "5.1.90": BounceKind.ACCOUNT,  # Exchange Online: daily recipient limit
    "5.2.1": BounceKind.HARD,  # mailbox disabled
    "5.2.2": BounceKind.SOFT,  # mailbox full
    "5.2.3": BounceKind.POLICY,  # message too long for the mailbox
    "5.3.4": BounceKind.POLICY,  # message too big for the system
    "5.4.4": BounceKind.HARD,  # no route: the domain takes no mail
    "5.4.5": BounceKind.ACCOUNT,  # Gmail: daily user sending limit
    "5.4.7": BounceKind.SOFT,  # given up after trying long
    "5.4.300": BounceKind.SOFT,
    "5.4.310": BounceKind.HARD,  # Exchange Online: DNS domain does not exist
    "5.4.316": BounceKind.SOFT,
    "5.4.317": BounceKind.SOFT,
}
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_SMTP_REPLY = re.compile(r"(?<![\d.])([45])\d\d[ -]")


def enhanced_codes(text: str) -> list[str]:
    """Return the RFC 3463 codes in a text, in order ("5.1.1")."""
    return [".".join(found) for found in _CODE.findall(text)]


def grade(*, status: str, diagnostic: str) -> BounceKind:
    """Grade a failure by its code, then by its words; UNGRADED when neither says enough.

    `status` is a code such as "5.1.1" or ""; `diagnostic` the server's words.
    """
    if _ACCOUNT.search(diagnostic):
        return BounceKind.ACCOUNT
    if _NO_SUCH_DOMAIN.search(diagnostic):
        return BounceKind.HARD  # Gmail reports an unknown domain with a code of 4.0.0
    code = most_telling(status, diagnostic)
    if code.startswith("4"):
        return BounceKind.SOFT
    return _by_code(code, diagnostic) or _by_words(code, diagnostic)


def most_telling(status: str, diagnostic: str) -> str:
    """Return the code with the most detail: servers write 5.0.0 and the true one in the text."""
    codes = [code for code in [status, *enhanced_codes(diagnostic)] if code]
    detailed = [code for code in codes if not code.endswith(".0") and code[0] in "45"]
    return (detailed or codes or [""])[0]


def _by_code(code: str, diagnostic: str) -> BounceKind | None:
    if code == "5.1.0" and _SENDERS_FAULT.search(diagnostic):
        return BounceKind.POLICY
    subject = code.split(".")[1] if code.startswith("5.") else ""
    return _BY_CODE.get(code) or _BY_SUBJECT.get(subject)


def _by_words(code: str, diagnostic: str) -> BounceKind:
    for words, kind in (
        (_UNKNOWN_USER, BounceKind.HARD),
        (_FOR_NOW, BounceKind.SOFT),
        (_REFUSED_MAIL, BounceKind.POLICY),
    ):
        if words.search(diagnostic):
            return kind
    reply = _SMTP_REPLY.search(diagnostic)
    return BounceKind.SOFT if not code and reply and reply[1] == "4" else BounceKind.UNGRADED
