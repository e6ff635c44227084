"""Which files of a review belong to its brand, told without reading what they mean.

A brand is asked for under `review.brand` in the protocol or in `_brand.yml` at the review's root.
Files that either names are inputs of a report; so are the two stylesheets of `templates/assets/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BRAND = "_brand.yml"
STYLES_FOLDER = "templates/assets"
SITE_STYLE, PRINT_STYLE = f"{STYLES_FOLDER}/site.css", f"{STYLES_FOLDER}/print.css"
PICTURES, FONTS = (".svg", ".png"), (".woff2", ".woff", ".ttf", ".otf")
# What the program makes, and folders of a version that hold what it made.
MADE = ("_site", "report", "data/versions", "page", "languages", "registry")
_ASKED = re.compile(rb"""["']?\bbrand\b["']?\s*:""")


def may_hold(name: str) -> bool:
    """Whether a file of a brand may lie at a path of the review: nothing that the program makes."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or part.startswith(".") for part in parts) or "\\" in name:
        return False
    return not any(name == made or name.startswith(f"{made}/") for made in MADE)


def is_of_a_brand(name: str) -> bool:
    """Whether a file of a version belongs to the brand that it was made with."""
    kind = Path(name).suffix.lower()
    return name == BRAND or (kind in (*PICTURES, *FONTS) and may_hold(name))


def brand_files(root: Path, protocol: bytes) -> tuple[str, ...]:
    """Name the files of a review's brand that are there, and its stylesheets."""
    found = dict.fromkeys(
        name for name in (BRAND, SITE_STYLE, PRINT_STYLE) if (root / name).is_file()
    )
    # Reading a protocol costs more than all else here, and few name a brand.
    asked = [_brand_of(as_yaml(protocol))] if _ASKED.search(protocol) else []
    if BRAND in found:
        asked.append(as_yaml((root / BRAND).read_bytes()))
    for name in _texts(asked):
        kind = Path(name).suffix.lower()
        if kind in (*PICTURES, *FONTS) and may_hold(name) and (root / name).is_file():
            found[name] = None
    return tuple(found)


def _brand_of(document: Any) -> Any:
    try:
        return document["review"]["brand"]
    except (LookupError, TypeError):
        return None


def _texts(node: Any, depth: int = 0) -> Iterator[str]:
    """Yield every text of a document, of which some are paths."""
    if isinstance(node, str):
        yield node.strip()
    elif isinstance(node, dict | list) and depth < 12:
        for each in node.values() if isinstance(node, dict) else node:
            yield from _texts(each, depth + 1)


def as_yaml(written: bytes) -> Any:
    """Read YAML for single keys; None where it is none, which others tell."""
    import yaml

    # The loader in C where there is one: what the file means is read and checked elsewhere.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(written.decode("utf-8-sig"), loader)
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
