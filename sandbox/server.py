"""The HTTP server under every stand-in: routes, JSON, and faults at the level of the socket.

A fault is what vendors do on bad days, a gate holds an answer back (see `sandbox.faults`). Both are
ordered over `POST /_sandbox/faults`, so that a stand-in can run in any process.
"""

import json
import re
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.faults import HANG_SECONDS, Fault, Faults, Gates

__all__ = ["Fault", "Request", "Response", "StandIn"]
DRIP_BYTES_PER_SECOND = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came over the wire."""

    method: str
    path: str  # without the query, percent-encoded as sent
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    params: Mapping[str, str] = field(default_factory=dict)  # the route's named groups

    def json(self) -> Any:
        """Return the body read as JSON; an empty body is an empty object."""
        return json.loads(self.body) if self.body else {}

    def form(self) -> dict[str, str]:
        """Return the last value of each field of an urlencoded body."""
        return {k: v[-1] for k, v in parse_qs(self.body.decode(), keep_blank_values=True).items()}

    def arg(self, name: str, default: str = "") -> str:
        """Return the last value of a query parameter."""
        return self.query[name][-1] if self.query.get(name) else default


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer; `payload` is JSON unless it is bytes or text."""

    status: int = 200
    payload: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> tuple[bytes, str]:
        """Return the body's bytes and its content type."""
        match self.payload:
            case None:
                return b"", "text/plain"
            case bytes() as raw:
                return raw, "application/octet-stream"
            case str() as text:
                return text.encode(), "text/html; charset=utf-8"
            case other:
                return json.dumps(other).encode(), "application/json; charset=utf-8"


Handler = Callable[[Request], Response]


class StandIn:
    """A threaded HTTP server on a free loopback port with a table of routes."""

    def __init__(self, port: int = 0) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self._faults = Faults()
        self.gates = Gates()
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self.route("POST", "/_sandbox/faults", self._order_fault)
        self.route("DELETE", "/_sandbox/faults", self._clear_faults)
        self.route("GET", "/_sandbox/gates", self._gates_waited_at)
        self.route("POST", "/_sandbox/gates/open", self._open_gate)

    @property
    def url(self) -> str:
        """The base address, without a trailing slash."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> "StandIn":
        """Begin to serve on a background thread."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def route(self, method: str, path: str, handler: Handler) -> None:
        """Serve `path`, in which `{name}` stands for one segment, by `handler`."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        self._routes.append((method, re.compile(pattern), handler))

    def not_found(self, request: Request) -> Response:
        """Answer a request that no route knows; vendors differ, so subclasses may too."""
        return Response(status=404, payload={"error": f"no such path: {request.path}"})

    def answer(self, request: Request) -> Response:
        """Find the route of `request` and let it act."""
        for method, pattern, handler in self._routes:
            found = pattern.fullmatch(request.path)
            if found and method == request.method:
                return handler(
                    Request(
                        method=request.method,
                        path=request.path,
                        query=request.query,
                        headers=request.headers,
                        body=request.body,
                        params=found.groupdict(),
                    )
                )
        return self.not_found(request)

    def take_fault(self, request: Request) -> Fault | None:
        """Return the first ordered fault that matches, counting it down."""
        if request.path.startswith("/_sandbox/"):
            return None
        return self._faults.take(f"{request.method} {request.path}", lambda: self.words(request))

    def words(self, request: Request) -> str:
        """Return what a request says; a stand-in whose requests are encoded decodes them here."""
        return request.body.decode("utf-8", "replace")

    def order(self, fault: Fault) -> None:
        """Order a fault from within the stand-in's own process."""
        self._faults.order(fault)

    def _order_fault(self, request: Request) -> Response:
        self.order(Fault(**request.json()))
        return Response(payload={"ok": True})

    def _clear_faults(self, _request: Request) -> Response:
        self._faults.clear()
        self.gates.open_all()
        return Response(payload={"ok": True})

    def _gates_waited_at(self, _request: Request) -> Response:
        return Response(payload={"waiting": sorted(self.gates.waiting())})

    def _open_gate(self, request: Request) -> Response:
        self.gates.open(request.json()["gate"])
        return Response(payload={"ok": True})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], stand_in: StandIn) -> None:
        super().__init__(address, _Handler)
        self.stand_in = stand_in

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client that went away go; anything else is a bug worth a trace."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body go out in two writes
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: a story tells its own lines."""

    def _read(self) -> Request:
        split = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        return Request(
            method=self.command,
            path=split.path,
            query=parse_qs(split.query, keep_blank_values=True),
            headers={k.lower(): v for k, v in self.headers.items()},
            body=self.rfile.read(length),
        )

    def _serve(self) -> None:
        request = self._read()
        stand_in = self.server.stand_in
        fault = stand_in.take_fault(request)
        acts_first = fault is not None and fault.when != "before"
        response = stand_in.answer(request) if acts_first else None
        if fault and not stand_in.gates.let_through(fault):
            return self._suffer(fault)
        response = response or stand_in.answer(request)
        return self._send(response)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815

    def _send(self, response: Response) -> None:
        body, content_type = response.encoded()
        self.send_response(response.status)
        headers = {"Content-Type": content_type, **response.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _suffer(self, fault: Fault) -> None:
        self.close_connection = True
        match fault.kind:
            case "drop":
                self.connection.shutdown(socket.SHUT_RDWR)
            case "reset":
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
            case "hang":
                time.sleep(HANG_SECONDS)
            case "drip":
                self._drip()
            case "junk":
                self._send(Response(payload=fault.payload or "<html>Not what you asked</html>"))
            case _:
                after = {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}
                payload = fault.payload if fault.payload is not None else {"error": "fault"}
                self._send(Response(status=fault.status, payload=payload, headers=after))

    def _drip(self) -> None:
        """Send a promising header, then a byte now and then: a read timeout never fires."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(int(HANG_SECONDS * DRIP_BYTES_PER_SECOND)):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(1 / DRIP_BYTES_PER_SECOND)
