"""Webhooks as Salesmsg posts them: JSON, unsigned, retried on non-2xx, sometimes twice."""

import queue
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any

import requests

TIMEOUT_SECONDS = 5.0


@dataclass(slots=True, kw_only=True)
class Posting:
    """What became of one event: the statuses our address answered, 0 for no answer."""

    event: str
    payload: dict[str, Any]
    statuses: list[int]


class Webhooks:
    """Posts events in order from its own thread to the address set by hand in the account."""

    def __init__(self, retry_after_seconds: tuple[float, ...] = (0.1, 0.2, 0.4)) -> None:
        self.url: str | None = None
        self.duplicate = False
        self.reorder = False
        self.lose = False
        self.postings: list[Posting] = []
        self._retry_after_seconds = retry_after_seconds
        self._kept: list[Posting] = []
        self._queue: queue.Queue[Posting | None] = queue.Queue()
        self._idle = threading.Condition()
        self._open = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def emit(self, event: str, data: dict[str, Any]) -> None:
        """Take an event for posting; without an address, or when losing, nothing happens."""
        if self.url is None or self.lose:
            return
        copies = 2 if self.duplicate else 1
        payload = {"event": event, "data": data}
        self._kept += [Posting(event=event, payload=payload, statuses=[]) for _ in range(copies)]
        if not self.reorder:
            self._release()

    def settle(self, timeout_seconds: float) -> bool:
        """Release what reordering kept back, newest first, and wait until all is posted."""
        self._release()
        with self._idle:
            return self._idle.wait_for(lambda: self._open == 0, timeout_seconds)

    def log(self) -> list[dict[str, Any]]:
        """Return every posting so far with the answers it got."""
        return [asdict(posting) for posting in self.postings]

    def stop(self) -> None:
        """Stop posting, after what is under way."""
        self._queue.put(None)
        self._thread.join(TIMEOUT_SECONDS)

    def _release(self) -> None:
        kept, self._kept = self._kept, []
        for posting in reversed(kept) if self.reorder else kept:
            with self._idle:
                self._open += 1
            self.postings.append(posting)
            self._queue.put(posting)

    def _run(self) -> None:
        with requests.Session() as session:
            while (posting := self._queue.get()) is not None:
                self._post(session, posting)
                with self._idle:
                    self._open -= 1
                    self._idle.notify_all()

    def _post(self, session: requests.Session, posting: Posting) -> None:
        for wait_seconds in (*self._retry_after_seconds, None):
            status = self._attempt(session, posting.payload)
            posting.statuses.append(status)
            if 200 <= status < 300 or wait_seconds is None:
                return
            time.sleep(wait_seconds)

    def _attempt(self, session: requests.Session, payload: dict[str, Any]) -> int:
        try:
            answer = session.post(self.url or "", json=payload, timeout=TIMEOUT_SECONDS)
        except requests.RequestException:
            return 0
        return answer.status_code
