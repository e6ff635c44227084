"""Slips in the numbers of arms and contrasts."""

from __future__ import annotations

import math
import random

from slips.draft import NUMBERS, Draft, Sheet
from slips.making import slip

_BESIDE = {
    "arms": (
        *(("n", "mean"), ("mean", "sd"), ("sd", "se"), ("se", "ci_low"), ("ci_low", "ci_high")),
        *(("median", "q1"), ("q1", "q3"), ("q3", "min"), ("n", "events"), ("max", "events")),
        ("events", "time_at_risk"),
    ),
    "contrasts": (
        *(("estimate", "se"), ("se", "ci_low"), ("ci_low", "ci_high"), ("ci_high", "p")),
        *(("n_intervention", "n_control"), ("o_minus_e", "variance")),
        *(("sd_difference", "se"), ("sd_difference", "t")),
    ),
}


def touch(draft: Draft, table: str, row: int) -> str:
    """Note whose row it is, and give the row in words."""
    sheet = draft.tables[table]
    draft.touched.add(sheet.at(row, "trial_id"))
    names = ("trial_id", "outcome", "timepoint", "instrument", "arm")
    return f"{table} {'/'.join(sheet.at(row, name) for name in names if name in sheet.columns)}"


def change(draft: Draft, table: str, row: int, column: str, cell: str) -> str | None:
    """Write a cell and say so; None where it has this value."""
    sheet = draft.tables[table]
    old = sheet.at(row, column)
    if old == cell:
        return None
    where = touch(draft, table, row)
    sheet.put(row, column, cell)
    return f"{where}: {column} '{old}' → '{cell}'"


def filled(draft: Draft, draw: random.Random, *columns: str) -> tuple[str, int, str] | None:
    """Draw a cell with a number, of the columns given or of all."""
    found = [
        (name, i, column)
        for name in NUMBERS
        if name in draft.tables
        for column in (columns or NUMBERS[name])
        for i in range(len(draft.tables[name].rows))
        if draft.tables[name].at(i, column)
    ]
    return draw.choice(found) if found else None


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def written(value: float, like: str) -> str:
    """Write a number with as many decimals as another."""
    return f"{value:.{len(like.partition('.')[2])}f}"


def fellows(sheet: Sheet, row: int) -> list[int]:
    """Give the rows of the same comparison: trial, outcome, time point, instrument."""
    names = ("trial_id", "outcome", "timepoint", "instrument", "stratum")
    return sheet.where(**{name: sheet.at(row, name) for name in names})


@slip("value in the neighbouring column", 80, expected=True)
def neighbouring_column(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw)
    if place is None:
        return None
    name, row, column = place
    sheet = draft.tables[name]
    beside = [b if a == column else a for a, b in _BESIDE[name] if column in (a, b)]
    if not beside:
        return None
    other = draw.choice(beside)
    mine, theirs = sheet.at(row, column), sheet.at(row, other)
    if mine == theirs:
        return None
    rows = fellows(sheet, row) if draw.random() < 0.3 else [row]
    for each in rows:
        one, two = sheet.at(each, column), sheet.at(each, other)
        sheet.put(each, other, one)
        sheet.put(each, column, two)
    both = " in both arms" if len(rows) > 1 else ""
    return f"{touch(draft, name, row)}: {column} {mine} and {other} '{theirs}' change places{both}"


@slip("SE for SD", 80, expected=True)
def se_for_sd(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw, "sd")
    if place is None:
        return None
    sheet = draft.tables["arms"]
    rows = fellows(sheet, place[1]) if draw.random() < 0.6 else [place[1]]
    said = []
    for row in rows:
        sd, n = number(sheet.at(row, "sd")), number(sheet.at(row, "n"))
        if sd and n:
            se = f"{sd / math.sqrt(n):.2f}"
            said.append(change(draft, "arms", row, "sd", se) or "")
    return "; ".join(said) or None


