"""A set of words in another language: what of it is there, and a set to begin with.

A set is a folder `<language>/` of templates: `words/<subject>.j2` with a macro for every fact, and
the templates of the pages. One that a review has in its own `templates/` counts like one of the
program's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from living_review.ground.errors import TemplateFailure
from living_review.ground.folder import TEMPLATES
from living_review.language.check import check_page, check_words
from living_review.language.fact import facts_of, subjects
from living_review.language.folders import WORDS, file_of
from living_review.language.sandbox import PROGRAM_TEMPLATES

# English makes a plural of one form; other languages are given both. Macros say it by a filter, and
# pages as a function of the number as well.
_ONE_FORM = re.compile(r"\| (counted|plural)\(\"([^\"]*)\"\)")
_ONE_FORM_OF = re.compile(r"(?<!\| )\b(counted|plural)\(((?:[^()\",]|\([^()]*\))+), \"([^\"]*)\"\)")
MARK = "{* to translate *}"
_MACRO = re.compile(r"\{% macro (\w+)\(.*?\{% endmacro %\}", re.DOTALL)


@dataclass(frozen=True)
class Standing:
    """How far a set of words is: names are `subject.macro`, or files below the set."""

    language: str
    macros: int
    """The macros that a whole set has."""
    missing: tuple[str, ...]
    marked: tuple[str, ...]
    """Macros and pages that are there, and still say they are to be translated."""
    faults: tuple[str, ...]
    """What is wrong with a file: a macro or a fact that there is none of, what does not parse."""
    pages: tuple[str, ...]
    """Templates of pages that are missing."""

    @property
    def whole(self) -> bool:
        """Whether a report can be written in it."""
        return not (self.missing or self.marked or self.faults or self.pages)


def standing(language: str, folder: Path) -> Standing:
    """Tell how far the set in `folder`, which is named by its language, is."""
    missing: list[str] = []
    marked: list[str] = []
    faults: list[str] = []
    own = folder.parent if folder.parent != PROGRAM_TEMPLATES else None
    for subject in subjects():
        path = folder / file_of(subject)
        found: tuple[str, ...] = ()
        if path.is_file():
            try:
                found = check_words(path, language, own)
            except TemplateFailure as fault:
                faults.append(str(fault))
                continue
            marked += [f"{subject}.{name}" for name in _marked(path)]
        missing += [f"{subject}.{name}" for name in facts_of(subject) if name not in found]
    there = [page for page in _pages() if (folder / page).is_file()]
    for page in there:
        try:
            check_page(folder, page, language, own)
        except TemplateFailure as fault:
            faults.append(str(fault))
    marked += [page for page in there if MARK in (folder / page).read_text(encoding="utf-8")]
    strangers = {path.stem for path in (folder / WORDS).glob("*.j2")} - set(subjects())
    faults += [f"{WORDS}/{each}.j2: there are no words about '{each}'." for each in strangers]
    return Standing(
        language=language,
        macros=sum(len(facts_of(subject)) for subject in subjects()),
        missing=tuple(missing),
        marked=tuple(marked),
        faults=tuple(sorted(faults)),
        pages=tuple(page for page in _pages() if page not in there),
    )


def begin(folder: Path) -> tuple[str, ...]:
    """Put what a set lacks into `folder`, in English and marked; give the files that changed.

    Nothing that is there is changed: a macro that is missing is put at the end of its file.
    """
    english = PROGRAM_TEMPLATES / "en"
    written = []
    for subject in subjects():
        path, text = folder / file_of(subject), (english / file_of(subject)).read_text("utf-8")
        text = _both_forms(text)
        if path.is_file():
            there = path.read_text(encoding="utf-8")
            own = set(facts_of(subject)) & {found[1] for found in _MACRO.finditer(there)}
            lacking = [
                found[0] for found in _MACRO.finditer(text) if found[1] not in own | _hidden(there)
            ]
            if not lacking:
                continue
            text = "\n".join((there.rstrip("\n"), *(f"\n{MARK}\n{each}" for each in lacking), ""))
        else:
            text = _MACRO.sub(lambda found: f"{MARK}\n{found[0]}", text)
        written.append(_put(folder, file_of(subject), text))
    for page in _pages():
        if not (folder / page).is_file():
            text = _both_forms((english / page).read_text(encoding="utf-8"))
            written.append(_put(folder, page, f"{MARK}\n{text}"))
    return tuple(written)


def _both_forms(text: str) -> str:
    text = _ONE_FORM.sub(r'| \1("\2", "\2s")', text)
    return _ONE_FORM_OF.sub(r'\1(\2, "\3", "\3s")', text)


def refuse_unless_whole(language: str, folder: Path) -> None:
    """Raise TemplateFailure for a fault in a set, or what it lacks: not when it is first needed."""
    found = standing(language, folder)
    if found.faults:
        raise TemplateFailure(found.faults[0])
    lacking = (*found.missing, *found.pages)
    if lacking:
        raise TemplateFailure(
            f"The report cannot be written in '{language}': {TEMPLATES}/{language}/ lacks "
            f"{len(lacking)} of {found.macros + len(_pages())} macros and pages, first "
            f"'{lacking[0]}'; 'living-review words --language {language}' adds them to translate."
        )


def _hidden(text: str) -> set[str]:
    """Name the macros of a file that words no fact, which others of it use."""
    return {found[1] for found in _MACRO.finditer(text) if found[1].startswith("_")}


def _put(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return name


def _marked(path: Path) -> Iterator[str]:
    """Name the macros with the mark that they are to be translated right before them."""
    text = path.read_text(encoding="utf-8")
    for found in _MACRO.finditer(text):
        if text[: found.start()].rstrip().endswith(MARK):
            yield found[1]


def _pages() -> tuple[str, ...]:
    english = PROGRAM_TEMPLATES / "en"
    found = (path.relative_to(english) for path in sorted(english.rglob("*.j2")))
    return tuple(path.as_posix() for path in found if path.parts[0] != WORDS)
