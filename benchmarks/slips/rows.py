"""Slips with rows, labels and files of a registry."""

from __future__ import annotations

import random

from slips.draft import Draft, Sheet
from slips.making import slip
from slips.values import change, fellows, number, touch

GARBAGE = (
    *(
        "#N/A",
        "#REF!",
        "#NAME?",
        "NaN",
        "n/a",
        "NA",
        "unknown",
        "unclear",
        "not reported",
        "?",
        "-",
    ),
    *("TAU", "treatment as usual", "TAU/waitlist", "wait list", "Warteliste", "übliche Behandlung"),
    *("face to face", "in person; online", "in-person", "inperson", "vor Ort", "other", "SM"),
    *("see notes", "0", "1", "TRUE", "placebo tablets", "Plazebo", "main group", "mian", "Main"),
)


def results(draft: Draft, draw: random.Random) -> tuple[str, Sheet, int]:
    """Draw a row of results."""
    found = [(name, draft.tables[name]) for name in ("arms", "contrasts") if name in draft.tables]
    places = [(name, sheet, i) for name, sheet in found for i in range(len(sheet.rows))]
    return draw.choice(places)


def drop(draft: Draft, table: str, rows: list[int]) -> None:
    for row in rows:
        touch(draft, table, row)
    sheet = draft.tables[table]
    sheet.rows = [row for i, row in enumerate(sheet.rows) if i not in set(rows)]


