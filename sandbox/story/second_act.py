"""The second act: two workspaces of one name, 300 contacts due at nine on a Monday."""

from datetime import time, timedelta

from sandbox.story import cast, crowd, doing, killing, reckoning
from sandbox.story.cast import Cast
from sandbox.story.landing import Morning
from sandbox.story.plot import FIRST_WORDS, NAME, OLD_WORDS, OPENING, THERE_MAIL, Plot
from sandbox.story.telling import Teller

TEXT = "Hi {{ first_name }}, Rita from Acme. Shall we talk this week? STOP ends these texts."


def play(teller: Teller, here: Cast, seed: int) -> None:
    """Play it after the first act, whose workspace and people go on; the seed deals the parts."""
    google = teller.scene.google
    google.set_switches(quota_units_per_minute=1_000_000)  # a morning passes in seconds
    google.add_account(THERE_MAIL, "Rita Rep", signature_html="Rita, of the other Acme")
    teller.chapter(f"A second Acme (seed {seed})")
    there = cast.assembled(teller.scene, like=here)
    plot = Plot(teller=teller, here=here, there=there, crowd=crowd.gathered(seed))
    _set_up(plot)
    _write(plot)
    _apart(plot)
    teller.chapter("Friday: the first emails")
    _friday(plot)
    _stopped_wrongly(plot)
    teller.chapter("Monday at nine: 300 contacts are due")
    monday = cast.monday_after(teller.scene.clock.now(), time(9))
    teller.at(monday - timedelta(minutes=1))
    plot.check_sent(follow_ups=0, line="Nothing goes out before nine")
    morning = Morning.prepared(plot)
    teller.at(monday + timedelta(minutes=31))
    morning.told()
    killing.killed_and_started_again(plot)
    morning.ended()
    teller.chapter("The days after")
    _tuesday(plot)
    _back_again(plot)
    _heard_after_the_last_step(plot)
    teller.chapter("The reckoning")
    reckoning.reckon(plot)


def _set_up(plot: Plot) -> None:
    teller, there = plot.teller, plot.there
    there.admin.slash("setup")
    teller.until(lambda: doing.has(there.admin, "Seconds between sends"), "the Setup form")
    there.admin.fill("Seconds between sends", "0")
    there.admin.fill("Postal address", "Acme Ltd., 2 Side St, Boston, MA 02108")
    there.admin.fill("Default notify channel", there.channel)
    taken = not there.admin.submit().errors
    teller.check(taken, "Another Acme installs the app, with people of the same names and ids")
    page = doing.connect_gmail(teller, there.rep, THERE_MAIL)
    teller.check(THERE_MAIL in page, f"Its own Rita connects {THERE_MAIL}")


def _write(plot: Plot) -> None:
    for people, account in plot.both:
        rep = people.rep
        doing.new_sequence(plot.teller, rep, NAME)
        doing.settings(rep, send_from=account, notify_channel=people.channel)
        doing.email_step(rep, 0, "minutes", OPENING, FIRST_WORDS)
        doing.email_step(rep, 17, "hours", "Once more", OLD_WORDS)
        if people is plot.here:
            doing.sms_step(rep, 1, "days", TEXT)
        rep.close(everything=True)
    plot.teller.tell(f"Each Rita writes “{NAME}”")


def _apart(plot: Plot) -> None:
    here, there = (repr(people.rep.slash("")) for people, _ in plot.both)
    plot.teller.check(
        "Q4 CFO outreach" in here and NAME in here and NAME in there, "Each sees her own"
    )
    plot.teller.check("Q4 CFO outreach" not in there, "… and not the other Acme's")


def _friday(plot: Plot) -> None:
    teller, people = plot.teller, plot.crowd
    for (team, _), contacts in zip(plot.both, (people.here, people.there), strict=True):
        receipt = doing.enroll_csv(teller, team.rep, NAME, crowd.as_csv(contacts))
        teller.check(str(crowd.EACH) in receipt, f"{crowd.EACH} contacts are enrolled from a CSV")
    doing.request_approval(teller, plot.here.rep, NAME)
    approved = doing.approve(teller, plot.here.manager, doing.card(teller, plot.here.manager))
    teller.check(approved, "Mona approves here")
    there = plot.there.rep
    there.slash(f"activate {NAME}")
    teller.until(lambda: doing.submits(there, "Activate"), "the live checks")
    there.submit()
    there.close(everything=True)
    teller.tell("… and over there, where nobody has to approve, Rita activates by herself")
    plot.until_sent(2 * crowd.EACH)
    teller.tell("300 first emails go out, spacing 0, both mailboxes at once")


def _stopped_wrongly(plot: Plot) -> None:
    teller, who = plot.teller, plot.crowd.stopped_wrongly
    google = teller.scene.google
    google.reply(plot.mails_here(who)[0], "Ticket 4711 is open. Our front desk has your message.")
    notice = doing.seen(teller, plot.here, "replied", who.name)
    plot.here.rep.press_in(notice, "Resume")
    teller.until(lambda: "Under way" in plot.why(who), "the contact to go on")
    teller.tell("… which was none: Rita presses Resume")


def _tuesday(plot: Plot) -> None:
    teller, texts = plot.teller, plot.teller.scene.salesmsg.texts
    before = len(texts())
    teller.later(timedelta(days=1, minutes=30))
    expected = len(plot.texted())
    teller.until(
        lambda: len(texts()) - before >= expected,
        "Tuesday's texts",
        seconds=150,  # a minute's requests to Salesmsg may be spent: the texts then wait for more
        meanwhile=teller.tick,
    )
    teller.tell(f"{expected} texts go out; who has no phone is passed over")


def _back_again(plot: Plot) -> None:
    teller, who = plot.teller, plot.crowd.goes_away
    teller.check(len(plot.mails_here(who)) == 1, f"{who.name} is still away and has got nothing")
    # Away until Tuesday is back on Wednesday, and is left alone for a business day more.
    teller.at(cast.monday_after(teller.scene.clock.now(), time(9, 40)) - timedelta(days=4))
    teller.until(lambda: len(plot.mails_here(who)) == 2, f"the next step to {who.name}")
    teller.tell(f"Thursday: {who.name} is back, and does get the next step")
    wrongly = plot.crowd.stopped_wrongly
    teller.check(len(plot.mails_here(wrongly)) == 2, f"So did {wrongly.name}, who was resumed")


def _heard_after_the_last_step(plot: Plot) -> None:
    teller, who = plot.teller, plot.crowd.answers_last
    teller.until(lambda: "Finished" in plot.why(who, plot.there), "the last step to be behind")
    mail = plot.mails(who, THERE_MAIL)[-1]
    teller.scene.google.reply(mail, "Sorry for the late answer: yes, let us talk.")
    doing.seen(teller, plot.there, "replied", who.name)
    leaked = doing.notice(plot.here, "replied", who.name)
    teller.check(leaked is None, "… after the last step; the other Acme's channel hears nothing")
