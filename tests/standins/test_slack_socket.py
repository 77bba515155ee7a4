"""Socket Mode seen by an independent client: hello, envelopes, acknowledgements, reconnects."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import requests
import websocket

from sandbox.slack import Outcome, Result, wait_for
from tests.standins.slack_scene import Json, Scene, Stage, stage_set

APP_TOKEN = "xapp-1-A0APP-1-token"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_set() as stage:
        yield stage


@pytest.fixture
def scene(stage: Stage) -> Scene:
    scene = stage.new_scene()
    scene.slack.app(socket_mode=True)
    # Whose three seconds are not what a test is about must not lose them to a busy machine.
    scene.slack.switches(ack_seconds=30.0)
    return scene


@pytest.fixture
def connect(scene: Scene) -> Iterator[Callable[[], Any]]:
    """Return a way to open a socket; all are closed in the end."""
    opened: list[Any] = []

    def open_one() -> Any:
        opened.append(websocket.create_connection(new_url(scene), timeout=30))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()
    wait_for(lambda: scene.slack.connections() == 0, what="the end of all sockets")


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


def new_url(scene: Scene) -> str:
    headers = {"Authorization": f"Bearer {APP_TOKEN}"}
    url = f"{scene.slack.api_url}apps.connections.open"
    return str(requests.post(url, headers=headers, timeout=30).json()["url"])


def read(socket: Any) -> Json:
    return dict(json.loads(socket.recv()))


def acknowledge(socket: Any, envelope: Json, payload: Json | None = None) -> None:
    answer = {"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload else {})}
    socket.send(json.dumps(answer))


def command(pool: ThreadPoolExecutor, scene: Scene) -> "Future[Outcome]":
    return pool.submit(scene.ada.slash, "list")


def test_a_socket_is_greeted(connect: Callable[[], Any]) -> None:
    hello = read(connect())

    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["debug_info"]["approximate_connection_time"] == 3600


def test_an_address_is_good_for_one_connection(scene: Scene, connect: Callable[[], Any]) -> None:
    url = new_url(scene)
    first = websocket.create_connection(url, timeout=30)
    read(first)
    second = websocket.create_connection(url, timeout=30)

    with pytest.raises(websocket.WebSocketConnectionClosedException):
        second.recv()
    first.close()
    second.close()


def test_a_command_comes_in_an_envelope_and_its_acknowledgement_is_the_answer(
    scene: Scene, connect: Callable[[], Any], pool: ThreadPoolExecutor
) -> None:
    socket = connect()
    read(socket)
    outcome = command(pool, scene)
    envelope = read(socket)
    acknowledge(socket, envelope, {"text": "Hello"})

    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope["payload"]["command"] == "/sequence"
    assert (outcome.result().text, outcome.result().status) == ("Hello", 200)


def test_an_acknowledgement_of_something_else_does_not_count(
    scene: Scene, connect: Callable[[], Any], pool: ThreadPoolExecutor
) -> None:
    scene.slack.switches(ack_seconds=0.2)
    socket = connect()
    read(socket)
    outcome = command(pool, scene)
    read(socket)
    acknowledge(socket, {"envelope_id": "another"}, {"text": "Hello"})

    assert outcome.result().operation_timeout
    assert outcome.result().result is Result.FAILED


def test_without_a_socket_nothing_arrives(scene: Scene) -> None:
    assert scene.ada.slash("list").error == "connection_failed"
    assert scene.app.received == []


def test_an_event_comes_again_in_a_new_envelope_with_the_same_event_id(
    scene: Scene, connect: Callable[[], Any], pool: ThreadPoolExecutor
) -> None:
    scene.slack.switches(ack_seconds=0.1, retry_minute_seconds=0.05)
    socket = connect()
    read(socket)
    pool.submit(scene.team.event, {"type": "member_joined_channel"})
    first, second = read(socket), read(socket)
    acknowledge(socket, second)

    assert first["envelope_id"] != second["envelope_id"]
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert [first["retry_attempt"], second["retry_attempt"]] == [0, 1]
    assert second["retry_reason"] == "http_timeout"
    assert first["accepts_response_payload"] is False


def test_two_sockets_share_the_payloads(
    scene: Scene, connect: Callable[[], Any], pool: ThreadPoolExecutor
) -> None:
    sockets = [connect(), connect()]
    for socket in sockets:
        read(socket)
    outcomes = [command(pool, scene), command(pool, scene)]
    for socket in sockets:
        acknowledge(socket, read(socket))

    assert [outcome.result().error for outcome in outcomes] == [None, None]


def test_a_socket_that_is_told_to_go_gets_nothing_once_another_is_there(
    scene: Scene, connect: Callable[[], Any], pool: ThreadPoolExecutor
) -> None:
    old = connect()
    read(old)
    scene.slack.disconnect("warning")
    assert read(old) == {"type": "disconnect", "reason": "warning"}
    new = connect()
    read(new)

    for _ in range(2):
        outcome = command(pool, scene)
        acknowledge(new, read(new))
        assert outcome.result().error is None


def test_slack_cuts_a_socket_that_does_not_go(scene: Scene, connect: Callable[[], Any]) -> None:
    scene.slack.switches(socket_grace_seconds=0.05)
    socket = connect()
    read(socket)
    scene.slack.disconnect("refresh_requested")
    read(socket)

    wait_for(lambda: scene.slack.connections() == 0)


def test_a_cut_comes_without_a_word(scene: Scene, connect: Callable[[], Any]) -> None:
    socket = connect()
    read(socket)
    scene.slack.cut_sockets()

    with pytest.raises((websocket.WebSocketConnectionClosedException, ConnectionError)):
        socket.recv()


def test_a_ping_is_answered_with_its_own_bytes(connect: Callable[[], Any]) -> None:
    socket = connect()
    read(socket)
    socket.ping(b"1234")

    opcode, data = socket.recv_data(control_frame=True)

    assert (opcode, data) == (websocket.ABNF.OPCODE_PONG, b"1234")


@pytest.mark.parametrize("size", [1, 125, 126, 65_535, 65_536, 200_000])
def test_messages_of_every_size_come_whole(
    scene: Scene, connect: Callable[[], Any], pool: ThreadPoolExecutor, size: int
) -> None:
    socket = connect()
    read(socket)
    event = pool.submit(scene.team.event, {"type": "x", "text": "é" * size})
    envelope = read(socket)
    acknowledge(socket, envelope, {"text": "y" * size})

    assert envelope["payload"]["event"]["text"] == "é" * size
    assert event.result()["error"] is None


def test_many_people_at_once_each_get_their_own_answer(
    scene: Scene, connect: Callable[[], Any], pool: ThreadPoolExecutor
) -> None:
    socket = connect()
    read(socket)
    lock = threading.Lock()

    def ask(number: int) -> str:
        with lock:
            person = scene.team.user(f"person{number}")
        return person.slash(str(number)).text

    answers = [pool.submit(ask, number) for number in range(10)]
    for _ in answers:
        envelope = read(socket)
        acknowledge(socket, envelope, {"text": envelope["payload"]["text"]})

    assert [answer.result() for answer in answers] == [str(number) for number in range(10)]
