"""Words by which people ask not to be written to again, in mails and in texts."""

import re
import unicodedata
from dataclasses import dataclass

from engine.domain.optout_phrases import MAIL_REQUESTS, SOLE_WORDS, TEXT_PHRASES

_FIRST_CHARS = 5_000  # what follows is small print
_POLITE = re.compile(
    r"\b(?:please|pls|plz|kindly|bitte|danke|thanks|thank you|thx|merci|s'il (?:vous|te) plait"
    r"|svp|stp|por favor|gracias|obrigad[oa]|grazie|per favore|alstublieft|aub"
    r"|graag)\b"
)


# "Could you remove me?" asks for it, "Did you remove me?" does not.
_ASKS_FOR_IT = re.compile(
    r"\b(?:can|could|would|will|may|please|kindly|how (?:do|can|many times)|konnen"
    r"|konnten|wurden|bitte"
    r"|pourriez|pouvez|puede[ns]?|podria[ns]?|pode(?:m|ria|riam)?|puo|puoi|potete|potrebbe|potreste"
    r"|kunt|kun|kunnen|kan|zou|wilt?|willen|kannst|konntest|konnt|peux|podeis|podes)\b"
)


_NOUNS_TOO = {"end", "alto", "baja", "sair"}  # they ask for nothing within a longer mail
_CITED = re.compile(
    r"""(\b(?:sa[yi]|writ|wrote|repl|answer|tell|told|ask|schreib|sag|antwort|dis|ecri"
    r"|repond|dic|dij"""
    r"""|escrib|diz|escrev|scriv|zeg|schrijv)\w*[^"„“«»”]{0,20})["„“«][^"„“«»”]{1,80}["“”»]"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """A text message that ends all texts to its sender."""

    matched: str
    """The keyword or phrase, as normalised."""

    needs_a_look: bool
    """True for a phrase: it counts at once, but a person should read it."""


# ARRET: Canada's carriers require the French word as well.
_TEXT_STOPS = (
    *("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke"),
    *("optout", "opt out", "arret"),
)
_TEXT_STARTS = ("start", "yes", "unstop")


def is_unsubscribe_in_words(text: str) -> bool:
    """Say whether a mail's visible text asks to be left alone, at its start or after a polite no.

    The request has to be one: "stop" alone, "please remove me from your list"; not a sentence
    that happens to hold the word, a negated one, or what somebody else is cited with.
    """
    plain = _plain(text)
    if _is_sole_word(plain):
        return True
    sentences = _sentences(plain[:_FIRST_CHARS])
    ends_with_it = len(sentences) > 1 and any(
        _bare(each) in SOLE_WORDS - _NOUNS_TOO for each in sentences[-2:]
    )
    return ends_with_it or any(_asks(_uncited(sentence)) for sentence in sentences)


def text_opt_out(body: str) -> OptOut | None:
    """Return the opt-out in a text message, None when it is none.

    A whole-message keyword (FCC rule of 2025 and CTIA: stop, quit, end, revoke, opt out, cancel,
    unsubscribe), with repeated letters, punctuation and emoji ignored, or a phrase that a
    reasonable person takes for one.
    """
    words = _words(body)
    for keyword in _TEXT_STOPS:
        if _is_only(words, keyword):
            return OptOut(matched=keyword, needs_a_look=False)
    found = next((match for phrase in TEXT_PHRASES if (match := phrase.search(words))), None)
    return OptOut(matched=found.group().strip(), needs_a_look=True) if found else None


def text_opt_in(body: str) -> bool:
    """Say whether a text message is START, YES or UNSTOP.

    YES counts only from a contact who has opted out: from others it is an answer.
    """
    return _squeezed(_words(body)) in {_squeezed(keyword) for keyword in _TEXT_STARTS}


def _plain(text: str) -> str:
    """Lower case without accents or curly quotes; line breaks stay."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return kept.replace("ß", "ss").lower()


def _words(body: str) -> str:
    letters = re.sub(r"[^\w\s']|_", " ", _plain(body).replace("#", " number "))
    return " ".join(letters.split())


def _is_only(words: str, keyword: str) -> bool:
    """The keyword once or several times over, spaced out or with repeated letters."""
    once = _squeezed(keyword.replace(" ", ""))
    parts = {_squeezed(part) for part in words.split()}
    return _squeezed(words.replace(" ", "")) == once or parts == {once}


def _squeezed(words: str) -> str:
    return re.sub(r"(.)\1+", r"\1", words)


def _is_sole_word(plain: str) -> bool:
    """ "Stop", alone or on a first line of its own, politeness and greeting aside."""
    lines = [line.strip() for line in plain.split("\n") if re.search(r"\w", line)]
    if len(lines) > 1 and re.match(
        r"(?:hi|hello|hey|dear|hallo|bonjour|hola|ciao|ola)\b", lines[0]
    ):
        lines = lines[1:]
    return bool(lines) and _bare(lines[0]) in SOLE_WORDS


def _bare(line: str) -> str:
    """The line without politeness and marks."""
    return " ".join(re.sub(r"[^\w\s'-]", " ", _POLITE.sub(" ", line)).split())


def _sentences(plain: str) -> list[str]:
    found = re.findall(r"[^.!?;\n]+(?:\n(?=[ \t]*[a-z])[^.!?;\n]+)*[.!?]*", plain)
    return [" ".join(sentence.split()) for sentence in found]


def _uncited(sentence: str) -> str:
    """Without the words of others: `customers write "stop emailing me" all day`."""
    return _CITED.sub(r"\1", sentence)


def _asks(sentence: str) -> bool:
    if sentence.endswith("?") and not _ASKS_FOR_IT.search(sentence):
        return False
    return any(request.search(sentence) for request in MAIL_REQUESTS)
