"""A file of every format, read whole: its tables, what is told of it, and its drafts.

They are as they were looked at; UPDATE_SNAPSHOTS=1 keeps the text of now, to be read line by line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from releases import first
from sample_files import METAPSY, csv_bytes, package, revman5
from whole_revman import WHOLE
from wide_sheets import DIALECTS, Result

from living_review.exchange import reading
from living_review.exchange.decisions import Decisions
from living_review.ground.errors import BadInput

KEPT = Path(__file__).parent / "snapshots"
RESULTS = [
    Result(
        f"{trial.label} {trial.year}",
        outcome,
        "post",
        dict(zip(("n", "mean", "sd"), trial.support, strict=True)),
        dict(zip(("n", "mean", "sd"), trial.usual, strict=True)),
    )
    for trial in first()[:2]
    for outcome in ("Depression", "Quality of life")
]
EVENTS = [
    *RESULTS[:2],
    Result("Chen 2003", "Relapse", "follow-up", {"n": 30, "events": 3}, {"n": 31, "events": 7}),
]
TRAPS = """\
What we extracted in 2020,,,,,,,,,,,,,
Study,Year,Country,DOI,Design,Outcome,Scale,Weeks,IG n,IG M (SD),KG n,KG M (SD),OR (95% CI),Colour
,,,,,,,weeks,,points,,points,,
Adams 2001*,2001,Chile,10.1/a,RCT,Mood,BDI,8,24,10.5 (3.2),26,12 (3.5),,red
Adams 2001,2001,Chile,10.1/a,RCT,Sleep,PSQI,8,24,7 (2),26,NR,,red
Baker 2002,2002,Peru,,cluster,Mood,BDI,12,ca. 20,11 ± 4,22,13 ± 4,,blue
Chen 2003,2003,Chile,,RCT,Relapse,,26,,,,,0.5 (0.3 to 0.9),
Dahl 2004,2004,,,,,,,,,,,,
Study,Year,Country,DOI,Design,Outcome,Scale,Weeks,IG n,IG M (SD),KG n,KG M (SD),OR (95% CI),Colour
Total,,,,,,,,99,,99,,,
see the appendix,,,,,,,,,,,,,
"""
METAPSY_ROWS = [
    METAPSY,
    {**METAPSY, "study": "Chen, 2010", "year": 2010, "duration": "8 sessions", "time_weeks": 3},
    {**METAPSY, "outcome_type": "response", "event_arm1": 5, "totaln_arm1": 24, "event_arm2": 9,
     "totaln_arm2": 26, "instrument": "Response", "outcome_subcategory": "Response"},
    {**METAPSY, "study": "Dahl, 2011", "mean_arm1": "NA", "mean_arm2": "NA"},
    {**METAPSY, "outcome_type": "change", "instrument": "HDRS"},
    METAPSY,
]  # fmt: skip
# Two templates, rows by several reviewers, and judgements of either tool, of which some differ.
COVIDENCE = """\
Covidence #,Study ID,Title,Published Year,Country,Template,Reviewer Name,Mood: Support Mean,\
Mood: Support SD,Mood: Support Total N,Mood: Usual care Mean,Mood: Usual care standard deviation,\
Mood: Usual care sample size,Relapse Support No. of events,Relapse Support n,Relapse Usual events,\
Relapse Usual total,Sequence generation,Sequence generation support,Randomisation process,\
Again: randomisation process,Funding
7,Adams 2001,Support,2002,Chile,Figures,Consensus,10.5,3.25,24,12,3.5,26,,,,,Low risk,By computer,\
Low,High,A charity
7,Adams 2001,Support,2002,Peru,Events,Consensus,,,,,,,3,24,7,26,,,,,
8,Baker 2003,Care,,,Figures,Reviewer A,1,2,30,3,4,NR,,,,,Unclear,,Some concerns,,
8,Baker 2003,Care,,,Figures,consensus,1,2,31,,,,,,,,High risk,Drawn,perhaps,,
9,Chen 2004,Alone,,,Figures,Reviewer B,,,,,,,,,,,,,,,
,,No number,,,,,,,,,,,,,,,,,,,
"""
MAPPED = """\
study:
  label: Study ID
  template: Template
  reviewer: Reviewer Name
  keep_reviewer: Consensus
  columns: {citation: Title, year: Published Year, country: Country}