@slip("SD for SE", 30, expected=True)
def sd_for_se(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw, "se")
    if place is None:
        return None
    name, row, _ = place
    sheet = draft.tables[name]
    se = number(sheet.at(row, "se"))
    ns = [number(sheet.at(row, each)) for each in ("n", "n_intervention")]
    n = next((each for each in ns if each), None)
    if se is None or n is None:
        return None
    factor = math.sqrt(n) if name == "arms" else math.sqrt(n / 2)
    rows = fellows(sheet, row) if name == "arms" and draw.random() < 0.6 else [row]
    said = [change(draft, name, each, "se", f"{(number(sheet.at(each, 'se')) or se) * factor:.1f}")
            for each in rows]  # fmt: skip
    return "; ".join(each for each in said if each) or None


@slip("mean and SD as an interval", 20, expected=True)
def spread_as_interval(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw, "sd")
    if place is None:
        return None
    sheet = draft.tables["arms"]
    said = []
    for row in fellows(sheet, place[1]):
        mean, sd = number(sheet.at(row, "mean")), number(sheet.at(row, "sd"))
        if mean is None or sd is None:
            return None
        where = touch(draft, "arms", row)
        sheet.put(row, "sd", "")
        sheet.put(row, "ci_low", f"{mean - sd:.1f}")
        sheet.put(row, "ci_high", f"{mean + sd:.1f}")
        said.append(f"{where}: {mean} ± {sd} as a confidence interval")
    return "; ".join(said) or None


@slip("interval as quartiles, or range as quartiles", 15, expected=True)
def interval_as_quartiles(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw, "ci_low", "q1")
    if place is None or place[0] != "arms":
        return None
    _, row, column = place
    sheet = draft.tables["arms"]
    pairs = {"ci_low": ("ci_low", "ci_high", "q1", "q3"), "q1": ("q1", "q3", "min", "max")}
    low, high, to_low, to_high = pairs[column]
    for each in fellows(sheet, row):
        sheet.put(each, to_low, sheet.at(each, low))
        sheet.put(each, to_high, sheet.at(each, high))
        sheet.put(each, low, "")
        sheet.put(each, high, "")
        if sheet.at(each, "mean"):
            sheet.put(each, "median", sheet.at(each, "mean"))
            sheet.put(each, "mean", "")
    return f"{touch(draft, 'arms', row)}: {low} and {high} as {to_low} and {to_high}"


@slip("percent for count", 60, expected=True)
def percent_for_count(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw, "events")
    if place is None:
        return None
    sheet = draft.tables["arms"]
    rows = fellows(sheet, place[1]) if draw.random() < 0.7 else [place[1]]
    style = draw.choice(("{:.0f}", "{:.1f}", "{:.0f}%", "{:.0f}"))
    said = []
    for row in rows:
        events, n = number(sheet.at(row, "events")), number(sheet.at(row, "n"))
        if events is not None and n:
            said.append(change(draft, "arms", row, "events", style.format(100 * events / n)))
    return "; ".join(each for each in said if each) or None


@slip("decimal point lost or moved", 45)
def decimal_point(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw)
    if place is None:
        return None
    name, row, column = place
    old = draft.tables[name].at(row, column)
    whole, point, decimals = old.partition(".")
    if point:
        new = draw.choice((whole + decimals, f"{whole}{decimals[:1]}.{decimals[1:] or '0'}"))
    else:
        new = old[:-1] + "." + old[-1] if len(old.lstrip("-")) > 1 else old + "0"
    return change(draft, name, row, column, new)


