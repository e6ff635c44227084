"""Slips in the protocol, the judgements and the corrections."""

from __future__ import annotations

import random
import re

from slips.draft import Draft, Sheet, sheet
from slips.making import slip
from slips.values import NUMBERS, number

_KEY = re.compile(r"^(\s*(?:- )?\{?)([a-z_0-9]+):", re.MULTILINE)
_ID = re.compile(r"\bid: ([\w-]+)")
_VALUE = re.compile(r"(?<=: )(-?\d+(?:\.\d+)?)(?=[,}\]\n])")


def replaced(draft: Draft, start: int, end: int, new: str) -> str | None:
    """Put other text into the protocol and say so."""
    old = draft.protocol[start:end]
    if old == new:
        return None
    line = draft.protocol.count("\n", 0, start) + 1
    draft.protocol = draft.protocol[:start] + new + draft.protocol[end:]
    draft.touched.add("protocol")
    return f"protocol, line {line}: '{old}' → '{new}'"


def found(
    draft: Draft, draw: random.Random, pattern: str, group: int = 1
) -> tuple[int, int] | None:
    """Draw a place of the protocol that a pattern matches."""
    places = [m.span(group) for m in re.finditer(pattern, draft.protocol, re.MULTILINE)]
    return draw.choice(places) if places else None


@slip("protocol: identifier changed", 25)
def protocol_id(draft: Draft, draw: random.Random) -> str | None:
    place = found(draft, draw, _ID.pattern)
    if place is None:
        return None
    old = draft.protocol[slice(*place)]
    ids = [m[1] for m in _ID.finditer(draft.protocol)]
    new = draw.choice((f"{old}s", old.upper(), old[:-1], draw.choice(ids), old.replace("_", "-")))
    return replaced(draft, *place, new)


@slip("protocol: a number changed", 35)
def protocol_number(draft: Draft, draw: random.Random) -> str | None:
    place = found(draft, draw, _VALUE.pattern)
    if place is None:
        return None
    old = draft.protocol[slice(*place)]
    value = number(old) or 0.0
    forms = (f"{value * 10:g}", f"{value * 100:g}", f"{value / 10:g}", f"-{old}", f"{old}%", "0")
    more = (
        old.replace(".", ","),
        f"'{old}'",
        old[::-1].strip("."),
        "1",
        "yes",
        "",
        f"{old} points",
    )
    return replaced(draft, *place, draw.choice((*forms, *more)))


@slip("protocol: measure, direction or model changed", 35)
def protocol_choice(draft: Draft, draw: random.Random) -> str | None:
    choices = {
        "measure": ("SMD", "MD", "RR", "OR", "RD", "ROM", "smd", "Hedges g"),
        "better": ("higher", "lower", "Higher", "up"),
        "model": ("random", "common", "fixed", "random effects"),
        "tau2": ("REML", "DL", "PM", "ML", "reml", "Paule-Mandel"),
        "interval": ("wald", "knapp-hartung", "t", "HKSJ", "hartung-knapp"),
        "smd_variance": ("LS", "LS2", "UB", "RevMan"),
        "prefer": ("arms", "contrasts", "either"),
        "importance": ("critical", "important", "limited", "high"),
        "higher_is_better": ("true", "false", "yes", "'true'"),
        "safeguard": ("none", "se", "ci", "iqwig6"),
    }
    place = found(draft, draw, rf"\b(?:{'|'.join(choices)}): ([\w-]+)")
    if place is None:
        return None
    name = draft.protocol[: place[0]].rstrip(": ").rpartition(" ")[2].lstrip("{")
    return replaced(draft, *place, draw.choice(choices[name]))


@slip("protocol: a filter value changed or lost", 30)
def protocol_filter(draft: Draft, draw: random.Random) -> str | None:
    place = found(draft, draw, r"\b(?:category|delivery|comparator): \[([^\]]+)\]")
    if place is None:
        return None
    old = draft.protocol[slice(*place)]
    values = [each.strip() for each in old.split(",")]
    forms = (
        *(old[:-1], old.upper(), f"{old}s", ", ".join(values[1:]), f"{old}, other", old.title()),
        *(old.replace(" ", "-"), old.replace(" ", "  "), f"'{old}'", values[0], "any"),
    )
    return replaced(draft, *place, draw.choice(forms))


@slip("protocol: YAML slip", 35)
def protocol_yaml(draft: Draft, draw: random.Random) -> str | None:
    lines = draft.protocol.splitlines(keepends=True)
    i = draw.randrange(len(lines))
    line = lines[i]
    if not line.strip():
        return None
    forms = (
        *(f" {line}", line[1:], line.replace(":", "", 1), line.replace(": ", ":", 1), f"\t{line}"),
        *(
            "",
            line + line,
            line.replace("- ", "", 1),
            line.replace("]", "", 1),
            line.replace("}", "", 1),
        ),
        *(
            line.rstrip("\n")[:-1] + "\n",
            line.replace("{", "", 1),
            f"# {line}",
            line.replace(":", " =", 1),
        ),
        *(line.replace('"', "", 1), line.replace(",", ";", 1), f"- {line.lstrip()}", line.lstrip()),
    )
    new = draw.choice(forms)
    start = sum(len(each) for each in lines[:i])
    return replaced(draft, start, start + len(line), new)


