"""The service, live: what is started together, stopped together, and when it is ready."""

import threading
from dataclasses import dataclass, field

import waitress
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.config import Settings
from bot.desk import Desk
from bot.web import Web
from engine.ports import Clock, Store
from engine.scheduler import Engine, Keeper, Ticking


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Everything, plugged together; `start` makes it live and `stop` drains it."""

    settings: Settings
    store: Store
    clock: Clock
    engine: Engine
    ticking: Ticking
    keeper: Keeper
    desk: Desk
    web: Web
    server: waitress.server.BaseWSGIServer
    socket_mode: SocketModeHandler | None
    _stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self.server.effective_port)

    def start(self, *, ticking: bool = True) -> None:
        """Serve, and tick unless a test drives the engine itself.

        Nothing is sent before the database was compared with the witness.
        """
        self.keeper.begin()
        threading.Thread(target=self._serve, daemon=True, name="web").start()
        if self.socket_mode is not None:
            self.socket_mode.connect()  # type: ignore[no-untyped-call]
        if ticking:
            self.ticking.start()

    def _serve(self) -> None:
        try:
            self.server.run()
        except OSError:
            # waitress's loop may wake on a socket that `stop` has just closed.
            if not self._stopping.is_set():
                raise

    def stop(self) -> None:
        """Stop taking work, let what is under way end, and let go of the database."""
        self._stopping.set()
        if self.socket_mode is not None:
            self.socket_mode.close()  # type: ignore[no-untyped-call]
        self.ticking.stop()
        self.server.close()
        self.web.slack.listener_runner.listener_executor.shutdown(wait=True)
        self.desk.executor.shutdown(wait=True)
        self.store.close()


def unready(
    store: Store, ticking: Ticking, keeper: Keeper, socket_mode: SocketModeHandler | None
) -> list[str]:
    """Return what keeps the service from doing its work, in words; nothing when all is well."""
    missing = []
    if not store.answers():
        missing.append("the database does not answer")
    if socket_mode is not None and not socket_mode.client.is_connected():
        missing.append("Slack's socket is not connected")
    if complaint := keeper.complaint():
        missing.append(complaint)
    if "dispatch" not in ticking.ticks.last():
        missing.append("the dispatch tick has not run yet")
    return missing + ticking.ticks.late()
