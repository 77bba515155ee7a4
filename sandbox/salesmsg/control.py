"""The control endpoints, by which tests and the story play the account's people and bad days."""

import time
from datetime import timedelta
from typing import Any

from sandbox.salesmsg import carrier
from sandbox.salesmsg.account import Account
from sandbox.salesmsg.rate import RateGate
from sandbox.salesmsg.records import Condition, Conversation, Team, switches_from
from sandbox.salesmsg.shapes import event_data, message_json, text_json
from sandbox.salesmsg.tokens import OAuthApp, TokenBook
from sandbox.salesmsg.webhooks import Webhooks
from sandbox.server import Request, Response, StandIn


class Control:
    """What a person does in Salesmsg's own pages, and what a phone does."""

    def __init__(
        self,
        account: Account,
        book: TokenBook,
        gate: RateGate,
        webhooks: Webhooks,
        requests: list[dict[str, Any]],
    ) -> None:
        self.account, self.book, self.gate = account, book, gate
        self.webhooks, self.requests = webhooks, requests

    def add_to(self, server: StandIn) -> None:
        """Serve each command below `/_sandbox/`."""
        for name, command in {
            "tokens": self.add_token,
            "tokens/expire": self.expire_token,
            "tokens/settings": self.token_settings,
            "apps": self.add_app,
            "teams": self.add_team,
            "reply": self.reply,
            "hand-text": self.text_by_hand,
            "opt-out": self.opt_out,
            "close": self.close,
            "numbers": self.set_number,
            "switches": self.set_switches,
            "rate": self.set_rate,
            "webhook": self.set_webhook,
            "webhook/replay": self.replay,
            "webhook/settle": self.settle,
        }.items():
            server.route("POST", f"/_sandbox/{name}", self._under_lock(command))
        for name, view in {
            "texts": self.texts,
            "messages": self.messages,
            "requests": self.seen_requests,
            "webhook/log": self.postings,
            "now": self.now,
        }.items():
            server.route("GET", f"/_sandbox/{name}", self._under_lock(view))

    def _under_lock(self, command: Any) -> Any:
        def serve(request: Request) -> Response:
            fields = request.json() if request.method == "POST" else {}
            with self.account.lock:
                carrier.advance(self.account)
                answer = command(fields)
            if fields.get("wait_seconds"):  # outside the lock: webhooks lead back to us
                answer = {"ok": self.webhooks.settle(fields["wait_seconds"])}
            return Response(payload={"ok": True} if answer is None else answer)

        return serve

    def add_token(self, fields: dict[str, Any]) -> None:
        """Make a personal token with these scopes and this life."""
        self.book.add(fields["token"], frozenset(fields["scopes"]), fields["expires_in_seconds"])

    def expire_token(self, fields: dict[str, Any]) -> None:
        """End the life of one token, or of all of them."""
        for value, token in self.book.tokens.items():
            if fields["token"] in (None, value):
                token.expires_at = time.time() - 1

    def token_settings(self, fields: dict[str, Any]) -> None:
        """Set the life of tokens given out from now on, and whether consent is refused."""
        self.book.life_seconds = fields.get("life_seconds", self.book.life_seconds)
        self.book.deny_consent = fields.get("deny_consent", self.book.deny_consent)

    def add_app(self, fields: dict[str, Any]) -> None:
        """Register an OAuth application."""
        scopes = frozenset(fields.pop("scopes"))
        self.book.apps[fields["client_id"]] = OAuthApp(scopes=scopes, **fields)

    def add_team(self, fields: dict[str, Any]) -> None:
        """Make or change an inbox; without a number it can't send."""
        self.account.teams[fields["id"]] = Team(**fields)

    def reply(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Let a contact text the team; `message_id` is null if no credit was left to hear it."""
        conversation = self._conversation(fields)
        message = carrier.receive(self.account, conversation, fields["body"])
        return {"message_id": message.id if message else None}

    def text_by_hand(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Let a person of the team text the contact from Salesmsg itself."""
        conversation = self._conversation(fields)
        body = fields["body"]
        sent = carrier.send(self.account, conversation, body, user_id=2, source="web")
        return {"message_id": sent.id}

    def opt_out(self, fields: dict[str, Any]) -> None:
        """Opt a number out or in by hand, in Salesmsg's pages."""
        contact = self.account.contact_for(fields["number"])
        self.account.set_opt_out(contact, fields["out"])

    def close(self, fields: dict[str, Any]) -> None:
        """Close the conversation with a number."""
        self._conversation(fields).closed = True

    def set_number(self, fields: dict[str, Any]) -> None:
        """Say what is the matter with a number, or that nothing is."""
        number = fields["number"]
        self.account.conditions.pop(number, None)
        self.account.carrier_codes.pop(number, None)
        if fields.get("condition"):
            self.account.conditions[number] = Condition(fields["condition"])
        if fields.get("carrier_code"):
            self.account.carrier_codes[number] = fields["carrier_code"]

    def set_switches(self, fields: dict[str, Any]) -> None:
        """Turn the account's bad days on and off."""
        if seconds := fields.pop("quiet_for_seconds", None):
            quiet_until = self.account.now() + timedelta(seconds=seconds)
            fields["quiet_until"] = quiet_until.isoformat()
        self.account.switches = switches_from(fields, self.account.switches)
        carrier.advance(self.account)

    def set_rate(self, fields: dict[str, Any]) -> None:
        """Set the rate limit, or refuse everything for a while."""
        if "close_seconds" in fields:
            self.gate.close(fields["close_seconds"])
        else:
            self.gate.set_limit(**fields)

    def set_webhook(self, fields: dict[str, Any]) -> None:
        """Set the address and the habits of webhooks."""
        self.account.stop_arrives_as = fields.pop("stop_arrives_as", self.account.stop_arrives_as)
        for name in ("url", "duplicate", "reorder", "lose"):
            if name in fields:
                setattr(self.webhooks, name, fields[name])

    def replay(self, fields: dict[str, Any]) -> None:
        """Post `message.received` for a message once more."""
        message = self.account.messages[fields["message_id"]]
        self.webhooks.emit("message.received", event_data(message))

    def settle(self, _fields: dict[str, Any]) -> None:
        """Wait until every webhook is posted (the waiting is done outside the lock)."""

    def texts(self, _fields: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the ledger: every text that reached a phone, oldest first."""
        return [text_json(text) for text in self.account.ledger]

    def messages(self, _fields: dict[str, Any]) -> list[dict[str, Any]]:
        """Return every stored message as the API would show it, oldest first."""
        return [message_json(message) for message in self.account.messages.values()]

    def seen_requests(self, _fields: dict[str, Any]) -> list[dict[str, Any]]:
        """Return every API request that arrived, also those that a fault swallowed."""
        return self.requests

    def postings(self, _fields: dict[str, Any]) -> list[dict[str, Any]]:
        """Return every webhook posted and what our address answered."""
        return self.webhooks.log()

    def now(self, _fields: dict[str, Any]) -> dict[str, Any]:
        """Return the stand-in's time."""
        return {"now": self.account.now().isoformat()}

    def _conversation(self, fields: dict[str, Any]) -> Conversation:
        contact = self.account.contact_for(fields["number"])
        team_id = fields.get("team_id") or next(iter(self.account.teams))
        return self.account.conversation_for(contact, self.account.teams[team_id])
