"""The `review`, `timepoints` and `comparisons` keys: what is asked, and how the review lives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from living_review.protocol.authors import Authors
from living_review.protocol.brand import Brand
from living_review.protocol.fields import (
    CellFilter,
    Day,
    Doi,
    Identifier,
    LanguageTag,
    Number,
    Section,
    Texts,
    WebAddress,
)
from living_review.protocol.in_languages import Label, Labels, Name, OfTheGrammar, Words


class PrecedingReview(Section):
    """The published review that this one continues."""

    citation: Name
    """How it is cited."""
    doi: str = ""
    """Its DOI."""


GrammaticalNumber = OfTheGrammar[Literal["singular", "plural"]]


class PlainQuestion(Section):
    """The question in everyday words, for the plain-language summary."""

    population: Words = ""
    """Who the review is about; without it, as `population` says."""
    intervention: Words = ""
    """What is done; without it, as `intervention` says."""
    number: GrammaticalNumber | None = None
    """Whether that intervention takes a verb in the plural; without it, told by its last word."""
    comparator: Words = ""
    """What it is compared with; without it, as `comparator` says."""
    why: Words = ""
    """Why the question matters to people, in one to three short sentences."""
    search: Words = ""
    """What people should know of the search, such as that it was not systematic and will have
    missed studies, in one or two short sentences; it stands behind the date of the last search."""


class PlainSides(Section):
    """What is compared, in everyday words, for the plain-language summary."""

    intervention: Words = ""
    """The intervention, as it stands in a sentence; without it, as `intervention` says."""
    number: GrammaticalNumber | None = None
    """Whether that intervention takes a verb in the plural; without it, told by its last word."""
    comparator: Words = ""
    """The comparator, as it stands in a sentence; without it, as `comparator` says."""


class Question(Section):
    """The review question by its parts."""

    population: Label
    """Who the review is about."""
    intervention: Label
    """What is done."""
    number: GrammaticalNumber | None = None
    """Whether the intervention takes a verb in the plural; without it, told by its last word."""
    comparator: Label
    """What it is compared with."""
    setting: Words = ""
    """Where it is done."""
    plain: PlainQuestion | None = None
    """The question in everyday words, for the plain-language summary."""


class Living(Section):
    """The living mode: how often, what triggers a version, when it ends (PRISMA-LSR item L1)."""

    status: Literal["active", "paused", "retired"] = "active"
    """Whether it is kept up to date, paused, or ended."""
    every: Literal["day", "week", "month", "quarter", "half-year", "year"] = "month"
    """How often it is updated."""
    triggers: Labels = ()
    """What leads to a new version, one sentence each."""
    retire_when: Words = ""
    """When it stops being a living review."""
    next_search: Day | None = None
    """The day of the next search."""


class Review(Section):
    """What the review is called, who writes it, what it asks."""

    id: Identifier
    """The review's name in file names and addresses."""
    title: Label
    """Its title."""
    authors: Authors
    """Who writes it: a name each, or `{name: J. Carberry, orcid: 0000-0002-1825-0097}` for an
    author who has an ORCID iD."""
    language: LanguageTag = "en"
    """The language of the report, as a tag such as `de` or `pt-BR`. The program
    has words in `en`, `de` and `es`; another language needs a set in `templates/`, which
    `living-review words` begins."""
    languages: tuple[LanguageTag, ...] = ()
    """In the place of `language`, for a report in several: the main language, whose site stands
    at `/`, then each other one, whose site stands in a folder of its tag, such as `/de/`."""
    url: WebAddress = ""
    """Where the website will stand: canonical links, the sitemap, the feed, the picture that goes
    with a link and the code on paper need it."""
    names: Texts = ()
    """Proper names with which a label may begin, such as `Kundalini`: inside a sentence they keep
    their capital. Common ones are known, and an intervention or comparator that is written with a
    capital counts as a name."""
    notice: Words = ""
    """Shown on the front page, for example that this is a demonstration."""
    attribution: Labels = ()
    """Whose data these are and under which licence, one sentence a source; shown with the data."""
    brand: Brand | None = None
    """The colour, the logo and the font that the review wears; without it, the program's look, or
    what `_brand.yml` beside the folder of data asks for."""
    doi: Doi = ""
    """The DOI of this review, where it has one of its own, such as `10.5281/zenodo.1234567`."""
    licence: WebAddress = ""
    """The address of the licence of its text and data, such as
    `https://creativecommons.org/licenses/by/4.0/`."""
    funding: Words = ""
    """Who paid for the review, in a sentence; for the abstract, also that nobody did."""
    topics: Labels = ()
    """What it is about, in a word or two each, such as `sleep`: by these a reader chooses among the
    reviews of a portal (`living-review library portal`)."""
    registration: Words = ""
    """Where its protocol is registered and under which number; for the abstract."""
    precedes: PrecedingReview | None = None
    """The published review that this one continues."""
    question: Question
    """The review question by its parts."""
    living: Living = Living()
    """The living mode: how often, what triggers a version, when it ends."""

    @property
    def spoken(self) -> tuple[str, ...]:
        """Every language of the report, the main one first."""
        return self.languages or (self.language,)

    @model_validator(mode="before")
    @classmethod
    def _read_in(cls, given: Any, info: ValidationInfo) -> Any:
        """Take the language that the protocol is read in from the one who reads it."""
        language = (info.context or {}).get("language")
        if not language or not isinstance(given, Mapping) or "languages" not in given:
            return given
        named = given["languages"]
        if named == []:
            raise PydanticCustomError("of_the_review", "found no language; name one at least.")
        if "language" in given:
            raise PydanticCustomError(
                "of_the_review",
                "found both language and languages; keep languages, whose first is the main one.",
            )
        read = {**given, "language": language}
        address = given.get("url")
        if isinstance(named, list) and language not in named[:1] and isinstance(address, str):
            # The site of a further language stands in a folder of that of the main one.
            read["url"] = f"{address.strip().rstrip('/')}/{language}/" if address.strip() else ""
        return read


