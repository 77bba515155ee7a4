"""Which encoding a table was saved in, where the bytes don't say.

The usual ones of one byte a character differ in what stands inside a word, so that words are the
judge: “Müller” is a word, “M¸ller” and “MŸller” are none.
"""

import re
from itertools import islice

from charset_normalizer import from_bytes

# In this order where the words can't tell: Excel on Windows writes far more files than others.
_ONE_BYTE = ("cp1252", "cp1250", "mac_roman", "cp1251")
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_JUDGED_WORDS = 3000
_JUDGED_BYTES = 100_000  # for the many encodings of more than one byte

_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠŽ")
_PUNCTUATION = frozenset("’‘“”„–—…«»·•®™©§°ªº¿¡\xa0€£")
_BEFORE_NO_LETTER = frozenset("€£°®™©")


def decoded(data: bytes) -> str | None:
    """Return the text without its byte order mark, or none where no encoding fits."""
    for encoding in _by_its_marks(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    words = [found.group() for found in islice(_WORD.finditer(data), _JUDGED_WORDS)]
    best = max(_ONE_BYTE, key=lambda encoding: _likeness(words, encoding))
    if _likeness(words, best) > sum(len(word) for word in words) // 8:
        return data.decode(best, errors="replace")
    guessed = from_bytes(data[:_JUDGED_BYTES]).best()
    return data.decode(guessed.encoding, errors="replace") if guessed else None


def _by_its_marks(data: bytes) -> tuple[str, ...]:
    if data.startswith(_UTF_16_MARKS):
        return ("utf-16",)
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 4:  # every other byte of Western text in UTF-16 is zero
        return ("utf-16-le",) if odd > even else ("utf-16-be",)
    return ("utf-8-sig",)


def _likeness(words: list[bytes], encoding: str) -> int:
    return sum(_word_likeness(word.decode(encoding, errors="replace")) for word in words)


def _word_likeness(word: str) -> int:
    padded = f" {word} "
    return sum(
        _letter_likeness(padded[i - 1], letter, padded[i + 1])
        for i, letter in enumerate(padded)
        if not letter.isascii()
    )


def _letter_likeness(before: str, letter: str, after: str) -> int:
    """Return how much this letter looks at home between its neighbours, from -3 to 3."""
    if not letter.isalpha():
        inside = before.isalpha() and after.isalpha() and letter not in "’‘"
        inside = inside or (after.isalpha() and letter in _BEFORE_NO_LETTER)
        if inside or letter not in _PUNCTUATION:
            return -3
        return 2
    if "Ѐ" <= letter <= "ӿ":  # Cyrillic keeps to itself
        alone = (before + after).strip().isascii()
        return -3 if alone and (before + after).strip() else 2
    if (letter.isupper() and before.islower()) or (letter.islower() and after.isupper()):
        return -3
    if not before.isascii() or not after.isascii():
        return 0  # Western words seldom hold two of them side by side
    return 3 if letter in _WESTERN else 2
