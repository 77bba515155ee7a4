"""The settings, from the environment or `.env`; their names are fixed."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SQLITE_FILE = Path("data/sequences.db")


class Settings(BaseSettings):
    """What can be set. Blank counts as unset, so that `.env.example` can be copied as it is."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    slack_bot_token: SecretStr | None = Field(None, description="Bot token of one workspace")
    slack_signing_secret: SecretStr | None = Field(
        None, description="Proves that requests come from Slack (HTTP mode)"
    )
    slack_app_token: SecretStr | None = Field(None, description="Set: Socket Mode")
    slack_client_id: str | None = Field(
        None, description="With the secret: installable in many workspaces"
    )
    slack_client_secret: SecretStr | None = Field(None, description="Belongs to the client id")
    slack_api_url: str = Field("https://slack.com/api/", description="Slack's Web API")

    database_url: str = Field(
        f"sqlite:///{SQLITE_FILE}", description="A local SQLite file, or PostgreSQL"
    )
    encryption_keys: SecretStr | None = Field(
        None, description="Fernet keys, comma-separated; the first encrypts"
    )

    host: str = Field("127.0.0.1", description="Where to listen")
    port: int = Field(3000, description="Where to listen")
    public_url: str | None = Field(
        None, description="The address people and mails reach this server by"
    )

    google_client_id: str | None = Field(None, description="Your OAuth client at Google")
    google_client_secret: SecretStr | None = Field(None, description="Belongs to the client id")
    google_api_url: str | None = Field(None, description="Overrides Gmail's and Calendar's base")
    google_auth_url: str = Field(
        "https://accounts.google.com/o/oauth2/v2/auth", description="Google's consent page"
    )
    google_token_url: str = Field(
        "https://oauth2.googleapis.com/token", description="Google's token endpoint"
    )

    salesmsg_api_url: str = Field(
        "https://api.salesmessage.com/pub/v2.3", description="Salesmsg's API"
    )
    salesmsg_token: SecretStr | None = Field(
        None, description="Seeds the first start of a single workspace"
    )
    salesmsg_team_id: str | None = Field(None, description="Seeds the first start")
    salesmsg_client_id: str | None = Field(None, description="Optional OAuth at Salesmsg")
    salesmsg_client_secret: SecretStr | None = Field(None, description="Belongs to the client id")
    salesmsg_auth_url: str = Field(
        "https://app.salesmessage.com/auth/oauth", description="Salesmsg's consent page"
    )

    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_format: str = Field("console", description="console or json")

    @model_validator(mode="after")
    def _can_reach_slack(self) -> Self:
        """Refuse, with what to do, what could never answer a single click."""
        many = self.slack_client_id and self.slack_client_secret
        if not self.slack_bot_token and not many:
            raise ValueError(
                "Set SLACK_BOT_TOKEN for one workspace, or SLACK_CLIENT_ID and "
                "SLACK_CLIENT_SECRET to be installable in many."
            )
        if not self.slack_app_token and not self.slack_signing_secret:
            raise ValueError(
                "Set SLACK_SIGNING_SECRET (requests over HTTP), or SLACK_APP_TOKEN (Socket Mode)."
            )
        return self

    @property
    def is_socket_mode(self) -> bool:
        """Whether Slack is reached over a WebSocket rather than by its requests."""
        return self.slack_app_token is not None

    @property
    def own_url(self) -> str:
        """The address links in Slack lead to: the public one, else this machine's."""
        host = "localhost" if self.host in ("0.0.0.0", "127.0.0.1", "::") else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    def warnings(self) -> list[str]:
        """Return what works, but not as people expect."""
        found = []
        if not self.public_url:
            found.append(
                "PUBLIC_URL is not set: mails carry a mailto unsubscribe address only, and "
                "consent links work on this machine alone."
            )
        elif not self.public_url.startswith("https://"):
            found.append("PUBLIC_URL is not https: mail providers offer no one-click unsubscribe.")
        if not (self.google_client_id and self.google_client_secret):
            found.append(
                "GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET are not set: no mailbox can be "
                "connected."
            )
        return found


def secret(value: SecretStr | None) -> str | None:
    """Return what a secret hides."""
    return value.get_secret_value() if value is not None else None
