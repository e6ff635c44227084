"""Releases of one made-up data set in every format, each with the traps of the format."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from sample_files import csv_bytes, revman5, zipped

PROTOCOL = """\
review:
  id: mood
  title: Support for low mood
  authors: [A Team]
  question: {population: adults, intervention: support, comparator: usual care}
  living: {status: retired, retire_when: The question is answered.}
timepoints: [{id: post, label: End of treatment}]
comparisons: [{id: support, label: Support, intervention: support, comparator: usual care}]
outcomes:
  - {id: mood, label: Low mood, importance: critical, measure: SMD, better: lower}
"""


class Trial(NamedTuple):
    """One trial of support for low mood: n, mean and sd of both arms."""

    label: str
    year: int
    support: tuple[int, float, float]
    usual: tuple[int, float, float]


TRIALS = tuple(
    Trial(name, 2001 + i, (40 + i, 10.5 + i / 4, 6.25), (41 + i, 13.25 + i / 8, 6.5))
    for i, name in enumerate(("Ângström", "Brück", "Chen", "Dahl", "Egan", "Faber", "Gray", "Holm"))
)
NEW = Trial("Iqbal", 2020, (30, 9.75, 5.5), (31, 12.0, 5.75))
CHANGED = "Chen"
"""The trial whose mean in the intervention arm is another in the second release."""
GONE = ("Dahl", "Egan", "Faber")


def first() -> tuple[Trial, ...]:
    """The first release."""
    return TRIALS


def second() -> tuple[Trial, ...]:
    """One trial more, one mean corrected, and all in another order with the noise of floats."""
    changed = [
        t._replace(support=(t.support[0], t.support[1] + 1, t.support[2]))
        if t.label == CHANGED
        else t._replace(usual=(t.usual[0], t.usual[1] + 2e-15, t.usual[2]))
        for t in TRIALS
    ]
    return (NEW, *reversed(changed))


def third() -> tuple[Trial, ...]:
    """Three trials less than in the second."""
    return tuple(t for t in second() if t.label not in GONE)


@dataclass(frozen=True)
class Sample:
    """How a release is written, how its draft is filled in, and how its rows are selected.

    `column` is one without which the file cannot be used.
    """

    file: str
    written: Callable[[Sequence[Trial]], bytes]
    filled: Callable[[str], str]
    where: Mapping[str, list[str]]
    broken: Callable[[bytes], bytes]


def _metapsy(trials: Sequence[Trial]) -> bytes:
    rows = []
    for trial in trials:
        for primary, extra in (("yes", 0.0), ("no", 2.0)):
            figures = {
                f"{name}_{arm}": value
                for arm, values in (("arm1", trial.support), ("arm2", trial.usual))
                for name, value in zip(("n", "mean", "sd"), values, strict=True)
            }
            figures["mean_arm1"] += extra
            rows.append(
                {
                    ".id": f"{trial.label}-{primary}",
                    "study": f"{trial.label}, {trial.year}",
                    "condition_arm1": "support",
                    "condition_arm2": "cau",
                    "outcome_type": "msd",
                    "outcome_subcategory": "Mood",
                    "instrument": "BDI",
                    "time": "post" if primary == "yes" else "fu",
                    "primary_timepoint": primary,
                    "post_crossover": "no",
                    **figures,
                    "baseline_m_arm1": 20.5,
                    "year": trial.year,
                    "country": "NA",
                    "rob_d1": "Low",
                    ".g": -0.4,
                }
            )
    rows.append({**rows[0], "study": "Crossed, 1999", "year": 1999, "post_crossover": "yes"})
    return csv_bytes(rows, ";", comma=True)


def _covidence(trials: Sequence[Trial]) -> bytes:
    rows = []
    for i, trial in enumerate(trials):
        for reviewer in ("Ann", "Consensus") if i % 2 else ("Consensus",):
            rows.append(
                {
                    "Covidence #": i,
                    "Study ID": f"{trial.label} {trial.year}",
                    "Title": f"A trial, by {trial.label}",
                    "Reviewer Name": reviewer,
                    **_columns("Support: ", trial.support),
                    **_columns("Usual care: ", trial.usual),
                    "Notes": "none",
                }
            )
    return csv_bytes(rows)


def _columns(before: str, figures: tuple[int, float, float]) -> dict[str, float]:
    return {f"{before}{n}": v for n, v in zip(("N", "Mean", "SD"), figures, strict=True)}


_COVIDENCE = """\
study:
  label: Study ID
  reviewer: Reviewer Name
  keep_reviewer: Consensus
  columns: {citation: Title}
results:
  - outcome: mood
    timepoint: post
    higher_is_better: false
    instrument: BDI
    arms:
      - {arm: support, role: intervention, columns: {n: "Support: N", mean: "Support: Mean", sd: "Support: SD"}}
      - {arm: usual, role: control, columns: {n: "Usual care: N", mean: "Usual care: Mean", sd: "Usual care: SD"}}
