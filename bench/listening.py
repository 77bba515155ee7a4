"""How much it costs to listen: many mailboxes polled every minute, and a burst of replies.

    python -m bench.listening [--mailboxes 500] [--events 1000] [--sweeps 3]

The product's own engine, SQLite file and HTTP client; Google is the stand-in, in another process.
Prints what a sweep over all mailboxes and calendars takes, in CPU and in real time, and how long
a burst of replies within one minute takes to be judged. Exits with 1 when a minute is too short.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
from pydantic import SecretStr

from app import build
from bot.config import Settings
from bot.service import Service
from engine.clock import ShiftedClock
from engine.domain.connection import Mailbox
from engine.domain.contact_rows import Row
from engine.domain.delay import Delay, DelayUnit
from engine.domain.enrollment import Delivery, DeliveryKind, DeliveryState, ExitReason, step_key
from engine.domain.sequence import Channel, EmailStep
from engine.domain.workspace import Actor, Member, Workspace, WorkspaceSettings
from engine.scheduler import Intervals
from engine.use_cases import activation, authoring, connecting, enrolling
from sandbox.clock import SharedClock
from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from sandbox.google.world import GoogleWorld
from sandbox.processes import stand_in

TEAM, REP = "T1", "UREP"
MINUTE_SECONDS = 60.0
CORES = 2
ACTOR = Actor(
    workspace_id=TEAM, user_id=REP, name="Rep", zone="UTC", is_admin=True, is_approver=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What something took."""

    seconds: float
    cpu_seconds: float  # of this process, all threads, the kernel's share included

    @property
    def share(self) -> float:
        """Return the part of two cores that it takes when it is done once a minute."""
        return self.cpu_seconds / (MINUTE_SECONDS * CORES)

    def __str__(self) -> str:
        """Return it as it is printed."""
        took = f"{self.seconds:6.1f} s, {self.cpu_seconds:6.2f} s of CPU"
        return f"{took} = {self.share:5.1%} of {CORES} cores, once a minute"


def cost_of(work: Callable[[], object]) -> Cost:
    """Do the work and return what it took."""
    began, cpu = time.monotonic(), time.process_time()
    work()
    return Cost(seconds=time.monotonic() - began, cpu_seconds=time.process_time() - cpu)


@contextmanager
def running(folder: Path) -> Iterator[tuple[Service, GoogleWorld]]:
    """Run the stand-in in its process and the engine in this one, which ticks when we say."""
    clock = SharedClock(folder / "clock")
    process, url = stand_in("google", clock.path)
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder / 'bench.db'}",
        encryption_keys=SecretStr("cQ-i47qkBKDXm8fTZzEHAdGMaYFby7_OU-PsYxBY7us="),
        slack_bot_token=SecretStr("xoxb-bench"),
        slack_signing_secret=SecretStr("bench"),
        port=0,
        google_client_id=CLIENT_ID,
        google_client_secret=SecretStr(CLIENT_SECRET),
        google_api_url=url,
        google_auth_url=f"{url}/o/oauth2/v2/auth",
        google_token_url=f"{url}/token",
    )
    service = build(settings, clock=ShiftedClock(clock.path))
    world = GoogleWorld(url)
    try:
        yield service, world
    finally:
        world.close()
        service.store.close()
        process.terminate()
        process.wait()


def set_the_scene(service: Service, world: GoogleWorld, mailboxes: int, contacts: int) -> None:
    """Connect the mailboxes, and let each have written to its share of the contacts."""
    now = service.clock.now()
    with service.store.engine() as etx:
        workspace = Workspace(
            id=TEAM, name="Bench", bot_token="xoxb-1", bot_user_id="UBOT", webhook_secret="s"
        )
        etx.save_workspace(workspace)
        tx = etx.within(TEAM)
        member = Member(
            workspace_id=TEAM,
            user_id=REP,
            name="Rep",
            first_name="Rep",
            zone="UTC",
            is_admin=True,
            seen_at=now,
        )
        tx.members.save(member)
        tx.workspace.save_settings(WorkspaceSettings(postal_address="1 Main St"))
    with requests.Session() as browser:
        boxes = [_connected(service, world, browser, number) for number in range(mailboxes)]
    for place, mailbox in enumerate(boxes):
        share = contacts // mailboxes + (place < contacts % mailboxes)
        _written_to(service, mailbox, share)


def _connected(
    service: Service, world: GoogleWorld, browser: requests.Session, number: int
) -> Mailbox:
    address = f"rep{number}@acme.example"
    world.add_account(address, "Rep")
    world.consent_as(address)
    consent = service.web.consent
    assert consent is not None
    redirect = "http://127.0.0.1:3000/google/callback"
    page, verifier = consent.address(state="s", redirect_uri=redirect, login_hint=address)
    answer = browser.get(page, allow_redirects=False, timeout=20)
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][-1]
    granted = consent.exchange(code=code, verifier=verifier, redirect_uri=redirect)
    asked = connecting.Asked(workspace_id=TEAM, member_id=REP, verifier=verifier)
    now = service.clock.now()
    return connecting.finish_google(service.store, service.web.mailboxes, asked, granted, now=now)


