"""Out of office: the contact waits, nobody is told, and then it goes on by itself."""

from datetime import timedelta

import pytest

from engine.domain.enrollment import EnrollmentState, ExitReason
from engine.domain.sequence import Settings, Step
from engine.use_cases import absences, enrollments
from tests.engine.acme import RITA, TEAM
from tests.engine.hearing import begun, cards, first_mail, hear, later, the, told_owner, two_mails
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors

# A first day back, five days after the mail, as servers and people of seven languages say it.
BACK_ON = {
    "en": ("Automatic reply: Hello", "I am out of the office and will be back on {0:%B} {0.day}."),
    "de": (
        "Automatische Antwort: Hallo",
        "Ich bin nicht im Büro und ab dem {0:%d.%m.%Y} wieder da.",
    ),
    "fr": ("Réponse automatique : Bonjour", "Je suis absente, de retour le {0:%d/%m/%Y}."),
    "es": ("Respuesta automática: Hola", "Estoy fuera de la oficina. Vuelvo el {0:%d/%m/%Y}."),
    "pt": ("Resposta automática: Olá", "Estou ausente. Volto em {0:%d/%m/%Y}."),
    "it": ("Risposta automatica: Ciao", "Sono fuori ufficio. Torno il {0:%d/%m/%Y}."),
    "nl": ("Automatisch antwoord: Hallo", "Ik ben afwezig. Ik ben op {0:%d-%m-%Y} weer terug."),
}


def away(scene: Scene, words: str, subject: str = "Automatic reply: Hello") -> None:
    """Let the contact's server answer."""
    headers = [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")]
    scene.vendors.google.reply(
        first_mail(scene), words, subject=subject, headers=headers, quote=False
    )


@pytest.mark.parametrize("language", sorted(BACK_ON))
def test_an_absence_waits_for_the_day_and_one_business_day(
    vendors: Vendors, url: str, language: str
) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        returns = (scene.clock.now() + timedelta(days=5)).date()
        subject, words = BACK_ON[language]
        away(scene, words.format(returns), subject)

        hear(scene, engine)

        paused = the(scene)
        assert paused.state is EnrollmentState.PAUSED
        assert paused.paused_until is not None
        waits_days = (paused.paused_until.date() - returns).days
        assert 1 <= waits_days <= 3  # a business day, over a weekend perhaps
        assert paused.paused_until.weekday() < 5
        assert (cards(scene), told_owner(scene)) == ([], [])


def test_after_the_absence_the_rest_of_the_wait_counts_and_the_next_step_goes_out(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        engine = begun(scene)
        scene.clock.advance(minutes=30)
        away(scene, "I am out of the office.")
        hear(scene, engine)

        later(scene, engine, days=6, hours=23)
        assert len(scene.mails()) == 1
        later(scene, engine, hours=2)
        assert len(scene.mails()) == 1
        later(scene, engine, minutes=31)

        assert len(scene.mails()) == 2
        assert the(scene).exit is None
        assert cards(scene) == []


def test_an_absence_in_the_look_right_before_a_send_keeps_the_step_back(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        scene.clock.advance(minutes=61)
        away(scene, "I am out of the office.")

        scene.drive(engine)

        assert the(scene).state is EnrollmentState.PAUSED
        assert len(scene.mails()) == 1


def test_a_real_reply_during_the_absence_stops(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        away(scene, "I am out of the office.")
        hear(scene, engine)
        vendors.google.reply(first_mail(scene), "I read it on the beach: yes.")

        hear(scene, engine)
        later(scene, engine, days=10)

        assert the(scene).exit is ExitReason.REPLIED
        assert len(scene.mails()) == 1


def test_a_later_notice_only_lengthens_the_absence(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        far = scene.clock.now() + timedelta(days=20)
        away(scene, f"I will be back on {far:%B} {far.day}.")
        hear(scene, engine)
        until = the(scene).paused_until
        away(scene, "I am out of the office.")

        hear(scene, engine)

        assert the(scene).paused_until == until


@pytest.mark.parametrize(
    "words", ["I will be back on {past:%B} {past.day}.", "I will be back on {far:%B} {far.day}."]
)
def test_a_date_that_is_past_or_far_is_not_believed(vendors: Vendors, url: str, words: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        now = scene.clock.now()
        away(scene, words.format(past=now - timedelta(days=30), far=now + timedelta(days=200)))

        hear(scene, engine)

        assert the(scene).paused_until == now + absences.AWAY


def test_out_of_office_by_hand_passes_over_what_was_heard(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.reply(first_mail(scene), "Away in the mountains, write me in a week")
        hear(scene, engine)
        assert the(scene).exit is ExitReason.REPLIED
        now = scene.clock.now()
        enrollments.pause_until(
            scene.store, RITA, the(scene).id, until=now + timedelta(days=7), now=now
        )

        later(scene, engine, days=7)
        later(scene, engine, hours=2)

        assert len(scene.mails()) == 2


def test_holidays_and_weekends_are_no_business_days(vendors: Vendors, url: str) -> None:
    steps: tuple[Step, ...] = two_mails()
    with opened(vendors, url, people=0, steps=steps) as scene:
        settings = Settings(mailbox_id=scene.mailboxes[0].id, zone="America/New_York")
        with scene.store.read(TEAM):
            scene.write(two_mails(), settings)
        scene.enrol(1)
        engine = scene.engine()
        later(scene, engine, days=3)
        friday = scene.clock.now().date()
        while friday.weekday() != 4 or friday <= scene.clock.now().date():
            friday += timedelta(days=1)
        away(scene, f"I will be back on {friday:%B} {friday.day}.")

        hear(scene, engine)

        until = the(scene).paused_until
        assert until is not None
        assert until.date() == friday + timedelta(days=3)  # the Monday after
