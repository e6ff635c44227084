"""Images that a team puts into its report: files of `templates/images/`, and no others.

A template names them as `![What it shows](images/flow.png)`. They are copied beside the pages, kept
with every version, and looked at before: a drawing (SVG) may hold nothing that could act or load.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from living_review.ground.drawings import refuse_acting
from living_review.ground.errors import TemplateFailure
from living_review.ground.folder import IMAGE_KINDS, IMAGES, leads_out
from living_review.pages.page_faults import PageFault

FOLDER = "images"
LARGEST = 10 * 2**20
MOST = 50 * 2**20
_OUTSIDE = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*:|//|/|\\)")


def copy_images(templates: Path | None, report: Path) -> None:
    """Copy the images of a review into its report.

    Raises TemplateFailure for one that is a link out of the review, too large, or a drawing that
    could act.
    """
    place = templates / FOLDER if templates else None
    if templates is None or place is None or not place.is_dir():
        return
    left = MOST
    for path in sorted(place.rglob("*")):
        if not path.is_file() or path.suffix.lower() not in IMAGE_KINDS:
            continue
        name = f"{IMAGES}/{path.relative_to(place).as_posix()}"
        if leads_out(path, templates, templates.parent):
            raise TemplateFailure(
                f"{name} is a link, or lies behind one, that leads out of the folder of the "
                "review; copy the file itself into the review."
            )
        size = path.stat().st_size
        left -= size
        if size > LARGEST or left < 0:
            raise TemplateFailure(
                f"{name}: an image may have {LARGEST // 2**20} MB and all together "
                f"{MOST // 2**20} MB; make it smaller."
            )
        if path.suffix.lower() == ".svg":
            refuse_acting(path.read_bytes(), name)
        target = report / FOLDER / path.relative_to(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def refuse_missing(images: Iterable[str], page: str, report: Path, beside: Path) -> None:
    """Raise PageFault for an image that is not there, or lies outside the report.

    `beside` is the folder that the addresses of the page start from; images of the review are
    named from the root of the report on every page.
    """
    for address in images:
        if address.lower().startswith("data:image/"):
            continue
        plain = unquote(address).split("?")[0].split("#")[0]
        places = [Path(os.path.realpath(folder / plain)) for folder in (beside, report)]
        root = Path(os.path.realpath(report))
        if _OUTSIDE.match(address) or not any(each.is_relative_to(root) for each in places):
            raise PageFault(
                page,
                f'The image "{address}" lies outside the report; pages load nothing from '
                f"elsewhere. {_REMEDY}",
                address,
            )
        if not any(each.is_file() and each.is_relative_to(root) for each in places):
            raise PageFault(page, f'The image "{address}" does not exist. {_REMEDY}', address)


_REMEDY = f"Put the file into {IMAGES}/ and name it as images/FILE, or take it out of the template."