Choose = Literal["first", "last", "nearest"]


class Timepoint(Section):
    """A time point; its window checks the weeks of the rows and never chooses between them."""

    id: Identifier
    """The time point's name in arms.csv and contrasts.csv."""
    label: Label
    """The time point as readers see it."""
    weeks: tuple[Number, Number] | None = None
    """The weeks, first and last, within which a row's `weeks` is expected."""
    choose: Choose | None = None
    """Which measurement is used where a trial has several in this time point; without it such a
    trial is set aside. Of two that are equally near the target the later is used."""
    target: Annotated[Number, Field(ge=0)] | None = None
    """The weeks to which the `nearest` measurement is used."""


class Comparison(Section):
    """An intervention against a comparator, and the trials that belong to it."""

    id: Identifier
    """The comparison's name in judgements.csv and addresses."""
    label: Label
    """The comparison as readers see it."""
    intervention: Label
    """The intervention, as it stands in a sentence."""
    number: GrammaticalNumber | None = None
    """Whether the intervention takes a verb in the plural; without it, told by its last word."""
    comparator: Label
    """The comparator, as it stands in a sentence."""
    plain: PlainSides | None = None
    """What is compared, in everyday words, for the plain-language summary."""
    include: CellFilter = Field(default_factory=dict)
    """Columns of trials.csv and the values let in; `any` lets every value in."""
    exclude: CellFilter = Field(default_factory=dict)
    """Columns of trials.csv and the values left out."""
    outcomes: tuple[Identifier, ...] = ()
    """The outcomes that belong to it; without the key, every outcome does."""

    def asks_for(self, outcome: str) -> bool:
        """Tell whether an outcome belongs to the comparison."""
        return not self.outcomes or outcome in self.outcomes
