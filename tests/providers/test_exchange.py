"""Connections that are kept: used again by reads, never by writes, and never a reason to fail."""

import socket
import threading
from collections.abc import Iterator

import pytest
import requests

from engine.providers.deadline import NoAnswerError, mount_deadline
from engine.providers.exchange import exchange

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Fickle:
    """Answers so many requests on each connection, reads one more and hangs up on it."""

    def __init__(self, answers: int) -> None:
        self._answers = answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self.connections = 0
        self.requests: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with line:
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        for number in range(self._answers + 1):
            asked = line.recv(65536)
            if not asked:
                return
            self.requests.append(asked.split(b" ", 1)[0])
            if number < self._answers:
                line.sendall(ANSWER)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with mount_deadline(requests.Session()) as session:
        yield session


@pytest.fixture
def once() -> Iterator[Fickle]:
    """One answer on each connection."""
    server = Fickle(answers=1)
    yield server
    server.close()


@pytest.fixture
def never() -> Iterator[Fickle]:
    """No answer at all."""
    server = Fickle(answers=0)
    yield server
    server.close()


def get(session: requests.Session, server: Fickle) -> int:
    return exchange(session, "GET", server.url, is_write=False, deadline_seconds=5).status


def post(session: requests.Session, server: Fickle) -> int:
    return exchange(session, "POST", server.url, is_write=True, deadline_seconds=5).status


def test_a_read_is_asked_once_more_where_a_kept_connection_was_closed(
    session: requests.Session, once: Fickle
) -> None:
    assert [get(session, once), get(session, once)] == [200, 200]
    assert (once.requests, once.connections) == ([b"GET"] * 3, 2)


def test_a_write_gets_a_connection_of_its_own(session: requests.Session, once: Fickle) -> None:
    assert [get(session, once), post(session, once)] == [200, 200]
    assert (once.requests, once.connections) == ([b"GET", b"POST"], 2)


def test_a_write_is_never_made_again(session: requests.Session, never: Fickle) -> None:
    with pytest.raises(NoAnswerError) as nothing:
        post(session, never)
    assert nothing.value.may_have_arrived
    assert never.requests == [b"POST"]


def test_a_read_on_a_new_connection_is_not_made_again(
    session: requests.Session, never: Fickle
) -> None:
    with pytest.raises(NoAnswerError):
        get(session, never)
    assert never.requests == [b"GET"]
