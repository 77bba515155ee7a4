"""Is this JSON what Google's discovery document says it is?"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

Json = dict[str, Any]
_DIGITS = re.compile(r"-?\d+")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*={0,2}")
_INT_LIMITS = {"int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1)}


class SchemaMismatchError(ValueError):
    """A value that is not what its schema says; the text names where."""


def check(
    value: Any,
    schema: Json,
    schemas: Mapping[str, Json],
    *,
    where: str,
    method_id: str = "",
    strict: bool,
) -> None:
    """Raise SchemaMismatchError where `value` is not what `schema` says.

    `strict` is for answers. Requests may give 64-bit numbers as numbers (proto3's JSON mapping
    takes both), and must hold the fields that the document marks as required for `method_id`.
    """
    if "$ref" in schema:
        schema = schemas[schema["$ref"]]
    match schema.get("type"):
        case "object":
            _check_object(value, schema, schemas, where, method_id, strict)
        case "array":
            _check_array(value, schema, schemas, where, strict)
        case "any":
            pass
        case kind:
            _check_scalar(value, str(kind), schema, where, strict)


def _check_array(
    value: Any, schema: Json, schemas: Mapping[str, Json], where: str, strict: bool
) -> None:
    if not isinstance(value, list):
        raise SchemaMismatchError(f"{where}: expected a list, got {value!r:.80}")
    for index, item in enumerate(value):
        at = f"{where}[{index}]"
        check(item, schema["items"], schemas, where=at, method_id="", strict=strict)


def _check_object(
    value: Any,
    schema: Json,
    schemas: Mapping[str, Json],
    where: str,
    method_id: str,
    strict: bool,
) -> None:
    if not isinstance(value, dict):
        raise SchemaMismatchError(f"{where}: expected an object, got {value!r:.80}")
    properties = schema.get("properties", {})
    for name, item in value.items():
        known = properties.get(name) or schema.get("additionalProperties")
        if known is None:
            raise SchemaMismatchError(f'{where}: Unknown name "{name}": Cannot find field.')
        at = f"{where}.{name}"
        check(item, known, schemas, where=at, method_id=method_id, strict=strict)
    for name, known in properties.items():
        if method_id in known.get("annotations", {}).get("required", ()) and name not in value:
            raise SchemaMismatchError(f"{where}.{name}: Required")


def _check_scalar(value: Any, kind: str, schema: Json, where: str, strict: bool) -> None:
    form = schema.get("format", "")
    match kind:
        case "boolean":
            fits = isinstance(value, bool)
        case "integer":
            low, high = _INT_LIMITS.get(form, (-(2**63), 2**63))
            fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        case "number":
            fits = isinstance(value, int | float) and not isinstance(value, bool)
        case "string":
            wide = form in ("int64", "uint64") and not strict and isinstance(value, int)
            fits = wide or (isinstance(value, str) and string_fits(value, form))
        case _:
            fits = False
    if not fits or (schema.get("enum") and value not in schema["enum"]):
        raise SchemaMismatchError(f"{where}: Invalid value {value!r:.80} ({kind} {form})".rstrip())


def string_fits(value: str, form: str) -> bool:
    """Say whether `value` has the form that a discovery document calls `form`."""
    match form:
        case "uint64":
            return value.isdecimal()
        case "int64":
            return bool(_DIGITS.fullmatch(value))
        case "byte":
            return bool(_BASE64URL.fullmatch(value))
        case "date-time" | "google-datetime":
            return _is_instant(value)
        case "date":
            return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))
        case _:
            return True


def _is_instant(value: str) -> bool:
    """RFC 3339 with a mandatory offset, as Calendar asks for timeMin and its kin."""
    try:
        return datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False
