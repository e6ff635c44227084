"""Bounds for the templates of a review: how long one may work, and how much it may write.

Jinja's sandbox keeps a template from acting, not from working for ever or filling the memory. Here
every loop, call and inclusion is counted on its way, and every operation that can make a text much
longer than what it was given is weighed before it is done. The program's own templates do without.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sized
from functools import wraps
from time import monotonic
from typing import Any

from jinja2 import nodes
from jinja2.environment import Template
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

SECONDS = 60.0
LONGEST_TEXT = 20_000_000
"""Characters of one text, be it the whole page."""
LARGEST_WORK = 200_000_000
"""Characters of all texts that are put together on the way to one page."""
LARGEST_NUMBER = 10_000
"""A width, a count or an exponent; and the bits of a product."""
EACH, JOINED = "_each", "_joined"
# They make a text as wide as a number says, and no report needs them.
_GROWING = frozenset(
    (
        *("format", "format_map", "ljust", "rjust", "center", "zfill", "expandtabs", "translate"),
        "to_bytes",
    )
)
# Filters that make something as long as a number says.
_MEASURED = frozenset(("center", "indent", "batch", "slice", "round", "tojson", "wordwrap"))
_BYTES_AN_ITEM = 8
_WIDTH = re.compile(r"%[^a-zA-Z%]*\d{5}|%[^a-zA-Z%]*\*")
_EVERY = 64


class BeyondLimits(Exception):
    """A template takes too long, or writes too much."""


class Work(threading.local):
    """What the rendering of one page has used up."""

    def __init__(self) -> None:
        self.start()
        self.inside = False

    def start(self) -> None:
        """Begin a page."""
        self.steps, self.characters, self.ends = 0, 0, monotonic() + SECONDS

    def step(self) -> None:
        """Count a turn of a loop, a call or an inclusion."""
        self.steps += 1
        if self.steps % _EVERY == 0 and monotonic() > self.ends:
            raise BeyondLimits(
                f"it takes more than {SECONDS:.0f} seconds; take out the loop, or the macro or the "
                "file that calls itself"
            )

    def weigh(self, length: int) -> None:
        """Count a text before it is made."""
        self.characters += length
        if length > LONGEST_TEXT or self.characters > LARGEST_WORK:
            raise BeyondLimits(
                f"it writes more than {LONGEST_TEXT:,} characters at once or {LARGEST_WORK:,} in "
                "all; take out what repeats a text"
            )


class _Counted(NodeTransformer):
    """Has every loop go through a counter, and every '~' through what weighs it."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 (the name that jinja2 asks for)
        self.generic_visit(node)
        node.iter = _filtered(node.iter, EACH)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return _filtered(parts, JOINED)


