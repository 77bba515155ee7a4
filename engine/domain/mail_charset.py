"""Bytes of other people's mail as text: declared charsets are a hint, never a promise."""

import base64
import binascii
import quopri
import re
from itertools import groupby

from charset_normalizer import from_bytes

# What senders write and what they mean: each right-hand side is a superset of the left.
_MEANT = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "unicode-1-1-utf-7": "utf-7",
    "cp-850": "cp850",
}
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_TOO_SHORT_TO_GUESS_BYTES = 48


def decoded(raw: bytes, declared: str = "") -> str:
    """Return the text of the bytes; never raises, whatever charset was declared."""
    name = declared.strip().strip("\"'").lower()
    for charset in (_MEANT.get(name, name), "utf-8"):
        text = _strictly(raw, charset)
        if text is not None:
            return text
    return _guessed(raw)


def _strictly(raw: bytes, charset: str) -> str | None:
    if not charset:
        return None
    try:
        return raw.decode(charset)
    except (LookupError, ValueError):  # unknown name, or bytes that are not in it
        return None


def _guessed(raw: bytes) -> str:
    if len(raw) >= _TOO_SHORT_TO_GUESS_BYTES:
        best = from_bytes(raw).best()
        if best is not None:
            return str(best)
    return raw.decode("cp1252", errors="replace")


def decoded_header(raw: str) -> str:
    """Return a header as people read it: unfolded, encoded words and stray bytes decoded."""
    if any("\udc80" <= char <= "\udcff" for char in raw):
        raw = decoded(raw.encode("utf-8", "surrogateescape"))
    joined = _BETWEEN_WORDS.sub(r"\1", re.sub(r"[\r\n]+[ \t]*", " ", raw))
    return " ".join("".join(_pieces(joined)).split()) if "=?" in joined else joined.strip()


def _pieces(value: str) -> list[str]:
    """Decode runs of words in one charset together: a character may be split between two."""
    pieces: list[str] = []
    for charset, run in groupby(_tokens(value), key=lambda token: token[0]):
        tokens = list(run)
        if charset:
            pieces.append(decoded(b"".join(raw for _, raw in tokens), charset))
        else:
            pieces.extend(raw.decode("utf-8", "replace") for _, raw in tokens)
    return pieces


def _tokens(value: str) -> list[tuple[str, bytes]]:
    tokens: list[tuple[str, bytes]] = []
    end = 0
    for word in _ENCODED_WORD.finditer(value):
        if word.start() > end:
            tokens.append(("", value[end : word.start()].encode("utf-8", "replace")))
        tokens.append(_token(word))
        end = word.end()
    if end < len(value):
        tokens.append(("", value[end:].encode("utf-8", "replace")))
    return tokens


def _token(word: re.Match[str]) -> tuple[str, bytes]:
    charset, how, payload = word.groups()
    raw = payload.encode("utf-8", "replace")
    if how in "qQ":
        return charset.partition("*")[0].lower(), quopri.decodestring(raw, header=True)
    try:
        return charset.partition("*")[0].lower(), base64.b64decode(raw + b"===")
    except binascii.Error:
        return "", word.group().encode("utf-8", "replace")
