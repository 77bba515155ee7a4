"""A request over a session that keeps its connection: reads use it again, writes never do.

The other side may close a kept connection at the very moment it is used again, and then nobody
knows whether the request was read. A write gets a new connection, so that this can't be the doubt;
a read is simply asked once more.
"""

import time
from typing import Any

import requests

from engine.providers.deadline import Answer, NoAnswerError, bounded_request


def exchange(
    session: requests.Session,
    method: str,
    url: str,
    *,
    is_write: bool,
    deadline_seconds: float,
    **options: Any,
) -> Answer:
    """Return the whole answer within `deadline_seconds` of real time; see `bounded_request`."""
    ends_at = time.monotonic() + deadline_seconds
    if is_write:
        session.close()
    try:
        return bounded_request(session, method, url, deadline_seconds=deadline_seconds, **options)
    except NoAnswerError as nothing:
        left_seconds = ends_at - time.monotonic()
        if is_write or not nothing.was_kept or left_seconds <= 0:
            raise
    session.close()
    return bounded_request(session, method, url, deadline_seconds=left_seconds, **options)
