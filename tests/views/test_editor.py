"""The editor: whole in every state, within Slack's limits at any size."""

from typing import Any

import pytest

from bot.views import editor, editor_steps, kit
from bot.views.editor import Form, Meta
from engine.domain.approval import ApprovalState
from engine.domain.sequence import Content, SequenceState
from sandbox.slack.reading import button_named, buttons_of, texts_of
from sandbox.slack.views import with_ids
from tests.views import people
from tests.views.golden import assert_view, check_view

STEPS = (people.email_step(body=people.NASTY), people.sms_step())


def texts(view: dict[str, Any]) -> str:
    return "\n".join(texts_of(view["blocks"]))


def button_texts(view: dict[str, Any]) -> list[str]:
    return [each.text for each in buttons_of(with_ids(view["blocks"]))]


@pytest.mark.parametrize("state", SequenceState)
@pytest.mark.parametrize("has_changes", [True, False])
def test_the_editor_offers_what_fits_the_state(state: SequenceState, has_changes: bool) -> None:
    of = people.sequence(*STEPS, state=state, active_version=None if state == "draft" else 1)
    view = editor.build(people.opened(of, has_changes=has_changes))
    check_view(f"editor_{state}{'_changed' if has_changes else ''}", view)
    offered = {"Activate", "Pause", "Resume"} & set(button_texts(view))
    by_state = {"draft": {"Activate"}, "active": {"Pause"}, "paused": {"Resume"}}
    assert offered == by_state[state] | ({"Activate"} if has_changes else set())


def test_every_step_has_its_whole_menu() -> None:
    view = editor.build(people.opened(people.sequence(*STEPS)))
    menus = [menu.options for menu in buttons_of(with_ids(view["blocks"]), "overflow")]
    assert menus == [["Edit", "Move up", "Move down", "Duplicate", "Delete"]] * 2


def test_a_menu_says_what_was_chosen_for_which_step() -> None:
    view = editor.build(people.opened(people.sequence(*STEPS)))
    menu = buttons_of(with_ids(view["blocks"]), "overflow")[1]
    chosen = [editor_steps.read(option["value"]) for option in menu.element["options"]]
    assert {each.step for each in chosen} == {"s1"}
    assert [each.do for each in chosen] == menu.options


@pytest.mark.parametrize("page", range(-1, 4))
@pytest.mark.parametrize("may_manage", [True, False])
def test_the_worst_sequence_fits_on_every_page(page: int, may_manage: bool) -> None:
    of = people.worst_sequence()
    asked = people.approval(of, ApprovalState.OPEN)
    worst = people.opened(
        of,
        problems=people.every_problem(of),
        approval=asked,
        deciders=("U0123456789",) * 500,
        has_changes=True,
        mailbox=people.mailbox(email=f"{'x' * 240}@acme.example"),
    )
    assert_view(
        editor.build(worst, page=page, may_manage=may_manage, connect_link=people.LINK * 40)
    )


def test_pages_hold_all_steps_once_and_lead_to_each_other() -> None:
    of = people.opened(people.worst_sequence())
    shown: list[str] = []
    page: int | None = 0
    while page is not None:
        view = editor.build(of, page=page)
        shown += [
            b["block_id"] for b in view["blocks"] if b.get("block_id", "").startswith("step.")
        ]
        onward = [b for b in buttons_of(with_ids(view["blocks"])) if b.text == "Next"]
        page = int(onward[0].element["value"]) if onward else None
    assert shown == [f"step.{step.id}" for step in of.sequence.working.steps]


def test_a_page_that_is_gone_shows_the_last_one_there_is() -> None:
    view = editor.build(people.opened(people.sequence(*STEPS)), page=9)
    assert kit.load(Meta, view["private_metadata"]) == Meta(sequence_id=7, page=0)


def test_no_two_buttons_say_the_same() -> None:
    of = people.sequence(people.email_step(subject="", body=""))
    problems = people.every_problem(of)
    view = editor.build(people.opened(of, problems=problems), connect_link=people.LINK)
    found = button_texts(view)
    assert sorted(found) == sorted(set(found))
    assert {"Add a step", "Edit step 1", "Choose a mailbox", "Connect Gmail"} <= set(found)
    check_view("editor_problems", view)


def test_a_problem_of_a_step_leads_to_its_form() -> None:
    of = people.sequence(*STEPS)
    view = editor.build(people.opened(of, problems=people.every_problem(of)))
    assert button_named(with_ids(view["blocks"]), "Edit step 2").element["value"] == "7:s1"


def test_who_may_not_manage_sees_everything_and_changes_nothing() -> None:
    of = people.sequence(*STEPS)
    view = editor.build(people.opened(of, problems=people.every_problem(of)), may_manage=False)
    assert button_texts(view) == ["Preview", "Report"]
    assert "Only <@U1>" in texts(view)
    check_view("editor_of_another", view)


def test_an_open_request_says_who_decides() -> None:
    of = people.sequence(*STEPS)
    asked = people.approval(of, ApprovalState.OPEN)
    some = editor.build(people.opened(of, approval=asked, deciders=("U2", "U3")))
    nobody = editor.build(people.opened(of, approval=asked))
    assert "<@U2> or <@U3> can decide" in texts(some)
    assert "An admin who has not edited it can decide" in texts(nobody)
    check_view("editor_awaiting", some)


def test_requested_changes_stand_in_the_editor_escaped() -> None:
    of = people.sequence(*STEPS)
    sent_back = people.approval(
        of, ApprovalState.CHANGES, decided_by="U2", comment=people.NASTY * 100
    )
    view = editor.build(people.opened(of, approval=sent_back))
    assert_view(view)
    assert "&lt;!channel&gt;" in texts(view)
    assert "<!channel>" not in texts(view)


def test_an_empty_sequence_teaches_the_first_step() -> None:
    view = editor.build(people.opened(people.sequence(working=Content())))
    assert "Add an email or SMS step" in texts(view)
    check_view("editor_empty", view)


def test_a_form_remembers_where_it_was_opened() -> None:
    form = Form(sequence_id=7, step_id="e1", page=2, is_above_editor=True)
    assert kit.load(Form, kit.dump(form)) == form
