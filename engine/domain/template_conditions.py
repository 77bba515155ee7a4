"""Comparisons of templates: a blank equals `blank`, `empty`, `nil` and `""` alike.

The library's own comparisons take a blank text for something present, and refuse to compare
the texts of an import ("120") with numbers.
"""

from collections.abc import Callable, Mapping

from liquid import RenderContext
from liquid.builtin.expressions import BooleanExpression
from liquid.builtin.expressions.logical import (
    ContainsExpression,
    EqExpression,
    GeExpression,
    GtExpression,
    LeExpression,
    LogicalAndExpression,
    LogicalOrExpression,
    LtExpression,
    NeExpression,
)
from liquid.builtin.expressions.primitive import Blank, Empty
from liquid.builtin.tags.case_tag import _AnyExpression
from liquid.expression import Expression
from liquid.token import Token

from engine.domain.template_values import is_blank


class Nothing:
    """A value that is not there; `names` are the variables to blame, none if the author is."""

    __slots__ = ("names",)

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def __liquid__(self) -> None:
        """Be falsy: the hook the library asks for truth."""
        return

    def __str__(self) -> str:
        return ""


class Comparison(Expression):
    """Two expressions and a judgement over their values."""

    __slots__ = ("left", "operator", "right")

    def __init__(
        self,
        token: Token,
        left: Expression,
        operator: Callable[[object, object], bool],
        right: Expression,
    ) -> None:
        super().__init__(token)
        self.left = left
        self.operator = operator
        self.right = right

    def evaluate(self, context: RenderContext) -> bool:
        """Return the judgement over both values in `context`."""
        return self.operator(self.left.evaluate(context), self.right.evaluate(context))

    def children(self) -> list[Expression]:
        """Return both sides, for the analysis of variables."""
        return [self.left, self.right]


class AnyOf(_AnyExpression):
    """Whether a `case` value equals one of a `when`'s."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> list[bool]:
        """Return one truth if any option is met: a `when` prints its block once."""
        left = self.left.evaluate(context)
        return [any(same(left, option.evaluate(context)) for option in self.expressions)]


def same(left: object, right: object) -> bool:
    """Compare as Liquid does, numbers in texts as numbers, and all blanks as one."""
    if _is_nothing(left) or _is_nothing(right):
        return _is_nothing(left) and _is_nothing(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    numbers = _numbers(left, right)
    return numbers[0] == numbers[1] if numbers else left == right


def differ(left: object, right: object) -> bool:
    """Return the opposite of `same`."""
    return not same(left, right)


def less(left: object, right: object) -> bool:
    """Compare numbers, also in texts, or texts; what can't be compared is not less."""
    if numbers := _numbers(left, right):
        return numbers[0] < numbers[1]
    return isinstance(left, str) and isinstance(right, str) and left < right


def at_most(left: object, right: object) -> bool:
    """Return whether `left` is less than `right` or the same number or text."""
    both_present = not (_is_nothing(left) or _is_nothing(right))
    return both_present and (less(left, right) or same(left, right))


def more(left: object, right: object) -> bool:
    """Return `less` the other way round."""
    return less(right, left)


def at_least(left: object, right: object) -> bool:
    """Return `at_most` the other way round."""
    return at_most(right, left)


def contains(left: object, right: object) -> bool:
    """Return whether a text or list holds `right`; a blank holds nothing and is held by nothing."""
    if _is_nothing(left) or _is_nothing(right):
        return False
    return right in left if isinstance(left, list | tuple) else str(right) in str(left)


_OPERATORS: Mapping[type[Expression], Callable[[object, object], bool]] = {
    EqExpression: same,
    NeExpression: differ,
    LtExpression: less,
    LeExpression: at_most,
    GtExpression: more,
    GeExpression: at_least,
    ContainsExpression: contains,
}


def rebuilt(expression: Expression) -> Expression:
    """Return the same condition with our comparisons in place of the library's."""
    match expression:
        case BooleanExpression():
            return BooleanExpression(expression.token, rebuilt(expression.expression))
        case LogicalAndExpression() | LogicalOrExpression():
            left, right = rebuilt(expression.left), rebuilt(expression.right)
            return type(expression)(expression.token, left, right)
        case _:
            return _comparison(expression)


def _comparison(expression: Expression) -> Expression:
    operator = _OPERATORS.get(type(expression))
    if operator is None:
        return expression
    left, right = expression.children()
    return Comparison(expression.token, rebuilt(left), operator, rebuilt(right))


def _is_nothing(value: object) -> bool:
    return isinstance(value, Nothing | Blank | Empty) or is_blank(value)


def _numbers(left: object, right: object) -> tuple[float, float] | None:
    """Return both as numbers if one is a number and the other reads as one."""
    if not (isinstance(left, int | float) or isinstance(right, int | float)):
        return None
    pair = _number(left), _number(right)
    return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
