"""What a browser may do with a page: run the program's own script, load what lies beside it.

A page carries its policy itself, because it must hold wherever the site is served from, also from
disk. The script stands in the page and is named by its hash, so that no other one runs, not even
one that lies beside the page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

from living_review import assets

SCRIPT = assets.text("site.js")
META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
_INLINE_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_HANDLER = re.compile(r"""\son[a-z]+\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


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
            "style-src-elem 'self' file:",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' file: data:",
            "font-src 'self' file:",
            "base-uri 'none'",
            "form-action 'none'",
            *more,
        )
    )


POLICY = policy(hashed(SCRIPT))


def alone_policy(stylesheet: str) -> str:
    """Write the policy of a page that is one file: its own style, and nothing else."""
    return (
        f"default-src 'none'; style-src {hashed(stylesheet)}; style-src-attr 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )


def quarto_policy(html: str) -> str:
    """Write the policy of a page that Quarto framed: the scripts it has now, files of the site.

    Quarto loads scripts of its own from the site and writes others and styles into the page.
    """
    scripts = [
        body for attributes, body in _INLINE_SCRIPT.findall(html) if "src=" not in attributes
    ]
    handlers = ["".join(each) for each in _HANDLER.findall(html)]
    named = " ".join(_each_once(map(hashed, [*scripts, *handlers])))
    inside = " 'unsafe-hashes'" if handlers else ""
    text = policy(f"'self' file: {named}{inside}".rstrip())
    return text.replace(
        "style-src-elem 'self' file:", "style-src-elem 'self' file: 'unsafe-inline'"
    )


def with_policy(html: str, text: str) -> str:
    """Put a policy at the top of a page, in the place of the one it has."""
    import html as escaping

    meta = f'<meta http-equiv="Content-Security-Policy" content="{escaping.escape(text)}">'
    bare = META.sub("", html)
    return re.sub(r"<head[^>]*>", lambda found: found[0] + "\n" + meta, bare, count=1)


def _each_once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
