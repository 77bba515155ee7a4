"""Everything the stand-in knows: accounts, tokens, mail under way, and the time."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sandbox.google.calendar_store import CalendarStore
from sandbox.google.errors import ApiError
from sandbox.google.journal import Journal
from sandbox.google.ledger import Ledger
from sandbox.google.mail_store import MailStore
from sandbox.google.quota import Quota
from sandbox.google.schema import Json
from sandbox.google.switches import Switches

Clock = Callable[[], datetime]


def real_time() -> datetime:
    """Return the real time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Account:
    """One Google account: its mail, its calendar, its names and signatures."""

    email: str  # lower case
    name: str
    timezone: str
    send_as: dict[str, Json]  # address -> Gmail's SendAs resource
    mail: MailStore = field(default_factory=MailStore)
    calendar: CalendarStore = field(default_factory=CalendarStore)
    quota: Quota = field(default_factory=Quota)


@dataclass(slots=True, kw_only=True)
class State:
    """The whole stand-in's memory; hold `lock` while reading or changing it."""

    clock: Clock = real_time  # mail and calendar; the life of tokens runs on real time
    switches: Switches = field(default_factory=Switches)
    accounts: dict[str, Account] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    journal: Journal = field(default_factory=Journal)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def add_account(self, email: str, name: str, signature_html: str, timezone: str) -> Account:
        """Open an account, or change the name, signature and zone of one that is there."""
        email = email.lower()
        if email not in self.accounts:
            self.accounts[email] = Account(email=email, name=name, timezone=timezone, send_as={})
        account = self.accounts[email]
        account.name, account.timezone = name, timezone
        account.send_as[email] = {
            "sendAsEmail": email,
            "displayName": name,
            "replyToAddress": "",
            "signature": signature_html,
            "isPrimary": True,
            "isDefault": True,
        }
        return account

    def holder_of(self, address: str) -> Account | None:
        """Return the account that mail to `address` reaches, tags after a plus included."""
        local, _, domain = address.partition("@")
        return self.accounts.get(address) or self.accounts.get(f"{local.split('+')[0]}@{domain}")

    def account(self, email: str) -> Account:
        """Return an account by its address; raises ApiError 404 if there is none."""
        found = self.accounts.get(email.lower())
        if found is None:
            raise ApiError(404, "notFound", f"no such account: {email}")
        return found
