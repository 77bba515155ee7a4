"""The route table: everything that people can do, by the module that does it.

Each module ends with its ROUTES; some have JOBS, slow work by kind, and VERBS, words of
`/sequence`, which `handlers.commands` puts together.
"""

from collections.abc import Mapping
from types import MappingProxyType

from slack_bolt import App

from bot.desk import Desk
from bot.routes import Route, bind
from bot.workbench import Worker
from engine.domain.notice import JobKind
from handlers import (
    activation,
    approval,
    commands,
    connecting,
    contacts,
    editor,
    enrolling,
    home,
    installing,
    notices,
    pausing,
    previewing,
    questions,
    replying,
    reports,
    sequences,
    setting_up,
    settings,
    steps,
    store,
    suppressions,
)

ROUTES: tuple[Route, ...] = (
    *commands.ROUTES,  # /sequence
    *home.ROUTES,  # Home, help
    *sequences.ROUTES,  # list, create, rename, hand over
    *editor.ROUTES,  # the editor's menus and pages
    *steps.ROUTES,  # add and edit steps
    *settings.ROUTES,
    *previewing.ROUTES,  # preview, send a test
    *enrolling.ROUTES,
    *activation.ROUTES,
    *approval.ROUTES,  # review and decide
    *pausing.ROUTES,  # pause, resume
    *reports.ROUTES,
    *contacts.ROUTES,  # view, edit, move, erase a contact
    *notices.ROUTES,  # buttons of notices
    *questions.ROUTES,  # was this sent?
    *store.ROUTES,  # is this the right database?
    *replying.ROUTES,
    *connecting.ROUTES,  # Gmail, Salesmsg
    *setting_up.ROUTES,
    *installing.ROUTES,  # uninstalled, tokens revoked
    *suppressions.ROUTES,
)

JOBS: Mapping[JobKind, Worker] = MappingProxyType(
    {
        **activation.JOBS,
        **approval.JOBS,
        **connecting.JOBS,
        **enrolling.JOBS,
        **pausing.JOBS,
        **previewing.JOBS,
        **questions.JOBS,
        **replying.JOBS,
        **reports.JOBS,
        **suppressions.JOBS,
    }
)


def register(app: App, desk: Desk) -> None:
    """Plug everything into Bolt."""
    bind(app, desk, ROUTES)
