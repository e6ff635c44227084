"""A published version made again from what the version store keeps of it, and proved."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from living_review.ground.disk import work_folder
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.living.manifest import Font, Manifest, Software
from living_review.living.store import VersionStore
from living_review.runs.editions import Progress, again
from living_review.runs.rendering import Half, Made, Rendered, check_engine
from living_review.runs.stored import laid_out_inputs as laid_out_inputs

if TYPE_CHECKING:
    from living_review.paper.presses import Presses

# What takes part in computing, drawing or setting a version.
PACKAGES = (
    *("numpy", "scipy", "pandas", "pydantic", "statsmodels", "matplotlib", "jinja2", "pyyaml"),
    *(
        "pypandoc_binary",
        "weasyprint",
        "pydyf",
        "fonttools",
        "pikepdf",
        "pillow",
        "segno",
        "ziamath",
        "markdown-it-py",
    ),
)


@dataclass(frozen=True)
class Rebuilt:
    """A version that was made again: what came out otherwise, and what could explain it."""

    number: int
    files: int
    differing: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    causes: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """Whether every byte is that of the published version."""
        return not (self.differing or self.missing or self.added)

    def describe(self) -> str:
        """Say it in a few lines."""
        if self.identical:
            return (
                f"Version {self.number} was made again: all {self.files} files are identical, "
                "byte for byte."
            )
        parts = (("differ", self.differing), ("are missing", self.missing), ("are new", self.added))
        said = [
            f"Of {self.files} files of version {self.number}, {len(names)} {verb}: "
            f"{', '.join(names[:5])}{' …' if len(names) > 5 else ''}."
            for verb, names in parts
            if names
        ]
        why = (
            f"It was made by other software or fonts: {'; '.join(self.causes)}. Install that to "
            "get the same bytes."
            if self.causes
            else "The program and its packages are the same, so a system library (Pango) or "
            "the processor differs, or the version was not made on this kind of machine."
        )
        return "\n".join((*said, why))


@cache
def software_of_now() -> Software:
    """Give the program and packages of this process, with their versions."""
    import platform
    from importlib.metadata import version

    from living_review import __version__

    return Software(
        name="living-review",
        version=__version__,
        code=_own_code(),
        python=platform.python_version(),
        packages={name: version(name) for name in PACKAGES},
    )


def software_for(engine: Made) -> Software:
    """Give the program and packages of this process, and Quarto where it makes the pages."""
    software = software_of_now()
    if engine != "quarto":
        return software
    from living_review.website.quarto import quarto_version

    return replace(software, packages={**software.packages, "Quarto": quarto_version()})


def rebuild(
    folder: ReviewFolder,
    number: int,
    *,
    out: Path | None = None,
    progress: Progress = lambda _step: None,
) -> Rebuilt:
    """Make a version again and compare every file with what was published.

    The site of that version is left in `out`, where it is given. Raises BadInput for a version that
    there is not, StoreDamaged where what it was made from was changed.
    """
    store = VersionStore(folder.versions)
    manifest = store.existing(number)
    check_engine(engine_of(manifest))
    if out is not None and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(f"--out {out} is there already and not empty; name a new folder.")
    with (
        work_folder() as work,
        laid_out_inputs(store, number) as inputs,
    ):
        report, staged = work / "report", work / "site"
        staged.mkdir()
        remade(store, number, inputs, report, staged, only=None, progress=progress, presses=None)
        from living_review.paper.fonts_used import fonts_used
        from living_review.website.shelf import sha256_of_files

        now = sha256_of_files(staged)
        fonts = fonts_used(staged)
        if out is not None:
            shutil.copytree(staged, out, dirs_exist_ok=True)
    return compared(manifest, now, fonts)


def remade(
    store: VersionStore,
    number: int,
    inputs: ReviewFolder,
    report: Path,
    staged: Path,
    *,
    only: Half | None,
    progress: Progress,
    presses: Presses | None,
) -> Rendered:
    """Compute and render a published version from its stored inputs into `report` and `staged`.

    Nothing is taken from what earlier runs made: what is proved is made here and now.
    """
    from living_review.ground.kept import making_afresh
    from living_review.runs.everywhere import Way, render_everywhere
    from living_review.runs.spoken import spoken
    from living_review.verification.verifier import started_verifier

    manifest = store.manifest(number)
    engine = engine_of(manifest)
    with making_afresh(), spoken(inputs), started_verifier() as verifier:
        edition = again(inputs, store, number, progress=progress)
        verifier.begin(edition.findings, edition.protocol, edition.workings)
        way = Way(engine, only, progress, presses, verifier.result)
        return render_everywhere(edition, inputs, report, staged, way)


def engine_of(manifest: Manifest) -> Made:
    """Give the engine that made the pages of a version."""
    return "quarto" if manifest.engine == "quarto" else "embedded"


def compared(manifest: Manifest, now: Mapping[str, str], fonts: Sequence[Font]) -> Rebuilt:
    """Compare what was made again, in these fonts, with what a manifest says was published."""
    before = manifest.site
    return Rebuilt(
        number=manifest.number,
        files=len(before),
        differing=tuple(sorted(n for n in before if n in now and now[n] != before[n])),
        missing=tuple(sorted(n for n in before if n not in now)),
        added=tuple(sorted(n for n in now if n not in before)),
        causes=(
            *_causes(manifest.software, software_for(engine_of(manifest))),
            *_other_fonts(manifest.fonts, fonts),
        ),
    )


def _causes(before: Software, now: Software) -> Iterator[str]:
    if before.version != now.version:
        yield f"{before.name} {before.version}, here {now.version}"
    elif before.code != now.code:
        yield f"{before.name} {before.version} with other source code than here"
    if before.python != now.python:
        yield f"Python {before.python}, here {now.python}"
    for name, version in before.packages.items():
        if now.packages.get(name) != version:
            yield f"{name} {version}, here {now.packages.get(name, 'none')}"


def _other_fonts(before: Sequence[Font], now: Sequence[Font]) -> Iterator[str]:
    here = {font.name: font for font in now}
    for font in before:
        other = here.pop(font.name, None)
        if other is None:
            yield f"the font {font.name} {font.version}, which is not taken here"
        elif other.sha256 != font.sha256:
            same = " of other bytes" if other.version == font.version else f" {other.version}"
            yield f"the font {font.name} {font.version}, here{same}"
    for font in here.values():
        yield f"without the font {font.name} {font.version}, which is taken here"


def _own_code() -> str:
    """Give one SHA-256 for the program's own files, templates included."""
    from living_review.language.sandbox import PROGRAM_TEMPLATES

    digest = hashlib.sha256()
    for root in (Path(__file__).parents[1], PROGRAM_TEMPLATES):
        for parent, folders, names in os.walk(root):
            folders[:] = sorted(f for f in folders if f != "__pycache__")
            for name in sorted(names):
                content = (Path(parent) / name).read_bytes()
                where = (Path(parent) / name).relative_to(root).as_posix()
                digest.update(f"{where}:{len(content)}:".encode())
                digest.update(content)
    return digest.hexdigest()
