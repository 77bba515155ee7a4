"""A mailbox's history: what changed since an id, until Gmail forgets it."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.google.history import Change, History
from tests.standins.google_kit import ANNA, BOB, Google, mail, reason, running


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


def now_id(google: Google) -> str:
    return str(google.gmail("GET", "/profile").json()["historyId"])


def changes(google: Google, since: str, **more: Any) -> list[tuple[str, str]]:
    """Return (kind, message id) of every change since an id."""
    params = {"startHistoryId": since} | more
    told = google.gmail("GET", "/history", params=params).json()
    kinds = ("messagesAdded", "messagesDeleted", "labelsAdded", "labelsRemoved")
    return [
        (kind, one["message"]["id"])
        for record in told.get("history", ())
        for kind in kinds
        for one in record.get(kind, ())
    ]


def test_sending_a_draft_is_one_message_deleted_and_one_added(google: Google) -> None:
    start = now_id(google)
    draft = google.draft(mail())
    sent = google.send_draft(draft["id"]).json()
    assert sorted(changes(google, start)) == [
        ("messagesAdded", draft["message"]["id"]),
        ("messagesAdded", sent["id"]),
        ("messagesDeleted", draft["message"]["id"]),
    ]


def test_records_carry_ids_and_labels_and_nothing_else(google: Google) -> None:
    start = now_id(google)
    sent = google.send(mail()).json()
    (record,) = google.gmail("GET", "/history", params={"startHistoryId": start}).json()["history"]
    plain = {"id": sent["id"], "threadId": sent["threadId"]}
    assert record["messages"] == [plain]
    assert record["messagesAdded"] == [{"message": plain | {"labelIds": ["SENT"]}}]


def test_kinds_and_labels_narrow(google: Google) -> None:
    start = now_id(google)
    google.send(mail())
    reply = google.world.reply(google.world.delivered(BOB)[0], "Yes").id
    google.gmail("POST", f"/messages/{reply}/modify", json={"removeLabelIds": ["UNREAD"]})
    google.gmail("POST", f"/messages/{reply}/modify", json={"removeLabelIds": ["UNREAD"]})
    google.gmail("POST", f"/messages/{reply}/trash")
    assert changes(google, start, labelId="INBOX") == [
        ("messagesAdded", reply),
        ("labelsRemoved", reply),
        ("labelsRemoved", reply),
    ]
    assert changes(google, start, historyTypes="labelAdded") == [("labelsAdded", reply)]
    both = changes(google, start, historyTypes=["labelAdded", "messageAdded"])
    assert [kind for kind, _ in both] == ["messagesAdded", "messagesAdded", "labelsAdded"]
    google.gmail("POST", f"/messages/{reply}/untrash")
    assert google.message(reply, format="minimal")["labelIds"] == []


def test_pages_hold_everything_once_and_the_last_tells_where_history_stands(
    google: Google,
) -> None:
    start = now_id(google)
    sent = [google.send(mail(subject=f"No {n}")).json()["id"] for n in range(5)]
    seen, token = [], ""
    while True:
        params = {"startHistoryId": start, "maxResults": 2}
        more = {"pageToken": token} if token else {}
        told = google.gmail("GET", "/history", params=params | more).json()
        seen += [record["messages"][0]["id"] for record in told["history"]]
        token = told.get("nextPageToken", "")
        if not token:
            break
    assert seen == sent
    assert told["historyId"] == now_id(google)
    assert changes(google, told["historyId"]) == []


def test_a_forgotten_or_unknown_id_is_404(google: Google) -> None:
    old = now_id(google)
    google.world.forget_history(ANNA)
    answer = google.gmail("GET", "/history", params={"startHistoryId": old})
    assert (answer.status_code, reason(answer)) == (404, "notFound")
    assert changes(google, now_id(google)) == []
    ahead = str(int(now_id(google)) + 1)
    assert google.gmail("GET", "/history", params={"startHistoryId": ahead}).status_code == 404
    assert google.gmail("GET", "/history", params={"startHistoryId": "1"}).status_code == 404


def test_a_start_id_is_required(google: Google) -> None:
    answer = google.gmail("GET", "/history")
    assert (answer.status_code, reason(answer)) == (400, "invalidArgument")


@given(st.lists(st.sampled_from(Change), min_size=1, max_size=60), st.data())
def test_ids_rise_with_gaps_and_every_cursor_sees_exactly_what_came_after(
    kinds: list[Change], data: st.DataObject
) -> None:
    log = History()
    cursors = [log.current_id]
    for number, kind in enumerate(kinds):
        cursors.append(log.note(kind, str(number), "t", {"SENT"}))
    assert cursors == sorted(set(cursors))
    place = data.draw(st.integers(0, len(kinds)))
    seen = [int(record.message_id) for record in log.since(cursors[place], set(), None)]
    assert seen == list(range(place, len(kinds)))


def test_ids_have_gaps() -> None:
    log = History()
    ids = [log.note(Change.MESSAGE_ADDED, "m", "t", set()) for _ in range(20)]
    assert any(later - earlier > 1 for earlier, later in pairwise(ids))
