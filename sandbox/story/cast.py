"""Who is in the first act, and what they are given."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import requests

from sandbox.scene import Scene
from sandbox.slack import Person, Workspace

NEW_YORK = "America/New_York"
REP_MAIL = "rita@acme.example"
NUMBER = "+14155550100"
TOKEN = "pat-of-the-team"

PASTED = """\
bea@north.example, Bea, Berg, North GmbH, +1 212 555 0111
carl@south.example, Carl, Cole, South Inc., +1 212 555 0112
<mailto:dora@east.example|dora@east.example>, Dora, Diaz, East SA, +1 212 555 0113
"""
CSV = """\
Email;First Name;Last Name;Company;Phone;Favourite tea
emil@west.example;Emil;Eder;West AG;+1 212 555 0114;Assam
fay@hill.example;Fay;Fox;Hill Ltd;+1 212 555 0115;Oolong
not an address;Nobody;;;;
bea@north.example;Bea;Berg;North GmbH;;
"""
ENROLLED = (
    "bea@north.example",
    "carl@south.example",
    "dora@east.example",
    "emil@west.example",
    "fay@hill.example",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people of a workspace and their channel."""

    workspace: Workspace
    admin: Person
    rep: Person
    manager: Person
    channel: str


def assembled(scene: Scene, name: str = "Acme", *, like: Cast | None = None) -> Cast:
    """Make a workspace with its people, and install the app there.

    `like` another one, its people and channel have the same names and ids as over there.
    """
    workspace = scene.slack.workspace(name)

    def person(short: str, real_name: str, twin: Person | None, **more: object) -> Person:
        same_id = {"id": twin.user_id} if twin else {}
        return workspace.user(short, real_name=real_name, tz=NEW_YORK, **same_id, **more)

    admin = person("ada", "Ada Admin", like.admin if like else None, is_admin=True)
    rep = person("rita", "Rita Rep", like.rep if like else None, email=REP_MAIL)
    manager = person("mona", "Mona Manager", like.manager if like else None)
    same_id = {"id": like.channel} if like else {}
    channel = workspace.channel("sales", admin, rep, manager, with_bot=True, **same_id)
    scene.install(workspace)
    return Cast(workspace=workspace, admin=admin, rep=rep, manager=manager, channel=channel)


def next_monday(at: time) -> datetime:
    """Return the next Monday at this time in New York, in UTC, after today's real date."""
    return monday_after(datetime.now(UTC), at)


def monday_after(now: datetime, at: time) -> datetime:
    """Return the first Monday after the day of `now`, at this time in New York, in UTC."""
    today = now.astimezone(ZoneInfo(NEW_YORK)).date()
    day = today + timedelta(days=7 - today.weekday())
    return datetime.combine(day, at, ZoneInfo(NEW_YORK)).astimezone(UTC)


def personal_link(shown: object) -> str:
    """Return the personal connect link in what a command answered."""
    found = re.search(r"http://[^\s\"'|>]+/google/connect\?who=[\w.\-]+", repr(shown))
    if found is None:
        raise AssertionError(f"There is no Connect Gmail link in {shown!r}")
    return found[0]


def unsubscribe_link(text: str) -> str:
    """Return the unsubscribe link in a mail."""
    found = re.search(r"http[^\s\"<>)]+/unsubscribe/[\w\-]+", text)
    if found is None:
        raise AssertionError("There is no unsubscribe link in the mail.")
    return found[0]


def press_unsubscribe(link: str) -> tuple[str, str]:
    """Visit an unsubscribe link and press its button; return both pages."""
    with requests.Session() as browser:
        visit = browser.get(link, timeout=20).text
        pressed = browser.post(link, timeout=20).text
    return visit, pressed
