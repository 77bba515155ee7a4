"""Tokens, scopes and the rate limit of the stand-in."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sandbox.salesmsg.tokens import ALL_SCOPES
from tests.standins.salesmsg_kit import TOKEN, Scene, open_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        yield opened


def _refresh(scene: Scene, token: str) -> requests.Response:
    return scene.call("POST", "/oauth/personal-token/refresh", token=token)


def test_a_refresh_gives_a_new_token_and_kills_the_old_one_at_once(scene: Scene) -> None:
    answer = _refresh(scene, TOKEN).json()
    assert answer["expires_in"] == 3600
    assert scene.call("GET", "/user", token=answer["access_token"]).status_code == 200
    old = scene.call("GET", "/user", token=TOKEN)
    assert old.status_code == 403
    assert "explicit deny" in old.json()["message"]


def test_of_two_refreshes_with_one_token_the_second_loses(scene: Scene) -> None:
    assert [_refresh(scene, TOKEN).status_code for _ in range(2)] == [200, 403]


def test_an_expired_token_can_no_longer_be_refreshed(scene: Scene) -> None:
    scene.world.expire_token(TOKEN)
    assert scene.call("GET", "/user").status_code == 403
    assert _refresh(scene, TOKEN).status_code == 403


@pytest.mark.parametrize(
    ("token", "path", "status", "payload"),
    [
        (None, "/user", 401, {"message": "Unauthorized", "auth_required": False}),
        (
            "nonsense",
            "/user",
            403,
            {"message": "Could not decode token: Not enough segments", "auth_required": True},
        ),
        ("nonsense", "/teams", 500, {"message": None}),
    ],
)
def test_a_bad_token_is_refused_as_the_gateway_was_seen_to(
    scene: Scene, token: str | None, path: str, status: int, payload: object
) -> None:
    answer = scene.call("GET", path, token=token)
    assert (answer.status_code, answer.json()) == (status, payload)


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/user", "users:read"),
        ("/teams?limit=5", "teams:read"),
        ("/teams/7/numbers", "numbers:read"),
        ("/contacts/search?term=", "contacts:read"),
        ("/conversations?filter=open&limit=5", "conversations:read"),
    ],
)
def test_each_call_needs_its_scope(scene: Scene, path: str, scope: str) -> None:
    scene.world.add_token("without", scopes=ALL_SCOPES - {scope})
    scene.world.add_token("with", scopes={scope})
    scene.world.add_token("catch-all", scopes={"public-api"})
    refused = scene.call("GET", path, token="without")
    assert refused.status_code == 403
    assert "token" not in refused.text
    assert scene.call("GET", path, token="with").status_code == 200
    assert scene.call("GET", path, token="catch-all").status_code == 200


def test_the_61st_request_of_a_minute_is_refused_and_so_are_all_after_it(scene: Scene) -> None:
    statuses = [scene.call("GET", "/user").status_code for _ in range(62)]
    assert statuses == [200] * 60 + [429, 429]
    refused = scene.call("GET", "/user")
    assert 55 <= int(refused.headers["Retry-After"]) <= 60


def test_the_limit_can_be_changed_and_need_not_say_how_long(scene: Scene) -> None:
    scene.world.limit_requests(2, retry_after=False)
    statuses = [scene.call("GET", "/user").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert "Retry-After" not in scene.call("GET", "/user").headers
    scene.world.limit_requests(None)
    assert {scene.call("GET", "/user").status_code for _ in range(70)} == {200}


def test_everything_can_be_refused_at_once(scene: Scene) -> None:
    scene.world.refuse_requests(60)
    assert scene.call("GET", "/user").status_code == 429
    assert _refresh(scene, TOKEN).status_code == 429


def test_a_team_without_a_number_has_none_to_list(scene: Scene) -> None:
    scene.world.add_team(8, "Silent", None)
    assert scene.call("GET", "/teams/8/numbers").json() == []
    assert [team["id"] for team in scene.call("GET", "/teams").json()] == [7, 8]
    sent = {"number": "+15555550123", "team_id": 8, "message": "Hi"}
    assert scene.call("POST", "/messages", json=sent).status_code == 422


CLIENT = {"client_id": "our-app", "client_secret": "our-secret"}
BACK = "http://127.0.0.1:9/salesmsg/callback"


def _consent(scene: Scene, scope: str) -> dict[str, str]:
    query = {
        "response_type": "code",
        "client_id": "our-app",
        "redirect_uri": BACK,
        "scope": scope,
        "state": "s1",
    }
    url = scene.stand_in.url + "/auth/oauth"
    answer = requests.get(url, params=query, allow_redirects=False, timeout=10)
    target = urlsplit(answer.headers["Location"])
    return {name: values[0] for name, values in parse_qs(target.query).items()}


def test_consent_gives_a_code_that_buys_tokens_once(scene: Scene) -> None:
    scene.world.add_oauth_app("our-app", "our-secret")
    back = _consent(scene, "users:read messages:write")
    assert back["state"] == "s1"
    fields = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": BACK}
    first = scene.call("POST", "/oauth/token", token=None, data={**fields, **CLIENT})
    assert scene.call("GET", "/user", token=first.json()["access_token"]).status_code == 200
    assert scene.call("GET", "/teams", token=first.json()["access_token"]).status_code == 403
    again = scene.call("POST", "/oauth/token", token=None, data={**fields, **CLIENT})
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_refresh_token_is_used_up_by_its_refresh(scene: Scene) -> None:
    scene.world.add_oauth_app("our-app", "our-secret")
    code = _consent(scene, "public-api")["code"]
    fields = {"grant_type": "authorization_code", "code": code, **CLIENT}
    first = scene.call("POST", "/oauth/token", token=None, data=fields).json()
    fields = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"], **CLIENT}
    second = scene.call("POST", "/oauth/token/refresh", token=None, data=fields)
    assert second.status_code == 200
    assert second.json()["refresh_token"] != first["refresh_token"]
    third = scene.call("POST", "/oauth/token/refresh", token=None, data=fields)
    assert third.status_code == 400


def test_consent_can_be_denied_and_an_ungranted_scope_fails(scene: Scene) -> None:
    scene.world.add_oauth_app("our-app", "our-secret", scopes=["users:read"])
    assert _consent(scene, "messages:write")["error"] == "invalid_scope"
    scene.world.deny_consent()
    assert _consent(scene, "users:read")["error"] == "access_denied"


def test_a_wrong_secret_is_refused(scene: Scene) -> None:
    scene.world.add_oauth_app("our-app", "other-secret")
    fields = {"grant_type": "refresh_token", "refresh_token": "x", **CLIENT}
    answer = scene.call("POST", "/oauth/token/refresh", token=None, data=fields)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
