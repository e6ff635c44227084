"""Two documents are the same but for words where only what people read differs, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import sample_documents
from pydantic import BaseModel, TypeAdapter, ValidationError
from sample_everything import decided, everything
from sample_findings import narrative, readmission

from living_review.findings import Findings
from living_review.findings.same_but_for_words import APART, NAMES, differences

FOUND = sample_documents.findings(decided()[0], readmission(), narrative())
FOUND = everything().model_copy(update={"findings": FOUND.findings})
TEXT = " (a text)"
HELD = [name for name in Findings.model_fields if name not in APART]


@cache
def adapter(kind: type[BaseModel], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(kind.model_fields[name].annotation)


def is_of_a_list(kind: type[BaseModel], name: str, value: Any) -> bool:
    """Whether the field takes no other text."""
    try:
        adapter(kind, name).validate_python(value)
    except ValidationError:
        return True
    return False


def others(value: Any, seen: set[tuple[Any, ...]]) -> Iterator[tuple[str, Any]]:
    """Give a value as others that differ in one place, each field of each kind of part once."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            own = getattr(value, name)
            if (key := (type(value), name, type(own), bool(own))) in seen:
                continue
            seen.add(key)
            for below, made in others(own, seen):
                changed = value.model_copy(update={name: made})
                if name in NAMES or is_of_a_list(type(value), name, made):
                    below = below.removesuffix(TEXT)
                yield f".{name}{below}", changed
    elif isinstance(value, Mapping):
        for place, (name, own) in enumerate(value.items()):
            yield from ((f"[{place}]{b}", {**value, name: made}) for b, made in others(own, seen))
        yield "", {**value, "more": 1}
        yield "", None
        yield TEXT, {f"{name} ": own for name, own in value.items()}
    elif isinstance(value, tuple):
        for place, own in enumerate(value):
            for below, made in others(own, seen):
                yield f"[{place}]{below}", (*value[:place], made, *value[place + 1 :])
        if value:
            yield "", value[:-1]
            yield "", (*value, value[-1])
            yield "", None
    elif isinstance(value, str):
        yield TEXT, f"{value}, in other words"
    elif isinstance(value, dt.date):
        yield "", value + dt.timedelta(days=1)
    elif value is None:
        yield "", "a text where there was none"
    else:
        yield "", not value if isinstance(value, bool) else value + 1


@pytest.mark.parametrize("field", HELD)
def test_every_number_and_name_counts_and_no_text_does(field: str) -> None:
    for path, made in others(getattr(FOUND, field), set()):
        other = FOUND.model_copy(update={field: made})
        is_text = path.endswith(TEXT) and field not in NAMES
        wanted = [] if is_text else [f"{field}{path.removesuffix(TEXT)}"]
        assert [*differences(FOUND, other)] == wanted, path


@pytest.mark.parametrize("field", sorted(APART))
def test_what_each_language_tells_by_itself_is_not_compared(field: str) -> None:
    other = FOUND.model_copy(update={field: "another"})
    assert [*differences(FOUND, other)] == []
    assert [*differences(FOUND, FOUND)] == []
