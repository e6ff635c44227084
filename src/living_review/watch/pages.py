"""The pages as the preview serves them: the published ones, with a script that reloads them.

The published policy allows a page no connection. The preview allows one to itself, in the copy it
serves and nowhere else.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from living_review.rendering.site import POLICY

SCRIPT, EVENTS = "/-/live.js", "/-/events"
LIVE_POLICY = f"{POLICY}; connect-src 'self'"
_PUBLISHED = str(escape(POLICY))


def live_page(html: str, build: str) -> str:
    """A page of the site that reloads when there is another build than `build`."""
    script = Markup('<script src="{}" data-build="{}"></script>\n</head>').format(SCRIPT, build)
    return html.replace(_PUBLISHED, str(escape(LIVE_POLICY)), 1).replace("</head>", script, 1)


def bare_page(sentence: str, build: str) -> str:
    """A page for where the site has none: it says why, and reloads as the others do."""
    page = Markup(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="{}">\n'
        "<title>Living Review preview</title>\n</head>\n"
        '<body>\n<main>\n<h1>Living Review preview</h1>\n<p>{}</p>\n<p><a href="/">To the front '
        "page</a></p>\n</main>\n</body>\n</html>\n"
    ).format(POLICY, sentence)
    return live_page(page, build)
