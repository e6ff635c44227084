"""The website through Pandoc and one page template of our own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

from markupsafe import Markup

from living_review import assets
from living_review.language import say
from living_review.language.facts import site as facts
from living_review.pages import pandoc
from living_review.pages.own_images import refuse_missing
from living_review.pages.site_info import Progress, SiteInfo
from living_review.website import find, switch
from living_review.website.frame import find_box
from living_review.website.framed import Framed, framed
from living_review.website.policy import choosing, copying, finding, lighting, script

FINDING_PREFIX, FINDINGS_PAGE = "finding-", "results.html"
SORTABLE = re.compile(r'<table[^>]* class="[^"]*\bsortable\b')
CITATION = '<div class="cite">'
LIT = re.compile(r'<img[^>]* data-trials="')
# A figure of known size: nothing moves when it comes.
DRAWN = re.compile(r"""<img( src="(?:\./)?fig/[^"]*"(?:[^">]|"[^"]*")* width="\d+" height="\d+")""")
TRIALS = re.compile(r'(<img[^>]*) data-trials="([^"]*)"')
NOTICE_BOX = '<div class="notice">'
# Fewer headings than this need no table of contents.
CONTENTS_FROM = 3
# Pandoc is a process of its own; two at once fill the two cores of a small machine.
PANDOCS = 2
_LATER = f"{switch.MARK}\n"


def write_assets(out: Path, *, languages: bool = False) -> None:
    """Write the stylesheet, the icon and the fonts the pages need.

    The script stands in every page; as a file it is for the pages of versions that load it.
    `languages` asks for the look of the switch between them.
    """
    directory = out / "assets"
    (directory / "fonts").mkdir(parents=True, exist_ok=True)
    style = assets.site_stylesheet() + (assets.text("languages.css") if languages else "")
    (directory / "site.css").write_text(style, encoding="utf-8", newline="\n")
    for name, text in (("site.js", script()), ("icon.svg", assets.text("icon.svg"))):
        (directory / name).write_text(text, encoding="utf-8", newline="\n")
    for font in assets.font_files():
        shutil.copyfile(font, directory / "fonts" / font.name)
    for file, path in assets.own_font_files().items():
        shutil.copyfile(path, directory / "fonts" / file)


def write_pages(sources: Sequence[Path], out: Path, site: SiteInfo, progress: Progress) -> None:
    """Render every page, two at a time; the first fault stops the rest."""
    if not site.folder:
        # The pages of other languages take them from there.
        write_assets(out, languages=bool(site.languages))

    def write(source: Path) -> str:
        page = pandoc.read_page(source)
        name = source.with_suffix(".html").name
        text = page_html(page, name, site, report=source.parent)
        (out / name).write_text(text, encoding="utf-8", newline="\n")
        texts[name] = find.page_text(text)
        return name

    texts: dict[str, find.PageText] = {}

    with ThreadPoolExecutor(PANDOCS) as pool:
        waiting = [pool.submit(copy_context().run, write, source) for source in sources]
        try:
            for each in waiting:
                progress(each.result())
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    write_index(texts, out, site)


def write_index(texts: Mapping[str, find.PageText], out: Path, site: SiteInfo) -> None:
    """Write what is looked through by the box of the pages in `out`: those of the menu first."""
    menu = [href for _, href in site.nav]
    in_turn = sorted(
        texts, key=lambda name: (menu.index(name) if name in menu else len(menu), name)
    )
    path = out / find.FILE
    path.parent.mkdir(exist_ok=True)
    text = find.stylesheet({name: texts[name] for name in in_turn})
    path.write_text(text, encoding="utf-8", newline="\n")


def page_html(
    page: pandoc.Page,
    name: str,
    site: SiteInfo,
    *,
    report: Path | None = None,
    lasting: bool = False,
) -> str:
    """One whole HTML page; `name` is its address within the site, folders and all.

    A page that is `lasting` outlives those around it: it is told later which other languages the
    site speaks, and looks for no words in pages that will be others. Raises PageFault for an
    image that is not in `report`, where one is given.
    """
    converted = pandoc.convert(
        page,
        bibliography=site.bibliography,
        site_url=site.site_url,
        stand_ins=site.stand_ins,
    )
    if report is not None:
        refuse_missing(converted.images, page.name, report, report)
    scripts = [] if lasting else [finding()]
    scripts += [copying()] if CITATION in converted.body else []
    scripts += [choosing()] if SORTABLE.search(converted.body) else []
    scripts += [lighting()] if LIT.search(converted.body) else []
    return framed(
        name,
        site,
        Framed(
            title=page.text("title", site.title),
            body=Markup(_lighter(converted.body)),
            pagetitle=window_title(page, name, site),
            description=page.text("description", site.description),
            parent=parent_page(name, page),
            contents=_contents(converted, page),
            crumbs=tuple(_crumbs(name, page, site)),
            # A page whose own template gives the notice a place needs no second one.
            notice="" if NOTICE_BOX in converted.body else site.notice,
            find="" if lasting else find_box("../" * name.count("/")),
            switch=Markup(_LATER) if lasting and site.languages else switch.switch(name, site),
            alternates="" if lasting else switch.alternates(name, site),
        ),
        *scripts,
    )


def _lighter(body: str) -> str:
    """Let figures below the first wait until they are near, and name the same trials once."""
    before, first = "", True

    def once(found: re.Match[str]) -> str:
        nonlocal before
        alike, before = found[2] == before, found[2]
        return found[1] if alike else found[0]

    def later(found: re.Match[str]) -> str:
        nonlocal first
        waits, first = not first, False
        return f'<img loading="lazy"{found[1]}' if waits else found[0]

    return DRAWN.sub(later, TRIALS.sub(once, body))


def window_title(page: pandoc.Page, name: str, site: SiteInfo) -> str:
    """What the window of a page is called: what its front matter says, or page and site."""
    title = page.text("title", site.title)
    own = site.title if name == "index.html" else say(facts.PageTitle(page=title, site=site.title))
    return page.text("pagetitle", own)


def parent_page(name: str, page: pandoc.Page) -> str | None:
    """The page above this one: what its front matter says, or the results for one finding."""
    above = page.text("parent") or (FINDINGS_PAGE if name.startswith(FINDING_PREFIX) else "")
    return re.sub(r"\.qmd$", ".html", above) or None


def _crumbs(name: str, page: pandoc.Page, site: SiteInfo) -> list[tuple[str, str]]:
    parent = parent_page(name, page)
    labels = {href: label for label, href in site.nav}
    if parent is None or parent not in labels:
        return []
    home = [(labels["index.html"], "index.html")] if "index.html" in labels else []
    return [*home, (labels[parent], parent)]


def _contents(converted: pandoc.Converted, page: pandoc.Page) -> Markup:
    wanted = page.front.get("toc", converted.contents.count("<li>") >= CONTENTS_FROM)
    return Markup(converted.contents if wanted else "")
