"""Google's refusals and the JSON in which each API words them."""

from typing import Any

_STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    410: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
}
GMAIL_NOT_FOUND = "Requested entity was not found."


class ApiError(Exception):
    """A refusal by an API: HTTP status, Google's reason word and sentence."""

    def __init__(
        self,
        status: int,
        reason: str,
        message: str,
        *,
        domain: str = "global",
        location: str | None = None,
        details: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message
        self.domain = domain
        self.location = location
        self.details = details

    def body(self, api: str) -> dict[str, Any]:
        """Return the error as `api` ("gmail" or "calendar") words it.

        Calendar's form has no `status` name (Calendar API: "Handle API errors").
        """
        entry: dict[str, Any] = {
            "message": self.message,
            "domain": self.domain,
            "reason": self.reason,
        }
        if self.location:
            kind = "header" if self.location == "Authorization" else "parameter"
            entry |= {"location": self.location, "locationType": kind}
        error: dict[str, Any] = {
            "code": self.status,
            "message": self.message,
            "errors": [entry],
        }
        if api == "gmail":
            error["status"] = _STATUS_NAMES.get(self.status, "UNKNOWN")
            if self.details:
                error["details"] = self.details
        return {"error": error}


class ContractViolationError(ApiError):
    """A request that the discovery document does not allow: a bug of the caller, put on record."""

    def __init__(self, message: str) -> None:
        super().__init__(400, "badRequest", message)


class LyingStandInError(Exception):
    """An answer of the stand-in that Google's own schema does not allow: a bug of ours."""


def gmail_not_found() -> ApiError:
    """Return Gmail's 404, the same for messages, drafts, threads and old history ids."""
    return ApiError(404, "notFound", GMAIL_NOT_FOUND)


def invalid_argument(message: str) -> ApiError:
    """Return Gmail's 400 for a value it cannot use."""
    return ApiError(400, "invalidArgument", message)
