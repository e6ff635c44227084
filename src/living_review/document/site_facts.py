"""What every page shows of the review, taken from its findings."""

from __future__ import annotations

from living_review import assets
from living_review.document.downloads import edition_of, full_title
from living_review.document.report import PAGES
from living_review.findings import Findings
from living_review.ground.visible_text import visible
from living_review.language import say
from living_review.language.facts.site import About, PageInMenu
from living_review.pages.site_info import SiteInfo, SiteLanguage


def site_info(findings: Findings, languages: tuple[SiteLanguage, ...] = ()) -> SiteInfo:
    """Give the title, navigation, version label and notice of a review's website and PDFs.

    `languages` are those that the whole site speaks, where there are several.
    """
    review = findings.review
    question = review.question
    about = About(intervention=question["intervention"], comparator=question["comparator"])
    return SiteInfo(
        title=visible(full_title(findings)),
        language=review.language,
        authors=tuple(map(visible, review.authors)),
        description=visible(say(about)),
        version=say(edition_of(findings)),
        nav=tuple((say(PageInMenu(page=page)), f"{page}.html") for page in PAGES),
        notice=visible(review.notice or ""),
        site_url=review.url,
        bibliography=assets.BIBLIOGRAPHY,
        feed="feed.xml" if findings.version.number or findings.history else None,
        languages=languages,
    )
