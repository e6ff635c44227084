"""What a draft says of measures of every make: `measures.txt` holds a line for each.

Kinds of statistic, spread, time, title, unit and denominator go round at lengths that do not divide
each other, so that each meets each. UPDATE_SNAPSHOTS=1 keeps the text of now.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from register_service import ARMS, Fault, Service, measure, study

from living_review.ground.errors import SourceUnreachable
from living_review.protocol import Protocol, load_protocol
from living_review.protocol.outcomes import Instrument
from living_review.surveillance import client
from living_review.surveillance.client import Register
from living_review.surveillance.drafts import draft

KEPT = Path(__file__).with_name("measures.txt")
SHIPPED = load_protocol(Path(__file__).parents[2] / "data" / "protocol.yml")
COUNT = 260
PARAMS = (
    *("MEAN", "MEDIAN", "COUNT_OF_PARTICIPANTS", "MEAN", "NUMBER", "LEAST_SQUARES_MEAN", "MEAN"),
    *("COUNT_OF_UNITS", "MEDIAN", "COUNT_OF_PARTICIPANTS", "MEAN", "GEOMETRIC_MEAN", None, "MEAN"),
    *("MEDIAN", "MEAN", "NUMBER"),
)
SPREADS = (
    *("Standard Deviation", "STANDARD_ERROR", "95% Confidence Interval", "Inter-Quartile Range"),
    *("Full Range", "Not Applicable", "NOT_APPLICABLE", "80 % confidence interval", "NA", None),
    "Geometric Coefficient of Variation",
)
FRAMES = (
    *("12 weeks", "Baseline, 6 months", "1 year", "Day 70", "2 and 4 weeks", "", "18 months"),
    *("week 0", "66 weeks", "104 weeks", "105 weeks", "at discharge", "3 weeks"),
)
TITLES = (
    *("Personal recovery", "Recovery Assessment Scale (RAS)", "RAS and QPR", "Readmission", ""),
    *("Change From Baseline in Personal recovery at 12 weeks", "Personal recoveries"),
)
UNITS = ("score on a scale", "Participants", "participants", "days", "people", "", "percentage")
COUNTED = ("Participants", "PARTICIPANTS", "Eyes", None, "participants")
VALUES: tuple[dict[str, Any], ...] = (
    {"value": "50.1", "spread": "9.8", "lowerLimit": "48", "upperLimit": "52"},
    {"value": "7", "spread": "0", "lowerLimit": "-2.5", "upperLimit": "1,060"},
    {"value": "61", "spread": "about 3", "lowerLimit": "NA", "upperLimit": "N/A"},
    {"value": "62"},
)


def protocol() -> Protocol:
    """Give the shipped protocol with two instruments, of which higher and lower is better."""
    first, *others = SHIPPED.outcomes
    instruments = {
        "RAS": Instrument.model_validate({"higher_is_better": True}),
        "QPR": Instrument.model_validate({"higher_is_better": False}),
        "Readmission": Instrument.model_validate({"higher_is_better": False}),
    }
    return SHIPPED.model_copy(
        update={"outcomes": (first.model_copy(update={"instruments": instruments}), *others)}
    )


def made() -> Iterator[dict[str, Any]]:
    parts = map(cycle, (PARAMS, SPREADS, FRAMES, TITLES, UNITS, COUNTED, VALUES))
    for param, spread, frame, title, unit, counted, value in zip(*parts, strict=False):
        own: dict[str, Any] = {"denomUnitsSelected": counted} if counted else {}
        yield measure(
            value, paramType=param, dispersionType=spread, timeFrame=frame, title=title,
            unitOfMeasure=unit, **own,
        )  # fmt: skip


def test_measures_of_every_make_are_drafted_as_they_were() -> None:
    own, lines = protocol(), []
    for number, one in enumerate(islice(made(), COUNT), 1):
        found = draft(study("NCT00000001", arms=ARMS, measures=[one]), own, "SMITH2024")
        for row in found.rows:
            told = (f"{column}={cell}" for column, cell in row.cells.items() if cell)
            lines.append(f"{number}: {' | '.join(told)} ? {'; '.join(row.checks)}")
        lines += [f"{number} not: {each}" for each in found.unmapped]
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8"), "see UPDATE_SNAPSHOTS"


@pytest.mark.parametrize("times", [0, 1, 4, 5, 9])
def test_a_service_that_sends_on_is_followed_four_times(
    service: Service, register: Register, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "TRIES", 1)
    service.studies = [study("NCT00000001")]
    service.faults = [Fault(302, headers={"Location": "?pageSize=3"})] * times
    if times < 5:
        assert len(register.matching({}).studies) == 1
        return
    with pytest.raises(SourceUnreachable, match="without end"):
        register.matching({})
    assert len(service.asked) == 5
