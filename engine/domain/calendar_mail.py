"""Invitations and the answers to them, as they travel in mail (iCalendar, RFC 5545 and 5546)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.domain.inbound import InboundMail
from engine.domain.mail_parts import CalendarPart
from engine.domain.matching import among, same_address
from engine.domain.windows_zones import IANA_BY_WINDOWS_NAME


class CalendarMethod(StrEnum):
    """What the sender wants of the calendar that receives it (RFC 5546)."""

    REQUEST = "REQUEST"
    """An invitation, or a change to one."""
    REPLY = "REPLY"
    """The answer of one who was invited; see `partstat`."""
    COUNTER = "COUNTER"
    """One who was invited proposes another time."""
    CANCEL = "CANCEL"
    """The organiser calls it off."""
    ADD = "ADD"
    """More dates for a series that is known already."""
    REFRESH = "REFRESH"
    """One who was invited asks for the latest version."""
    DECLINECOUNTER = "DECLINECOUNTER"
    """The organiser refuses another time that was proposed."""


_BY_ORGANIZER = frozenset(
    {
        CalendarMethod.REQUEST,
        CalendarMethod.CANCEL,
        CalendarMethod.ADD,
        CalendarMethod.DECLINECOUNTER,
    }
)


NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAnswer:
    """What the calendar part of a mail says; absent texts are ""."""

    method: CalendarMethod
    partstat: str
    """Of a REPLY: ACCEPTED, TENTATIVE, DECLINED, DELEGATED or NEEDS-ACTION."""

    uid: str
    starts_at: datetime | None  # aware UTC; midnight UTC of the day when `all_day`
    all_day: bool
    summary: str
    organizer: str
    """Address of the organiser."""

    attendees: tuple[str, ...]
    recurrence_id: str
    """Set when only one date of a series is meant, as the sender wrote it."""

    status: str
    """CONFIRMED, TENTATIVE or CANCELLED, where the event says so."""


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    params: dict[str, str]
    value: str


def read(
    mail: InboundMail, *, ours: frozenset[str] = NOBODY, theirs: frozenset[str] = NOBODY
) -> CalendarAnswer | None:
    """Return what the mail does to a calendar, or None when it carries no such part.

    A mere attachment counts only if the mail comes from the very person who, by RFC 5546, sends
    that method, for anybody can attach an invitation of somebody else; or from a booking service,
    when the event is between us (`ours`, the rep's addresses) and the contact (`theirs`). PUBLISH
    is no answer to us.
    """
    for part in mail.calendars:
        answer = parse_calendar(part, answered_by=mail.from_address)
        if answer and (
            not part.attached
            or _is_senders_own(answer, mail.from_address)
            or _is_booked(answer, mail, ours, theirs)
        ):
            return answer
    return None


def invited(mail: InboundMail) -> tuple[str, ...]:
    """Return the addresses of everybody in the event that the mail proposes or calls off."""
    for part in mail.calendars:
        answer = parse_calendar(part, answered_by=mail.from_address)
        if answer and answer.method in _BY_ORGANIZER:
            return tuple(filter(None, (answer.organizer, *answer.attendees)))
    return ()


def _is_booked(
    answer: CalendarAnswer, mail: InboundMail, ours: frozenset[str], theirs: frozenset[str]
) -> bool:
    """A booking page writes a mail of its own, in its own name, for the two who are to meet."""
    by_people = among(mail.from_address, ours | theirs)
    passed_on = mail.references or re.match(r"\s*\w{1,4}\s?:", mail.subject)
    people = (answer.organizer, *answer.attendees)
    return (
        answer.method in _BY_ORGANIZER
        and not (by_people or passed_on)
        and among(answer.organizer, ours | theirs)
        and any(among(each, ours) for each in people)
        and any(among(each, theirs) for each in people)
    )


def _is_senders_own(answer: CalendarAnswer, sender: str) -> bool:
    if answer.method in _BY_ORGANIZER:
        return same_address(answer.organizer, sender)
    return any(same_address(attendee, sender) for attendee in answer.attendees)


def parse_calendar(part: CalendarPart, *, answered_by: str) -> CalendarAnswer | None:
    """Return the first event with a method of RFC 5546, None when there is none."""
    calendar, event = _properties(part.text)
    method = next((p.value.strip().upper() for p in calendar if p.name == "METHOD"), part.method)
    if method not in CalendarMethod.__members__ or not event:
        return None
    attendees = [prop for prop in event if prop.name == "ATTENDEE"]
    start = _first(event, "DTSTART")
    return CalendarAnswer(
        method=CalendarMethod(method),
        partstat=_partstat(attendees, answered_by) if method == "REPLY" else "",
        uid=_text(event, "UID"),
        starts_at=_instant(start, _text(calendar, "X-WR-TIMEZONE")) if start else None,
        all_day=bool(start and re.fullmatch(r"\d{8}", start.value.strip())),
        summary=_text(event, "SUMMARY"),
        organizer=_mailbox(_first(event, "ORGANIZER")),
        attendees=tuple(filter(None, (_mailbox(attendee) for attendee in attendees))),
        recurrence_id=_text(event, "RECURRENCE-ID"),
        status=_text(event, "STATUS").upper(),
    )


def _partstat(attendees: list[_Property], answered_by: str) -> str:
    own = [a for a in attendees if same_address(_mailbox(a), answered_by)]
    chosen = next(iter(own or attendees), None)
    return chosen.params.get("PARTSTAT", "NEEDS-ACTION").upper() if chosen else ""


def _properties(text: str) -> tuple[list[_Property], list[_Property]]:
    """The calendar's own properties and those of its first event (alarms and zones left out)."""
    calendar: list[_Property] = []
    event: list[_Property] = []
    inside: list[str] = []
    for prop in map(_property, re.sub(r"\r?\n[ \t]", "", text).splitlines()):
        if prop.name == "BEGIN":
            inside.append(prop.value.strip().upper())
        elif prop.name == "END":
            if inside and inside.pop() == "VEVENT":
                break
        elif inside[-1:] == ["VCALENDAR"]:
            calendar.append(prop)
        elif inside[-1:] == ["VEVENT"]:
            event.append(prop)
    return calendar, event


def _property(line: str) -> _Property:
    """Split `NAME;PARAM="a:b":value`: a colon inside quotes does not end the parameters."""
    found = re.match(r'([A-Za-z0-9-]+)((?:;[^:;"=]+=(?:"[^"]*"|[^:;"])*)*):(.*)$', line.strip())
    if not found:
        return _Property("", {}, "")
    params = re.findall(r';([^:;"=]+)=("[^"]*"|[^:;"]*)', found.group(2))
    named = {name.upper(): value.strip('"') for name, value in params}
    return _Property(found.group(1).upper(), named, found.group(3))


def _first(properties: list[_Property], name: str) -> _Property | None:
    return next((prop for prop in properties if prop.name == name), None)


def _text(properties: list[_Property], name: str) -> str:
    prop = _first(properties, name)
    value = re.sub(r"\\[nN]", "\n", prop.value) if prop else ""
    return re.sub(r"\\(.)", r"\1", value).strip()


def _mailbox(prop: _Property | None) -> str:
    """The address of an attendee; some senders write it as a parameter and a bare name as value."""
    if prop is None:
        return ""
    value = re.sub(r"^mailto:", "", prop.value.strip(), flags=re.I)
    return value if "@" in value else prop.params.get("EMAIL", "")


def _instant(prop: _Property, calendar_zone: str) -> datetime | None:
    """Return the start in UTC; None when its zone can't be known: a wrong hour is worse."""
    found = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z?))?", prop.value.strip())
    if not found:
        return None
    day, clock, zulu = found.groups()
    try:
        naive = datetime.strptime(f"{day}{clock or '000000'}", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    if zulu or not clock:
        return naive
    zone = _zone(prop.params.get("TZID", "") or calendar_zone)
    try:
        return naive.replace(tzinfo=zone).astimezone(UTC) if zone else None
    except OverflowError:
        return None


def _zone(name: str) -> ZoneInfo | timezone | None:
    """IANA names, also as the end of a vendor's path; Windows names; "GMT+0200"."""
    offset = re.search(r"(?:GMT|UTC)([+-])(\d{2}):?(\d{2})", name)
    name = IANA_BY_WINDOWS_NAME.get(name.strip().strip('"'), name.strip().strip('"/'))
    tail = "/".join(name.split("/")[-2:])
    for candidate in (name, tail):
        try:
            return ZoneInfo(candidate)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    if offset:
        sign = 1 if offset.group(1) == "+" else -1
        return timezone(sign * timedelta(hours=int(offset.group(2)), minutes=int(offset.group(3))))
    return None
