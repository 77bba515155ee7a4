"""How the app is set up here: on stand-ins, and at which pace."""

from pathlib import Path

from engine.scheduler import Intervals
from engine.sending import Times
from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from tests.stores import TEST_KEY

# Short, so that what a killed process held is taken up again while the next ones are killed.
TIMES = Times(lease_seconds=1.2, call_seconds=0.7, grace_seconds=0.2, batch=5)
INTERVALS = Intervals(
    dispatch=0.03,
    work=0.5,
    notices=0.3,
    witness=0.5,
    recover=0.2,
    mail=0.5,
    calendar=2.0,
    texts=2.0,
    housekeeping=2.0,
)
RECOVERY = 0.01  # scales the waiting between recovery's looks
POLL_LEASE_SECONDS = 2.0

# Those of `app.py run --clock`.
WHOLE_TIMES = Times(lease_seconds=8.0, call_seconds=3.0, grace_seconds=1.5)


def environment(database_url: str, folder: Path, urls: dict[str, str]) -> dict[str, str]:
    """Return the settings of an app on these stand-ins."""
    return {
        "DATABASE_URL": database_url,
        "ENCRYPTION_KEYS": TEST_KEY,
        "XDG_STATE_HOME": str(folder),
        "PORT": "0",
        "PUBLIC_URL": "https://outreach.example",
        "SLACK_CLIENT_ID": "100.200",
        "SLACK_CLIENT_SECRET": "client-secret",
        "SLACK_SIGNING_SECRET": "signing-secret",
        "SLACK_API_URL": f"{urls['slack']}/api/",
        "GOOGLE_CLIENT_ID": CLIENT_ID,
        "GOOGLE_CLIENT_SECRET": CLIENT_SECRET,
        "GOOGLE_API_URL": urls["google"],
        "GOOGLE_TOKEN_URL": f"{urls['google']}/token",
        "SALESMSG_API_URL": f"{urls['salesmsg']}/pub/v2.3",
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "json",
    }
