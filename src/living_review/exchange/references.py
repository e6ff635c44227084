"""The included trials as references: RIS and BibTeX, one entry a trial.

A registry keeps the citation of a trial as one text, so that authors, title and journal are not
told apart: the citation stands whole, and DOI, year and registration stand by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from living_review.exchange.cells import printable
from living_review.findings import Findings, TrialRecord

_TEX = {letter: "\\" + letter for letter in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


def included(findings: Findings) -> tuple[TrialRecord, ...]:
    """Give the included trials, in the order of the registry."""
    return tuple(trial for trial in findings.trials if trial.status == "included")


def ris(findings: Findings) -> str:
    """Write the included trials in RIS, with CRLF line ends as the format asks."""
    return "".join(
        f"{tag}  - {printable(text)}\r\n"
        for trial in included(findings)
        for tag, text in (
            ("TY", "GEN"),
            ("ID", trial.trial_id),
            ("TI", trial.citation or trial.label),
            ("ST", trial.label),
            ("PY", str(trial.year)),
            *_given(("DO", trial.doi), ("AN", trial.registration), ("CY", trial.country)),
            *(("UR", f"https://doi.org/{trial.doi}") for _ in (1,) if trial.doi),
            ("DB", findings.review.title),
            ("ER", ""),
        )
    )


def bibtex(findings: Findings) -> str:
    """Write the included trials in BibTeX."""
    return "\n".join(_entry(trial) for trial in included(findings))


def _entry(trial: TrialRecord) -> str:
    fields = [
        ("title", f"{{{_tex(trial.citation or trial.label)}}}"),
        ("shorttitle", f"{{{_tex(trial.label)}}}"),
        ("year", str(trial.year)),
        # A DOI is a link and read as it stands, so that only braces could end the field.
        *_given(("doi", (trial.doi or "").translate(str.maketrans("", "", "{}\\")))),
        *_given(("note", trial.registration and f"Registered as {_tex(trial.registration)}")),
    ]
    body = "".join(f"  {name} = {{{printable(text)}}},\n" for name, text in fields)
    return f"@misc{{{trial.trial_id},\n{body}}}\n"


def _given(*pairs: tuple[str, str | None]) -> Iterable[tuple[str, str]]:
    return [(name, text) for name, text in pairs if text]


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in printable(text))
