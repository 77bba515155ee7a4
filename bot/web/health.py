"""`/healthz`, `/readyz` and `/metrics`."""

from typing import TYPE_CHECKING

from flask import Flask, Response

if TYPE_CHECKING:
    from bot.web.server import Web


def add(flask: Flask, web: "Web") -> None:
    """Add the routes."""

    @flask.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @flask.get("/readyz")
    def readyz() -> tuple[dict[str, object], int]:
        missing = web.is_ready()
        return {"ready": not missing, "missing": missing}, 503 if missing else 200

    @flask.get("/metrics")
    def metrics() -> Response:
        return Response(web.metrics(), mimetype="text/plain; version=0.0.4")
