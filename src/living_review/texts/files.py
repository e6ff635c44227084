"""The files of `data/text/`: which there are, which language each is in, and what each holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from living_review.findings.texts import ABOUT_ONE, OF_REVIEW, TextKind
from living_review.ground.errors import BadInput
from living_review.ground.folder import TEXTS, ReviewFolder
from living_review.ground.spelling import plain_name
from living_review.ground.yaml_faults import decoded
from living_review.protocol.messages import nearest
from living_review.texts.inert import source_of

LONGEST = 200_000
"""Bytes that one text may have: some sixty pages."""
ENDING = ".md"
_ENDINGS = (".md", ".markdown", ".txt", ".qmd", ".docx", ".doc", ".odt", ".rtf", ".html", ".tex")


@dataclass(frozen=True)
class Place:
    """What a text is about: the review, one of its comparisons, or one of its findings."""

    kind: TextKind
    about: str | None = None

    @property
    def name(self) -> str:
        """The name of its file, without its ending."""
        return f"{self.kind}-{self.about}" if self.about else self.kind


@dataclass(frozen=True)
class TextFile:
    """One text as it was found."""

    place: Place
    file: str
    language: str
    source: str


def places(comparisons: Iterable[str], findings: Iterable[str]) -> dict[str, Place]:
    """Give every text that a review may have, by its name, in the order in which they are listed.

    `comparisons` are identifiers of the protocol, `findings` the keys of its findings.
    """
    all_of_them = [
        *(Place(kind) for kind in OF_REVIEW),
        *(Place("comparison", each) for each in comparisons),
        *(Place("finding", each) for each in findings),
    ]
    return {each.name: each for each in all_of_them}


def found(
    folder: ReviewFolder, known: dict[str, Place], languages: Sequence[str]
) -> tuple[TextFile, ...]:
    """Read every text of a review; the main one of its `languages` is the first.

    Raises BadInput with one sentence for each file that is no text of this review, cannot be read,
    is empty or far too long.
    """
    problems: list[str] = []
    texts = []
    for path in folder.text_files():
        name = path.relative_to(folder.root).as_posix()
        try:
            texts.append(_read(path, name, known, languages))
        except BadInput as fault:
            problems += fault.problems
    problems += _twice(texts)
    if problems:
        raise BadInput(*problems)
    order = list(known)
    return tuple(sorted(texts, key=lambda each: (order.index(each.place.name), each.file)))


def _read(path: Path, name: str, known: dict[str, Place], languages: Sequence[str]) -> TextFile:
    below = name.removeprefix(f"{TEXTS}/").split("/")
    language = languages[0]
    if len(below) > 1:
        if len(below) > 2 or below[0] not in languages:
            _refuse_folder(name, below, languages)
        language = below[0]
    stem = below[-1].removesuffix(ENDING)
    if stem not in known or not below[-1].endswith(ENDING):
        _refuse_name(name, below[-1], known)
    if path.is_dir():
        raise BadInput(f"{name} is a folder; write the text into a file of that name.")
    content = path.read_bytes()
    if len(content) > LONGEST:
        raise BadInput(
            f"{name} has {len(content):,} bytes, and a text may have {LONGEST:,}; shorten it."
        )
    source = decoded(content, name).replace("\r\n", "\n").replace("\r", "\n")
    if not source.strip():
        raise BadInput(f"{name} is empty; write the text, or remove the file.")
    shown = (line.strip() for line in source_of(source).text.split("\n"))
    if not any(line and not line.startswith("#") for line in shown):
        raise BadInput(
            f"{name} holds comments or headings alone; write the text, or remove the file."
        )
    return TextFile(known[stem], name, language, source)


def _refuse_folder(name: str, below: Sequence[str], languages: Sequence[str]) -> NoReturn:
    if len(below) > 2:
        raise BadInput(
            f"{name} lies too deep to be read; put it into {TEXTS}/ or {TEXTS}/LANGUAGE/."
        )
    raise BadInput(
        f"{name} is not read, because the review does not speak '{below[0]}' but "
        f"{', '.join(languages)}; name the language in review.languages, or remove the file."
    )


def _refuse_name(name: str, file: str, known: dict[str, Place]) -> NoReturn:
    """Say that a file is no text, and which was meant."""
    stem, dot, ending = file.rpartition(".")
    stem = stem if dot else file
    meant = next((each for each in known if plain_name(each) == plain_name(stem)), "")
    meant = meant or nearest(stem, known)
    if meant and f".{ending.lower()}" in (*_ENDINGS, f".{file.lower()}") and meant == stem:
        raise BadInput(
            f"{name} is not read, because a text is a file of Markdown; save it as {meant}.md."
        )
    if meant:
        raise BadInput(f"{name} is no text of a review — did you mean {meant}.md?")
    general = [f"{each}.md" for each in known if known[each].kind not in ABOUT_ONE]
    raise BadInput(
        f"{name} is no text of a review; name it one of {', '.join(general)}, comparison-ID.md or "
        "finding-COMPARISON-OUTCOME-TIMEPOINT.md."
    )


def _twice(texts: Iterable[TextFile]) -> Iterator[str]:
    """Tell of a text of the main language that stands bare and in the folder of that language."""
    seen: dict[tuple[str, str], str] = {}
    for each in texts:
        before = seen.setdefault((each.place.name, each.language), each.file)
        if before != each.file:
            yield f"{before} and {each.file} are the same text; keep one of them."


def lacking(texts: Sequence[TextFile], languages: Sequence[str]) -> Iterator[str]:
    """Say of each text in which languages of the review there is none."""
    names = dict.fromkeys(each.place.name for each in texts)
    for name in names:
        there = {each.language: each for each in texts if each.place.name == name}
        none = [each for each in languages if each not in there]
        if none and (stands := _standing_in(there, languages)):
            files = ", ".join(f"{TEXTS}/{each}/{name}.md" for each in none)
            yield (
                f"{stands.file}: no text in {' and '.join(none)}, so the one in "
                f"{stands.language} stands there; write {files}."
            )


def in_language(
    texts: Sequence[TextFile], language: str, languages: Sequence[str]
) -> Iterator[TextFile]:
    """Give each text in one language, where there is none in that the main one's or another's."""
    for name in dict.fromkeys(each.place.name for each in texts):
        there = {each.language: each for each in texts if each.place.name == name}
        chosen = there.get(language) or _standing_in(there, languages)
        if chosen:
            yield chosen


def _standing_in(there: dict[str, TextFile], languages: Sequence[str]) -> TextFile | None:
    return next((there[each] for each in languages if each in there), None)
