"""Values of templates that are made when a template asks for them, and then once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from jinja2.runtime import Context


class Later:
    """What a name stands for once it is asked for: a page that does not show it need not wait."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    @cached_property
    def value(self) -> Any:
        """What was made."""
        return self._make()


class AskedContext(Context):
    """The names of a template, of which some are made when they are asked for."""

    def resolve_or_missing(self, key: str) -> Any:
        """Give what a name stands for."""
        found = super().resolve_or_missing(key)
        return found.value if isinstance(found, Later) else found
