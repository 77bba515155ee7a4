"""The last bar: a sender that writes nothing while it may not."""

import pytest

from engine.domain.errors import Temporary
from engine.providers.guarded import WRITES, guarded


class Sender:
    """Writes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def create_draft(self) -> None:
        self.asked.append("create_draft")

    def send_draft(self) -> None:
        self.asked.append("send_draft")

    def delete_draft(self) -> None:
        self.asked.append("delete_draft")

    def send(self) -> None:
        self.asked.append("send")

    def draft_state(self) -> str:
        return "waiting"


@pytest.mark.parametrize("name", sorted(WRITES))
def test_each_writing_waits_for_leave_and_reading_does_not(name: str) -> None:
    may_send = [False]
    sender = Sender()
    behind = guarded(sender, lambda: may_send[0])
    with pytest.raises(Temporary, match="paused"):
        getattr(behind, name)()
    assert (sender.asked, behind.draft_state()) == ([], "waiting")
    may_send[0] = True
    getattr(behind, name)()
    assert sender.asked == [name]
