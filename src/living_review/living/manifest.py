"""What a published version was made from and what it consisted of: `manifest.json`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, cast

SCHEMA = "living-review/version/1"
PDFS = ("summary.pdf", "review.pdf")
LANGUAGES = "languages"
"""The folder among the files of a version that has one for each further language."""


class OtherSchema(ValueError):
    """The manifest was written by a program whose manifests this one does not know."""


@dataclass(frozen=True)
class StoredFile:
    """One file of a version: what it holds, and where those bytes are.

    They are in the folder of version `kept_in`, compressed against the file of the same name of
    version `base` where there is one; `depth` counts the versions that reading it goes through.
    """

    sha256: str
    size: int
    kept_in: int
    base: int | None = None
    depth: int = 0


@dataclass(frozen=True)
class Software:
    """What computed and rendered a version."""

    name: str
    version: str
    code: str
    """SHA-256 of the program's own files: two programs of one version number can differ."""
    python: str
    packages: Mapping[str, str]


@dataclass(frozen=True)
class Font:
    """A font of the machine that figures or PDFs took letters from: its version and digest.

    Both are '' where they could not be told.
    """

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Told:
    """What lists, feeds and other programs say of a version, without reading its findings."""

    headline: str
    items: tuple[str, ...]
    methods: tuple[str, ...]
    conclusions_changed: tuple[str, ...]
    stale: tuple[str, ...]
    trials_included: int
    participants: int | None
    set_aside: int
    participants_missing: int = 0
    """Included trials of which it is not known how many were randomised."""


@dataclass(frozen=True)
class Manifest:
    """One version, so that it can be listed, proved, and made again."""

    number: int
    date: dt.date
    previous: int | None
    as_of: dt.date | None
    """For a version made afterwards: only what had entered the registry by this day."""
    made_at: dt.datetime
    pulled_at: dt.datetime
    source: str
    review_id: str
    title: str
    registry_hash: str
    fingerprint: str
    """SHA-256 of the raw inputs, by which a run sees at once that nothing is new."""
    next_change: dt.date | None
    """The first day on which time alone would change the findings."""
    next_search: dt.date | None
    engine: str
    software: Software
    told: Told
    files: Mapping[str, StoredFile] = field(default_factory=dict)
    site: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of every file of the website and of the PDFs, by its address."""
    registry_place: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Where the protocol says that the registry is kept; empty where a version does not tell."""
    fonts: tuple[Font, ...] = ()
    """The fonts of the machine it was made on, for letters that those of the program lack."""
    manifest_before: str = ""
    """SHA-256 of the manifest of the version before; empty for the first."""
    told_in: Mapping[str, Told] = field(default_factory=dict)
    """The same as `told` in each further language of the version, by its tag."""
    language: str = ""
    """The main language of the version, in which `told` is; empty where it does not tell."""

    @property
    def pdfs(self) -> tuple[str, ...]:
        """Give the PDFs of the version by their address in its site, those of each language."""
        folders = ("", *(f"{language}/" for language in self.told_in))
        every = (f"{folder}{name}" for folder in folders for name in PDFS)
        return tuple(name for name in every if name in self.site)

    def to_json(self) -> str:
        """Write it: stable order of keys, one line a value."""
        document = {"schema": SCHEMA, **asdict(self)}
        if not self.told_in:
            del document["told_in"]
        if not self.language:
            del document["language"]
        return json.dumps(document, ensure_ascii=False, indent=1, default=_written) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read it back; ValueError, KeyError or TypeError where it is not a manifest."""
        document = json.loads(text)
        schema = document.pop("schema", None) if isinstance(document, dict) else None
        if schema != SCHEMA:
            of_a_version = str(schema).startswith(f"{SCHEMA.rpartition('/')[0]}/")
            raise OtherSchema(schema) if of_a_version else ValueError("it is not a manifest")
        return cls(
            **document
            | {
                "date": dt.date.fromisoformat(document["date"]),
                "made_at": dt.datetime.fromisoformat(document["made_at"]),
                "pulled_at": dt.datetime.fromisoformat(document["pulled_at"]),
                **{name: _day(document[name]) for name in ("as_of", "next_change", "next_search")},
                "software": Software(**document["software"]),
                "fonts": tuple(Font(**each) for each in document.get("fonts", ())),
                "told": _told(document["told"]),
                "told_in": {tag: _told(each) for tag, each in document.get("told_in", {}).items()},
                "files": {name: StoredFile(**each) for name, each in document["files"].items()},
            }
        )

    def with_files(self, files: Mapping[str, StoredFile], before: str = "") -> Manifest:
        """Give the manifest with its files in it, and the SHA-256 of the manifest before it."""
        return replace(self, files=files, manifest_before=before)


def _told(given: Mapping[str, Any]) -> Told:
    texts = ("items", "methods", "conclusions_changed", "stale")
    return Told(**{**given, **{name: tuple(given[name]) for name in texts}})


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _written(value: object) -> Any:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(cast(Mapping[str, Any], value))
    raise TypeError(f"{type(value).__name__} has no place in a manifest")
