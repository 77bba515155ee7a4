"""Everything that is refused or goes wrong, as one tree.

ProductError
├── Refusal            a person asked for what can't be done; says why and what to do next
│   ├── NotAllowed     the person has no right to it
│   ├── NotFound       no such thing, with near candidates
│   ├── Invalid        fields of a form, each with its sentence
│   └── Stale          it has changed since the person looked
└── ProviderError      Gmail, Calendar, Salesmsg or Slack
    ├── Temporary      surely not done; may be tried again later
    ├── Permanent      surely not done; trying again won't help
    ├── AccessRevoked  surely not done; a person has to connect the account again
    └── OutcomeUnknown may have been done; look before doing anything
"""

from dataclasses import dataclass


class ProductError(Exception):
    """The root of what the product raises on purpose."""


class Refusal(ProductError):
    """What a person asked for can't be done; the text says why and what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(Refusal):
    """The person has no right to do this."""


class NotFound(Refusal):
    """There is no such thing; `candidates` are names that come near."""

    def __init__(self, sentence: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.candidates = candidates


class Stale(Refusal):
    """The thing has changed since the person looked at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """One field of a form that can't be taken, and the sentence that says why and how to mend."""

    field: str  # the field's name in the use case, e.g. "subject"
    sentence: str


class Invalid(Refusal):
    """Fields of a form are wrong: all of them at once, so that nobody mends one by one."""

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


class ProviderError(ProductError):
    """A call to Gmail, Calendar, Salesmsg or Slack did not give what was asked."""

    def __init__(self, reason: str, *, provider: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.provider = provider
        self.grant = ""  # the mark of the access it was asked with; empty: not known


class Temporary(ProviderError):
    """Surely not done; may be tried again, not before `retry_after_seconds`."""

    def __init__(
        self, reason: str, *, retry_after_seconds: float | None = None, provider: str = ""
    ) -> None:
        super().__init__(reason, provider=provider)
        self.retry_after_seconds = retry_after_seconds


class Permanent(ProviderError):
    """Surely not done, and trying again won't help; `kind` says which effect it has."""

    def __init__(self, reason: str, *, kind: str = "other", provider: str = "") -> None:
        super().__init__(reason, provider=provider)
        self.kind = kind


class AccessRevoked(ProviderError):
    """The account's access is gone; a person has to connect it again."""


class OutcomeUnknown(ProviderError):
    """A write whose answer was lost: it may have been done. Never repeat it on a guess."""