results:
  - {outcome: mood, timepoint: post, higher_is_better: false, instrument: BDI, weeks: 8,
     score: change, arms: [{arm: support, role: intervention, columns: {mean: "Mood: Support Mean",
     sd: "Mood: Support SD", n: "Mood: Support Total N"}}, {arm: usual, role: control, columns:
     {mean: "Mood: Usual care Mean", sd: "Mood: Usual care standard deviation",
     n: "Mood: Usual care sample size"}}]}
  - {outcome: relapse, timepoint: later, higher_is_better: true, arms: [{arm: support, role:
     intervention, columns: {events: "Relapse Support No. of events", n: "Relapse Support n"}},
     {arm: usual, role: control, columns: {events: Relapse Usual events, n: Relapse Usual total}}]}
risk_of_bias:
  - {tool: RoB1, domain: sequence generation, judgement: Sequence generation,
     support: Sequence generation support}
  - {tool: RoB2, domain: D1, judgement: Randomisation process}
  - {tool: RoB2, domain: D1, judgement: "Again: randomisation process"}
date_added: 2026-02-03
"""
MAPPINGS = {"covidence": MAPPED}
FILES: dict[str, tuple[bytes, str, str | None]] = {
    "covidence": (COVIDENCE.encode(), "c.csv", "covidence"),
    "revman5": (revman5(), "a.rm5", None),
    "revman5 whole": (WHOLE, "w.rm5", None),
    "revman-web": (package(), "a.zip", None),
    "metapsy": (csv_bytes(METAPSY_ROWS), "a.csv", None),
    "numbers as names": (
        b"Study,Outcome,n IG,n KG,mean IG,mean KG,SD IG,SD KG\n"
        b"A 2001,36,10,11,1,2,3,4\nA 2001,yes,10,11,1,2,3,4\nA 2001,1e5,10,11,1,2,3,4\n",
        "n.csv",
        "wide",
    ),
    "traps": (TRAPS.encode(), "t.csv", "wide"),
    **{made.__name__: (*made(EVENTS), "wide") for made in DIALECTS},
}


def written(name: str, read: Any) -> Iterator[str]:
    content, file, format_ = FILES[name]
    yield f"# {name}"
    drafted = reading.draft(content, file, format_)
    yield drafted
    mapping = (drafted.encode(), "m.yml") if format_ else None
    if format_:
        filled = drafted.replace("timepoint:\n", "timepoint: post\n")
        filled = "\n".join(line.split("  # true")[0] if "  # true" in line else line
                           for line in filled.split("\n"))  # fmt: skip
        filled = filled.replace("higher_is_better:\n", "higher_is_better: false\n")
        filled = filled.replace("sign:      # ", "sign: intervention-minus-control # ")
        filled = filled.replace("outcome:\n", "outcome: named\n")
        mapping = (MAPPINGS.get(name, filled).encode(), "m.yml")
    try:
        found, _ = reading.read(
            *(content, file, reading.known_format(content, file, format_), mapping),
            *(Decisions(timepoint="post", higher_is_better=False), {}),
        )
        imported = read(content, file, format=format_, mapping=mapping)
    except BadInput as refused:
        yield from refused.problems
        return
    for table in imported.tables.values():
        yield f"## {table.name}"
        yield from (" | ".join(row) for row in (table.columns, *table.rows))
    yield "## found"
    yield from map(str, (found.format, *found.outcomes, found.about))
    yield f"arms recur: {found.arms_recur}, weeks doubtful: {found.weeks_doubtful}"
    yield "## report"
    for each in imported.report:
        yield f"{each.kind}: {each.where}: {each.found!r} ({each.count}): {each.reason}"
    if imported.columns:
        yield f"columns: {', '.join(imported.columns)}"


@pytest.mark.parametrize("name", FILES)
def test_a_file_reads_as_it_did(name: str, read: Any) -> None:
    text = "\n".join(written(name, read)) + "\n"
    kept = KEPT / f"read-{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"
