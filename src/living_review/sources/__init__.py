"""Where a registry comes from; every source hands on the same `RawTables`."""

from living_review.sources.configured import configured
from living_review.sources.csv_folder import CsvFolder, read_csv
from living_review.sources.tables import (
    FileRemark,
    RawTable,
    RawTables,
    Source,
    SourceRemark,
)

__all__ = [
    "CsvFolder",
    "FileRemark",
    "RawTable",
    "RawTables",
    "Source",
    "SourceRemark",
    "configured",
    "read_csv",
]
