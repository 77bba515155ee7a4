"""views.*: opening, pushing, updating and publishing, with Slack's refusals.

Sources: the method pages of views.open, views.push, views.update, views.publish.
"""

from typing import Any

from sandbox.slack import views
from sandbox.slack.api import Call, Method
from sandbox.slack.model import Json, SlackError, View
from sandbox.slack.rules import is_too_large, problems_of_view


def read_view(view: Any, kind: str) -> Json:
    """Return a view that Slack accepts, of type modal or home.

    Raises:
        SlackError: `invalid_arguments` with each problem, or `view_too_large`.
    """
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", problems=["missing required field: view"])
    if view.get("type") != kind:
        raise SlackError(
            "invalid_arguments", problems=[f"must be {kind} [json-pointer:/view/type]"]
        )
    if is_too_large(view):
        raise SlackError("view_too_large")
    if problems := problems_of_view(view):
        texts = [f"{each.message} [json-pointer:/view{each.pointer}]" for each in problems]
        raise SlackError("invalid_arguments", problems=texts)
    return view


def _shown(call: Call, view: View) -> Json:
    return {"view": call.state.view_payload(call.team, view)}


def open_view(call: Call) -> Json:
    """views.open: a click inside a modal opens on top of it, any other click anew."""
    body = read_view(call.args.get("view"), "modal")
    trigger = call.state.spend_trigger(call.team, call.text("trigger_id"))
    on_top = bool(trigger.view_id and call.team.stacks.get(trigger.user_id))
    opener = views.push if on_top else views.open_root
    return _shown(call, opener(call.state, call.team, trigger.user_id, body))


def push_view(call: Call) -> Json:
    """views.push: only from a click inside an open modal, at most three views."""
    body = read_view(call.args.get("view"), "modal")
    trigger = call.state.spend_trigger(call.team, call.text("trigger_id"))
    if not trigger.view_id:
        raise SlackError("invalid_trigger_id")
    if not call.team.stacks.get(trigger.user_id):
        raise SlackError("not_found")
    return _shown(call, views.push(call.state, call.team, trigger.user_id, body))


def update_view(call: Call) -> Json:
    """views.update: by view_id or external_id; a stale hash is refused."""
    view = _find(call)
    body = read_view(call.args.get("view"), str(view.body["type"]))
    _check_hash(call, view)
    views.replace(call.state, call.team, view, body)
    return _shown(call, view)


def _find(call: Call) -> View:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", problems=["missing required field: view_id"])
    for view in call.team.views.values():
        named = view.id == view_id if view_id else view.external_id == external_id
        if named and not view.is_closed:
            return view
    raise SlackError("not_found")


def _check_hash(call: Call, view: View) -> None:
    wanted = call.text("hash")
    if wanted and wanted != view.hash:
        raise SlackError("hash_conflict")


def publish(call: Call) -> Json:
    """views.publish: the Home tab of one user."""
    if not call.team.has_home:
        raise SlackError("not_enabled")
    body = read_view(call.args.get("view"), "home")
    user = call.team.user(call.text("user_id"))
    shown = call.team.views.get(call.team.homes.get(user.id, ""))
    if shown is None:
        shown = views.new_view(call.state, call.team, user.id, body)
        call.team.homes[user.id] = shown.id
        return _shown(call, shown)
    _check_hash(call, shown)
    views.replace(call.state, call.team, shown, body)
    return _shown(call, shown)


METHODS: dict[str, Method] = {
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish,
}
