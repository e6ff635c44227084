"""Where the registry of a review is kept, inside a sentence."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

ImportFormat = Literal["metapsy", "revman5", "revman-web", "revman-csv", "covidence", "wide"]
"""What a file of another program is."""


@fact("registry_places.csv_files")
class CsvFiles(Fact):
    """CSV files in a folder of the review."""

    folder: str
    """The folder."""

    @classmethod
    def example(cls) -> Self:
        return cls(folder="data/registry")


@fact("registry_places.workbook")
class Workbook(Fact):
    """An Excel workbook in the review."""

    file: str
    """The file."""

    @classmethod
    def example(cls) -> Self:
        return cls(file="data/registry.xlsx")


@fact("registry_places.sqlite")
class Sqlite(Fact):
    """An SQLite database in the review."""

    file: str
    """The file."""

    @classmethod
    def example(cls) -> Self:
        return cls(file="data/registry.db")


@fact("registry_places.postgresql")
class Postgresql(Fact):
    """A PostgreSQL database, by the name of the variable that holds its address."""

    variable: str
    """The variable."""
    schema: str
    """The schema in it; empty where none is named."""

    @classmethod
    def example(cls) -> Self:
        return cls(variable="REGISTRY_URL", schema="review")


@fact("registry_places.at_address")
class AtAddress(Fact):
    """A file at an https address."""

    address: str
    """The address."""

    @classmethod
    def example(cls) -> Self:
        return cls(address="https://example.org/registry.zip")


@fact("registry_places.data_set")
class DataSet(Fact):
    """A folder of a git repository."""

    repository: str
    """The repository."""
    tag: str
    """The tag at which it is read."""

    @classmethod
    def example(cls) -> Self:
        return cls(repository="https://example.org/trials.git", tag="v1.9")


@fact("registry_places.file_of_data_set")
class FileOfDataSet(Fact):
    """A file of a git repository."""

    file: str
    """The file."""
    data_set: DataSet
    """The repository, and the tag at which it is read."""

    @classmethod
    def example(cls) -> Self:
        return cls(file="data/a.csv", data_set=DataSet.example())


@fact("registry_places.made_from")
class MadeFrom(Fact):
    """A file of another program, which a registry is made from at every pull."""

    format: ImportFormat
    """What it is."""
    file: str | FileOfDataSet
    """The file: in the review, at an address, or in a git repository."""

    @classmethod
    def example(cls) -> Self:
        return cls(format="metapsy", file="data/depression.csv")
