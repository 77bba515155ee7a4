"""What lands between a draft and its send: the app waits for Gmail's answer while it happens."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from sandbox.gates import Gate
from sandbox.story import cast, doing
from sandbox.story.cast import NEW_YORK, REP_MAIL
from sandbox.story.crowd import EACH, Contact
from sandbox.story.plot import FIRST_ACT_MAILS, NAME, NEW_WORDS, THERE_MAIL, Plot

DRAFTED = "POST .*/drafts$"
MONDAYS_TURNS_SECONDS = 60.0


@dataclass(slots=True, kw_only=True)
class Landing:
    """Something that happens while one contact's draft is made and not yet sent."""

    what: str
    gate: Gate
    land: Callable[[], None]  # while the draft waits
    then: Callable[[], None]  # once the app has its answer


@dataclass(slots=True, kw_only=True)
class Morning:
    """Monday morning in the first workspace: six things land."""

    plot: Plot
    approved_at: datetime | None = None  # UTC, when the new words came into force
    _landings: list[Landing] = field(default_factory=list)
    _drafted: dict[str, Contact] = field(default_factory=dict)  # whose turn it was

    @classmethod
    def prepared(cls, plot: Plot) -> "Morning":
        """Put up the gates before anything is due: the seed's contacts, and the first of all."""
        morning, crowd = cls(plot=plot), plot.crowd
        morning._at("a reply", morning._reply, crowd.replies)
        morning._at("an absence", morning._absence, crowd.goes_away)
        morning._at("an unsubscribe", morning._unsubscribe, crowd.unsubscribes)
        morning._at("a pause", morning._pause, then=morning._resume)
        return morning

    def _at(
        self,
        what: str,
        land: Callable[[], None],
        who: Contact | None = None,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        # Long names fold a header over two lines.
        to = rf".*\nTo: .{{0,200}}<{re.escape(who.email)}>" if who else ""
        gate = self.plot.google.gate(
            DRAFTED, saying=rf"From: .{{0,200}}<{re.escape(REP_MAIL)}>{to}"
        )
        self._landings.append(Landing(what=what, gate=gate, land=land, then=then))

    def told(self) -> None:
        """Let each thing land as its turn comes."""
        self._all_land()
        # An approval plans everyone anew: only once the seed's contacts have had their turn.
        self._at("an edit", self._edit)
        self._all_land()

    def _all_land(self) -> None:
        teller = self.plot.teller
        while self._landings:
            expected = " or ".join(one.what for one in self._landings)
            landing = teller.until(
                self._waited_at,
                f"the draft before {expected}",
                seconds=MONDAYS_TURNS_SECONDS,
                meanwhile=teller.tick,
            )
            self._landings.remove(landing)
            who = self._drafted[landing.what] = self._now_drafted()
            landing.land()
            landing.gate.open()
            teller.tell(f"Between a draft and its send, to {who.name}: {landing.what}")
            landing.then()

    def _waited_at(self) -> Landing | None:
        return next((one for one in self._landings if one.gate.is_waited_at()), None)

    def _now_drafted(self) -> Contact:
        drafts = self.plot.google.drafts(REP_MAIL)
        address = parseaddr(drafts[-1].to)[1]
        return next(one for one in self.plot.crowd.here if one.email == address)

    # What lands -------------------------------------------------------------------------------
    def _reply(self) -> None:
        who = self.plot.crowd.replies
        self.plot.google.reply(self.plot.mails_here(who)[0], "Thank you, we have someone for it.")
        self._until(lambda: doing.notice(self.plot.here, "replied", who.name), "its notice")

    def _absence(self) -> None:
        who = self.plot.crowd.goes_away
        now = self.plot.teller.scene.clock.now().astimezone(ZoneInfo(NEW_YORK))
        day = now + timedelta(days=1)
        until = f"{day:%A, %B} {day.day}, {day.year}"
        self.plot.google.absence(self.plot.mails_here(who)[0], until)
        self._until(lambda: "Paused until" in self.plot.why(who), "the absence to be heard")

    def _unsubscribe(self) -> None:
        who = self.plot.crowd.unsubscribes
        cast.press_unsubscribe(cast.unsubscribe_link(self.plot.mails_here(who)[0].text))
        self._until(lambda: doing.notice(self.plot.here, "unsubscribed", who.name), "its notice")

    def _pause(self) -> None:
        doing.pause(self.plot.here.rep, NAME)

    def _resume(self) -> None:
        teller, who = self.plot.teller, self._drafted["a pause"]
        teller.never(lambda: len(self.plot.mails_here(who)) > 1, "a mail while paused", seconds=1)
        doing.resume(teller, self.plot.here.rep, NAME)
        teller.tell("… nothing goes out while paused; Rita resumes")

    def _edit(self) -> None:
        rep = self.plot.here.rep
        doing.edit_email_step(self.plot.teller, rep, NAME, "Step 2", NEW_WORDS)
        doing.request_approval(self.plot.teller, rep, NAME)
        self._at("an approval", self._approval)

    def _approval(self) -> None:
        teller, manager = self.plot.teller, self.plot.here.manager
        if not doing.approve(teller, manager, doing.card(teller, manager)):
            raise AssertionError("The approval was not taken.")
        self.approved_at = teller.scene.clock.now()

    def _until(self, look: Callable[[], object], what: str) -> None:
        self.plot.teller.until(look, what)

    # What came of it --------------------------------------------------------------------------
    def ended(self) -> None:
        """Check what everyone got that Monday."""
        plot, teller = self.plot, self.plot.teller
        plot.until_sent(plot.expected_on_monday)
        for what in ("a reply", "an absence", "an unsubscribe"):
            who = self._drafted[what]
            alone = len(plot.mails_here(who)) == 1 and len(plot.mails(who, THERE_MAIL)) == 2
            line = f"{who.name} got nothing after {what}; the other Acme, unaware, went on"
            teller.check(alone, line)
        who = self._drafted["a pause"]
        teller.check(len(plot.mails_here(who)) == 2, f"{who.name} got theirs once, after the pause")
        for what in ("an edit", "an approval"):
            who = self._drafted[what]
            teller.check(len(plot.mails_here(who)) == 2, f"{who.name}, drafted at {what}, got one")
        teller.check(self._each_got_what_was_approved(), "Each mail has the words approved by then")

    def _each_got_what_was_approved(self) -> bool:
        delivered = self.plot.google.delivered(after_id=FIRST_ACT_MAILS + 2 * EACH)
        mails = [each for each in delivered if each.account == REP_MAIL]
        approved = [each for each in mails if each.at > self._approved]
        return all("new words" in each.text for each in approved) and all(
            "old words" in each.text for each in mails if each not in approved
        )

    @property
    def _approved(self) -> datetime:
        if self.approved_at is None:
            raise AssertionError("Nothing was approved.")
        return self.approved_at
