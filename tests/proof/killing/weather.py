"""Bad days at the providers: what may befall the next request to each."""

import random
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.proof.killing.place import Place


class Day(StrEnum):
    """What a provider does instead of answering."""

    STATUS = "5xx"  # also 429 with a time to come back
    HANG = "hangs"  # past every deadline
    DRIP = "drips"  # a byte now and then
    RESET = "resets"
    DROP = "drops"  # closes without a word
    JUNK = "junk"  # a 200 that says something else


# Regular expressions over "METHOD /path", those of sending more often than the rest.
_GOOGLE = (
    r"POST .*/drafts/send$",
    r"POST .*/drafts/send$",
    r"POST .*/drafts$",
    r"GET .*/drafts/",
    r"GET .*/history",
    r"GET .*/messages",
    r"GET .*/calendar/",
    r"POST /token$",
)
_SALESMSG = (r"POST .*/messages", r"POST .*/messages", r"GET .*/messages", r"GET .*/contacts")
_SLACK = (r"POST /api/chat\.",)


@dataclass(slots=True, kw_only=True)
class Weather:
    """Orders bad days at random."""

    place: Place
    rng: random.Random
    ordered: list[Day] = field(default_factory=list)

    def order(self) -> None:
        """Let something befall one of the next requests that match."""
        day = self.rng.choice(list(Day))
        fault: dict[str, Any] = {
            "kind": day.name.lower(),
            "when": self.rng.choice(("before", "after")),
        }
        if day is Day.STATUS:
            fault["status"] = self.rng.choice((500, 502, 503, 504, 429))
            if fault["status"] == 429:
                # What is refused for its number was not acted upon.
                fault |= {"when": "before", "retry_after": 1}
        vendors = self.place.scene.vendors
        chance = self.rng.random()
        if chance < 0.6:
            vendors.google.fault(self.rng.choice(_GOOGLE), **fault)
        elif chance < 0.9:
            vendors.salesmsg.fault(self.rng.choice(_SALESMSG), **fault)
        else:
            self.place.slack.fault(pattern=self.rng.choice(_SLACK), **fault)
        self.ordered.append(day)

    def clear(self) -> None:
        """Take back what has not come yet."""
        self.place.scene.vendors.google.clear_faults()
        self.place.scene.vendors.salesmsg.clear_faults()
        self.place.slack.clear_faults()
