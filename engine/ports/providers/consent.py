"""Google's consent screen, and what a person gives there."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a person's consent gave."""

    refresh_token: str
    scopes: tuple[str, ...]


class Consent(Protocol):
    """Google's consent screen, and what comes back from it."""

    def address(self, *, state: str, redirect_uri: str, login_hint: str | None) -> tuple[str, str]:
        """Return the consent page's address and the PKCE verifier to keep until the answer."""
        ...

    def exchange(self, *, code: str, verifier: str, redirect_uri: str) -> Granted:
        """Trade the code. Raises Refusal when a needed scope was unticked, naming it."""
        ...

    def revoke(self, refresh_token: str) -> None:
        """Give the access back; a token that is dead already is fine."""
        ...
