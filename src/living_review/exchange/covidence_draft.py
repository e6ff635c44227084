"""A mapping of a Covidence export for a person to fill in, drafted from its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from living_review.exchange import cells, identifiers
from living_review.exchange.decisions import one_line, quoted
from living_review.exchange.rob_domains import Tool, domain_of, judgement_of
from living_review.sources import RawTable

# How the columns every export begins with fill trials.csv.
_USUAL = {
    "label": ("Study ID", "Study", "Study name", "Study identifier", "Title"),
    "citation": ("Title",),
    "year": ("Year of publication", "Published Year", "Year"),
    "doi": ("DOI",),
    "template": ("Template", "Template name", "Extraction template", "Form"),
    "country": ("Country in which the study conducted", "Country"),
}
_STATISTICS = {
    "mean": "mean",
    "sd": "sd",
    "standard deviation": "sd",
    "se": "se",
    "standard error": "se",
    "n": "n",
    "total": "n",
    "total n": "n",
    "sample size": "n",
    "events": "events",
    "no. of events": "events",
    "number of events": "events",
    "median": "median",
}
_LONGEST_NAME = 300
# A statistic of several words is one: 'standard deviation' behind a name, and no 'deviation'.
_ENDING = re.compile(
    r"(?P<before>.*?\S)[\s:;,_|/(\[-]+"
    rf"(?P<what>{'|'.join(map(re.escape, _STATISTICS))})[\s)\]]*",
    re.IGNORECASE,
)


def drafted(table: RawTable, file: str) -> str:
    """Write a mapping for a person to fill in, from the header of an export.

    Columns whose names end in a statistic are put together by what stands before it; which arm and
    outcome that is, and which way is better, is left blank.
    """
    names = tuple(dict.fromkeys(filter(None, table.columns)))
    lines = [
        f"# Draft mapping of {one_line(file)}. Fill in the blanks, delete what is not needed;",
        "# a column is named exactly as in the header of the export.",
        "study:",
        f"  label: {quoted(_usual('label', names) or names[0])}",
        f"  reviewer: {quoted('Reviewer Name') if 'Reviewer Name' in names else ''}".rstrip(),
        "  keep_reviewer:       # such as Consensus, where a study stands in several rows",
    ]
    template = _usual("template", names)
    if template:
        lines.append(f"  template: {quoted(template)}")
    usual = {name: _usual(name, names) for name in _USUAL if name not in ("label", "template")}
    filled = [f"    {name}: {quoted(column)}" for name, column in usual.items() if column]
    lines += ["  columns:", *filled] if filled else []
    groups = _groups(names)
    lines += [
        "results:" if groups else "results: []",
        *(line for before, columns in groups.items() for line in _drafted(before, columns)),
        *_bias(table, names),
        "# A result has at least two arms: put the arms of one outcome and time point together.",
        "# All columns of the export:",
        *(f"#   {one_line(name)}" for name in names),
    ]
    return "\n".join(lines) + "\n"


def _usual(name: str, names: tuple[str, ...]) -> str:
    return next((column for column in _USUAL[name] if column in names), "")


def _bias(table: RawTable, names: tuple[str, ...]) -> Iterator[str]:
    """Give the columns that judge a domain in the words of its tool, with what supports them."""
    said = {
        name: {cell for row in table.rows if (cell := cells.present(row[at]))}
        for at, name in reversed([*enumerate(table.columns)])
    }
    of: dict[tuple[Tool, str], list[str]] = {}
    for name in names:
        place = domain_of(name) if len(name) <= _LONGEST_NAME else None
        if place is not None:
            of.setdefault(place, []).append(name)
    drafted = []
    for (tool, domain), columns in of.items():
        judging = [
            name
            for name in columns
            if said[name] and all(judgement_of(cell, tool) for cell in said[name])
        ]
        others = [name for name in columns if name not in judging]
        for name in judging:
            support = next((other for other in others if other.startswith(name)), None)
            support = support or (others[0] if len(others) == len(judging) == 1 else None)
            also = f", support: {quoted(support)}" if support else ""
            drafted.append(
                f"  - {{tool: {tool}, domain: {quoted(domain)}, judgement: {quoted(name)}{also}}}"
            )
    yield from ("risk_of_bias:", *drafted) if drafted else ()


def _groups(names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for name in names:
        found = _ENDING.fullmatch(name) if len(name) <= _LONGEST_NAME else None
        if found:
            statistic = _STATISTICS[found["what"].lower()]
            groups.setdefault(found["before"], {}).setdefault(statistic, name)
    return groups


def _drafted(before: str, columns: Mapping[str, str]) -> Iterator[str]:
    yield f"  - outcome:           # {one_line(before, 120)}"
    yield "    timepoint:"
    yield "    higher_is_better:  # true or false, for the scale or event as it was measured"
    yield "    instrument:"
    yield "    arms:"
    yield f"      - arm: {quoted(identifiers.safe(before, otherwise='arm'))}"
    yield "        role:          # intervention or control"
    yield "        columns:"
    for statistic, column in columns.items():
        yield f"          {statistic}: {quoted(column)}"
