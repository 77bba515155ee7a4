"""What a person does in Slack, brought to the app, and the app's answer shown to the person.

The lock is held while reading and writing, never while the app is being asked.
"""

from collections.abc import Callable
from typing import Any

from sandbox.slack import payloads, submission, views
from sandbox.slack.answers import Answer
from sandbox.slack.delivery import INTERACTIVE, SLASH, Courier
from sandbox.slack.escaping import escaped
from sandbox.slack.fields import CannotTypeError, value_of
from sandbox.slack.model import Json, SlackError, Team, User, View
from sandbox.slack.outcomes import Before, Result, look, tell
from sandbox.slack.replies import reply
from sandbox.slack.rules import problems_of_options
from sandbox.slack.state import State
from sandbox.slack.surfaces import Surface, readable_channel, surface_of

DEFAULT_MIN_QUERY = 3


class Acts:
    """The acts of people; each returns its outcome as JSON (see `outcomes.tell`)."""

    def __init__(self, state: State, courier: Courier) -> None:
        self._state = state
        self._courier = courier

    def _who(self, order: Json) -> tuple[Team, User, Before]:
        team = self._state.team(order["team_id"])
        user = team.user(order["user_id"])
        return team, user, look(self._state, team, user)

    def _tell(self, team: Team, user: User, before: Before, answer: Answer, result: Result) -> Json:
        with self._state.lock:
            return tell(self._state, team, user, before, answer, result)

    def slash(self, order: Json) -> Json:
        """Send a slash command; its answer is a reply in the channel."""
        with self._state.lock:
            team, user, before = self._who(order)
            place = order.get("channel")
            im = self._state.open_im(team, user.id)
            channel = readable_channel(team, user, place) if place else im
            text = escaped(team, order.get("text", ""))
            fields = payloads.slash(self._state, team, user, channel, order["command"], text)
        answer = self._courier.deliver(SLASH, fields)
        body = {"text": answer.body} if isinstance(answer.body, str) else answer.body
        result = Result()
        with self._state.lock:
            if not answer.error and (body.get("text") or body.get("blocks")):
                result = _attempt(lambda: reply(self._state, team, channel, user.id, body))
        return self._tell(team, user, before, answer, result)

    def shortcut(self, order: Json) -> Json:
        """Use a global shortcut."""
        with self._state.lock:
            team, user, before = self._who(order)
            payload = payloads.shortcut(self._state, team, user, order["callback_id"])
        answer = self._courier.deliver(INTERACTIVE, payload)
        return self._tell(team, user, before, answer, Result())

    def message_shortcut(self, order: Json) -> Json:
        """Use a shortcut on a message."""
        with self._state.lock:
            team, user, before = self._who(order)
            surface = surface_of(self._state, team, user, order)
            if surface.channel is None or surface.message is None:
                raise SlackError("message_not_found")
            payload = payloads.message_action(
                self._state, team, user, order["callback_id"], surface.channel, surface.message
            )
        answer = self._courier.deliver(INTERACTIVE, payload)
        return self._tell(team, user, before, answer, Result())

    def home(self, order: Json) -> Json:
        """Open the app's Home tab."""
        with self._state.lock:
            team, user, before = self._who(order)
            channel = self._state.open_im(team, user.id)
            inner: Json = {
                "type": "app_home_opened",
                "user": user.id,
                "channel": channel.id,
                "tab": order.get("tab", "home"),
            }
            shown = team.views.get(team.homes.get(user.id, ""))
            if shown:
                inner["view"] = self._state.view_payload(team, shown)
            payload = payloads.event(self._state, team, inner)
        answer = self._courier.deliver_event(payload)
        return self._tell(team, user, before, answer, Result())

    def press(self, order: Json) -> Json:
        """Press a button, or choose an entry of an overflow menu by its text."""
        with self._state.lock:
            team, user, before = self._who(order)
            surface = surface_of(self._state, team, user, order)
            block, element = surface.find(order["block_id"], order["action_id"])
            value = _chosen(element, order.get("option"))
            payload = surface.click(block["block_id"], element, value)
        answer = self._courier.deliver(INTERACTIVE, payload)
        return self._tell(team, user, before, answer, Result())

    def fill(self, order: Json) -> Json:
        """Type or choose in an element; elements that dispatch tell the app at once."""
        with self._state.lock:
            team, user, before = self._who(order)
            surface = surface_of(self._state, team, user, order)
            block, element = surface.find(order["block_id"], order["action_id"])
        try:
            offered = self._offered(surface, block, element, order)
            with self._state.lock:
                value = value_of(team, element, order["typed"], offered)
                surface.put(block["block_id"], element["action_id"], value)
                if block["type"] == "input" and not block.get("dispatch_action"):
                    return self._tell(team, user, before, Answer(), Result())
                payload = surface.click(block["block_id"], element, value)
        except CannotTypeError as refusal:
            refused = Result(word="refused", error=refusal.code)
            return self._tell(team, user, before, Answer(), refused)
        answer = self._courier.deliver(INTERACTIVE, payload)
        return self._tell(team, user, before, answer, Result())

    def _offered(self, surface: Surface, block: Json, element: Json, order: Json) -> list[Json]:
        """Return the options there are to choose from, asking the app for external ones."""
        if not element["type"].endswith("external_select"):
            return options_in(element)
        texts = order["typed"] if isinstance(order["typed"], list) else [order["typed"]]
        queries = [order["query"]] if order.get("query") is not None else [str(t) for t in texts]
        found: list[Json] = []
        for query in queries:
            found += self._suggested(surface, block, element, query)
        return found

    def _suggested(self, surface: Surface, block: Json, element: Json, query: str) -> list[Json]:
        if len(query) < element.get("min_query_length", DEFAULT_MIN_QUERY):
            raise CannotTypeError("the select asks only once more characters are typed")
        with self._state.lock:
            payload = surface.suggestion(block["block_id"], element["action_id"], query)
        answer = self._courier.deliver(INTERACTIVE, payload)
        if answer.error or not isinstance(answer.body, dict):
            raise CannotTypeError(answer.error or "invalid_options")
        if problems := problems_of_options(answer.body):
            raise CannotTypeError(f"invalid_options: {'; '.join(map(str, problems))}")
        return options_in(answer.body)

    def suggest(self, order: Json) -> Json:
        """Type in an external select and return the options it shows."""
        with self._state.lock:
            team, user, _ = self._who(order)
            surface = surface_of(self._state, team, user, order)
            block, element = surface.find(order["block_id"], order["action_id"])
        return {"options": self._suggested(surface, block, element, order["query"])}

    def submit(self, order: Json) -> Json:
        """Submit the modal on top; Slack's client holds a form with empty required inputs."""
        with self._state.lock:
            team, user, before = self._who(order)
            view = _top(team, user)
            view.errors = submission.missing_inputs(view)
            if view.errors:
                held = Result(word="errors", errors=view.errors)
                return self._tell(team, user, before, Answer(), held)
            payload = self._submission(team, user, view)
        answer = self._courier.deliver(INTERACTIVE, payload)
        with self._state.lock:
            result = submission.read_answer(self._state, team, view, answer)
        return self._tell(team, user, before, answer, result)

    def _submission(self, team: Team, user: User, view: View) -> Json:
        head = payloads.interaction(self._state, team, user, "view_submission")
        return {
            **head,
            "trigger_id": self._state.new_trigger(team.id, user.id, view.id),
            "view": self._state.view_payload(team, view),
            "response_urls": self._response_urls(team, user, view),
        }

    def _response_urls(self, team: Team, user: User, view: View) -> list[Json]:
        """Slack: a select with `response_url_enabled` brings a response_url to its channel."""
        urls = []
        for block_id, element in views.stateful_elements(view.body["blocks"]):
            value = view.values[block_id][element["action_id"]]
            chosen = value.get("selected_conversation") or value.get("selected_channel")
            if element.get("response_url_enabled") and chosen in team.channels:
                url = self._state.new_response_url(team, team.channels[chosen], user.id)
                ids = {"block_id": block_id, "action_id": element["action_id"]}
                urls.append({**ids, "channel_id": chosen, "response_url": url})
        return urls

    def close(self, order: Json) -> Json:
        """Cancel the modal on top, or, with `everything`, close all with the cross."""
        with self._state.lock:
            team, user, before = self._who(order)
            view = _top(team, user)
            everything = bool(order.get("everything")) or bool(view.body.get("clear_on_close"))
            told = team.views[view.root_id] if order.get("everything") else view
            payload = {
                **payloads.interaction(self._state, team, user, "view_closed"),
                "view": self._state.view_payload(team, told),
                "is_cleared": everything,
            }
            views.close(team, view)
            if everything:
                views.close_all(team, user.id)
        wanted = bool(told.body.get("notify_on_close"))
        answer = self._courier.deliver(INTERACTIVE, payload) if wanted else Answer()
        return self._tell(team, user, before, answer, Result(word="closed"))


def options_in(holder: Json) -> list[Json]:
    """Return the options of an element or an answer, groups laid flat."""
    groups: list[Any] = holder.get("option_groups") or []
    return [*(holder.get("options") or []), *(each for g in groups for each in g["options"])]


def _chosen(element: Json, option: str | None) -> Json:
    if element["type"] != "overflow":
        return {}
    found = [each for each in element["options"] if each["text"]["text"] == option]
    if not found:
        raise SlackError("no_such_option")
    return {"selected_option": found[0]}


def _top(team: Team, user: User) -> View:
    view = team.top_view(user.id)
    if view is None:
        raise SlackError("no_modal_is_open")
    return view


def _attempt(act: Callable[[], object]) -> Result:
    try:
        act()
    except SlackError as refusal:
        return Result(
            word="failed", error="; ".join([refusal.code, *refusal.body.get("errors", [])])
        )
    return Result(word="replied")