@slip("row lost: one arm", 35, expected=True)
def arm_lost(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["arms"]
    row = draw.randrange(len(sheet.rows))
    said = f"{touch(draft, 'arms', row)}: row lost"
    drop(draft, "arms", [row])
    return said


@slip("rows lost: an outcome of a trial", 25)
def outcome_lost(draft: Draft, draw: random.Random) -> str | None:
    name, sheet, row = results(draft, draw)
    said = f"{touch(draft, name, row)}: all rows of this comparison lost"
    drop(draft, name, fellows(sheet, row))
    return said


@slip("rows lost: all of a trial, or the tail of a file", 35)
def trial_lost(draft: Draft, draw: random.Random) -> str | None:
    table = draw.choice(("arms", "arms", "trials", "risk_of_bias"))
    sheet = draft.tables[table]
    if draw.random() < 0.5:
        trial = draw.choice(draft.tables["trials"].rows)[0]
        rows = sheet.where(trial_id=trial)
        said = f"{table}: rows of {trial} lost"
    else:
        rows = list(range(draw.randrange(len(sheet.rows) // 2, len(sheet.rows)), len(sheet.rows)))
        said = f"{table}: the last {len(rows)} rows lost"
    if not rows:
        return None
    drop(draft, table, rows)
    return said


@slip("rows doubled", 30, expected=True)
def doubled(draft: Draft, draw: random.Random) -> str | None:
    name, sheet, row = results(draft, draw)
    rows = draw.choice(([row], fellows(sheet, row)))
    where = touch(draft, name, row)
    how = draw.choice(("", "instrument", "arm", "trial_id", "outcome"))
    for each in rows:
        copied = list(sheet.rows[each])
        if how in sheet.columns:
            place = sheet.columns.index(how)
            copied[place] = (
                f"{copied[place]} (2)" if how in ("instrument", "arm") else copied[place]
            )
            if how == "trial_id":
                copied[place] = draw.choice(draft.tables["trials"].rows)[0]
                draft.touched.add(copied[place])
            if how == "outcome":
                copied[place] = draw.choice(sheet.rows)[place]
        sheet.rows.append(copied)
    return f"{where}: {len(rows)} rows doubled with {how or 'nothing'} changed"


@slip("measurement repeated at other weeks", 30, expected=True)
def repeated(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["arms"]
    row = draw.randrange(len(sheet.rows))
    if "weeks" not in sheet.columns or not sheet.at(row, "weeks"):
        return None
    where = touch(draft, "arms", row)
    later = f"{(number(sheet.at(row, 'weeks')) or 8) + draw.choice((-2, 1, 2, 4)):g}"
    for each in fellows(sheet, row):
        copied = list(sheet.rows[each])
        copied[sheet.columns.index("weeks")] = later
        for column in ("mean", "events"):
            old = sheet.at(each, column)
            if old:
                moved = (number(old) or 0) * draw.uniform(0.85, 1.15)
                copied[sheet.columns.index(column)] = f"{moved:.{0 if column == 'events' else 1}f}"
        sheet.rows.append(copied)
    return f"{where}: measured again at week {later}"


@slip("stratum lost, renamed or of one arm", 15, expected=True)
def stratum(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["arms"]
    rows = [i for i in range(len(sheet.rows)) if sheet.at(i, "stratum")]
    if not rows:
        row = draw.randrange(len(sheet.rows))
        return change(draft, "arms", row, "stratum", draw.choice(("women", "all", "total")))
    row = draw.choice(rows)
    some = fellows(sheet, row) if draw.random() < 0.5 else [row]
    cell = draw.choice(("", "", "woman", "Women", "all", "men"))
    said = [change(draft, "arms", each, "stratum", cell) for each in some]
    if draw.random() < 0.3:
        drop(draft, "arms", fellows(sheet, draw.choice(rows)))
        said.append("and the rows of one stratum lost")
    return "; ".join(each for each in said if each) or None


@slip("garbage or another spelling in a filter cell", 90, expected=True)
def filter_cell(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["trials"]
    columns = [c for c in ("category", "delivery", "comparator") if f" {c}: [" in draft.protocol
               or f"{{{c}: [" in draft.protocol]  # fmt: skip
    included = sheet.where(status="included")
    row, column = draw.choice(included), draw.choice(columns)
    old = sheet.at(row, column)
    spelt = (
        *(f"{old} ", f" {old}", old.upper(), old.title(), old.replace(" ", "-"), f"{old}s"),
        *(old.replace(" ", "  "), old.replace(" ", "\u00a0"), old[:-1], old[1:], f"{old} (RCT)"),
        *(f"{old}; other", f"{old}?", f"{old}.", old.replace("i", "í"), f"{old}\u200b", f"{old}/x"),
    )
    return change(draft, "trials", row, column, draw.choice((*GARBAGE, *spelt)))


@slip("a filter cell with another value that is allowed", 25)
def other_filter_value(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["trials"]
    column = draw.choice([c for c in ("category", "delivery", "comparator") if c in sheet.columns])
    others = sorted({sheet.at(i, column) for i in range(len(sheet.rows))} - {""})
    return change(draft, "trials", draw.randrange(len(sheet.rows)), column, draw.choice(others))


@slip("date in another format, or another day", 20)
def dates(draft: Draft, draw: random.Random) -> str | None:
    table, column = draw.choice(
        (("trials", "date_added"), ("searches", "date"), ("trials", "completed"))
    )
    sheet = draft.tables[table]
    rows = [i for i in range(len(sheet.rows)) if sheet.at(i, column)]
    if not rows:
        return None
    row = draw.choice(rows)
    old = sheet.at(row, column)
    year, month, *day = old.split("-")
    of = (day or ["01"])[0]
    styles = (
        *(
            f"{of}.{month}.{year}",
            f"{month}/{of}/{year}",
            f"{of}/{month}/{year[2:]}",
            f"{year}{month}{of}",
        ),
        *(f"{year}-{of}-{month}", "43658", f"{year}", "July 2026", f"{old}T00:00:00", "2099-01-01"),
        *(f"{year}-{month}-31", f"{year}-02-30", f"20{of}-{month}-{year[2:]}", "0000-00-00"),
    )
    return change(draft, table, row, column, draw.choice(styles))


@slip("status changed or misspelt", 25)
def status(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["trials"]
    words = (
        "included",
        "excluded",
        "awaiting",
        "ongoing",
        "retracted",
        "Included ",
        "include",
        "inc",
        "",
    )
    return change(draft, "trials", draw.randrange(len(sheet.rows)), "status", draw.choice(words))


@slip("outcome or time point of another result", 30)
def other_question(draft: Draft, draw: random.Random) -> str | None:
    name, sheet, row = results(draft, draw)
    column = draw.choice(("outcome", "timepoint"))
    others = sorted({sheet.at(i, column) for i in range(len(sheet.rows))})
    new = draw.choice(others)
    said = [change(draft, name, each, column, new)
            for each in (fellows(sheet, row) if draw.random() < 0.7 else [row])]  # fmt: skip
    return "; ".join(each for each in said if each) or None


@slip("identifier misspelt", 45, expected=True)
def identifier(draft: Draft, draw: random.Random) -> str | None:
    table = draw.choice(("arms", "arms", "contrasts", "trials", "risk_of_bias"))
    sheet = draft.tables.get(table)
    if sheet is None or not sheet.rows:
        return None
    columns = [c for c in ("trial_id", "outcome", "timepoint", "search_id") if c in sheet.columns]
    row, column = draw.randrange(len(sheet.rows)), draw.choice(columns)
    old = sheet.at(row, column)
    if not old:
        return None
    i = draw.randrange(len(old))
    styles = (
        old[:i] + old[i + 1 :],
        old.lower(),
        old.upper(),
        old.replace("_", " "),
        f"{old}a",
        old[:i] + old[i] + old[i:],
    )
    new = draw.choice(styles)
    rows = fellows(sheet, row) if table == "arms" and draw.random() < 0.5 else [row]
    said = [change(draft, table, each, column, new) for each in rows]
    return "; ".join(each for each in said if each) or None


@slip("instrument renamed", 25)
def instrument(draft: Draft, draw: random.Random) -> str | None:
    name, sheet, row = results(draft, draw)
    old = sheet.at(row, "instrument")
    others = sorted({sheet.at(i, "instrument") for i in range(len(sheet.rows))} - {""})
    styles = [f"{old} (total)", old.upper(), old.replace("-", " "), old[:-1], *others]
    new = draw.choice([each for each in styles if each] or ["VAS"])
    rows = fellows(sheet, row) if draw.random() < 0.7 else [row]
    said = [change(draft, name, each, "instrument", new) for each in rows]
    return "; ".join(each for each in said if each) or None


@slip("direction flipped", 40, expected=True)
def direction(draft: Draft, draw: random.Random) -> str | None:
    name, sheet, row = results(draft, draw)
    column, turn = "higher_is_better", {"true": "false", "false": "true"}
    rows = fellows(sheet, row) if draw.random() < 0.7 else [row]
    said = [change(draft, name, i, column, turn.get(sheet.at(i, column), "true")) for i in rows]
    return "; ".join(each for each in said if each) or None


@slip("cluster size or ICC garbage, or in one arm", 20, expected=True)
def clusters(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["arms"]
    row = draw.randrange(len(sheet.rows))
    icc, size = draw.choice(
        (
            ("1", "220"),
            ("0.02", ""),
            ("2", "20"),
            ("0.02", "1"),
            ("", "20"),
            ("0.05", "5000"),
            ("-0.1", "12"),
            ("0.03", "15"),
            ("5%", "15"),
            ("0,03", "15"),
        )
    )
    rows = fellows(sheet, row) if draw.random() < 0.5 else [row]
    for each in rows:
        touch(draft, "arms", each)
        sheet.put(each, "icc", icc)
        sheet.put(each, "cluster_size", size)
    return f"{touch(draft, 'arms', row)}: icc '{icc}', cluster_size '{size}' in {len(rows)} rows"


@slip("level of an interval wrong", 20)
def interval_level(draft: Draft, draw: random.Random) -> str | None:
    name, sheet, row = results(draft, draw)
    if not sheet.at(row, "ci_low"):
        rows = [i for i in range(len(sheet.rows)) if sheet.at(i, "ci_low")]
        if not rows:
            return None
        row = draw.choice(rows)
    return change(
        draft, name, row, "ci_level", draw.choice(("95", "0.9", "0.99", "95%", "0.095", "1", "0"))
    )


@slip("ratio as its log, or a contrast on another scale", 35, expected=True)
def contrast_scale(draft: Draft, draw: random.Random) -> str | None:
    import math

    sheet = draft.tables.get("contrasts")
    if sheet is None or not sheet.rows:
        return None
    row = draw.randrange(len(sheet.rows))
    measure = sheet.at(row, "measure")
    if measure in ("RR", "OR") and draw.random() < 0.6:
        for column in ("estimate", "ci_low", "ci_high"):
            value = number(sheet.at(row, column))
            if value and value > 0:
                sheet.put(row, column, f"{math.log(value):.2f}")
        return f"{touch(draft, 'contrasts', row)}: ratio entered as its log"
    others = {"RR": ("OR", "HR", "RD"), "MD": ("SMD", "ROM", "RR"), "SMD": ("MD",)}
    return change(draft, "contrasts", row, "measure", draw.choice(others.get(measure, ("MD",))))


@slip("weeks in months, or other weeks", 20)
def weeks(draft: Draft, draw: random.Random) -> str | None:
    name, sheet, row = results(draft, draw)
    old = number(sheet.at(row, "weeks"))
    if old is None:
        return None
    new = draw.choice((old / 4.345, old * 4.345, old * 7, old + 40))
    said = [change(draft, name, each, "weeks", f"{new:.0f}") for each in fellows(sheet, row)]
    return "; ".join(each for each in said if each) or None


@slip("score: change for endpoint, or the reverse", 20)
def score(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["arms"]
    row = draw.randrange(len(sheet.rows))
    if not (sheet.at(row, "mean") or sheet.at(row, "median")):
        return None
    new = "endpoint" if sheet.at(row, "score") == "change" else "change"
    rows = fellows(sheet, row) if draw.random() < 0.7 else [row]
    said = [change(draft, "arms", each, "score", new) for each in rows]
    return "; ".join(each for each in said if each) or None


@slip("arm or role misspelt", 20, expected=True)
def arm_name(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["arms"]
    row = draw.randrange(len(sheet.rows))
    column = draw.choice(("arm", "role"))
    old = sheet.at(row, column)
    styles = (
        old.upper(),
        old[:-1],
        f"{old} group",
        "control",
        "intervention",
        "treatment",
        "Interventie",
        f"{old} ",
    )
    return change(draft, "arms", row, column, draw.choice(styles))


@slip("risk of bias: judgement, domain or tool", 40)
def bias(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["risk_of_bias"]
    row = draw.randrange(len(sheet.rows))
    column = draw.choice(("judgement", "judgement", "domain", "tool", "outcome"))
    words = {
        "judgement": (
            "low",
            "high",
            "some concerns",
            "High",
            "unclear",
            "some",
            "moderate",
            "lo",
            "",
        ),
        "domain": ("D1", "overall", "Overall", "D6", "D2 ", "randomisation"),
        "tool": ("RoB1", "ROB2", "RoB 2", "Cochrane", "ROBINS-I"),
        "outcome": ("death", "pain", "recovery", "all"),
    }
    return change(draft, "risk_of_bias", row, column, draw.choice(words[column]))


@slip("trial: people, year, design or search", 35)
def trial_cells(draft: Draft, draw: random.Random) -> str | None:
    sheet = draft.tables["trials"]
    row = draw.randrange(len(sheet.rows))
    column = draw.choice(("n_randomised", "year", "design", "search_id"))
    old = sheet.at(row, column)
    words = {
        "n_randomised": (old[:-1], f"{old}0", "12", "~100", old[::-1], "1e3"),
        "year": (old[::-1], "20112", "1912", f"{old}a", "2031", old[:2] + old[3:2:-1] + old[2:3]),
        "design": ("cluster", "crossover", "parallel", "cross-over", "cRCT", ""),
        "search_id": ("third", "", "first", "search-2019"),
    }
    return change(draft, "trials", row, column, draw.choice(words[column]))


@slip("header: renamed, swapped, lost or doubled", 35)
def header(draft: Draft, draw: random.Random) -> str | None:
    table = draw.choice(("arms", "arms", "trials", "contrasts", "risk_of_bias"))
    sheet = draft.tables.get(table)
    if sheet is None:
        return None
    draft.touched |= {row[0] for row in draft.tables["trials"].rows}
    how = draw.randrange(4)
    i, j = draw.sample(range(len(sheet.columns)), 2)
    one, other = sheet.columns[i], sheet.columns[j]
    if how == 0:
        sheet.columns[i] = draw.choice(
            (one.upper(), f"{one} ", f"{one}s", one.replace("_", " "), "s.d.", "se")
        )
        return f"{table}: header {one} → {sheet.columns[i]}"
    if how == 1:
        sheet.columns[i], sheet.columns[j] = other, one
        return f"{table}: headers {one} and {other} change places"
    if how == 2:
        sheet.columns.pop(i)
        for row in sheet.rows:
            row.pop(i)
        return f"{table}: column {one} lost"
    sheet.columns.append(one)
    for row in sheet.rows:
        row.append(row[j])
    return f"{table}: header {one} twice"


@slip("order of rows or columns, blanks, line ends", 25)
def order(draft: Draft, draw: random.Random) -> str | None:
    table = draw.choice(sorted(draft.tables))
    sheet = draft.tables[table]
    draft.touched |= {row[0] for row in draft.tables["trials"].rows}
    how = draw.randrange(4)
    if how == 0:
        draw.shuffle(sheet.rows)
        return f"{table}: rows in another order"
    if how == 1:
        places = list(range(len(sheet.columns)))
        draw.shuffle(places)
        sheet.columns = [sheet.columns[i] for i in places]
        sheet.rows = [[row[i] for i in places] for row in sheet.rows]
        return f"{table}: columns in another order"
    if how == 2:
        sheet.rows = [[f" {cell} " if cell else cell for cell in row] for row in sheet.rows]
        return f"{table}: blanks around every cell"
    sheet.rows.reverse()
    sheet.rows.insert(len(sheet.rows) // 2, [""] * len(sheet.columns))
    return f"{table}: rows reversed, and an empty row"


@slip("file with semicolons and decimal commas", 10)
def semicolons(draft: Draft, draw: random.Random) -> str | None:
    table = draw.choice(("arms", "contrasts", "trials"))
    sheet = draft.tables.get(table)
    if sheet is None:
        return None
    draft.touched |= {row[0] for row in draft.tables["trials"].rows}
    sheet.separator = ";"
    for row in sheet.rows:
        for i, cell in enumerate(row):
            if number(cell) is not None and "." in cell and draw.random() < 0.999:
                row[i] = cell.replace(".", ",")
    return f"{table}: semicolons and decimal commas"


@slip("cells of a row shifted", 20, expected=True)
def shifted(draft: Draft, draw: random.Random) -> str | None:
    name, sheet, row = results(draft, draw)
    i = draw.randrange(3, len(sheet.columns))
    where = touch(draft, name, row)
    cells = sheet.rows[row]
    if draw.random() < 0.5:
        sheet.rows[row] = [*cells[:i], "", *cells[i:-1]]
        return f"{where}: cells from {sheet.columns[i]} on moved to the right"
    sheet.rows[row] = [*cells[:i], *cells[i + 1 :], ""]
    return f"{where}: {sheet.columns[i]} lost, the cells after it moved to the left"


@slip("one column sorted for itself", 15)
def sorted_column(draft: Draft, draw: random.Random) -> str | None:
    table = draw.choice(("arms", "arms", "trials", "risk_of_bias"))
    sheet = draft.tables[table]
    draft.touched |= {row[0] for row in draft.tables["trials"].rows}
    i = draw.randrange(len(sheet.columns))
    cells = sorted(row[i] for row in sheet.rows)
    for row, cell in zip(sheet.rows, cells, strict=True):
        row[i] = cell
    return f"{table}: {sheet.columns[i]} sorted for itself"
