"""What a published review says, read from its site and the store of its versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from living_review.findings import Finding, Findings
from living_review.ground.errors import BadInput, LivingReviewError
from living_review.ground.folder import ReviewFolder
from living_review.ground.trial_identifiers import identifiers
from living_review.ground.visible_text import visible
from living_review.language import PROGRAMS, Words, speaking, words_in
from living_review.language.facts.portal import Standing, Why
from living_review.language.sandbox import PROGRAM_TEMPLATES
from living_review.library.members import Member
from living_review.living.manifest import Told
from living_review.living.store import VersionStore
from living_review.living.whole_site import LIST
from living_review.portal.entry import Entry, Lately, Line
from living_review.synthesis.finding_names import FindingNames
from living_review.words.abstract import main_results
from living_review.words.bottom_line import is_certain_harm, leading
from living_review.words.overview import finding_line

FINDINGS = "findings.json"
MOST_LINES = 3
"""Main results that are shown of a review; a certain harm is shown besides."""
LATELY = dt.timedelta(days=62)
MOST_LATELY, MOST_ITEMS = 12, 5


class NotPublished(Exception):
    """There is no version of a review to be shown; the message is for the person who publishes."""

    def __init__(self, why: Why, said: str) -> None:
        self.why, self.said = why, said
        super().__init__(said)


@dataclass(frozen=True)
class Published:
    """A review that is published: its entry, and by what its trials are known elsewhere."""

    entry: Entry
    below: str
    """The folder of its site that is in the language asked for; '' for the site itself."""
    url: str
    """Where the protocol says that this site stands; '' where it does not."""
    trials: frozenset[str]


def seal_of(site: Path) -> str:
    """Tell one state of a published site from another, without reading it; '' where there is none.

    A site is put in its place as a whole, and its list of files is written with it.
    """
    told = []
    for name in (LIST, FINDINGS):
        try:
            about = (site / name).stat()
        except OSError:
            told.append("-")
            continue
        told.append(f"{about.st_size}.{about.st_mtime_ns}.{about.st_ino}")
    return "" if told[1] == "-" else " ".join(told)


def read(member: Member, language: str, today: dt.date) -> Published:
    """Read what a review has published, in that language where it speaks it.

    Raises NotPublished where there is no version that could be shown.
    """
    if member.address:
        raise NotPublished(
            "elsewhere",
            f"{member.address} is no folder of this machine; a portal is made of those that are.",
        )
    folder = ReviewFolder(member.root)
    if not (folder.site / FINDINGS).is_file():
        raise NotPublished("never", _never(folder))
    try:
        findings, below = _findings(folder.site, language)
        number = findings.version.number
        if number is None:
            raise NotPublished(
                "build",
                f"{folder.site} shows a build that is not published; run 'living-review update' "
                "to publish a version.",
            )
        told = _told(VersionStore(folder.versions), number, findings.review.language)
        with _words(folder, findings.review.language):
            entry = _entry(member, findings, told, today)
    except (OSError, ValueError, KeyError, LivingReviewError) as fault:
        raise NotPublished("unreadable", _said(folder.site / FINDINGS, fault)) from fault
    known = (identifiers(each.doi, each.registration) for each in findings.trials)
    return Published(entry, below, findings.review.url or "", frozenset().union(*known))


def _never(folder: ReviewFolder) -> str:
    if not folder.root.is_dir():
        return f"There is no folder {folder.root}."
    return f"{folder.site} holds no {FINDINGS}; run 'living-review update' to publish a version."


def _said(file: Path, fault: Exception) -> str:
    if isinstance(fault, BadInput | LivingReviewError):
        return str(fault)
    if isinstance(fault, OSError):
        return f"{file}: {fault.strerror or fault}."
    return f"{file} is not what 'living-review update' writes; run it to have it written again."


def _findings(site: Path, language: str) -> tuple[Findings, str]:
    """Give what a site shows, in a language where it has it, and the folder of that language."""
    for below in (f"{language}/", ""):
        file = site / below / FINDINGS
        if file.is_file():
            found = Findings.from_json(file.read_text(encoding="utf-8"))
            if not below or found.review.language == language:
                return found, below
    raise FileNotFoundError(site / FINDINGS)


def _told(store: VersionStore, number: int, language: str) -> Told | None:
    """Give what a version tells of itself; None where it is in the store no more."""
    if number not in store.numbers():
        return None
    manifest = store.manifest(number)
    return manifest.told_in.get(language, manifest.told)


def _words(folder: ReviewFolder, language: str) -> AbstractContextManager[None]:
    """Speak as the review does; where its own words have a fault, as the program does."""
    try:
        return speaking(words_in(folder.templates, language))
    except BadInput:
        return speaking(Words(language) if (PROGRAM_TEMPLATES / language).is_dir() else PROGRAMS)


def _entry(member: Member, findings: Findings, told: Told | None, today: dt.date) -> Entry:
    review, version = findings.review, findings.version
    shown, more = _lines(findings)
    topics = dict.fromkeys((*review.topics, *member.topics))
    return Entry(
        name=member.name,
        title=visible(review.title),
        language=review.language,
        population=visible(review.question.get("population", "")),
        topics=tuple(map(visible, topics)),
        version=version.number or 0,
        date=version.date,
        searched=findings.currency.last_search,
        next_search=findings.currency.next_run,
        status=_status(findings.currency.status),
        trials=findings.registry.trials.included,
        participants=findings.registry.participants,
        participants_missing=findings.registry.participants_missing,
        lines=tuple(shown),
        more=more,
        conclusions_changed=len(told.conclusions_changed) if told else 0,
        lately=tuple(_lately(findings, told, today)),
    )


def _status(status: str) -> Standing:
    known: dict[str, Standing] = {"paused": "paused", "retired": "retired"}
    return known.get(status, "active")


def _lines(findings: Findings) -> tuple[list[Line], int]:
    """Give the main results in the words of the review, and how many results there are besides.

    They are those that the bottom line tells first, in the order of the abstract; a harm that is
    certain is always among them.
    """
    told = [each for each in main_results(findings) if each.trials]
    first = leading(findings)
    chosen: Sequence[Finding] = [each for each in told if each in first][:MOST_LINES]
    chosen = [each for each in told if each in chosen or is_certain_harm(each)]
    names = FindingNames(findings.findings)
    return [_line(each, names) for each in chosen], len(told) - len(chosen)


def _line(finding: Finding, names: FindingNames) -> Line:
    level = finding.certainty.level if finding.certainty else None
    return Line(visible(finding_line(finding, names)), level or "unrated")


def _lately(findings: Findings, told: Told | None, today: dt.date) -> Iterator[Lately]:
    """Give the versions of the last two months, the newest first."""
    versions = []
    if told is not None:
        number, on = findings.version.number or 0, findings.version.date
        at = findings.registry.pulled_at
        changed = len(told.conclusions_changed)
        items = tuple(told.items[: min(changed, MOST_ITEMS)])
        versions.append(Lately(number, on, at, told.headline, items, changed))
    for each in reversed(findings.history):
        changed = len(each.conclusions_changed)
        items = tuple(each.items[: min(changed, MOST_ITEMS)])
        versions.append(
            Lately(
                *(each.number, each.date, each.pulled_at, each.headline, items, changed),
                each.language or "",
            )
        )
    recent = (each for each in versions if today - each.appeared <= LATELY)
    yield from list(recent)[:MOST_LATELY]
