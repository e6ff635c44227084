"""The pages as the preview serves them: the published ones, with a script that reloads them.

The published policy allows a page no connection. The preview allows one to itself, and its own
script by its hash, in the copy it serves and nowhere else. Pages of earlier versions, whose policy
may be another, get the same one.
"""

from __future__ import annotations

import html as escaping
import re

from markupsafe import Markup

from living_review.ground.own_files import own_file
from living_review.website.policy import (
    META,
    hashed,
    page_policy,
    policy,
    styles_inside,
    with_styles_inside,
)

EVENTS = "/-/events"
LIVE = own_file("watch", "live.js").read_text(encoding="utf-8")
_SCRIPTS = re.compile(r"script-src ([^;]*)")
_HASH = re.compile(r"'sha256-[A-Za-z0-9+/]+=*'")
_META = Markup('<meta http-equiv="Content-Security-Policy" content="{}">')


def live_page(html: str, build: str) -> str:
    """A page of the site that reloads when there is another build than `build`.

    A page that Quarto framed keeps its leave for styles and for handlers of clicks in the page.
    """
    script = Markup('<script data-build="{}">{}</script>\n</head>').format(build, Markup(LIVE))
    own = META.search(html)
    told = escaping.unescape(own[0]) if own else ""
    scripts = _SCRIPTS.search(told)
    # A page names its own script; those of earlier versions load that of the site from a file.
    named = [*_HASH.findall(scripts[1] if scripts else ""), hashed(LIVE), "'self'"]
    named += ["'unsafe-hashes'"] * ("'unsafe-hashes'" in told)
    text = policy(" ".join(named), "connect-src 'self'")
    meta = str(_META.format(with_styles_inside(text) if styles_inside(told) else text))
    return META.sub(lambda _: meta, html, count=1).replace("</head>", script, 1)


def bare_page(sentence: str, build: str) -> str:
    """A page for where the site has none: it says why, and reloads as the others do."""
    page = Markup(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="{}">\n'
        "<title>Living Review preview</title>\n</head>\n"
        '<body>\n<main>\n<h1>Living Review preview</h1>\n<p>{}</p>\n<p><a href="/">To the front '
        "page</a></p>\n</main>\n</body>\n</html>\n"
    ).format(page_policy(), sentence)
    return live_page(page, build)
