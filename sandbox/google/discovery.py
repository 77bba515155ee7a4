"""The contract: every request and answer held against Google's own discovery documents.

The documents are the ones that google-api-python-client ships, so the stand-in cannot drift into
paths, parameters or fields that Google does not have.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

from sandbox.google.errors import ContractViolationError, LyingStandInError
from sandbox.google.schema import Json, SchemaMismatchError, check, string_fits

DOCUMENTS = {"gmail": "gmail.v1.json", "calendar": "calendar.v3.json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of an API as its discovery document describes it."""

    id: str
    api: str
    http_method: str
    path: re.Pattern[str]
    parameters: Mapping[str, Json]
    scopes: frozenset[str]
    request: Json | None
    response: Json | None
    schemas: Mapping[str, Json]

    def read(self, path: str, query: Mapping[str, list[str]], raw_body: bytes) -> tuple[Json, Json]:
        """Return the typed parameters (defaults filled in) and the JSON body.

        Raises ContractViolationError for anything that the document does not allow.
        """
        found = self.path.fullmatch(path)
        assert found is not None
        values: Json = {k: unquote(v) for k, v in found.groupdict().items()}
        for name, given in query.items():
            spec = self.parameters.get(name)
            if spec is None or spec["location"] != "query":
                raise ContractViolationError(f'{self.id}: Unknown name "{name}": not a parameter.')
            values[name] = self._parameter(name, spec, given)
        return self._with_defaults(values), self._body(raw_body)

    def _with_defaults(self, values: Json) -> Json:
        for name, spec in self.parameters.items():
            if name in values:
                continue
            if spec.get("required"):
                raise ContractViolationError(f"{self.id}: Required parameter: {name}")
            if "default" in spec and not spec.get("repeated"):
                values[name] = _typed(spec["default"], spec)
        return values

    def _parameter(self, name: str, spec: Json, given: list[str]) -> Any:
        if not spec.get("repeated") and len(given) > 1:
            raise ContractViolationError(
                f"{self.id}: parameter {name} was given {len(given)} times"
            )
        try:
            values = [_typed(value, spec) for value in given]
        except ValueError as refusal:
            raise ContractViolationError(f"{self.id}: parameter {name}: {refusal}") from refusal
        return values if spec.get("repeated") else values[0]

    def _body(self, raw_body: bytes) -> Json:
        if self.request is None:
            if raw_body.strip() not in (b"", b"{}"):
                raise ContractViolationError(f"{self.id}: takes no body")
            return {}
        try:
            body = json.loads(raw_body or b"{}")
            schemas = self.schemas
            check(body, self.request, schemas, where=self.id, method_id=self.id, strict=False)
        except ValueError as refusal:
            text = f"Invalid JSON payload received. {refusal}"
            raise ContractViolationError(f"{self.id}: {text}") from refusal
        assert isinstance(body, dict)
        return body

    def check_answer(self, answer: Any) -> None:
        """Raise LyingStandInError unless `answer` is what Google's schema promises."""
        if self.response is None:
            if answer is not None:
                raise LyingStandInError(f"{self.id}: answers nothing, got {answer!r:.80}")
            return
        try:
            check(answer, self.response, self.schemas, where=self.id, strict=True)
        except SchemaMismatchError as lie:
            raise LyingStandInError(str(lie)) from lie


def find(http_method: str, path: str) -> Method:
    """Return the method at `path` (percent-encoded, without the query).

    Raises ContractViolationError if neither API has one there.
    """
    for method in methods():
        if method.http_method == http_method and method.path.fullmatch(path):
            return method
    raise ContractViolationError(f"no method of Gmail or Calendar at {http_method} {path}")


@cache
def methods() -> tuple[Method, ...]:
    """Return every method of both APIs, those with fewer placeholders first."""
    found = [method for api in DOCUMENTS for method in _methods_of(api)]
    return tuple(sorted(found, key=lambda method: method.path.groups))


def _methods_of(api: str) -> list[Method]:
    folder = files("googleapiclient") / "discovery_cache" / "documents"
    document = json.loads((folder / DOCUMENTS[api]).read_text(encoding="utf-8"))
    base = f"/{document['servicePath']}"
    found: list[Method] = []
    pending: list[Json] = [document]
    while pending:
        resource = pending.pop()
        pending.extend(resource.get("resources", {}).values())
        for spec in resource.get("methods", {}).values():
            found.append(_method(api, base, spec, document))
    return found


def _method(api: str, base: str, spec: Json, document: Json) -> Method:
    pattern = re.sub(r"\\{\\?\+?(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(base + spec["path"]))
    return Method(
        id=spec["id"],
        api=api,
        http_method=spec["httpMethod"],
        path=re.compile(pattern),
        parameters={**document["parameters"], **spec.get("parameters", {})},
        scopes=frozenset(spec.get("scopes", ())),
        request=spec.get("request"),
        response=spec.get("response"),
        schemas=document["schemas"],
    )


def _typed(value: str, spec: Json) -> Any:
    """Return the text of a query parameter as its type; raises ValueError if it is none."""
    if spec.get("enum") and value not in spec["enum"]:
        raise ValueError(f"{value!r} is none of {', '.join(spec['enum'])}")
    match spec["type"]:
        case "boolean":
            if value not in ("true", "false"):
                raise ValueError(f"{value!r} is no boolean")
            return value == "true"
        case "integer":
            number = int(value)
            if not int(spec.get("minimum", number)) <= number <= int(spec.get("maximum", number)):
                raise ValueError(f"{number} is out of range")
            return number
        case _:
            form = spec.get("format", "")
            if not string_fits(value, form):
                raise ValueError(f"{value!r} is no {form}")
            return value


def method(method_id: str) -> Method:
    """Return the method with this id; raises KeyError if there is none."""
    return _by_id()[method_id]


@cache
def _by_id() -> dict[str, Method]:
    return {method.id: method for method in methods()}
