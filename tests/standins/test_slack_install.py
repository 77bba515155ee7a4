"""Installing with OAuth: a code is exchanged once, for a token that works."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.standins.slack_scene import (
    Json,
    Scene,
    Stage,
    stage_set,
)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_set() as stage:
        yield stage


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return stage.new_scene()


CLIENT = {"client_id": "100.200", "client_secret": "client-secret"}
BACK = "http://127.0.0.1/slack/oauth_redirect"


def consent(scene: Scene, **query: str) -> dict[str, list[str]]:
    """Follow the consent page and return the query with which it comes back."""
    asked = {"client_id": CLIENT["client_id"], "redirect_uri": BACK, "state": "s1", **query}
    url = f"{scene.slack.base_url}/oauth/v2/authorize"
    answer = requests.get(url, params=asked, allow_redirects=False, timeout=5)
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["Location"]).query)


def exchange(scene: Scene, code: str, **changes: str) -> Json:
    url = f"{scene.slack.api_url}oauth.v2.access"
    answer = requests.post(url, data={**CLIENT, "code": code, **changes}, timeout=5)
    return dict(answer.json())


def test_a_consent_comes_back_with_a_code_that_brings_a_working_token(scene: Scene) -> None:
    team = scene.slack.workspace("Fresh")
    boss = team.user("boss", is_admin=True)
    back = consent(scene, team=team.team_id, scope="chat:write,commands")
    assert back["state"] == ["s1"]

    answer = exchange(scene, back["code"][0], redirect_uri=BACK)

    assert (answer["team"]["id"], answer["authed_user"]["id"]) == (team.team_id, boss.user_id)
    assert answer["scope"] == "chat:write,commands"
    assert scene.call("auth.test", answer["access_token"])["team_id"] == team.team_id


def test_a_code_is_exchanged_once(scene: Scene) -> None:
    code = consent(scene, team=scene.team.team_id)["code"][0]
    assert exchange(scene, code)["access_token"] == scene.token

    assert exchange(scene, code)["error"] == "code_already_used"


WRONG = [
    ({"client_id": "1.2"}, "invalid_client_id"),
    ({"client_secret": "no"}, "bad_client_secret"),
    ({"code": "1.x"}, "invalid_code"),
    ({"redirect_uri": "http://127.0.0.1/else"}, "bad_redirect_uri"),
]


@pytest.mark.parametrize(("changes", "error"), WRONG)
def test_an_exchange_with_something_wrong_is_refused(
    scene: Scene, changes: dict[str, str], error: str
) -> None:
    code = consent(scene, team=scene.team.team_id)["code"][0]

    assert exchange(scene, **{"code": code, **changes})["error"] == error


def test_a_person_may_decline(scene: Scene) -> None:
    assert consent(scene, deny="1")["error"] == ["access_denied"]


def test_an_uninstall_kills_the_token_and_is_told(scene: Scene) -> None:
    scene.team.uninstall()

    types = [came.payload["event"]["type"] for came in scene.app.received]
    assert types == ["tokens_revoked", "app_uninstalled"]
    assert scene.call("auth.test")["error"] == "token_revoked"


def test_a_new_installation_brings_a_new_token(scene: Scene) -> None:
    scene.team.uninstall()
    code = consent(scene, team=scene.team.team_id)["code"][0]

    token = exchange(scene, code)["access_token"]

    assert token != scene.token
    assert scene.call("auth.test", token)["ok"] is True
