"""Where the parts of one review are."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from living_review.ground.brand_files import as_yaml, brand_files, is_of_a_brand
from living_review.ground.errors import BadInput
from living_review.ground.spelling import both, plain_name

PROTOCOL, JUDGEMENTS = "data/protocol.yml", "data/judgements.csv"
OTHER_REVIEWS, TEMPLATES = "data/other_reviews.csv", "templates"
IMAGES = f"{TEMPLATES}/images"
IMAGE_KINDS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
CORRECTIONS, QUERIES = "data/corrections.csv", "data/queries.csv"
MAPPING = "data/mapping.yml"
TEXTS, TEXTS_CONFIRMED = "data/text", "data/text/confirmed.json"
REFERENCES_CSL, REFERENCES_BIB = "data/references.json", "data/references.bib"
# The key of the protocol, which is the only one of this name, as a block or in braces.
_LANGUAGE = re.compile(
    rb"""(?:^[ \t]+|[{,]\s*)["']?language["']?\s*:\s*["']?([A-Za-z][A-Za-z0-9-]*)""", re.MULTILINE
)
_IMPORTS = re.compile(rb"""["']?\bimport["']?\s*:""")
_SINGLE = (PROTOCOL, JUDGEMENTS, OTHER_REVIEWS, CORRECTIONS, QUERIES)
_FOLDERS = ("registry", "versions", "text")
_FOR_TEXTS = (REFERENCES_CSL, REFERENCES_BIB, TEXTS_CONFIRMED)


def is_input(name: str) -> bool:
    """Whether a file of a version is one that it was made from, besides the registry."""
    return name.startswith(("data/", f"{TEMPLATES}/")) or is_of_a_brand(name)


def leads_out(path: Path, *folders: Path) -> bool:
    """Tell whether a path leads to a place in none of the folders, wherever links lead."""
    # Path.resolve raises where links go round in a circle; reading such a file says so.
    there = Path(os.path.realpath(path))
    return not any(there.is_relative_to(os.path.realpath(folder)) for folder in folders)


@dataclass(frozen=True)
class ReviewFolder:
    """The folder of a review; every part is at the same place in each.

    What a report is made from is read from the review alone: a link that leads out of it would
    publish a file of the machine, so asking for such a part raises BadInput.
    """

    root: Path

    @property
    def protocol(self) -> Path:
        return self._own(PROTOCOL)

    @property
    def registry(self) -> Path:
        return self.root / "data" / "registry"

    @property
    def judgements(self) -> Path:
        return self._own(JUDGEMENTS)

    @property
    def other_reviews(self) -> Path:
        return self._own(OTHER_REVIEWS)

    @property
    def corrections(self) -> Path:
        return self._own(CORRECTIONS)

    @property
    def queries(self) -> Path:
        return self._own(QUERIES)

    @property
    def templates(self) -> Path:
        return self._own(TEMPLATES)

    @property
    def versions(self) -> Path:
        return self.root / "data" / "versions"

    @property
    def report(self) -> Path:
        return self.root / "report"

    @property
    def changelog(self) -> Path:
        return self.root / "CHANGELOG.md"

    @property
    def site(self) -> Path:
        return self.root / "_site"

    def inputs(self) -> Mapping[str, Path]:
        """Name every file besides the registry that a report is made from and that is there.

        Sets of words in other languages than that of the review are not among them; the files of
        its brand are. Raises BadInput as `refuse_near_names` does.
        """
        self.refuse_near_names()
        single = (*_SINGLE, *filter(None, (self._mapping(),)), *self.brand_files(), *_FOR_TEXTS)
        found = {name: path for name in single if (path := self._own(name)).is_file()}
        texts = (path for path in self.text_files() if path.is_file())
        found |= {path.relative_to(self.root).as_posix(): path for path in texts}
        if self.templates.is_dir():
            images = self.root / IMAGES
            own = [path for path in images.rglob("*") if path.suffix.lower() in IMAGE_KINDS]
            others = self._other_languages()
            for path in sorted((*self.templates.rglob("*.j2"), *own)):
                if not others.isdisjoint(path.parents):
                    continue
                name = path.relative_to(self.root).as_posix()
                found[name] = self._own(name)
        return found

    def _other_languages(self) -> set[Path]:
        """Give the folders of templates that are sets of words in another language."""
        try:
            written = self.protocol.read_bytes()
        except OSError:
            return set()
        languages = self._languages(written)
        sets = {path.parent for path in self.templates.glob("*/words")}
        return {path for path in sets if path.name not in languages}

    def _languages(self, written: bytes) -> tuple[str, ...]:
        """Give the languages that a protocol names, as far as they can be told."""
        named = _LANGUAGE.search(written)
        if named or b"languages" not in written:
            return (named[1].decode(),) if named else ("en",)
        # Reading a protocol costs more than all else here, and few name several languages.
        document = as_yaml(written)
        try:
            languages = document["review"]["languages"]
            languages = [languages] if isinstance(languages, str) else [*languages]
        except (LookupError, TypeError, AttributeError):
            return ("en",)
        return tuple("no" if each is False else str(each).strip() for each in languages)

    def brand_files(self) -> tuple[str, ...]:
        """Name the files of the brand of the review that are there, and its stylesheets."""
        try:
            written = self.protocol.read_bytes()
        except OSError:
            written = b""
        return brand_files(self.root, written)

    def text_files(self) -> tuple[Path, ...]:
        """Give all in `data/text/` that should be a text: not its README, and nothing hidden.

        Raises BadInput where a link leads out of the review.
        """
        texts = self.root / TEXTS
        if not texts.is_dir():
            return ()
        apart = {TEXTS_CONFIRMED, f"{TEXTS}/README.md"}
        found = []
        for path in sorted(texts.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            parts = path.relative_to(texts).parts
            hidden = any(part.startswith(".") for part in parts)
            hidden = hidden or any(part.endswith(".md") for part in parts[:-1])
            meant = path.is_file() or path.suffix == ".md"
            if meant and not hidden and name not in apart:
                found.append(self._own(name))
        return tuple(found)

    def own(self, name: str) -> Path:
        """Give a part by its path; BadInput where a link leads out of the review."""
        return self._own(name)

    def _mapping(self) -> str | None:
        """Give the mapping by which the protocol has a file of another program read."""
        try:
            written = self.protocol.read_bytes()
        except OSError:
            return None
        # Reading a protocol costs more than all else here, and few of them name a mapping.
        if not _IMPORTS.search(written):
            return None
        document = as_yaml(written)
        try:
            mapping = document["registry"]["import"].get("mapping", MAPPING)
        except (LookupError, TypeError, AttributeError):
            return None
        inside = isinstance(mapping, str) and mapping.strip().startswith("data/")
        return mapping.strip() if inside else None

    def _own(self, name: str) -> Path:
        path = self.root / name
        if leads_out(path, self.root):
            raise BadInput(
                f"{name} is a link, or lies behind one, that leads out of the folder of the "
                "review; copy the file itself into the review."
            )
        return path

    def refuse_near_names(self) -> None:
        """Raise BadInput for a file of data/ whose name is that of an input but for its writing.

        It would not be read, and what people decided in it would be missing.
        """
        names = (*map(_last, (*_SINGLE, REFERENCES_CSL, REFERENCES_BIB)), *_FOLDERS)
        known = {plain_name(name): name for name in names}
        data = self.root / "data"
        there = sorted(path.name for path in data.iterdir()) if data.is_dir() else []
        if "text" not in there:
            known["texts"] = "text"
        for name in there:
            meant = known.get(plain_name(name), name)
            if meant == name:
                continue
            if meant in there:
                raise BadInput(
                    f"data: {both((meant, name))} are the same name but for capitals, blanks or "
                    "the encoding of a letter, and only the first is read; keep one of them."
                )
            raise BadInput(f"data: '{name}' is not read; rename it to {meant}.")


def _last(path: str) -> str:
    return path.rpartition("/")[2]
