"""A citation taken apart into authors, title and journal, where its form leaves no doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Bounded everywhere: a citation may be long.
_LONGEST = 2_000
_YEAR = r"(?P<year>(?:18|19|20)\d\d)[a-z]?"
_PLACE = (
    r"(?P<volume>[A-Za-z0-9 ./-]{1,30})?(?:\((?P<issue>[^()]{1,30})\))?"
    r"(?:[:,] ?(?P<pages>[A-Za-z]{0,4}\d[\w.–-]{0,30}))?"
)
# Journal 2001;12(3):1-9, and Journal. 2001 Jan 5;12(3):1-9
_VANCOUVER = re.compile(
    rf"(?P<journal>[A-Z][^;:\d]{{1,150}}?)\.? {_YEAR}(?: [A-Z][a-z]{{2}}(?: \d{{1,2}})?)?; ?"
    rf"{_PLACE}\.?"
)
# Authors (2001). Title. Journal, 12(3), 1-9.
_APA = re.compile(
    rf"(?P<authors>[^()]{{2,600}}?) ?\({_YEAR}\)\. (?P<title>[^?!]{{3,600}}?)[.?!] "
    rf"(?P<journal>[A-Z][^,\d]{{1,150}}), (?P<volume>\d{{1,5}})(?: ?\((?P<issue>[^()]{{1,30}})\))?"
    r"(?:, (?P<pages>[A-Za-z]{0,4}\d[\w.–-]{0,30}))?\.?"
)
_AUTHOR = re.compile(r"[^\W\d_][\w'’ .-]{0,60} [A-Z][A-Z.-]{0,5}(?: et al)?")
_AUTHOR_APA = re.compile(r"[^\W\d_][\w'’ -]{0,60}, (?:[A-Z]\.[ -]?){1,5}")
_ABBREVIATED = re.compile(r"[.?!] [A-Z][a-z]{0,6}$")
_ET_AL = "et al"


@dataclass(frozen=True, slots=True)
class Cited:
    """The parts of a citation; those that are not told apart are empty."""

    authors: tuple[str, ...] = ()
    title: str = ""
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""


def taken_apart(citation: str) -> Cited | None:
    """Give the parts of a citation in the form of Vancouver or APA; None where it is in neither.

    A form that fits in part alone is no form: a wrong title is worse than the citation whole.
    """
    text = " ".join(citation.split())
    if not text or len(text) > _LONGEST:
        return None
    return _apa(text) or _vancouver(text)


def _vancouver(text: str) -> Cited | None:
    authors, found, rest = text.partition(". ")
    names = _names(authors)
    if not found or not names:
        return None
    ends = [found.end() for found in re.finditer(r"[.?!] ", rest)]
    title, place = (rest[: ends[-1]], rest[ends[-1] :]) if ends else ("", rest)
    if re.match(r"\d", place) and len(ends) > 1:
        # A point stands behind the journal: Journal. 2001;12.
        title, place = rest[: ends[-2]], rest[ends[-2] :]
    journal = _VANCOUVER.fullmatch(place)
    title = title.strip().removesuffix(".")
    # A journal that is abbreviated with points, J. Clin. Psychiatry, would begin in its midst.
    if journal is None or not title or _ABBREVIATED.search(title):
        return None
    return _cited(names, title, journal)


def _names(authors: str) -> tuple[str, ...]:
    parts = [part.strip() for part in authors.split(",")]
    names: list[str] = []
    for part in parts:
        if part.lower() == _ET_AL:
            continue
        if not _AUTHOR.fullmatch(part):
            return ()
        surname, _, initials = part.removesuffix(f" {_ET_AL}").rpartition(" ")
        names.append(f"{surname}, {initials}")
    return (*names, "others") if _ET_AL in authors.lower() else tuple(names)


def _apa(text: str) -> Cited | None:
    found = _APA.fullmatch(text)
    if found is None:
        return None
    listed = found["authors"].replace("&", ",").replace(" and ", ", ")
    names = tuple(each[0].strip() for each in _AUTHOR_APA.finditer(listed))
    left = re.sub(r"[\s,.…]", "", _AUTHOR_APA.sub("", listed))
    if not names or (left and left.lower() != "etal"):
        return None
    return _cited((*names, "others") if left else names, found["title"], found)


def _cited(names: tuple[str, ...], title: str, place: re.Match[str]) -> Cited:
    parts = {
        name: (place[name] or "").strip().rstrip(".")
        for name in ("journal", "volume", "issue", "pages")
    }
    return Cited(names, title.strip().rstrip("."), **parts)
