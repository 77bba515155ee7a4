"""**Preview**: the exact messages for a real contact, a page at a time."""

import json
from dataclasses import dataclass

from bot.views import kit, words
from bot.views.kit import Block, View
from bot.views.sms_step import segment_words
from engine.domain.enrollment import Contact
from engine.use_cases.previewing import Candidate, Preview, StepPreview

CALLBACK = "preview"
CONTACT = "preview.contact"
TEST = "preview.test"  # its value is the step's id
BACK = "preview.back"
NEXT = "preview.next"

PAGE_BLOCKS = 80  # of the 100 that a modal has
PAGE_BYTES = 150_000  # of the 250 kB that a modal may weigh
TEXT_MAX = 15_000  # of one message; what is longer is cut here, and the view says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the preview remembers."""

    sequence_id: int
    contact_id: int  # 0 is the made-up contact
    page: int = 0


def build(of: Preview, *, page: int = 0, may_test: bool = True) -> View:
    """Return the page of the preview that is asked for, or the nearest there is."""
    pages = _pages(of, may_test=may_test)
    page = min(max(page, 0), len(pages) - 1)
    meta = Meta(sequence_id=of.sequence.id, contact_id=of.contact.id, page=page)
    blocks = [*_head(of), *pages[page], *_paging(page, len(pages))]
    return kit.modal(CALLBACK, "Preview", blocks, meta=meta)


def _head(of: Preview) -> list[Block]:
    whom = f"*{kit.line(of.sequence.name)}* as *{kit.line(of.contact.name)}* would get it"
    if not of.candidates:
        made_up = (
            "Nobody is enrolled yet, so this contact is made up. Enroll someone to see theirs."
        )
        return [kit.section(whom), kit.context(made_up)]
    options = [_candidate(each) for each in of.candidates]
    menu = kit.select(options, str(of.contact.id), "Another contact") | {"action_id": CONTACT}
    lacking = next((c.lacking for c in of.candidates if c.contact.id == of.contact.id), ())
    names = ", ".join(f"`{kit.line(name, 60)}`" for name in lacking[:20])
    note = [kit.context(f":warning: This contact has no value for {names}.")] if lacking else []
    return [kit.section(f"{whom}. Look at another contact:", accessory=menu), *note]


def _candidate(of: Candidate) -> Block:
    lacks = f"lacks {', '.join(of.lacking)}" if of.lacking else "lacks nothing"
    return kit.option(_name(of.contact), str(of.contact.id), lacks)


def _name(contact: Contact) -> str:
    return contact.name if contact.name == contact.email else f"{contact.name} · {contact.email}"


def _pages(of: Preview, *, may_test: bool) -> list[list[Block]]:
    """Part the steps into pages by weight; a step is never split over two."""
    pages: list[list[Block]] = [[]]
    for number, step in enumerate(of.steps, start=1):
        blocks = _step(of, number, step, may_test=may_test)
        if pages[-1] and not _fits([*pages[-1], *blocks]):
            pages.append([])
        pages[-1] += blocks
    if not of.steps:
        pages[-1].append(kit.section("There are no steps yet. Add one in the editor."))
    return pages


def _fits(blocks: list[Block]) -> bool:
    return len(blocks) <= PAGE_BLOCKS and len(json.dumps(blocks)) <= PAGE_BYTES


def _step(of: Preview, number: int, shown: StepPreview, *, may_test: bool) -> list[Block]:
    step = shown.step
    wait = words.wait(step.delay, of.sequence.working.settings, number=number)
    title = f"*Step {number} · {words.step_kind(step)}* · {wait}"
    test = kit.button("Send test to me", TEST, step.id)
    can_be_sent = may_test and not shown.problem
    return [
        kit.divider(),
        kit.section(
            title,
            accessory=test if can_be_sent else None,
            block_id=f"preview.{number}.{step.id}",
        ),
        *_message(shown),
    ]


def _message(shown: StepPreview) -> list[Block]:
    if shown.email is not None:
        subject = kit.section(f"*Subject:* {kit.line(shown.email.subject, 1000)}")
        return [subject, *_verbatim(shown.email.text)]
    if shown.text is not None:
        cost = kit.context(segment_words(shown.text.text))
        return [*_verbatim(shown.text.text), cost]
    return [kit.section(f":warning: {kit.said(shown.problem, 2000)}")]


def _verbatim(text: str) -> list[Block]:
    """Return the text as it is, in as many sections as it takes: plain, so nothing is read in."""
    shown = text[:TEXT_MAX]
    parts = [part for part in _parts(shown) if part.strip()]
    blocks: list[Block] = [
        {"type": "section", "text": {"type": "plain_text", "text": part, "emoji": False}}
        for part in parts
    ]
    if len(text) > len(shown):
        blocks.append(kit.context(f"… {len(text) - len(shown):,} more characters."))
    return blocks


def _parts(text: str) -> list[str]:
    """Split text at line ends, or in the middle of a line that is too long for a section."""
    parts = []
    while len(text) > kit.SECTION_MAX:
        cut = text.rfind("\n", 1, kit.SECTION_MAX)
        cut = cut if cut > 0 else kit.SECTION_MAX
        parts.append(text[:cut])
        text = text[cut:].removeprefix("\n")
    return [*parts, text]


def _paging(page: int, pages: int) -> list[Block]:
    elements = []
    if page > 0:
        elements.append(kit.button("Back", BACK, str(page - 1)))
    if page < pages - 1:
        elements.append(kit.button("Next", NEXT, str(page + 1)))
    if not elements:
        return []
    where = kit.context(f"Page {page + 1} of {pages}")
    return [kit.divider(), where, kit.actions(*elements, block_id="preview.paging")]
