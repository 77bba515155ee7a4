"""An authorised call, its fields from body and query alike, and the usual refusals."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sandbox.salesmsg.account import Account
from sandbox.server import Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that passed the gate; `fields` joins query and body as Laravel does."""

    request: Request
    fields: Mapping[str, Any]
    user_id: int

    def text(self, name: str) -> str:
        """Return a field as text, empty if it is missing."""
        value = self.fields.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int) -> int:
        """Return a field as a whole number, or `default` if it is none."""
        text = self.text(name)
        return int(text) if text.isdecimal() else default

    def id(self) -> int:
        """Return the `{id}` of the path, 0 if it is no number."""
        text = self.request.params.get("id", "")
        return int(text) if text.isdecimal() else 0


Handler = Callable[[Account, Call], Response]
Route = tuple[str, str, str, Handler]  # method, path under the base, scope, handler


def body_fields(request: Request) -> dict[str, Any]:
    """Return the body's fields, JSON or urlencoded; a body that is neither has none."""
    if not request.body:
        return {}
    if "json" not in request.headers.get("content-type", ""):
        return dict(parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True))
    try:
        read = json.loads(request.body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def query_fields(request: Request) -> dict[str, str]:
    """Return the last value of each query parameter."""
    return {name: values[-1] for name, values in request.query.items()}


def missing(call: Call, *names: str) -> Response | None:
    """Return Laravel's 422 if a required field is absent or blank."""
    absent = [name for name in names if not call.text(name).strip()]
    return invalid({n: [f"The {n} field is required."] for n in absent}) if absent else None


def invalid(errors: Mapping[str, list[str]]) -> Response:
    """Return a 422 in Laravel's shape."""
    payload = {"message": "The given data was invalid.", "errors": dict(errors)}
    return Response(status=422, payload=payload)


def not_found(what: str) -> Response:
    """Return a 404 that names what is missing."""
    return Response(status=404, payload={"message": f"{what} not found."})
