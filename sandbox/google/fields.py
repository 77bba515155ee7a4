"""Partial answers: Google's `fields` parameter, as in `items(id,status),nextPageToken`."""

import re
from typing import Any

from sandbox.google.errors import ApiError

_TOKENS = re.compile(r"[^,()/]+|[,()/]")
Tree = dict[str, "Tree"]


def select(answer: Any, fields: str) -> Any:
    """Return the parts of `answer` that `fields` names; raises ApiError 400 if it can't be read."""
    tokens = _TOKENS.findall(fields.replace(" ", ""))
    tree = _read(tokens)
    if tokens:
        raise _invalid(fields)
    return _pick(answer, tree)


def _read(tokens: list[str]) -> Tree:
    tree: Tree = {}
    while tokens:
        name = tokens.pop(0)
        if name in ",()/":
            raise _invalid(name)
        branch = tree.setdefault(name, {})
        while tokens and tokens[0] == "/":
            tokens.pop(0)
            branch = branch.setdefault(tokens.pop(0) if tokens else "", {})
        if tokens and tokens[0] == "(":
            tokens.pop(0)
            branch.update(_read(tokens))
            if not tokens or tokens.pop(0) != ")":
                raise _invalid(name)
        if not tokens or tokens[0] != ",":
            break
        tokens.pop(0)
    return tree


def _pick(value: Any, tree: Tree) -> Any:
    if not tree or "*" in tree:
        return value
    if isinstance(value, list):
        return [_pick(item, tree) for item in value]
    if isinstance(value, dict):
        return {name: _pick(value[name], tree[name]) for name in value if name in tree}
    return value


def _invalid(fields: str) -> ApiError:
    return ApiError(400, "invalidParameter", f"Invalid field selection {fields}", location="fields")
