"""Phone numbers: what counts as one, and which zones it may be in."""

import phonenumbers
from phonenumbers import timezone as phone_zones

# Toll-free and satellite numbers name dozens of zones: as good as none.
_TOO_MANY_ZONES = 8
_NOWHERE = "Etc/Unknown"


def e164(text: str, *, region: str = "US") -> str | None:
    """Return the number in E.164, or none when it isn't a possible, valid one.

    `region` is assumed where the text has no country code.
    """
    try:
        number = phonenumbers.parse(text.strip(), region)
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
