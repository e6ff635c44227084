"""The included trials as references: RIS and BibTeX, one entry a trial.

A registry keeps the citation of a trial as one text. Where its form leaves no doubt it is taken
apart into authors, title and journal; elsewhere it stands whole as the title. What is cited is kept
as it is in a note beside the parts.
"""

from __future__ import annotations

from collections.abc import Iterable

from living_review.exchange.cells import printable
from living_review.exchange.citations import Cited, taken_apart
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
    return ris_of(included(findings), findings.review.title)


def ris_of(trials: Iterable[TrialRecord], database: str, *, study: bool = False) -> str:
    """Write trials in RIS; `study` names each one's study (NS), as RevMan Web does."""
    return "".join(
        f"{tag}  - {printable(text)}\r\n"
        for trial in trials
        for tag, text in _fields(trial, database, study=study)
    )


def _fields(trial: TrialRecord, database: str, *, study: bool) -> Iterable[tuple[str, str]]:
    cited = taken_apart(trial.citation or "")
    parts = cited or Cited(title=trial.citation or trial.label)
    first, _, last = parts.pages.replace("–", "-").partition("-")
    return [
        ("TY", "JOUR" if parts.journal else "GEN"),
        *((("NS", trial.label),) if study else ()),
        ("ID", trial.trial_id),
        *(("AU", name) for name in parts.authors if name != "others"),
        ("TI", parts.title),
        ("ST", trial.label),
        *_given(("JO", parts.journal), ("VL", parts.volume), ("IS", parts.issue)),
        *_given(("SP", first), ("EP", last)),
        ("PY", str(trial.year)),
        *_given(("DO", trial.doi), ("AN", trial.registration)),
        *(("UR", f"https://doi.org/{trial.doi}") for _ in (1,) if trial.doi),
        *((("N1", f"As cited: {trial.citation}"),) if cited else ()),
        ("DB", database),
        ("ER", ""),
    ]


def bibtex(findings: Findings) -> str:
    """Write the included trials in BibTeX."""
    return "\n".join(_entry(trial) for trial in included(findings))


def _entry(trial: TrialRecord) -> str:
    cited = taken_apart(trial.citation or "")
    parts = cited or Cited(title=trial.citation or trial.label)
    notes = [
        f"Registered as {trial.registration}" if trial.registration else "",
        f"As cited: {trial.citation}" if cited else "",
    ]
    fields = [
        *_given(("author", " and ".join(map(_tex, parts.authors)))),
        ("title", f"{{{_tex(parts.title)}}}"),
        ("shorttitle", f"{{{_tex(trial.label)}}}"),
        *_given(("journal", _tex(parts.journal)), ("volume", _tex(parts.volume))),
        *_given(("number", _tex(parts.issue))),
        *_given(("pages", _tex(parts.pages.replace("–", "-")).replace("-", "--"))),
        ("year", str(trial.year)),
        # A DOI is a link and read as it stands, so that only braces could end the field.
        *_given(("doi", (trial.doi or "").translate(str.maketrans("", "", "{}\\")))),
        *_given(("note", _tex("; ".join(filter(None, notes))))),
    ]
    body = "".join(f"  {name} = {{{printable(text)}}},\n" for name, text in fields)
    return f"@{'article' if parts.journal else 'misc'}{{{trial.trial_id},\n{body}}}\n"


def _given(*pairs: tuple[str, str | None]) -> Iterable[tuple[str, str]]:
    return [(name, text) for name, text in pairs if text]


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in printable(text))
