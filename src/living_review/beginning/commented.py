"""A protocol as text, with a comment on every key: what the models that read it say of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from living_review.exchange.decisions import quoted
from living_review.protocol import IDENTIFIER
from living_review.protocol.schema import json_schema

WIDTH = 96
HEAD = """\
# The protocol of this review: its question, its outcomes and the choices of its analysis.
# A key that is not known, or a value that is not allowed, stops the program with its line. What is
# not written here is chosen by the program; its docs/reference/protocol.md names every key.
"""


# What is often asked for and stands in no protocol that begins.
MAY_BE: Mapping[str, tuple[str, ...]] = {
    "review": (
        "  # What the review wears in the place of the program's look: docs/how-to/brand.md.",
        '  # brand: {colour: "#0a5a66", logo: brand/logo.svg, alt: "", font: brand/Font.woff2}',
    ),
}


def protocol_text(document: Mapping[str, Any]) -> str:
    """Write the keys of a protocol, each with what it means where it stands first."""
    schema = json_schema()
    writer = _Writer(schema["$defs"])
    parts = [HEAD]
    for key, value in document.items():
        lines = [*writer.key(key, value, schema["properties"][key], 0), *MAY_BE.get(key, ())]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


class _Writer:
    def __init__(self, named: Mapping[str, Any]) -> None:
        self._named = named

    def key(
        self, key: str, value: Any, node: Mapping[str, Any], indent: int, *, told: bool = True
    ) -> Iterator[str]:
        """Yield the lines of a key: its comment, itself, and what is below it."""
        blank = " " * indent
        if told:
            yield from self._comment(node, blank)
        model = self._model(node)
        if isinstance(value, Mapping) and model is not None:
            yield f"{blank}{key}:"
            yield from self._below(value, model, indent + 2, told=told)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield f"{blank}{key}:"
            for i, each in enumerate(value):
                below = list(self._below(each, model or {}, indent + 4, told=told and not i))
                first = next(n for n, line in enumerate(below) if not line.lstrip().startswith("#"))
                below[:first] = [line[2:] for line in below[:first]]
                below[first] = f"{blank}  - {below[first].lstrip()}"
                yield from below
        else:
            yield f"{blank}{key}: {written(value)}"

    def _below(
        self, value: Mapping[str, Any], model: Mapping[str, Any], indent: int, *, told: bool
    ) -> Iterator[str]:
        for key, inner in value.items():
            node = model.get("properties", {}).get(key, {})
            yield from self.key(key, inner, node, indent, told=told)

    def _comment(self, node: Mapping[str, Any], blank: str) -> Iterator[str]:
        said = str(node.get("description", "")).replace("`", "'")
        choices = node.get("enum") or next(
            (part["enum"] for part in node.get("anyOf", ()) if "enum" in part), ()
        )
        if choices:
            said += f" One of {', '.join(map(str, choices))}."
        for line in textwrap.wrap(said, WIDTH - len(blank) - 2):
            yield f"{blank}# {line}"

    def _model(self, node: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Give the model of the keys that a node, or each of its items, holds."""
        if "$ref" in node:
            found: Mapping[str, Any] = self._named[node["$ref"].rpartition("/")[2]]
            return found
        parts = [*node.get("anyOf", ()), *filter(None, [node.get("items")])]
        models = (self._model(part) for part in parts if isinstance(part, Mapping))
        return next(filter(None, models), None)


def written(value: Any) -> str:
    """Write a value as YAML that is read as the same: words plain where that is safe."""
    if isinstance(value, Mapping):
        inner = (f"{written(key)}: {written(each)}" for key, each in value.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    if value is None:
        return ""
    if isinstance(value, str):
        return value if _is_plain(value) else quoted(value)
    return str(yaml.safe_dump(value).removesuffix("...\n").strip())


def _is_plain(text: str) -> bool:
    return bool(IDENTIFIER.fullmatch(text)) and yaml.safe_load(text) == text
