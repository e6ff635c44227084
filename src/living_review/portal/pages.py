"""The pages of a portal, each in the frame that every site of the program has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from markupsafe import Markup

from living_review.language import say
from living_review.language.facts import portal as facts
from living_review.language.facts import site as site_facts
from living_review.pages.page_template import page_template
from living_review.pages.site_info import SiteInfo
from living_review.portal import feed, listing
from living_review.portal.addresses import in_pages, page_of
from living_review.portal.changed import months
from living_review.portal.entry import Entry
from living_review.portal.listing import PER_PAGE, Shown
from living_review.portal.shared import Told, as_shown
from living_review.website.framed import Framed, framed
from living_review.website.policy import shortened

CHANGED, SHARED = "changed/", "shared/"


@dataclass(frozen=True)
class Portal:
    """All that the pages of a portal show; its reviews in the order in which they are listed."""

    title: str
    language: str
    url: str
    today: dt.date
    entries: tuple[Entry, ...]
    shared: tuple[Told, ...] = ()
    trials_shared: int = 0

    @property
    def shown(self) -> tuple[Shown, ...]:
        return tuple(Shown(each, self.language, self.today) for each in self.entries)

    @property
    def site(self) -> SiteInfo:
        """Give what every page shows."""
        pages = {"reviews": "index.html", "changed": f"{CHANGED}index.html"}
        pages |= {"shared": f"{SHARED}index.html"}
        return SiteInfo(
            title=self.title,
            language=self.language,
            authors=(),
            description=say(facts.About()),
            version=say(facts.Size(reviews=len(self.entries), date=self.today)),
            nav=tuple(
                (say(facts.PageOfPortal(page=page)), pages[page]) for page in get_args(facts.Page)
            ),
            site_url=self.url or None,
            bibliography=None,
            feed=feed.FILE,
        )


def files(portal: Portal) -> Iterator[tuple[str, str]]:
    """Give every file of the portal but its assets, its reviews and its feed: address and text."""
    site, shown = portal.site, portal.shown
    for number, text in enumerate(listing.parts(shown)):
        yield f"find/{number}.css", text
    yield from _list(portal, site, shown)
    yield from _changed(portal, site)
    yield from _shared(portal, site)


def _list(portal: Portal, site: SiteInfo, shown: Sequence[Shown]) -> Iterator[tuple[str, str]]:
    choosing = shortened(page_template("portal.js").render())
    said = {each: say(facts.Choose(part=each)) for each in get_args(facts.Choice)}
    lists, told = listing.choices(shown), listing.said_by_script()
    pages = list(in_pages(shown, PER_PAGE))
    for number, some in enumerate(pages, start=1):
        name = page_of("", number)
        root = "../" * name.count("/")
        place = say(facts.PageOf(page=number, pages=len(pages)))
        body = page_template("portal-list.html").render(
            lead=site.description,
            said=said,
            root=root,
            shards=-(-len(shown) // listing.PER_PART),
            told=told,
            lists=lists,
            pages=len(pages),
            place=place,
            entries=Markup("".join(each.html(root) for each in some)),
            turn=listing.turn(number, len(pages), root),
        )
        titled = portal.title if number == 1 else _titled(place, portal)
        yield name, _page(name, site, (portal.title, titled), body, choosing)


def _titled(page: str, portal: Portal) -> str:
    return say(site_facts.PageTitle(page=page, site=portal.title))


def _changed(portal: Portal, site: SiteInfo) -> Iterator[tuple[str, str]]:
    told = months(portal.shown)
    title = say(facts.PageOfPortal(page="changed"))
    at_once = [(month, each) for month, versions in told for each in versions]
    pages = list(in_pages(at_once, PER_PAGE)) or [()]
    for number, some in enumerate(pages, start=1):
        name = page_of(CHANGED, number)
        root = "../" * name.count("/")
        there = [
            (month, [each.view(root) for of, each in some if of == month])
            for month, versions in told
            if not versions or any(of == month for of, _ in some)
        ]
        body = page_template("portal-changed.html").render(
            feed=f"{root}{feed.FILE}",
            follow=say(facts.Feed()),
            months=there,
            nothing=say(facts.NothingChanged()),
            turn=listing.turn(number, len(pages), f"{root}{CHANGED}"),
        )
        yield (
            name,
            _page(name, site, (title, _titled(title, portal)), body),
        )


def _shared(portal: Portal, site: SiteInfo) -> Iterator[tuple[str, str]]:
    title = say(facts.PageOfPortal(page="shared"))
    by_name = {each.entry.name: each for each in portal.shown}
    pages = list(in_pages(portal.shared, PER_PAGE)) or [()]
    for number, some in enumerate(pages, start=1):
        name = page_of(SHARED, number)
        root = "../" * name.count("/")
        body = page_template("portal-shared.html").render(
            lead=say(facts.Shared(trials=portal.trials_shared, told=len(portal.shared))),
            trials=[as_shown(each, by_name, root) for each in some],
            held_by=say(facts.HeldBy()),
            what=say(facts.ColumnOf(column="what")),
            turn=listing.turn(number, len(pages), f"{root}{SHARED}"),
        )
        yield name, _page(name, site, (title, _titled(title, portal)), body)


def _page(name: str, site: SiteInfo, titles: tuple[str, str], body: str, *scripts: str) -> str:
    title, window = titles
    parent = {CHANGED[:-1]: f"{CHANGED}index.html", SHARED[:-1]: f"{SHARED}index.html"}.get(
        name.partition("/")[0], "index.html"
    )
    page = Framed(
        title=title,
        body=Markup(body),
        pagetitle=window,
        description=site.description,
        parent=None if parent == name else parent,
    )
    return framed(name, site, page, *scripts)
