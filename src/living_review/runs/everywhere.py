"""One edition, rendered in every language of its review and put into one site."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from living_review.runs.languages import Said, in_language, languages_of_site, prove_the_same
from living_review.runs.rendering import Engine, Half, Rendered, make_again, render
from living_review.runs.unread import in_assets, unread

if TYPE_CHECKING:
    from living_review.findings import Verification
    from living_review.ground.folder import ReviewFolder
    from living_review.living.edition import Edition
    from living_review.living.store import VersionStore
    from living_review.pages.site_info import SiteLanguage
    from living_review.paper.presses import Presses
    from living_review.runs.editions import Progress


@dataclass(frozen=True)
class Way:
    """How an edition is rendered, in whatever language."""

    html: Engine
    only: Half | None
    progress: Progress
    presses: Presses | None
    verified: Callable[[], Verification | None]
    """Gives the answer of the second computation."""


def render_everywhere(
    edition: Edition, folder: ReviewFolder, report: Path, staged: Path, way: Way
) -> Rendered:
    """Render an edition into `report` and `staged`, and into folders of its further languages.

    What is spoken is the main language. Raises Disagreement where the findings of a further one
    hold another number, and else as `render` does.
    """
    languages = languages_of_site(folder, edition.protocol)
    main = _rendered(edition, folder, report, staged, way, languages)
    engine, others, notices = main.engine, [], [*main.notices]
    for each in languages[1:]:
        with in_language(folder, each.tag), _further_presses(way) as presses:
            way.progress(f"Saying it again in {each.name}")
            assert edition.again is not None
            other = edition.again(way.progress)
            prove_the_same(edition.findings, other.findings)
            # The figures that were computed twice are these.
            its = replace(way, presses=presses, verified=lambda: main.findings.verification)
            its = replace(its, html=way.html if engine == "quarto" else engine)
            place = report.with_name(f"{report.name}-{each.tag}")
            done = _rendered(other, folder, place, staged / each.folder, its, languages)
        engine = done.engine
        others.append(Said(folder, replace(other, findings=done.findings), place, done.site))
        notices += [notice for notice in done.notices if notice not in notices]
    if engine != main.engine:
        _made_alike(replace(main, others=tuple(others)), edition, folder, staged)
    spoken = edition.protocol.review.spoken
    look = filter(None, (in_assets(unread(folder, spoken)),))
    notices += [*_lacking(folder, languages), *look]
    return replace(main, others=tuple(others), notices=tuple(notices), engine=engine)


def _made_alike(main: Rendered, edition: Edition, folder: ReviewFolder, staged: Path) -> None:
    """Make the pages of all languages by the program's own engine: Quarto failed in one of them."""
    from living_review.assets.brand import wearing
    from living_review.brand import brand_of

    with brand_of(folder, edition.protocol) as brand, wearing(brand):
        make_again(main.report, staged, main.site)
    for each in main.others:
        with each.spoken(), brand_of(folder, each.edition.protocol) as brand, wearing(brand):
            make_again(each.report, staged / each.site.folder, each.site)


def _further_presses(way: Way) -> AbstractContextManager[Presses | None]:
    """Start presses for one more language, where there are any: each sets one document only."""
    if way.presses is None:
        return nullcontext()
    from living_review.paper.presses import started_presses

    return started_presses()


def _rendered(
    edition: Edition,
    folder: ReviewFolder,
    report: Path,
    staged: Path,
    way: Way,
    languages: tuple[SiteLanguage, ...],
) -> Rendered:
    from living_review.assets.brand import wearing
    from living_review.brand import brand_of

    with brand_of(folder, edition.protocol) as brand, wearing(brand):
        return render(
            edition.findings,
            edition.protocol,
            folder,
            report,
            staged,
            html=way.html,
            only=way.only,
            progress=way.progress,
            presses=way.presses,
            verified=way.verified,
            languages=languages,
        )


def _lacking(folder: ReviewFolder, languages: tuple[SiteLanguage, ...]) -> tuple[str, ...]:
    """Say how many texts of the protocol a language has none of."""
    from living_review.protocol import texts_lacking

    lacking = len(texts_lacking(folder.protocol)) if languages else 0
    if not lacking:
        return ()
    texts = "1 text is" if lacking == 1 else f"{lacking} texts are"
    return (
        f"{texts} not written in every language of the review; 'living-review check' lists them.",
    )


def lay_out_shelves(
    store: VersionStore,
    staged: Path,
    published: Path | None,
    rendered: Rendered,
    shown: int | None,
) -> None:
    """Put the shelf of all versions into the site, once in each language."""
    from living_review.website.shelf import lay_out

    lay_out(store, staged, published, shown=shown, site=rendered.site)
    for each in rendered.others:
        with each.spoken():
            lay_out(store, staged, published, shown=shown, site=each.site)


def bring_up_to_date(folder: ReviewFolder, rendered: Rendered) -> None:
    """Put the sources of the report into the place of those that are committed."""
    from living_review.runs.publishing import publish, staging

    with staging(folder.report) as sources:
        shutil.copytree(rendered.report, sources, dirs_exist_ok=True)
        for each in rendered.others:
            shutil.copytree(each.report, sources / each.language, dirs_exist_ok=True)
        publish(sources, folder.report)
