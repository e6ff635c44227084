"""What lies in the templates of a review and nothing reads, which its author should be told."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from living_review.ground.brand_files import FONTS, PICTURES, PRINT_STYLE, SITE_STYLE, STYLES_FOLDER
from living_review.ground.folder import IMAGE_KINDS, IMAGES, TEMPLATES, ReviewFolder
from living_review.language.sandbox import PROGRAM_TEMPLATES

_NAMED = re.compile(r"""["']([^"'\n]+\.j2)["']""")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


@dataclass(frozen=True)
class Unread:
    """A file of the templates that nothing reads, and why."""

    name: str
    reason: str

    @property
    def sentence(self) -> str:
        """The file, why it is not read, and what to do."""
        return f"{self.name}: {self.reason}"

    def as_json(self) -> dict[str, str]:
        """Give it for `--json`."""
        return {"file": self.name, "sentence": self.sentence}


def unread(folder: ReviewFolder, languages: Iterable[str]) -> tuple[Unread, ...]:
    """Name the files below a review's templates that a build in these languages does not read."""
    own = folder.templates
    spoken = frozenset(languages)
    files = sorted(
        path
        for path in own.rglob("*")
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(own).parts)
    )
    known = _known(files)
    found = []
    for path in files:
        name = path.relative_to(own).as_posix()
        reason = _reason(name, own, spoken, known)
        if reason:
            found.append(Unread(f"{TEMPLATES}/{name}", reason))
    return tuple(found)


def in_assets(found: Iterable[Unread]) -> str:
    """Say at the end of a build which files of the look are not honoured; '' for none."""
    names = [each.name for each in found if each.name.startswith(f"{STYLES_FOLDER}/")]
    if not names:
        return ""
    are = "is" if len(names) == 1 else "are"
    return f"{', '.join(names)} {are} not honoured; 'living-review check' says why."


def _known(files: Iterable[Path]) -> frozenset[str]:
    """Give the names that the program looks up, and those that templates of the review name."""
    english = PROGRAM_TEMPLATES / "en"
    known = {path.relative_to(english).as_posix() for path in english.rglob("*.j2")}
    for path in files:
        if path.suffix == ".j2":
            known |= set(_NAMED.findall(path.read_text(encoding="utf-8", errors="replace")))
    return frozenset(known)


def _reason(name: str, own: Path, spoken: frozenset[str], known: frozenset[str]) -> str:
    """Say why a file is not read; '' where it is."""
    full = f"{TEMPLATES}/{name}"
    if full in (SITE_STYLE, PRINT_STYLE):
        return ""
    if full.startswith(f"{STYLES_FOLDER}/"):
        return _of_the_look(name)
    if full.startswith(f"{IMAGES}/"):
        kinds = ", ".join(IMAGE_KINDS)
        return "" if name.lower().endswith(IMAGE_KINDS) else f"images are files of {kinds}."
    if not name.endswith(".j2"):
        return (
            "a template is a file that ends in .j2, an image lies in templates/images/; rename it, "
            "move it, or take it out."
        )
    first, _, rest = name.partition("/")
    if rest and first not in spoken and _TAG.fullmatch(first) and (own / first).is_dir():
        if (own / first / "words").is_dir() or name in known:
            # A set of words that somebody is translating.
            return ""
        if rest in known:
            return f"the review does not speak '{first}'; name it in review.languages."
    meant = rest if rest and first in spoken else name
    if meant in known:
        return ""
    close = difflib.get_close_matches(meant, sorted(known), n=1)
    near = f"; did you mean {close[0]}?" if close else "."
    return f"no template of the program has this name, and none of the review names it{near}"


def _of_the_look(name: str) -> str:
    plain = name.lower()
    both = f"{SITE_STYLE} (pages) and {PRINT_STYLE} (PDFs)"
    if plain.endswith((".js", ".mjs", ".ts")):
        return "pages of a review run no script but the program's own; take it out."
    if plain.endswith((*PICTURES, *FONTS)):
        return "a logo and a font are named by review.brand; name it there, and move it to brand/."
    if plain.endswith((".css", ".scss", ".sass")):
        return f"the stylesheets that are read are {both}, after the program's; rename it."
    return f"of the look of pages only {both} are read; take it out."
