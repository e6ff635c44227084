"""The pages of the documentation as a site: each in its frame, with its neighbours and parts."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import get_args

from markupsafe import Markup

from living_review import __version__, assets
from living_review.ground.errors import TemplateFailure
from living_review.handbook import search
from living_review.handbook.contents import Contents, Entry, read_contents
from living_review.handbook.gallery import FOLDER, gallery
from living_review.handbook.links import Places
from living_review.handbook.source import Source, read_source
from living_review.handbook.within_reach import within_reach
from living_review.language import say
from living_review.language.facts import site as facts
from living_review.pages import pandoc
from living_review.pages.page_template import page_template
from living_review.website.embedded import CONTENTS_FROM, PANDOCS, write_assets
from living_review.website.policy import early, hashed, policy, script, shortened

SEARCH_PAGE, GALLERY_PAGE = "search.html", "gallery.html"
# A page of more sections is looked through by its own list of them, or by searching.
MOST_LISTED = 100


@dataclass(frozen=True)
class Handbook:
    """The documentation as it is read: its order, its pages, and where links may lead."""

    docs: Path
    contents: Contents
    sources: Mapping[Entry, Source]

    @property
    def places(self) -> Places:
        """What links may lead to."""
        pages = {entry.source: source for entry, source in self.sources.items()}
        return Places(self.docs, pages, self.contents.repository)


def read_handbook(docs: Path) -> Handbook:
    """Read every page that `docs/_quarto.yml` lists."""
    contents = read_contents(docs)
    sources = {entry: read_source(docs / entry.source) for entry in contents.entries}
    return Handbook(docs, contents, sources)


def write_site(book: Handbook, out: Path, but: Collection[str] = ()) -> None:
    """Write the site into `out`, where the examples of the gallery may stand already.

    Pages in `but`, by their files, are not rendered. Raises TemplateFailure for a page that cannot
    be rendered and for a link that leads nowhere.
    """
    out.mkdir(parents=True, exist_ok=True)
    write_assets(out)
    with (out / "assets" / "site.css").open("a", encoding="utf-8", newline="\n") as style:
        style.write(assets.text("handbook.css"))
    with ThreadPoolExecutor(PANDOCS) as pool:
        waiting = [
            pool.submit(copy_context().run, write_page, book, entry, out)
            for entry in book.sources
            if entry.source not in but
        ]
        for each in waiting:
            each.result()
    _copy_images(book, out)
    _write(out, SEARCH_PAGE, search_page(book))
    _write(out, search.FILE, search.stylesheet(book.sources))
    sites = {path.name: path for path in sorted((out / FOLDER).glob("*")) if path.is_dir()}
    _write(out, GALLERY_PAGE, gallery_page(book, sites))


def write_page(book: Handbook, entry: Entry, out: Path) -> None:
    """Write one page at its address."""
    _write(out, entry.address, page_html(book, entry))


def page_html(book: Handbook, entry: Entry) -> str:
    """Give one page, with its links led to their places.

    Raises TemplateFailure where a heading has another anchor than links to it were held against.
    """
    source = book.sources[entry]
    page = pandoc.Page(entry.source, source.body)
    converted = pandoc.convert(page, reader=pandoc.REPOSITORY_READER)
    for anchor in source.anchors:
        if f'id="{anchor}"' not in converted.body:
            raise TemplateFailure(f"{entry.source}: no heading has the anchor '{anchor}'.")
    entries = book.contents.entries
    at = entries.index(entry)
    return _framed(
        book,
        entry.address,
        title=source.title,
        body=Markup(within_reach(book.places.linked(converted.body, entry))),
        toc=_toc(converted.contents),
        part=entry.part,
        before=entries[at - 1] if at else None,
        after=entries[at + 1] if at + 1 < len(entries) else None,
    )


def search_page(book: Handbook) -> str:
    """Give the page that is searched, and that lists the headings where no script runs."""
    found = list(book.sources.items())
    parts = [
        (part or book.contents.title, list(group))
        for part, group in groupby(found, key=lambda each: each[0].part)
    ]
    body = page_template("handbook-search.html").render(
        parts=parts, index=search.FILE, listed=MOST_LISTED
    )
    return _framed(book, SEARCH_PAGE, title="Search", body=Markup(body), searching=True)


def gallery_page(book: Handbook, sites: Mapping[str, Path]) -> str:
    """Give the page of figures and pages made from the examples."""
    return _framed(book, GALLERY_PAGE, title="Gallery", body=gallery(sites))


def _framed(
    book: Handbook,
    address: str,
    *,
    title: str,
    body: Markup,
    searching: bool = False,
    **more: object,
) -> str:
    """Put a page into the frame that all have."""
    scripts = [script(), early(), *([shortened(assets.text("handbook.js"))] if searching else [])]
    # A search box leads to the page of the site that is searched, also where it is read from disk.
    allowed = policy(" ".join(map(hashed, scripts))).replace(
        "form-action 'none'", "form-action 'self' file:"
    )
    part = str(more.get("part", ""))
    site = book.contents
    return page_template("handbook.html").render(
        {"part": "", "toc": "", "before": None, "after": None}
        | more
        | {
            "contents": site,
            "title": title,
            "pagetitle": title if title == site.title else f"{title} · {site.title}",
            "description": site.description,
            "body": body,
            "here": address,
            "root": "../" * address.count("/"),
            "policy": allowed,
            "script": Markup(scripts[0]),
            "early": Markup(scripts[1]),
            "search_script": Markup(scripts[2]) if searching else "",
            "said": {each: say(facts.InFrame(part=each)) for each in get_args(facts.FramePart)},
            "colours": say(facts.Colours(scheme="auto")),
            "menu": list(_menu(site, part, address)),
            "groups": [
                (group, list(pages))
                for group, pages in groupby(site.of(part), key=lambda each: each.group)
            ]
            if part
            else [],
            "version": __version__,
        }
    )


def _menu(site: Contents, part: str, address: str) -> Iterator[tuple[str, str, str]]:
    """Give the parts, each with its first page, and what stands beside them."""
    for each in site.parts:
        yield each, site.of(each)[0].address, "true" if each == part else ""
    yield "Gallery", GALLERY_PAGE, "page" if address == GALLERY_PAGE else ""


def _toc(contents: str) -> Markup:
    return Markup(contents if contents.count("<li>") >= CONTENTS_FROM else "")


def _copy_images(book: Handbook, out: Path) -> None:
    """Copy what lies beside the pages: images, and the JSON Schema that they link to."""
    for path in sorted(book.docs.rglob("*")):
        if path.is_file() and path.suffix in (".png", ".svg", ".json"):
            target = out / path.relative_to(book.docs)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _write(out: Path, address: str, text: str) -> None:
    target = out / address
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")


__all__ = ["Handbook", "page_html", "read_handbook", "search_page", "write_site"]
