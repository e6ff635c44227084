"""A portal made: every review read or remembered, everything staged, then put in its place.

Whatever fails before that leaves the portal as it was. A review that cannot be shown as it stands
keeps the place that it had, and stops no other.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from living_review import __version__, assets
from living_review.ground import clock
from living_review.ground.disk import held
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.language import PROGRAMS, say, speaking, words_in
from living_review.language.facts import portal as facts
from living_review.library.members import Library, Member
from living_review.portal import feed, pages
from living_review.portal.addresses import REVIEWS, folder_of
from living_review.portal.copying import brought, kept
from living_review.portal.entry import Entry
from living_review.portal.memory import FILE, Memory, Remembered, remembered
from living_review.portal.reading import NotPublished, Published, read, seal_of
from living_review.portal.settings import Settings
from living_review.portal.shared import InSeveral, in_several
from living_review.runs.publishing import publish, staging
from living_review.website.embedded import write_assets

SCHEMA = "living-review/portal/1"
LIST, FRONT = "reviews.json", "index.html"
PAGES = ("assets", "find", "page", "shared", "changed")
"""The folders of its own pages."""
OWN = frozenset((*PAGES, REVIEWS, LIST, FRONT, FILE, ".lock"))
"""All that a portal lays there itself; `.lock` one that an earlier version of the program made."""
TEMPLATES = "templates"
UNREADABLE = 2


@dataclass(frozen=True)
class Untold:
    """A review that is not shown as it stands now, and why, for the person who publishes."""

    review: str
    why: facts.Why
    said: str


@dataclass(frozen=True)
class Made:
    """A portal that was made."""

    out: Path
    entries: tuple[Entry, ...]
    brought: tuple[str, ...]
    """The reviews whose site was brought into it."""
    untold: tuple[Untold, ...]
    shared: InSeveral
    today: dt.date

    @property
    def exit_code(self) -> int:
        """2 where a review should be shown and could not be read."""
        bad = any(each.why in ("unreadable", "address") for each in self.untold)
        return UNREADABLE if bad else 0

    def as_json(self) -> dict[str, Any]:
        """Give it for `--json`."""
        overdue = [each for each in self.entries if each.current(self.today) == "overdue"]
        return {
            "portal": str(self.out),
            "exit_code": self.exit_code,
            "reviews": len(self.entries),
            "shown": sum(each.shown for each in self.entries),
            "overdue": len(overdue),
            "brought": list(self.brought),
            "not_shown": [asdict(each) for each in self.untold],
            "shared_trials": [each.as_json() for each in self.shared.trials],
        }


Told = Callable[[str], None]


def make(
    library: Library,
    out: Path,
    asked: Settings | None = None,
    *,
    told: Told = lambda _line: None,
) -> Made:
    """Make the portal of a library in `out`, which is empty, new, or a portal.

    Raises BadInput where `out` holds anything else.
    """
    before(out, library)
    with staging(out) as new, held(_lock(out), f"Another run makes the portal {out}"):
        # As it is now: the one before may have been put right, or another run have come first.
        known = before(out, library)
        settings = (asked or Settings()).or_else(known.settings)
        with speaking(words_in(library.home / TEMPLATES, settings.language or PROGRAMS.language)):
            return _Making(library, out, settings, known, new, told).made()


def _lock(out: Path) -> Path:
    """Give what is held while a portal is made: beside it, for the portal itself is replaced."""
    real = Path(os.path.realpath(out))
    return real.with_name(f".{real.name}.lock")


def before(out: Path, library: Library) -> Memory:
    """Give what the portal in `out` remembers; BadInput where it is not the place of one."""
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} is a file, so no portal can be made there; name a directory.")
    there = out.resolve()
    for each in library.members:
        if each.address:
            continue
        root = each.root.resolve()
        if there == root or there.is_relative_to(root / "_site"):
            raise BadInput(f"{out} is the place of a review; name a directory beside it.")
    known = remembered(out)
    if known is None and out.is_dir() and any(map(_is_other, out.iterdir())):
        raise BadInput(
            f"{out} holds files that are of no portal; name an empty or a new directory."
        )
    return known or Memory()


def _is_other(path: Path) -> bool:
    """Whether something is no trace of a portal whose first making was broken off."""
    return path.name not in (".lock", REVIEWS) and not path.name.startswith(".portal.")


@dataclass
class _Making:
    """One making of a portal: what was found is filled in step by step."""

    library: Library
    out: Path
    settings: Settings
    before: Memory
    new: Path
    told: Told
    today: dt.date = field(default_factory=clock.today)
    reviews: dict[str, Remembered] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    untold: list[Untold] = field(default_factory=list)
    brought: list[str] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    """Folders of reviews that stay where they are."""

    @property
    def language(self) -> str:
        return self.settings.language or PROGRAMS.language

    def made(self) -> Made:
        """Read every review, stage everything, and put it in its place."""
        for number, member in enumerate(self.library.members, start=1):
            self._look_at(member)
            if number % 500 == 0:
                self.told(f"{number} of {len(self.library.members)} reviews read")
        shared = self._shared()
        elsewhere = shared.retracted_elsewhere()
        entries = sorted(
            (
                replace(each, retracted_elsewhere=elsewhere[name])
                for name, each in self.entries.items()
            ),
            key=lambda each: each.rank(self.today),
        )
        self._write(tuple(entries), shared)
        self._put()
        return Made(
            self.out,
            tuple(entries),
            tuple(self.brought),
            tuple(self.untold),
            shared,
            self.today,
        )

    def _look_at(self, member: Member) -> None:
        folder, name = folder_of(member.name), member.name
        try:
            if folder in self.kept or (self.new / REVIEWS / folder).exists():
                raise NotPublished("address", f"Another review has the address {folder}.")
            known = self._known(member)
            address = self._address(member, folder, known)
            self.reviews[name] = known
            self.entries[name] = replace(known.entry, address=address)
        except NotPublished as reason:
            self.untold.append(Untold(name, reason.why, reason.said))
            self.entries[name] = self._as_before(member, folder, reason)

    def _known(self, member: Member) -> Remembered:
        """Give a review as it stands: remembered, where its site has not moved since."""
        by = "\n".join((__version__, self.language, *member.topics))
        seal = seal_of(ReviewFolder(member.root).site)
        known = self.before.reviews.get(member.name)
        if known is not None and seal and (known.seal, known.by) == (seal, by):
            return known
        published: Published = read(member, self.language, self.today)
        return Remembered(
            seal, published.entry, published.below, published.url, published.trials, by
        )

    def _address(self, member: Member, folder: str, known: Remembered) -> str:
        """Bring a site into the portal where it has moved; give where its front page stands."""
        if self.settings.link and known.url:
            return known.url
        before = self.before.reviews.get(member.name)
        there = folder in self.before.folders and (self.out / REVIEWS / folder).is_dir()
        if there and before is not None and before.seal == known.seal:
            self.kept.add(folder)
        else:
            site = ReviewFolder(member.root).site
            brought(site, self.new / REVIEWS / folder, known.seal)
            self.brought.append(member.name)
        return f"{REVIEWS}/{folder}/{known.below}{FRONT}"

    def _as_before(self, member: Member, folder: str, reason: NotPublished) -> Entry:
        """Give a review that cannot be shown as it stands: as it was, where that is still there."""
        before = self.before.reviews.get(member.name)
        linked = before is not None and self.settings.link and before.url
        there = folder in self.before.folders and (self.out / REVIEWS / folder).is_dir()
        if before is None or reason.why == "address" or not (there or linked):
            return Entry(member.name, topics=member.topics, why=reason.why)
        self.reviews[member.name] = replace(before, seal="")
        if not linked:
            self.kept.add(folder)
        address = before.url if linked else f"{REVIEWS}/{folder}/{before.below}{FRONT}"
        return replace(before.entry, address=address, why=reason.why)

    def _shared(self) -> InSeveral:
        known = {
            name: each.trials for name, each in self.reviews.items() if not self.entries[name].why
        }
        return in_several(known, {each.name: each for each in self.library.members})

    def _write(self, entries: tuple[Entry, ...], shared: InSeveral) -> None:
        """Stage the pages, the feed, the assets, and what programs read."""
        self.told("writing the pages")
        title = self.settings.title or say(facts.Title())
        url = self.settings.url or ""
        portal = pages.Portal(
            title,
            self.language,
            url,
            self.today,
            entries,
            shared.to_tell,
            len(shared.trials),
        )
        for name, text in pages.files(portal):
            self._lay(name, text)
        self._lay(feed.FILE, feed.atom(portal.shown, title, url, clock.now()))
        write_assets(self.new)
        with (self.new / "assets" / "site.css").open("a", encoding="utf-8", newline="\n") as style:
            style.write(assets.text("portal.css"))
        self._lay(LIST, self._for_programs(title, entries))
        folders = self.kept | {folder_of(name) for name in self.brought}
        memory = Memory(self.settings, self.reviews, frozenset(folders))
        self._lay(FILE, memory.as_text())

    def _for_programs(self, title: str, entries: tuple[Entry, ...]) -> str:
        document: Mapping[str, Any] = {
            "schema": SCHEMA,
            "title": title,
            "date": self.today,
            "reviews": [
                each.as_json() | {"certainty": each.certainty, "current": each.current(self.today)}
                for each in entries
            ],
        }
        return json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n"

    def _lay(self, name: str, text: str) -> None:
        target = self.new / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")

    def _put(self) -> None:
        """Add what stays as it was, and swap the portal as a whole."""
        self.told("putting it in its place")
        (self.new / REVIEWS).mkdir(exist_ok=True)
        for name in sorted(self.kept):
            kept(self.out / REVIEWS / name, self.new / REVIEWS / name)
        there = sorted(self.out.iterdir()) if self.out.is_dir() else []
        for each in there:
            # What somebody laid beside the pages, such as robots.txt, is theirs and stays.
            if each.name not in OWN and not each.name.startswith(".portal."):
                kept(each, self.new / each.name)
        publish(self.new, self.out, very_many=True)
