"""Rows of one trial on one outcome: parts of it, the same people again, or a second result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from living_review.exchange.extract import Remark
from living_review.exchange.times import weeks_named
from living_review.registry.columns import TABLES

Row = dict[str, str]


def distinct_arms(rows: Iterable[tuple[Row, str]], recur: bool, remarks: list[Remark]) -> list[Row]:
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


def distinct_contrasts(rows: Iterable[tuple[Row, str]], remarks: list[Remark]) -> list[Row]:
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
