"""The texts that people wrote, as templates put them into their places."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from living_review.findings import Findings, WrittenText
from living_review.language import say
from living_review.language.facts import texts as facts
from living_review.language.markdown import Markdown, escape

_HEADING = re.compile(r"^((?:[ >]|- |\d+\. )*)(#+) ", re.MULTILINE)
_DEEPEST = 6


def names(findings: Findings) -> dict[str, Any]:
    """Give the names by which templates print texts: `written`, `text_title` and `cites`."""

    def written(name: str, below: str = "##") -> Markdown:
        text = findings.text(name)
        return placed(text, len(below)) if text else Markdown("")

    def title(kind: facts.Kind) -> str:
        return say(facts.Title(kind=kind))

    def cites(*texts: str) -> bool:
        return any("[@" in written(name) for name in texts)

    found: dict[str, Callable[..., object]] = {"written": written, "text_title": title}
    comments = tuple(text.name for text in findings.texts if text.kind == "comparison")
    return {**found, "cites": cites, "comments_on_comparisons": comments}


def placed(text: WrittenText, level: int) -> Markdown:
    """Give a text below a heading of that level, with a notice where it may be out of date."""
    body = _HEADING.sub(lambda found: f"{found[1]}{_marks(found[2], level)} ", text.markdown)
    if text.stands_in:
        body = f'::: {{lang="{text.stands_in}"}}\n{body}\n:::'
    return Markdown(f"{_notice(text)}{body}")


def _marks(marks: str, level: int) -> str:
    return "#" * min(level + len(marks), _DEEPEST)


def _notice(text: WrittenText) -> str:
    """Say above a text what changed since it was written or confirmed."""
    if not text.moved:
        return ""
    version = "" if text.version is None else str(text.version)
    on = facts.WrittenOn(
        version=version, confirmed=text.confirmed_on is not None, results=len(text.moved)
    )
    lines = "\n".join(f"- {escape(each)}" for each in text.moved)
    said = escape(say(on))
    title = str(escape(say(facts.Box())))
    return f'::: {{.callout-warning title="{title}"}}\n{said}\n\n{lines}\n:::\n\n'
