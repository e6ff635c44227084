"""What changed in how the review is made, besides its protocol."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.language_changes import Language
from living_review.language.facts.protocol_changes import Item, KeyName


@fact("method_changes.source")
class SourceChanged(Fact):
    """From where the registry is read now."""

    now: str
    """The place: a folder, an address, or a file of another program."""
    before: str
    """Where it was read from."""

    @classmethod
    def example(cls) -> Self:
        return cls(now="registry.xlsx", before="data/registry")


@fact("method_changes.rows_read")
class RowsReadChanged(Fact):
    """Which rows of the file that the registry is made from are read now, by one of its columns."""

    column: str
    """The column, as the file has it."""
    now: tuple[str, ...] | None
    """The cells that a row must have one of, an empty text being an empty cell; absent: any."""
    before: tuple[str, ...] | None
    """The cells that it had to have one of; absent: any."""

    @classmethod
    def example(cls) -> Self:
        return cls(column="primary", now=("yes", ""), before=None)


@fact("method_changes.rule")
class RuleChanged(Fact):
    """That a rule of the rating is in another version."""

    rule: str
    """The name of the rule as the program has it, with hyphens: 'imprecision-ois'."""
    now: str
    """Its version."""
    before: str
    """The version that rated before."""

    @classmethod
    def example(cls) -> Self:
        return cls(rule="inconsistency-heterogeneity", now="2", before="1")


@fact("method_changes.texts")
class TextsChanged(Fact):
    """That a text of the protocol reads otherwise in other languages than this one alone."""

    languages: tuple[Language, ...]
    """The languages."""
    key: KeyName
    """The key that holds the text."""

    @classmethod
    def example(cls) -> Self:
        outcome = Item(of="outcomes", name="Low mood", id="", within=None)
        path = "outcomes.description"
        key = KeyName(key=path, path=path, part="", instrument="", item=outcome)  # type: ignore[arg-type]
        return cls(languages=(Language(tag="de"), Language(tag="es")), key=key)


@fact("method_changes.other_reviews")
class OtherReviewsChanged(Fact):
    """That other reviews, or other results of theirs, are shown beside the results."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("method_changes.program_version")
class Program(Fact):
    """The program and its version."""

    name: str
    """Its name."""
    version: str
    """Its version."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="living-review", version="2.1.0")


@fact("method_changes.program")
class ProgramChanged(Fact):
    """That another version of the program made the review."""

    now: Program
    """The one that made it now."""
    before: Program
    """The one that made it before."""

    @classmethod
    def example(cls) -> Self:
        return cls(now=Program.example(), before=Program(name="living-review", version="2.0.0"))


@fact("method_changes.package")
class PackageChanged(Fact):
    """That a package with which the program computes is in another version."""

    package: str
    """Its name."""
    now: str
    """Its version; empty where it is not recorded."""
    before: str
    """The version before; empty where it is not recorded."""

    @classmethod
    def example(cls) -> Self:
        return cls(package="numpy", now="2.3.1", before="")


@fact("method_changes.file")
class FileChanged(Fact):
    """That a file around the registry came, went or reads otherwise; without a full stop."""

    name: str
    """The file by its place in the folder of the review."""
    change: Literal["new", "removed", "changed"]
    """What became of it."""
    template: bool
    """Whether it is a template, so that it words what the report says."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="templates/en/words/effects.j2", change="changed", template=True)


@fact("method_changes.text")
class TextChanged(Fact):
    """That a text that people wrote came, went, or was changed; without a full stop."""

    name: str
    """The text by the name of its file, in the folder of its language; empty where confirmed."""
    change: Literal["new", "removed", "changed", "confirmed"]
    """What became of it; 'confirmed': that somebody confirmed texts."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="authors-conclusions", change="changed")


@fact("method_changes.first")
class FirstMethods(Fact):
    """What is told of methods with the first version, before which there were none."""

    @classmethod
    def example(cls) -> Self:
        return cls()
