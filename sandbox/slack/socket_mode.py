"""Socket Mode: a WebSocket to the app, envelopes on it, acknowledgements by envelope id.

Source: Slack's "Using Socket Mode": hello, at most ten connections, any one of which gets a
payload; `disconnect` before Slack closes; an envelope is acknowledged within 3 s.
"""

import contextlib
import itertools
import json
import secrets
import socketserver
import threading
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.slack.answers import Answer, Stopwatch
from sandbox.slack.model import Json
from sandbox.slack.state import State
from sandbox.slack.websocket import WebSocket

CONNECTION_SECONDS = 3600
STOP_POLL_SECONDS = 0.02


class SocketHub:
    """Listens for the app's sockets and delivers envelopes on them, in turn."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._lock = threading.Lock()
        self._tickets: set[str] = set()
        self._sockets: list[WebSocket] = []
        self._leaving: set[WebSocket] = set()  # told to reconnect; used only if no other is left
        self._waiting: dict[str, tuple[threading.Event, list[Any]]] = {}
        self._turn = itertools.count()
        self._server = _Listener(("127.0.0.1", 0), self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(STOP_POLL_SECONDS,), daemon=True
        )

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Cut every connection and free the port."""
        self._server.shutdown()
        self._server.server_close()
        for socket in self.sockets():
            socket.close()
        self._thread.join()

    def sockets(self) -> list[WebSocket]:
        """Return the open connections."""
        with self._lock:
            return list(self._sockets)

    def _usable(self) -> list[WebSocket]:
        with self._lock:
            staying = [each for each in self._sockets if each not in self._leaving]
            return staying or list(self._sockets)

    def new_url(self) -> str:
        """Return an address good for one connection."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        port = self._server.server_address[1]
        return f"ws://127.0.0.1:{port}/link/?ticket={ticket}&app_id={self._state.app.app_id}"

    def serve(self, socket: WebSocket) -> None:
        """Run one connection until it ends."""
        path = socket.shake_hands()
        ticket = parse_qs(urlsplit(path).query).get("ticket", [""])[0]
        if ticket not in self._tickets:
            return
        self._tickets.discard(ticket)
        with self._lock:
            self._sockets.append(socket)
        try:
            socket.send_text(json.dumps(self._hello()))
            while (text := socket.receive()) is not None:
                self._acknowledge(json.loads(text))
        finally:
            with self._lock:
                self._sockets.remove(socket)
                self._leaving.discard(socket)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.sockets()),
            "connection_info": {"app_id": self._state.app.app_id},
            "debug_info": {"host": "sandbox", "approximate_connection_time": CONNECTION_SECONDS},
        }

    def _acknowledge(self, message: Json) -> None:
        waiting = self._waiting.pop(str(message.get("envelope_id")), None)
        if waiting:
            event, answers = waiting
            answers.append(message.get("payload") or "")
            event.set()

    def deliver(self, kind: str, payload: Json, retry: tuple[int, str] | None = None) -> Answer:
        """Send one envelope and wait for its acknowledgement, as long as Slack does."""
        watch = Stopwatch()
        sockets = self._usable()
        if not sockets:
            return watch.answer(error="connection_failed")
        envelope = _envelope(kind, payload, retry)
        event, answers = threading.Event(), list[Any]()
        self._waiting[envelope["envelope_id"]] = (event, answers)
        socket = sockets[next(self._turn) % len(sockets)]
        with contextlib.suppress(OSError):  # a dead socket looks like an app that is silent
            socket.send_text(json.dumps(envelope))
        if not event.wait(self._state.switches.ack_seconds):
            self._waiting.pop(envelope["envelope_id"], None)
            return watch.answer(error="operation_timeout")
        return watch.answer(status=200, body=answers[0])

    def disconnect(self, reason: str) -> None:
        """Tell every connection to reconnect; cut those that are there now after the grace."""
        for socket in self.sockets():
            with self._lock:
                self._leaving.add(socket)
            with contextlib.suppress(OSError):  # it is gone already
                socket.send_text(json.dumps({"type": "disconnect", "reason": reason}))
            cut = threading.Timer(self._state.switches.socket_grace_seconds, socket.close)
            cut.daemon = True
            cut.start()

    def cut(self) -> None:
        """Drop every connection without a word, as a broken network does."""
        for socket in self.sockets():
            socket.close()


def _envelope(kind: str, payload: Json, retry: tuple[int, str] | None) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid.uuid4()),
        "type": kind,
        "payload": payload,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        number, reason = retry or (0, "")
        envelope |= {"retry_attempt": number, "retry_reason": reason}
    return envelope


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 32

    def __init__(self, address: tuple[str, int], hub: SocketHub) -> None:
        super().__init__(address, _Connection)
        self.hub = hub


class _Connection(socketserver.BaseRequestHandler):
    server: _Listener

    def handle(self) -> None:
        """Serve until either side ends the connection."""
        socket = WebSocket(self.request)
        with contextlib.suppress(OSError):  # the app went away, which is its right
            self.server.hub.serve(socket)
