"""What this machine has of what a build needs."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib import metadata
from io import StringIO
from pathlib import Path
from typing import Literal

from living_review.ground.capitals import capitalised
from living_review.ground.own_files import mends, mends_files, own_file
from living_review.ground.plurals import numbered
from living_review.ground.programs import found_program
from living_review.runs import own_parts

PACKAGES = (
    "httpx",
    "jinja2",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pandas",
    "pikepdf",
    "pydantic",
    "scipy",
    "sqlalchemy",
    "statsmodels",
)


@dataclass(frozen=True)
class Part:
    """One thing a build may need: found, missing, or optional and absent."""

    name: str
    state: Literal["ok", "missing", "optional"]
    detail: str
    remedy: str | None = None


def examine() -> tuple[Part, ...]:
    """Look at every part a build may need, in the order in which it would be needed."""
    return (
        Part("Python", "ok", platform.python_version()),
        *(_package(name) for name in PACKAGES),
        *_further_packages(),
        *_of_packages(
            _own_files, _other_than_known, _pandoc, _weasyprint, _fonts, _scripts, _quarto
        ),
    )


def _of_packages(*looks: Callable[[], Part | Iterable[Part]]) -> Iterator[Part]:
    """Look at what packages are needed to look at; nothing where one is missing, which was said."""
    for look in looks:
        try:
            found = look()
            yield from (found,) if isinstance(found, Part) else tuple(found)
        except ModuleNotFoundError:
            continue


def _package(name: str) -> Part:
    try:
        return Part(name, "ok", metadata.version(name))
    except metadata.PackageNotFoundError:
        return Part(name, "missing", "not installed", mends())


def _further_packages() -> Iterator[Part]:
    """Look for the other packages that the program asks for; nothing where they are there."""
    further = (name for name in own_parts.packages() if name not in PACKAGES)
    yield from (part for name in further if (part := _package(name)).state != "ok")


def _own_files() -> Part:
    """Look for what the program brings: templates, look, fonts, values, schedules, examples."""
    name = "Own files"
    missing, changed = own_parts.own_files()
    if missing:
        detail = f"{own_parts.shown(missing)}: not there"
        return Part(name, "missing", detail, mends_files())
    if changed:
        detail = f"{own_parts.shown(changed)}: not as installed"
        return Part(name, "optional", detail, mends_files())
    there = f"templates, look, fonts, reference values; schedules in {own_file('schedules')}"
    return Part(name, "ok", there)


def _other_than_known() -> Iterator[Part]:
    """Look at what is relied on inside other packages; nothing where all of it is there."""
    from living_review.ground.errors import EnvironmentFailure

    for package, look in (
        ("matplotlib", _inside_matplotlib),
        ("WeasyPrint", _inside_weasyprint),
        ("openpyxl", _inside_openpyxl),
    ):
        try:
            # WeasyPrint prints a banner where a library is missing, which is said below in a line.
            with redirect_stdout(StringIO()):
                look()
        except EnvironmentFailure as gone:
            yield Part(f"Inside {package}", "missing", str(gone), mends())
        except (ImportError, OSError):
            # The package, or a library that it opens, is missing, which is said by itself.
            continue


def _inside_matplotlib() -> None:
    from living_review.figures.renderer import look_at_all

    look_at_all()


def _inside_weasyprint() -> None:
    from living_review.paper.weasyprint_parts import look_at_all

    look_at_all()


def _inside_openpyxl() -> None:
    from living_review.sources.openpyxl_parts import look_at_all

    look_at_all()


def _pandoc() -> Part:
    import pypandoc

    try:
        return Part("Pandoc", "ok", f"{pypandoc.get_pandoc_version()} (comes with pypandoc_binary)")
    except OSError:
        return Part("Pandoc", "missing", "not found", mends())


# The libraries WeasyPrint opens, the Debian package of each, and whether it can do without.
LIBRARIES = (
    ("Pango", "pango-1.0", "libpango-1.0-0", "missing"),
    ("PangoFT2", "pangoft2-1.0", "libpangoft2-1.0-0", "missing"),
    ("HarfBuzz-subset", "harfbuzz-subset", "libharfbuzz-subset0", "optional"),
)


def _weasyprint() -> tuple[Part, ...]:
    import ctypes.util

    try:
        version = metadata.version("weasyprint")
    except metadata.PackageNotFoundError:
        return (Part("WeasyPrint", "missing", "not installed", mends()),)
    parts = [Part("WeasyPrint", "ok", version)]
    # One line brings all of them, whichever is missing.
    packages = " ".join(package for *_, package, _ in LIBRARIES)
    remedy = f"Debian, Ubuntu: sudo apt-get install -y {packages}; macOS: brew install pango"
    for name, library, _, when_absent in LIBRARIES:
        found = ctypes.util.find_library(library)
        if found:
            parts.append(Part(name, "ok", found))
        elif when_absent == "missing":
            parts.append(Part(name, "missing", "not found: no PDF can be made", remedy))
        else:
            parts.append(Part(name, "optional", "not found: PDFs are larger and slower", remedy))
    return tuple(parts)


def _fonts() -> Part:
    """Look for one system font: Pango draws nothing without, though the program brings its own."""
    lister = shutil.which("fc-list")
    if lister is None:
        return Part(
            "System fonts", "ok", "not examined (fc-list is absent); the program's own are bundled"
        )
    listed = subprocess.run([lister, ":", "family"], capture_output=True, text=True, check=False)
    families = len(listed.stdout.split("\n")) - 1
    if families < 1:
        remedy = "Debian, Ubuntu: sudo apt-get install -y fonts-dejavu-core"
        return Part("System fonts", "missing", "none: no PDF can be made", remedy)
    there = numbered(families, "family", "families")
    return Part("System fonts", "ok", f"{there}; the program's own fonts are bundled")


def _scripts() -> Part:
    """Look for a font for each of the scripts that registries of trials are most often kept in."""
    from living_review.letters.scripts import SCRIPTS, remedy
    from living_review.letters.typesetting import lacking

    missing = [name for name, letter in SCRIPTS.items() if lacking(letter)]
    found = [name for name in SCRIPTS if name not in missing]
    have = f"fonts for {', '.join(found)}"
    if not missing:
        return Part("Scripts", "ok", have)
    advice = remedy(SCRIPTS[name] for name in missing)
    return Part(
        "Scripts",
        "optional",
        f"{have}; none for {', '.join(missing)}: figures and PDFs would show boxes",
        capitalised(advice),
    )


# Where a registry is read without asking another machine.
LOCAL = frozenset(("csv", "xlsx", "sqlite"))


def letters_of(review: Path) -> tuple[Part, ...]:
    """Say which cells of a review hold letters without a font; nothing where there is no review.

    A registry that is on another machine is not asked.
    """
    from living_review.ground.folder import PROTOCOL, ReviewFolder

    if not (review / PROTOCOL).is_file():
        return ()
    from living_review.ground.errors import LivingReviewError
    from living_review.letters.scripts import remedy
    from living_review.letters.without_font import FIRST_CELLS, cells_without_font
    from living_review.protocol import load_protocol
    from living_review.sources import configured

    folder = ReviewFolder(review)
    try:
        place = load_protocol(folder.protocol).registry.settings()
        there = set(place) <= LOCAL or "file" in place.get("import", {})
        found = cells_without_font(configured(review, place).pull() if there else {}, folder)
    except LivingReviewError:
        return (Part("Letters", "optional", "not examined", "See 'living-review check'"),)
    elsewhere = "" if there else "; its registry is elsewhere: 'living-review check' looks at it"
    if not found:
        return (Part("Letters", "ok", f"every letter of the review has a font{elsewhere}"),)
    advice = remedy({letter for each in found for letter in each.letters})
    shown = "; ".join(each.sentence for each in found[:FIRST_CELLS])
    more = len(found) - FIRST_CELLS
    left = f"; and {more} more, see 'living-review check --all'" if more > 0 else ""
    return (
        Part(
            "Letters",
            "optional",
            f"no font: {shown}{left}{elsewhere}",
            capitalised(advice),
        ),
    )


def _quarto() -> Part:
    from living_review.ground.errors import EnvironmentFailure
    from living_review.website.quarto import REMEDY, quarto_version

    if found_program("quarto") is None:
        detail = "not installed: the embedded engine makes the website"
        remedy = (
            "Only needed for --html quarto: quarto.org, 1.6 or newer, or "
            "pip install 'living-review[quarto]'"
        )
        return Part("Quarto", "optional", detail, remedy)
    try:
        version = quarto_version()
    except EnvironmentFailure as fault:
        detail = str(fault).removesuffix(f"; {REMEDY}.")
        return Part("Quarto", "optional", detail, "Install 1.6 or newer")
    return Part("Quarto", "ok", f"{version}: used for --html quarto and --html auto")
