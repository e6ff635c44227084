"""The frame of the site's own engine around a text: masthead, menu, contents, foot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import get_args

from markupsafe import Markup

from living_review.language import say
from living_review.language.facts import site as facts
from living_review.pages.page_template import page_template, right_to_left
from living_review.pages.site_info import SiteInfo
from living_review.website.head import for_programs
from living_review.website.policy import early, page_policy, script


@dataclass(frozen=True)
class Framed:
    """What a page has within its frame."""

    title: str
    body: Markup
    pagetitle: str
    """What the window is called."""
    description: str
    parent: str | None = None
    """The page of the menu below which it stands."""
    contents: Markup = field(default_factory=Markup)
    crumbs: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    find: Markup | str = ""
    """The box in which words of the site are looked for."""
    switch: Markup | str = ""
    alternates: Markup | str = ""


def framed(name: str, site: SiteInfo, page: Framed, *scripts: str) -> str:
    """Write a whole page; `name` is its address within the site, folders and all.

    `scripts` are those it has besides the script of every page.
    """
    return page_template("page.html").render(
        site=site,
        root="../" * name.count("/"),
        logo=_place_of_logo(name, site),
        policy=page_policy(*scripts),
        scripts=tuple(map(Markup, scripts)),
        early=Markup(early()),
        script=Markup(script()),
        find=page.find,
        right_to_left=right_to_left(site.language),
        title=page.title,
        pagetitle=page.pagetitle,
        said=_said(site),
        description=page.description,
        for_programs=for_programs(name, site, page.pagetitle, page.description),
        canonical=site.address(name),
        feed=site.feed,
        alternates=page.alternates,
        switch=page.switch,
        menu=_menu(name, page.parent, site),
        notice=page.notice,
        crumbs=list(page.crumbs),
        contents=page.contents,
        body=page.body,
    )


def _place_of_logo(name: str, site: SiteInfo) -> str:
    """The way to the folder of the logo; that of a page which keeps its own stands beside it."""
    if site.logo is None or not site.logo.folder:
        return ""
    return f"{'../' * name.count('/')}{site.to_main}{site.logo.folder}"


def _said(site: SiteInfo) -> dict[str, str]:
    """Give what stands around the text of every page."""
    return {
        **{part: say(facts.InFrame(part=part)) for part in get_args(facts.FramePart)},
        "colours": say(facts.Colours(scheme="auto")),
        "colophon": say(facts.Colophon(site=site.title, version=site.version)),
    }


def _menu(name: str, parent: str | None, site: SiteInfo) -> list[tuple[str, str, str]]:
    marks = {name: "page", parent: "true"}
    return [(label, href, marks.get(href, "")) for label, href in site.nav]
