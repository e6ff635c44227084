"""What a website takes from the report: its pages, and the files beside them."""

from __future__ import annotations

import shutil
from pathlib import Path

from living_review.ground.errors import TemplateFailure
from living_review.pages.site_info import PRINT_SOURCES, QUARTO_SOURCES, VERSION_SOURCES


def page_sources(report: Path) -> list[Path]:
    """The pages of the report, the start page first.

    Raises TemplateFailure where there is no start page.
    """
    sources = sorted(report.glob("*.qmd"), key=lambda path: (path.stem != "index", path.stem))
    if not sources or sources[0].stem != "index":
        raise TemplateFailure(
            f"{report} holds no index.qmd, so the website would have no start page; "
            "build the report first."
        )
    return sources


def copy_files(report: Path, out: Path) -> None:
    """Copy the figures and data beside the pages, but no source and nothing meant for print."""
    sources = (PRINT_SOURCES, QUARTO_SOURCES, VERSION_SOURCES)
    for path in sorted(report.iterdir()):
        if path.name.startswith((".", "_")) or path.name in sources:
            continue
        if path.is_dir():
            shutil.copytree(path, out / path.name, dirs_exist_ok=True)
        elif path.suffix != ".qmd":
            shutil.copyfile(path, out / path.name)
