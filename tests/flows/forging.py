"""Payloads nobody's client would send: signed as Slack signs them, with ids chosen by a liar.

Whoever may press a button may also send what it sends; what it carries proves no right.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests

from bot.routes import Kind, Route
from sandbox.slack import Person
from tests.flows.scenes import rich
from tests.world import SECRET, World

# What every form may ask for, by field: enough that only a missing right can refuse it.
TYPED: Mapping[str, Mapping[str, Any]] = {
    "name": {"value": "Taken over"},
    "owner": {"selected_user": "?"},
    "amount": {"value": "1"},
    "unit": {"selected_option": {"value": "days"}},
    "subject": {"value": "Taken over"},
    "body": {"rich_text_value": rich("Taken over")},
    "message": {"value": "Taken over"},
    "opens": {"selected_time": "06:00"},
    "closes": {"selected_time": "07:00"},
    "zone": {"selected_option": {"value": "Asia/Tokyo"}},
    "unsubscribe_style": {"selected_option": {"value": "small_footer"}},
    "email_settings": {"selected_options": []},
    "exit_criteria": {"selected_options": []},
    "follow_up": {"selected_options": []},
    "holidays": {"selected_option": {"value": "none"}},
    "contacts": {"value": "new@example.com"},
    "again": {"selected_options": []},
    "decision": {"selected_option": {"value": "approve"}},
    "comment": {"value": "Taken over"},
    "phone": {"value": "+14155550199"},
    "value-first_name": {"value": "Taken over"},
    "step": {"selected_option": {"value": "two"}},
    "until": {"selected_date": "2027-01-04"},
    "words": {"value": "Taken over"},
    "token": {"value": "taken-over"},
    "team": {"value": ""},
    "approvers": {"selected_users": []},
    "daily_limit": {"value": "1"},
    "spacing": {"value": "1"},
    "value": {"value": "taken@example.com"},
    "search": {"value": ""},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """Whose things the forged payloads name; by default the first of everything."""

    sequence_id: int = 1
    enrollment_id: int = 1
    contact_id: int = 1
    approval_id: int = 1
    receipt_id: int = 1
    delivery_id: str = ""
    seen: Mapping[str, str] = field(default_factory=dict)

    def meta(self) -> dict[str, Any]:
        """Return everything any form remembers."""
        numbers = {
            "sequence_id": self.sequence_id,
            "enrollment_id": self.enrollment_id,
            "contact_id": self.contact_id,
            "approval_id": self.approval_id,
            "receipt_id": self.receipt_id,
        }
        rest = {
            "step_id": "one",
            "page": 0,
            "enrolled": 1,
            "request_id": "forged",
            "text": "",
            "asks": False,
        }
        more = {"text": "", "asks": False, "seen": dict(self.seen)}
        return {"v": 1, **numbers, **rest, **more}

    def value(self, route: str) -> str:
        """Return what the button or menu of this route carries."""
        match route.partition(".")[0], route:
            case _, "editor.step":
                return json.dumps({"v": 1, "do": "Delete", "step": "one"})
            case _, "steps.edit":
                return f"{self.sequence_id}:one"
            case _, "preview.test":
                return "one"
            case _, "enrolling.commit":
                return json.dumps({"v": 1, "receipt_id": self.receipt_id, "enrolled": 1})
            case _, "notices.more":
                return f"wrong_person.{self.enrollment_id}"
            case _, "suppressions.remove":
                return "gone@example.com"
            case "questions", _:
                return self.delivery_id
            case (("approving" | "approval"), _):
                return str(self.approval_id)
            case (("notices" | "replying"), _):
                return str(self.enrollment_id)
            case _, ("contacts.unenroll" | "contacts.resume" | "contacts.enroll_again"):
                return str(self.enrollment_id)
            case _, "contacts.move_to_step":
                return str(self.enrollment_id)
            case "contacts", _:
                return str(self.contact_id)
            case _:
                return str(self.sequence_id)


def forge(world: World, person: Person, route: Route, ids: Ids) -> requests.Response:
    """Send what this route listens to, as if the person had pressed or submitted it."""
    payload: dict[str, Any]
    head = {
        "team": {"id": person.team_id, "domain": "acme"},
        "user": {"id": person.user_id, "name": "x", "team_id": person.team_id},
        "api_app_id": "A0APP",
        "trigger_id": _trigger(world, person),
    }
    match route.kind:
        case Kind.VIEW:
            payload = {**head, "type": "view_submission", "view": _view(person, route, ids)}
        case Kind.SHORTCUT:
            payload = {**head, "type": "shortcut", "callback_id": route.name}
        case _:
            payload = {
                **head,
                "type": "block_actions",
                "view": {**_view(person, route, ids), "type": "home"},
                "actions": [_action(route, ids)],
            }
    return post(world, {"payload": json.dumps(payload)})


def _trigger(world: World, person: Person) -> str:
    """Return a trigger of the person's own that nothing has used yet."""
    world.slack.clear_ledger()
    person.slash("help")
    return str(world.slack.deliveries()[-1]["payload"]["trigger_id"])


def post(world: World, fields: Mapping[str, str]) -> requests.Response:
    """Post a form to the app as Slack does."""
    return deliver(world, urlencode(fields), "application/x-www-form-urlencoded")


def deliver(world: World, body: str, kind: str = "application/json") -> requests.Response:
    """Post these very bytes to the app, signed as Slack signs them."""
    at = str(int(time.time()))
    signed = hmac.new(SECRET.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256)
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={signed.hexdigest()}",
    }
    return requests.post(f"{world.url}/slack/events", data=body, headers=headers, timeout=20)


def _action(route: Route, ids: Ids) -> dict[str, Any]:
    value = ids.value(route.name)
    chosen = {"value": value}
    name = {"action_id": route.name, "block_id": "x", "type": "button"}
    return {**name, "value": value, "selected_option": chosen}


def _view(person: Person, route: Route, ids: Ids) -> dict[str, Any]:
    typed = {name: {name: dict(value)} for name, value in TYPED.items()}
    typed["owner"]["owner"]["selected_user"] = person.user_id
    return {
        "id": "V0FORGED",
        "type": "modal",
        "callback_id": route.name,
        "private_metadata": json.dumps(ids.meta()),
        "state": {"values": typed},
        "blocks": [{"type": "input", "block_id": "name", "element": {}}],
        "hash": "",
    }
