"""A gate at a stand-in, as a story sees it from its own process."""

import uuid
from typing import Any

import requests

TIMEOUT_SECONDS = 30.0


class Gate:
    """Holds back the answer to one request until it is opened; stays open then."""

    def __init__(self, base_url: str, **order: Any) -> None:
        """Put up a gate; `order` are the other fields of `sandbox.faults.Fault`."""
        self._base_url = f"{base_url.rstrip('/')}/_sandbox"
        self._name = str(uuid.uuid4())
        self._post("faults", **{**order, "kind": "gate", "gate": self._name})

    def is_waited_at(self) -> bool:
        """Return whether a request stands before the closed gate."""
        answer = requests.get(f"{self._base_url}/gates", timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        return self._name in answer.json()["waiting"]

    def open(self) -> None:
        """Let the answer go to whoever waits, and to whoever comes later."""
        self._post("gates/open", gate=self._name)

    def _post(self, where: str, **fields: Any) -> None:
        url = f"{self._base_url}/{where}"
        requests.post(url, json=fields, timeout=TIMEOUT_SECONDS).raise_for_status()
