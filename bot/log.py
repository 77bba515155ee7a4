"""Logging: one line an event, with what it is about, and never a secret."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRETS = re.compile(
    r"(xox[a-z]-[\w-]+|xapp-[\w-]+|ya29\.[\w.-]+|1//[\w-]+|Bearer\s+\S+"
    r"|(?<=/unsubscribe/)[\w-]+|(?<=/salesmsg/webhook/)[\w-]+)"
)

# What libraries say below this level is about themselves. Judged at the handler: Bolt sets the
# levels of its own loggers anew. An overlapping tick of APScheduler's is normal: the next one runs.
LIBRARIES = {
    "alembic": logging.WARNING,
    "apscheduler": logging.ERROR,
    "googleapiclient": logging.WARNING,
    "slack_bolt": logging.WARNING,
    "slack_sdk": logging.WARNING,
    "urllib3": logging.WARNING,
}


def set_up(level: str, style: str) -> None:
    """Send all logging, the libraries' included, to standard error in one style."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _without_secrets,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    handler.addFilter(_is_about_us)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


def _is_about_us(record: logging.LogRecord) -> bool:
    return record.levelno >= LIBRARIES.get(record.name.partition(".")[0], logging.NOTSET)


def _without_secrets(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {
        key: _SECRETS.sub("[secret]", value) if isinstance(value, str) else value
        for key, value in event.items()
    }
