"""What a browser may do with a page: run the program's own script, load what lies beside it.

A page carries its policy itself, because it must hold wherever the site is served from, also from
disk. The scripts stand in the page and are named by their hashes, so that no other one runs, not
even one that lies beside the page.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable
from typing import get_args

from markupsafe import Markup

from living_review import assets
from living_review.language import say
from living_review.language.facts import site as facts
from living_review.pages.page_template import page_template

META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
_INLINE_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
# What stands in such an element is data: nothing runs it (HTML, 4.12.1).
_DATA_BLOCK = re.compile(r"""\btype\s*=\s*["']?application/ld\+json\b""", re.IGNORECASE)
_OWN_STYLES = "style-src-elem 'self' file:"
_HANDLER = re.compile(r"""\son[a-z]+\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)

_COMMENT = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*$", re.DOTALL | re.MULTILINE)


def hashed(text: str) -> str:
    """Name a script or a style by its SHA-256, as a policy does (CSP Level 3, 2.3.1)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def policy(scripts: str, *more: str) -> str:
    """Write a policy: these scripts, and styles, images and fonts of the site alone.

    `file:` is for pages that are opened from disk, where they have no origin. Browsers that know
    `style-src-elem` allow styles in attributes only, which tables need for their widths.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' file: 'unsafe-inline'",
            _OWN_STYLES,
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' file: data:",
            "font-src 'self' file:",
            *more,
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def shortened(script: str) -> str:
    """Leave out of a script of the program what is for its readers: indents, lines of comment.

    No text of a script runs over several lines.
    """
    without = _COMMENT.sub("", script)
    return "\n".join(line for each in without.splitlines() if (line := each.strip())) + "\n"


def script() -> str:
    """Give the script of every page, with what it says in the words that are spoken."""
    return shortened(
        page_template("site.js").render(
            **{each: _literal(say(facts.Colours(scheme=each))) for each in get_args(facts.Scheme)},
            overdue=_literal(html.escape(say(facts.Overdue()))),
        )
    )


def early() -> str:
    """Give the script that asks for the fonts of every page before its stylesheet is read."""
    files = Markup(json.dumps(assets.early_fonts()))
    return shortened(page_template("early.js").render(files=files))


def finding() -> str:
    """Give the script that finds words of the site, with what it says as is spoken."""
    said = {
        each: say(facts.Find(part=each, number="{number}")) for each in get_args(facts.FindPart)
    }
    return _saying("find.js", said)


def copying() -> str:
    """Give the script that copies a citation, with what it says as is spoken."""
    return _saying(
        "copy.js", {each: say(facts.Copying(part=each)) for each in get_args(facts.CopyPart)}
    )


def choosing() -> str:
    """Give the script that sorts and chooses rows of a table; the box has its words."""
    return shortened(page_template("rows.js").render())


def lighting() -> str:
    """Give the script that lights up a trial in figures and tables; it says nothing."""
    return shortened(page_template("light.js").render())


def _saying(name: str, said: dict[str, str]) -> str:
    text = json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")
    return shortened(page_template(name).render(said=Markup(text)))


def _literal(text: str) -> Markup:
    """Write a text as it stands between the quotation marks of a script in a page."""
    return Markup(json.dumps(text, ensure_ascii=False)[1:-1].replace("<", "\\u003c"))


def page_policy(*more: str) -> str:
    """Write the policy of a page that has the scripts of every page, and these more."""
    return policy(" ".join(map(hashed, (early(), script(), *more))), "connect-src 'self'")


def alone_policy(stylesheet: str) -> str:
    """Write the policy of a page that is one file: its own style, and nothing else."""
    return (
        f"default-src 'none'; style-src {hashed(stylesheet)}; style-src-attr 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )


def quarto_policy(page: str) -> str:
    """Write the policy of a page that Quarto framed: the scripts it has now, files of the site.

    Quarto loads scripts of its own from the site and writes others and styles into the page.
    """
    scripts = [
        body
        for attributes, body in _INLINE_SCRIPT.findall(page)
        if "src=" not in attributes and not _DATA_BLOCK.search(attributes)
    ]
    handlers = ["".join(each) for each in _HANDLER.findall(page)]
    named = " ".join(_each_once(map(hashed, [*scripts, *handlers])))
    inside = " 'unsafe-hashes'" if handlers else ""
    return with_styles_inside(policy(f"'self' file: {named}{inside}".rstrip()))


def by_hand_policy() -> str:
    """Write the policy of a page of `quarto render` by hand: whatever runs, nothing from elsewhere.

    Which scripts Quarto will write into the page is not known before; a preview is told of changes
    by a socket.
    """
    scripts = "'self' file: 'unsafe-inline'"
    return with_styles_inside(policy(scripts, "connect-src 'self' ws://localhost:*"))


def with_styles_inside(text: str) -> str:
    """Let a policy allow styles that stand in the page, as Quarto writes them."""
    return text.replace(_OWN_STYLES, f"{_OWN_STYLES} 'unsafe-inline'")


def styles_inside(text: str) -> bool:
    """Whether a policy allows styles that stand in the page."""
    return f"{_OWN_STYLES} 'unsafe-inline'" in text


def with_policy(page: str, text: str) -> str:
    """Put a policy at the top of a page, in the place of the one it has."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(text)}">'
    bare = META.sub("", page)
    return re.sub(r"<head[^>]*>", lambda found: found[0] + "\n" + meta, bare, count=1)


def _each_once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
