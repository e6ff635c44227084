"""RevMan data packages: the zip of CSV files that RevMan Web exports and Cochrane publishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from living_review.exchange import cells, ris
from living_review.exchange.envelope import unpacked
from living_review.exchange.extract import Extract, Remark, alike, gathered
from living_review.exchange.revman_rows import ROWS, SETTINGS, Line, analysis_rows, key_of
from living_review.exchange.revman_studies import BIAS, STUDIES, judgements_of, studies_of
from living_review.ground.errors import BadInput
from living_review.sources import read_csv

_SUBTOTALS = "subgroup-estimates.csv"
_READ = (ROWS, SETTINGS, STUDIES, BIAS, _SUBTOTALS)
_ROW_COLUMNS = ("Analysis group", "Analysis number", "Study")
_SETTING_COLUMNS = ("Analysis group", "Analysis number", "Data type")


def extract(content: bytes, file: str) -> Extract:
    """Read a data package; `file` is the name used in messages.

    Raises BadInput where the zip cannot be unpacked, or holds no analysis data of a review of
    interventions.
    """
    files = unpacked(content, file)
    if any(name.endswith("parameters.csv") for name in files):
        raise BadInput(
            f"{file} is the package of a review of diagnostic tests, whose results have no two "
            "sides that a registry could hold; give the package of a review of interventions."
        )
    settings = {key_of(line): line for line in _lines(files, SETTINGS, _SETTING_COLUMNS, file)}
    rows = _lines(files, ROWS, _ROW_COLUMNS, file)
    listed = _lines(files, _SUBTOTALS, ("Analysis group", "Analysis number", "Subgroup"), file)
    reading = analysis_rows(rows, settings, subgroups(listed, rows))
    references = ris.by_study(_references(files))
    studies, remarks = studies_of(_lines(files, STUDIES, ("Study",), file), rows, references)
    remarks += reading.remarks
    bias = _lines(files, BIAS, ("Study",), file)
    judged = [*bias, *reading.placed(rows)]
    judgements = tuple(judgements_of(judged, reading.outcomes, remarks))
    remarks += alike(reading.outcomes)
    remarks += _unread(files, {study.key for study in studies})
    return Extract(
        "revman-web",
        studies,
        reading.outcomes,
        tuple(reading.arms),
        tuple(reading.contrasts),
        judgements,
        gathered(remarks),
    )


def subgroups(listed: Sequence[Line], rows: Sequence[Line]) -> dict[str, dict[str, str]]:
    """Give the subgroups of every analysis by their number, in the order of the file."""
    found: dict[str, dict[str, str]] = {}
    for line in (*listed, *rows):
        name, key = line.get("Subgroup", ""), key_of(line)
        known = found.setdefault(key, {})
        if name and name not in known.values():
            number = cells.number(line.get("Subgroup number", ""))
            known[number if number and number not in known else _next(known)] = name
    return found


def _next(known: Mapping[str, str]) -> str:
    number = len(known) + 1
    while str(number) in known:
        number += 1
    return str(number)


def _lines(
    files: Mapping[str, bytes], ending: str, required: tuple[str, ...], file: str
) -> list[dict[str, str]]:
    """Give the rows of the file with that ending; none where it is optional and not there."""
    names = [name for name in files if name.endswith(ending)]
    if len(names) > 1:
        raise BadInput(
            f"{file} holds {len(names)} files that end in {ending} ({', '.join(names[:5])}); give "
            "the package of one review."
        )
    if not names:
        if ending in (ROWS, SETTINGS):
            raise BadInput(
                f"{file} holds no file that ends in {ending}; give the data package that RevMan "
                "exports, or that the Cochrane Library offers under 'Download data'."
            )
        return []
    return table_lines(files[names[0]], f"{file}/{names[0]}", required)


def table_lines(content: bytes, file: str, required: tuple[str, ...]) -> list[dict[str, str]]:
    """Give the rows of one CSV file of RevMan Web by their columns."""
    table = read_csv(content, "revman", file)
    lacking = [column for column in required if column not in table.columns]
    if lacking:
        raise BadInput(
            f"{file} lacks the column {lacking[0]!r} of a RevMan data package; export the package "
            "again."
        )
    return [dict(zip(table.columns, map(cells.present, row), strict=False)) for row in table.rows]


def _references(files: Mapping[str, bytes]) -> Iterator[ris.Reference]:
    for name, content in files.items():
        status = next((s for end, s in ris.STATUSES.items() if name.lower().endswith(end)), None)
        if status is not None:
            yield from ris.references(content, status)


def _unread(files: Mapping[str, bytes], studies: set[str]) -> Iterator[Remark]:
    for name, content in files.items():
        if name.endswith(_READ):
            continue
        if not name.lower().endswith(".ris"):
            reason = "the analysis rows are read, which hold what was pooled."
            yield Remark("not mapped", name, "", 1, reason)
            continue
        count = content.count(b"\nTY  -") + content.removeprefix(b"\xef\xbb\xbf").startswith(b"TY")
        own = name.lower().endswith(tuple(ris.STATUSES))
        matched = len({e.study for e in ris.references(content, "")} & studies) if own else 0
        if count > matched:
            reason = "references that name no study of the package, or a further one of it."
            yield Remark("not mapped", name, "", count - matched, reason)
