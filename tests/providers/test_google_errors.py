"""Each of Google's answers has one meaning."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.errors import (
    AccessRevoked,
    OutcomeUnknown,
    Permanent,
    ProviderError,
    Temporary,
)
from engine.providers.deadline import Answer
from engine.providers.google_errors import GMAIL, GoogleProblem, grant_refused, refused

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CAP = "User-rate limit exceeded.  Retry after 2026-03-02T18:00:00.000Z (Mail sending)"


def answer(
    status: int, reason: str = "", message: str = "", headers: dict[str, str] | None = None
) -> Answer:
    error: dict[str, Any] = {"code": status, "message": message, "errors": [{"reason": reason}]}
    return Answer(status, headers or {}, json.dumps({"error": error}).encode())


def meaning(told: Answer, *, is_write: bool = True) -> ProviderError:
    return refused(told, is_write=is_write, provider=GMAIL, now=NOW)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (answer(429, "rateLimitExceeded"), None),
        (answer(429, "rateLimitExceeded", headers={"retry-after": "7"}), 7.0),
        (answer(403, "userRateLimitExceeded"), None),
        (answer(403, "rateLimitExceeded", headers={"retry-after": "9"}), 9.0),
        (answer(403, "forbidden", "Quota exceeded for quota metric 'Queries'"), None),
        (answer(429, headers={"retry-after": "Mon, 02 Mar 2026 12:01:00 GMT"}), 60.0),
        (answer(429, headers={"retry-after": "soon"}), None),
        (answer(429, headers={"retry-after": "-5"}), None),
        (answer(429, headers={"retry-after": "9" * 400}), 86_400.0),
        (answer(429, "rateLimitExceeded", CAP), 21_600.0),
        (answer(429, "rateLimitExceeded", CAP, {"retry-after": "1"}), 21_600.0),
        (answer(429, "rateLimitExceeded", CAP.replace("2026-03-02", "2026-03-09")), 86_400.0),
        (answer(429, "rateLimitExceeded", CAP.replace("2026-03-02", "2026-03-01")), 60.0),
        (answer(429, "rateLimitExceeded", "Over. Retry after lunchZ (Mail sending)"), 3_600.0),
        (answer(429, "rateLimitExceeded", "Too many concurrent requests for user"), None),
        (answer(400, "failedPrecondition", "Precondition check failed."), None),
        (answer(302), None),
    ],
)
def test_a_throttle_is_temporary_and_waits_as_long_as_google_says(
    told: Answer, seconds: float | None
) -> None:
    error = meaning(told)
    assert isinstance(error, Temporary)
    assert error.retry_after_seconds == seconds


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (answer(403, "dailyLimitExceeded"), GoogleProblem.PROJECT_QUOTA),
        (answer(403, "accessNotConfigured"), GoogleProblem.API_OFF),
        (answer(403, "domainPolicy"), GoogleProblem.ADMIN_FORBIDS),
        (answer(403, "forbidden"), GoogleProblem.REFUSED),
        (answer(400, "failedPrecondition", "Mail service not enabled"), "no_mail_service"),
        (answer(400, "invalidArgument", "Recipient address required"), "bad_recipient"),
        (answer(400, "invalidArgument", "Invalid To header"), "bad_recipient"),
        (answer(400, "invalidArgument", "Invalid raw"), "refused"),
        (answer(400, "invalidArgument", "Message not found"), "not_found"),
        (answer(404, "notFound", "Requested entity was not found."), "not_found"),
        (answer(410, "fullSyncRequired", "Sync token is no longer valid"), "gone"),
        (answer(413, "uploadTooLarge"), "too_large"),
        (answer(418), "refused"),
    ],
)
def test_a_refusal_is_permanent_and_says_of_which_kind(told: Answer, kind: str) -> None:
    for is_write in (True, False):
        error = meaning(told, is_write=is_write)
        assert isinstance(error, Permanent)
        assert error.kind == kind


@pytest.mark.parametrize(
    "told",
    [
        answer(401, "authError"),
        answer(403, "insufficientPermissions"),
        Answer(
            403,
            {},
            b'{"error": {"details": [{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}',
        ),
    ],
)
def test_a_dead_token_or_a_missing_scope_needs_a_person(told: Answer) -> None:
    assert isinstance(meaning(told), AccessRevoked)


@given(
    status=st.integers(300, 599),
    body=st.binary(max_size=40) | st.just(b'{"error": {"errors": ["x"], "details": [1]}}'),
    is_write=st.booleans(),
)
def test_any_answer_has_a_meaning_and_only_a_lost_write_is_unknown(
    status: int, body: bytes, is_write: bool
) -> None:
    error = meaning(Answer(status, {}, body), is_write=is_write)
    is_lost = status == 408 or status >= 500
    assert isinstance(error, OutcomeUnknown) is (is_write and is_lost)
    assert error.provider == GMAIL
    assert str(status) in error.reason


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["error", "errors", "details", "reason", "message"]), inner
            )
        ),
    )
)
def test_no_shape_of_an_error_body_breaks_its_reading(body: Any) -> None:
    told = Answer(403, {}, json.dumps({"error": body}).encode())
    assert isinstance(meaning(told), ProviderError)
    assert isinstance(grant_refused(told, now=NOW), ProviderError)


@pytest.mark.parametrize(
    ("status", "word", "expected"),
    [
        (400, "invalid_grant", AccessRevoked),
        (401, "invalid_client", AccessRevoked),
        (400, "unauthorized_client", AccessRevoked),
        (400, "invalid_request", Permanent),
        (400, "redirect_uri_mismatch", Permanent),
        (400, "internal_failure", Temporary),
        (429, "", Temporary),
        (500, "", Temporary),
        (503, "server_error", Temporary),
        (200, "", Temporary),
    ],
)
def test_a_token_that_is_not_given_says_whether_asking_again_helps(
    status: int, word: str, expected: type[ProviderError]
) -> None:
    told = Answer(status, {}, json.dumps({"error": word}).encode())
    assert type(grant_refused(told, now=NOW)) is expected
