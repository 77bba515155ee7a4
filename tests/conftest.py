"""What every test may rely on: no network but loopback, no settings from outside."""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

_LONGEST = ("test_story.py", "test_processes.py")
_SELDOM = (10_000, 20, 20)  # Python's own is (700, 10, 10): a twentieth of all time
_HERE = frozenset({"127.0.0.1", "::1", "localhost", "", None})


def _refuse_the_outside(event: str, args: tuple[Any, ...]) -> None:
    match event:
        case "socket.connect" | "socket.sendto":
            address = args[1]
        case "socket.getaddrinfo":
            address = args[:2]  # a look-up leaves the machine, too
        case _:
            return
    if isinstance(address, tuple) and address[0] not in _HERE:
        raise AssertionError(f"A test tried to reach {address}: tests stay on this machine.")


sys.addaudithook(_refuse_the_outside)

# A busy machine must not fail a property: how long one example takes is for benchmarks to say.
settings.register_profile("steady", deadline=None, print_blob=True)
settings.load_profile("steady")

# A developer's own settings must not decide what a test sees.
_OURS = ("SLACK_", "GOOGLE_", "SALESMSG_", "DATABASE_URL", "ENCRYPTION_KEYS", "PUBLIC_URL")
for _name in [name for name in os.environ if name.startswith(_OURS)]:
    del os.environ[_name]

# Every commit waits for the disk; tests outlive no power cut, and take half the time in memory.
_MEMORY, _ENOUGH_BYTES = Path("/dev/shm"), 2 << 30
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES:
    os.environ.setdefault("TMPDIR", str(_MEMORY))
    tempfile.tempdir = None  # asked anew

# Nor may a test leave anything in a developer's home.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="outreach-test-state-")
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: no worker shall be left alone with them at the end."""
    items.sort(key=lambda item: item.path.name not in _LONGEST)


def pytest_collection_finish() -> None:
    """Search for garbage seldom, and never in all that was imported and collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
