"""The words a person wrote themselves: without earlier mails, signatures, trackers and notices."""

import re
from dataclasses import dataclass, field

from engine.domain.attributions import attribution_at
from engine.domain.contact_blocks import name_words, without_contact_block
from engine.domain.inbound import InboundMail
from engine.domain.quote_marks import opens_header_block, separates_earlier_mail
from engine.domain.signature_marks import (
    is_banner,
    is_closing,
    is_mobile_signature,
    is_small_print,
    looks_like_signature,
)

_UNSEEN = re.compile("[​‌‍⁠﻿­͏]")
_TRACKERS = re.compile(
    r"\[(?:cid:|image:|inline image|https?://)[^\]\n]{0,500}\]|<(?:cid:|https?://)[^>\n]{20,2000}>"
    r"|!\[[^\]\n]{0,100}\]\([^)\n]{0,500}\)",
    re.I,
)
_SIGNED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Z][\w-]*:.*\n)*[ \t]*\n?", re.M
)
_SIGNATURE = re.compile(
    (
        r"^-----BEGIN PGP SIGNATURE-----[ \t]*\n[\w+/=:.,()@ \t\n-]*?(?:^-----END PGP"
        r" SIGNATURE-----|\Z)"
    ),
    re.M,
)
_RULE = re.compile(r"^[\s_=*~-]{3,}$")
_MARKS = re.compile(r"^\s*(?:[?!.…]+|[:;=8]['o-]?[()DPp/|*\]\[]|\^_?\^)(?:\s*[?!.…]+)?\s*$")
_QUOTED = re.compile(r"^\s{0,3}>")


@dataclass(slots=True)
class _Split:
    """A text taken apart: runs of own lines, and what stands below an earlier mail's header."""

    runs: list[list[str]] = field(default_factory=lambda: [[]])
    below: list[str] = field(default_factory=list)
    quotes: bool = False


def visible_text(mail: InboundMail) -> str:
    """Return the mail's own words; "" only when nothing but quotes or a device's line is there.

    Handles answers above, below and between quoted lines, Outlook's header blocks, forwards and
    HTML-only mails. When everything looks like a signature or an earlier mail, that is returned
    rather than nothing: a person did write something.
    """
    return visible(mail.text, author=name_words(mail.from_name, mail.from_address))


def visible(text: str, *, author: frozenset[str] = frozenset()) -> str:
    """Return the own words of a plain text in which quotes are marked; see `visible_text`.

    `author` are the words of the writer's name, by which their contact details are known.
    """
    split = _split(_clean(text).split("\n"))
    return (
        _joined([_without_signature(run, author) for run in split.runs])
        or _joined([_without_extras(run) for run in split.runs])
        or _joined([_without_extras(_without_signature(split.below, author))])
    )


def has_quoted_history(mail: InboundMail) -> bool:
    """Say whether the mail repeats an earlier one, as most answers written by hand do."""
    return _split(_clean(mail.text).split("\n")).quotes


def _clean(text: str) -> str:
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\xa0", " "))
    return _TRACKERS.sub("", _without_armour(text))


def _without_armour(text: str) -> str:
    """The words of a clear-signed text (RFC 9580, 7), its dash-escapes undone."""
    if not _SIGNED.search(text):
        return text
    unsigned = _SIGNATURE.sub("", _SIGNED.sub("", text))
    return re.sub(r"^- (?=-|From )", "", unsigned, flags=re.M)


def _split(lines: list[str]) -> _Split:
    split = _Split()
    index = 0
    while index < len(lines):
        block = opens_header_block(lines[index : index + 10])
        attribution = None if block else attribution_at(lines, index)
        if block or separates_earlier_mail(lines[index]):
            split.quotes = True
            split.below = _below(lines[index + max(block, 1) :])
            return split
        if attribution and attribution.own_words:
            split.runs[-1].append(attribution.own_words)
        if attribution and not attribution.quote_follows:
            split.quotes = True
            split.below = lines[index + attribution.lines :]
            return split
        if attribution or _QUOTED.match(lines[index]):
            split.quotes = True
            _end_run(split)
            index += attribution.lines if attribution else 1
            continue
        split.runs[-1].append(lines[index])
        index += 1
    return split


def _below(lines: list[str]) -> list[str]:
    """What a person may have written under an earlier mail: its header and quotes left out."""
    while lines and not lines[0].strip():
        lines = lines[1:]
    rest = lines[opens_header_block(lines[:10]) :]
    return [line for line in rest if not _QUOTED.match(line)]


def _end_run(split: _Split) -> None:
    if split.runs[-1]:
        split.runs.append([])


def _without_signature(run: list[str], author: frozenset[str]) -> list[str]:
    kept = _without_extras(run)
    words_above = False
    for index, line in enumerate(kept):
        if words_above and (line.strip() in ("--", "—") or is_small_print(line)):
            return _unsigned(kept[:index], author)
        words_above = words_above or _has_words([line])
    return _unsigned(kept, author)


def _unsigned(lines: list[str], author: frozenset[str]) -> list[str]:
    return _without_closing(without_contact_block(lines, author))


def _without_closing(lines: list[str]) -> list[str]:
    for index in range(len(lines) - 1, 0, -1):
        if is_closing(lines[index]) and _has_words(lines[:index]):
            return lines[:index] if looks_like_signature(lines[index + 1 :]) else lines
    return lines


def _without_extras(lines: list[str]) -> list[str]:
    return [line for line in lines if not is_mobile_signature(line) and not is_banner(line)]


def _has_words(lines: list[str]) -> bool:
    """Whether a person says something there; a bare "?" or ":-)" is an answer, too."""
    return any(re.search(r"\w", line) or _MARKS.match(line) or _is_emoji(line) for line in lines)


def _is_emoji(line: str) -> bool:
    return any(ord(char) > 0x2190 for char in line)


def _joined(runs: list[list[str]]) -> str:
    texts = ["\n".join(_trimmed(run)) for run in runs if _has_words(run)]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(text for text in texts if text)).strip()


def _trimmed(lines: list[str]) -> list[str]:
    lines = [line.rstrip() for line in lines]
    while lines and (not lines[-1].strip() or _RULE.match(lines[-1])):
        lines.pop()
    return lines
