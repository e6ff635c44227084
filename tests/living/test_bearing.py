"""A changed rule bears on a finding where it sorts a trial or a row otherwise, and nowhere else."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.language import say
from living_review.language.facts import changes, conclusions
from living_review.living import bearing
from living_review.living.bearing import Bearing, Held, Rows
from living_review.protocol import Comparison, Outcome
from living_review.sources import RawTable, RawTables

Row = dict[str, str]
VALUES = ("peers", "professionals", "")
LABEL = {"A": "Ash 2001", "B": "Birch 2002", "C": "Cedar 2003"}


BEFORE = "by the rules before,"
BELONGING = say(conclusions.MethodName(method="belonging"))
COUNTING = say(conclusions.InstrumentsThatCount(otherwise=None))
FIRST = say(
    conclusions.InstrumentsThatCountFirst(trials=changes.Names(first=("A trial",), others=0))
).removesuffix(" A trial")


def told(found: Bearing | None) -> str | None:
    """Put into one line what bears, and what would be otherwise."""
    if found is None:
        return None
    return f"{found.rule}: {BEFORE} {found.before}" if found.before else found.rule


def belonging(*given: Any) -> str | None:
    return told(bearing.belonging(*given))


def counting(*given: Any) -> str | None:
    return told(bearing.counting(*given))


def table(name: str, rows: Sequence[Row], columns: Iterable[str] = ()) -> RawTable:
    heading = tuple(dict.fromkeys((*columns, *(column for row in rows for column in row))))
    cells = tuple(tuple(row.get(column, "") for column in heading) for row in rows)
    return RawTable(name, f"{name}.csv", heading, cells, tuple(range(2, len(rows) + 2)))


def registry(trials: Sequence[Row], arms: Sequence[Row], contrasts: Sequence[Row] = ()) -> Any:
    known = {"trials": trials, "arms": arms, "contrasts": contrasts}
    made = {name: table(name, rows) for name, rows in known.items()}
    return RawTables(made, datetime(2026, 1, 1, tzinfo=UTC))


def trial(name: str, **cells: str) -> Row:
    return {"trial_id": name, "label": LABEL[name], "status": "included", **cells}


def arm(name: str, instrument: str = "Scale", **cells: str) -> Row:
    row = {"trial_id": name, "outcome": "mood", "timepoint": "post", "role": "control"}
    figures = {"instrument": instrument, "higher_is_better": "true", "mean": "50", "sd": "10"}
    return {**row, **figures, "score": "endpoint", **cells}


def finding(trials: Sequence[Row], arms: Sequence[Row], contrasts: Sequence[Row] = ()) -> Held:
    return Rows(registry(trials, arms, contrasts), ("mood", "pain")).held("mood", "post")


def rule(include: Mapping[str, Any] | None = None, exclude: Mapping[str, Any] | None = None):
    return Comparison(
        id="main",
        label="Main",
        intervention="i",
        comparator="c",
        include=dict(include or {}),
        exclude=dict(exclude or {}),
    )


def outcome(**instruments: Mapping[str, Any]) -> Outcome:
    return Outcome(
        id="mood",
        label="Mood",
        measure="SMD",
        better="higher",
        instruments={name.replace("_", " "): dict(known) for name, known in instruments.items()},
    )


TRIALS = [trial("A", led="peers"), trial("B", led="professionals"), trial("C", led="")]
REPORTED = finding(TRIALS, [arm(name) for name in "ABC"])
RULES = [
    rule(*parts)
    for values in ((), ("peers",), ("professionals",), ("peers", "professionals"), ("nobody",))
    for parts in ([({"led": values}, None), (None, {"led": values})] if values else [(None, None)])
]


def taken(one: Comparison, row: Row) -> bool:
    """Sort a trial as a reader of the protocol would."""
    inside = all(not values or row[name] in values for name, values in one.include.items())
    return inside and not any(row[name] in values for name, values in one.exclude.items())


@pytest.mark.parametrize(("old", "new"), list(itertools.product(RULES, RULES)))
def test_a_rule_is_named_with_the_trials_it_sorts_otherwise(
    old: Comparison, new: Comparison
) -> None:
    said = belonging(old, new, REPORTED)
    went = [row["label"] for row in TRIALS if taken(old, row) and not taken(new, row)]
    came = [row["label"] for row in TRIALS if taken(new, row) and not taken(old, row)]
    if not went and not came:
        assert said is None
        return
    assert said is not None
    assert said.startswith(BELONGING)
    before, _, after = said.partition("not count")[0].partition("would count as well")
    assert [label in said for label in LABEL.values()] == [
        label in (*went, *came) for label in LABEL.values()
    ]
    assert ("would count as well" in said, "would not count" in said) == (bool(went), bool(came))
    assert all(label in before for label in went)
    assert all(label in (after or before) for label in came)


@pytest.mark.parametrize("asked", [{"led_by": ("peers",)}, {"Led": ("peers",)}])
def test_a_rule_on_a_column_that_the_registry_lacks_bears(asked: dict[str, Any]) -> None:
    for old, new in ((rule(), rule(asked)), (rule(asked), rule()), (rule(), rule(None, asked))):
        assert belonging(old, new, REPORTED) == BELONGING


@pytest.mark.parametrize("status", ["awaiting", "ongoing", "excluded", "retracted", "Awaiting "])
def test_a_trial_that_is_not_in_is_sorted_by_no_rule(status: str) -> None:
    waiting = finding([trial("A", led="peers"), trial("B", led="x", status=status)],
                      [arm("A"), arm("B", "Other")])  # fmt: skip
    assert belonging(rule(), rule({"led": ("peers",)}), waiting) is None
    assert counting(outcome(), outcome(Other={"main": False}), waiting) is None


def test_a_trial_is_sorted_as_the_registry_reads_it() -> None:
    typed = finding([trial("A", year="2012.0", led="PEERS ")], [arm("A")])
    assert belonging(rule(), rule({"year": ("2012",), "led": ("peers",)}), typed) is None


def test_a_trial_that_does_not_report_the_finding_is_none_of_it() -> None:
    elsewhere = finding(TRIALS, [arm("A"), arm("B", outcome="pain"), arm("C", timepoint="later")])
    assert set(elsewhere.trials) == {"A"}
    assert belonging(rule(), rule({"led": ("peers",)}), elsewhere) is None


@pytest.mark.parametrize("written", ["Mood", " mood", "moood", "low mood"])
def test_an_outcome_that_is_spelled_otherwise_may_be_this_one(written: str) -> None:
    misspelled = finding(TRIALS, [arm("A"), arm("B", outcome=written)])
    assert set(misspelled.trials) == {"A", "B"}
    found = counting(outcome(), outcome(Scale={"main": False}), misspelled)
    assert found == f"{COUNTING}: {BEFORE} results on Scale would count as well"


@pytest.mark.parametrize(
    ("many", "told"),
    [
        (1, "T0"),
        (2, "T0 and T1"),
        (4, "T0, T1, T2 and T3"),
        (5, "T0, T1, T2 and two others"),
        (9, "T0, T1, T2 and six others"),
    ],
)
def test_many_trials_are_counted_and_the_first_named(many: int, told: str) -> None:
    names = [f"T{i}" for i in range(many)]
    held = finding(
        [{"trial_id": n, "label": n, "status": "included", "led": "x"} for n in names],
        [arm(n) for n in names],
    )
    said = belonging(rule(), rule({"led": ("peers",)}), held)
    assert said == f"{BELONGING}: by the rules before, {told} would count as well"


ONE = finding([trial("A")], [arm("A", "Scale"), arm("A", "Scale", role="intervention")])


@pytest.mark.parametrize(
    ("known", "bears"),
    [
        ({}, False),
        ({"main": False}, True),
        ({"higher_is_better": True}, False),
        ({"higher_is_better": False}, True),
        ({"range": (0, 100)}, False),
        ({"range": (0, 49)}, True),
        # The ends of a range are in it, and a deviation of half of it can be.
        ({"range": (50, 70)}, False),
        ({"range": (30, 50)}, False),
        ({"range": (30, 49.9)}, True),
        ({"range": (50.1, 70.1)}, True),
        ({"range": (40.5, 60)}, True),
        ({"range": (45, 55)}, True),
        ({"range": (0, 100), "higher_is_better": True}, False),
    ],
)
def test_an_instrument_that_came_or_went_bears_where_it_sets_rows_aside(
    known: dict[str, Any], bears: bool
) -> None:
    for old, new in ((outcome(), outcome(Scale=known)), (outcome(Scale=known), outcome())):
        told = f"{COUNTING}: Scale"
        if "main" in known:
            verb = "count as well" if new.instruments else "not count"
            told = f"{COUNTING}: {BEFORE} results on Scale would {verb}"
        assert counting(old, new, ONE) == (told if bears else None)
        # In other letters it is the same instrument; another that nobody used is none.
        unused = outcome(**{"Other": known}), outcome()
        assert counting(*unused, ONE) is None


def test_rows_that_are_set_aside_by_both_ranges_are_sorted_alike() -> None:
    ranges = [outcome(Scale={"range": (0, high)}) for high in (30, 40)]
    assert counting(*ranges, ONE) is None


def test_a_range_bears_where_the_deviation_is_not_reported() -> None:
    recovered = finding([trial("A")], [arm("A", sd="", se="1")])
    assert counting(outcome(), outcome(Scale={"range": (0, 100)}), recovered) == (
        f"{COUNTING}: Scale"
    )
    changes = finding([trial("A")], [arm("A", mean="-3", score="change")])
    assert counting(outcome(), outcome(Scale={"range": (0, 100)}), changes) is None


def test_contrasts_count_as_arms_do() -> None:
    row = {"trial_id": "A", "outcome": "mood", "timepoint": "post", "instrument": "Scale"}
    for measure, bears in (("MD", True), ("SMD", False)):
        given = {**row, "measure": measure, "estimate": "2", "higher_is_better": "true"}
        found = finding([trial("A")], [], [given])
        ranged = counting(outcome(), outcome(Scale={"range": (0, 100)}), found)
        assert (ranged is not None) == bears
        turned = counting(outcome(), outcome(Scale={"higher_is_better": False}), found)
        assert turned == f"{COUNTING}: Scale"


INSTRUMENTS = ("Ab", "Cd", "Ef")
LISTS = [names for size in range(4) for names in itertools.permutations(INSTRUMENTS, size)]


def places(listed: Sequence[str], used: Iterable[str]) -> list[tuple[int, ...]]:
    """Tell of every two instruments of a trial which counts first, or that neither does."""
    rank = {name: listed.index(name) if name in listed else len(listed) for name in used}
    pairs = itertools.combinations(sorted(rank), 2)
    return [((rank[a] > rank[b]) - (rank[a] < rank[b]),) for a, b in pairs]


@pytest.mark.parametrize("used", [("Ab",), ("Ab", "Cd"), INSTRUMENTS])
def test_the_order_of_instruments_bears_where_a_trial_reports_several(
    used: tuple[str, ...],
) -> None:
    rows = [arm("A", name) for name in used] + [arm("B", "Ef")]
    several = finding([trial("A"), trial("B")], rows)
    for old, new in itertools.product(LISTS, LISTS):
        said = counting(*(outcome(**{n: {} for n in names}) for names in (old, new)), several)
        moved = places(old, used) != places(new, used)
        assert said == (f"{FIRST} {LABEL['A']}" if moved else None), (old, new)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(VALUES), min_size=3, max_size=3),
    st.lists(
        st.lists(st.sampled_from(VALUES[:2]), max_size=2, unique=True), min_size=4, max_size=4
    ),
)
def test_what_bears_one_way_bears_the_other_way(cells: list[str], lists: list[list[str]]) -> None:
    rows = [trial(name, led=cell) for name, cell in zip("ABC", cells, strict=True)]
    found = finding(rows, [arm(name) for name in "ABC"])
    parts = [{"led": tuple(values)} if values else {} for values in lists]
    old, new = rule(parts[0], parts[1]), rule(parts[2], parts[3])
    there, back = belonging(old, new, found), belonging(new, old, found)
    assert (there is None) == (back is None)
    alike = all(taken(old, row) == taken(new, row) for row in rows)
    assert (there is None) == alike


def test_an_instrument_without_a_name_has_one() -> None:
    unnamed = finding([trial("A")], [arm("A", "")])
    assert counting(outcome(), outcome(Scale={"main": False}), unnamed) is None
    results = changes.ResultsOn(instrument=bearing._instrument([{"instrument": ""}]))
    assert say(results) == "results on the one without a name"
