"""A review in several languages: one state, said and rendered once for each of them.

The main language is the first of `review.languages`; its site stands at the root. Each further one
is another rendering of the same edition: computed again with the words and the labels of that
language, proved to have the same numbers, and put into a folder of its tag in the same site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from living_review.ground.errors import Disagreement
from living_review.language import say
from living_review.language.facts.method_changes import TextsChanged
from living_review.language.facts.site import OwnName
from living_review.language.words import in_other_than_main
from living_review.protocol import labels_in, load_protocol
from living_review.runs.spoken import spoken
from living_review.runs.stored import stored_protocol

if TYPE_CHECKING:
    from living_review.findings import Findings
    from living_review.ground.folder import ReviewFolder
    from living_review.living.edition import Edition
    from living_review.living.store import VersionStore
    from living_review.pages.site_info import SiteInfo, SiteLanguage
    from living_review.protocol import Protocol


@dataclass(frozen=True)
class Said:
    """An edition as it was said and rendered in one further language."""

    folder: ReviewFolder
    edition: Edition
    report: Path
    site: SiteInfo

    @property
    def language(self) -> str:
        """The tag of the language."""
        return self.site.language

    @contextmanager
    def spoken(self) -> Iterator[None]:
        """Have everything inside said in this language."""
        with in_language(self.folder, self.language):
            yield


@contextmanager
def in_language(folder: ReviewFolder, language: str) -> Iterator[None]:
    """Have everything inside said in a further language of a review, and its labels read in it."""
    with labels_in(language), in_other_than_main(), spoken(folder):
        yield


def languages_of_site(folder: ReviewFolder, protocol: Protocol) -> tuple[SiteLanguage, ...]:
    """Give the languages that the site of a review speaks; none where there is one alone."""
    from living_review.pages.site_info import SiteLanguage

    main, *others = protocol.review.spoken
    if not others:
        return ()
    url = protocol.review.url
    found = [SiteLanguage(main, say(OwnName()), "", url or None)]
    for tag in others:
        with in_language(folder, tag):
            address = load_protocol(folder.protocol).review.url
            found.append(SiteLanguage(tag, say(OwnName()), f"{tag}/", address or None))
    return tuple(found)


def prove_the_same(findings: Findings, other: Findings) -> None:
    """Raise Disagreement where findings in another language say another number."""
    from living_review.findings.same_but_for_words import differences

    found = next(differences(findings, other), None)
    if found is not None:
        raise Disagreement(
            f"The findings in {other.review.language} are not those in "
            f"{findings.review.language} ({found}), so nothing is published. This is a fault of "
            "the program: please report it."
        )


def texts_changed(folder: ReviewFolder, store: VersionStore, number: int) -> tuple[str, ...]:
    """Say in which other languages alone the texts of the protocol read otherwise than before."""
    names = []
    for tag in load_protocol(folder.protocol).review.spoken:
        if reads_otherwise(folder, store, number, tag):
            names.append(_own_name(folder, tag))
    return (say(TextsChanged(languages=tuple(names))),) if names else ()


def reads_otherwise(folder: ReviewFolder, store: VersionStore, number: int, tag: str) -> bool:
    """Whether texts read otherwise in a language that they do not in the one that is spoken."""
    before, now = _protocols(folder, store, number)
    if tag == now.review.language or tag not in before.review.spoken:
        return False
    with labels_in(tag):
        there = _protocols(folder, store, number)
    return _only_there(*(each.model_dump(mode="json") for each in (*there, before, now)))


def _protocols(folder: ReviewFolder, store: VersionStore, number: int) -> tuple[Protocol, Protocol]:
    return stored_protocol(store, number), load_protocol(folder.protocol)


def _only_there(before: Any, now: Any, here_before: Any, here_now: Any) -> bool:
    """Whether something changed in one reading of two protocols that did not in another."""
    four = (before, now, here_before, here_now)
    if all(isinstance(each, Mapping) for each in four):
        keys = {key for each in four for key in each}
        return any(_only_there(*(each.get(key) for each in four)) for key in keys)
    if all(isinstance(each, list) for each in four) and len({*map(len, four)}) == 1:
        return any(_only_there(*each) for each in zip(*four, strict=True))
    return bool(before != now and here_before == here_now)


def _own_name(folder: ReviewFolder, tag: str) -> str:
    with in_language(folder, tag):
        return say(OwnName())