@slip("digit transposed, dropped, doubled or misread", 90)
def digits(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw)
    if place is None:
        return None
    name, row, column = place
    old = draft.tables[name].at(row, column)
    at = [i for i, sign in enumerate(old) if sign.isdigit()]
    i = draw.choice(at)
    how = draw.randrange(4)
    if how == 0 and i + 1 in at:
        new = old[:i] + old[i + 1] + old[i] + old[i + 2 :]
    elif how == 1 and len(at) > 1:
        new = old[:i] + old[i + 1 :]
    elif how == 2:
        new = old[:i] + old[i] + old[i:]
    else:
        new = old[:i] + draw.choice("0123456789".replace(old[i], "")) + old[i + 1 :]
    return change(draft, name, row, column, new)


@slip("sign lost or gained", 30, expected=True)
def sign(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw, "mean", "estimate", "ci_low", "ci_high")
    if place is None:
        return None
    name, row, column = place
    sheet = draft.tables[name]
    old = sheet.at(row, column)
    new = old[1:] if old.startswith("-") else f"-{old}"
    said = change(draft, name, row, column, new)
    if column == "estimate" and sheet.at(row, "ci_low") and draw.random() < 0.5:
        low, high = sheet.at(row, "ci_low"), sheet.at(row, "ci_high")
        sheet.put(row, "ci_low", high[1:] if high.startswith("-") else f"-{high}")
        sheet.put(row, "ci_high", low[1:] if low.startswith("-") else f"-{low}")
        said = f"{said}, and with it its interval"
    return said


@slip("value of another row", 60)
def another_row(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw)
    if place is None:
        return None
    name, row, column = place
    sheet = draft.tables[name]
    others = [i for i in range(len(sheet.rows)) if sheet.at(i, column)]
    near = [i for i in others if abs(i - row) == 1]
    other = draw.choice(near or others)
    return change(draft, name, row, column, sheet.at(other, column))


@slip("values filled down a column", 20)
def filled_down(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw)
    if place is None:
        return None
    name, row, column = place
    sheet = draft.tables[name]
    said = []
    start, step = number(sheet.at(row, column)) or 0.0, draw.choice((0, 0, 1))
    for i in range(row + 1, min(row + draw.randint(2, 4), len(sheet.rows))):
        if sheet.at(i, column):
            cell = written(start + step * (i - row), sheet.at(row, column))
            said.append(change(draft, name, i, column, cell))
    return "; ".join(each for each in said if each) or None


