"""What the second act's scenes share: the two workspaces, the crowd, and what each has got."""

from dataclasses import dataclass

from sandbox.google.records import DeliveredMail
from sandbox.google.world import GoogleWorld
from sandbox.story.cast import REP_MAIL, Cast
from sandbox.story.crowd import EACH, Contact, Crowd
from sandbox.story.telling import Teller

NAME = "Winter invoices"
THERE_MAIL = "rita@elsewhere.example"
OPENING = "Invoices at {{ company }}"
FIRST_WORDS = "Hi {{ first_name }},\n\nwho does the invoices at {{ company }}?"
OLD_WORDS = "Hi {{ first_name }}, in the old words: is there ten minutes for this?"
NEW_WORDS = "Hi {{ first_name }}, in the new words: would Thursday do?"
FIRST_ACT_MAILS = 7
SENDING_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Everyone on stage."""

    teller: Teller
    here: Cast
    there: Cast
    crowd: Crowd

    @property
    def both(self) -> tuple[tuple[Cast, str], tuple[Cast, str]]:
        """Each workspace's people and their mailbox."""
        return (self.here, REP_MAIL), (self.there, THERE_MAIL)

    @property
    def google(self) -> GoogleWorld:
        """The world's mail."""
        return self.teller.scene.google

    @property
    def expected_on_monday(self) -> int:
        """All mails up to Monday's end: three of the first workspace's contacts dropped out."""
        return 4 * EACH - 3

    def mails(self, to: Contact, account: str) -> list[DeliveredMail]:
        """Return what this contact got from this mailbox, oldest first."""
        got = self.google.delivered(to=to.email)
        return [mail for mail in got if mail.account == account]

    def mails_here(self, to: Contact) -> list[DeliveredMail]:
        """Return what this contact got from the first workspace, oldest first."""
        return self.mails(to, REP_MAIL)

    def why(self, who: Contact, people: Cast | None = None) -> str:
        """Return what `/sequence why` answers, to the first workspace's Rita unless said."""
        return repr((people or self.here).rep.slash(f"why {who.email}"))

    def sent(self) -> int:
        """Return how many mails of the second act have reached their recipients."""
        return self.google.delivered_count() - FIRST_ACT_MAILS

    def until_sent(self, count: int) -> None:
        """Wait until so many mails of the second act are there, time passing meanwhile."""
        self.teller.until(
            lambda: self.sent() >= count,
            f"{count} mails",
            seconds=SENDING_SECONDS,
            meanwhile=self.teller.tick,
        )

    def check_sent(self, *, follow_ups: int, line: str) -> None:
        """Check how many follow-ups there are."""
        self.teller.check(self.sent() == 2 * EACH + follow_ups, line)

    def texted(self) -> list[Contact]:
        """Return who gets a text on Tuesday: has a phone, goes on, and is not away."""
        crowd = self.crowd
        without = {one.email for one in (crowd.replies, crowd.unsubscribes, crowd.goes_away)}
        return [one for one in crowd.here if one.phone and one.email not in without]
