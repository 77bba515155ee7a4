"""How the typed client of the control endpoints asks: one verb, one JSON object, one answer."""

from typing import Any, Self

import requests

TIMEOUT_SECONDS = 30.0


class WorldRefusedError(RuntimeError):
    """The stand-in cannot do what a story asked; the text says why."""


class ControlClient:
    """A connection to the control endpoints at `base_url`, from any process."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._session = requests.Session()

    def __enter__(self) -> Self:
        """Use it in a `with` block, so that its connection is let go."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the connection go."""
        self.close()

    def close(self) -> None:
        """Let the connection go."""
        self._session.close()

    def _ask(self, verb: str, **given: Any) -> Any:
        url = f"{self.base_url}/_sandbox/{verb}"
        with self._session.post(url, json=given, timeout=TIMEOUT_SECONDS) as answer:
            told = answer.json()
        if "result" not in told:
            raise WorldRefusedError(f"{verb}: {told.get('error')}")
        return told["result"]
