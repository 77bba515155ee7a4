"""What machines write when they answer: that they are machines, challenges, moderation."""

import re

_RECEIPT = re.compile(
    r"(?:your (?:\w+ )?(?:ticket|case|request|inquiry|enquiry|query) (?:\S+ ){0,4}(?:has been"
    r"|was) (?:\w+ )?"
    r"(?:received|created|opened|logged|registered)|(?:ticket"
    r"|case) (?:\S+ ){0,3}has been (?:created|opened|received)"
    r"|this is an auto(?:matic|mated|matically|-)|automatically generated|do not reply to this"
    r"|please type your reply above"
    r"|dies ist eine automatisch|automatisch (?:generiert|erstellt|erzeugt)"
    r"|ceci est (?:un message|une réponse) automatique"
    r"|(?:este es un|esta é uma) mensaj?em? automátic|mensaje automático|mensagem automática"
    r"|messaggio automatico"
    r"|automatisch(?:e)? (?:bericht|gegenereerd))",
    re.I,
)
_MODERATOR = re.compile(r"\b(?:moderat(?:or|ion|e)|mod[eé]rateur|moderador|modera[tz]ion)\w*", re.I)
_HOLDS = re.compile(
    r"\b(?:h[eo]ld|await|wait|pending|approv|review|freigabe|freigegeben|wartet|genehmig|attente"
    r"|approb|pendiente|aproba|aguarda|aprova|attesa|approva|wacht|goedkeuring)",
    re.I,
)
_CHALLENGE = re.compile(
    r"(?:(?:confirm|verify|prove) (?:that )?(?:you(?:['’]re| are)|your(?:self| message| e-?mail"
    r"| address| identity)).{0,80}"
    r"|(?:click|follow|visit|reply).{0,60}(?:so that|to (?:have|get|let|deliver|release|complete"
    r"|confirm|authenticate)).{0,40}(?:message|e-?mail|verification|sender)"
    r"|challenge[- /]response|sender verification|verify(?:ing)? senders?|spam ?arrest|boxbe"
    r"|mailinblack|bluebottle|sendio|captcha"
    r"|(?:hold|held|waiting|pending|quarantine).{0,60}(?:verif|confirm|authenticat|approv)"
    r"|bestätigen sie.{0,80}(?:absender|mensch|zugestellt)|(?:authentifi"
    r"|confirmer).{0,60}(?:expéditeur|message (?:soit|sera))"
    r"|confirm\w+ .{0,40}(?:remitente|remetente|mittente|afzender))",
    re.I,
)


def is_machine_boilerplate(text: str) -> bool:
    """Say whether the text calls itself automatic, or is a receipt as only machines write them."""
    return bool(_RECEIPT.search(text))


def speaks_of_a_moderator(text: str) -> bool:
    """Say whether the mail waits for a list's moderator, with whom the sender can do nothing."""
    return bool(_MODERATOR.search(text) and _HOLDS.search(text))


def speaks_of_a_challenge(text: str) -> bool:
    """Say whether the text asks the sender to prove that a person wrote."""
    return bool(_CHALLENGE.search(text))
