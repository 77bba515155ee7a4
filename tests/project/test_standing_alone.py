"""Tests stay on this machine, and importing the product does nothing yet."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.repository import ROOT

# Reserved for documents (RFC 5737, RFC 3849): nobody answers there.
OUTSIDE = [
    (socket.AF_INET, ("192.0.2.1", 443)),
    (socket.AF_INET6, ("2001:db8::1", 443, 0, 0)),
]


@pytest.mark.parametrize(("family", "address"), OUTSIDE)
def test_a_test_that_connects_to_the_outside_fails(
    family: socket.AddressFamily, address: tuple[str, int]
) -> None:
    with socket.socket(family) as one, pytest.raises(AssertionError, match="stay on this machine"):
        one.connect(address)


def test_a_test_that_sends_a_packet_to_the_outside_fails() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one,
        pytest.raises(AssertionError, match="stay on this machine"),
    ):
        one.sendto(b"hello", ("192.0.2.1", 53))


def test_a_test_that_asks_for_a_name_outside_fails() -> None:
    with pytest.raises(AssertionError, match="stay on this machine"):
        socket.getaddrinfo("outside.invalid", 443)


def test_a_test_may_connect_to_this_machine() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        connection, address = server.accept()
        connection.close()
        assert address == client.getsockname()


# Sockets, files opened for writing, databases, processes: whatever outlives an import. Two
# libraries look around by themselves: one asks whether there is IPv6, one lists the fonts.
WATCHED_IMPORT = """
import json, os, sys, threading
import matplotlib.font_manager, urllib3
seen = []
def watch(event, args):
    if event in ("socket.__new__", "socket.bind", "socket.connect", "sqlite3.connect",
                 "subprocess.Popen", "os.fork", "os.mkdir", "os.remove", "os.rename"):
        seen.append([event, str(args)])
    elif event == "open":
        mode, flags = args[1], args[2]
        writes = set(mode or "") & set("wax+")
        if writes or (mode is None and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            seen.append([event, str(args[0])])
sys.addaudithook(watch)
import app
names = [each.name for each in threading.enumerate()]
print(json.dumps({"seen": seen, "threads": names}))
"""


def test_importing_the_composition_root_opens_no_socket_file_or_thread(tmp_path: Path) -> None:
    clean = {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", str(tmp_path))}
    ran = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED_IMPORT],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found = json.loads(ran.stdout)
    assert found == {"seen": [], "threads": ["MainThread"]}
    assert ran.stderr == ""
