"""`docs/reference/messages.md`: every message of the program, its cause, its remedy, an example.

The messages are read from the source that raises them, the rules of the registry from their
catalogue. The examples are those that the tests keep, who make each of them from an input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from living_review.ground.errors import Problem, seen
from living_review.reference.markdown import code, table
from living_review.reference.message_sites import Matcher, Site, sites
from living_review.registry.catalogue import RULES, Rule

INTRODUCTION = """\
# Every message

Written by `make schemas`: the messages from the source that raises them, the rules of the registry
from their catalogue, the examples from what the tests made the program say.

A message says where (file, line or row, key or column), what was found, and what to do. Here `…`
stands for what varies. Search this page for some words of a message, or for the name of its rule.

- **Error**: the command ends and nothing is made; standard error has a sentence for each fault,
  which begins with `Error:`, and `--json` has them as `faults` with file, line, key, value and
  remedy.
- **Set aside** (`!`): a row is not used, the command ends with code 1.
- **Query** (`?`): a row is used and doubted; `living-review query see` says that somebody looked.
- **Warning**, **Notice**: the command did its work, and there is something to know.
"""
ROOMS: Mapping[str, str] = {
    "protocol": "The protocol",
    "cli": "The command line",
    "exchange": "Import: files of other programs and own sheets",
    "registry": "The tables of the registry as a whole, corrections and queries",
    "certainty": "GRADE decisions",
    "entry": "A trial that is added",
    "beginning": "A review that is begun",
    "sources": "Where the registry is kept",
    "surveillance": "The trial register",
    "runs": "Builds, versions and updates",
    "living": "Published versions",
    "language": "Words and templates",
    "texts": "Texts that people write",
    "pages": "Pages made of templates",
    "document": "The report",
    "website": "The website",
    "paper": "The PDFs",
    "figures": "Figures",
    "library": "Many reviews",
    "portal": "The portal of many reviews",
    "watch": "The preview",
    "verification": "The second computation",
    "ground": "Files, locks and the machine",
}


def messages_page(root: Path) -> str:
    """Write the page; the tests below `root` keep the examples."""
    kept = root / "tests"
    examples = kept_examples(kept / "reference" / "messages.txt")
    shown, parts = [], []
    for room, title in ROOMS.items():
        own = [each for each in sites() if each.room == room]
        shown += own
        if own:
            parts += [f"## {title}\n", _table(own, examples)]
    proved = sum(each in examples for each in shown)
    remarks = dict(_remarks(kept / "registry" / "remarks.txt"))
    ruled = sum((_kind(rule), rule.id) in remarks for rule in RULES)
    said = (
        f"The page has {len(RULES)} rules of the registry and {len(shown)} errors. The tests reach "
        f"each of {ruled} rules and {proved} errors by an input of its own, from which the example "
        f"comes. The other {len(RULES) - ruled} rules and {len(shown) - proved} errors stand here "
        "as they are in the source, without an example; no input of these tests leads to them. Not "
        "listed are what Typer says of options that it does not know, what an import reports row "
        f"by row, and the {len(sites()) - len(shown)} errors of the functions for analysts ([as a "
        "library](library.md), [in Python](python.md)).\n"
    )
    rules = _rules(remarks)
    head = "## Rows of the registry\n\n[checks.md](checks.md) says what each rule looks at.\n"
    return "\n".join((INTRODUCTION, said, head, rules, *parts))


def kept_examples(file: Path) -> dict[Site, str]:
    """Give the example of each message: the first sentence kept of those that it is."""
    matcher = Matcher(sites())
    found: dict[Site, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        if not line.startswith("# "):
            for site in matcher.of(line):
                found.setdefault(site, line)
    return found


def _table(own: Iterable[Site], examples: Mapping[Site, str]) -> str:
    rows = []
    for site in sorted(own):
        remedy = Problem(site.template).remedy
        cause = site.template.removesuffix(remedy).rstrip(" ;—") if remedy else site.template
        ends = f" (exit code {site.exit_code})" if site.exit_code != 2 else ""
        rows.append(
            (
                code(site.name),
                f"{_plain(cause)}{ends}",
                _plain(remedy),
                _plain(seen(examples.get(site, ""))),
            )
        )
    return table(("Name", "What is wrong", "What to do", "Example"), dict.fromkeys(rows))


def _rules(remarks: Mapping[tuple[str, str], str]) -> str:
    rows = []
    for rule in RULES:
        example = seen(remarks.get((_kind(rule), rule.id), ""))
        rows.append((code(rule.id), _kind(rule), _plain(rule.says), _plain(example)))
    return table(("Rule", "Kind", "What it finds", "Example, with its remedy"), rows)


def _kind(rule: Rule) -> str:
    return "query" if rule.severity == "suspicion" else rule.severity


def _remarks(file: Path) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield a remark of each rule that the tests keep; of several, the one that they keep first."""
    for line in reversed(file.read_text(encoding="utf-8").splitlines()):
        if found := re.match(r"- (error|query) ([\w-]+): (.*)", line):
            yield (found[1], found[2]), found[3]


def _plain(text: str) -> str:
    """Write a text so that no mark of it is taken for Markdown."""
    return re.sub(r"([\\*_{}\[\]<>#])", r"\\\1", text.replace("`", "'"))
