"""The steps in the editor: a page of them, each with its menu."""

from dataclasses import dataclass
from enum import StrEnum

from bot.views import kit, words
from bot.views.kit import Block
from engine.domain.sequence import Content, Settings, Step

MENU = "editor.step"
BACK = "editor.back"
NEXT = "editor.next"
PER_PAGE = 50  # a modal has 100 blocks, and the rest of the editor needs about thirty


class StepAction(StrEnum):
    """What a step's menu offers; the names are what people read."""

    EDIT = "Edit"
    UP = "Move up"
    DOWN = "Move down"
    DUPLICATE = "Duplicate"
    DELETE = "Delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen in a step's menu."""

    do: str
    step: str


def step_blocks(content: Content, page: int, *, is_editable: bool) -> tuple[int, list[Block]]:
    """Return the page that is shown, for pages come and go, and its blocks."""
    pages = max(-(-len(content.steps) // PER_PAGE), 1)
    page = min(max(page, 0), pages - 1)
    first = page * PER_PAGE
    shown = enumerate(content.steps[first : first + PER_PAGE], start=first + 1)
    blocks = [
        _step(number, step, content.settings, is_editable=is_editable) for number, step in shown
    ]
    return page, [_title(content, page, pages), *blocks, *_paging(page, pages)]


def read(value: str) -> Choice:
    """Return what a step's menu sent."""
    return kit.load(Choice, value)


def _title(content: Content, page: int, pages: int) -> Block:
    if not content.steps:
        return kit.section("*Steps*\nNo steps yet. Add an email or SMS step to begin.")
    which = f" (page {page + 1} of {pages})" if pages > 1 else ""
    return kit.section(f"*{words.many(len(content.steps), 'step')}*{which}")


def _step(number: int, step: Step, settings: Settings, *, is_editable: bool) -> Block:
    wait = words.wait(step.delay, settings, number=number)
    text = f"*Step {number} · {words.step_kind(step)}* · {wait}\n{words.step_excerpt(step)}"
    menu = kit.overflow(
        MENU, *(kit.option(do, kit.dump(Choice(do=do, step=step.id))) for do in StepAction)
    )
    return kit.section(text, accessory=menu if is_editable else None, block_id=f"step.{step.id}")


def _paging(page: int, pages: int) -> list[Block]:
    elements = []
    if page > 0:
        elements.append(kit.button("Back", BACK, str(page - 1)))
    if page < pages - 1:
        elements.append(kit.button("Next", NEXT, str(page + 1)))
    return [kit.actions(*elements, block_id="editor.paging")] if elements else []
