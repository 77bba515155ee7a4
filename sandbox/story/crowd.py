"""The second act's three hundred contacts, and who of them does what: by the seed alone."""

import csv
import io
import random
from dataclasses import dataclass

EACH = 150  # contacts of each workspace
SHARED = 30  # of them are enrolled in both, and all that happens happens to some of these
PHONES = 8  # contacts of the first workspace that have a phone

_FIRST = ("Nora", "Zoë", "Łukasz", "Jürgen", "Aoife", "Mehmet", "Chloé", "Søren", "Ines", "Tom")
_LAST = ("Vale", "Ünal", "O'Brien", "Žižka", "García", "Smith-Jones", "Lindqvist", "Müller")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Someone outside."""

    email: str
    first_name: str
    last_name: str
    company: str
    phone: str = ""

    @property
    def name(self) -> str:
        """First and last name, as a notice says it."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Everyone, and the parts that a few of them play."""

    here: tuple[Contact, ...]
    there: tuple[Contact, ...]
    stopped_wrongly: Contact
    replies: Contact
    goes_away: Contact
    unsubscribes: Contact
    answers_last: Contact  # of the second workspace, after its last step
    killed_after: int  # mails on Monday, once all that lands has landed


def gathered(seed: int) -> Crowd:
    """Return the crowd of this seed."""
    chance = random.Random(seed)
    everyone = [_contact(chance, number) for number in range(2 * EACH - SHARED)]
    parts = chance.sample(everyone[:SHARED], 4)
    with_phone = {id(one) for one in chance.sample(everyone[:EACH], PHONES)}
    here = [
        _with_phone(one, number) if id(one) in with_phone else one
        for number, one in enumerate(everyone[:EACH])
    ]
    there = everyone[:SHARED] + everyone[EACH:]
    return Crowd(
        here=tuple(here),
        there=tuple(there),
        stopped_wrongly=parts[0],
        replies=parts[1],
        goes_away=parts[2],
        unsubscribes=parts[3],
        answers_last=chance.choice(there[SHARED:]),
        killed_after=chance.randrange(5, 40),
    )


def _contact(chance: random.Random, number: int) -> Contact:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    return Contact(
        email=f"c{number:03}@crowd.example",
        first_name=first,
        last_name=f"{last} {number:03}",
        company=f"{last} & Co. {number:03}",
    )


def _with_phone(one: Contact, number: int) -> Contact:
    return Contact(
        email=one.email,
        first_name=one.first_name,
        last_name=one.last_name,
        company=one.company,
        phone=f"+1 212 555 0{200 + number:03}",
    )


def as_csv(contacts: tuple[Contact, ...]) -> bytes:
    """Return the contacts as a spreadsheet saves them."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(("Email", "First name", "Last name", "Company", "Phone"))
    for one in contacts:
        writer.writerow((one.email, one.first_name, one.last_name, one.company, one.phone))
    return file.getvalue().encode("utf-8-sig")
