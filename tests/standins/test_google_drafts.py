"""A draft is sent once and is gone then; people may edit, delete and send it by hand."""

from collections.abc import Iterator

import pytest

from tests.standins.google_kit import ANNA, BOB, Google, encoded, mail, names, reason, running


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


def test_sending_a_draft_makes_a_new_message_and_deletes_the_draft(google: Google) -> None:
    draft = google.draft(mail())
    sent = google.send_draft(draft["id"]).json()
    assert sent["id"] != draft["message"]["id"]
    assert sent["labelIds"] == ["SENT"]
    assert sent["threadId"] == draft["message"]["threadId"]
    assert google.gmail("GET", f"/drafts/{draft['id']}").status_code == 404
    assert google.gmail("GET", f"/messages/{draft['message']['id']}").status_code == 404
    assert google.gmail("GET", "/drafts").json() == {"resultSizeEstimate": 0}


def test_a_draft_cannot_be_sent_twice(google: Google) -> None:
    draft = google.draft(mail())
    google.send_draft(draft["id"])
    again = google.send_draft(draft["id"])
    assert (again.status_code, reason(again)) == (404, "notFound")
    assert again.json()["error"]["message"] == "Requested entity was not found."
    assert len(google.world.delivered(BOB)) == 1


def test_a_consumed_draft_may_answer_400_as_well(google: Google) -> None:
    google.world.set_switches(consumed_draft_status=400)
    draft = google.draft(mail())
    google.send_draft(draft["id"])
    assert google.send_draft(draft["id"]).status_code == 400
    assert len(google.world.delivered(BOB)) == 1


def test_a_draft_is_not_delivered_and_carries_gmails_message_id(google: Google) -> None:
    draft = google.draft(mail(headers=(("Message-ID", "<ours@acme.example>"),)))
    told = google.gmail("GET", f"/drafts/{draft['id']}", params={"format": "full"}).json()
    assert told["message"]["labelIds"] == ["DRAFT"]
    assert names(told["message"])["message-id"].endswith("@mail.gmail.com>")
    assert google.world.delivered() == []
    assert [one.draft_id for one in google.world.drafts(ANNA)] == [draft["id"]]


def test_the_wrapper_of_a_sent_draft_can_linger_around_the_sent_message(google: Google) -> None:
    google.world.set_switches(drafts_linger_seconds=5)
    draft = google.draft(mail())
    sent = google.send_draft(draft["id"]).json()
    path = f"/drafts/{draft['id']}"
    told = google.gmail("GET", path, params={"format": "minimal"}).json()
    assert (told["message"]["id"], told["message"]["labelIds"]) == (sent["id"], ["SENT"])
    assert google.send_draft(draft["id"]).status_code == 404
    assert google.gmail("DELETE", path).status_code == 404
    assert google.world.drafts(ANNA) == []
    google.clock.advance(seconds=6)
    assert google.gmail("GET", path).status_code == 404
    assert len(google.world.delivered(BOB)) == 1


def test_a_draft_that_nobody_can_get_stays_a_draft(google: Google) -> None:
    draft = google.draft(mail(to=""))
    refused = google.send_draft(draft["id"])
    assert (refused.status_code, reason(refused)) == (400, "invalidArgument")
    assert refused.json()["error"]["message"] == "Recipient address required"
    assert google.gmail("GET", f"/drafts/{draft['id']}").status_code == 200


def test_updating_a_draft_keeps_its_id_and_changes_its_message(google: Google) -> None:
    draft = google.draft(mail(text="first"))
    body = {"message": {"raw": encoded(mail(text="second"))}}
    updated = google.gmail("PUT", f"/drafts/{draft['id']}", json=body).json()
    assert updated["id"] == draft["id"]
    assert updated["message"]["id"] != draft["message"]["id"]
    google.send_draft(draft["id"])
    assert google.world.delivered(BOB)[0].text.strip() == "second"


def test_deleting_a_draft_is_for_good(google: Google) -> None:
    draft = google.draft(mail())
    gone = google.gmail("DELETE", f"/drafts/{draft['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert google.gmail("DELETE", f"/drafts/{draft['id']}").status_code == 404
    assert google.send_draft(draft["id"]).status_code == 404
    assert google.world.delivered() == []


def test_a_person_edits_a_draft_in_place_and_moves_its_thread_with_the_subject(
    google: Google,
) -> None:
    draft = google.draft(mail(headers=(("X-Outreach-Id", "d-1"),)))
    before = google.world.drafts(ANNA)[0]
    edited = google.world.edit_draft(ANNA, draft["id"], text="By hand.")
    assert edited.id != before.id
    assert edited.thread_id == before.thread_id
    moved = google.world.edit_draft(ANNA, draft["id"], subject="Something else")
    assert moved.thread_id != before.thread_id
    (now,) = google.world.drafts(ANNA)
    assert (now.text.strip(), now.subject) == ("By hand.", "Something else")
    assert now.header("X-Outreach-Id") == "d-1"
    google.send_draft(draft["id"])
    assert google.world.delivered(BOB)[0].text.strip() == "By hand."


def test_a_person_sends_or_deletes_a_draft_by_hand(google: Google) -> None:
    sent, deleted = google.draft(mail()), google.draft(mail(subject="Other"))
    by_hand = google.world.send_draft(ANNA, sent["id"])
    google.world.delete_draft(ANNA, deleted["id"])
    assert google.world.drafts(ANNA) == []
    assert [one.id for one in google.world.sent_folder(ANNA)] == [by_hand.id]
    assert [one.subject for one in google.world.delivered()] == ["Hello"]
    for draft in (sent, deleted):
        assert google.send_draft(draft["id"]).status_code == 404


def test_drafts_are_listed_by_pages_that_new_ones_do_not_shift(google: Google) -> None:
    made = [google.draft(mail(subject=f"No {n}"))["id"] for n in range(5)]
    first = google.gmail("GET", "/drafts", params={"maxResults": 2}).json()
    google.draft(mail(subject="In between"))
    rest = google.gmail(
        "GET", "/drafts", params={"maxResults": 5, "pageToken": first["nextPageToken"]}
    ).json()
    seen = [one["id"] for one in first["drafts"] + rest["drafts"]]
    assert seen == made[::-1]
    assert "nextPageToken" not in rest


def test_a_draft_sent_from_the_api_shows_both_hops(google: Google) -> None:
    google.send_draft(google.draft(mail())["id"])
    (sent,) = google.world.sent_folder(ANNA)
    hops = [value for name, value in sent.headers if name == "Received"]
    assert len(hops) == 2
    assert all("gmailapi.google.com with HTTPREST" in hop for hop in hops)
    google.send(mail())
    direct = google.world.sent_folder(ANNA)[-1]
    assert len([name for name, _ in direct.headers if name == "Received"]) == 1


def test_the_draft_keeps_or_changes_its_message_id_when_sent(google: Google) -> None:
    def ids() -> tuple[str, str]:
        draft = google.draft(mail())
        drafted = google.world.drafts(ANNA)[0].message_id
        google.send_draft(draft["id"])
        return drafted, google.world.sent_folder(ANNA)[-1].message_id

    drafted, sent = ids()
    assert drafted != sent
    google.world.set_switches(keep_draft_message_id=True)
    drafted, sent = ids()
    assert drafted == sent
