"""A file made the source of a review: its key in `protocol.yml`, and whether all is in place."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from living_review.ground.errors import BadInput, ProtocolError
from living_review.ground.folder import MAPPING, leads_out
from living_review.protocol import parse_protocol
from living_review.protocol.marks import read_yaml
from living_review.protocol.registry_source import ImportKept


def kept_file(
    root: Path, file: Path, format_: str, mapping: Path, where: Mapping[str, list[str]]
) -> dict[str, Any]:
    """Give what `registry.import` says of a file of a review.

    Raises BadInput where the file or its mapping lies outside of the review.
    """
    said: dict[str, Any] = {"file": _inside(root, file), "format": format_}
    named = _inside(root, mapping)
    if not named.startswith("data/"):
        raise BadInput(
            f"{mapping} is not in data/ of the review, where the mapping of a source is kept with "
            f"every version; move it, to {MAPPING} for example."
        )
    if named != MAPPING:
        said["mapping"] = named
    return said | ({"where": dict(where)} if where else {})


def selecting(conditions: Iterable[str]) -> dict[str, list[str]]:
    """Read what people write as COLUMN=CELL; several cells of one column are several let in."""
    where: dict[str, list[str]] = {}
    for each in conditions:
        column, equals, cell = each.partition("=")
        if not equals or not column.strip():
            raise BadInput(f"--where {each[:60]!r} is not COLUMN=CELL, such as primary=yes.")
        where.setdefault(column.strip(), []).append(cell.strip())
    return where


def protocol_with(text: str, file: str, kept: Mapping[str, Any]) -> str:
    """Write the key `registry` at the end of the text of a protocol, all else as it is.

    A protocol that says the same already stays as it is.

    Raises ProtocolError where the protocol is not sound, BadInput where it has such a key already
    or is written so that nothing can be added.
    """
    document, lines = read_yaml(text, file)
    if isinstance(document, dict) and "registry" in document:
        if parse_protocol(text, file).registry.import_ == ImportKept.model_validate(kept):
            return text
        raise BadInput(
            f"{file}, line {lines[('registry',)]}: the registry is kept elsewhere already; put "
            f"{_in_one_line(kept)} in place of the key registry."
        )
    parse_protocol(text, file)
    newline = "\r\n" if "\r\n" in text else "\n"
    end = "" if text.endswith("\n") or not text else newline
    added = f"{text}{end}{_in_lines(kept, newline)}"
    try:
        read_back = parse_protocol(added, file).registry.import_
    except ProtocolError as error:
        if _sound_alone(kept):
            raise BadInput(
                f"{file} is written so that no key can be added at its end; write "
                f"{_in_one_line(kept)} into it."
            ) from error
        raise
    assert read_back is not None
    return added


def _sound_alone(kept: Mapping[str, Any]) -> bool:
    try:
        ImportKept.model_validate(kept)
    except ValidationError:
        return False
    return True


def _in_lines(kept: Mapping[str, Any], newline: str) -> str:
    lines = ["registry:", "  import:"]
    for key, value in kept.items():
        if isinstance(value, Mapping):
            lines += [f"    {key}:", *(f"      {_word(k)}: {_word(v)}" for k, v in value.items())]
        else:
            lines.append(f"    {key}: {_word(value)}")
    return newline.join(lines) + newline


def _in_one_line(kept: Mapping[str, Any]) -> str:
    return f"registry: {{import: {_word(kept)}}}"


def _word(value: Any) -> str:
    """Write a value as YAML: plain where that is safe, as JSON elsewhere."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(k)}: {_word(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return _word(value[0]) if len(value) == 1 else f"[{', '.join(map(_word, value))}]"
    plain = value.replace("/", "a").replace(".", "a").replace("-", "a").replace("_", "a")
    safe = plain.isascii() and plain.isalnum() and plain[0].isalpha()
    return (
        value
        if safe and value.lower() not in _OTHER_THAN_TEXT
        else json.dumps(value, ensure_ascii=False)
    )


# Words that YAML takes for something else; as a cell they mean what they say.
_OTHER_THAN_TEXT = {"null", "y", "n", "on", "off"}


def _inside(root: Path, path: Path) -> str:
    """Give the path of a file from the folder of the review."""
    if leads_out(path, root):
        raise BadInput(
            f"{path} is not in the folder of the review ({root}), from which alone it is read at "
            "every pull; copy it into data/ there."
        )
    written, of = (Path(os.path.normpath(each.absolute())) for each in (path, root))
    if not written.is_relative_to(of):
        written, of = path.resolve(), root.resolve()
    return written.relative_to(of).as_posix()
