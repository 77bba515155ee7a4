"""The world around the product, on Google's side: a typed client of the control endpoints."""

from collections.abc import Iterable
from typing import Any

from sandbox.gates import Gate
from sandbox.google.control_client import TIMEOUT_SECONDS
from sandbox.google.records import ApiRequest
from sandbox.google.world_calendar import CalendarWorld
from sandbox.google.world_mail import MailWorld


class GoogleWorld(MailWorld, CalendarWorld):
    """Steers a running stand-in at `base_url`, from any process. Times are aware datetimes."""

    def add_account(
        self, email: str, name: str, *, signature_html: str = "", tz: str = "UTC"
    ) -> None:
        """Open an account, or change the name, signature and zone of one that is there."""
        self._ask("add_account", email=email, name=name, signature_html=signature_html, tz=tz)

    def add_alias(
        self,
        account: str,
        alias: str,
        *,
        name: str = "",
        signature_html: str = "",
        reply_to: str = "",
        verification_status: str = "accepted",
    ) -> None:
        """Give an account one more address to send from; `pending` ones cannot be used yet."""
        self._ask(
            "add_alias",
            account=account,
            alias=alias,
            name=name,
            signature_html=signature_html,
            reply_to=reply_to,
            verification_status=verification_status,
        )

    def consent_as(self, email: str, scopes_denied: Iterable[str] = ()) -> None:
        """Let `email` answer the next consent screen, with these scopes unticked."""
        self._ask("consent_as", email=email, scopes_denied=list(scopes_denied), deny=False)

    def deny_consent(self) -> None:
        """Let whoever sees the next consent screen refuse: error=access_denied."""
        self._ask("consent_as", email="", scopes_denied=[], deny=True)

    def allow_redirect_uri(self, uri: str) -> None:
        """Register a redirect URI; once there is one, every other is refused."""
        self._ask("allow_redirect_uri", uri=uri)

    def revoke(self, account: str) -> None:
        """Take back every grant of an account: refreshing answers invalid_grant."""
        self._ask("revoke", account=account)

    def expire_tokens(self, account: str) -> None:
        """Let an account's access tokens run out now; refreshing still works."""
        self._ask("expire_tokens", account=account)

    def set_switches(self, **switches: float | bool) -> None:
        """Set limits and habits by the names in `switches.Switches`."""
        self._ask("set_switches", **switches)

    def requests(self, method_id: str | None = None) -> list[ApiRequest]:
        """Return every API request that came over the wire, oldest first."""
        found = [ApiRequest.read(one) for one in self._ask("requests")]
        return [one for one in found if method_id in (None, one.method_id)]

    def request_counts(self) -> dict[str, int]:
        """Return how often each API method was called since the start."""
        counts: dict[str, int] = self._ask("request_counts")
        return counts

    def violations(self) -> list[str]:
        """Return, in words, every request that broke Google's contract, and our own lies."""
        told: list[str] = self._ask("violations")
        return told

    def fault(
        self,
        pattern: str,
        kind: str,
        *,
        when: str = "before",
        times: int = 1,
        status: int = 503,
        retry_after: int | None = None,
        payload: Any = None,
    ) -> None:
        """Order a bad day for the next `times` requests matching `pattern` in "METHOD /path".

        `kind` is drop, reset, hang, status, junk or drip; `when` is before or after acting;
        `payload` is the body of a status or junk.
        """
        order = {
            "pattern": pattern,
            "kind": kind,
            "when": when,
            "times": times,
            "status": status,
            "retry_after": retry_after,
            "payload": payload,
        }
        url = f"{self.base_url}/_sandbox/faults"
        self._session.post(url, json=order, timeout=TIMEOUT_SECONDS).raise_for_status()

    def gate(self, pattern: str, *, saying: str = "", when: str = "after") -> Gate:
        """Put up a gate for the next request that matches and whose words match `saying`.

        It is answered once the gate is opened; `when` is before or after acting. Both are regular
        expressions; the words are those of the body, and of a mail in it as it will go out.
        """
        return Gate(self.base_url, pattern=pattern, saying=saying, when=when)

    def clear_faults(self) -> None:
        """Take back the bad days that have not come yet, and open every gate."""
        url = f"{self.base_url}/_sandbox/faults"
        self._session.delete(url, timeout=TIMEOUT_SECONDS).raise_for_status()
