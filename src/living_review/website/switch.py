"""The switch between the languages of a site, on every page, and what tells programs of it."""

from __future__ import annotations

from collections.abc import Collection

from markupsafe import Markup

from living_review.language import say
from living_review.language.facts.site import InFrame
from living_review.pages.site_info import SiteInfo, SiteLanguage

MARK = "<!--living-review:languages-->"
"""Filled in when the page of a version is laid out: which languages the site will speak then."""
CLASS = 'class="languages"'
_NAV = Markup('<nav class="languages" aria-label="{}"><ul>{}</ul></nav>\n')
_HERE = Markup('<li><span lang="{0}" aria-current="true">{1}</span></li>')
_THERE = Markup('<li><a href="{2}" lang="{0}" hreflang="{0}">{1}</a></li>')
_ALTERNATE = Markup('<link rel="alternate" hreflang="{}" href="{}">\n')


def switch(name: str, site: SiteInfo, known: Collection[str] | None = None) -> Markup:
    """Link a page to its counterpart in each other language; nothing where there is none.

    `name` is the address of the page within the site of its language; `known` are the tags of
    those languages that have a counterpart, where not all do.
    """
    there = [each for each in site.languages if known is None or each.tag in known]
    if not any(each.tag != site.language for each in there):
        return Markup()
    items = Markup().join(
        (_HERE if each.tag == site.language else _THERE).format(
            each.tag, each.name, _way(name, site, each)
        )
        for each in there
    )
    return _NAV.format(say(InFrame(part="languages")), items)


def alternates(name: str, site: SiteInfo, known: Collection[str] | None = None) -> Markup:
    """Tell search engines where a page stands in every language; the first serves all others.

    `known` are the tags of those languages that have it, where not all do.
    """
    there = [each for each in site.languages if known is None or each.tag in known]
    named = [(each.tag, each) for each in there]
    named += [("x-default", each) for each in there[:1]]
    return Markup().join(
        _ALTERNATE.format(tag, each.page(name) or _way(name, site, each)) for tag, each in named
    )


def _way(name: str, site: SiteInfo, other: SiteLanguage) -> str:
    return f"{'../' * name.count('/')}{site.to_main}{other.folder}{name}"
