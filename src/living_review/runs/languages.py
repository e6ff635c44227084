"""A review in several languages: one state, said and rendered once for each of them.

The main language is the first of `review.languages`; its site stands at the root. Each further one
is another rendering of the same edition: computed again with the words and the labels of that
language, proved to have the same numbers, and put into a folder of its tag in the same site.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from living_review.ground.errors import Disagreement
from living_review.language import say
from living_review.language.facts.site import OwnName
from living_review.language.folders import in_other_than_main
from living_review.protocol import labels_in, load_protocol
from living_review.runs.spoken import spoken

if TYPE_CHECKING:
    from living_review.findings import Findings
    from living_review.ground.folder import ReviewFolder
    from living_review.living.edition import Edition
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
