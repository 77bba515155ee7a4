"""The first act: from setting up to the notices, through every screen a sales team sees."""

from datetime import time, timedelta

from sandbox.google.records import DeliveredMail
from sandbox.slack import Person
from sandbox.story import cast, doing
from sandbox.story.cast import CSV, ENROLLED, PASTED, Cast
from sandbox.story.telling import Teller

NAME = "Q4 CFO outreach"
FIRST = "A question about {{ company }}"


def play(teller: Teller) -> Cast:
    """Play it; return the people, for whoever wants to go on."""
    scene = teller.scene
    scene.clock.set(cast.next_monday(time(9, 30)))
    scene.google.add_account(
        cast.REP_MAIL, "Rita Rep", signature_html="<b>Rita Rep</b><br>Acme Sales"
    )
    scene.salesmsg.add_token(cast.TOKEN)
    scene.salesmsg.add_team(7, "Sales", cast.NUMBER)
    people = cast.assembled(scene)
    teller.chapter("Setting up")
    _set_up(teller, people)
    _connect_gmail(teller, people)
    teller.chapter("Writing the sequence")
    _write(teller, people)
    teller.chapter("Enrolling")
    _enroll(teller, people)
    teller.chapter("Approval")
    _approve(teller, people)
    teller.chapter("It sends")
    first = _first_emails(teller)
    _answers(teller, people, first)
    _follow_ups(teller, first)
    teller.chapter("Pause and resume")
    _pause_and_resume(teller, people)
    teller.chapter("What the channel saw")
    _notices(teller, people)
    return people


def _set_up(teller: Teller, people: Cast) -> None:
    admin = people.admin
    admin.slash("setup")
    teller.until(lambda: doing.has(admin, "Approvers"), "the Setup form")
    admin.fill("Approvers", ["mona"])
    admin.fill("Seconds between sends", "0")
    admin.fill("Postal address", "Acme Inc., 1 Main St, New York, NY 10001")
    admin.fill("Default notify channel", people.channel)
    outcome = admin.submit()
    teller.check(not outcome.errors, "Ada, an admin, names Mona as approver in Setup")
    admin.slash("setup")
    teller.until(lambda: doing.has(admin, "Approvers"), "the Setup form")
    admin.press("Connect Salesmsg")
    admin.fill("Personal access token", cast.TOKEN)
    admin.submit()
    teller.until(
        lambda: (screen := admin.modal()) and "is connected" in screen.text,
        "Salesmsg to be connected",
    )
    admin.close(everything=True)
    address = _webhook_address(admin)
    teller.scene.salesmsg.set_webhook(address)
    teller.tell("Salesmsg is connected and its webhook set")


def _webhook_address(admin: Person) -> str:
    admin.slash("setup")
    text = admin.modal().text if admin.modal() else ""  # type: ignore[union-attr]
    admin.close(everything=True)
    start = text.index("http", text.index("Webhook address"))
    return text[start:].split()[0].strip("`>")


def _connect_gmail(teller: Teller, people: Cast) -> None:
    page = doing.connect_gmail(teller, people.rep, cast.REP_MAIL)
    teller.check(cast.REP_MAIL in page, f"Rita connects {cast.REP_MAIL} through Google's consent")


def _write(teller: Teller, people: Cast) -> None:
    rep = people.rep
    doing.new_sequence(teller, rep, NAME)
    taken = doing.settings(rep, send_from=cast.REP_MAIL, notify_channel=people.channel)
    teller.check(taken, "Rita makes a sequence and chooses her mailbox and channel")
    question = "Hi {{ first_name }},\n\nhow does {{ company }} do invoices?"
    doing.email_step(rep, 0, "minutes", FIRST, question)
    reminder = "Hi {{ first_name }}, did you see my question?"
    doing.email_step(rep, 1, "days", "Follow-up", reminder)
    text = "Hi {{ first_name }}, Rita from Acme here. Reply STOP to opt out."
    doing.sms_step(rep, 1, "days", text)
    teller.tell("… writes two emails and a text")


