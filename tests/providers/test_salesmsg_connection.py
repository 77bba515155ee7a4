"""The state of the connection, and its tokens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from engine.domain.errors import AccessRevoked, OutcomeUnknown
from engine.domain.sms import SmsState
from engine.providers.salesmsg_tokens import token_expiry
from sandbox.salesmsg.tokens import ALL_SCOPES
from tests.providers.salesmsg_client_kit import Stage, open_stage
from tests.standins.salesmsg_kit import ADA, OUR_NUMBER, TEAM_ID, TOKEN


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_stage(tmp_path) as opened:
        yield opened


def test_a_good_connection_is_active_with_its_number(stage: Stage) -> None:
    report = stage.client.check(stage.connection)
    assert (report.state, report.number) == (SmsState.ACTIVE, OUR_NUMBER)
    assert (report.team_id, report.team_name) == (str(TEAM_ID), "Outreach")
    assert OUR_NUMBER in report.sentence


@pytest.mark.parametrize("changes", [{"token": ""}, {"team_id": ""}])
def test_without_token_or_inbox_nothing_is_asked(stage: Stage, changes: dict[str, Any]) -> None:
    report = stage.client.check(replace(stage.connection, **changes))
    assert report.state == SmsState.NOT_CONFIGURED
    assert stage.world.requests() == []


@pytest.mark.parametrize("token", ["nonsense", TOKEN])
def test_a_refused_token_needs_a_person(stage: Stage, token: str) -> None:
    stage.world.expire_token(TOKEN)
    report = stage.client.check(replace(stage.connection, token=token))
    assert report.state == SmsState.RECONNECT_REQUIRED


@pytest.mark.parametrize(
    "scope",
    ["users:read", "teams:read", "numbers:read", "contacts:read", "conversations:read"],
)
def test_a_missing_scope_is_named(stage: Stage, scope: str) -> None:
    stage.world.add_token("narrow", scopes=ALL_SCOPES - {scope})
    report = stage.client.check(replace(stage.connection, token="narrow"))
    assert report.state == SmsState.MISSING_SCOPE
    assert scope in report.sentence


def test_an_inbox_that_is_gone_or_has_no_number_is_told_apart(stage: Stage) -> None:
    gone = stage.client.check(replace(stage.connection, team_id="99"))
    assert gone.state == SmsState.INBOX_MISSING
    stage.world.add_team(8, "Silent", None)
    silent = stage.client.check(replace(stage.connection, team_id="8"))
    assert silent.state == SmsState.NUMBER_MISSING
    assert "Silent" in silent.sentence


@pytest.mark.parametrize("path", ["/user", "/teams", "/numbers", "/search", "/conversations"])
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500, "payload": {"message": None}},
        {"kind": "status", "status": 429, "retry_after": 5},
        {"kind": "junk"},
        {"kind": "drop", "times": 2},  # a kept connection is tried anew
    ],
)
def test_one_bad_answer_is_unknown_and_never_inactive(
    stage: Stage, path: str, fault: dict[str, Any]
) -> None:
    stage.world.fault(f"GET .*{path}$", **fault)
    assert stage.client.check(stage.connection).state == SmsState.UNKNOWN


def test_the_list_of_inboxes_can_stand_in_for_the_list_of_numbers(stage: Stage) -> None:
    gone: dict[str, Any] = {"kind": "status", "status": 404, "payload": {"message": "Not Found"}}
    stage.world.fault("GET .*/numbers", **gone)
    report = stage.client.check(stage.connection)
    assert (report.state, report.number) == (SmsState.ACTIVE, OUR_NUMBER)


@pytest.mark.parametrize(
    "number",
    [OUR_NUMBER, {"number": OUR_NUMBER}, [{"number": OUR_NUMBER}, {"number": ADA}], [OUR_NUMBER]],
)
def test_an_inbox_shows_its_number_in_any_shape(stage: Stage, number: Any) -> None:
    shown = [{"id": 7, "name": "Outreach", "number": number}]
    stage.world.fault("GET .*/teams$", "junk", payload=shown)
    (team,) = stage.client.teams(stage.connection)
    assert team.number == OUR_NUMBER


def test_inboxes_can_be_listed_before_one_is_chosen(stage: Stage) -> None:
    stage.world.add_team(8, "Silent", None)
    teams = stage.client.teams(replace(stage.connection, team_id=""))
    assert [(team.id, team.name, team.number) for team in teams] == [
        ("7", "Outreach", OUR_NUMBER),
        ("8", "Silent", ""),
    ]


def test_a_refresh_rotates_the_personal_token(stage: Stage) -> None:
    fresh = stage.client.refresh(stage.connection)
    assert fresh.token != TOKEN
    assert replace(fresh, token=TOKEN, expires_at=None) == stage.connection
    assert fresh.expires_at is not None
    left = fresh.expires_at - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(minutes=60)
    assert stage.client.check(fresh).state == SmsState.ACTIVE
    assert stage.client.check(stage.connection).state == SmsState.RECONNECT_REQUIRED


def test_a_chain_that_has_ended_needs_a_person(stage: Stage) -> None:
    stage.client.refresh(stage.connection)
    with pytest.raises(AccessRevoked):
        stage.client.refresh(stage.connection)


@pytest.mark.parametrize("fault", [{"kind": "drop"}, {"kind": "junk"}, {"kind": "hang"}])
def test_a_refresh_whose_answer_was_lost_is_unknown_because_the_old_token_may_be_dead(
    stage: Stage, fault: dict[str, Any]
) -> None:
    stage.world.fault("POST .*/refresh", when="after", **fault)
    with pytest.raises(OutcomeUnknown):
        stage.facing(fault).client.refresh(stage.connection)


def test_the_end_of_a_token_can_be_read_from_the_token(stage: Stage) -> None:
    fresh = stage.client.refresh(stage.connection)
    read = token_expiry(fresh.token)
    assert read is not None
    assert fresh.expires_at is not None
    assert abs(read - fresh.expires_at) < timedelta(seconds=5)


@pytest.mark.parametrize("token", ["", "pat", "a.b.c", "a.e30.c", "a.bnVsbA.c", "a.W10.c", "é.é.é"])
def test_a_token_that_is_no_jwt_has_no_readable_end(token: str) -> None:
    assert token_expiry(token) is None


BACK = "http://127.0.0.1:9/salesmsg/callback"


def _consent(stage: Stage) -> dict[str, str]:
    url = stage.client.authorize_url(redirect_uri=BACK, state="st4te")
    answer = requests.get(url, allow_redirects=False, timeout=10)
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def test_consent_over_oauth_gives_a_working_connection_that_can_be_renewed(stage: Stage) -> None:
    stage.world.add_oauth_app("our-app", "our-secret")
    back = _consent(stage)
    assert back["state"] == "st4te"
    tokens = stage.client.exchange(back["code"], redirect_uri=BACK, workspace_id="T1")
    connection = replace(stage.connection, token=tokens.token, refresh_token=tokens.refresh_token)
    assert stage.client.check(connection).state == SmsState.ACTIVE
    fresh = stage.client.refresh(connection)
    assert fresh.refresh_token not in (None, connection.refresh_token)
    assert fresh.token != connection.token
    stage.client.send(fresh, to=ADA, body="Hi")
    with pytest.raises(AccessRevoked):
        stage.client.refresh(connection)


def test_a_code_works_once(stage: Stage) -> None:
    stage.world.add_oauth_app("our-app", "our-secret")
    code = _consent(stage)["code"]
    stage.client.exchange(code, redirect_uri=BACK, workspace_id="T1")
    with pytest.raises(AccessRevoked):
        stage.client.exchange(code, redirect_uri=BACK, workspace_id="T1")


def test_no_token_shows_in_a_repr(stage: Stage) -> None:
    stage.world.add_oauth_app("our-app", "our-secret")
    tokens = stage.client.exchange(_consent(stage)["code"], redirect_uri=BACK, workspace_id="T1")
    assert tokens.token not in repr(tokens)
    assert tokens.refresh_token is not None
    assert tokens.refresh_token not in repr(tokens)
