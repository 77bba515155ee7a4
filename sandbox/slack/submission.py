"""How Slack reads the answer to a `view_submission`.

Source: Slack's "Modals": an empty answer closes the view; `response_action` is errors, update,
push or clear; errors are keyed by the block_id of an input block that exists.
"""

from typing import Any

from sandbox.slack import views
from sandbox.slack.answers import Answer
from sandbox.slack.api_views import read_view
from sandbox.slack.model import Json, SlackError, Team, View
from sandbox.slack.outcomes import Result
from sandbox.slack.state import State
from sandbox.slack.views import VALUE_KEYS

TROUBLE = "We had some trouble connecting. Try again?"
REQUIRED = "Please complete this required field."


def missing_inputs(view: View) -> dict[str, str]:
    """Return what Slack's client says before it lets a form go: required and empty."""
    found = {}
    for block in view.body["blocks"]:
        if block["type"] != "input" or block.get("optional"):
            continue
        element = block["element"]
        value = view.values[block["block_id"]][element["action_id"]]
        if value[VALUE_KEYS[element["type"]][0]] in (None, "", []):
            found[block["block_id"]] = REQUIRED
    return found


def read_answer(state: State, team: Team, view: View, answer: Answer) -> Result:
    """Do what the app answered to the submission of `view`."""
    view.errors, view.trouble = {}, ""
    if answer.error:
        view.trouble = TROUBLE
        return Result(word="failed")
    if not answer.body or answer.body == {}:
        views.close(team, view)
        return Result(word="closed")
    try:
        return _act(state, team, view, answer.body)
    except SlackError as refusal:
        view.trouble = TROUBLE
        problems = refusal.body.get("errors", [])
        return Result(word="failed", error="; ".join([refusal.code, *problems]))


def _act(state: State, team: Team, view: View, body: Json | str) -> Result:
    if not isinstance(body, dict):
        raise SlackError("invalid_response", problems=["the body must be empty or JSON"])
    match body.get("response_action"):
        case "errors":
            view.errors = _errors(view, body.get("errors"))
            return Result(word="errors", errors=view.errors)
        case "update":
            views.replace(state, team, view, read_view(body.get("view"), "modal"))
            return Result(word="updated")
        case "push":
            views.push(state, team, view.user_id, read_view(body.get("view"), "modal"))
            return Result(word="pushed")
        case "clear":
            views.close_all(team, view.user_id)
            return Result(word="cleared")
        case other:
            raise SlackError("invalid_response", problems=[f"response_action is {other!r}"])


def _errors(view: View, errors: Any) -> dict[str, str]:
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_errors", problems=["errors must be an object that is not empty"])
    inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    for block_id, text in errors.items():
        if block_id not in inputs:
            raise SlackError("invalid_errors", problems=[f"no input block {block_id!r}"])
        if not isinstance(text, str) or not text:
            raise SlackError("invalid_errors", problems=[f"no text for {block_id!r}"])
    return dict(errors)
