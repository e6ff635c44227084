"""`CHANGELOG.md`: the review's own history; what a person wrote in it is never overwritten.

The program writes between its marks only. Around them people may write what they like; the section
of what is not yet published becomes that of the next version, with all that stands in it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from living_review.ground import numbers
from living_review.ground.errors import BadInput

HEADER = """\
# Changelog of the review

Newest first. Each version has two parts: **Evidence**, what changed in the trials and the findings,
and **Methods**, what changed in the protocol or the program. The program writes between its marks;
everything else is written by people and stays.
"""
UNPUBLISHED = "## Not yet published"
PARTS = ("Evidence", "Methods")
_UNCHANGED = {"Evidence": "The same trials and the same results.", "Methods": "The same methods."}
_SECTION = re.compile(r"^## .*$", re.MULTILINE)
_NEEDS_ESCAPE = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_LIST_ITEM = re.compile(r"^(\d*)([-+.)])(?=\s|$)")


def tells(path: Path, number: int) -> bool:
    """Tell whether the changelog has an entry of that version."""
    try:
        return _has_entry(path.read_text(encoding="utf-8"), number)
    except (OSError, UnicodeDecodeError):
        return False


def read(path: Path) -> str:
    """Read the changelog, empty where there is none; BadInput where it cannot be added to."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path} is not UTF-8 (byte {error.start + 1}), so the entry of a version cannot be "
            "added; save it as UTF-8, or move it away."
        ) from error
    except IsADirectoryError as error:
        raise BadInput(f"{path} is a folder; move it away.") from error


def with_version(
    text: str,
    number: int,
    date: dt.date,
    evidence: Sequence[str],
    methods: Sequence[str],
    *,
    made: dt.date | None = None,
) -> str:
    """Give the changelog with the entry of a version; one it has already is brought up to date.

    An entry from which somebody took the program's marks is theirs, and stays as it is. `evidence`
    and `methods` are plain sentences. `text` may be empty.
    """
    text = text.replace("\r\n", "\n") or HEADER
    blocks = {"Evidence": list(evidence), "Methods": list(methods)}
    if made is not None:
        blocks["Evidence"].insert(
            0,
            f"Made on {numbers.date(made)} from what had entered the registry by "
            f"{numbers.date(date)}.",
        )
    if _has_entry(text, number):
        for part in PARTS:
            text = _renewed(text, part, number, blocks[part])
        return text
    before, own, after = _taken(text)
    entry = [f"## Version {number}: {numbers.date(date)}", own.pop("", "")]
    for part in PARTS:
        entry += [f"### {part}", _block(part, number, blocks[part]), own.pop(part, "")]
    for title, said in own.items():
        entry += [f"### {title}", said]
    return "\n\n".join(filter(None, (before.rstrip(), *entry, after.strip()))) + "\n"


def _has_entry(text: str, number: int) -> bool:
    heading = re.compile(rf"^## Version {number}\b", re.MULTILINE)
    return heading.search(text) is not None or _mark("Evidence", number) in text


def _taken(text: str) -> tuple[str, dict[str, str], str]:
    """Cut a changelog where the new entry goes; with what people wrote for it, part by part."""
    found = _SECTION.search(text)
    if found is None:
        return text, {}, ""
    before, rest = text[: found.start()], text[found.start() :]
    if found[0].strip().lower() != UNPUBLISHED.lower():
        return before, {}, rest
    following = _SECTION.search(rest, pos=len(found[0]))
    end = following.start() if following else len(rest)
    own: dict[str, str] = {}
    title = ""
    for line in rest[len(found[0]) : end].splitlines():
        if line.startswith("### "):
            title = line[4:].strip()
        else:
            own[title] = f"{own.get(title, '')}{line}\n"
    return before, {k: v.strip() for k, v in own.items() if v.strip()}, rest[end:]


def _renewed(text: str, part: str, number: int, lines: Sequence[str]) -> str:
    start = text.find(_mark(part, number))
    end = text.find(_END, start)
    if start < 0 or end < 0:
        return text
    return text[:start] + _block(part, number, lines) + text[end + len(_END) :]


_END = "<!-- living-review: end -->"


def _mark(part: str, number: int) -> str:
    return f"<!-- living-review: {part.lower()} of version {number} -->"


def _block(part: str, number: int, lines: Sequence[str]) -> str:
    said = "\n".join(f"- {_escaped(line)}" for line in lines or [_UNCHANGED[part]])
    return f"{_mark(part, number)}\n{said}\n{_END}"


def _escaped(line: str) -> str:
    """Show a line as the text it is, on one line."""
    text = _NEEDS_ESCAPE.sub(r"\\\1", " ".join(line.split()))
    return _LIST_ITEM.sub(r"\1\\\2", text)
