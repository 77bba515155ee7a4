"""Home and help."""

from bot import home
from bot.request import Request
from bot.routes import action, event
from bot.views import buttons, help


def opened(request: Request) -> None:
    """Somebody opened the app; the same event tells of its Messages tab, which is not ours."""
    event_told = request.body.get("event") or {}
    if event_told.get("tab") == "home":
        shown = event_told.get("view") or {}  # absent the first time
        home.publish(
            request.desk, request.workspace_id, request.user_id, seen_hash=shown.get("hash")
        )
    request.ack()


def slash_help(request: Request, _argument: str) -> None:
    """`/sequence help`."""
    shown = help.message()
    request.ack_text(shown.text, shown.blocks)


def open_help(request: Request) -> None:
    """**Help**."""
    request.open(help.build())
    request.ack()


VERBS = {"help": slash_help}
ROUTES = (event("app_home_opened", opened), action(buttons.HELP, open_help))
