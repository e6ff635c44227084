"""What the head of a page tells programs: cards for messages that link to it, and JSON-LD.

Both engines put the same into their pages. An address stands in it only where `review.url` says
where the site will be.
"""

from __future__ import annotations

import html
import re

from markupsafe import Markup

from living_review.pages.site_info import VERSION_SOURCES, SiteInfo

# A data block is no script: nothing runs it, and no policy has to name it.
_DATA = Markup('<script type="application/ld+json">{}</script>\n')
_CARD = Markup('<meta property="{}" content="{}">\n')
_NAMED = Markup('<meta name="{}" content="{}">\n')


_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')


def framed_elsewhere(page: str, name: str, site: SiteInfo) -> str:
    """Put into a page that another program framed what programs read of it."""
    title, description = _TITLE.search(page), _DESCRIPTION.search(page)
    told = for_programs(
        name,
        site,
        html.unescape(title[1]).strip() if title else site.title,
        html.unescape(description[1]) if description else site.description,
    )
    return page.replace("</head>", f"{told}</head>", 1)


def for_programs(name: str, site: SiteInfo, title: str, description: str) -> Markup:
    """Write what programs read of a page; `name` is its address within the site.

    The page of a version has no picture, which would be that of a later one.
    """
    lasting = name.startswith(f"{VERSION_SOURCES}/")
    whole = lasting or name == "index.html"
    properties = {
        "og:type": "article" if whole else "website",
        "og:title": title,
        "og:description": description,
        "og:site_name": site.title,
        "og:locale": site.language.replace("-", "_") if "-" in site.language else "",
        "og:url": "" if lasting else site.address(name) or "",
    }
    picture = site.card_address if not lasting else None
    if picture:
        properties |= {
            "og:image": picture,
            "og:image:type": "image/png",
            "og:image:width": "1200",
            "og:image:height": "630",
            "og:image:alt": site.card_alt,
        }
    kind = "summary_large_image" if picture else "summary"
    told = site.described.get(VERSION_SOURCES if lasting else name)
    return Markup().join(
        (
            *(_CARD.format(name, text) for name, text in properties.items() if text),
            _NAMED.format("twitter:card", kind),
            _DATA.format(Markup(told)) if told else "",
        )
    )
