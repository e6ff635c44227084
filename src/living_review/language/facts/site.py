"""What every page of the website says around its text: menu, titles, buttons, notices."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.markdown import Marked

PageName = Literal[
    "index",
    "plain-language-summary",
    "results",
    "discussion",
    "evidence-profile",
    "trials",
    "methods",
    "search",
    "versions",
    "data",
]
FramePart = Literal["skip", "menu", "notice", "crumbs", "contents", "languages"]
Scheme = Literal["auto", "light", "dark"]
CopyPart = Literal["copy", "copied", "by_hand"]
FindPart = Literal["label", "none", "all", "first"]
Instead = Literal["newer version", "build"]


@fact("site.page")
class PageInMenu(Fact):
    """A page in the menu."""

    page: PageName
    """The page."""

    @classmethod
    def example(cls) -> Self:
        return cls(page="evidence-profile")


@fact("site.page_title")
class PageTitle(Fact):
    """The title of a page in a tab of the browser."""

    page: str
    """The heading of the page."""
    site: str
    """The title of the review."""

    @classmethod
    def example(cls) -> Self:
        return cls(page="Methods", site="Peer support: a living systematic review")


@fact("site.orcid")
class Orcid(Fact):
    """The ORCID iD of an author, as it stands behind the name and leads to orcid.org."""

    identifier: str
    """The identifier."""

    @classmethod
    def example(cls) -> Self:
        return cls(identifier="0000-0002-1825-0097")


@fact("site.author")
class Author(Marked):
    """An author, as the page on methods names each."""

    name: str
    """The name."""
    orcid: str
    """The identifier; empty where there is none."""
    shown: Orcid | None = None
    """The identifier as readers see it; absent where there is none."""

    @classmethod
    def example(cls) -> Self:
        orcid = Orcid.example()
        return cls(name="Josiah Carberry", orcid=orcid.identifier, shown=orcid)


@fact("site.authors")
class Authors(Marked):
    """The authors, as the page on methods names them: a sentence."""

    authors: tuple[Author, ...]
    """The authors."""

    @classmethod
    def example(cls) -> Self:
        return cls(authors=(Author.example(), Author(name="B. Jones", orcid="")))


@fact("site.about")
class About(Fact):
    """What search engines show of the review."""

    intervention: str
    """The intervention of the question."""
    comparator: str
    """Its comparator."""

    @classmethod
    def example(cls) -> Self:
        return cls(intervention="Peer support", comparator="usual care")


@fact("site.frame")
class InFrame(Fact):
    """The link to the text, the heading of the contents, and what a screen reader calls parts."""

    part: FramePart
    """Link `skip`, heading `contents`; the names of the menu, the notice, the way here, and the
    switch to the report in other languages."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="skip")


@fact("site.logo")
class SomeLogo(Fact):
    """What a logo shows where nobody said what it shows."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("site.language")
class OwnName(Fact):
    """The name of the language of these words in itself, as its readers look for it."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("site.other_language")
class NotInLanguage(Fact):
    """The page of a version that was not published in this language; the link leads to `there`."""

    number: int
    """The number of the version."""
    date: dt.date
    """Its date."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=3, date=dt.date(2026, 11, 22))


@fact("site.colophon")
class Colophon(Fact):
    """The foot of every page."""

    site: str
    """The title of the review."""
    version: str
    """The version and its date."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            site="Peer support: a living systematic review", version="Version 3, 22 November 2026"
        )


@fact("site.colours")
class Colours(Fact):
    """The button that changes between light and dark, by what it shows now."""

    scheme: Scheme
    """What is shown: as the machine of the reader has it, light, or dark."""

    @classmethod
    def example(cls) -> Self:
        return cls(scheme="auto")


@fact("site.find")
class Find(Fact):
    """The box in which words of this site are looked for, and what it says of what it found.

    The page called Search is about the literature, so this has another name.
    """

    part: FindPart
    """Its `label`; that there is `none`; how many places there are, `all` of which are shown, or of
    which there are more than these `first`."""
    number: str
    """How many; `{number}` for the pattern that the number is put into."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="first", number="20")


@fact("site.copying")
class Copying(Fact):
    """The button that copies a citation, and what it says once somebody used it."""

    part: CopyPart
    """Its label; that the citation is copied; that it is marked, to be copied by hand."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="copy")


@fact("site.rows_label")
class RowsLabel(Fact):
    """The label of the field above a table of trials whose words choose them."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("site.rows_shown")
class RowsShown(Fact):
    """How many trials of a table are shown while a reader chooses some."""

    shown: str
    """How many are shown; `{shown}` for the pattern that the number is put into."""
    rows: str
    """How many there are; `{all}` for the pattern."""

    @classmethod
    def example(cls) -> Self:
        return cls(shown="12", rows="29")


@fact("site.overdue")
class Overdue(Fact):
    """Behind the day of the next search, when it has passed."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("site.no_pdf")
class NoPdf(Fact):
    """Behind the name of a PDF that was not made with the pages; in brackets."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("site.other_title")
class ShowsOtherTitle(Fact):
    """The title of a notice on the page of a version that the site no longer shows."""

    instead: Instead
    """What the site shows."""

    @classmethod
    def example(cls) -> Self:
        return cls(instead="newer version")


@fact("site.other_name")
class ShowsOtherName(Fact):
    """What a screen reader calls that notice."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("site.other")
class ShowsOther(Fact):
    """That notice; its links lead to `site`, the front page, and to `versions`, all of them."""

    number: int
    """The number of the version whose page it is."""
    date: dt.date
    """Its date."""
    instead: Instead
    """What the site shows."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=3, date=dt.date(2026, 11, 22), instead="newer version")


@fact("site.checks")
class Checks(Fact):
    """The title of the page that lists what the checks of a registry found."""

    title: str
    """The title of the review."""

    @classmethod
    def example(cls) -> Self:
        return cls(title="Peer support for severe mental illness")


@fact("site.pulled")
class Pulled(Fact):
    """When the registry was read that the checks looked at."""

    date: dt.date
    """The day."""

    @classmethod
    def example(cls) -> Self:
        return cls(date=dt.date(2026, 11, 22))
