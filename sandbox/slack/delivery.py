"""Bringing payloads to the app: signed POSTs or envelopes, the 3 s rule, retries of events.

Sources: Slack's "Verifying requests from Slack" (v0 signature), "Handling user interaction"
(3 s), "Events API" (retried at once, after 1 min and after 5 min, with the same event_id).
"""

import hashlib
import hmac
import json
import threading
import time
from typing import Any
from urllib.parse import urlencode

import requests

from sandbox.slack import loopback
from sandbox.slack.answers import Answer, Stopwatch
from sandbox.slack.model import Json
from sandbox.slack.socket_mode import SocketHub
from sandbox.slack.state import State

SLASH, INTERACTIVE, EVENT = "slash_commands", "interactive", "events_api"
RETRY_MINUTES = (0, 1, 5)
_REASONS = {
    "operation_timeout": "http_timeout",
    "connection_failed": "connection_failed",
    "http_error": "http_error",
}


def signature(secret: str, timestamp: str, body: str) -> str:
    """Return Slack's v0 signature of a body."""
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def encoded(kind: str, payload: Json) -> tuple[str, str]:
    """Return body and content type of a payload as it is posted."""
    form = "application/x-www-form-urlencoded"
    match kind:
        case "slash_commands":
            return urlencode(payload), form
        case "interactive":
            return urlencode({"payload": json.dumps(payload)}), form
        case _:
            return json.dumps(payload), "application/json"


class Courier:
    """Delivers to the app by the way that is switched on, and writes the ledger."""

    def __init__(self, state: State, hub: SocketHub) -> None:
        self._state = state
        self._hub = hub
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Give up retries that are still to come."""
        self._stopping.set()

    def deliver(self, kind: str, payload: Json, retry: tuple[int, str] | None = None) -> Answer:
        """Bring one payload to the app, once."""
        if self._state.app.socket_mode:
            answer = self._hub.deliver(kind, payload, retry)
        else:
            answer = self._post(kind, payload, retry)
        self._record(kind, payload, retry, answer)
        return answer

    def _post(self, kind: str, payload: Json, retry: tuple[int, str] | None) -> Answer:
        watch, app = Stopwatch(), self._state.app
        body, content_type = encoded(kind, payload)
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(app.signing_secret, timestamp, body),
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        try:
            response = loopback.post(
                app.request_url, body.encode(), headers, self._state.switches.ack_seconds
            )
        except requests.Timeout:
            return watch.answer(error="operation_timeout")
        except requests.RequestException:
            return watch.answer(error="connection_failed")
        return self._read(watch, response)

    def _read(self, watch: Stopwatch, response: requests.Response) -> Answer:
        late = watch.elapsed_ms > self._state.switches.ack_seconds * 1000
        error = None if response.ok else "http_error"
        return watch.answer(
            status=response.status_code,
            body=_body_of(response),
            headers={name.lower(): value for name, value in response.headers.items()},
            error="operation_timeout" if late else error,
        )

    def _record(
        self, kind: str, payload: Json, retry: tuple[int, str] | None, answer: Answer
    ) -> None:
        entry: dict[str, Any] = {
            "kind": kind,
            "type": payload.get("type", kind),
            "payload": payload,
            "event_id": payload.get("event_id"),
            "retry_num": retry[0] if retry else 0,
            "status": answer.status,
            "error": answer.error,
            "elapsed_ms": answer.elapsed_ms,
            "at": self._state.now().isoformat(),
        }
        with self._state.lock:
            self._state.deliveries.append(entry)

    def deliver_event(self, payload: Json) -> Answer:
        """Bring an event; if the first try fails, the retries go on in the background."""
        answer = self.deliver(EVENT, payload)
        if _wants_retry(answer):
            threading.Thread(target=self._retry, args=(payload, answer), daemon=True).start()
        return answer

    def _retry(self, payload: Json, answer: Answer) -> None:
        for number, minutes in enumerate(RETRY_MINUTES, start=1):
            wait_seconds = minutes * self._state.switches.retry_minute_seconds
            if not _wants_retry(answer) or self._stopping.wait(wait_seconds):
                return
            reason = _REASONS[answer.error or "http_error"]
            answer = self.deliver(EVENT, payload, (number, reason))


def _wants_retry(answer: Answer) -> bool:
    """Slack: `x-slack-no-retry: 1` on a failure stops the retries."""
    return answer.error is not None and answer.headers.get("x-slack-no-retry") != "1"


def _body_of(response: requests.Response) -> Json | str:
    if not response.headers.get("Content-Type", "").startswith("application/json"):
        return response.text
    try:
        body = response.json()
    except ValueError:
        return response.text
    return body if isinstance(body, dict) else response.text
