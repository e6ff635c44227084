"""Studies, references and risk of bias in the tables of RevMan Web."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from living_review.exchange import cells
from living_review.exchange.extract import FoundOutcome, Judged, Remark, Study
from living_review.exchange.revman_rows import PLACE, Line, key_of
from living_review.exchange.ris import Reference
from living_review.exchange.rob_domains import Tool, domain_of, judgement_of

STUDIES, BIAS = "study-information.csv", "risk-of-bias.csv"
# Packages with RoB 2 judge each result behind its figures.
_BEHIND = " judgement"
JUDGEMENT, SUPPORT = "Domain (judgement): ", "Domain (support): "
_READ = frozenset({"Study", "Study year", "Year", "DOI", "Char: Participants"})
# Columns that may say which result a row of RoB 2 judges.
_RESULTS = ("Outcome", "Analysis name", "Analysis", "Result")


def studies_of(
    listed: Sequence[Line], rows: Sequence[Line], references: Mapping[str, Reference]
) -> tuple[tuple[Study, ...], list[Remark]]:
    """Give the studies that are listed, those that only have results, and those only cited."""
    remarks: list[Remark] = []
    years: dict[str, str] = {}
    for line in (*rows, *listed):
        stated = cells.year(line.get("Study year", ""), line.get("Year", ""))
        years[line["Study"]] = years.get(line["Study"]) or stated
    about = {line["Study"]: line for line in listed if line["Study"]}
    with_results = dict.fromkeys(line["Study"] for line in rows if line["Study"])
    names = dict.fromkeys((*about, *with_results, *references))
    studies = []
    for name in names:
        line, reference = about.get(name, {}), references.get(name)
        filled = {
            "doi": line.get("DOI", "") or (reference.doi if reference else ""),
            "citation": reference.citation if reference else "",
            "population": line.get("Char: Participants", ""),
        }
        year = years.get(name) or cells.year(name) or (reference.year if reference else "")
        cited_alone = name not in about and name not in with_results
        status = reference.status if reference and cited_alone else "included"
        studies.append(Study(name, name, year, status, filled))
    if not listed:
        reason = "no list of studies is there; they are those that have results."
        remarks.append(Remark("please check", STUDIES, "", len(studies), reason))
    filled_in = Counter(column for line in listed for column, cell in line.items() if cell)
    remarks += [
        Remark("not mapped", f"{STUDIES}: {column[:60]}", "", count, "free text, or no column.")
        for column, count in filled_in.items()
        if column not in _READ
    ]
    return tuple(studies), remarks


def judgements_of(
    lines: Iterable[Line], outcomes: Sequence[FoundOutcome], remarks: list[Remark]
) -> Iterator[Judged]:
    """Give the judgements of studies, and of single results where those differ and are named."""
    found: dict[tuple[str, Tool, str], dict[str, dict[str, str]]] = {}
    results_of = _Results(outcomes)
    for line in lines:
        result = results_of.of(line)
        for name, cell, support in _judged(line):
            place = domain_of(name)
            judgement = judgement_of(cell, place[0]) if place else None
            if place is None or judgement is None:
                reason = (
                    f"'{cell[:40]}' is no judgement of {place[0]}."
                    if place
                    else f"'{cell[:40]}' for this domain is in the words of neither RoB 1 nor "
                    "RoB 2."
                )
                remarks.append(Remark("not mapped", BIAS, name, 1, reason))
                continue
            by = found.setdefault((line["Study"], *place), {}).setdefault(result, {})
            by.setdefault(judgement, support)
    for key, results in found.items():
        yield from _settled(*key, results, remarks)


def _judged(line: Line) -> Iterator[tuple[str, str, str]]:
    """Give domain, judgement and support: of the table of studies, or behind a row of results."""
    for column, cell in line.items():
        if column.startswith(JUDGEMENT) and cell:
            name = column.removeprefix(JUDGEMENT)
            yield name, cell, line.get(SUPPORT + name, "")
        elif column.endswith(_BEHIND) and cell:
            name = column.removesuffix(_BEHIND)
            yield name, cell, line.get(f"{name} support", "")


class _Results:
    """Which outcome a row judges, as far as it says so."""

    def __init__(self, outcomes: Sequence[FoundOutcome]) -> None:
        self.keys = {each.key for each in outcomes}
        self.named: dict[str, list[str]] = {}
        for each in outcomes:
            self.named.setdefault(_plain(each.label), []).append(each.key)

    def of(self, line: Line) -> str:
        """Give the key of an outcome; empty where the row says none that is known."""
        key = line.get(PLACE, "")
        if not key and line.get("Analysis group") and line.get("Analysis number"):
            key = key_of(line)
        if key:
            return key if key in self.keys else ""
        for column in _RESULTS:
            meant = self.named.get(_plain(line.get(column, "")), [])
            if len(meant) == 1:
                return meant[0]
        return ""


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _settled(
    study: str,
    tool: Tool,
    domain: str,
    results: Mapping[str, Mapping[str, str]],
    remarks: list[Remark],
) -> Iterator[Judged]:
    """Give one judgement of the study where all agree, or one of every result that is named."""
    said = {judgement for by in results.values() for judgement in by}
    if len(said) == 1:
        judgement = said.pop()
        why = next((by[judgement] for by in results.values() if by[judgement]), "")
        yield Judged(study, tool, domain, judgement, why)
        return
    for result, by in results.items():
        if result and len(by) == 1:
            ((judgement, why),) = by.items()
            yield Judged(study, tool, domain, judgement, why, result)
            continue
        reason = (
            "outcomes or results of one study are judged differently; write them into "
            "risk_of_bias.csv by outcome."
        )
        remarks.append(Remark("not mapped", BIAS, f"{tool} {domain}", 1, reason))
