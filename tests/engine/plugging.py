"""An engine plugged together as the composition root does it, but for Slack."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from engine.domain.connection import Mailbox
from engine.domain.notice import Job, Notice
from engine.listening import CalendarListening, MailListening, TextListening
from engine.ports import Clock, EmailSender, Posted, SmsSender, Store
from engine.providers.gmail_read import GmailMailboxes
from engine.providers.google_calendar import GoogleCalendar
from engine.providers.google_http import GoogleApi
from engine.recovery import Recovery
from engine.scheduler import Engine, Outbox
from engine.sending import Accounts, OneCall, Sending, Times
from engine.sending.drafting import Drafting


class Board:
    """Where notices end up."""

    def __init__(self) -> None:
        self.posted: list[Notice] = []

    def post(self, notice: Notice, *, thread_ts: str | None) -> Posted:
        """Keep it."""
        self.posted.append(notice)
        return Posted(channel=notice.channel, ts=f"{len(self.posted)}.0")

    def tell_unreachable(self, notice: Notice, reason: str) -> None:
        """Nothing here is unreachable."""
        raise AssertionError(reason)


class NoJobs:
    """No click asks for slow work here."""

    def run(self, job: Job) -> None:
        """Refuse."""
        raise AssertionError(job)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What an engine is plugged into; a test may put something in front of each."""

    store: Store
    email: EmailSender
    sms: SmsSender


Wrap = Callable[[Ports], Ports]


def plugged(
    ports: Ports, api: GoogleApi, *, clock: Clock, times: Times, board: Board, owner: str
) -> Engine:
    """Return an engine as a process of that name has it."""
    mail = MailListening(store=ports.store, clock=clock, mailboxes=GmailMailboxes(api))
    calendar = CalendarListening(store=ports.store, clock=clock, calendar=GoogleCalendar(api))
    texts = TextListening(store=ports.store, clock=clock, sms=ports.sms)
    return Engine(
        store=ports.store,
        clock=clock,
        sending=_sending(ports, mail, calendar, texts, clock=clock, times=times, owner=owner),
        recovery=Recovery(
            store=ports.store,
            clock=clock,
            email=ports.email,
            sms=ports.sms,
            hide_seconds=times.lease_seconds,
        ),
        mail=mail,
        calendar=calendar,
        texts=texts,
        sms=ports.sms,
        outbox=Outbox(store=ports.store, clock=clock, notifier=board),
        jobs=NoJobs(),
        owner=owner,
    )


def _sending(
    ports: Ports,
    mail: MailListening,
    calendar: CalendarListening,
    texts: TextListening,
    *,
    clock: Clock,
    times: Times,
    owner: str,
) -> Sending:
    store, email = ports.store, ports.email
    accounts = Accounts(store=store, clock=clock)
    return Sending(
        store=store,
        clock=clock,
        email=email,
        call=OneCall(
            store=store,
            clock=clock,
            email=email,
            sms=ports.sms,
            accounts=accounts,
            times=times,
        ),
        drafting=Drafting(store=store, email=email),
        accounts=accounts,
        look=partial(_look, mail, calendar),
        look_at_texts=texts.look,
        owner=owner,
        public_url="https://outreach.example",
        times=times,
    )


def _look(
    mail: MailListening, calendar: CalendarListening, mailbox: Mailbox, is_judged: bool
) -> datetime:
    calendar.look(mailbox)
    return mail.hear(mailbox, is_judged)
