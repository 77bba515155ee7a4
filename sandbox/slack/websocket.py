"""The server's side of a WebSocket: handshake, frames, pings. Source: RFC 6455."""

import base64
import hashlib
import socket
import struct
import threading
from enum import IntEnum

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

_FIN = 0x80
_MOST_HEADER_BYTES = 65_536


class Opcode(IntEnum):
    """What a frame is."""

    TEXT = 0x1  # a message in UTF-8; continuation frames are taken as part of it
    CLOSE = 0x8
    PING = 0x9
    PONG = 0xA


class WebSocket:
    """One accepted connection. Sending is safe from any thread, receiving from one."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._file = connection.makefile("rb")
        self._lock = threading.Lock()

    def shake_hands(self) -> str:
        """Read the client's upgrade request, accept it, and return the requested path.

        Raises:
            ConnectionError: the client went away or did not ask for a WebSocket.
        """
        request = self._file.readline(_MOST_HEADER_BYTES).decode()
        headers: dict[str, str] = {}
        while line := self._file.readline(_MOST_HEADER_BYTES).decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        key = headers.get("sec-websocket-key")
        if not key or len(request.split()) < 2:
            raise ConnectionError("not a WebSocket upgrade")
        accept = base64.b64encode(hashlib.sha1(key.encode() + _GUID).digest()).decode()
        self._connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept.encode() + b"\r\n\r\n"
        )
        return request.split()[1]

    def send_text(self, text: str) -> None:
        """Send one text message."""
        self._send(Opcode.TEXT, text.encode())

    def _send(self, opcode: int, data: bytes) -> None:
        length = len(data)
        if length < 126:
            head = struct.pack("!BB", _FIN | opcode, length)
        elif length < 65_536:
            head = struct.pack("!BBH", _FIN | opcode, 126, length)
        else:
            head = struct.pack("!BBQ", _FIN | opcode, 127, length)
        with self._lock:
            self._connection.sendall(head + data)

    def receive(self) -> str | None:
        """Return the next text message, answering pings; None when the client has closed."""
        parts: list[bytes] = []
        while True:
            is_last, opcode, data = self._frame()
            match opcode:
                case Opcode.CLOSE:
                    self._send(Opcode.CLOSE, data)
                    return None
                case Opcode.PING:
                    self._send(Opcode.PONG, data)
                case Opcode.PONG:
                    pass
                case _:
                    parts.append(data)
                    if is_last:
                        return b"".join(parts).decode()

    def _frame(self) -> tuple[bool, int, bytes]:
        first, second = self._exactly(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self._exactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self._exactly(8))
        mask = self._exactly(4) if second & 0x80 else b""
        data = self._exactly(length)
        if mask:
            data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        return bool(first & _FIN), first & 0x0F, data

    def _exactly(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) < count:
            raise ConnectionError("the client went away")
        return data

    def close(self) -> None:
        """Cut the connection, now."""
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it is closed already, which is what was asked for
