"""The catalogue of checks and its document."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from living_review.protocol import Protocol, parse_protocol
from living_review.registry import Snapshot, read
from living_review.registry.catalogue import SUSPICIONS
from living_review.registry.checks.texts import as_meant
from living_review.sources import RawTables

Tables = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def rates(project_root: Path) -> ModuleType:
    path = project_root / "validation" / "check_rates.py"
    spec = importlib.util.spec_from_file_location("check_rates", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_rates"] = module
    spec.loader.exec_module(module)
    return module


def test_the_document_holds_the_catalogue_as_it_is(rates: ModuleType, project_root: Path) -> None:
    text = (project_root / "docs" / "reference" / "checks.md").read_text(encoding="utf-8")
    assert text.startswith(rates.catalogue() + rates.RATES), (
        "docs/reference/checks.md is old; run validation/check_rates.py"
    )


def test_a_clean_registry_is_hardly_ever_doubted(rates: ModuleType) -> None:
    protocol = parse_protocol(rates.SIMULATED + "".join(rates._outcomes()))
    doubted = [
        query for seed in range(100, 103) for query in read(rates.simulated(seed), protocol).queries
    ]
    assert {query.rule for query in doubted} <= {rule.id for rule in SUSPICIONS}
    assert len(doubted) <= 15  # of 1440 rows


@pytest.mark.parametrize("text", ["Zürich", "Rüsch’s “trial”", "Łódź – α", "Ñandú", "5 ≥ 3"])
def test_misread_text_is_put_right_and_right_text_left_alone(text: str) -> None:
    assert as_meant(text) == text
    misread = "".join(
        bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode()
    )
    assert as_meant(misread) == text


@pytest.mark.parametrize("text", ["SPAß”", "CAFÉ’S", "naïve", "«À», Â et Ã", "Müller & Søn"])
def test_letters_that_only_look_misread_are_left_alone(text: str) -> None:
    assert as_meant(text) == text


LATER = "  - {id: later, label: Later, weeks: [10, 110]}\ncomparisons:"


def test_a_later_time_point_has_more_weeks(
    tables: Tables, raw: Callable[[Tables], RawTables], protocol: Protocol
) -> None:
    from tests.registry.conftest import PROTOCOL

    two = parse_protocol(PROTOCOL.replace("comparisons:", LATER))
    for row in tables["arms"][:2]:
        row["weeks"] = "11"
    tables["arms"] += [{**row, "timepoint": "later", "weeks": "10"} for row in tables["arms"][:2]]
    snapshot: Snapshot = read(raw(tables), two)
    found = {(query.row, query.rule) for query in snapshot.queries}
    assert found == {(12, "weeks-out-of-order"), (13, "weeks-out-of-order")}
