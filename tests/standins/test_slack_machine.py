"""Any order of opening, pushing, submitting and closing keeps the rules of the stack."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.slack import Result
from tests.standins.slack_scene import (
    Json,
    Scene,
    Stage,
    actions,
    button,
    modal,
    stage_set,
    text_input,
)

MOST_VIEWS = 3


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_set() as stage:
        yield stage


def view(number: int) -> Json:
    return modal(
        text_input("Name", initial_value=f"first {number}"),
        actions(button("Deeper")),
        title=f"View {number}",
        external_id=f"view-{number}",
    )


class Model:
    """What the stack must look like: titles and typed names, top last."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.stack: list[tuple[str, str]] = []
        self.made = 0

    def act(self, name: str) -> None:
        """Do one act in Slack and on the model."""
        self.made += 1
        getattr(self, f"do_{name}")()
        self.agrees()

    def agrees(self) -> None:
        """Compare what the person sees with the model."""
        shown = self.scene.ada.modal()
        seen = (shown.title, shown.values()["Name"]) if shown else None
        assert seen == (self.stack[-1] if self.stack else None)
        assert (shown.depth if shown else 0) == len(self.stack)

    def do_open(self) -> None:
        """A command opens a modal; one that was there is gone."""
        answer = self.scene.open_modal(view(self.made))
        assert answer["ok"] is True
        self.stack = [(f"View {self.made}", f"first {self.made}")]

    def do_push(self) -> None:
        """A click in the modal pushes another, until three are there."""
        if not self.stack:
            return
        answers: list[Json] = []

        def answer(payload: Json) -> str:
            pushed = {"trigger_id": payload["trigger_id"], "view": view(self.made)}
            answers.append(self.scene.call("views.push", None, **pushed))
            return ""

        self.scene.app.answer = answer
        self.scene.ada.press("Deeper")
        if len(self.stack) == MOST_VIEWS:
            assert answers[0]["error"] == "push_limit_reached"
        else:
            self.stack.append((f"View {self.made}", f"first {self.made}"))

    def do_type(self) -> None:
        """What is typed stays in its own view."""
        if self.stack:
            self.scene.ada.fill("Name", f"typed {self.made}")
            self.stack[-1] = (self.stack[-1][0], f"typed {self.made}")

    def do_update(self) -> None:
        """An update keeps what was typed: both ids are unchanged."""
        shown = self.scene.ada.modal()
        if shown:
            update: Json = {
                "view_id": shown.id,
                "view": view(self.made),
                "hash": shown.view["hash"],
            }
            assert self.scene.call("views.update", None, **update)["ok"] is True
            self.stack[-1] = (f"View {self.made}", self.stack[-1][1])

    def do_close(self) -> None:
        """Cancelling shows the view below."""
        if self.stack:
            self.scene.ada.close()
            self.stack.pop()

    def do_submit(self) -> None:
        """An empty answer closes one view."""
        self._submit("", Result.CLOSED)
        self.stack = self.stack[:-1]

    def do_clear(self) -> None:
        """A clear closes all."""
        self._submit({"response_action": "clear"}, Result.CLEARED)
        self.stack = []

    def do_errors(self) -> None:
        """Errors close nothing and lose nothing."""
        self._submit({"response_action": "errors", "errors": {"name": "No."}}, Result.ERRORS)

    def _submit(self, answer: Any, result: Result) -> None:
        if self.stack:
            self.scene.app.answer = lambda _payload: answer
            assert self.scene.ada.submit().result is result


ACTS = ["open", "push", "push", "push", "type", "update", "close", "submit", "clear", "errors"]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(ACTS), min_size=3, max_size=12))
def test_the_stack_is_as_slack_describes_it(stage: Stage, acts: list[str]) -> None:
    model = Model(stage.new_scene())
    stage.slack.switches(rate_limits=False)

    for act in ["open", *acts]:
        model.act(act)
