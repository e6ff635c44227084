"""What the texts cite: `[@key]` from `data/references.json` (CSL) or `data/references.bib`.

The works are numbered together with those that the program's own Methods cite. One that both have
is one work; a key that both use for different works is another key on the pages.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from living_review import assets
from living_review.findings import CitedWork
from living_review.ground.errors import BadInput
from living_review.ground.folder import REFERENCES_BIB, REFERENCES_CSL, ReviewFolder
from living_review.ground.visible_text import visible
from living_review.ground.yaml_faults import decoded
from living_review.language.markdown import Markdown, doi_address, escape
from living_review.pages.pandoc import TIME_LIMIT, pandoc_path
from living_review.protocol.messages import suggestion

_KEY = r"[A-Za-z0-9_](?:[\w:.#$%&+?~/-]*[\w/])?"
CITATION = re.compile(rf"\[@{_KEY}(?:, [^\]\[@;]*)?(?:; ?@{_KEY}(?:, [^\]\[@;]*)?)*\]")
_ONE = re.compile(rf"@({_KEY})((?:, [^;\]]*)?)")
_KEY_OF_A_PAGE = re.compile(r"[^\w:.-]")
_FIGURES = ("fig-", "tbl-", "eq-")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_TYPES = re.compile(r"[a-z][a-z_-]*")


@dataclass
class Bibliography:
    """The works that a review may cite, by key, and those that it did."""

    file: str = ""
    works: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    cited: dict[str, dict[str, Any]] = field(default_factory=dict)

    def missing(self, citation: str) -> list[str]:
        """Say of each key of a citation that there is no such work."""
        said = []
        for key, _ in _ONE.findall(citation):
            if key in self.works:
                continue
            if not self.file:
                said.append(
                    f"there is no work '{key}', because this review has no references; put them "
                    f"into {REFERENCES_CSL} (CSL JSON) or {REFERENCES_BIB}."
                )
            else:
                near = suggestion(key, self.works)
                said.append(f"there is no work '{key}' in {self.file}{near or '; add it.'}")
        return said

    def citation(self, written: str) -> Markdown:
        """Give a citation as pages have it, and keep its works."""
        parts = []
        for key, rest in _ONE.findall(written):
            shown = self._shown(key)
            where = escape(rest.removeprefix(",").strip())
            parts.append(f"@{shown}, {where}" if where else f"@{shown}")
        return Markdown(f"[{'; '.join(parts)}]")

    def kept(self) -> tuple[CitedWork, ...]:
        """Give the works that were cited, in the order in which they were first."""
        return tuple(
            CitedWork(key=key, csl=json.dumps(each, ensure_ascii=False))
            for key, each in self.cited.items()
        )

    def _shown(self, key: str) -> str:
        work = self.works[key]
        same = _programs_by_doi().get((doi_address(_text(work.get("DOI"))) or "").lower())
        if same:
            return same
        shown = _KEY_OF_A_PAGE.sub("-", key)
        taken = shown in _programs() or shown.startswith(_FIGURES)
        shown = f"own-{shown}" if taken else shown
        while shown in self.cited and self.cited[shown] != {**work, "id": shown}:
            shown += "-"
        self.cited[shown] = {**work, "id": shown}
        return shown


def with_programs(references: Iterable[CitedWork]) -> str:
    """Write the bibliography of a report: the program's own works and those that texts cite."""
    own = json.loads(assets.BIBLIOGRAPHY.read_bytes())
    cited = (json.loads(each.csl) for each in references)
    return json.dumps([*own, *cited], ensure_ascii=False, indent=1) + "\n"


@cache
def _programs() -> Mapping[str, dict[str, Any]]:
    return {each["id"]: each for each in json.loads(assets.BIBLIOGRAPHY.read_bytes())}


@cache
def _programs_by_doi() -> Mapping[str, str]:
    return {
        address.lower(): key
        for key, each in _programs().items()
        if (address := doi_address(_text(each.get("DOI"))))
    }


def read_references(folder: ReviewFolder) -> Bibliography:
    """Read the works that a review may cite; BadInput, in one sentence each, where one cannot."""
    there = [name for name in (REFERENCES_CSL, REFERENCES_BIB) if folder.own(name).is_file()]
    if not there:
        return Bibliography()
    if len(there) > 1:
        raise BadInput(
            f"There are both {REFERENCES_CSL} and {REFERENCES_BIB}, and one of them is read; put "
            "all works into one, and remove the other."
        )
    (name,) = there
    text = decoded(folder.own(name).read_bytes(), name)
    if name == REFERENCES_BIB:
        text = _csl_of_bibtex(text, name)
    return Bibliography(name, _works(text, name))


