"""What can be known of a protocol whose keys have faults, so that all of them are told at once.

What contradicts itself is only seen in a protocol as a whole. Where single keys have faults, they
are left out or stood in for, and what the rest says is looked at; nothing is said of a part that
has a fault of its own, because what stands in for it is not what its writer meant.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from living_review.protocol.marks import KeyPath
from living_review.protocol.models import Protocol
from living_review.protocol.rules import Fault, faults

LISTS = ("timepoints", "comparisons", "outcomes")
_ROUNDS = 6
_PLAIN: Mapping[Any, Any] = {str: "x", bool: True, int: 1, float: 0.5, date: "2000-01-01"}


class _NothingStandsIn(Exception):
    """A part is wrong for which nothing can stand."""


def other_faults(
    document: Any, errors: Sequence[ErrorDetails], context: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield what contradicts itself in the parts of a protocol in which no key has a fault."""
    paths = [tuple(error["loc"]) for error in errors]
    if any(_names_an_item(path) for path in paths):
        return
    protocol = _mended(document, errors, context)
    if protocol is None:
        return
    wrong = {_part(path) for path in paths}
    for path, text in faults(protocol):
        hangs_on_analysis = ("analysis",) in wrong and "analysis" in path
        if _part(path) not in wrong and not hangs_on_analysis:
            yield path, text


def _names_an_item(path: KeyPath) -> bool:
    """Tell whether others may be named by what has the fault: a list, an item of it, or its id."""
    return bool(path) and path[0] in LISTS and (len(path) < 3 or path[2] == "id")


def _part(path: KeyPath) -> KeyPath:
    return path[: 2 if path and path[0] in LISTS else 1]


def _mended(
    document: Any, errors: Iterable[ErrorDetails], context: Mapping[str, str]
) -> Protocol | None:
    mended = copy.deepcopy(document)
    for _ in range(_ROUNDS):
        try:
            for error in errors:
                _mend(mended, tuple(error["loc"]))
            return Protocol.model_validate(mended, context=context)
        except ValidationError as error:
            errors = error.errors(include_url=False)
        except _NothingStandsIn:
            return None
    return None


def _mend(document: Any, path: KeyPath) -> None:
    """Leave out what has a fault, or put something allowed in its place where it is needed."""
    field = _field(path)
    while path and not isinstance(path[-1], str):
        path = path[:-1]
        field = _field(path)
    around = document
    for part in path[:-1]:
        try:
            around = around[part]
        except (KeyError, IndexError, TypeError):
            raise _NothingStandsIn from None
    if not path or not isinstance(around, dict):
        raise _NothingStandsIn
    around.pop(path[-1], None)
    if field is not None and field.is_required():
        around[path[-1]] = _stand_in(field.annotation)


def _field(path: KeyPath) -> FieldInfo | None:
    """Give the field of a key path; None for a key that is not known, or the name of an item."""
    model: type[BaseModel] | None = Protocol
    found = None
    for part in path:
        if isinstance(part, int):
            continue
        fields = model.model_fields if model else {}
        found = next((f for name, f in fields.items() if part in (name, f.alias)), None)
        if found is not None:
            model = _model_in(found.annotation)
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _stand_in(annotation: Any) -> Any:
    """Give the plainest value of a kind; a mapping is filled where it is found to lack keys."""
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    inner, origin = get_args(annotation), get_origin(annotation)
    if origin is Literal:
        return inner[0]
    if origin is tuple:
        return [_stand_in(inner[0])]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {}
    if inner:
        return _stand_in(inner[0])
    raise _NothingStandsIn
