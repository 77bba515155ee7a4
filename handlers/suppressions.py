"""Who gets nothing: looking, adding, taking out, and a file of it all."""

from bot.errors import message_view
from bot.files import upload
from bot.jobs import show
from bot.request import Request
from bot.routes import action, view
from bot.views import kit, working
from bot.views import suppressions as page
from bot.views.kit import View
from bot.workbench import Workbench
from engine.domain.lifecycle import require_admin
from engine.domain.notice import Job, JobKind
from engine.use_cases import suppressing

FILE_NAME = "suppressions.csv"
_AS_TEXT_MAX = 2500


def open_by_verb(request: Request, argument: str) -> None:
    """`/sequence suppressions [part of an address]`."""
    request.open(_page(request, page.Meta(text=argument.strip())))
    request.ack()


def open_list(request: Request) -> None:
    """**Suppressions**."""
    request.open(_page(request, page.Meta()))
    request.ack()


def _page(request: Request, meta: page.Meta) -> View:
    with request.desk.store.read(request.workspace_id) as tx:
        limit = page.PAGE_SIZE + 1
        found = tx.suppressions.search(meta.text, limit=limit, offset=meta.offset)
        total = tx.suppressions.count()
    return page.build(found, meta, total=total, is_admin=request.actor.is_admin)


def search(request: Request) -> None:
    """**Search**."""
    request.ack_update(_page(request, page.searched(request.values)))


def search_by_enter(request: Request) -> None:
    """Enter in the search box."""
    request.update(_page(request, page.searched(request.values)))
    request.ack()


def turn(request: Request) -> None:
    """**Next**."""
    _turn(request, 1)


def back(request: Request) -> None:
    """**Previous**."""
    _turn(request, -1)


def _turn(request: Request, by: int) -> None:
    request.update(_page(request, request.meta(page.Meta).turned(by)))
    request.ack()


def open_add(request: Request) -> None:
    """**Add** (admins)."""
    require_admin(request.actor)
    request.open(page.form())
    request.ack()


def add(request: Request) -> None:
    """**Add**: every sequence stops for them."""
    desk = request.desk
    suppressing.add(desk.store, request.actor, page.read(request.values), now=desk.clock.now())
    desk.nudge()
    request.update_below(_page(request, page.Meta()))
    request.ack()


def remove(request: Request) -> None:
    """**Remove** (admins); a STOP is refused: only the contact can open it again."""
    suppressing.remove(request.desk.store, request.actor, request.value)
    request.update(_page(request, request.meta(page.Meta)))
    request.ack()


def export(request: Request) -> None:
    """**Export** (admins)."""
    require_admin(request.actor)
    view_id = request.open(working.build("Export", "The list is being written to a file."))
    request.desk.start(JobKind.EXPORT_SUPPRESSIONS, request.actor, view_id=view_id)
    request.ack()


def run_export(bench: Workbench, job: Job) -> None:
    """Send the list as a file to the member's direct messages, as text where files are barred."""
    desk = bench.desk
    actor = desk.actor(job.workspace_id, job.member_id)
    text = suppressing.export(desk.store, actor)
    sentence = _sent_as_file(bench, job, text)
    show(desk, job, message_view("Export", sentence), text=sentence)


def _sent_as_file(bench: Workbench, job: Job, text: str) -> str:
    client = bench.desk.client(job.workspace_id)
    if upload(
        client,
        job.member_id,
        name=FILE_NAME,
        title="Suppressions",
        data=text.encode(),
        comment="Everyone who gets nothing from this workspace.",
    ):
        return "The file is in your direct messages with the app."
    client.chat_postMessage(channel=job.member_id, text=f"```{kit.said(text, _AS_TEXT_MAX)}```")
    return "The app may not send files here: the list is in your direct messages as text."


VERBS = {"suppressions": open_by_verb}
JOBS = {JobKind.EXPORT_SUPPRESSIONS: run_export}
ROUTES = (
    action(page.OPEN, open_list),
    view(page.CALLBACK, search),
    action(page.SEARCH, search_by_enter),
    action(page.TURN, turn),
    action(page.BACK, back),
    action(page.ADD, open_add),
    view(page.FORM_CALLBACK, add),
    action(page.REMOVE, remove),
    action(page.EXPORT, export),
)