@slip("protocol: key misspelt, moved or lost", 30)
def protocol_key(draft: Draft, draw: random.Random) -> str | None:
    place = found(draft, draw, _KEY.pattern, 2)
    if place is None:
        return None
    old = draft.protocol[slice(*place)]
    i = draw.randrange(len(old))
    keys = sorted({m[2] for m in _KEY.finditer(draft.protocol)})
    new = draw.choice(
        (old[:i] + old[i + 1 :], old.title(), f"{old}s", draw.choice(keys), f"'{old}'")
    )
    return replaced(draft, *place, new)


@slip("judgements: wrong id, domain, levels, date or hash", 50)
def judgement_cell(draft: Draft, draw: random.Random) -> str | None:
    table = draft.judgements
    if table is None or not table.rows:
        return None
    row, column = draw.randrange(len(table.rows)), draw.choice(table.columns)
    old = table.at(row, column)
    words = {
        "levels": ("0", "-1", "-2", "1", "2", "+1", "−1", "-1.0", "one", "", "-4"),
        "date": ("22.11.2026", "2026-22-11", "11/22/2026", "2099-01-01", "", "2026-11-2"),
        "domain": ("risk of bias", "imprecision", "inconsistency", "upgrade", "Indirectness", ""),
        "comparison": (old[:-1], old.upper(), "mutual-support", "", "drug"),
        "outcome": (old[:-1], old.upper(), "hope", "response", "function", ""),
        "timepoint": ("follow-up", "long", "later", old.upper(), ""),
        "inputs_hash": ("", old[:-1], old[::-1], "0" * 8, old.upper(), "94da7932"),
        "reason": ("", " ", "see above"),
        "by": ("", "B. Someone"),
    }
    return cell_changed(draft, table, row, column, draw.choice(words[column]))


@slip("judgements: row lost, doubled or moved, or the header", 20)
def judgement_rows(draft: Draft, draw: random.Random) -> str | None:
    return rows_changed(draft, draft.judgements, draw)


@slip("corrections: wrong key, old, new, signature or table", 50)
def correction_cell(draft: Draft, draw: random.Random) -> str | None:
    table = draft.corrections
    if table is None:
        table = draft.corrections = _made(draft, draw)
    row, column = (
        draw.randrange(len(table.rows)),
        draw.choice(("key", "old", "new", *table.columns)),
    )
    old = table.at(row, column)
    words = {
        "table": ("arm", "Arms", "trials", "", "contrasts"),
        "key": (old[:-1], old.lower(), old.replace("/", "//", 1), old.replace("/", ", "), ""),
        "column": ("mean ", "sd", "n", "events", "N", "", "sdd", "trial_id", "role"),
        "old": (f"{old}0", "", f"{old}.0", f" {old}", "NA", old[::-1]),
        "new": (f"{old}0", "", f"-{old}", old[:-1], "NA", f"{old},5", "0", old[::-1], "1e9"),
        "reason": ("",),
        "by": ("",),
        "date": ("3.10.2026", "2099-01-01", "", "2026-10-3"),
    }
    return cell_changed(draft, table, row, column, draw.choice(words[column]))


@slip("corrections: row lost, doubled or moved, or the header", 20)
def correction_rows(draft: Draft, draw: random.Random) -> str | None:
    return rows_changed(draft, draft.corrections, draw)


def _made(draft: Draft, draw: random.Random) -> Sheet:
    """Make a correction of one cell, for a review that has none."""
    arms = draft.tables["arms"]
    row = draw.randrange(len(arms.rows))
    column = draw.choice([c for c in NUMBERS["arms"] if arms.at(row, c)])
    names = ("trial_id", "outcome", "timepoint", "instrument", "arm")
    old = arms.at(row, column)
    draft.touched.add(arms.at(row, "trial_id"))
    made = {
        "table": "arms",
        "key": "/".join(arms.at(row, name) for name in names),
        "column": column,
        "old": old,
        "new": f"{(number(old) or 0) + 1:g}",
        "reason": "The report says so",
        "by": "A. Reviewer",
        "date": "2026-10-03",
    }
    return sheet("corrections", [made])


def cell_changed(draft: Draft, table: Sheet, row: int, column: str, cell: str) -> str | None:
    old = table.at(row, column)
    if old == cell:
        return None
    table.put(row, column, cell)
    _touched(draft, table, row)
    return f"{table.name} row {row + 2}: {column} '{old}' → '{cell}'"


def rows_changed(draft: Draft, table: Sheet | None, draw: random.Random) -> str | None:
    if table is None or not table.rows:
        return None
    for i in range(len(table.rows)):
        _touched(draft, table, i)
    row, how = draw.randrange(len(table.rows)), draw.randrange(5)
    if how == 0:
        table.rows.pop(row)
    elif how == 1:
        table.rows.append(list(table.rows[row]))
    elif how == 2:
        table.rows.clear()
    elif how == 3:
        table.columns[draw.randrange(len(table.columns))] = "remarks"
    else:
        draw.shuffle(table.rows)
    return f"{table.name}: {('row lost', 'row doubled', 'emptied', 'header', 'shuffled')[how]}"


def _touched(draft: Draft, table: Sheet, row: int) -> None:
    draft.touched.add(table.name)
    if table.name == "corrections":
        draft.touched.add(table.at(row, "key").split("/")[0])
