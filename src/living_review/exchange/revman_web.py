"""RevMan data packages: the zip of CSV files that RevMan Web exports and Cochrane publishes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from living_review.errors import BadInput
from living_review.exchange import cells, measures
from living_review.exchange.envelope import unpacked
from living_review.exchange.extract import (
    ArmFound,
    ContrastFound,
    Extract,
    FoundOutcome,
    Judged,
    Remark,
    Study,
    alike,
    gathered,
    told_apart,
)
from living_review.exchange.rob_domains import Tool, domain_of, judgement_of
from living_review.sources import read_csv

Line = Mapping[str, str]
_ROWS, _SETTINGS = "data-rows.csv", "overall-estimates-and-settings.csv"
_STUDIES, _BIAS = "study-information.csv", "risk-of-bias.csv"
_READ = (_ROWS, _SETTINGS, _STUDIES, _BIAS)
_ROW_COLUMNS = ("Analysis group", "Analysis number", "Study")
_SETTING_COLUMNS = ("Analysis group", "Analysis number", "Data type")
_ARMS = (("Experimental", "intervention"), ("Control", "control"))
_FIGURES = {
    "dichotomous": {"n": "{} N", "events": "{} cases"},
    "continuous": {"n": "{} N", "mean": "{} mean", "sd": "{} SD"},
}
_TRUE = frozenset({"true", "yes", "1"})
# A study in a subgroup that counts in no total, beside its row for the total.
_SUBGROUP_ONLY = frozenset({"subgroup only", "subgroup"})


@dataclass
class _Reading:
    """What the rows of a package make, gathered row by row."""

    arms: list[ArmFound] = field(default_factory=list)
    contrasts: list[ContrastFound] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def extract(content: bytes, file: str) -> Extract:
    """Read a data package; `file` is the name used in messages.

    Raises BadInput where the zip cannot be unpacked, or holds no analysis data of a review of
    interventions.
    """
    files = unpacked(content, file)
    if any(name.endswith("parameters.csv") for name in files):
        raise BadInput(
            f"{file} is the package of a review of diagnostic tests; only reviews of interventions "
            "have the two-sided results that a registry holds."
        )
    settings = {_key(line): line for line in _lines(files, _SETTINGS, _SETTING_COLUMNS, file)}
    rows = _lines(files, _ROWS, _ROW_COLUMNS, file)
    reading = _Reading()
    for line in _counted(rows, reading.remarks):
        _row(line, settings.get(_key(line)), reading)
    counts = Counter(map(_key, rows))
    for key, setting in settings.items():
        reading.remarks += _setting_remarks(key, setting, counts[key])
    studies, reading.remarks[:0] = _studies(files, rows, file)
    judgements = tuple(_judgements(files, file, reading.remarks))
    outcomes = told_apart(_found(key, setting) for key, setting in settings.items())
    reading.remarks += alike(outcomes)
    reading.remarks += _unread(files)
    return Extract(
        "revman-web",
        studies,
        outcomes,
        tuple(reading.arms),
        tuple(reading.contrasts),
        judgements,
        gathered(reading.remarks),
    )


def _lines(
    files: Mapping[str, bytes], ending: str, required: tuple[str, ...], file: str
) -> list[dict[str, str]]:
    """Give the rows of the file with that ending; none where it is optional and not there."""
    names = [name for name in files if name.endswith(ending)]
    if len(names) > 1:
        raise BadInput(f"{file} holds several files that end in {ending}; give one review's.")
    if not names:
        if ending in (_ROWS, _SETTINGS):
            raise BadInput(
                f"{file} holds no file that ends in {ending}; give the data package that RevMan "
                "exports, or that the Cochrane Library offers under 'Download data'."
            )
        return []
    table = read_csv(files[names[0]], ending.removesuffix(".csv"), f"{file}/{names[0]}")
    lacking = [column for column in required if column not in table.columns]
    if lacking:
        raise BadInput(
            f"{file}/{names[0]} lacks the column {lacking[0]!r} of a RevMan data package; export "
            "the package again."
        )
    return [dict(zip(table.columns, map(cells.present, row), strict=False)) for row in table.rows]


def _key(line: Line) -> str:
    return f"{cells.number(line['Analysis group'])}.{cells.number(line['Analysis number'])}"


def _found(key: str, setting: Line) -> FoundOutcome:
    name = setting.get("Analysis name", "") or setting.get("Outcome", "") or key
    about = (
        f"comparison {key.split('.')[0]}, {setting.get('Analysis group name', '') or 'no title'}; "
        f"{setting['Data type']}, {setting.get('Effect measure', '') or 'no measure named'}"
    )
    return FoundOutcome(key, name, about, name)


def _counted(rows: list[dict[str, str]], remarks: list[Remark]) -> Iterator[dict[str, str]]:
    """Leave out rows of a subgroup alone where the study also has a row for the total."""

    def alone(line: Line) -> bool:
        said = line.get("Applicability", "").lower().replace("_", " ")
        return said in _SUBGROUP_ONLY

    in_total = {(_key(line), line["Study"]) for line in rows if not alone(line)}
    for line in rows:
        if alone(line) and (_key(line), line["Study"]) in in_total:
            reason = "the row counts in a subgroup alone; that of the total is taken."
            remarks.append(Remark("not mapped", _ROWS, _key(line), 1, reason))
        else:
            yield line


def _row(line: Line, setting: Line | None, reading: _Reading) -> None:
    key = _key(line)
    if setting is None:
        reason = f"the analysis is not in {_SETTINGS}."
        reading.remarks.append(Remark("not mapped", _ROWS, key, 1, reason))
        return
    kind = setting["Data type"].lower()
    part = line.get("Subgroup", "")
    if kind in _FIGURES:
        reading.arms += _arms(line, setting, _FIGURES[kind], part, reading.remarks)
        return
    made = _contrast(line, setting)
    if isinstance(made, str):
        reading.remarks.append(Remark("not mapped", _ROWS, key, 1, made))
        return
    measure, filled = made
    for column, name in (("n_intervention", "Experimental N"), ("n_control", "Control N")):
        if cells.value(line.get(name, "")):
            filled[column] = cells.number(line[name])
    reading.contrasts.append(ContrastFound(line["Study"], key, measure, filled, part))


def _arms(
    line: Line, setting: Line, figures: Mapping[str, str], part: str, remarks: list[Remark]
) -> Iterator[ArmFound]:
    if not all(cells.value(line.get(f"{side} N", "")) for side, _ in _ARMS):
        reason = "nobody was analysed in one of the groups (N is 0 or missing)."
        remarks.append(Remark("not mapped", _ROWS, _key(line), 1, reason))
        return
    for side, role in _ARMS:
        yield ArmFound(
            line["Study"],
            _key(line),
            setting.get(f"{side} group label", "") or side,
            "intervention" if role == "intervention" else "control",
            {ours: cells.number(line.get(name.format(side), "")) for ours, name in figures.items()},
            part,
        )


def _contrast(line: Line, setting: Line) -> tuple[str, dict[str, str]] | str:
    """Give measure and cells, or the reason why there are none."""
    measure, kind = setting.get("Effect measure", ""), setting["Data type"].lower()
    if kind == "o-e and variance":
        return measures.from_peto(measure, line.get("O-E", ""), line.get("Variance", ""))
    if kind != "contrast level":
        return f"data of type '{kind[:40]}' have no place in a registry."
    said = setting.get("Log-scale data", "").lower()
    return measures.from_inverse_variance(
        measure,
        line.get("GIV Mean", ""),
        line.get("GIV SE", ""),
        line.get("Mean", ""),
        said=said in _TRUE if said else None,
    )


def _setting_remarks(key: str, setting: Line, count: int) -> Iterator[Remark]:
    kind = setting["Data type"].lower()
    if count and setting.get("Swap event and non-event", "").lower() in _TRUE:
        yield Remark(
            "please check",
            "Swap event and non-event",
            key,
            count,
            "RevMan analysed the people without the event; the events are written as they were "
            "entered, so say in the mapping which way is better for the event itself.",
        )
    if count and kind == "continuous":
        yield Remark(
            "please check",
            _ROWS,
            key,
            count,
            "the package does not say whether means are values or changes from baseline; they are "
            "written as values unless the mapping says 'score: change'.",
        )


def _studies(
    files: Mapping[str, bytes], rows: list[dict[str, str]], file: str
) -> tuple[tuple[Study, ...], list[Remark]]:
    """Give the studies listed in the package, and those that only have results."""
    remarks: list[Remark] = []
    listed = _lines(files, _STUDIES, ("Study",), file)
    years: dict[str, str] = {}
    for line in (*rows, *listed):
        stated = cells.year(line.get("Study year", ""), line.get("Year", ""))
        years.setdefault(line["Study"], stated)
    about = {line["Study"]: line for line in listed if line["Study"]}
    names = dict.fromkeys((*about, *(line["Study"] for line in rows if line["Study"])))
    studies = []
    for name in names:
        line = about.get(name, {})
        studies.append(
            Study(
                name,
                name,
                years.get(name) or cells.year(name),
                "included",
                {"doi": line.get("DOI", ""), "population": line.get("Char: Participants", "")},
            )
        )
    if not listed:
        reason = "the package lists no studies; they are those that have results."
        remarks.append(Remark("please check", _STUDIES, "", len(studies), reason))
    filled = Counter(column for line in listed for column, cell in line.items() if cell)
    known = {"Study", "Study year", "Year", "DOI", "Char: Participants"}
    remarks += [
        Remark("not mapped", f"{_STUDIES}: {column[:60]}", "", count, "free text, or no column.")
        for column, count in filled.items()
        if column not in known
    ]
    return tuple(studies), remarks


def _judgements(files: Mapping[str, bytes], file: str, remarks: list[Remark]) -> Iterator[Judged]:
    """Give the judgements of studies; those of single results are reported."""
    prefix, support = "Domain (judgement): ", "Domain (support): "
    found: dict[tuple[str, Tool, str], dict[str, str]] = {}
    for line in _lines(files, _BIAS, ("Study",), file):
        for column, cell in line.items():
            if not column.startswith(prefix) or not cell:
                continue
            name = column.removeprefix(prefix)
            place = domain_of(name)
            judgement = judgement_of(cell, place[0]) if place else None
            if place is None or judgement is None:
                reason = (
                    f"'{cell[:40]}' for this domain is in the words of neither RoB 1 nor RoB 2."
                )
                remarks.append(Remark("not mapped", _BIAS, name, 1, reason))
                continue
            by = found.setdefault((line["Study"], *place), {})
            by.setdefault(judgement, line.get(support + name, ""))
    for (study, tool, domain), by in found.items():
        if len(by) == 1:
            ((judgement, why),) = by.items()
            yield Judged(study, tool, domain, judgement, why)
        else:
            reason = (
                "outcomes or results of one study are judged differently; write them into "
                "risk_of_bias.csv by outcome."
            )
            remarks.append(Remark("not mapped", _BIAS, f"{tool} {domain}", 1, reason))


def _unread(files: Mapping[str, bytes]) -> Iterator[Remark]:
    for name, content in files.items():
        if name.endswith(_READ):
            continue
        count = content.count(b"\nTY  -") + content.startswith(b"TY  -")
        reason = (
            "references are not matched to studies; write citations and DOIs into trials.csv."
            if name.endswith(".ris")
            else "the analysis rows are read, which hold what was pooled."
        )
        yield Remark("not mapped", name, "", max(count, 1), reason)
