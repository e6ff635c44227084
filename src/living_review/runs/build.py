"""The street: from the folder of a review to its findings, its report and its site.

Nothing is written outside a temporary folder until the whole build has succeeded; then the report
and the site are each swapped in at once.
"""

from __future__ import annotations

import datetime as dt
import shutil
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from living_review.ground import clock
from living_review.ground.disk import work_folder
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.runs.stored import FINDINGS

if TYPE_CHECKING:
    from living_review.findings import Findings
    from living_review.paper.presses import Presses
    from living_review.protocol import Protocol
    from living_review.runs.editions import Progress
    from living_review.runs.rendering import Engine, Half, Rendered

PDFS = ("summary.pdf", "review.pdf")


@dataclass(frozen=True)
class Built:
    """What a build made, and where."""

    findings: Findings
    out: Path
    pages: int
    pdfs: tuple[str, ...]
    seconds: float
    notices: tuple[str, ...] = ()

    def summary(self) -> dict[str, Any]:
        """Give the outcome for `--json`."""
        return {
            "out": str(self.out),
            "pages": self.pages,
            "pdfs": list(self.pdfs),
            "registry_hash": self.findings.registry.hash,
            "findings": [
                {
                    "comparison": finding.comparison,
                    "outcome": finding.outcome,
                    "timepoint": finding.timepoint,
                    "synthesis": finding.synthesis,
                    "k": finding.k,
                    "n": finding.n,
                    "n_missing": finding.n_missing,
                    "certainty": finding.certainty.level if finding.certainty else None,
                }
                for finding in self.findings.findings
            ],
            "quarantined": [row.model_dump(mode="json") for row in self.findings.quarantine],
            "queries": [row.model_dump(mode="json") for row in self.findings.queries],
            "notices": list(self.notices),
            "seconds": self.seconds,
        }

    def describe(self, *, following: bool = True) -> str:
        """Say the outcome in a few lines, and what to do next where that is wanted."""
        from living_review.runs.standing import standing

        kinds = [finding.synthesis for finding in self.findings.findings]
        made = ([f"{self.pages} pages"] if self.pages else []) + list(self.pdfs)
        lines = [
            f"Built {', '.join(made)} in {self.out} ({self.seconds} s).",
            f"Results: {kinds.count('pooled')} pooled, "
            f"{kinds.count('narrative') + kinds.count('single')} not pooled, "
            f"{kinds.count('none')} without data.",
        ]
        shown = "index.html" if self.pages else self.pdfs[0]
        step = f"Next: look at {self.out / shown}; 'living-review update' publishes a version."
        return "\n".join((*lines, *self.notices, *standing(self.findings), *[step] * following))


def compute(
    folder: ReviewFolder, *, as_of: dt.date | None, progress: Progress
) -> tuple[Protocol, Findings]:
    """Pull and check the registry of a review and compute all its findings; writes nothing."""
    from living_review.runs.editions import computed

    edition = computed(folder, as_of=as_of, today=clock.today(), progress=progress)
    return edition.protocol, edition.findings


def build(
    root: Path,
    *,
    as_of: dt.date | None = None,
    html: Engine = "embedded",
    only: Half | None = None,
    out: Path | None = None,
    twice: bool = True,
    progress: Progress = lambda _step: None,
) -> Built:
    """Render the current state of the review in `root`; publishes no version.

    Every figure is computed twice before it is written, and Disagreement raised where the two
    differ; only a preview, which its author alone sees, does without (`twice`).

    The committed `report/` is brought up to date only by a build of today's registry into the
    review's own `_site/`: a look back (`as_of`) or aside (`out`) leaves it alone. Raises the errors
    of every step; whatever it raises, `report/` and the target are as they were.
    """
    from living_review.verification.verifier import started_verifier

    began, folder = monotonic(), ReviewFolder(root)
    _refuse_the_future(as_of)
    target = out or folder.site
    refuse_to_replace(target, folder)
    with started_verifier() if twice else nullcontext() as verifier:
        # While that Python loads, so does what is needed here.
        from living_review.living.store import VersionStore
        from living_review.runs import everywhere
        from living_review.runs.editions import current
        from living_review.runs.publishing import publish, staging
        from living_review.runs.rendering import check_engine
        from living_review.runs.spoken import spoken

        check_engine(html, only)
        with (
            spoken(folder),
            presses_for(only) as presses,
            staging(target) as staged,
            work_folder() as work,
        ):
            edition = current(folder, as_of=as_of, progress=progress)
            if verifier:
                verifier.begin(edition.findings, edition.protocol, edition.workings)
            verified = verifier.result if verifier else lambda: None
            way = everywhere.Way(html, only, progress, presses, verified)
            report = work / "report"
            rendered = everywhere.render_everywhere(edition, folder, report, staged, way)
            progress("Publishing")
            if only:
                _keep_other_halves(target, staged, rendered, only)
            store, shown = VersionStore(folder.versions), rendered.findings.version.number
            everywhere.lay_out_shelves(store, staged, target, rendered, shown)
            if as_of is None and out is None:
                everywhere.bring_up_to_date(folder, rendered)
            publish(staged, target)
    return _built(rendered, target, only, round(monotonic() - began, 2))


