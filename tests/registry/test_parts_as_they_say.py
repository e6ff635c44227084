"""What parts of the registry make of many unlike inputs, each line as `bounds/parts.txt` has it.

To accept other words or bounds on purpose: UPDATE_SNAPSHOTS=1 pytest -n 0 on this file, and read
every changed line.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from tests.registry.conftest import PROTOCOL, faultless, raw_tables, trial
from tests.registry.drawn_registries import drawn

from living_review.ground.errors import BadInput
from living_review.ground.written_number import LARGEST
from living_review.protocol import Timepoint, parse_protocol
from living_review.registry import as_of, read
from living_review.registry.cells import canonical, parse, printable, trimmed
from living_review.registry.columns import ARMS, CONTRASTS, RISK_OF_BIAS, TABLES, TRIALS, Column
from living_review.registry.content import decimal_comma, same_value
from living_review.registry.corrections import COLUMNS, corrected, corrections_in
from living_review.registry.frames import typed
from living_review.registry.headers import check_headers, did_you_mean
from living_review.registry.in_use import contrast_cell, remedy, whence
from living_review.registry.keys import first_keys, named_by_first_key, row_keys
from living_review.registry.measurements import Choice, Reading, choose, measurements
from living_review.registry.seen import COLUMNS as SEEN
from living_review.registry.seen import rows_of, with_seen
from living_review.registry.signed_rows import rows_in
from living_review.registry.strata import by_names, by_times
from living_review.registry.template import template
from living_review.registry.template_files import _place
from living_review.registry.typed_cells import texts, unknown_trials, valued
from living_review.registry.values import Values
from living_review.sources import RawTable, RawTables

KEPT = Path(__file__).with_name("bounds") / "parts.txt"
DAY = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)

CELLS = (
    *("", "0", "1", "1.0", "-1", "\u22121.5", "+3", "1e3", ".5", "5.", "1,5", "-,5", "1,050"),
    *("1,050.5", "1.050,5", "1 050,5", "1,5e3", "1,5e1234", "12%", "12*", "12 a", "12^(b)", "12e"),
    *("0x1", "1_0", "inf", "1.5", "2.0000001", "NA", "n.r.", "?", "-", "#REF!", "none", "''"),
    *("a\x07b", "\u22125", "true", "F", "ja", "2", "2026-01-01", "2026-01-01T00:00:00"),
    *("2026-01-01 00:00:00.0", "2026-02-30", "2026-13", "2026-12", "1.1.2026", "2026-1-1"),
    *("Control", "control arm", "Arm", "../A", "A" * 64, "A" * 65, "a b", "high risk", "D1: x"),
    *("domain 2", "d6", "1", "Low RoB", "bias due to missing outcome data", "overall bias"),
    *(f"{LARGEST:.0f}", f"{LARGEST * 1.001:.0f}", f"-{LARGEST * 1.001:.0f}", "x" * 41),
)
KINDS = {
    "number": ARMS.column("sd"),
    "whole": ARMS.column("n"),
    "identifier": ARMS.column("outcome"),
    "name": ARMS.column("arm"),
    "text": TRIALS.column("funding"),
    "boolean": ARMS.column("higher_is_better"),
    "date": TRIALS.column("date_added"),
    "month": TRIALS.column("completed"),
    "choice": ARMS.column("role"),
    "domain": RISK_OF_BIAS.column("domain"),
    "judgement": RISK_OF_BIAS.column("judgement"),
    "search": TRIALS.column("search_id"),
}


def one_cell(cell: str, column: Column, *, comma: bool) -> str:
    value, fault = parse(cell, column, decimal_comma=comma)
    said = f"{fault.rule}: {fault.reason}" if fault else repr(value)
    return f"{said} | {canonical(f' {cell} ', column, decimal_comma=comma)!r}"


def cells() -> Iterator[str]:
    for kind, column in KINDS.items():
        for cell in CELLS:
            said = one_cell(cell, column, comma=False)
            if said == f"{cell!r} | {cell!r}":
                continue
            yield f"{kind} {printable(cell, 20)!r}: {said}"
            with_comma = one_cell(cell, column, comma=True)
            if with_comma != said:
                yield f"{kind} {printable(cell, 20)!r} among commas: {with_comma}"
    for cell in ("a\r\nb", "a\rb", " a\n b \r\n", "\ta b"):
        yield f"{cell!r}: {trimmed(cell)!r}"
    for long in (4_999, 5_000, 5_001):
        yield f"{long}: {parse('x' * long, KINDS['text'])[1]}"
    for longest, long in itertools.product((10, 120), (9, 10, 11, 40, 41, 119, 120, 121, 480)):
        shown = printable("y" * long, longest)
        yield f"{long} letters in {longest}: {len(shown)} ending {shown[-1]}"
        blanks = printable(f"{' ' * long}z", longest)
        yield f"{long} blanks before a letter in {longest}: {blanks!r}"


def spellings() -> Iterator[str]:
    for one, other in itertools.combinations(
        ("27.3", "27.300000000000004", "27.30000000001", "27.3000000000001", "0", "-0", "x", "x ",
         "1e-13", "", "27.3%"), 2):  # fmt: skip
        yield f"{one!r} and {other!r}: {same_value(one, other)}"


NAMES = (
    "drug",
    "drug women",
    "drug (men)",
    "placebo",
    "placebo women",
    "placebo (men)",
    "drug, week 4",
    "placebo week 4",
    "women drug",
    "drug x y",
    "placebo x",
)
PAIRED = ("women on {} daily", "men on {} daily", "{} daily", "{} on {} daily", "{}", "women {}")


def strata() -> Iterator[str]:
    draw = Random(8)
    for _ in range(160):
        names = [draw.choice(NAMES) for _ in range(draw.randrange(2, 7))]
        roles = [
            ("control" if name.startswith("placebo") else "intervention")
            if draw.random() < 0.9
            else "control"
            for name in names
        ]
        sides = " ".join(f"{role[0]}:{name!r}" for role, name in zip(roles, names, strict=True))
        yield f"{sides}: {by_names(roles, names)} {by_times(roles, names)}"
    for _ in range(60):
        kept = [draw.choice(PAIRED) for _ in range(draw.randrange(2, 4))]
        names = [each.format(name, name) for each in kept for name in ("drug", "placebo")]
        roles = ["intervention", "control"] * len(kept)
        yield f"{names}: {by_names(roles, names)} {by_times(roles, names)}"
    roles = ["intervention", "control"] * 2
    for one, other in (
        ("baseline", "week 12"),
        ("3 months", "6 months"),
        ("visit 2", "x"),
        ("", "y 2"),
    ):
        names = [f"{name} {each}" for each in (one, other) for name in ("drug", "placebo")]
        yield f"{names}: {by_names(roles, names)} {by_times(roles, names)}"


def measured() -> Iterator[str]:
    draw = Random(9)
    rules = [("last", None), ("first", None), ("nearest", 9.0), ("nearest", 12.0), (None, None)]
    for _ in range(220):
        readings = []
        for row in range(draw.randrange(1, 7)):
            role = draw.choice(("intervention", "intervention", "control", "control", ""))
            arm = draw.choice(("", " (again)")) if role else draw.choice(("MD", "SMD"))
            weeks = draw.choice((None, 0.0, 0.5, 6.0, 12.0, 12.0, 12.0, 26.0))
            if role and draw.random() < 0.3:
                arm = f" week {weeks}"
            stratum = draw.choice(("", "", "", "women"))
            readings.append(Reading("arms" if role else "contrasts", row, weeks, stratum,
                                    f"{role}{arm}", role))  # fmt: skip
        said = " ".join(
            f"{each.role[:1] or 'c'}{'*' * ('again' in each.arm or each.arm == 'SMD')}"
            f"{each.stratum}@{each.weeks}"
            for each in readings
        )
        found = measurements(readings)
        groups = "; ".join(
            f"{each.weeks}: {[of.row for of in each.readings]} {each.strata}" for each in found
        )
        yield f"{said} -> {groups}"
        if len(found) > 1:
            rule, target = draw.choice(rules)
            point = Timepoint(id="post", label="P", choose=rule, target=target)  # type: ignore[arg-type]
            chosen = choose(found, point)
            if isinstance(chosen, Choice):
                others = [each.weeks for each in chosen.others]
                yield f"  {rule} {target}: {chosen.used.weeks}, not {others}, {chosen.note}"
            else:
                yield f"  {rule}: {chosen.reason} {chosen.weeks} {chosen.undated}"


SIGNED = {"reason": "A misprint", "by": "A. Reader", "date": "2026-11-20"}


def signed(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    lines = [",".join(columns)]
    lines += [",".join(f'"{({**SIGNED, **row})[name]}"' for name in columns) for row in rows]
    return "\n".join(lines).encode()


def correcting() -> RawTables:
    tables = faultless()
    rate = {"outcome": "falls", "n": "", "events": "6", "time_at_risk": "9", "sd": "", "mean": ""}
    tables["arms"] += [{**row, **rate} for row in tables["arms"][:2]]
    tables["arms"] += [{**row, "weeks": "26"} for row in tables["arms"][:2]]
    base = {**tables["contrasts"][0], "outcome": "death", "measure": "HR", "instrument": ""}
    test = {"estimate": "", "se": "", "o_minus_e": "-4", "variance": "16"}
    tables["contrasts"] += [
        base,
        {**base, "trial_id": "A", **test},
        {**base, "trial_id": "B", **test, "o_minus_e": "", "direction": "control"},
        {**base, "trial_id": "A", **test, "estimate": "0.7", "stratum": "x"},
    ]
    return raw_tables(tables)


def corrections() -> Iterator[str]:
    german = correcting()
    arms = german["arms"]
    point = arms.columns.index("mean")
    rows = tuple(
        tuple(cell.replace(".", ",") if i == point else cell for i, cell in enumerate(row))
        for row in arms.rows
    )
    tables = {**german, "arms": replace(arms, rows=rows, separator=";"), "notes": arms}
    there = {False: correcting(), True: replace(german, tables=tables)}
    key, short = "A/mood/post/Mood Scale/group/8", "A/mood/post/Mood Scale/group"
    rate, death = "A/falls/post/Mood Scale/group/8", "death/post//HR/false/8"
    asked: list[tuple[str, str, str, str, str]] = [
        ("arms", key, "mean", "55.1", "54.1"),
        ("arms", key, "mean", "55,1", "54.1"),
        ("arms", key, "mean", "55.10", "55.1"),
        ("arms", key, "mean", "54", "53"),
        ("arms", key, "mean", "55.1", "54,1"),
        ("arms", key, "mean", "55.1", ""),
        ("arms", short, "mean", "55.1", "54.1"),
        ("arms", "B/mood/post/Mood Scale/group", "mean", "54", "54.5"),
        ("arms", key, "n", "50", "51"),
        ("arms", key, "n", "50", ""),
        ("arms", key, "n", "50", "NA"),
        ("arms", rate, "n", "", "40"),
        ("arms", rate, "events", "6", ""),
        ("arms", rate, "time_at_risk", "9", ""),
        ("arms", key, "arm", "group", "care"),
        ("arms", key, "arm", "group", "peers"),
        ("arms", key, "weeks", "8", "26"),
        ("arms", key, "icc", "", "0.05"),
        ("arms", key, "icc", "0.1", "0.05"),
        ("arms", key, "icc", "", ""),
        ("arms", key, "dose", "", "1"),
        ("arms", key, "notes", "", "a\x07b"),
        ("contrasts", f"C/{death}", "estimate", "0.3", ""),
        ("contrasts", f"A/{death}", "estimate", "", "0.4"),
        ("contrasts", f"A/{death}", "variance", "16", ""),
        ("contrasts", f"A/{death}/x", "estimate", "0.7", ""),
        ("contrasts", f"A/{death}/x", "stratum", "x", ""),
        ("contrasts", f"B/{death}", "direction", "control", ""),
        ("contrasts", f"B/{death}", "estimate", "", "0.8"),
        ("trials", "A", "dose", "10", "12.0"),
        ("trials", "A", "year", "2012", "soon"),
        ("trials", "A", "trial_id", "A", "B"),
        ("trials", "A", "trial_id", "A", "D"),
        ("trials", "Z", "year", "2012", "2013"),
        ("notes", key, "mean", "55.1", "54.1"),
        ("exclusions", "r", "reason", "a", "b"),
        ("risk_of_bias", "A//RoB2/overall", "judgement", "Low risk", "high"),
        ("risk_of_bias", "A//RoB2/overall", "judgement", "low", "grave"),
    ]
    for comma, row in itertools.product((False, True), asked):
        given = dict(zip(("table", "key", "column", "old", "new"), row, strict=True))
        yield from correction(there[comma], [given], f"{'; ' if comma else ''}{' '.join(row)}")
    given = dict(zip(("table", "key", "column", "old", "new"), asked[0], strict=True))
    for name, cell in itertools.product((*given, *SIGNED), ("", "NA", "2026-11-24", "2026-11-23")):
        if name == "date" or not cell:
            yield from correction(there[False], [{**given, name: cell}], f"{name} = {cell!r}")
    yield from correction(there[False], [given, {**given, "key": short}], "two keys")
    other = {**given, "column": "sd", "old": "10", "new": "11"}
    yield from correction(there[False], [given, other], "two cells")
    arms = there[False]["arms"]
    twice = replace(arms, rows=(*arms.rows, arms.rows[0]), lines=(*arms.lines, 99))
    raw = replace(there[False], tables={**there[False], "arms": twice})
    yield from correction(raw, [given], "a key of two rows")


def correction(raw: RawTables, rows: Sequence[Mapping[str, str]], name: str) -> Iterator[str]:
    result = corrected(raw, corrections_in(signed(rows, COLUMNS)))
    yield name
    for what, told in (("refused", result.refused), ("needless", result.needless)):
        yield from (f"  {what} {each.rule}: {each.sentence} [{each.key}]" for each in told)
    for each in result.applied:
        yield f"  applied {each.column} {each.old}>{each.new} of {each.trial_id!r}, row {each.row}"
    for table in result.tables:
        before, now = raw[table], result.tables[table]
        if now.columns != before.columns:
            yield f"  {table} has {now.columns[-1]}, too"
        for line, old, new in zip(now.lines, before.rows, now.rows, strict=True):
            if new[: len(old)] != old or any(new[len(old) :]):
                yield f"  {table} {line}: {[cell for cell in new if cell not in old]}"


def looked_at() -> Iterator[str]:
    protocol = parse_protocol(PROTOCOL)
    tables = faultless()
    for row in tables["arms"][:4]:
        row["weeks"] = "90"
    tables["arms"] += [{**row, "stratum": "men"} for row in tables["arms"][2:4]]
    for row in tables["arms"][2:4]:
        row["stratum"] = "women"
    tables["arms"][4]["notes"] = "Doubt: which."
    tables["trials"][1] |= {"funding": "N/A", "n_randomised": "400"}
    raw = raw_tables(tables)
    queries = read(raw, protocol).queries
    rows = [*rows_of(queries)]
    of_two_strata = next(row for row in rows if row["key"].startswith("B/mood"))
    chosen = [rows[0], rows[1], of_two_strata, rows[-1]]
    changes: list[tuple[str, str]] = [
        *(("by", ""), ("date", "2026-11-24"), ("date", "NA"), ("date", "x"), ("reason", "")),
        *(("value", "80"), ("value", ""), ("key", ""), ("key", "Z"), ("rule", ""), ("rule", "x")),
        *(("key", "A/mood/post/Mood Scale/group/12"), ("key", "A/mood/post/Mood Scale/group/90/x")),
        *(("table", ""), ("table", "contrasts"), ("table", "protocol"), ("column", "")),
        ("", ""),
    ]
    for row, (name, cell) in itertools.product(chosen, changes):
        yield from seeing(raw, queries, {**row, name: cell}, f"{row['rule']} {name} {cell!r}")
        shorter = "/".join(row["key"].split("/")[:5])
        if "/" in shorter:
            again = {**row, name: cell, "key": shorter}
            yield from seeing(raw, queries, again, f"{row['rule']} {name} {cell!r} {shorter}")


def seeing(
    raw: RawTables, queries: Sequence[object], row: Mapping[str, str], name: str
) -> Iterator[str]:
    given = {each: row.get(each, SIGNED.get(each, "")) for each in SEEN}
    told = rows_in(signed([given], SEEN), Path("queries.csv"), SEEN)
    found = with_seen(queries, told, DAY.date(), raw)  # type: ignore[arg-type]
    seen = [i for i, each in enumerate(found) if each.seen]
    more = [f"{each.rule}: {each.sentence} [{each.key}]" for each in found[len(queries) :]]
    yield f"{name}: {seen} {' '.join(more)}"


def headers() -> Iterator[str]:
    protocol = parse_protocol(PROTOCOL)
    for table, columns in {name: each.columns for name, each in correcting().items()}.items():
        for i, name in enumerate(columns):
            for new in ("", columns[i - 1], name.upper(), f"{columns[i - 1]} ", f"{name}x", "zzz"):
                raw = correcting()
                names = (*columns[:i], new, *columns[i + 1 :])
                if columns[i - 1] == new[:-1]:
                    names = (*columns, new.upper())
                    rows = tuple((*row, "") for row in raw[table].rows)
                    changed = replace(raw[table], columns=names, rows=rows)
                else:
                    changed = replace(raw[table], columns=names)
                yield f"{table} {name} as {new!r}: {refusal(raw, table, changed, protocol)}"
    for many in (1_999, 2_000, 2_001):
        yield f"among {many}: {did_you_mean('name10', [f'name{i}' for i in range(many)])!r}"


def refusal(raw: RawTables, name: str, changed: RawTable, protocol: object) -> str:
    try:
        check_headers(replace(raw, tables={**raw, name: changed}), protocol)  # type: ignore[arg-type]
    except BadInput as error:
        return " ".join(map(str, error.problems))
    return "is read"


def origins() -> Iterator[str]:
    nothing = float("nan")
    figures = {"se": 1.5, "ci_low": 40.0, "ci_high": 44.5, "sd": 9.25}
    names = ("q1", "q3", "min", "max")
    for there in itertools.product((True, False), repeat=4):
        given = {
            name: value if told else nothing
            for name, value, told in zip(names, (38.0, 46.0, 20.0, 70.5), there, strict=True)
        }
        for origin in ("quantiles", "standard error", "interval", "reported"):
            row = SimpleNamespace(sd_from=origin, **figures, **given)
            yield f"{origin} {there}: {whence(row)}; {remedy(row)}"
    tables = faultless()
    base = tables["contrasts"][0]
    choices = {
        "measure": ("MD", "SMD", "OR"),
        "se": ("", "0.2"),
        "ci_low": ("", "0.1"),
        "ci_high": ("", "0.9"),
        "t": ("", "0", "2"),
        "p": ("", "0.04"),
        "sd_difference": ("", "3"),
        "o_minus_e": ("", "1"),
        "variance": ("", "4"),
    }
    tables["contrasts"] = [
        {**base, **dict(zip(choices, cells, strict=True))}
        for cells in itertools.product(*choices.values())
    ]
    rows = typed(raw_tables(tables)).tables["contrasts"]
    for crossed in (False, True):
        found = contrast_cell(rows, Values.full(crossed, rows.index)).tolist()
        for given, cell in itertools.groupby(found):
            yield f"{'crossed' if crossed else 'two groups'}: {given} {len([*cell])} times"


def others() -> Iterator[str]:
    columns = ("trial_id", "year", "n_randomised", "dose")
    rows = (
        *(("A", "2012", "50", "1,5"), ("B", "soon", "5,0", "2"), ("", "2012.0", "", "x")),
        *((f"C{i}", "many", "5", "1") for i in range(24)),
    )
    table = RawTable("trials", "trials.csv", columns, rows, tuple(range(2, 29)))
    for separator in (",", ";"):
        own = replace(table, separator=separator)
        yield f"decimal comma {separator}: {decimal_comma(own)}"
        yield f"values: {[*valued(own, strict=False)][:4]}"
        yield f"texts: {[*texts(own)][:4]}"
        try:
            [*valued(own, strict=True)]
        except BadInput as error:
            yield from (f"refused: {each}" for each in error.problems[:3])
            yield f"refused in all: {len(error.problems)}"
    yield f"another table: {decimal_comma(replace(table, name='x', separator=';'))}"
    arms = RawTable("arms", "arms.csv", ("outcome", "trial_id"), (("o", "A "), ("o", "Z")) * 22,
                    tuple(range(2, 46)))  # fmt: skip
    strange = RawTable("searches", "s.csv", ("search_id",), (("s",),), (2,))
    raw = RawTables({"trials": table, "arms": arms, "searches": strange}, DAY)
    unknown = unknown_trials(raw)
    yield f"{len(unknown)} unknown: {unknown[0]} {unknown[-1]}"
    for text in ("csv:a", "xlsx:a", "xlsx:", "a.XLSX", "a", "csv:b.xlsx", "d:e", "sqlite:f.xlsx"):
        yield f"{text}: {_place(text)}"


def dated() -> Iterator[str]:
    tables = faultless()
    days = ("2019-07-12", "2019-07-13", "soon", "2019-07-12 00:00:00")
    tables["trials"] = [trial(f" T{i}", date_added=day) for i, day in enumerate(days)]
    tables["arms"] = [{**tables["arms"][0], "trial_id": f"T{i}"} for i in range(4)]
    tables["searches"] = [
        {"search_id": f"s{i}", "date": day, "source": "M"} for i, day in enumerate(days)
    ]
    tables["exclusions"] = [{"report": "r", "reason": "w", "search_id": f"s{i}"} for i in range(4)]
    raw = raw_tables(tables)
    for gone in ((), ("searches",), ("trials",)):
        left = replace(raw, tables={name: raw[name] for name in raw if name not in gone})
        for day in (dt.date(2019, 7, 11), dt.date(2019, 7, 12), dt.date(2019, 7, 13)):
            kept = as_of(left, day)
            yield f"{day} without {gone}: { {name: each.lines for name, each in kept.items()} }"
    for lacking in ("trial_id", "date_added"):
        names = tuple("other" if each == lacking else each for each in raw["trials"].columns)
        trials = replace(raw["trials"], columns=names)
        kept = as_of(replace(raw, tables={**raw, "trials": trials}), dt.date(2019, 7, 12))
        yield f"without {lacking}: {kept['trials'].lines} {kept['arms'].lines}"


def left_over() -> Iterator[str]:
    """Give what is made of rows of arms with some of their cells alone."""
    tables = faultless()
    [whole] = tables["arms"][:1]
    names = ("trial_id", "outcome", "arm", "n", "weeks", "instrument", "higher_is_better", "mean")
    some = [*itertools.combinations(names, 1), *itertools.combinations(names, 2)]
    tables["arms"] = [{name: whole[name] if name in own else " " for name in whole} for own in some]
    tables["arms"].append({name: name for name in whole})
    registry = typed(raw_tables(tables))
    left = registry.tables["arms"].index.tolist()
    for line, own in enumerate((*some, ("header",)), 2):
        found = [
            f"{mark.column} {mark.rule}" for mark in registry.quarantine
            if (mark.table, mark.row) == ("arms", line)
        ]  # fmt: skip
        yield f"{' and '.join(own)}: {'; '.join(found)}{' stays' if line in left else ''}"


def keys() -> Iterator[str]:
    for name, table in raw_tables(drawn(6, 12, 3)[1]).items():
        own, first = row_keys(table), first_keys(table)
        yield from (f"{name} {key}" for key in own[:30])
        yield f"{name}: {[*named_by_first_key(own, first).items()][:12]}"


def columns_to_fill() -> Iterator[str]:
    for protocol in (None, parse_protocol(PROTOCOL), parse_protocol(drawn(3, 12)[0])):
        for table, fields in template(protocol).items():
            for each in fields:
                limits = each.limits and (each.limits.least, each.limits.most, each.limits.above)
                more = (each.values, each.only, limits, bool(each.by_tool), each.of_trials)
                if protocol is None or each.values:
                    yield f"{table} {each.name} {each.required} {more}: {each.note}"


EVERY = (
    *(cells, spellings, strata, measured, corrections, looked_at, headers, origins),
    *(others, dated, left_over, keys, columns_to_fill),
)
PARTS: dict[str, Callable[[], Iterable[str]]] = {part.__name__: part for part in EVERY}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_says_what_it_said(name: str) -> None:
    with np.errstate(all="ignore"):
        found = [line.replace("\n", "\\n") for line in PARTS[name]()]
    kept = {}
    if KEPT.exists():
        for block in KEPT.read_text("utf-8").removesuffix("\n").split("\n# "):
            of, *lines = block.removeprefix("# ").split("\n")
            kept[of] = lines
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept[name] = found
        text = "\n".join(f"# {of}\n" + "\n".join(kept[of]) for of in PARTS if of in kept)
        KEPT.write_text(text + "\n", "utf-8")
    assert found == kept.get(name)


def test_every_table_and_column_is_tried() -> None:
    assert {*correcting()} <= {*TABLES}
    assert CONTRASTS.column("estimate").unless
