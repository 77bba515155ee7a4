"""Phrases of the views of activation, approval and enrolment: steps, people, lists of names."""

from bot.views import kit, words
from engine.domain.sequence import Content

TEXT_MAX = 3900  # Slack: chat.update refuses a text of more than 4,000


def step_lines(content: Content, limit: int) -> list[str]:
    """Return a line for each step with its wait, at most `limit`; the last counts the rest."""
    lines = [
        f"{number}. *{words.step_kind(step)}* "
        + words.wait(step.delay, content.settings, number=number)
        for number, step in enumerate(content.steps[:limit], start=1)
    ]
    rest = len(content.steps) - limit
    return [*lines, f"…and {words.many(rest, 'more step')}"] if rest > 0 else lines


def names(listed: tuple[str, ...], total: int) -> str:
    """Return escaped names, and how many more there are."""
    shown = ", ".join(kit.escape(kit.clip(name, 80)) for name in listed)
    rest = total - len(listed)
    return f"{shown} and {rest:,} more" if rest > 0 and shown else shown


def people(user_ids: tuple[str, ...], otherwise: str) -> str:
    """Return mentions: “<@A>, <@B> or <@C>”, or `otherwise` for nobody."""
    mentions = [f"<@{user_id}>" for user_id in user_ids[:20]]
    if len(mentions) < 2:
        return mentions[0] if mentions else otherwise
    return f"{', '.join(mentions[:-1])} or {mentions[-1]}"


def spoken(lines: list[str]) -> str:
    """Return a message's top-level text of these lines: whole ones, as many as Slack takes."""
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(kept) + len(line) > TEXT_MAX:
            return "\n".join([*kept, "…"])
        kept.append(line)
    return "\n".join(kept)


def capital(text: str) -> str:
    """Return the text as a sentence begins."""
    return text[:1].upper() + text[1:]
