"""The control endpoints: what a story or a test tells the stand-in, and what it may ask.

Each verb is `POST /_sandbox/<verb>` with a JSON object; `world.GoogleWorld` is its typed client.
`GET` serves the verbs that only read to a person with a browser.
"""

from collections.abc import Callable
from dataclasses import fields

from sandbox.google import control_calendar, control_mail
from sandbox.google.consent import ConsentChoice, long_scopes
from sandbox.google.errors import ApiError
from sandbox.google.oauth import OAuth
from sandbox.google.schema import Json
from sandbox.google.state import State
from sandbox.google.switches import Switches
from sandbox.server import Request, Response

READABLE = {
    "accounts",
    "delivered",
    "delivered_count",
    "drafts",
    "messages",
    "requests",
    "request_counts",
    "violations",
}


class Control:
    """The verbs over one State."""

    def __init__(self, state: State, oauth: OAuth) -> None:
        self._state, self._oauth = state, oauth

    def routes(self) -> list[tuple[str, str, Callable[[Request], Response]]]:
        """Return the paths this serves."""
        verbs: dict[str, Callable[[Json], object]] = {
            "add_account": self._add_account,
            "add_alias": self._add_alias,
            "accounts": lambda _: sorted(self._state.accounts),
            "consent_as": self._consent_as,
            "allow_redirect_uri": self._allow_redirect_uri,
            "revoke": self._revoke,
            "expire_tokens": self._expire_tokens,
            "set_switches": self._set_switches,
            "requests": lambda _: [row.as_json() for row in self._state.journal.rows],
            "request_counts": lambda _: dict(self._state.journal.counts),
            "violations": lambda _: self._state.journal.violations,
        }
        for name, verb in (control_mail.VERBS | control_calendar.VERBS).items():
            verbs[name] = self._over_state(verb)
        return [
            (method, f"/_sandbox/{name}", _serving(verb))
            for name, verb in verbs.items()
            for method in (("GET", "POST") if name in READABLE else ("POST",))
        ]

    def _over_state(self, verb: Callable[[State, Json], object]) -> Callable[[Json], object]:
        return lambda given: verb(self._state, given)

    def _add_account(self, given: Json) -> None:
        self._state.add_account(given["email"], given["name"], given["signature_html"], given["tz"])

    def _add_alias(self, given: Json) -> None:
        """Give an account one more address to send from (Gmail API, `SendAs`)."""
        email = given["alias"].lower()
        self._state.account(given["account"]).send_as[email] = {
            "sendAsEmail": email,
            "displayName": given["name"],
            "replyToAddress": given["reply_to"],
            "signature": given["signature_html"],
            "isPrimary": False,
            "isDefault": False,
            "treatAsAlias": True,
            "verificationStatus": given["verification_status"],
        }

    def _consent_as(self, given: Json) -> None:
        denied = long_scopes(" ".join(given["scopes_denied"]))
        if not given["deny"]:
            self._state.account(given["email"])
        self._oauth.next_choice = ConsentChoice(
            email=given["email"], scopes_denied=denied, deny=given["deny"]
        )

    def _allow_redirect_uri(self, given: Json) -> None:
        self._oauth.redirect_uris.add(given["uri"])

    def _revoke(self, given: Json) -> None:
        self._oauth.tokens.revoke(self._state.account(given["account"]).email)

    def _expire_tokens(self, given: Json) -> None:
        self._oauth.tokens.expire_access(self._state.account(given["account"]).email)

    def _set_switches(self, given: Json) -> None:
        for name, value in given.items():
            if name not in {one.name for one in fields(Switches)}:
                raise ApiError(400, "badRequest", f"no such switch: {name}")
            setattr(self._state.switches, name, value)


def _serving(verb: Callable[[Json], object]) -> Callable[[Request], Response]:
    """Serve a verb over HTTP; what it refuses becomes the status and a sentence."""

    def serve(request: Request) -> Response:
        given = (
            request.json()
            if request.method == "POST"
            else {k: v[-1] for k, v in request.query.items()}
        )
        try:
            return Response(payload={"result": verb(given)})
        except ApiError as refusal:
            return Response(status=refusal.status, payload={"error": refusal.message})
        except (KeyError, IndexError, ValueError) as refusal:
            return Response(status=400, payload={"error": f"{type(refusal).__name__}: {refusal}"})

    return serve