@slip("arms swapped: roles", 30, expected=True)
def roles_swapped(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["arms"]
    row = draw.randrange(len(sheet.rows))
    trial = sheet.at(row, "trial_id")
    rows = sheet.where(trial_id=trial) if draw.random() < 0.4 else fellows(sheet, row)
    turn = {"intervention": "control", "control": "intervention"}
    for each in rows:
        sheet.put(each, "role", turn[sheet.at(each, "role")])
    return f"{touch(draft, 'arms', row)}: roles change places in {len(rows)} rows"


@slip("arms swapped: figures", 45, expected=True)
def figures_swapped(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["arms"]
    row = draw.randrange(len(sheet.rows))
    rows = fellows(sheet, row)
    if len(rows) < 2:
        return None
    one, two = draw.sample(rows, 2)
    kept = ("n",) if draw.random() < 0.5 else ()
    columns = [c for c in NUMBERS["arms"] if c in sheet.columns and c not in kept]
    for column in columns:
        a, b = sheet.at(one, column), sheet.at(two, column)
        sheet.put(one, column, b)
        sheet.put(two, column, a)
    what = "figures but n" if kept else "figures"
    return f"{touch(draft, 'arms', row)}: {what} of two arms change places"


@slip("one figure of two arms swapped", 25)
def figure_swapped(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw, "n", "mean", "sd", "events")
    if place is None or place[0] != "arms":
        return None
    _, row, column = place
    sheet = draft.tables["arms"]
    rows = fellows(sheet, row)
    if len(rows) < 2:
        return None
    one, two = draw.sample(rows, 2)
    a, b = sheet.at(one, column), sheet.at(two, column)
    if a == b:
        return None
    sheet.put(one, column, b)
    sheet.put(two, column, a)
    return f"{touch(draft, 'arms', row)}: {column} of two arms change places"


@slip("people: total, randomised or another arm's", 35)
def people(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw, "n", "n_intervention")
    if place is None:
        return None
    name, row, column = place
    sheet = draft.tables[name]
    trials = draft.tables["trials"]
    owner = trials.where(trial_id=sheet.at(row, "trial_id"))
    randomised = trials.at(owner[0], "n_randomised") if owner else ""
    rows = fellows(sheet, row) if name == "arms" else [row]
    total = sum(number(sheet.at(each, column)) or 0 for each in rows)
    cell = draw.choice((f"{total:.0f}", randomised, f"{total:.0f}"))
    if not cell:
        return None
    said = [
        change(draft, name, each, column, cell) for each in (rows if draw.random() < 0.4 else [row])
    ]
    return "; ".join(each for each in said if each) or None


@slip("cell emptied", 60)
def emptied(draft: Draft, draw: random.Random) -> str | None:
    table = draw.choice(
        [name for name in ("arms", "arms", "contrasts", "trials") if name in draft.tables]
    )
    sheet = draft.tables[table]
    found = [(i, c) for i in range(len(sheet.rows)) for c in sheet.columns if sheet.at(i, c)]
    row, column = draw.choice(found)
    return change(draft, table, row, column, "")


@slip("decimal comma, thousands, units or words in a number", 45, expected=True)
def foreign_number(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw)
    if place is None:
        return None
    name, row, column = place
    old = draft.tables[name].at(row, column)
    written_as = (
        *(old.replace(".", ","), f"{old} (SD)", f"{old}*", f"~{old}", f"{old} pts", f"{old}a"),
        *(f"1,{old.zfill(3)[:3]}", f"({old})", f"<{old}", f"{old}%", f" {old}", f"{old} "),
        f"'{old}",
        *("NR", "n/a", "-", "#N/A", "#DIV/0!", "NaN", "not reported", "#VALUE!", "inf", "1e400"),
        old.replace("-", "−"), f"{old[:1]} {old[1:]}", old.replace(".", "·"), old.replace("0", "O"),
    )  # fmt: skip
    return change(draft, name, row, column, draw.choice(written_as))


@slip("absurd number", 15)
def absurd(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw)
    if place is None:
        return None
    name, row, column = place
    sheet = draft.tables[name]
    numbers = ("1e300", "1e-300", "-1e300", "1e-320", "0", "-0", "1e15", "1e-15", "99999999999")
    cell = draw.choice(numbers)
    rows = fellows(sheet, row) if draw.random() < 0.4 else [row]
    said = [change(draft, name, each, column, cell) for each in rows]
    return "; ".join(each for each in said if each) or None


@slip("person-time in months, or of both arms", 15, expected=True)
def person_time(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw, "time_at_risk")
    if place is None:
        return None
    _, row, column = place
    sheet = draft.tables["arms"]
    rows = fellows(sheet, row)
    factor = draw.choice((12, 12, 2, 1 / 12, 100))
    said = [
        change(draft, "arms", i, column, f"{(number(sheet.at(i, column)) or 0) * factor:.1f}")
        for i in (rows if draw.random() < 0.6 else [row])
    ]
    return "; ".join(each for each in said if each) or None


@slip("O−E turned round, or the variance of the log", 12, expected=True)
def log_rank(draft: Draft, draw: random.Random) -> str | None:
    place = filled(draft, draw, "o_minus_e")
    if place is None:
        return None
    _, row, column = place
    sheet = draft.tables["contrasts"]
    old = sheet.at(row, column)
    if draw.random() < 0.5:
        return change(draft, "contrasts", row, column, old[1:] if old[0] == "-" else f"-{old}")
    variance = number(sheet.at(row, "variance")) or 1.0
    cell = draw.choice((f"{1 / variance:.3f}", f"{variance**0.5:.2f}"))
    return change(draft, "contrasts", row, "variance", cell)
