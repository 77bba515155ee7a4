"""Pausing: the effect is named before it happens."""

from dataclasses import dataclass

from bot.views import kit, words
from bot.views.kit import View
from engine.use_cases.foreseeing import PauseEffect

SUBMIT = "pausing.submit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the form carries."""

    sequence_id: int


def build(effect: PauseEffect, sequence_id: int) -> View:
    """Return the question whether to pause."""
    who = words.many(effect.contacts, "contact")
    stop = "stops" if effect.contacts == 1 else "stop"
    blocks = [
        kit.section(f"Pause *{kit.escape(effect.name)}*? {who} {stop} receiving messages."),
        kit.context("Everyone keeps their place, and what is left of each delay is kept as well."),
    ]
    meta = Meta(sequence_id=sequence_id)
    return kit.modal(SUBMIT, "Pause", blocks, submit="Pause", close="Cancel", meta=meta)


def done(effect: PauseEffect) -> View:
    """Return the closing view."""
    who = words.many(effect.contacts, "contact")
    said = f"*{kit.escape(effect.name)}* is paused: nothing is sent to {who} until you resume it."
    return kit.modal("pausing.done", "Paused", [kit.section(said)])
