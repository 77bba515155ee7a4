"""What every test may rely on: no network but loopback, no settings from outside."""

import os
import sys
from typing import Any

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

# A developer's own settings must not decide what a test sees.
_OURS = ("SLACK_", "GOOGLE_", "SALESMSG_", "DATABASE_URL", "ENCRYPTION_KEYS", "PUBLIC_URL")
for _name in [name for name in os.environ if name.startswith(_OURS)]:
    del os.environ[_name]