"""  # noqa: E501


def _revman5(trials: Sequence[Trial]) -> bytes:
    studies = "".join(
        f'<STUDY DATA_SOURCE="PUB" ID="STD-{t.label}" NAME="{t.label} {t.year}" YEAR="{t.year}"/>'
        for t in trials
    )
    rows = "".join(
        f'<CONT_DATA STUDY_ID="STD-{t.label}" TOTAL_1="{t.support[0]}" MEAN_1="{t.support[1]!r}" '
        f'SD_1="{t.support[2]}" TOTAL_2="{t.usual[0]}" MEAN_2="{t.usual[1]!r}" '
        f'SD_2="{t.usual[2]}"/>'
        for t in trials
    )
    outcomes = "".join(
        f'<CONT_OUTCOME EFFECT_MEASURE="SMD" ID="CMP-001.0{i}" NO="{i}" SUBGROUPS="NO" '
        f'TOTALS="YES"><NAME>{name}</NAME><GROUP_LABEL_1>Support</GROUP_LABEL_1>'
        f"<GROUP_LABEL_2>Usual care</GROUP_LABEL_2>{rows}</CONT_OUTCOME>"
        for i, name in enumerate(("Mood &lt; 24 weeks", "Mood &gt; 24 weeks"), start=1)
    )
    return revman5(
        f"<STUDIES_AND_REFERENCES><STUDIES><INCLUDED_STUDIES>{studies}</INCLUDED_STUDIES>"
        "</STUDIES></STUDIES_AND_REFERENCES>",
        '<ANALYSES_AND_DATA><COMPARISON ID="CMP-001" NO="1"><NAME>Support</NAME>'
        f"{outcomes}</COMPARISON></ANALYSES_AND_DATA>",
    )


def _web_rows(trials: Sequence[Trial]) -> bytes:
    names = (("Experimental", "support"), ("Control", "usual"))
    return csv_bytes(
        [
            {
                "Analysis group": 1,
                "Analysis number": 1,
                "Study": f"{trial.label} {trial.year}",
                "Study year": trial.year,
                "Applicability": "OVERALL_AND_SUBGROUP",
                **{
                    f"{side} {figure}": value
                    for side, arm in names
                    for figure, value in zip(("N", "mean", "SD"), getattr(trial, arm), strict=True)
                },
            }
            for trial in trials
        ]
    )


def _revman_web(trials: Sequence[Trial]) -> bytes:
    settings = {
        "Analysis group": 1,
        "Analysis number": 1,
        "Analysis group name": "Support versus usual care",
        "Analysis name": "Mood",
        "Data type": "Continuous",
        "Effect measure": "Std. Mean Difference",
        "Experimental group label": "Support",
        "Control group label": "Usual care",
    }
    return zipped(
        {
            "CD1-analysis-data/CD1-overall-estimates-and-settings.csv": csv_bytes([settings]),
            "CD1-analysis-data/CD1-data-rows.csv": _web_rows(trials),
        }
    )


def _wide(trials: Sequence[Trial]) -> bytes:
    """A workbook with a title, two extractions of some trials, remarks, and a row of totals."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Extraction"
    sheet.append(["Extraction of our review, as it stands"])
    sheet.append([])
    sides = [f"{side} {name}" for side in ("Support", "Control") for name in ("n", "Mean", "SD")]
    sheet.append(["Study", "Year", "Final", *sides, "Remarks"])
    for i, trial in enumerate(trials):
        figures = [*trial.support, *trial.usual]
        if i % 3 == 0:
            draft = [40, "9,5", *figures[2:]]
            sheet.append([f"{trial.label} {trial.year}", trial.year, "no", *draft])
        sheet.append([f"{trial.label} {trial.year}", trial.year, "Yes", *figures, "as printed"])
    sheet.append(["Total", None, None, sum(t.support[0] for t in trials)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _wide_decided(draft: str) -> str:
    said = {"outcome": "mood", "timepoint": "post", "higher_is_better": "false"}
    for key, value in (said | {"role": "intervention"}).items():
        draft = re.sub(rf"(?m)^(\s+(?:- )?{key}:)\s*(?:#.*)?$", rf"\1 {value}", draft)
    return draft


def _without_spread(content: bytes) -> bytes:
    book = load_workbook(io.BytesIO(content))
    book.active["F3"] = "Notes"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _decided(outcome: str, *, skipping: str = "") -> Callable[[str], str]:
    """Fill in a draft as a person does: one outcome, which way is better, when."""

    def filled(draft: str) -> str:
        text = re.sub(r"(?m)^    outcome: .*$", f"    outcome: {outcome}", draft)
        text = re.sub(r"(?m)^    timepoint:.*$", "    timepoint: post", text)
        text = re.sub(r"(?m)^    higher_is_better:.*$", "    higher_is_better: false", text)
        if skipping:
            text = re.sub(rf'(?m)^(  "{re.escape(skipping)}":)$', r"\1\n    skip: true", text)
            assert "skip: true" in text
        return text

    return filled


def _without(column: bytes) -> Callable[[bytes], bytes]:
    def broken(content: bytes) -> bytes:
        assert content.count(column) >= 1
        return content.replace(column, b"other", 1)

    return broken


_SELECTED = {"primary_timepoint": ["yes"], "post_crossover": ["no"]}
SAMPLES: Mapping[str, Sample] = {
    "metapsy": Sample("mood.csv", _metapsy, _decided("mood"), _SELECTED, _without(b"sd_arm1")),
    "covidence": Sample(
        "export.csv", _covidence, lambda _draft: _COVIDENCE, {}, _without(b"Support: SD")
    ),
    "revman5": Sample(
        "review.rm5",
        _revman5,
        _decided("mood", skipping="1.2"),
        {},
        lambda content: content.replace(b"Mood &lt; 24", b"Sleep &lt; 24"),
    ),
    "revman-web": Sample(
        "review.zip", _revman_web, _decided("mood"), {}, lambda content: content[:-30]
    ),
    "wide": Sample("sheet.xlsx", _wide, _wide_decided, {"Final": ["yes"]}, _without_spread),
    "revman-csv": Sample("rows.csv", _web_rows, _decided("mood"), {}, _without(b"Study")),
}