def _built(rendered: Rendered, target: Path, only: Half | None, seconds: float) -> Built:
    folders = ("", *(each.site.folder for each in rendered.others))
    pages = sum(len(list((target / folder).glob("*.html"))) for folder in folders)
    pdfs = tuple(f"{folder}{name}" for folder in folders for name in PDFS)
    return Built(
        rendered.findings,
        target,
        pages if only != "pdf" else 0,
        pdfs if only != "html" else (),
        seconds,
        rendered.notices,
    )


def _refuse_the_future(as_of: dt.date | None) -> None:
    if as_of is not None and as_of > clock.today():
        raise BadInput(
            f"--as-of {as_of} is in the future, and what the registry will hold is not known; "
            "give today's date or an earlier one."
        )


def presses_for(only: Half | None) -> AbstractContextManager[Presses | None]:
    """Start the presses before there is anything to print: they load while we compute."""
    if only == "html":
        return nullcontext()
    from living_review.paper.presses import started_presses

    return started_presses()


def refuse_to_replace(target: Path, folder: ReviewFolder, option: str = "--out") -> None:
    """Refuse a target whose replacement would lose something this program did not make."""
    there, root = target.resolve(), folder.root.resolve()
    if there == root or there in root.parents:
        raise BadInput(f"{option} {target} holds the review itself; name a folder of its own.")
    for name in ("data", "templates", "report", "src", "tests"):
        if (root / name) == there or (root / name) in there.parents:
            raise BadInput(f"{option} {target} is part of the review; name a folder of its own.")
    if target.is_dir() and any(target.iterdir()) and not (target / FINDINGS).exists():
        raise BadInput(
            f"{option} {target} is not empty and holds no {FINDINGS}, so it is not a site of this "
            "program; empty it, or name another folder."
        )


def _keep_other_halves(target: Path, staged: Path, rendered: Rendered, only: Half) -> None:
    """Keep what `--only` did not make, where it is of the same registry, protocol and program."""
    further = tuple(each.site.folder for each in rendered.others)
    _keep_other_half(target, staged, rendered.findings, rendered.report, only, further)
    for each in rendered.others:
        folder, findings = each.site.folder, each.edition.findings
        with each.spoken():
            _keep_other_half(target / folder, staged / folder, findings, each.report, only, ())


def _keep_other_half(
    target: Path,
    staged: Path,
    findings: Findings,
    report: Path,
    only: Half,
    further: tuple[str, ...],
) -> None:
    """Keep what was not made of one language; `further` are the folders of others below it.

    PDFs are kept only where they were set from the very texts and figures of this build; the pages
    link to those that are there.
    """
    from living_review.living.whole_site import LIST
    from living_review.paper.pdf_links import SOURCES, link_what_is_there, set_from

    if _is_published(findings, target):
        left: tuple[str, ...] = (LIST,)
        if only == "html" and not set_from(target, report):
            left = (*left, SOURCES, *PDFS)
        for path in target.rglob("*"):
            name = path.relative_to(target)
            copy = staged / name
            mine = not name.as_posix().startswith(further) if further else True
            if path.is_file() and not copy.exists() and name.as_posix() not in left and mine:
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
    link_what_is_there(staged, PDFS)


def _is_published(findings: Findings, target: Path) -> bool:
    """Tell whether a site shows these findings already, whenever they were computed."""
    from living_review.findings import Findings

    try:
        published = Findings.from_json((target / FINDINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return _essence(published) == _essence(findings)


def _essence(findings: Findings) -> dict[str, Any]:
    """Give what a reader would see of findings, without the moment of their making."""
    return findings.model_dump(
        exclude={
            "version": True,
            "registry": {"pulled_at"},
            "currency": True,
            "changes": True,
            "history": True,
        }
    )
