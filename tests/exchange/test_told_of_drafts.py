"""A draft of a mapping told in lines, sheets that are not read, and whose arms RevMan is given."""

from __future__ import annotations

import csv
import io
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from sample_documents import findings
from sample_findings import readmission, recovery

from living_review.exchange.revman_export import package
from living_review.exchange.revman_rows import SETTINGS
from living_review.exchange.wide import drafting
from living_review.exchange.wide.drafting import drafted
from living_review.exchange.wide.grid import Grid, GridRow
from living_review.exchange.wide.told import reading_of
from living_review.findings import Finding, StratumResult
from living_review.ground.errors import BadInput

NONE = "  no column is read as a result of an arm or as an effect"


def told(mapping: Any, *above: str) -> tuple[list[str], bool]:
    text = "".join(f"{line}\n" for line in above) + yaml.safe_dump(mapping, sort_keys=False)
    return reading_of(text.encode())


def test_each_result_is_told_with_its_arms_its_effect_and_the_columns_of_both() -> None:
    arms = [{"role": "control", "arm": "B", "columns": {"n": "N c", "mean": "M\nc"}}]
    own = [{"role": "intervention", "arm": "A", "columns": {"n": "N"}}, {"role": "x", "arm": "y"}]
    contrast = {"measure": "RR", "log": True, "columns": {"estimate": "lnRR"}}
    results = [
        {"outcome": "mood", "timepoint": "post"},
        {"outcome": "sleep", "timepoint": "late", "arms": own, "skip": True},
        {"outcome": "pain", "timepoint": "post", "arms": [], "contrast": contrast},
        {"outcome": "x", "timepoint": "y", "contrast": {"measure": "MD", "columns": {"se": "s"}}},
    ]
    shared = "    control 'B': n from 'N c', mean from 'M c'"
    assert told({"arms": arms, "results": results}) == (
        [
            *("  mood at post", shared, "  sleep at late, skipped"),
            *("    intervention 'A': n from 'N'", "    x 'y': ", "  pain at post", shared),
            "    effect, RR, on the log scale: estimate from 'lnRR'",
            *("  x at y", shared, "    effect, MD: se from 's'"),
        ],
        True,
    )
    assert told({"results": results[:1]}) == (["  mood at post"], True)
    for nothing in ({}, {"results": None}, {"results": []}, None):
        assert told(nothing) == ([NONE], False)
    assert reading_of(b"") == ([NONE], False)


def test_what_a_draft_remarks_is_told_without_what_every_draft_begins_with() -> None:
    begun = ("# Draft mapping of a.csv", "# what every draft says")
    more = ("# One.", "#   of it a part", "# Two.", "", "# Not this.")
    assert told({}, *begun, *more)[0] == [NONE, "  One.", "  Two."]
    assert told({}, "# A mapping", *begun, *more)[0] == [NONE]
    assert told({}, *begun)[0] == [NONE]


def sheet(name: str, *, rows: bool = True, hidden: bool = False, fault: str = "") -> Grid:
    cells = (GridRow(1, {0: "x"}),) if rows else ()
    return Grid(name, cells, hidden=hidden, fault=fault)


def test_each_sheet_that_is_not_read_is_named_with_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting.header, "understood", lambda _: None)
    nobody: Any = SimpleNamespace(protocol=None)
    with pytest.raises(BadInput, match=r"^it is too large\.$"):
        drafted((sheet("other"), sheet("bad", rows=False, fault="it is too large.")), "f", nobody)
    with pytest.raises(BadInput, match=r"^f\.xlsx has no header in which studies"):
        drafted((sheet("other"), sheet("")), "f.xlsx", nobody)


def kind(finding: Finding) -> str:
    """Give the kind of data that a package says a finding has."""
    with zipfile.ZipFile(io.BytesIO(package(findings(finding)).content)) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(SETTINGS))
        (line,) = csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
    return line["Data type"]


def changed(finding: Finding, *arms: dict[str, Any], **trial: Any) -> Finding:
    """Change the arms of the last trial; one for nothing takes it out, a third comes."""
    *others, last = finding.trials
    made = [
        each.model_copy(update=own)
        for each, own in zip((*last.arms, last.arms[0]), arms or ({}, {}), strict=False)
    ]
    own = last.model_copy(update={"arms": tuple(made), **trial})
    return finding.model_copy(update={"trials": (*others, own)})


@pytest.mark.parametrize("finding", [recovery(), readmission()])
def test_arms_are_given_to_revman_where_it_would_make_the_effect_of_them(finding: Finding) -> None:
    whole = kind(finding)
    assert whole in ("Continuous", "Dichotomous")
    own = ("events",) if whole == "Dichotomous" else ("mean", "sd")
    known = dict.fromkeys(("estimate", "se", "n_intervention", "n_control"))
    arms = finding.trials[0].arms
    stratum = {"strata": (StratumResult(stratum="men", arms=arms, **known),)}
    for apart in (
        changed(finding, {}),
        changed(finding, {}, {}, {}),
        changed(finding, {"role": "control"}, {}),
        changed(finding, {"n": None}, {}),
        changed(finding, {}, {"n": 20.5}),
        *(changed(finding, {}, {name: None}) for name in own),
        changed(finding, pairing="assumed"),
        changed(finding, **stratum),
    ):
        assert kind(apart) == "Contrast level"
    for alike in (
        changed(finding, {"role": "control"}, {"role": "intervention"}),
        changed(finding, {"n": 20.0}, {}),
        *(changed(finding, pairing=each) for each in ("ignored", "counted", None)),
    ):
        assert kind(alike) == whole
