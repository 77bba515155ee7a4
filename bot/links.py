"""Signed links: personal, short-lived, and good for one purpose only."""

from dataclasses import dataclass

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from engine.domain.errors import Refusal

CONNECT_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Makes and reads the links to `/google/connect` and the state of installations."""

    base_url: str
    key: str

    def connect(self, workspace_id: str, member_id: str) -> str:
        """Return a member's own link to connect Gmail, good for a day."""
        token = self._signer("connect").dumps([workspace_id, member_id])
        return f"{self.base_url}/google/connect?who={token}"

    def who(self, token: str) -> tuple[str, str]:
        """Return (workspace, member) of a connect link. Raises Refusal with what to do."""
        try:
            found = self._signer("connect").loads(token, max_age=CONNECT_HOURS * 3600)
        except SignatureExpired as error:
            sentence = "This link has expired. Type `/sequence connect` in Slack for a new one."
            raise Refusal(sentence) from error
        except BadSignature as error:
            raise Refusal(
                "This link is not one of ours. Type `/sequence connect` in Slack for your own."
            ) from error
        return str(found[0]), str(found[1])

    def state(self, purpose: str, value: str) -> str:
        """Return a signed state for an OAuth round trip, bound to the browser by `value`."""
        return self._signer(purpose).dumps(value)

    def check_state(self, purpose: str, state: str, *, seconds: int) -> str:
        """Return the state's value. Raises Refusal when it is old or not ours."""
        try:
            return str(self._signer(purpose).loads(state, max_age=seconds))
        except BadSignature as error:
            raise Refusal(
                "This page was open for too long, or is not ours. Start again."
            ) from error

    def _signer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt=f"sequences.{purpose}")