def _enroll(teller: Teller, people: Cast) -> None:
    rep = people.rep
    rep.press("Enroll contacts")
    rep.fill("Contacts", PASTED)
    rep.submit()
    teller.until(lambda: doing.submits(rep, "Enroll"), "the receipt of the pasted list")
    rep.submit()
    teller.tell("Rita enrolls three contacts from a pasted list")
    rep.close(everything=True)
    receipt = doing.enroll_csv(teller, rep, NAME, CSV.encode("cp1252"))
    teller.check(
        "invalid address" in receipt and "already in this sequence" in receipt,
        "… and two more from a CSV, whose receipt names who is refused and why",
    )


def _approve(teller: Teller, people: Cast) -> None:
    rep, manager = people.rep, people.manager
    teller.check(not any(map(teller.mails, ENROLLED)), "A draft sends nothing")
    doing.request_approval(teller, rep, NAME)
    card = doing.card(teller, manager)
    teller.tell("The live checks pass; Rita requests approval, and Mona gets a card")
    approved = doing.approve(teller, manager, card)
    teller.check(approved, "Mona reviews every step and approves")
    teller.until(lambda: any("pproved" in m.text for m in rep.dms()), "the requester's DM")


def _first_emails(teller: Teller) -> dict[str, DeliveredMail]:
    teller.until(lambda: all(map(teller.mails, ENROLLED)), "the first emails")
    first = {to: teller.scene.google.delivered(to=to)[0] for to in ENROLLED}
    bea = first["bea@north.example"]
    teller.check(bea.subject == "A question about North GmbH", "First emails arrive, personal")
    teller.check(
        "Rita Rep" in bea.html and "/unsubscribe/" in bea.text, "… signed, with an unsubscribe link"
    )
    return first


def _answers(teller: Teller, people: Cast, first: dict[str, DeliveredMail]) -> None:
    google = teller.scene.google
    google.reply(first["bea@north.example"], "We do them by hand. Let's talk!")
    doing.seen(teller, people, "replied", "Bea")
    starts = teller.scene.clock.now() + timedelta(days=3)
    google.book_meeting(cast.REP_MAIL, "carl@south.example", starts)
    doing.seen(teller, people, "booked a meeting", "Carl")
    visit, pressed = cast.press_unsubscribe(cast.unsubscribe_link(first["dora@east.example"].text))
    teller.check(
        "Unsubscribed" not in visit and "Unsubscribed" in pressed,
        "Dora visits the link, which changes nothing, and presses the button",
    )
    doing.seen(teller, people, "unsubscribed", "Dora")


def _follow_ups(teller: Teller, first: dict[str, DeliveredMail]) -> None:
    teller.later(timedelta(days=1, minutes=45))
    for to in ("emil@west.example", "fay@hill.example"):
        teller.until(lambda to=to: teller.mails(to) == 2, f"the follow-up to {to}")  # type: ignore[misc]
        second = teller.scene.google.delivered(to=to)[1]
        same = second.conversation == first[to].conversation
        teller.check(
            same and second.subject == f"Re: {first[to].subject}",
            f"{to} gets the follow-up in the same thread, by the headers alone",
        )
    for to in ("bea@north.example", "carl@south.example", "dora@east.example"):
        teller.check(teller.mails(to) == 1, f"{to} gets none")


def _pause_and_resume(teller: Teller, people: Cast) -> None:
    rep, salesmsg = people.rep, teller.scene.salesmsg
    doing.pause(rep, NAME)
    teller.later(timedelta(days=2))
    teller.never(lambda: salesmsg.texts(), "a text while paused")
    teller.tell("Paused over two days: nothing goes out")
    doing.resume(teller, rep, NAME)
    teller.never(lambda: salesmsg.texts(), "a text before the rest of the wait is over")
    teller.later(timedelta(days=1, minutes=30))
    for phone in ("+12125550114", "+12125550115"):
        teller.until(lambda phone=phone: salesmsg.texts(phone), f"the text to {phone}")  # type: ignore[misc]
    teller.tell("Resumed: the texts go out when the rest of the wait is over")
    salesmsg.reply("+12125550114", "STOP")
    doing.seen(teller, people, "replied STOP", "Emil")


def _notices(teller: Teller, people: Cast) -> None:
    words = " ".join(m.text for m in people.rep.messages(people.channel))
    for what in ("replied", "booked a meeting", "unsubscribed", "replied STOP"):
        teller.check(what in words, f"“{what}”")
    teller.check(not teller.scene.google.violations(), "Google's rules were kept throughout")
