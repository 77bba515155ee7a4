"""Many contacts in sequences, made in seconds: one by the product's own use cases, the rest of it.

Each mailbox has a sequence of two emails; its first contact is enrolled as people do it, and
that contact's and enrollment's rows are multiplied inside the database.
"""

import atexit
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import cache

from bench import databases
from bench.databases import KEY
from bench.multiplying import multiply
from engine.domain.connection import Mailbox
from engine.domain.contact_rows import Row
from engine.domain.delay import Delay, DelayUnit
from engine.domain.sequence import EmailStep
from engine.domain.workspace import Actor, Member, Workspace, WorkspaceSettings
from engine.ports import Store
from engine.use_cases import activation, authoring, enrolling
from storage.opening import open_store

TEAM, REP = "T1", "UREP"
SCOPES = (
    "https://www.googleapis.com/auth/gmail.modify",
    "https://www.googleapis.com/auth/calendar.events.readonly",
)
WORDS = (
    (
        "Hello {{first_name}}, I read about {{company}} and thought of the two teams of yours that "
        "still copy their figures by hand every Monday. "
    ),
    (
        "We have just ended the same at a customer of your size within three weeks, and I would be "
        "glad to show you in ten minutes how. Would Thursday suit you?"
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """What to make: `due` contacts whose first email is due, `later` ones due in a month."""

    mailboxes: int = 64
    due: int = 0
    later: int = 0
    team: str = TEAM
    spacing_seconds: int = 0
    name: str = "rep"


def actor(team: str = TEAM) -> Actor:
    """Return the one person there is."""
    return Actor(
        workspace_id=team, user_id=REP, name="Rep", zone="UTC", is_admin=True, is_approver=False
    )


def make(url: str, crowd: Crowd) -> None:
    """Make the crowd in this database, which nobody else has open."""
    now = datetime.now(UTC)
    store = open_store(url, keys=[KEY])
    try:
        _workspace(store, crowd, now)
        for number in range(crowd.mailboxes):
            _sequence(store, crowd, number, now)
    finally:
        store.close()
    multiply(url, team=crowd.team, due=crowd.due, later=crowd.later, now=now)


def _workspace(store: Store, crowd: Crowd, now: datetime) -> None:
    with store.engine() as etx:
        etx.save_workspace(
            Workspace(
                id=crowd.team,
                name="Bench",
                bot_token="xoxb-1",
                bot_user_id="UBOT",
                webhook_secret=f"secret-{crowd.team}",
            )
        )
        tx = etx.within(crowd.team)
        tx.members.save(
            Member(
                workspace_id=crowd.team,
                user_id=REP,
                name="Rep",
                first_name="Rep",
                zone="UTC",
                is_admin=True,
                seen_at=now,
            )
        )
        settings = WorkspaceSettings(
            daily_limit=1_000_000,
            spacing_seconds=crowd.spacing_seconds,
            postal_address="1 Main Street, Springfield",
        )
        tx.workspace.save_settings(settings)


def _sequence(store: Store, crowd: Crowd, number: int, now: datetime) -> None:
    """Make a mailbox, its sequence, and the contact that the others are copies of."""
    who = actor(crowd.team)
    email = f"{crowd.name}{number}@acme.example"
    with store.begin(crowd.team) as tx:
        probe = Mailbox(
            id=0,
            workspace_id=crowd.team,
            owner_id=REP,
            email=email,
            name="Rep Resentative",
            signature_html="<b>Rep Resentative</b><br>Acme Inc.",
            aliases=(email,),
            refresh_token="1//refresh",
            scopes=SCOPES,
            history_id="1",
            heard_at=now,
        )
        mailbox = tx.mailboxes.add(probe)
    sequence = authoring.create(store, who, name=f"{crowd.name} {number}", now=now)
    elements = [{"type": "text", "text": each} for each in WORDS]
    body = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    for days, subject in ((0, "An idea for {{company}}"), (5, "An idea for {{company}}")):
        delay = Delay(amount=days, unit=DelayUnit.DAYS)
        step = EmailStep(id=authoring.new_step_id(), delay=delay, subject=subject, body=body)
        authoring.save_step(store, who, sequence.id, step, now=now)
    with store.read(crowd.team) as tx:
        stored = tx.sequences.get(sequence.id)
        assert stored is not None
        settings = stored.working.settings
    always = replace(
        settings,
        mailbox_id=mailbox.id,
        opens=time(0),
        closes=time(0),
        business_days_only=False,
    )
    authoring.save_settings(store, who, sequence.id, always, notify_channel="C1", now=now)
    activation.activate(store, who, sequence.id, now=now)
    row = Row(
        number=1,
        email=f"first.of.{crowd.name}{number}.{crowd.team.lower()}@client.example",
        fields={"first_name": "Ada", "last_name": "Byron", "company": "Client & Co"},
    )
    receipt = enrolling.receipt(store, who, sequence.id, [row], again=False, now=now)
    enrolling.commit(store, who, receipt.id, now=now)


@cache
def prepared(database: str, crowd: Crowd) -> str:
    """Return the address of a database with this crowd, made once; copy it before use."""
    url = _kept.enter_context(databases.empty(database))
    make(url, crowd)
    atexit.register(_kept.close)  # here: before what the server has registered for itself
    return url


_kept = ExitStack()
