"""Codes and tokens belong to one client and have their time."""

import time

import pytest

from sandbox.google.switches import Switches
from sandbox.google.tokens import Consent, InvalidGrantError, Tokens
from tests.standins.google_kit import ANNA, REDIRECT


def consent(seconds_left: float = 60.0) -> Consent:
    return Consent(
        email=ANNA,
        client_id="ours",
        redirect_uri=REDIRECT,
        scopes=("openid",),
        code_challenge="",
        gives_refresh_token=True,
        expires_at=time.time() + seconds_left,
    )


def test_a_code_of_another_client_is_of_no_use_and_spent() -> None:
    tokens = Tokens(Switches())
    code = tokens.new_code(consent())
    with pytest.raises(InvalidGrantError, match="Unauthorized"):
        tokens.exchange(code, "theirs", REDIRECT, "")
    with pytest.raises(InvalidGrantError, match="Malformed"):
        tokens.exchange(code, "ours", REDIRECT, "")


def test_a_code_runs_out() -> None:
    tokens = Tokens(Switches())
    code = tokens.new_code(consent(seconds_left=-1))
    with pytest.raises(InvalidGrantError):
        tokens.exchange(code, "ours", REDIRECT, "")


def test_a_refresh_token_of_another_client_is_of_no_use() -> None:
    tokens = Tokens(Switches())
    _, refresh = tokens.exchange(tokens.new_code(consent()), "ours", REDIRECT, "")
    assert tokens.refreshed(refresh, "ours").email == ANNA
    with pytest.raises(InvalidGrantError):
        tokens.refreshed(refresh, "theirs")
