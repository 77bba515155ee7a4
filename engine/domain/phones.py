"""Phone numbers: what counts as one, and which zones it may be in."""

import re

import phonenumbers
from phonenumbers import timezone as phone_zones

# Toll-free and satellite numbers name dozens of zones: as good as none.
_TOO_MANY_ZONES = 8
_NOWHERE = "Etc/Unknown"
# With its country code, but as a spreadsheet (no "+") or a European (00) writes it.
_BARE = re.compile(r"(?:00)?[1-9]\d{10,14}")
_BETWEEN_DIGITS = re.compile(r"[\s().\u2010-\u2015/-]+")


def e164(text: str, *, region: str = "US") -> str | None:
    """Return the number in E.164, or none when it isn't a possible, valid one.

    `region` is assumed where the text has no country code.
    """
    text = text.strip()
    return _valid(text, region) or _valid(_with_plus(text), region)


def _with_plus(text: str) -> str:
    digits = _BETWEEN_DIGITS.sub("", text)
    return f"+{digits.removeprefix('00')}" if _BARE.fullmatch(digits) else ""


def _valid(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def zones_of(number: str, *, own_zone: str | None = None) -> tuple[str, ...]:
    """Return the IANA zones a contact may live in; empty where that is unknown.

    A zone of their own beats the number's: mobiles move.
    """
    if own_zone:
        return (own_zone,)
    parsed = phonenumbers.parse(number, None)
    names = tuple(name for name in phone_zones.time_zones_for_number(parsed) if name != _NOWHERE)
    return names if len(names) <= _TOO_MANY_ZONES else ()
