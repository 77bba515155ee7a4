"""One HTTP attempt with a deadline that holds: when it passes, the socket is shut.

A `requests` timeout is per read, so a server that drips a byte now and then is never late. Here a
watchdog shuts the socket instead, and the connection itself notes whether a byte of the request
went out: that tells "surely not done" from "nobody knows".
"""

import http.client
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.request import getproxies

import requests
import urllib3
from requests.adapters import HTTPAdapter

from engine.domain.errors import OutcomeUnknown, ProviderError, Temporary
from engine.providers.deadline_watch import Guard, HTTPPool, HTTPSPool, Watchdog, current

CONNECT_SECONDS = 10.0
MAX_BODY_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024


class Answer(NamedTuple):
    """What the server said, whatever the status."""

    status: int
    headers: Mapping[str, str]  # looked up in any case
    body: bytes


class NoAnswerError(Exception):
    """There is no whole answer; `may_have_arrived` says whether any byte of the request left."""

    def __init__(
        self,
        reason: str,
        *,
        may_have_arrived: bool,
        timed_out: bool = False,
        was_kept: bool = False,
    ) -> None:
        super().__init__(reason)
        self.was_kept = was_kept  # it went over a connection that an earlier request had opened
        self.reason = reason
        self.may_have_arrived = may_have_arrived
        self.timed_out = timed_out

    def as_provider_error(self, *, is_write: bool, provider: str) -> ProviderError:
        """Return OutcomeUnknown for a write that may have arrived, else Temporary."""
        if is_write and self.may_have_arrived:
            return OutcomeUnknown(self.reason, provider=provider)
        return Temporary(self.reason, provider=provider)


_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_POOLS = {"http": HTTPPool, "https": HTTPSPool}
_watchdog = Watchdog()


class DeadlineAdapter(HTTPAdapter):
    """Mount this on a session, any subclass too, that `bounded_request` shall use; no retries."""

    def __init__(self) -> None:
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make a pool of watched connections."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **options: Any) -> urllib3.ProxyManager:
        """Return a proxy's pool of watched connections."""
        manager: urllib3.ProxyManager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager


def mount_deadline(session: requests.Session) -> requests.Session:
    """Put a DeadlineAdapter under every address of the session and return the session."""
    adapter = DeadlineAdapter()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    # Otherwise each request reads the whole environment, and ~/.netrc over our token.
    session.trust_env = bool(getproxies()) or any(map(os.environ.get, _CERTIFICATES))
    return session


def bounded_request(
    session: requests.Session,
    method: str,
    url: str,
    *,
    deadline_seconds: float,
    **options: Any,
) -> Answer:
    """Make one attempt and return the whole answer within `deadline_seconds` of real time.

    Redirects are not followed. The name look-up alone can't be cut short, but nothing is sent
    after the deadline. Raises NoAnswerError, and ValueError if the session has no DeadlineAdapter.
    """
    if not isinstance(session.get_adapter(url), DeadlineAdapter):
        raise ValueError("This session has no DeadlineAdapter: see mount_deadline.")
    guard = Guard(time.monotonic() + deadline_seconds)
    timeout = (min(CONNECT_SECONDS, deadline_seconds), deadline_seconds)
    options = {"allow_redirects": False, "stream": True, "timeout": timeout, **options}
    with _watchdog.watching(guard), _guarding(guard), _named(guard):
        with session.request(method, url, **options) as response:
            body = _whole(response)
        if guard.is_over:  # a body without a length ends well when the socket is shut
            raise TimeoutError
        return Answer(response.status_code, response.headers, body)


@contextmanager
def _guarding(guard: Guard) -> Iterator[None]:
    current.guard = guard
    try:
        yield
    finally:
        current.guard = None


@contextmanager
def _named(guard: Guard) -> Iterator[None]:
    """Turn every way a connection can fail into NoAnswerError.

    The cause is left out: its text quotes the address, and addresses hold people's data.
    """
    try:
        yield
    except (
        requests.RequestException,
        urllib3.exceptions.HTTPError,
        http.client.HTTPException,
        OSError,
    ) as error:
        what = "no whole answer in time" if guard.is_over else type(error).__name__
        timed_out = guard.is_over or isinstance(error, requests.Timeout)
        raise NoAnswerError(
            what,
            may_have_arrived=guard.has_sent,
            timed_out=timed_out,
            was_kept=guard.has_sent and not guard.has_connected,
        ) from None


def _whole(response: requests.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK_BYTES):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise http.client.HTTPException("the answer is too long")
    return bytes(body)
