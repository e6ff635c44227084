"""The words of the pull request, from the manifest of a version and the outcome of an update.

Runs on any Python 3 without packages. What stands in a manifest may come from a cell of the
registry: it is shown as text, and calls nobody, links nothing and closes nothing.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

# GitHub refuses a title of more than 256 and a body of more than 65,536 characters.
TITLE, ITEM, BODY = 120, 600, 56_000
UNSEEN = "\N{WORD JOINER}"
CLOSING = (
    "The changed files show every number before and after. Merging publishes this version; until "
    "then the site stays as it is, and each run brings this pull request up to date."
)

Document = dict[str, Any]


def title(outcome: Document, manifest: Document) -> str:
    """Name the version and what it brings, on one line."""
    if outcome["state"] != "published":
        return f"Version {manifest['number']}, rendered again"
    return _cut(f"Version {manifest['number']}: {_line(manifest['told']['headline'])}", TITLE)


def body(outcome: Document, manifest: Document) -> str:
    """Say what changed, what has to be looked at, and what merging does."""
    told = manifest["told"]
    parts = [f"**{_text(_cut(told['headline'], ITEM))}**", *_warnings(outcome)]
    if outcome["state"] == "published":
        parts += [
            _section("Conclusions that changed", told["conclusions_changed"]),
            _section("Evidence", told["items"]),
            _section("Methods", told["methods"]),
            _section("Decisions that are stale", told["stale"]),
        ]
    else:
        parts.append("No version is added: the files of the last one are brought up to date.")
    return "\n\n".join(filter(None, [*parts, CLOSING])) + "\n"


def nothing(outcome: Document) -> str:
    """Say that there is nothing new, and what has to be looked at all the same."""
    parts = [f"Nothing new since version {outcome['version']}.", *_warnings(outcome)]
    return "\n\n".join(parts) + "\n"


def failure(code: str, outcome: str, log: str) -> str:
    """Say why nothing was done: the sentence of the program, or the end of what it printed."""
    try:
        sentence = str(json.loads(outcome)["error"])
    except (ValueError, KeyError, TypeError):
        sentence = (log.strip().splitlines() or ["It printed nothing."])[-1]
    return (
        f"**living-review update failed (exit code {code}); nothing was published.**\n\n"
        f"{_text(_cut(sentence, BODY // 4))}\n"
    )


def _warnings(outcome: Document) -> list[str]:
    aside = int(outcome["set_aside"])
    rows = "1 row of the registry is" if aside == 1 else f"{aside} rows of the registry are"
    told = [f"{rows} set aside and not used; the report lists each with its reason."] * (aside > 0)
    return [f"> [!WARNING]\n> {_text(_cut(each, ITEM))}" for each in (*told, *outcome["warnings"])]


def _section(heading: str, items: list[str]) -> str:
    """A heading and a bullet an item, as many as there is room for."""
    bullets: list[str] = []
    room = BODY // 4
    for place, item in enumerate(items):
        bullet = f"- {_text(_cut(item, ITEM))}"
        room -= len(bullet) + 1
        if room < 0:
            bullets.append(f"- and {len(items) - place} more, in CHANGELOG.md")
            break
        bullets.append(bullet)
    return f"### {heading}\n\n" + "\n".join(bullets) if bullets else ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


# After a sign that would mention, refer or link; "[skip ci]" would keep workflows from starting.
_CALLS = re.compile(r"(?<=[@#])(?=\w)|(?<=\bGH)(?=-)|(?<=\[)(?=\w)|(?<=:)(?=//)|(?<=\bwww)(?=\.)")
_BEGINS_A_LIST = re.compile(r"^(?=[-+=]|\d+[.)])")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")


def _line(text: str) -> str:
    """One line of what can be seen, which calls nobody."""
    seen = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return _CALLS.sub(UNSEEN, seen)


def _text(text: str) -> str:
    """The same for Markdown: nothing in it is markup."""
    return _MARKUP.sub(r"\\\1", _BEGINS_A_LIST.sub(UNSEEN, _line(text)))


def main(what: str, *given: str) -> None:
    """Print the title, the body, the words for nothing new, or those for a failure."""
    if what == "failure":
        code, *files = given
        print(failure(code, *(_read(name) for name in files)), end="")
        return
    outcome = json.loads(_read(given[0]))
    if what == "nothing":
        print(nothing(outcome), end="")
        return
    manifest = json.loads(_read(f"{given[1]}/{outcome['version']}/manifest.json"))
    print({"title": title, "body": body}[what](outcome, manifest), end="")


def _read(name: str) -> str:
    return Path(name).read_text(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main(*sys.argv[1:])
