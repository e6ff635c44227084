"""A mapping told in lines, as a person reads it who has not opened the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from living_review.exchange.decisions import one_line

_BEGINS = "# Draft mapping of"


def reading_of(mapping: bytes) -> tuple[list[str], bool]:
    """Give each result with its columns, then what the draft remarks; and whether any is read."""
    text = mapping.decode("utf-8", "replace")
    said: Any = yaml.safe_load(text) or {}
    results = said.get("results") or []
    lines = [
        line
        for result in results
        for line in _result(result, result.get("arms") or said.get("arms") or [])
    ] or ["  no column is read as a result of an arm or as an effect"]
    return [*lines, *(f"  {note}" for note in _remarks(text))], bool(results)


def _result(result: Mapping[str, Any], arms: list[Mapping[str, Any]]) -> Iterator[str]:
    skipped = ", skipped" if result.get("skip") else ""
    yield f"  {result.get('outcome')} at {result.get('timepoint')}{skipped}"
    for arm in arms:
        yield f"    {arm.get('role')} {arm.get('arm')!r}: {_columns(arm)}"
    if contrast := result.get("contrast"):
        log = ", on the log scale" if contrast.get("log") else ""
        yield f"    effect, {contrast.get('measure')}{log}: {_columns(contrast)}"


def _columns(part: Mapping[str, Any]) -> str:
    columns = part.get("columns") or {}
    return ", ".join(f"{name} from {one_line(str(said), 40)!r}" for name, said in columns.items())


def _remarks(text: str) -> Iterator[str]:
    """Give the remarks that stand above a draft, but for what every draft begins with."""
    lines = text.splitlines()
    if not lines or not lines[0].startswith(_BEGINS):
        return
    for line in lines[2:]:
        if not line.startswith("# "):
            return
        if not line.startswith("#   "):
            yield line.removeprefix("# ")
