"""What an author of a template is told: each problem in a sentence, with the likely remedy."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from liquid import BoundTemplate
from liquid.exceptions import LiquidError, ResourceLimitError
from liquid.static_analysis import TemplateAnalysis, Variable

from engine.domain.template_filters import HIDDEN_FILTERS
from engine.domain.template_language import LANGUAGE, read
from engine.domain.template_source import Span, broken_pieces, shortened, spans

# What the parser says, in the words of someone who writes emails.
_IN_WORDS = (
    (r"expected tag (end\w+), found end", r"{% \1 %} is missing"),
    (r"unexpected tag 'end of", "{% endcase %} is missing"),
    (r"expected a primitive expression", "a variable or a text in quotes is missing"),
    (r"expected end of expression, found word", "there is a word too many"),
    (r"expected word, found", "the name of a filter is missing"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateProblem:
    """Why a template can't be used, and what it is about."""

    sentence: str  # what is wrong and how to mend it
    name: str | None  # the variable, tag or filter; None if it is the text as a whole


def source_problems(text: str) -> list[TemplateProblem]:
    """Return tags without end, ends without tag, and tags that don't exist here."""
    found = [
        TemplateProblem(sentence=sentence, name=name) for sentence, name in broken_pieces(text)
    ]
    return list(dict.fromkeys(found))


def syntax_problem(error: LiquidError, text: str, known: Collection[str]) -> TemplateProblem:
    """Return what the parser stumbled over, with the variable that may have been meant."""
    span = _span_of(error, text)
    if span is None:
        return TemplateProblem(sentence=f"The text can't be read: {_reason(error)}.", name=None)
    meant = _near(_as_name(span.inside.split("|")[0]), known) if span.prints else None
    hint = f" Did you mean {meant}?" if meant else ""
    piece = shortened(span.text)
    return TemplateProblem(sentence=f"“{piece}” can't be read: {_reason(error)}.{hint}", name=piece)


def rendering_sentence(error: LiquidError, text: str) -> str:
    """Return why a template that reads well can't be rendered."""
    span = None if isinstance(error, ResourceLimitError) else _span_of(error, text)
    piece = f"“{shortened(span.text)}”" if span else "The text"
    return f"{piece} can't be worked out: {_reason(error)}."


def _span_of(error: LiquidError, text: str) -> Span | None:
    """Return the tag an error is about; the parser doesn't say for one that breaks off."""
    at = error.token.start_index if error.token else -1
    if at >= 0:
        return next((span for span in reversed(list(spans(text))) if span.start <= at), None)
    return next((span for span in spans(text) if span.prints and not _reads(span.text)), None)


def _reads(tag: str) -> bool:
    try:
        LANGUAGE.from_string(tag)
    except LiquidError:
        return False
    return True


def reading_problems(
    template: BoundTemplate, text: str, known: Collection[str]
) -> list[TemplateProblem]:
    """Return unknown variables and filters; only if there are none, what a trial run shows."""
    analysis = template.analyze(include_partials=False)
    found = [*_unknown_variables(analysis, known), *_unknown_filters(analysis)]
    found += _single_braces(text, known)
    return list(dict.fromkeys(found or _trial_problems(template, text, known)))


def _single_braces(text: str, known: Collection[str]) -> Iterator[TemplateProblem]:
    """Find `{first_name}`, as other tools write it: it would be sent as it stands."""
    for found in re.finditer(r"(?<!\{)\{ ?([\w.]+) ?\}(?!\})", text):
        if (name := found.group(1)) in known:
            sentence = f"{found.group()} is no variable: write {{{{ {name} }}}}."
            yield TemplateProblem(sentence=sentence, name=name)


def _unknown_variables(
    analysis: TemplateAnalysis, known: Collection[str]
) -> Iterator[TemplateProblem]:
    places = [place for found in analysis.globals.values() for place in found]
    for place in sorted(places, key=lambda place: place.span.index):
        name = _name(place)
        if name.removesuffix(".size") not in known:
            sentence = f"There is no variable {name}.{_suggestion(name, known)}"
            yield TemplateProblem(sentence=sentence, name=name)


def _unknown_filters(analysis: TemplateAnalysis) -> Iterator[TemplateProblem]:
    for name in analysis.filters:
        if name not in LANGUAGE.filters:
            visible = LANGUAGE.filters.keys() - HIDDEN_FILTERS
            meant = next(iter(get_close_matches(name, visible, n=1)), None)
            hint = f" Did you mean {meant}?" if meant else ""
            yield TemplateProblem(sentence=f"There is no filter {name}.{hint}", name=name)


def _trial_problems(
    template: BoundTemplate, text: str, known: Collection[str]
) -> Iterator[TemplateProblem]:
    """Run the template for a contact with every value and for one with none."""
    for values in (_sample(known), {}):
        try:
            read(template, values)
        except LiquidError as error:
            yield TemplateProblem(sentence=rendering_sentence(error, text), name=None)


def _sample(known: Collection[str]) -> dict[str, object]:
    sender = {name.partition(".")[2]: "Sample" for name in known if name.startswith("sender.")}
    return {name: "Sample" for name in known if "." not in name} | {"sender": sender}


def _suggestion(name: str, known: Collection[str]) -> str:
    if meant := _near(_as_name(name), known):
        return f" Did you mean {meant}?"
    return f" There are: {', '.join(known)}."


def _near(name: str, known: Collection[str]) -> str | None:
    by_plain = {option.lower(): option for option in known}
    close = get_close_matches(name.lower(), by_plain, n=1, cutoff=0.6)
    return by_plain[close[0]] if close else None


def _as_name(words: str) -> str:
    """Return `First Name`, `firstName` or `first-name` as `first_name`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", words.strip())
    return re.sub(r"[\s\-_]+", "_", parted).lower()


def _name(place: Variable) -> str:
    return ".".join(str(part) for part in place.segments)


def _reason(error: LiquidError) -> str:
    reason = str(error.args[0]) if error.args else "it is not Liquid"
    for pattern, words in _IN_WORDS:
        if found := re.match(pattern, reason):
            return found.expand(words)
    return reason.replace("end of expression", "its end").rstrip(".?")
