"""An address was wrong: once it is mended, the sequence can go on."""

from pathlib import Path

from tests.flows.outreach import ADA, Outreach, begun

NEW = "ada.byron@example.com"


def open_edit(outreach: Outreach) -> None:
    rep = outreach.world.rep
    rep.slash(f"contact {ADA}")
    rep.press("Edit")


def test_a_bounced_contact_gets_the_rest_at_the_mended_address(tmp_path: Path) -> None:
    with begun(tmp_path) as outreach:
        world, rep = outreach.world, outreach.world.rep
        world.google.bounce(outreach.mail)
        world.hear()
        assert "bounced" in outreach.newest().text
        open_edit(outreach)
        rep.fill("Email", NEW)
        assert not rep.submit().errors
        rep.press("Resume")
        rep.close(everything=True)
        world.later(days=3)
        assert len(outreach.to_ada()) == 1
        assert [mail.to for mail in world.google.delivered(NEW)] == [NEW]


def test_an_address_that_is_none_or_another_contact_s_is_refused_at_its_field(
    tmp_path: Path,
) -> None:
    with begun(tmp_path) as outreach:
        rep = outreach.world.rep
        rep.slash("enroll Q4 CFO bob@example.com")
        rep.submit()
        rep.submit()
        rep.close(everything=True)
        open_edit(outreach)
        rep.fill("Email", "nowhere")
        assert "no email address" in rep.submit().errors["Email"]
        rep.fill("Email", "Bob@example.com")
        assert "another contact" in rep.submit().errors["Email"]
