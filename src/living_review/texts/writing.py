"""The texts of a review as they are shown with its findings, and what there is to know of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from living_review.findings import CitedWork, Findings, WrittenText
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.language import language_spoken, say, speaking, words_in
from living_review.language.facts.texts import NotInThisVersion, Title
from living_review.texts import citations, inert
from living_review.texts.citations import Bibliography
from living_review.texts.files import Place, TextFile, found, in_language, lacking, places
from living_review.texts.pieces import Kind, Piece
from living_review.texts.slots import SLOT, Gap, Slots


@dataclass(frozen=True)
class Remark:
    """Something about a text that its author should know; nothing stops for it."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.sentence}"

    def as_json(self) -> dict[str, Any]:
        """Give it for `--json`."""
        return {"file": self.file, "line": self.line, "sentence": str(self)}


@dataclass(frozen=True)
class Texts:
    """All texts of a review in one language, and what there is to say of them."""

    texts: tuple[WrittenText, ...] = ()
    references: tuple[CitedWork, ...] = ()
    remarks: tuple[Remark, ...] = ()
    by_hand: tuple[Remark, ...] = ()
    """Numbers that do not follow the registry, because they were written and not filled in."""
    lacking: tuple[str, ...] = ()
    not_shown: tuple[str, ...] = ()
    """What is said of the texts that no page shows."""

    def and_of(self, other: Texts) -> Texts:
        """Give these texts, with what there is to say of those in another language, too."""
        return replace(
            self,
            remarks=tuple(dict.fromkeys((*self.remarks, *other.remarks))),
            by_hand=tuple(dict.fromkeys((*self.by_hand, *other.by_hand))),
        )

    def as_json(self) -> dict[str, Any]:
        """Give for `--json` what there is to say of the texts."""
        return {
            "read": [each.read_from for each in self.texts],
            "remarks": [each.as_json() for each in self.remarks],
            "numbers_by_hand": [each.as_json() for each in self.by_hand],
            "lacking": list(self.lacking),
            "not_shown": list(self.not_shown),
        }


def read_texts(folder: ReviewFolder, findings: Findings, languages: Sequence[str]) -> Texts:
    """Read the texts of a review and fill them from its findings, in the language that is spoken.

    `languages` are those of the review, the main one first. Raises BadInput with one sentence for
    each file, slot and citation that is wrong.
    """
    files = found(folder, known_places(findings), languages)
    if not files:
        return Texts()
    chosen = tuple(in_language(files, language_spoken(), languages))
    bibliography = citations.read_references(folder)
    problems = [each for text in files for each in _faults(text, findings, bibliography)]
    if problems:
        raise BadInput(*problems)
    works = [_Work(each, folder, findings, bibliography) for each in chosen]
    texts = tuple(each.written() for each in works)
    return Texts(
        texts,
        bibliography.kept(),
        tuple(remark for each in works for remark in each.remarks),
        tuple(remark for each in works for remark in each.by_hand),
        tuple(lacking(files, languages)),
    )


def with_texts(folder: ReviewFolder, findings: Findings, languages: Sequence[str]) -> Findings:
    """Give findings with what people wrote of them."""
    read = read_texts(folder, findings, languages)
    return findings.model_copy(update={"texts": read.texts, "references": read.references})


def known_places(findings: Findings) -> dict[str, Place]:
    """Give every text that a review with these findings may have, by its name."""
    comparisons = dict.fromkeys(each.comparison for each in findings.findings)
    return places(comparisons, (each.key for each in findings.findings))


def _slots(text: TextFile, findings: Findings) -> Slots:
    about = text.place.about
    if text.place.kind == "comparison":
        return Slots(findings, comparison=about)
    own = next((each for each in findings.findings if each.key == about), None)
    return Slots(findings, comparison=own.comparison if own else None, own=own)


def _faults(text: TextFile, findings: Findings, bibliography: Bibliography) -> Iterator[str]:
    """Say what is wrong with the slots and citations of a text, each with its line."""
    slots, source = _slots(text, findings), inert.source_of(text.source)
    for number, line in enumerate(source.text.split("\n"), 1):
        where = f"{text.file}, line {number}: "
        for each in SLOT.finditer(line):
            if slots.value(name := each["name"].strip()) is None:
                yield where + slots.refused(name)
        rest = SLOT.sub("", line)
        for mark in ("{{", "{%", "{#"):
            if mark in rest:
                yield (
                    f"{where}'{mark}' begins nothing that a text can hold; a slot is written "
                    "{{ NAME }} on one line, and nothing else of templates is read."
                )
                break
        for cited in citations.CITATION.findall(rest):
            yield from (where + said for said in bibliography.missing(cited))


@dataclass
class _Work:
    """One text on its way from its file to the findings."""

    file: TextFile
    folder: ReviewFolder
    findings: Findings
    bibliography: Bibliography
    remarks: list[Remark] = field(default_factory=list)
    by_hand: list[Remark] = field(default_factory=list)

    def written(self) -> WrittenText:
        """Write it, and keep what there is to say of it."""
        file, place = self.file, self.file.place
        titles = (say(Title(kind=place.kind)), place.kind)
        stands_in = "" if file.language == language_spoken() else file.language
        with self._words(stands_in):
            done = inert.written(
                self._source(),
                title=(*titles, say(Title(kind=place.kind))),
                anchor=f"text-{place.name}",
            )
        self.remarks += [Remark(file.file, line, said) for line, said in done.remarks]
        for line in dict.fromkeys(line for line, _ in done.by_hand):
            numbers = ", ".join(number for at, number in done.by_hand if at == line)
            self.by_hand.append(Remark(file.file, line, numbers))
        return WrittenText(
            kind=place.kind,
            about=place.about,
            read_from=file.file,
            stands_in=stands_in,
            markdown=str(done.markdown),
            by_hand=tuple(number for _, number in done.by_hand),
        )

    def _words(self, stands_in: str) -> AbstractContextManager[None]:
        """A text in another language than its page has its numbers written in its own."""
        return speaking(words_in(self.folder.templates, stands_in)) if stands_in else nullcontext()

    def _source(self) -> inert.Source:
        slots, source = _slots(self.file, self.findings), inert.source_of(self.file.source)

        def filled(name: str) -> Piece:
            value = slots.value(name)
            if isinstance(value, Gap):
                line = self._line_of(name)
                sentence = slots.said(value)
                told = (
                    f"'{{{{ {name} }}}}' has nothing to say in this version, so its paragraph is "
                    "left out, and a sentence stands there that says so."
                )
                self.remarks.append(Remark(self.file.file, line, told))
                raise inert.NotSaid(sentence, say(NotInThisVersion()))
            assert value is not None
            kind: Kind = "sentence" if slots.is_sentence(name) else "slot"
            return Piece(value, kind, name=name)

        def cited(found: re.Match[str]) -> Piece:
            return Piece("[1]", "citation", markdown=self.bibliography.citation(found[0]))

        source.replaced(SLOT, lambda found: filled(found["name"].strip()))
        source.replaced(citations.CITATION, cited)
        return source

    def _line_of(self, name: str) -> int:
        for at, line in enumerate(self.file.source.split("\n"), 1):
            if any(each["name"].strip() == name for each in SLOT.finditer(line)):
                return at
        return 1
