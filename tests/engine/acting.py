"""Something happens at a certain moment of a send: a real port that lets others act beside it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.engine.plugging import Ports, Wrap

Act = Callable[[Any], object]  # gets what the call answered
_OF_TEXTS = ("send", "conversation", "status", "check")


class _Beside:
    def __init__(self, real: Any, name: str, act: Act, *, before: bool, times: int) -> None:
        self._real, self._name, self._act = real, name, act
        self._before, self._left = before, times

    def __getattr__(self, name: str) -> Any:
        done = getattr(self._real, name)
        if name != self._name or not self._left:
            return done

        def call(*args: Any, **named: Any) -> Any:
            self._left -= 1
            if self._before:
                self._act(args)
            answer = done(*args, **named)
            if not self._before:
                self._act(answer)
            return answer

        return call


def right_after(name: str, act: Act, *, times: int = 1) -> Wrap:
    """Return ports with which `act` happens right after a call of Gmail or Salesmsg."""
    return _with(name, act, before=False, times=times)


def right_before(name: str, act: Act, *, times: int = 1) -> Wrap:
    """Return ports with which `act` happens right before a call of Gmail or Salesmsg."""
    return _with(name, act, before=True, times=times)


def _with(name: str, act: Act, *, before: bool, times: int) -> Wrap:
    def wrapped(ports: Ports) -> Ports:
        if name in _OF_TEXTS:
            sms: Any = _Beside(ports.sms, name, act, before=before, times=times)
            return replace(ports, sms=sms)
        email: Any = _Beside(ports.email, name, act, before=before, times=times)
        return replace(ports, email=email)

    return wrapped
