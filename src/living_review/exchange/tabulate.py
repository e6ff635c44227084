"""From what was found in a file, and what a person decided, to the tables of a registry."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from living_review.exchange import cells, identifiers, measures
from living_review.exchange.decisions import (
    Decisions,
    OutcomeDecision,
    PrecalcSign,
    check_decided,
    unknown_keys,
)
from living_review.exchange.extract import (
    ArmFound,
    ContrastFound,
    Extract,
    Remark,
    gathered,
)
from living_review.exchange.formats import FORMATS
from living_review.exchange.times import weeks_named
from living_review.measures import RATIOS
from living_review.registry.columns import TABLES
from living_review.sources import RawTable, RawTables

Row = dict[str, str]
_WEEKS_IN_A_MONTH = 52 / 12


@dataclass(frozen=True, slots=True)
class Imported:
    """The tables a file gives, and what it holds that they do not."""

    tables: RawTables
    report: tuple[Remark, ...]


def tables_from(
    extract: Extract, decisions: Decisions, file: str, pulled_at: dt.datetime
) -> Imported:
    """Make registry tables; BadInput where a decision is lacking that the file cannot take."""
    check_decided(extract, decisions, file)
    entered = decisions.entered or pulled_at.date()
    ids = identifiers.unique(
        ((study.key, study.label) for study in extract.studies), otherwise="trial"
    )
    remarks = list(extract.remarks)
    about = {found.key: decisions.about(found) for found in extract.outcomes}
    remarks += _skipped(extract, about, decisions)
    remarks += _no_longer_there(extract, decisions)
    remarks += _weeks_remark(extract.weeks_doubtful, decisions)
    source = f"{FORMATS[extract.format].called} {file}"
    trials = [*_trials(extract, ids, entered, source, remarks)]
    arms = _distinct_arms(
        _arms(extract, ids, about, decisions, source, remarks), extract.arms_recur, remarks
    )
    given = [*extract.contrasts, *_precalculated(extract, about, decisions, remarks)]
    contrasts = _distinct_contrasts(
        _contrasts(given, extract, ids, about, decisions, source, remarks), remarks
    )
    judgements = [
        {
            "trial_id": ids[each.study],
            "tool": each.tool,
            "domain": each.domain,
            "judgement": each.judgement,
            "support": each.support,
        }
        for each in extract.judgements
        if _known(each.study, ids, "risk_of_bias", remarks)
    ]
    made = {
        "trials": trials,
        "arms": arms,
        "contrasts": contrasts,
        "risk_of_bias": judgements,
    }
    tables = {name: table(name, rows) for name, rows in made.items() if rows or name == "trials"}
    return Imported(RawTables(tables, pulled_at, file), gathered(remarks))


def table(name: str, rows: Sequence[Row]) -> RawTable:
    """Write rows as a table: the declared columns that are used or required, then further ones."""
    declared = TABLES[name]
    used = {column for row in rows for column, cell in row.items() if cell}
    columns = [each.name for each in declared.columns if each.required or each.name in used]
    further = dict.fromkeys(
        column for row in rows for column, cell in row.items() if cell and column not in columns
    )
    columns += list(further)
    cells_of = tuple(tuple(cells.text(row.get(column, "")) for column in columns) for row in rows)
    lines = tuple(range(2, len(rows) + 2))
    return RawTable(name, f"{name}.csv", tuple(columns), cells_of, lines)


def _trials(
    extract: Extract,
    ids: Mapping[str, str],
    entered: dt.date,
    source: str,
    remarks: list[Remark],
) -> Iterator[Row]:
    seen: set[str] = set()
    for study in extract.studies:
        if study.key in seen:
            remarks.append(
                Remark("not mapped", "study", study.label, 1, "the study is listed twice.")
            )
            continue
        seen.add(study.key)
        for column, cell in study.cells.items():
            if cells.text(cell) != cell.strip() and len(cell) > len(cells.text(cell)):
                remarks.append(
                    Remark("please check", column, "", 1, "text longer than allowed was cut.")
                )
        yield {
            "trial_id": ids[study.key],
            "label": study.label,
            "year": study.year,
            "status": study.status,
            "date_added": entered.isoformat(),
            "source": source,
            **study.cells,
        }


def _known(study: str, ids: Mapping[str, str], where: str, remarks: list[Remark]) -> bool:
    if study in ids:
        return True
    reason = "the study is in no list of studies of the file."
    remarks.append(Remark("not mapped", where, study, 1, reason))
    return False


def _skipped(
    extract: Extract, about: Mapping[str, OutcomeDecision], decisions: Decisions
) -> Iterator[Remark]:
    rows = Counter(each.outcome for each in extract.results)
    for found in extract.outcomes:
        if about[found.key].skip and rows[found.key]:
            named = found.key in decisions.mapping.outcomes
            reason = (
                "the mapping skips it."
                if named
                else "the mapping does not name it, and skips all that it does not name."
            )
            yield Remark("not mapped", found.key, found.label, rows[found.key], reason)


def _no_longer_there(extract: Extract, decisions: Decisions) -> Iterator[Remark]:
    for key in unknown_keys(extract, decisions):
        reason = (
            "the mapping names this outcome and the file has it not; correct or remove its key."
        )
        yield Remark("please check", "outcome", key, 1, reason)


def _common(
    each: ArmFound | ContrastFound,
    ids: Mapping[str, str],
    said: OutcomeDecision,
    decisions: Decisions,
    doubtful: int,
    source: str,
) -> Row:
    filled = {column: cell for column, cell in each.cells.items() if cell}
    weeks = filled.pop("weeks", "")
    if said.weeks is not None:
        weeks = repr(said.weeks)
    elif weeks and decisions.weeks == "months":
        amount = cells.value(weeks)
        weeks = weeks if amount is None else repr(round(amount * _WEEKS_IN_A_MONTH, 2))
    elif doubtful and decisions.weeks is None:
        # The wrong unit in silence is worse than no figure.
        weeks = ""
    return {
        "trial_id": ids[each.study],
        "outcome": said.outcome or "",
        "timepoint": said.timepoint or "",
        "weeks": cells.number(weeks),
        "higher_is_better": "true" if said.higher_is_better else "false",
        "source": f"{source}, outcome {each.outcome}",
        **filled,
        **({"instrument": said.instrument} if said.instrument else {}),
    }


def _arms(
    extract: Extract,
    ids: Mapping[str, str],
    about: Mapping[str, OutcomeDecision],
    decisions: Decisions,
    source: str,
    remarks: list[Remark],
) -> Iterator[tuple[Row, str]]:
    for each in extract.arms:
        said = about[each.outcome]
        if said.skip or not _known(each.study, ids, "arms", remarks):
            continue
        row = _common(each, ids, said, decisions, extract.weeks_doubtful, source)
        row |= {"arm": each.arm, "role": each.role}
        if said.score and row.get("mean"):
            row["score"] = said.score
        yield row, each.part or each.outcome


def _weeks_remark(doubtful: int, decisions: Decisions) -> Iterator[Remark]:
    """Say what was done with weeks that look like months."""
    if not doubtful:
        return
    looks = "the number of weeks is the number of months that another column names"
    said = {
        None: f"{looks}, so the column may hold months; weeks are left empty until you say "
        "--weeks-are months (which converts them, 52 weeks to 12 months) or --weeks-are weeks, or "
        "weeks_are in the mapping.",
        "months": "months, as you say: all numbers of the column were converted, 52 weeks to 12 "
        "months.",
        "weeks": f"{looks}; they were taken as weeks, as you say.",
    }
    yield Remark("please check", "time_weeks", "", doubtful, said[decisions.weeks])


def _precalculated(
    extract: Extract,
    about: Mapping[str, OutcomeDecision],
    decisions: Decisions,
    remarks: list[Remark],
) -> Iterator[ContrastFound]:
    """Give computed effects with the sign that a contrast has, where a person says whose it is."""
    for each in extract.precalculated:
        if about[each.outcome].skip:
            continue
        if decisions.sign is None:
            reason = (
                "only a computed effect is given, and its sign does not say which way is better on "
                "the scale itself; enter the arms, or say what it means with --precalc-sign, or "
                "precalc_sign in the mapping."
            )
            remarks.append(Remark("not mapped", "row", each.study, 1, reason))
            continue
        estimate = _turned(each, about[each.outcome], decisions.sign)
        if estimate is None:
            reason = "the computed effect is beyond any ratio; enter it by hand."
            remarks.append(Remark("not mapped", "row", each.study, 1, reason))
            continue
        reason = (
            f"the effect was computed by somebody else ({each.measure} {each.cells['estimate']}"
            f"{', as a logarithm' if each.measure in RATIOS else ''}) and is used with "
            f"the sign you named: {decisions.sign}."
        )
        remarks.append(Remark("please check", "row", each.study, 1, reason))
        yield replace(each, cells={**each.cells, "estimate": estimate})


def _turned(each: ContrastFound, said: OutcomeDecision, sign: PrecalcSign) -> str | None:
    """Write an effect as intervention against control on the scale as it was measured."""
    value = cells.value(each.cells["estimate"])
    assert value is not None
    positive_is_more = sign == "intervention-minus-control" or (
        said.higher_is_better == (sign == "positive-favours-intervention")
    )
    value = value if positive_is_more else -value
    if each.measure not in RATIOS:
        return cells.number(repr(value + 0.0))
    return repr(math.exp(value)) if abs(value) <= measures.LARGEST_LOG else None


def _contrasts(
    given: Sequence[ContrastFound],
    extract: Extract,
    ids: Mapping[str, str],
    about: Mapping[str, OutcomeDecision],
    decisions: Decisions,
    source: str,
    remarks: list[Remark],
) -> Iterator[tuple[Row, str]]:
    for each in given:
        said = about[each.outcome]
        if said.skip or not _known(each.study, ids, "contrasts", remarks):
            continue
        row = _common(each, ids, said, decisions, extract.weeks_doubtful, source)
        yield row | {"measure": each.measure}, each.part or each.outcome


def _distinct_arms(
    rows: Iterable[tuple[Row, str]], recur: bool, remarks: list[Remark]
) -> list[Row]:
    """Tell rows of one key apart by the part of the trial (a subgroup) that they are of.

    Where arms recur by the format's own design, a repeat is the same people: it is written once,
    and where its figures differ, it was measured again and is left out. Elsewhere two rows of one
    part may be other people, so both are kept, under names of their own, and reported.
    """
    kept: dict[tuple[str, ...], Row] = {}
    for row, part in rows if recur else _in_parts(rows, "arms", remarks):
        key = _key(row, "arms")
        if key in kept and recur:
            if _figures(row) != _figures(kept[key]):
                remarks.append(_measured_again(row))
            continue
        if key in kept:
            row = row | {"arm": _renamed(row, part, kept)}
            key = _key(row, "arms")
            remarks.append(
                Remark(
                    "please check",
                    "arms",
                    f"{row['trial_id']}, {row['outcome']}",
                    1,
                    "the trial has several rows for this outcome; their arms are told apart by "
                    "name and will be combined. Look whether anybody is counted twice, such as a "
                    "control group that two interventions share.",
                )
            )
        kept[key] = row
    return list(kept.values())


def _measured_again(row: Row) -> Remark:
    return Remark(
        "not mapped",
        "arms",
        f"{row['trial_id']}, {row['outcome']}, {row['arm']}",
        1,
        "the arm has other figures for this outcome already, of the same instrument and time: the "
        "same people would count twice. Say what tells the two apart: weeks in time_weeks (and "
        "--weeks-are, where they may be months), another outcome or time point in the mapping, or "
        "a stratum.",
    )


def _in_parts(
    rows: Iterable[tuple[Row, str]], name: str, remarks: list[Remark]
) -> list[tuple[Row, str]]:
    """Enter what a trial gives in several parts (subgroups) as strata, or at several times.

    Parts whose names are times (`6 weeks`, `Month 3`) are the same people measured again.
    """
    listed = list(rows)
    parts: dict[tuple[str, ...], set[str]] = {}
    for row, part in listed:
        parts.setdefault(_key(row, name), set()).add(part)
    told: set[tuple[str, str]] = set()
    made = []
    for row, part in listed:
        several = parts[_key(row, name)]
        if len(several) > 1:
            timed = {each: weeks_named(each) for each in several}
            at_times = all(timed.values()) and len(set(timed.values())) == len(several)
            if (about := (row["trial_id"], row["outcome"])) not in told:
                told.add(about)
                remarks.append(_parts_remark(row, sorted(several), at_times))
            row = row | ({"weeks": timed[part]} if at_times else {"stratum": part or "total"})
        made.append((row, part))
    return made


def _parts_remark(row: Row, parts: Sequence[str], at_times: bool) -> Remark:
    names = ", ".join(f"'{part}'" for part in parts)
    what = (
        f"the trial has rows in several subgroups that are times ({names}); they are entered with "
        "their weeks, and one of them is used: say timepoints[].choose in the protocol."
        if at_times
        else f"the trial has rows in several subgroups ({names}); they are entered as strata, "
        "which are pooled within the trial. Look whether anybody is counted twice, such as a "
        "control group that two subgroups share."
    )
    return Remark("please check", "stratum", f"{row['trial_id']}, {row['outcome']}", 1, what)


def _distinct_contrasts(rows: Iterable[tuple[Row, str]], remarks: list[Remark]) -> list[Row]:
    """Keep the first contrast of each key; a second of one trial is reported and left out."""
    kept: dict[tuple[str, ...], Row] = {}
    for row, part in _in_parts(rows, "contrasts", remarks):
        if _key(row, "contrasts") not in kept:
            kept[_key(row, "contrasts")] = row
            continue
        remarks.append(
            Remark(
                "not mapped",
                "contrasts",
                f"{row['trial_id']}, {row['outcome']}, {part}",
                1,
                "the trial has another contrast for this outcome already, and the registry holds "
                "one; combine the two by hand, or map them to two outcomes.",
            )
        )
    return list(kept.values())


def _key(row: Row, name: str) -> tuple[str, ...]:
    return tuple(row.get(column, "") for column in TABLES[name].key)


def _figures(row: Row) -> dict[str, str]:
    """Give what a row says, without where it was read."""
    return {column: cell for column, cell in row.items() if cell and column != "source"}


def _renamed(row: Row, part: str, kept: Mapping[tuple[str, ...], Row]) -> str:
    name, count = f"{row['arm']} ({part})", 2
    while _key({**row, "arm": name}, "arms") in kept:
        name, count = f"{row['arm']} ({part}, {count})", count + 1
    return name
