"""The watchdog behind `bounded_request`: guards, the thread that expires them, and connections."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

KILL_AGAIN_SECONDS = 0.2  # a socket in the middle of its TLS handshake has to be caught again


class Guard:
    """One request under watch."""

    def __init__(self, ends_at: float) -> None:
        self.ends_at = ends_at  # monotonic seconds
        self.expired = False
        self.has_sent = False
        self.has_connected = False  # else the request went over a connection that was kept
        self._connection: HTTPConnection | None = None
        self._lock = threading.Lock()

    @property
    def is_over(self) -> bool:
        """Whether time is up: the watchdog may come to it a little later than the clock."""
        return self.expired or time.monotonic() >= self.ends_at

    def watch(self, connection: HTTPConnection) -> None:
        """Shut this connection's socket when time is up."""
        with self._lock:
            self.has_connected = True
            self._connection = connection

    def before_send(self, connection: HTTPConnection) -> None:
        """Let bytes out, unless time is up: nothing is ever sent after the deadline."""
        with self._lock:
            if self.is_over:
                raise TimeoutError("the deadline passed before anything was sent")
            self._connection = connection
            self.has_sent = True

    def expire(self) -> None:
        """Shut the socket under whoever is reading or writing it."""
        with self._lock:
            self.expired = True
            sock = getattr(self._connection, "sock", None)
        if isinstance(sock, socket.socket):
            try:
                # Not SSLSocket.shutdown: it drops the TLS state that another thread is using.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                return  # shut already, or not connected yet: the watchdog comes again


class Watchdog:
    """One thread that expires guards in time."""

    def __init__(self) -> None:
        self._guards: set[Guard] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def watching(self, guard: Guard) -> Iterator[None]:
        """Watch the guard while the block lasts."""
        with self._changed:
            self._guards.add(guard)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="deadlines", daemon=True)
                self._thread.start()
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._guards.discard(guard)

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                late = [guard for guard in self._guards if guard.ends_at <= now]
                for guard in late:
                    guard.expire()
                self._changed.wait(self._pause_seconds(now, bool(late)))

    def _pause_seconds(self, now: float, anyone_late: bool) -> float | None:
        if anyone_late:
            return KILL_AGAIN_SECONDS
        ends = [guard.ends_at for guard in self._guards]
        return max(0.0, min(ends) - now) if ends else None


class Current(threading.local):
    """The guard of the request that this thread makes now."""

    guard: Guard | None = None


current = Current()


class WatchedHTTP(HTTPConnection):
    """Shows its socket to the current guard, and asks it before any byte leaves."""

    def connect(self) -> None:
        """Connect under watch: the handshake counts too."""
        if current.guard:
            current.guard.watch(self)
        super().connect()

    def send(self, data: Any) -> None:
        """Send unless the guard says that time is up."""
        if self.sock is None:
            self.connect()
        if current.guard:
            current.guard.before_send(self)
        super().send(data)


class WatchedHTTPS(HTTPSConnection):
    """The same over TLS."""

    def connect(self) -> None:
        """Connect under watch: the handshake counts too."""
        if current.guard:
            current.guard.watch(self)
        super().connect()

    def send(self, data: Any) -> None:
        """Send unless the guard says that time is up."""
        if self.sock is None:
            self.connect()
        if current.guard:
            current.guard.before_send(self)
        super().send(data)


class HTTPPool(HTTPConnectionPool):
    """A pool of watched connections."""

    ConnectionCls = WatchedHTTP


class HTTPSPool(HTTPSConnectionPool):
    """A pool of watched connections over TLS."""

    ConnectionCls = WatchedHTTPS
