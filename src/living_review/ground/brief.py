"""Values that show themselves in a line, however much they hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from textwrap import shorten
from typing import Final

from pydantic import BaseModel

FIELDS: Final = 6
"""So many fields stand in the short form of a value; `model_dump()` gives all."""
LONGEST: Final = 60
"""So many letters of a text stand there."""


class Brief(BaseModel):
    """A model whose representation names its first single values, and none of its parts."""

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        """Name what says which one it is."""
        given = ((name, getattr(self, name)) for name in type(self).model_fields)
        single = (
            (name, shorten(each, LONGEST, placeholder=" …") if isinstance(each, str) else each)
            for name, each in given
            if isinstance(each, str | int | float)
        )
        yield from islice(single, FIELDS)