def _csl_of_bibtex(text: str, name: str) -> str:
    """Have Pandoc read BibTeX."""
    command = [pandoc_path(), "--sandbox", "-f", "biblatex", "-t", "csljson"]
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise BadInput(f"{name} takes too long to be read; shorten it.") from fault
    if done.returncode:
        said = done.stderr.decode(errors="replace")
        line = re.search(r"line (\d+)", said)
        where = f", line {line[1]}" if line else ""
        raise BadInput(f"{name}{where}: this is no BibTeX; correct the entry there.")
    return done.stdout.decode()


def _works(text: str, name: str) -> dict[str, dict[str, Any]]:
    if not text.strip():
        raise BadInput(f"{name} is empty; write the works, or remove the file.")
    try:
        document = json.loads(text)
    except RecursionError as fault:
        raise BadInput(f"{name} is nested too deeply; export it again.") from fault
    except ValueError as fault:
        line = getattr(fault, "lineno", 1)
        raise BadInput(
            f"{name}, line {line}: this is no JSON; export it again as CSL JSON."
        ) from fault
    if isinstance(document, dict) and isinstance(document.get("items"), list):
        document = document["items"]
    if not isinstance(document, list):
        raise BadInput(f"{name} is no list of works; export it again as CSL JSON.")
    works: dict[str, dict[str, Any]] = {}
    problems = []
    for place, each in enumerate(document, 1):
        if wrong := _fault(each, works):
            problems.append(f"{name}: work {place} {wrong}")
        else:
            works[_key(each)] = _plain(each)
    if problems:
        raise BadInput(*problems)
    return works


def _fault(work: object, before: Mapping[str, object]) -> str:
    if not isinstance(work, dict):
        return "is no work; export the file again as CSL JSON."
    key = _key(work)
    if not key:
        return "has no id; give it one, by which texts cite it."
    if not re.fullmatch(_KEY, key):
        return (
            f"has the id '{visible(key, 60)}', which no citation can name; use letters, digits and "
            "hyphens."
        )
    if key in before:
        return f"has the id '{key}', which another has, too; give each its own."
    if not _TYPES.fullmatch(_text(work.get("type"))):
        return f"('{key}') has no type, such as article-journal; add it."
    if not _text(work.get("title")).strip():
        return f"('{key}') has no title; add it."
    return ""


def _key(work: Mapping[str, Any]) -> str:
    return str(work.get("id", "") or "").strip()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


# What a list of references may show; the rest of an export (abstracts, files, notes) is left out.
_NAMES = ("author", "editor", "translator", "collection-editor", "container-author")
_DATES = ("issued", "accessed", "original-date", "event-date")
_TEXTS = frozenset(
    {"type", "title", "title-short", "container-title", "container-title-short", "publisher"}
    | {"publisher-place", "volume", "issue", "page", "number", "edition", "genre", "medium"}
    | {"ISBN", "ISSN", "PMID", "PMCID", "event-title", "event-place", "collection-title"}
    | {"collection-number", "chapter-number", "number-of-pages", "version", "language", "status"}
)
_OF_NAMES = frozenset(
    {"family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"}
)


def _plain(work: Mapping[str, Any]) -> dict[str, Any]:
    """Give of a work what a list may show, as plain text."""
    kept: dict[str, Any] = {"id": _key(work)}
    for name in sorted(_TEXTS):
        value = work.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            kept[name] = _shown(str(value))
    for name in _NAMES:
        people = work.get(name)
        if isinstance(people, list) and (found := [*filter(None, map(_person, people))]):
            kept[name] = found
    for name in _DATES:
        if date := _date(work.get(name)):
            kept[name] = date
    if doi_address(_text(work.get("DOI"))):
        kept["DOI"] = re.sub(
            r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", work["DOI"].strip(), flags=re.I
        )
    if re.fullmatch(r"https?://[^\s<>\"'`{}|\\^]{1,1000}", _text(work.get("URL"))):
        kept["URL"] = work["URL"]
    return kept


def _shown(text: str) -> str:
    """Take out of a text of CSL the markup that its reader knows, but for italics and the like."""
    allowed = re.compile(r"</?(?:i|b|sub|sup)>")
    # Every other part is a tag; a lone sign for less than is none.
    parts = enumerate(re.split(r"(<[^<>]*>)", visible(text)))
    kept = "".join(each for place, each in parts if not place % 2 or allowed.fullmatch(each))
    return kept if kept.strip() else visible(text).replace("<", "‹").replace(">", "›")


def _person(person: object) -> dict[str, str]:
    if not isinstance(person, dict):
        return {}
    return {
        name: _shown(value)
        for name, value in person.items()
        if name in _OF_NAMES and isinstance(value, str) and value.strip()
    }


def _date(value: object) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and first:
        numbers = [int(each) for each in first[:3] if _WHOLE.fullmatch(str(each))]
        return {"date-parts": [numbers]} if numbers else None
    literal = value.get("literal") or value.get("raw")
    return {"literal": _shown(literal)} if isinstance(literal, str) and literal.strip() else None
