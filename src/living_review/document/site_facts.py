"""What every page shows of the review, taken from its findings."""

from __future__ import annotations

from dataclasses import replace

from living_review import assets
from living_review.assets.brand import Picture, worn
from living_review.document.credits import orcids_shown
from living_review.document.downloads import edition_of, full_title
from living_review.document.for_programs import told_programs
from living_review.document.report import PAGES
from living_review.figures.card import Card
from living_review.findings import Findings
from living_review.ground.proper_names import keeping_names
from living_review.ground.visible_text import visible
from living_review.language import say
from living_review.language.facts.site import About, PageInMenu
from living_review.pages.site_info import LogoImage, SiteInfo, SiteLanguage, SiteLogo
from living_review.protocol import Protocol
from living_review.words.abstract import abstract_of, main_result

CARD = "card.png"


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
        orcids=orcids_shown(review),
        description=visible(say(about)),
        version=say(edition_of(findings)),
        nav=tuple((say(PageInMenu(page=page)), f"{page}.html") for page in PAGES),
        notice=visible(review.notice or ""),
        site_url=review.url,
        licence=review.licence or "",
        bibliography=assets.BIBLIOGRAPHY,
        feed="feed.xml" if findings.version.number or findings.history else None,
        languages=languages,
        logo=_logo(),
        changed=findings.version.made or findings.version.date,
        number=findings.version.number,
        versions=tuple((each.number, each.made or each.date) for each in findings.history),
    )


@keeping_names
def described(site: SiteInfo, findings: Findings, protocol: Protocol) -> SiteInfo:
    """Give the facts of a site with what its pages tell programs of the review."""
    abstract = abstract_of(findings, protocol)
    told = told_programs(findings, abstract, site.description)
    site = replace(site, described=told)
    if site.site_url is None:
        return site  # Who shows a picture asks for it by its whole address.
    return replace(site, card=CARD, card_alt=card_of(site, findings, protocol).alt)


@keeping_names
def card_of(site: SiteInfo, findings: Findings, protocol: Protocol) -> Card:  # noqa: ARG001
    """Give what the picture of the site says: the title, and the first of the main results."""
    finding, told = main_result(findings)
    return Card(
        title=visible(findings.review.title),
        stated=(finding.statement or "") if finding and finding.certainty else "",
        told=told,
        edition=site.version,
        finding=finding,
    )


@keeping_names
def abstract_as_text(findings: Findings, protocol: Protocol) -> str:
    """Give the abstract as plain text, a line a part."""
    return abstract_of(findings, protocol).text


def _logo() -> SiteLogo | None:
    """Give the logo of the brand that is worn, on a ground of its own where it is not seen."""
    logo = worn().logo
    if logo is None:
        return None
    light, dark = assets.colours("light"), assets.colours("dark")
    on_light = _image(logo.light, "on-dark" if logo.needs_a_plate("light", light["panel"]) else "")
    on_dark = _image(logo.dark, "on-light" if logo.needs_a_plate("dark", dark["panel"]) else "")
    white = assets.tokens()["light"]["paper"]
    on_paper = _image(logo.light, "on-dark" if logo.needs_a_plate("light", white) else "")
    two = (
        replace(on_light, classes=f"light {on_light.classes}".strip()),
        replace(on_dark, classes=f"dark {on_dark.classes}".strip()),
    )
    images = (on_light,) if on_light == on_dark else two
    return SiteLogo(images, on_paper, visible(logo.alt), logo.icon.name if logo.icon else "")


def _image(picture: Picture, ground: str) -> LogoImage:
    return LogoImage(picture.name, picture.width, picture.height, ground)