def _written_to(service: Service, mailbox: Mailbox, contacts: int) -> None:
    """Make a sequence whose first mail went out to these contacts."""
    if not contacts:
        return
    store, now = service.store, service.clock.now()
    sequence = authoring.create(store, ACTOR, name=f"From {mailbox.email}", now=now)
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Hello"}]}
    body = {"type": "rich_text", "elements": [words]}
    for wait_days in (0, 5):
        delay = Delay(amount=wait_days, unit=DelayUnit.DAYS)
        step = EmailStep(id=authoring.new_step_id(), delay=delay, subject="Hello", body=body)
        authoring.save_step(store, ACTOR, sequence.id, step, now=now)
    with store.begin(TEAM) as tx:
        stored = tx.sequences.get(sequence.id)
        assert stored is not None
        settings = stored.working.settings
    chosen = replace(settings, mailbox_id=mailbox.id)
    authoring.save_settings(store, ACTOR, sequence.id, chosen, notify_channel="C1", now=now)
    activation.activate(store, ACTOR, sequence.id, now=now)
    rows = [
        Row(number=place, email=_address(mailbox, place), fields={}) for place in range(contacts)
    ]
    receipt = enrolling.receipt(store, ACTOR, sequence.id, rows, again=False, now=now)
    enrolling.commit(store, ACTOR, receipt.id, now=now)
    with store.begin(TEAM) as tx:
        for enrollment in tx.enrollments.of_sequence(sequence.id):
            contact = tx.contacts.get(enrollment.contact_id)
            assert contact is not None
            delivery = Delivery(
                id=f"d-{enrollment.id}",
                workspace_id=TEAM,
                key=step_key(enrollment.id, enrollment.step_id or ""),
                kind=DeliveryKind.STEP,
                channel=Channel.EMAIL,
                state=DeliveryState.SENT,
                sequence_id=sequence.id,
                enrollment_id=enrollment.id,
                contact_id=contact.id,
                step_id=enrollment.step_id,
                mailbox_id=mailbox.id,
                to_address=contact.email,
                subject="Hello",
                thread_id=f"thread-{enrollment.id}",
                rfc822_id=_message_id(contact.email),
                prepared_at=now,
                sent_at=now,
            )
            tx.deliveries.add(delivery)


def _address(mailbox: Mailbox, place: int) -> str:
    return f"c{place}.of.{mailbox.email.partition('@')[0]}@client.example"


def _message_id(address: str) -> str:
    return f"<to-{address}>"


def burst(service: Service, world: GoogleWorld) -> int:
    """Let every contact answer at once; return how many did."""
    with service.store.engine() as etx:
        boxes = etx.mailboxes()
    count = 0
    with service.store.read(TEAM) as tx:
        answers = [
            (mailbox.email, contact.email)
            for mailbox in boxes
            for contact in tx.contacts.search(f".of.{mailbox.email.partition('@')[0]}@", limit=99)
        ]
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda each: world.inject(each[0], _reply(*each)), answers):
            count += 1
    return count


def _reply(to: str, sender: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = "Re: Hello"
    message["Message-ID"] = f"<from-{sender}>"
    message["In-Reply-To"] = message["References"] = _message_id(sender)
    message.set_content("Yes, gladly. " * 40 + "\n\nOn Monday Rep wrote:\n> Hello\n" + "> \n" * 40)
    return message.as_bytes()


def judged(service: Service) -> int:
    """Return how many have answered, as far as was heard."""
    with service.store.read(TEAM) as tx:
        found = [each for one in tx.sequences.all() for each in tx.enrollments.of_sequence(one.id)]
    return sum(each.exit is ExitReason.REPLIED for each in found)


def as_configured(mail: Cost, calendars: Cost) -> str:
    """Return what listening costs at the intervals that the product really runs at."""
    every = Intervals()
    seconds = (
        mail.cpu_seconds * MINUTE_SECONDS / every.mail
        + calendars.cpu_seconds * MINUTE_SECONDS / every.calendar
    )
    share = seconds / (MINUTE_SECONDS * CORES)
    return (
        f"as set    mail every {every.mail:g} s, calendars every {every.calendar:g} s: "
        f"{seconds:.1f} s of CPU a minute = {share:.1%} of {CORES} cores"
    )


def main() -> int:
    """Run the bench; return 1 when the minute is too short for something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mailboxes", type=int, default=500)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--sweeps", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as (service, world):
        began = time.monotonic()
        world.set_switches(quota_units_per_minute=1_000_000)
        set_the_scene(service, world, options.mailboxes, options.events)
        took = time.monotonic() - began
        print(f"{options.mailboxes} mailboxes, {options.events} contacts ready in {took:.0f} s")
        engine = service.engine
        costs = []
        for number in range(options.sweeps):
            mail, calendar = cost_of(engine.poll_mail), cost_of(engine.poll_calendars)
            first = " (with its access tokens and first full calendars)" if number == 0 else ""
            print(f"mail      {mail}{first}")
            print(f"calendars {calendar}{first}")
            costs += [] if number == 0 and options.sweeps > 1 else [mail, calendar]
        print(as_configured(costs[-2], costs[-1]))
        answers = burst(service, world)
        heard = cost_of(engine.poll_mail)
        count = judged(service)
        print(f"burst     {heard}: {count} of {answers} replies heard and judged")
    fits = all(each.seconds < MINUTE_SECONDS for each in [*costs, heard]) and count == answers
    print("fits into a minute" if fits else "DOES NOT FIT into a minute")
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
