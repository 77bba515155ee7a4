"""The Liquid our templates are written in: few tags, bounded filters, and no silent blank.

An expression evaluates to a value, to `Nothing(names)` (a blank that those variables are to blame
for) or to `ChosenBlank` (a blank the author wrote: `default: ""`). Only the latter may be printed.
"""

from collections.abc import Iterable, Mapping
from typing import TextIO

from liquid import BoundTemplate, Environment, RenderContext
from liquid.ast import BlockNode, Node
from liquid.builtin import (
    assign_tag,
    capture_tag,
    case_tag,
    comment_tag,
    content,
    if_tag,
    illegal,
    output,
    unless_tag,
)
from liquid.builtin.expressions import Path
from liquid.expression import Expression
from liquid.mode import Mode
from liquid.output import LimitedStringIO
from liquid.stream import TokenStream
from liquid.stringify import to_liquid_string
from liquid.token import Token
from liquid.undefined import UNDEFINED

from engine.domain.template_conditions import AnyOf, Nothing, rebuilt
from engine.domain.template_filters import ChosenBlank, filters
from engine.domain.template_values import clean, is_blank

OUTPUT_LIMIT_BYTES = 200_000


class Reading(RenderContext):
    """One rendering: the values, what was found missing, and where each local came from."""

    __slots__ = ("blanks_met", "lacking", "origins")

    def __init__(self, template: BoundTemplate, values: Mapping[str, object]) -> None:
        super().__init__(template, globals=values)
        self.lacking: list[str] = []
        self.blanks_met: list[str] = []
        self.origins: dict[str, tuple[str, ...]] = {}

    def get(
        self, path: list[object], *, token: Token | None, default: object = UNDEFINED
    ) -> object:
        """Return the value at `path`; a blank one as `Nothing`, with the variable's name."""
        names = self.names_of_path(path) or (".".join(map(str, path)),)
        value = self.locals.get(str(path[0]), self.globals.get(str(path[0])))
        for part in path[1:]:
            value = None if is_blank(value) else _part(value, part)
        printable = not is_blank(value) and not isinstance(value, Mapping)
        if printable or isinstance(value, Nothing | ChosenBlank):
            return value
        self.blanks_met.extend(names)
        return Nothing(names)

    def names_of_path(self, path: Iterable[object]) -> tuple[str, ...]:
        """Return the contact's or sender's variables behind `path`."""
        root, *rest = map(str, path)
        if root in self.locals:
            return self.origins.get(root, ())
        if rest and (rest[0] != "size" or isinstance(self.globals.get(root), Mapping)):
            return (".".join([root, *rest]),)
        return (root,)

    def names_in(self, expression: Expression) -> tuple[str, ...]:
        """Return the variables `expression` reads, each once."""
        if isinstance(expression, Path):
            return self.names_of_path(expression.path)
        found = [name for child in expression.children() for name in self.names_in(child)]
        return tuple(dict.fromkeys(found))

    def settled(self, expression: Expression) -> object:
        """Return the value of `expression`, a blank one with whom to blame for it."""
        value = expression.evaluate(self)
        if isinstance(value, Nothing | ChosenBlank) or not is_blank(value):
            return value
        names = self.names_in(expression)
        return Nothing(names) if names else ChosenBlank()


class _OutputNode(output.OutputNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, Reading)
        value = context.settled(self.expression)
        if isinstance(value, Nothing):
            context.lacking.extend(value.names)
            return 0
        return buffer.write(to_liquid_string(value, autoescape=False))


class _AssignNode(assign_tag.AssignNode):
    def render_to_output(self, context: RenderContext, _: TextIO) -> int:
        assert isinstance(context, Reading)
        value = context.settled(self.expression)
        origin = value.names if isinstance(value, Nothing) else context.names_in(self.expression)
        context.assign(self.name, value)
        context.origins[self.name] = origin
        return 0


class _CaptureNode(capture_tag.CaptureNode):
    """What is captured is not printed yet: a lack in it counts when the capture is printed."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, Reading)
        outer, context.lacking = context.lacking, []
        met = len(context.blanks_met)
        captured = context.get_buffer(buffer)
        self.block.render(context, captured)
        lacking, context.lacking = context.lacking, outer
        text = clean(captured.getvalue())  # without the marks of formatting: filters read it
        blame = tuple(lacking or (context.blanks_met[met:] if is_blank(text) else ()))
        blank = Nothing(blame) if blame else ChosenBlank()
        context.assign(self.name, blank if blame or is_blank(text) else text)
        context.origins[self.name] = blame
        return 0


class _Output(output.Output):
    node_class = _OutputNode


class _Assign(assign_tag.AssignTag):
    node_class = _AssignNode


class _Capture(capture_tag.CaptureTag):
    node_class = _CaptureNode


class _If(if_tag.IfTag):
    mode = Mode.STRICT  # `{% else if x %}` would silently mean `{% else %}`

    def parse(self, stream: TokenStream) -> Node:
        return _with_our_conditions(super().parse(stream))


class _Unless(unless_tag.UnlessTag):
    mode = Mode.STRICT

    def parse(self, stream: TokenStream) -> Node:
        return _with_our_conditions(super().parse(stream))


class _Case(case_tag.CaseTag):
    def parse(self, stream: TokenStream) -> Node:
        node = super().parse(stream)
        assert isinstance(node, case_tag.CaseNode)
        for block in node.blocks:
            if not isinstance(block, BlockNode):
                given = block.expression
                block.expression = AnyOf(given.token, given.left, given.expressions)
        return node


class Language(Environment):
    """The tags and filters of our templates, and the bounds of what they may produce."""

    block_nesting_limit = 20
    output_stream_limit = OUTPUT_LIMIT_BYTES
    local_namespace_limit = OUTPUT_LIMIT_BYTES

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Register what an author may use: no loops, no files, no HTML."""
        tags = (content.Literal, illegal.Illegal, comment_tag.CommentTag)
        for tag in (*tags, _Output, _Assign, _Capture, _If, _Unless, _Case):
            self.add_tag(tag)
        for name, function in filters().items():
            self.add_filter(name, function)


LANGUAGE = Language()


def read(template: BoundTemplate, values: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
    """Return the text, and the names it lacks: only without any may the text be used.

    Raises:
        LiquidError: a filter can't work on a value, or a bound is exceeded.
    """
    reading, buffer = Reading(template, values), LimitedStringIO(OUTPUT_LIMIT_BYTES)
    for node in template.nodes:
        node.render(reading, buffer)
    return buffer.getvalue(), tuple(dict.fromkeys(reading.lacking))


def _with_our_conditions(node: Node) -> Node:
    if isinstance(node, if_tag.IfNode | unless_tag.UnlessNode):
        node.condition = rebuilt(node.condition)
        for alternative in node.alternatives:
            alternative.expression = rebuilt(alternative.expression)
    return node


def _part(value: object, part: object) -> object:
    if part == "size" and isinstance(value, str | list):
        return len(value)
    return value.get(str(part)) if isinstance(value, Mapping) else None
