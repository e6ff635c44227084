"""Whether two documents of findings are the same but for the words that they are told in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from living_review.findings.document import Findings

# What names a thing for programs, and is the same in every language.
NAMES = frozenset(
    {"comparison", "outcome", "timepoint", "trial_id", "id", "rule", "key", "measure", "hash"}
    | {"table", "row", "column", "file", "name", "schema_", "tau2_method", "method"}
)
# Told by the protocol of each language, written in each, or in the words of other versions.
APART = frozenset(
    {"review", "changes", "history", "verification", "software", "texts", "references"}
)


def differences(one: Findings, other: Findings) -> Iterator[str]:
    """Yield the path of each value that is another, but for texts; nothing where none is."""
    for name in Findings.model_fields:
        if name not in APART:
            annotation = Findings.model_fields[name].annotation
            yield from _differ(name, annotation, getattr(one, name), getattr(other, name))


def _differ(path: str, annotation: Any, one: Any, other: Any) -> Iterator[str]:
    if isinstance(one, BaseModel) and type(one) is type(other):
        for name, field in type(one).model_fields.items():
            place = f"{path}.{name}"
            yield from _differ(place, field.annotation, getattr(one, name), getattr(other, name))
    elif isinstance(one, tuple | list) and isinstance(other, tuple | list):
        if len(one) != len(other):
            yield path
        for i, (mine, others) in enumerate(zip(one, other, strict=False)):
            yield from _differ(f"{path}[{i}]", annotation, mine, others)
    elif isinstance(one, Mapping) and isinstance(other, Mapping):
        # The names of mappings may be words; what they hold is told in the same order.
        yield from _differ(path, annotation, [*one.values()], [*other.values()])
    elif isinstance(one, str) and isinstance(other, str):
        # A text is a text: only what a program reads must be the same.
        if one != other and (_field(path) in NAMES or _is_choice(annotation)):
            yield path
    elif type(one) is not type(other) or one != other:
        yield path


def _field(path: str) -> str:
    return path.rpartition(".")[2].partition("[")[0]


def _is_choice(annotation: Any) -> bool:
    """Whether texts of this kind are of a fixed list."""
    if annotation is str:
        return False
    inner = get_args(annotation)
    if get_origin(annotation) is Literal:
        return True
    return bool(inner) and str not in inner and any(map(_is_choice, inner))
