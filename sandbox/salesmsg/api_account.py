"""Who am I, which inboxes are there, and from which numbers do they send."""

from sandbox.salesmsg.account import Account
from sandbox.salesmsg.calls import Call, Route, not_found
from sandbox.salesmsg.shapes import formatted, number_json
from sandbox.server import Response


def user(account: Account, call: Call) -> Response:
    """Return the token's user with the default inbox."""
    first = next(iter(account.teams.values()), None)
    number = (first.number if first else None) or ""
    return Response(
        payload={
            "id": call.user_id,
            "email": "sam@example.com",
            "first_name": "Sam",
            "last_name": "Rep",
            "full_name": "Sam Rep",
            "role": "admin",
            "inbox_id": first.id if first else None,
            "organization_id": 77,
            "number": number,
            "formatted_number": formatted(number),
        }
    )


def teams(account: Account, call: Call) -> Response:
    """Return the inboxes as a bare array."""
    limit = call.number("limit", 50)
    rows = [{"id": t.id, "name": t.name, "number": t.number} for t in account.teams.values()]
    return Response(payload=rows[:limit])


def team_numbers(account: Account, call: Call) -> Response:
    """Return a team's numbers, an empty array for a team without one."""
    team = account.teams.get(call.id())
    if team is None:
        return not_found("Team")
    return Response(payload=[number_json(team)] if team.number else [])


ROUTES: list[Route] = [
    ("GET", "/user", "users:read", user),
    ("GET", "/teams", "teams:read", teams),
    ("GET", "/teams/{id}/numbers", "numbers:read", team_numbers),
]
