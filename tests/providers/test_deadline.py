"""The transport under every provider: one attempt, and a deadline that holds."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import requests

from engine.domain.errors import OutcomeUnknown, Temporary
from engine.providers.deadline import NoAnswerError, bounded_request, mount_deadline
from sandbox.server import Fault, Request, Response, StandIn

DEADLINE_SECONDS = 0.4
PATIENCE_SECONDS = 30.0  # far under what hangs, far over what a busy machine adds


class Counter(StandIn):
    """Counts what really arrived and was acted on."""

    def __init__(self) -> None:
        super().__init__()
        self.acted = 0
        self.route("POST", "/do", self._do)
        self.route("GET", "/away", lambda _: Response(status=302, headers={"Location": "/do"}))

    def _do(self, request: Request) -> Response:
        self.acted += 1
        return Response(payload={"length": len(request.body)})


@pytest.fixture
def server() -> Iterator[Counter]:
    server = Counter()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with mount_deadline(requests.Session()) as session:
        yield session


def test_an_answer_comes_back_whole(server: Counter, session: requests.Session) -> None:
    body = b"x" * 300_000
    answer = bounded_request(session, "POST", server.url + "/do", deadline_seconds=5, data=body)
    assert (answer.status, answer.body) == (200, b'{"length": 300000}')
    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("kind", ["drip", "hang"])
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_server_that_drips_or_hangs_is_left_at_the_deadline(
    server: Counter, session: requests.Session, kind: str, method: str
) -> None:
    server.order(Fault(pattern="/do", kind=kind))
    start = time.monotonic()
    with pytest.raises(NoAnswerError) as caught:
        bounded_request(session, method, server.url + "/do", deadline_seconds=DEADLINE_SECONDS)
    assert DEADLINE_SECONDS * 0.9 < time.monotonic() - start < PATIENCE_SECONDS
    assert caught.value.may_have_arrived


@pytest.mark.parametrize("kind", ["drop", "reset"])
@pytest.mark.parametrize(("when", "acted"), [("before", 0), ("after", 1)])
def test_a_lost_connection_is_never_tried_again_and_may_have_done_it(
    server: Counter, session: requests.Session, kind: str, when: str, acted: int
) -> None:
    server.order(Fault(pattern="/do", kind=kind, when=when))
    with pytest.raises(NoAnswerError) as caught:
        bounded_request(session, "POST", server.url + "/do", deadline_seconds=5, data=b"x")
    assert caught.value.may_have_arrived
    assert server.acted == acted


def test_a_refused_connection_surely_did_nothing(session: requests.Session) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/do"
        with pytest.raises(NoAnswerError) as caught:
            bounded_request(session, "POST", url, deadline_seconds=5, data=b"x")
    assert not caught.value.may_have_arrived


def test_a_reused_connection_that_the_server_drops_may_have_done_it(
    server: Counter, session: requests.Session
) -> None:
    bounded_request(session, "POST", server.url + "/do", deadline_seconds=5, data=b"x")
    server.order(Fault(pattern="/do", kind="drop", when="after"))
    with pytest.raises(NoAnswerError) as caught:
        bounded_request(session, "POST", server.url + "/do", deadline_seconds=5, data=b"x")
    assert caught.value.may_have_arrived
    assert server.acted == 2


def test_a_body_without_a_length_is_not_taken_for_whole_when_time_was_up(
    session: requests.Session,
) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        asked = threading.Event()

        def half_an_answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nhalf")
                asked.wait(PATIENCE_SECONDS)

        thread = threading.Thread(target=half_an_answer)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(NoAnswerError, match="in time"):
            bounded_request(session, "GET", url, deadline_seconds=DEADLINE_SECONDS)
        asked.set()
        thread.join()


def test_a_header_that_drips_is_left_at_the_deadline(session: requests.Session) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        over = threading.Event()

        def drip_a_header() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Drip: ")
                while not over.wait(0.05):
                    connection.send(b"x")

        def run() -> None:
            try:
                drip_a_header()
            except ConnectionError:
                over.set()  # shut by the watchdog, as it should be

        thread = threading.Thread(target=run)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        start = time.monotonic()
        with pytest.raises(NoAnswerError, match="in time"):
            bounded_request(session, "GET", url, deadline_seconds=DEADLINE_SECONDS)
        assert time.monotonic() - start < PATIENCE_SECONDS
        over.set()
        thread.join()


def test_a_handshake_that_never_ends_is_left_at_the_deadline_with_nothing_sent(
    session: requests.Session,
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # the kernel accepts, nobody answers
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        start = time.monotonic()
        with pytest.raises(NoAnswerError) as caught:
            bounded_request(session, "POST", url, deadline_seconds=DEADLINE_SECONDS, data=b"x")
        assert time.monotonic() - start < PATIENCE_SECONDS
        assert not caught.value.may_have_arrived


def test_a_redirect_is_an_answer_and_not_followed(
    server: Counter, session: requests.Session
) -> None:
    answer = bounded_request(session, "GET", server.url + "/away", deadline_seconds=5)
    assert answer.status == 302
    assert server.acted == 0


def test_a_session_without_the_adapter_is_refused(server: Counter) -> None:
    with requests.Session() as plain, pytest.raises(ValueError, match="DeadlineAdapter"):
        bounded_request(plain, "GET", server.url, deadline_seconds=5)


def test_the_next_request_after_a_late_one_works(
    server: Counter, session: requests.Session
) -> None:
    server.order(Fault(pattern="/do", kind="hang"))
    with pytest.raises(NoAnswerError):
        bounded_request(session, "POST", server.url + "/do", deadline_seconds=DEADLINE_SECONDS)
    answer = bounded_request(session, "POST", server.url + "/do", deadline_seconds=5)
    assert answer.status == 200


def test_threads_with_their_own_deadlines_do_not_shut_each_other(server: Counter) -> None:
    server.order(Fault(pattern="/do", kind="hang"))
    outcomes: dict[str, bool] = {}

    def late() -> None:
        with mount_deadline(requests.Session()) as own:
            try:
                bounded_request(own, "GET", server.url + "/do", deadline_seconds=DEADLINE_SECONDS)
            except NoAnswerError:
                outcomes["late"] = True

    thread = threading.Thread(target=late)
    thread.start()
    with mount_deadline(requests.Session()) as own:
        thread_waits = time.monotonic() + DEADLINE_SECONDS * 2
        while time.monotonic() < thread_waits:
            answer = bounded_request(own, "GET", server.url + "/away", deadline_seconds=5)
            assert answer.status == 302
    thread.join()
    assert outcomes == {"late": True}


@pytest.mark.parametrize(
    ("may_have_arrived", "is_write", "error"),
    [
        (True, True, OutcomeUnknown),
        (True, False, Temporary),
        (False, True, Temporary),
        (False, False, Temporary),
    ],
)
def test_only_a_write_that_may_have_arrived_has_an_unknown_outcome(
    may_have_arrived: bool, is_write: bool, error: type[Exception]
) -> None:
    failure = NoAnswerError("ReadTimeout", may_have_arrived=may_have_arrived)
    translated = failure.as_provider_error(is_write=is_write, provider="salesmsg")
    assert type(translated) is error
    assert translated.reason == "ReadTimeout"
