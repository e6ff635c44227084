"""What is proposed for sheets of many makes: `sheets.txt` holds the draft of each.

The headers are those of data sets and programs, alone and beside each other. UPDATE_SNAPSHOTS=1
keeps the drafts of now.
"""

from __future__ import annotations

import os
from itertools import cycle
from pathlib import Path

from living_review.exchange import reading
from living_review.ground.errors import BadInput

KEPT = Path(__file__).with_name("sheets.txt")
HEADERS = (
    *("ai,bi,ci,di", "ai,ci,n1i,n2i", "tpos,tneg,cpos,cneg", "ai,n1i,ci,n2i,outcome", "ci,di"),
    *("yi,vi", "yi,sei,ni", "m1i,sd1i,n1i,m2i,sd2i,n2i", "m1,sd1,n1,m2,sd2,n2", "TE,seTE"),
    *(
        "event.e,n.e,event.c,n.c",
        "mean.e,sd.e,n.e,mean.c,sd.c,n.c",
        "events1,total1,events2,total2",
    ),
    *("x1i,t1i,x2i,t2i", "mean_arm1,sd_arm1,n_arm1,mean_arm2,sd_arm2,n_arm2", "logOR,SE,N"),
    "Outcome,Time,Intervention mean,Intervention SD,Intervention N,"
    "Control mean,Control SD,Control N",
    "Intervention,Mean (SD),n,Control,Mean (SD),n",
    "Outcome,OR,lower 95% CI,upper 95% CI,p",
    "Mood: mean peer,Mood: sd peer,Mood: n peer,Mood: mean usual,Mood: sd usual,Mood: n usual",
    "Depression post IG M,Depression post IG SD,"
    "Depression post CG M,Depression post CG SD,N IG,N CG",
    "Median treatment,IQR treatment,n treatment,Median placebo,IQR placebo,n placebo",
    "HR (95% CI),Outcome,Follow-up (months)",
    "Hedges' g,SE of g,Scale,Weeks",
    "Arm,Mean,SD,N,Outcome,Time point",
    "group,events,n",
    "Randomisation process,Deviations,Missing data,Measurement,Selection,Overall",
    "Sequence generation,Blinding,Notes,Funding,Country,Design",
)
STUDIES = ("Study,Year", "trial,author,year", "study_id,DOI", "Author (year)", "Study ID,Country")
SAID = (
    {},
    {"higher_is_better": "true", "timepoint": "post"},
    {"higher_is_better": "false", "precalc_sign": "intervention-minus-control"},
)
CELLS = ("12", "3.5", "24", "1.25", "7", "0.8", "30")


def cell(name: str, row: int, place: int) -> str:
    """Give a cell such as a column of this name holds."""
    plain = name.casefold()
    if plain in ("intervention", "control", "arm", "group"):
        return "peer group" if row % 2 else "usual care"
    if "outcome" in plain or "scale" in plain:
        return ("Mood", "Sleep", "Mood")[row]
    if "time" in plain or "week" in plain or "follow" in plain:
        return ("8", "post", "26 weeks")[row]
    if "(sd)" in plain:
        return f"{row + 10}.5 (3.{place})"
    if "(95% ci)" in plain:
        return f"0.{row + 5} (0.3 to 0.9)"
    if any(part in plain for part in ("random", "deviat", "measure", "select", "overall", "blind")):
        return ("low", "high", "some concerns")[row]
    return CELLS[(row + 2 * place) % len(CELLS)]


def sheet(headers: str, study: str, number: int) -> bytes:
    names = headers.split(",")
    rows = [f"{study},{headers}"]
    for row in range(3):
        own = (f"Smith {row}", f"200{row}", "Chile")[: len(study.split(","))]
        rows.append(",".join([*own, *(cell(each, row, at) for at, each in enumerate(names))]))
    between = ";" if number % 5 == 4 else ","
    return ("\n".join(rows) + "\n").replace(",", between).encode()


def test_a_draft_of_each_sheet_is_as_it_was() -> None:
    blocks = []
    pairs = [*zip(HEADERS, HEADERS[3:], strict=False)]
    wanted = [*HEADERS, *(f"{one},{other}" for one, other in pairs[::2])]
    for number, (headers, study) in enumerate(zip(wanted, cycle(STUDIES), strict=False)):
        said = SAID[number % 3]
        try:
            told = reading.draft(sheet(headers, study, number), "s.csv", "wide", said=said)
        except BadInput as refused:
            told = "\n".join(refused.problems)
        own = [each for each in told.splitlines() if each.strip()]
        blocks.append("\n".join([f"~~~ {number} {study} + {headers} {said}", *own]))
    text = "\n".join(blocks) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8"), "see UPDATE_SNAPSHOTS"
