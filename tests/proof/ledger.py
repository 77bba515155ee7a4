"""What reached people, with the time at which it did: kept by the vendors, unseen by the engine."""

import re
from dataclasses import dataclass, field

_WORDS = re.compile(r"step (\S+) of (\d+)\.")


def words_of(step_id: str) -> str:
    """Return the sentence by which a step is known wherever it arrives; a template."""
    return f"This is step {step_id} of {{{{ number }}}}."


def parsed(text: str) -> tuple[str, int]:
    """Return the step and the contact's number that a message's words name."""
    found = _WORDS.search(" ".join(text.split()))
    assert found is not None, text
    return found[1], int(found[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One message that reached a person."""

    seconds: float  # virtual
    step_id: str
    number: int  # of the contact
    channel: str
    message_id: str


@dataclass(slots=True, kw_only=True)
class Ledger:
    """All of it, in order."""

    arrivals: list[Arrival] = field(default_factory=list)

    def add(self, *, seconds: float, text: str, channel: str, message_id: str) -> Arrival:
        """Note a message by its words."""
        step_id, number = parsed(text)
        arrival = Arrival(
            seconds=seconds,
            step_id=step_id,
            number=number,
            channel=channel,
            message_id=message_id,
        )
        self.arrivals.append(arrival)
        return arrival

    def had(self, number: int) -> list[str]:
        """Return the steps that a contact got, in that order."""
        return [each.step_id for each in self.arrivals if each.number == number]
