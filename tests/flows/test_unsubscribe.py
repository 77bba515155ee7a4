"""Unsubscribing: a visit changes nothing, the button and one click act, and words do as well."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
import requests

from engine.domain.enrollment import ExitReason
from engine.domain.errors import Refusal
from engine.domain.footer import UnsubscribeStyle
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.use_cases import authoring, suppressing
from sandbox.google.records import DeliveredMail
from tests.flows.outreach import ADA, NAME, Outreach, begun
from tests.flows.scenes import activated, actor_of, enrolled, enrollments, stored, written
from tests.world import opened

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def outreach(tmp_path: Path) -> Iterator[Outreach]:
    with begun(tmp_path) as outreach:
        yield outreach


def link(mail: DeliveredMail) -> str:
    """Return the link in the words of the mail."""
    found = re.search(r"http://127\.0\.0\.1:\d+/unsubscribe/[\w-]+", mail.text)
    assert found, mail.text
    return found[0]


def suppression(outreach: Outreach, value: str = ADA) -> Suppression | None:
    with outreach.world.service.store.read(outreach.world.workspace.team_id) as tx:
        return tx.suppressions.of([value]).get(value)


def exit_of(outreach: Outreach) -> ExitReason | None:
    return enrollments(outreach.world, outreach.sequence_id)[0].exit


def test_every_mail_offers_a_mailto_and_a_link(outreach: Outreach) -> None:
    mail = outreach.mail

    header = mail.header("List-Unsubscribe") or ""
    assert f"<{link(mail)}>" in header
    assert "<mailto:rita@acme.example?subject=unsubscribe%20" in header
    assert link(mail) in mail.html


@pytest.mark.parametrize(
    ("style", "words"),
    [
        (UnsubscribeStyle.TEXT_LINK, "If you'd rather not hear from me"),
        (UnsubscribeStyle.SMALL_FOOTER, "font-size:11px"),
    ],
)
def test_both_styles_carry_the_link(tmp_path: Path, style: UnsubscribeStyle, words: str) -> None:
    with opened(tmp_path) as world:
        world.connect_gmail(world.rep, "rita@acme.example")
        sequence_id = written(world, world.rep)
        settings = replace(stored(world, sequence_id).working.settings, unsubscribe_style=style)
        authoring.save_settings(
            world.service.store,
            actor_of(world, world.rep),
            sequence_id,
            settings,
            notify_channel=world.channel,
            now=world.service.clock.now(),
        )
        activated(world, world.rep, sequence_id)
        enrolled(world, world.rep, sequence_id, ADA)
        world.later(hours=1)
        (mail,) = world.google.delivered(ADA)

        assert words in mail.html
        assert link(mail) in mail.html
        assert requests.post(link(mail), timeout=10).status_code == 200
        assert enrollments(world, sequence_id)[0].exit is ExitReason.UNSUBSCRIBED


def test_a_scanner_that_visits_every_link_changes_nothing(outreach: Outreach) -> None:
    for method in ("GET", "HEAD", "GET"):
        page = requests.request(method, link(outreach.mail), timeout=10)
        assert page.status_code == 200
    assert page.text.count("<button") == 1
    assert ADA in page.text
    outreach.world.settle()

    assert suppression(outreach) is None
    assert exit_of(outreach) is None


@pytest.mark.parametrize("data", [None, ONE_CLICK])
def test_the_button_and_one_click_act_without_a_login(
    outreach: Outreach, data: dict[str, str] | None
) -> None:
    page = requests.post(link(outreach.mail), data=data, timeout=10, allow_redirects=False)
    outreach.world.settle()

    assert page.status_code == 200
    found = suppression(outreach)
    assert found is not None
    assert found.origin is SuppressionOrigin.LINK
    assert exit_of(outreach) is ExitReason.UNSUBSCRIBED
    assert "unsubscribed" in outreach.newest().words
    outreach.world.later(days=7)
    assert len(outreach.to_ada()) == 1


def test_again_is_fine_and_told_once(outreach: Outreach) -> None:
    for _ in range(3):
        assert requests.post(link(outreach.mail), data=ONE_CLICK, timeout=10).status_code == 200
    outreach.world.settle()

    assert "Unsubscribed" in requests.get(link(outreach.mail), timeout=10).text
    assert len(outreach.world.rep.messages("sales")) == 1


def test_a_token_nobody_gave_out_is_refused(outreach: Outreach) -> None:
    wrong = link(outreach.mail)[:-3] + "xyz"

    assert requests.get(wrong, timeout=10).status_code == 404
    assert requests.post(wrong, timeout=10).status_code == 404
    assert suppression(outreach) is None


def test_years_later_the_link_still_works(outreach: Outreach) -> None:
    outreach.world.later(days=3 * 365)
    outreach.world.service.engine.housekeep()

    requests.post(link(outreach.mail), timeout=10)

    assert suppression(outreach) is not None


def test_a_test_s_link_is_dead(outreach: Outreach) -> None:
    world = outreach.world
    world.rep.slash(f"open {NAME}")
    world.rep.press("Preview")
    world.settle()
    world.rep.press("Send test to me", "Step 1")
    world.settle()
    (test,) = [each for each in world.google.delivered() if each.subject.startswith("[Test]")]

    page = requests.post(link(test), timeout=10)

    assert "does nothing" in page.text
    assert suppression(outreach) is None


@pytest.mark.parametrize(
    ("space", "first"), [(" ", ""), (" ", "-"), ("+", "_"), ("_", "-"), (": ", "--")]
)
def test_the_mailto_of_the_header_counts_from_any_address(
    outreach: Outreach, space: str, first: str
) -> None:
    header = outreach.mail.header("List-Unsubscribe") or ""
    found = re.search(r"unsubscribe%20([\w-]+)", header)
    assert found
    token = first + found[1]
    if first:
        _add_token(outreach, token)
    message = EmailMessage()
    message["From"] = "other@mobile.example"
    message["To"] = "rita@acme.example"
    message["Subject"] = f"unsubscribe{space}{token}"
    message["Message-ID"] = "<u1@mobile.example>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("")
    outreach.world.google.inject("rita@acme.example", message.as_bytes())

    outreach.world.hear()

    assert suppression(outreach) is not None
    assert exit_of(outreach) is ExitReason.UNSUBSCRIBED


def _add_token(outreach: Outreach, token: str) -> None:
    (enrollment,) = enrollments(outreach.world, outreach.sequence_id)
    with outreach.world.service.store.begin(outreach.world.workspace.team_id) as tx:
        tx.tokens.add(
            token,
            contact_id=enrollment.contact_id,
            enrollment_id=enrollment.id,
            is_test=False,
            at=outreach.world.service.clock.now(),
        )


@pytest.mark.parametrize(
    "words",
    [
        "unsubscribe",
        "Please remove me from your list.",
        "Bitte nehmen Sie mich aus dem Verteiler.",
        "Merci de me désinscrire.",
        "Por favor, dame de baja.",
        "STOP",
    ],
)
def test_asking_in_words_counts(outreach: Outreach, words: str) -> None:
    outreach.world.google.reply(outreach.mail, words)

    outreach.world.hear()

    found = suppression(outreach)
    assert found is not None
    assert (found.origin, found.note) == (SuppressionOrigin.WORDS, words)
    assert "unsubscribed" in outreach.newest().words


def test_no_admin_can_take_out_a_stop_and_the_list_says_where_each_is_from(
    outreach: Outreach,
) -> None:
    world = outreach.world
    requests.post(link(outreach.mail), timeout=10)
    with world.service.store.begin(world.workspace.team_id) as tx:
        now = world.service.clock.now()
        suppressing.by_stop(tx, "+14155550123", words='=HYPERLINK("x")', now=now)
    with pytest.raises(Refusal, match="texting START"):
        suppressing.remove(world.service.store, actor_of(world, world.admin), "+14155550123")

    text = suppressing.export(world.service.store, actor_of(world, world.admin))

    assert f"{ADA},email,link," in text
    assert "+14155550123,phone,stop,\"'=HYPERLINK" in text
    assert suppression(outreach, "+14155550123") is not None
