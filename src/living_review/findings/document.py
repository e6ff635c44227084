"""The whole of `findings.json`: the review, its registry, every finding, and what was set aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pydantic import Field

from living_review.findings.base import Value
from living_review.findings.changes import Changes
from living_review.findings.registry import (
    AppliedCorrection,
    LeftOut,
    OtherReview,
    QuarantineEntry,
    QueryEntry,
    RegistryInfo,
    SearchRun,
    TrialRecord,
)
from living_review.findings.results import Finding
from living_review.findings.texts import CitedWork, WrittenText, text_of
from living_review.ground.indented_json import indented

SCHEMA = "living-review/findings/1"


class ReviewInfo(Value):
    """What the review is, from its protocol."""

    id: str
    title: str
    authors: tuple[str, ...]
    orcids: tuple[str | None, ...] = Field(
        (),
        description="of `authors`, in their order: each one's ORCID iD; empty where none has one",
    )
    language: str
    question: dict[str, str]
    precedes: dict[str, str] | None = None
    notice: str | None = None
    url: str | None = Field(None, description="where the living page is")
    doi: str | None = Field(None, description="of this review itself")
    licence: str | None = Field(None, description="address of the licence of text and data")
    funding: str | None = None
    registration: str | None = None
    topics: tuple[str, ...] = Field((), description="what a portal of many reviews files it under")

    @property
    def credited(self) -> tuple[tuple[str, str | None], ...]:
        """Each author with the ORCID iD, where there is one."""
        return tuple(zip_longest(self.authors, self.orcids[: len(self.authors)]))


class VersionInfo(Value):
    """The published version; `number` is None for a build that is not published."""

    number: int | None
    date: dt.date
    previous: int | None = None
    made: dt.date | None = Field(
        None, description="for a version of an earlier date: the day on which it was made"
    )


class VersionEntry(Value):
    """One published version, as lists of versions and the feed tell it."""

    number: int
    date: dt.date
    made: dt.date | None = Field(None, description="as in `version`")
    pulled_at: dt.datetime
    headline: str = Field(description="what changed, on one line")
    items: tuple[str, ...] = Field((), description="what changed in the evidence, line by line")
    conclusions_changed: tuple[str, ...] = ()
    trials_included: int
    participants: int | None = None
    participants_missing: int = Field(0, description="as in `registry`")
    language: str | None = Field(
        None, description="that of its texts, where the version has none in that of this document"
    )


class Software(Value):
    """What computed the findings."""

    name: str
    version: str
    packages: dict[str, str] = Field({}, description="package to version")


class Currency(Value):
    """How current the review is."""

    last_search: dt.date | None
    last_search_source: str | None = Field(None, description="what the last search covered")
    last_pull: dt.date
    awaiting: int
    ongoing: int = Field(description="of status ongoing; not those in `completed_unpublished`")
    completed_unpublished: int = Field(
        description="awaiting or ongoing, past their date of completion, without data here"
    )
    next_run: dt.date | None
    status: str
    overdue: bool = False


class Verification(Value):
    """The second computation of every figure, by a path that shares no code with the first."""

    figures: int = Field(description="figures that were computed twice and agree")
    worst: float = Field(
        description="no two differ by more; relative to the figure, or to its standard error "
        "where that is larger"
    )
    where: str | None = Field(None, description="finding and figure that differ most")
    by: str = Field(description="the packages that the second computation rests on")


class Findings(Value):
    """Everything the review says, in one frozen object."""

    schema_: str = Field(SCHEMA, alias="schema")
    review: ReviewInfo
    version: VersionInfo
    registry: RegistryInfo
    software: Software
    findings: tuple[Finding, ...]
    trials: tuple[TrialRecord, ...] = ()
    searches: tuple[SearchRun, ...] = ()
    other_reviews: tuple[OtherReview, ...] = ()
    quarantine: tuple[QuarantineEntry, ...] = ()
    queries: tuple[QueryEntry, ...] = ()
    left_out: tuple[LeftOut, ...] = Field(
        (), description="what the file that the registry is made of holds and the registry does not"
    )
    corrections: tuple[AppliedCorrection, ...] = Field(
        (), description="applied to the registry after it was pulled, before every check"
    )
    changes: Changes | None = None
    history: tuple[VersionEntry, ...] = Field((), description="the versions before, oldest first")
    currency: Currency
    verification: Verification | None = Field(
        None, description="None where nothing was computed a second time"
    )
    texts: tuple[WrittenText, ...] = Field(
        (), description="what people wrote: background, conclusions, on a finding and so on"
    )
    references: tuple[CitedWork, ...] = Field((), description="the works that the texts cite")

    def text(self, name: str) -> WrittenText | None:
        """Give what people wrote under a name, such as 'objectives'; None where nobody did."""
        return text_of(self.texts, name)

    def to_json(self) -> str:
        """Give the document as JSON: full double precision, stable key order."""
        return "".join(self._json_in_parts())

    def _json_in_parts(self) -> Iterator[str]:
        """Give the JSON part by part, each finding one of them.

        Of a review of very many trials, all that JSON is made of takes several times the memory of
        its text.
        """
        others = self.model_dump(mode="json", by_alias=True, exclude={"findings"})
        before = "{"
        for name, field in type(self).model_fields.items():
            key = field.alias or name
            yield f"{before}\n {indented(key)}: "
            if name == "findings":
                yield from self._findings_in_parts()
            else:
                yield indented(others[key], "\n ")
            before = ","
        yield "\n}\n"

    def _findings_in_parts(self) -> Iterator[str]:
        before = "["
        for each in self.findings:
            yield f"{before}\n  "
            yield indented(each.model_dump(mode="json", by_alias=True), "\n  ")
            before = ","
        yield "\n ]" if self.findings else "[]"

    @classmethod
    def from_json(cls, text: str) -> Findings:
        return cls.model_validate_json(text)

    def write(self, path: Path) -> None:
        """Write the document as a file, without ever holding all of it."""
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(self._json_in_parts())


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of `findings.json`, as it is written."""
    schema = Findings.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
