"""Who wrote the review, each with the ORCID iD that leads to the author's own page."""

from __future__ import annotations

from living_review.findings import Findings, ReviewInfo
from living_review.ground.orcid import orcid_address
from living_review.language import say
from living_review.language.facts.site import Author, Authors, Orcid
from living_review.language.markdown import Markdown
from living_review.pages.site_info import OrcidShown


def orcids_shown(review: ReviewInfo) -> tuple[OrcidShown | None, ...]:
    """Give the ORCID iDs of the authors as links, in the order of the authors."""
    return tuple(
        OrcidShown(orcid_address(orcid), say(Orcid(identifier=orcid))) if orcid else None
        for _, orcid in review.credited
    )


def authors(findings: Findings) -> Markdown:
    """Name the authors, each with a link to the ORCID iD where there is one."""
    told = (
        Author(name=name, orcid=orcid or "", shown=Orcid(identifier=orcid) if orcid else None)
        for name, orcid in findings.review.credited
    )
    return Markdown(say(Authors(authors=tuple(told))))