def _filtered(node: Any, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


class Bounded:
    """What an environment needs to hold its templates within bounds; comes before it."""

    intercepted_binops = frozenset(("+", "*", "**", "%"))
    filters: dict[str, Callable[..., Any]]

    def begin(self) -> None:
        """Begin a page."""
        self.work.start()

    def bound(self) -> None:
        """Put every filter within bounds, and add those that count."""
        self.work = Work()
        self.filters.update(
            {name: self._weighed(name, each) for name, each in self.filters.items()}
        )
        self.filters |= {EACH: self._each, JOINED: self.concat}

    def concat(self, parts: Iterable[Any]) -> str:
        """Join the parts of a text."""
        kept: list[str] = []
        length = 0
        for part in parts:
            text = str(part)
            length += len(text)
            if length > LONGEST_TEXT:
                self.work.weigh(length)
            kept.append(text)
        self.work.weigh(length)
        return "".join(kept)

    def call(self, context: Context, obj: Any, *args: Any, **options: Any) -> Any:
        """Call what a template calls."""
        self.work.step()
        of = getattr(obj, "__self__", None)
        if isinstance(of, str):
            self._weigh_arguments(getattr(obj, "__name__", ""), of, args)
        return self._weighed_result(super().call(context, obj, *args, **options))  # type: ignore[misc]

    def get_template(self, *args: Any, **options: Any) -> Template:
        """Give a template that another includes."""
        self.work.step()
        found: Template = super().get_template(*args, **options)  # type: ignore[misc]
        return found

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Work out '+', '*', '**' or '%'."""
        self._weigh_operation(operator, left, right)
        return super().call_binop(context, operator, left, right)  # type: ignore[misc]

    def wrap_str_format(self, _value: Any) -> None:
        """Leave `format` to `is_safe_attribute`."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow no method that makes a text as wide as a number says."""
        if isinstance(obj, str | bytes | int) and attr in _GROWING:
            return False
        return bool(super().is_safe_attribute(obj, attr, value))  # type: ignore[misc]

    def _parse(self, *args: Any) -> nodes.Template:
        parsed: nodes.Template = super()._parse(*args)  # type: ignore[misc]
        counted: nodes.Template = _Counted().visit(parsed)
        return counted

    def _each(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self.work.step()
            yield item

    def _weighed(self, name: str, given: Callable[..., Any]) -> Callable[..., Any]:
        # A filter that takes the context or the environment has it before the value.
        before = 1 if getattr(given, "jinja_pass_arg", None) is not None else 0

        @wraps(given)
        def weighed(*args: Any, **options: Any) -> Any:
            self.work.step()
            value, rest = args[before], (*args[before + 1 :], *options.values())
            self._weigh_arguments(name, value, rest)
            return self._weighed_result(given(*args, **options))

        return weighed

    def _weighed_result(self, result: Any) -> Any:
        if isinstance(result, str | list | tuple | dict) and len(result) > LARGEST_NUMBER:
            self.work.weigh(len(result) * (1 if isinstance(result, str) else _BYTES_AN_ITEM))
        return result

    def _weigh_arguments(self, name: str, value: Any, args: tuple[Any, ...]) -> None:
        """Weigh what a filter or a method would make of a value."""
        numbers = [each for each in args if isinstance(each, int) and abs(each) > LARGEST_NUMBER]
        if numbers and name in _MEASURED:
            raise BeyondLimits(f"the number {numbers[0]:,} is larger than '{name}' may have here")
        if name == "replace" and len(args) > 1 and isinstance(value, str):
            old, new = str(args[0]), str(args[1])
            times = value.count(old) if old else len(value) + 1
            self.work.weigh(len(value) + times * max(0, len(new) - len(old)))
        elif name == "join" and args and isinstance(args[0], str):
            # The method is given what it joins, the filter what it joins with.
            self.work.weigh(len(args[0]) * (len(value) if isinstance(value, Sized) else 1))
        elif name == "indent" and isinstance(value, str):
            width = max((each for each in args if isinstance(each, int)), default=4)
            self.work.weigh(len(value) + width * (value.count("\n") + 1))
        elif name == "sum" and any(isinstance(each, Sized) for each in args):
            raise BeyondLimits("'sum' adds numbers here, and no lists")
        elif name == "format" and _WIDTH.search(str(value)):
            raise BeyondLimits("a width of five digits or from a value is larger than may be here")

    def _weigh_operation(self, operator: str, left: Any, right: Any) -> None:
        sizes = [len(each) for each in (left, right) if isinstance(each, Sized)]
        if operator == "%" and isinstance(left, str | bytes):
            raise BeyondLimits("'%' is for numbers here; write texts with '~'")
        if operator == "+" and sizes:
            self.work.weigh(sum(sizes))
        elif operator == "*" and sizes:
            times = next((each for each in (left, right) if isinstance(each, int)), 0)
            each = 1 if isinstance(left, str) or isinstance(right, str) else _BYTES_AN_ITEM
            self.work.weigh(sizes[0] * max(0, times) * each)
        elif operator in ("*", "**") and isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length() * (right if operator == "**" else 1) + right.bit_length()
            if bits > LARGEST_NUMBER:
                raise BeyondLimits("the number would be larger than any report needs")
