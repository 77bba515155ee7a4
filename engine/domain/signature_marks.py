"""How signatures, closings, small print and devices' lines look, in seven languages."""

import re

_MARK_CHARS = 300  # a longer line is prose, or an attack on a pattern

_DEVICE = r"[\w.,'’\"&()+ -]{1,40}?"
_MOBILE = re.compile(
    rf"^\W{{0,3}}(?:sent (?:from|via|with|using) {_DEVICE}|von mein(?:em|er) {_DEVICE} gesendet"
    rf"|gesendet (?:von|mit|über) {_DEVICE}|envoyé (?:de|depuis|à partir de|avec) {_DEVICE}"
    rf"|enviad[oa] (?:desde|a través de|do|da|de|a partir d[oe]|con|com) {_DEVICE}"
    rf"|inviato (?:da|dal|con) {_DEVICE}|(?:verstuurd|verzonden) (?:vanaf|vanuit|met|via) {_DEVICE}"
    rf"|diese nachricht wurde {_DEVICE} gesendet"
    r"|get outlook for \w+|outlook f(?:ür|or) (?:ios|android|mac|windows)(?: beziehen)?"
    r"|holen sie sich outlook für \w+|(?:télécharge[rz]?|obtenir) outlook pour \w+"
    r"|obtenez outlook pour \w+"
    r"|obten(?:er|ga) outlook para \w+|obt(?:er|enha) o outlook para \w+"
    r"|(?:scarica|ottieni) outlook per \w+|(?:download|haal) outlook voor \w+"
    r"|outlook voor \w+ downloaden)\s*(?:<https?:[^>]*>|\(https?:[^)]*\))?\W{0,3}$",
    re.I,
)
_MOBILE_MOST_WORDS = 12


def is_mobile_signature(line: str) -> bool:
    """Say whether the line is "Sent from my iPhone" and the like, and nothing else."""
    if len(line) > _MARK_CHARS:
        return False
    without_link = re.sub(r"<[^>]*>|\([^)]*\)|[\[\]]", "", line)
    return len(without_link.split()) <= _MOBILE_MOST_WORDS and bool(
        _MOBILE.match(without_link.strip())
    )


_CLOSING = re.compile(
    r"^(?:(?:many |much )?thanks(?: again| so much| a lot| in advance)?(?: (?:and|&) .{0,20})?"
    r"|thank you(?: very much)?|thx|cheers|(?:(?:kind|best|warm|kindest|warmest) )?regards|best"
    r"|all the best|best wishes|(?:yours )?(?:sincerely|faithfully|truly)|with (?:kind"
    r"|best) regards"
    r"|(?:mit )?(?:(?:freundlichen?|besten?|vielen?|lieben?|herzlichen?|schönen?) )+"
    r"gr(?:ü|ue)(?:ß|ss)en?(?: aus .{2,20})?|(?:freundliche|beste|viele|liebe) gr(?:ü|ue)(?:ß|ss)e"
    r"|gru(?:ß|ss)|mfg|lg|vg|(?:bien )?cordialement|bien à (?:vous|toi)|(?:sincères )?salutations"
    r"|à bientôt|bonne journée|(?:un )?(?:cordial )?saludo(?:s)?(?: cordiales)?|atentamente"
    r"|un abrazo|atenciosamente|atte|cumprimentos|(?:com os )?melhores cumprimentos|abraços?|att"
    r"|(?:cordiali|distinti|cari|tanti) saluti|saluti|un saluto|cordialmente|a presto"
    r"|(?:met )?vriendelijke groet(?:en)?|groet(?:en|jes)?|grazie(?: mille)?|gracias|obrigad[oa]"
    r"|merci(?: beaucoup)?|danke|bedankt|abs|abra[cç]o|hartelijke groet(?:en)?|mvg)\s*[,.!]*$",
    re.I,
)
_SENTENCE = re.compile(r"(?:\S+\s+){5,}\S*[.!?…]$|\?$|^p\.? ?s\b", re.I)
# "Head of Procurement | Contoso Inc." ends like a sentence.
_DETAIL = re.compile(
    r"\s[|•·]\s|\b(?:inc|ltd|corp|co|llc|s\.?a|s\.?l|s\.?p\.?a|s\.?r\.?l|b\.?v|lda|e\.?v)\.$", re.I
)
_SIGNATURE_LINES_AT_MOST = 12
_SIGNATURE_LINE_CHARS = 100


def is_closing(line: str) -> bool:
    """Say whether the line is "Best regards," and the like, with a name after a comma at most."""
    if len(line) > _MARK_CHARS:
        return False
    if any(_CLOSING.match(part.strip()) for part in re.split(r"[/|]", line)):
        return True  # "Mit freundlichen Grüßen / Kind regards"
    first, comma, name = line.strip().partition(",")
    signed = comma and 0 < len(name.split()) <= 3 and not re.search(r"[?!:]|\d", name)
    return bool(signed and _CLOSING.match(first))


def looks_like_signature(lines: list[str]) -> bool:
    """Say whether lines below a closing are a name and its details, not more to read."""
    filled = [line.strip() for line in lines if line.strip()]
    sentences = (line for line in filled if not _DETAIL.search(line))
    return (
        len(filled) <= _SIGNATURE_LINES_AT_MOST
        and all(len(line) <= _SIGNATURE_LINE_CHARS for line in filled)
        and not any(map(_SENTENCE.search, sentences))
    )


_SMALL_PRINT = re.compile(
    r"^\W{0,5}(?:(?:confidentiality|legal|privacy|disclaimer)\b.{0,30}(?::|notice|note)"
    r"|disclaimer$|this (?:e-?mail|message|communication)\b.{0,60}\b(?:confidential|intended"
    r"|privileged)"
    r"|the (?:information|contents?) (?:contained )?(?:in|of) this (?:e-?mail|message)"
    r"|diese e-?mail (?:kann|enthält|und)\b.{0,60}vertraulich|(?:ce|cet) (?:message|e-?mail"
    r"|courriel)"
    r"\b.{0,60}confidentiel|este (?:mensaje|correo|e-?mail)\b.{0,80}confidencial"
    r"|esta mensagem\b.{0,80}confidencia|(?:questo|la presente|il presente)\b.{0,40}(?:messaggio"
    r"|e-?mail|comunicazione)\b.{0,60}(?:riservat|confidenzial)|dit (?:bericht"
    r"|e-?mailbericht)\b.{0,60}"
    r"vertrouwelijk|p(?:lease|) ?consider the environment)",
    re.I,
)
_BANNER = re.compile(
    r"^\W{0,5}(?:\[?external\]?(?: (?:e-?mail|sender|message))?\W*$"
    r"|(?:caution|warning|attention|achtung|be careful)\b.{0,40}\b(?:external|extern|outside"
    r"|originated)"
    r"|you don't often get (?:e-?mail|this) from|this (?:e-?mail|message) (?:originated"
    r"|came) from outside)",
    re.I,
)


def is_small_print(line: str) -> bool:
    """Say whether a legal notice begins here, which mail servers append."""
    return bool(_SMALL_PRINT.match(line.strip()[:_MARK_CHARS]))


def is_banner(line: str) -> bool:
    """Say whether the line is a mail server's warning about outside senders."""
    return bool(_BANNER.match(line.strip()[:_MARK_CHARS]))
