"""The slow parts of enrolling: reading a file, committing many rows, handing refused rows back."""

from dataclasses import asdict

from bot.desk import Desk
from bot.files import download, upload
from bot.jobs import show
from bot.views import enroll as form
from bot.views import kit
from bot.views import receipt as receipt_form
from bot.workbench import Workbench
from engine.domain.contact_rows import MAX_BYTES, Row, from_file, from_pasted
from engine.domain.errors import Refusal
from engine.domain.notice import Job, JobKind
from engine.domain.refused_rows import RefusedRow, refused_file
from engine.domain.workspace import Actor
from engine.use_cases import enrolling, finding

SUFFIXES = tuple(f".{each}" for each in form.FILE_TYPES)
FILE_NAME = "refused-rows.csv"


def read_contacts(bench: Workbench, job: Job) -> None:
    """Read pasted lines and the file, and show the receipt; what can't be read says why."""
    desk = bench.desk
    actor = desk.actor(job.workspace_id, job.member_id)
    sequence_id, again = int(job.payload["sequence_id"]), bool(job.payload["again"])
    try:
        found = enrolling.receipt(
            desk.store,
            actor,
            sequence_id,
            _rows(desk, job),
            again=again,
            now=desk.clock.now(),
        )
    except Refusal as refusal:
        _ask_again(desk, job, sequence_id, refusal)
        return
    message = receipt_form.message(found)
    show(desk, job, receipt_form.build(found), text=message.text, blocks=message.blocks)
    if found.refused:
        offer_refused(desk, actor, found.refused)


def _rows(desk: Desk, job: Job) -> list[Row]:
    rows = from_pasted(str(job.payload["contacts"]))
    file_id = job.payload["file_id"]
    if not file_id:
        return rows
    client = desk.client(job.workspace_id)
    file = download(client, str(file_id), max_bytes=MAX_BYTES, suffixes=SUFFIXES)
    return [*rows, *from_file(file.name, file.data)]


def _ask_again(desk: Desk, job: Job, sequence_id: int, refusal: Refusal) -> None:
    """Show the form once more, with what was pasted and why it could not be taken."""
    with desk.store.read(job.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id)
    meta = form.Meta(sequence_id=sequence_id, name=sequence.name)
    contacts, again = str(job.payload["contacts"]), bool(job.payload["again"])
    shown = form.build(meta, contacts=contacts, again=again, problem=refusal.sentence)
    show(desk, job, shown, text=kit.escape(refusal.sentence))


def commit_many(bench: Workbench, job: Job) -> None:
    """Commit a receipt, and say what came of it."""
    desk = bench.desk
    actor = desk.actor(job.workspace_id, job.member_id)
    done = enrolling.commit(desk.store, actor, int(job.payload["receipt_id"]), now=desk.clock.now())
    desk.nudge()
    message = receipt_form.enrolled_message(done)
    show(desk, job, receipt_form.enrolled(done), text=message.text, blocks=message.blocks)


def offer_refused(desk: Desk, actor: Actor, rows: tuple[RefusedRow, ...]) -> None:
    """Have the receipt's refused rows sent to the person as a file."""
    desk.start(JobKind.EXPORT, actor, rows=[asdict(row) for row in rows])


def send_refused(bench: Workbench, job: Job) -> None:
    """Upload the refused rows into the person's DM, or write them there."""
    client = bench.desk.client(job.workspace_id)
    rows = job.payload["rows"]
    text = refused_file(rows)
    comment = f"{len(rows):,} rows were not enrolled. The file says why."
    was_uploaded = upload(
        client,
        job.member_id,
        name=FILE_NAME,
        title="Refused rows",
        data=("\ufeff" + text).encode(),  # spreadsheets take UTF-8 for it only with a mark
        comment=comment,
    )
    if not was_uploaded:
        shown = kit.escape(kit.clip(text, kit.SECTION_MAX - 200))
        said = f"{len(rows):,} rows were not enrolled:\n```{shown}```"
        client.chat_postMessage(channel=job.member_id, text=said)


JOBS = {
    JobKind.IMPORT_CSV: read_contacts,
    JobKind.ENROLL: commit_many,
    JobKind.EXPORT: send_refused,
}
