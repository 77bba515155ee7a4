"""Enrolling: contacts pasted or in a file, and whether those who left may come again."""

from dataclasses import dataclass

from bot.state import Values
from bot.views import kit
from bot.views.kit import Block, View
from engine.domain.errors import FieldProblem, Invalid

SUBMIT = "enrolling.submit"
SEQUENCES = "enrolling.sequences"  # asks for its options

SEQUENCE = "sequence"
CONTACTS = "contacts"
FILE = "file"
AGAIN = "again"
FILE_TYPES = ("csv", "tsv", "txt", "xlsx")
FORMAT = "One per line: email, first name, last name, company, phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the form carries; without a sequence it asks for one."""

    sequence_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was filled in."""

    sequence_id: int
    contacts: str
    file_id: str | None
    again: bool


def build(meta: Meta, *, contacts: str = "", again: bool = False, problem: str = "") -> View:
    """Return the form; `problem` says why an earlier try could not be read."""
    intro = f"Enroll contacts into *{kit.escape(meta.name)}*." if meta.name else ""
    if problem:
        intro = f":warning: {kit.escape(problem)}"
    blocks = [
        *([kit.section(intro)] if intro else []),
        *([] if meta.sequence_id else [_sequence()]),
        kit.field(
            CONTACTS,
            "Contacts",
            kit.text_input(contacts, multiline=True, placeholder=FORMAT),
            hint=f"{FORMAT}. Many contacts are better uploaded as a file.",
            optional=True,
        ),
        kit.field(
            FILE,
            "CSV file",
            {"type": "file_input", "filetypes": list(FILE_TYPES), "max_files": 1},
            hint="With a header row; up to 10 MB and 50,000 rows.",
            optional=True,
        ),
        kit.field(AGAIN, "Enroll again", _again(again), optional=True),
    ]
    return kit.modal(
        SUBMIT, "Enroll contacts", blocks, submit="Continue", close="Cancel", meta=meta
    )


def read(values: Values, meta: Meta) -> Typed:
    """Return what is filled in. Raises Invalid for "contacts" and "sequence"."""
    files = values.files(FILE)
    contacts = values.text(CONTACTS).strip()
    sequence_id = meta.sequence_id or int(values.choice(SEQUENCE) or 0)
    problems = []
    if not sequence_id:
        problems.append(FieldProblem(field=SEQUENCE, sentence="Choose a sequence."))
    if not contacts and not files:
        sentence = "Paste contacts here, one per line, or upload a CSV file below."
        problems.append(FieldProblem(field=CONTACTS, sentence=sentence))
    if problems:
        raise Invalid(*problems)
    return Typed(
        sequence_id=sequence_id,
        contacts=contacts,
        file_id=str(files[0]["id"]) if files else None,
        again=bool(values.ticked(AGAIN)),
    )


def _sequence() -> Block:
    return kit.field(SEQUENCE, "Sequence", kit.search_select(SEQUENCES))


def _again(ticked: bool) -> Block:
    note = "Also contacts who were here before and left"
    return kit.checkboxes([kit.option("Enroll again", AGAIN, note)], [AGAIN] if ticked else [])
