"""One API call from the wire to the answer: contract, token, scope, quota, act, contract."""

from dataclasses import dataclass

from sandbox.google import calendar, gmail_drafts, gmail_mailbox, gmail_messages
from sandbox.google.call import ApiMethod, Call
from sandbox.google.discovery import Method, find
from sandbox.google.errors import ApiError, ContractViolationError, LyingStandInError
from sandbox.google.fields import select
from sandbox.google.journal import Asked
from sandbox.google.schema import Json
from sandbox.google.state import Account, State
from sandbox.google.tokens import Grant, Tokens
from sandbox.server import Request, Response

METHODS: dict[str, ApiMethod] = {
    **gmail_messages.METHODS,
    **gmail_drafts.METHODS,
    **gmail_mailbox.METHODS,
    **calendar.METHODS,
}


@dataclass(slots=True)
class Api:
    """Gmail and Calendar over one State."""

    state: State
    tokens: Tokens

    def answer(self, request: Request) -> Response:
        """Serve one request and put it on record, whatever came of it."""
        with self.state.lock:
            try:
                method = find(request.method, request.path)
            except ContractViolationError as broken:
                return self._refuse(request, "", "gmail", broken)
            try:
                response = self._serve(request, method)
            except ApiError as refusal:
                return self._refuse(request, method.id, method.api, refusal)
            except LyingStandInError as lie:
                self.state.journal.violations.append(f"the stand-in's own answer: {lie}")
                wrong = ApiError(500, "backendError", f"The stand-in lied: {lie}")
                return self._refuse(request, method.id, method.api, wrong)
            self._note(request, method.id, response.status)
            return response

    def _serve(self, request: Request, method: Method) -> Response:
        params, body = method.read(request.path, request.query, request.body)
        grant = self._authorised(request, method)
        account = _acting(self.state, grant, params)
        if method.id not in METHODS:
            raise ApiError(501, "notImplemented", f"the stand-in has no {method.id}")
        account.quota.spend(method.id, self.state.clock(), self.state.switches)
        call = Call(
            method_id=method.id,
            params=params,
            body=body,
            account=account,
            scopes=frozenset(grant.scopes),
            state=self.state,
        )
        result = METHODS[method.id](call)
        method.check_answer(result)
        if result is None:
            return Response(status=204)
        return Response(payload=select(result, params["fields"]) if "fields" in params else result)

    def _authorised(self, request: Request, method: Method) -> Grant:
        grant = self.tokens.bearer(_bearer(request))
        if grant is None:
            raise _unauthenticated()
        if not method.scopes & set(grant.scopes):
            raise _insufficient(method)
        return grant

    def _refuse(self, request: Request, method_id: str, api: str, error: ApiError) -> Response:
        if isinstance(error, ContractViolationError) or error.status == 501:
            self.state.journal.violations.append(error.message)
        self._note(request, method_id, error.status)
        headers = {}
        if error.status == 401:
            headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/"'
        return Response(status=error.status, payload=error.body(api), headers=headers)

    def _note(self, request: Request, method_id: str, status: int) -> None:
        grant = self.tokens.access.get(_bearer(request))
        self.state.journal.note(
            Asked(
                method_id=method_id,
                http_method=request.method,
                path=request.path,
                account=grant.email if grant else "",
                status=status,
                at=self.state.clock(),
            )
        )


def _bearer(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def _acting(state: State, grant: Grant, params: Json) -> Account:
    """Return the token's account; `userId` must be `me` or its own address."""
    user = params.get("userId", "me")
    if user.lower() not in ("me", grant.email):
        raise ApiError(403, "forbidden", f"Delegation denied for {grant.email}")
    return state.account(grant.email)


def _unauthenticated() -> ApiError:
    text = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
        "cookie or other valid authentication credential."
    )
    return ApiError(401, "authError", text, location="Authorization")


def _insufficient(method: Method) -> ApiError:
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"method": method.id, "service": f"{method.api}.googleapis.com"},
    }
    return ApiError(
        403,
        "insufficientPermissions",
        "Request had insufficient authentication scopes.",
        details=[detail],
    )
