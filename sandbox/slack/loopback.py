"""HTTP on this machine: no proxies and no redirects, whatever the environment says."""

from typing import Any

import requests

CONTROL_SECONDS = 30.0


def post(
    url: str, body: bytes, headers: dict[str, str], timeout_seconds: float
) -> requests.Response:
    """Post a body as it is."""
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            url, data=body, headers=headers, timeout=timeout_seconds, allow_redirects=False
        )


class ControlError(Exception):
    """The stand-in did not carry out an order; the message is its own."""


def control(method: str, url: str, body: Any = None) -> Any:
    """Call a control endpoint and return its JSON.

    Raises:
        ControlError: the stand-in refused the order.
    """
    with requests.Session() as session:
        session.trust_env = False
        response = session.request(method, url, json=body, timeout=CONTROL_SECONDS)
    told = response.json()
    if not response.ok:
        raise ControlError(f"{url.rpartition('/_sandbox/')[2]}: {told.get('error')}")
    return told
