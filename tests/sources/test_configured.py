"""The source that a protocol names."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_review.protocol.registry_source import RegistryKept
from living_review.sources import CsvFolder, Source, configured
from living_review.sources.database import PostgresqlDatabase, SqliteFile
from living_review.sources.git_data import GitDataSet
from living_review.sources.https_data import HttpsData
from living_review.sources.workbook import Workbook

ROOT = Path("/review")


@pytest.mark.parametrize(
    ("asked", "source"),
    [
        ({"csv": {}}, CsvFolder(ROOT / "data" / "registry", ROOT)),
        ({"csv": {"folder": "a/b"}}, CsvFolder(ROOT / "a" / "b", ROOT)),
        ({"xlsx": {"file": "r.xlsx"}}, Workbook(ROOT, "r.xlsx")),
        ({"sqlite": {"file": "r.db", "time_limit": 5}}, SqliteFile(ROOT, "r.db", 5)),
        ({"postgresql": {"url_env": "URL"}}, PostgresqlDatabase("URL", None, 60)),
        (
            {"postgresql": {"url_env": "URL", "schema": "s", "time_limit": 5}},
            PostgresqlDatabase("URL", "s", 5),
        ),
        (
            {"https": {"url": "https://example.org/r.zip", "token_env": "T", "megabytes": 5}},
            HttpsData(
                "https://example.org/r.zip",
                ROOT / "data" / ".cache",
                token_env="T",
                megabytes=5,
            ),
        ),
        ({"git": {"repository": "/a", "tag": "v1"}}, GitDataSet("/a", "v1", ".", 120)),
    ],
)
def test_each_place_has_its_source(asked: dict[str, dict[str, object]], source: Source) -> None:
    assert configured(ROOT, RegistryKept.model_validate(asked).settings()) == source
