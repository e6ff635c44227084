"""`CHANGELOG.md`: the review's own history; what a person wrote in it is never overwritten.

The program writes between its marks only. Around them people may write what they like; the section
of what is not yet published becomes that of the next version, with all that stands in it.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

from living_review.ground.errors import BadInput
from living_review.language import say
from living_review.language.facts import changelog as facts

PARTS: tuple[facts.Part, ...] = ("evidence", "methods")
WIDTH = 100
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
    text = text.replace("\r\n", "\n") or _header()
    blocks = {"evidence": list(evidence), "methods": list(methods)}
    if made is not None:
        blocks["evidence"].insert(0, say(facts.MadeAfterwards(made=made, on=date)))
    if _has_entry(text, number):
        for part in PARTS:
            text = _renewed(text, part, number, blocks[part])
        return text
    before, own, after = _taken(text)
    heading = say(facts.Entry(version=_version(number), on=date))
    entry = [f"## {heading}", own.pop("", "")]
    for part in PARTS:
        title = say(facts.PartOfEntry(part=part))
        entry += [f"### {title}", _block(part, number, blocks[part]), own.pop(title, "")]
    for title, said in own.items():
        entry += [f"### {title}", said]
    return "\n\n".join(filter(None, (before.rstrip(), *entry, after.strip()))) + "\n"


def _header() -> str:
    """Give the changelog that has no entry yet."""
    introduction = textwrap.fill(say(facts.Introduction()), WIDTH, break_on_hyphens=False)
    return f"# {say(facts.Title())}\n\n{introduction}\n"


def _version(number: int) -> facts.Version:
    return facts.Version(number=str(number))


def _has_entry(text: str, number: int) -> bool:
    if _mark("evidence", number) in text:
        # Which needs no words, and so no templates.
        return True
    version = re.escape(say(_version(number)))
    return re.search(rf"^## {version}\b", text, re.MULTILINE) is not None


def _taken(text: str) -> tuple[str, dict[str, str], str]:
    """Cut a changelog where the new entry goes; with what people wrote for it, part by part."""
    found = _SECTION.search(text)
    if found is None:
        return text, {}, ""
    before, rest = text[: found.start()], text[found.start() :]
    unpublished = f"## {say(facts.NotYetPublished())}"
    if found[0].strip().lower() != unpublished.lower():
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


def _renewed(text: str, part: facts.Part, number: int, lines: Sequence[str]) -> str:
    start = text.find(_mark(part, number))
    end = text.find(_END, start)
    if min(start, end) < 0:
        return text
    return text[:start] + _block(part, number, lines) + text[end + len(_END) :]


_END = "<!-- living-review: end -->"


def _mark(part: facts.Part, number: int) -> str:
    return f"<!-- living-review: {part} of version {number} -->"


def _block(part: facts.Part, number: int, lines: Sequence[str]) -> str:
    said = "\n".join(f"- {_escaped(line)}" for line in lines or [say(facts.Unchanged(part=part))])
    return f"{_mark(part, number)}\n{said}\n{_END}"


def _escaped(line: str) -> str:
    """Show a line as the text it is, on one line."""
    text = _NEEDS_ESCAPE.sub(r"\\\1", " ".join(line.split()))
    return _LIST_ITEM.sub(r"\1\\\2", text)
