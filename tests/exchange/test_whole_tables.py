"""Everything that a file can hold, cell by cell, in the tables and drafts that are made of it."""

from __future__ import annotations

import datetime as dt

import pytest

from living_review.exchange.decisions import Decisions, draft, read_mapping
from living_review.exchange.extract import (
    About,
    Analysed,
    ArmFound,
    ContrastFound,
    Extract,
    FoundOutcome,
    Judged,
    Remark,
    Study,
    gathered,
)
from living_review.exchange.parts import distinct_arms, distinct_contrasts
from living_review.exchange.protocol_draft import protocol_draft
from living_review.exchange.revman_weights import totals_told
from living_review.exchange.tabulate import tables_from

MAPPING = b"""
timepoint: post
higher_is_better: true
date_added: 2026-02-03
outcomes:
  "1.1": {label: Mood, outcome: mood, score: change, instrument: Beck, timepoint: later}
  "1.2": {higher_is_better: false, weeks: 8.5, trials: {Baker 2002: {weeks: 12, skip: false}}}
  "1.3": {skip: true}
  "1.4": {precalc_sign: negative-favours-intervention}
"""
RANDOM = Analysed(
    measure="SMD",
    method="inverse-variance",
    model="random",
    tau2="DL",
    interval="knapp-hartung",
    level=0.9,
    comparison=("1", "Support versus care"),
    sides=("Support", "Care"),
)
PETO = Analysed(
    measure="OR",
    method="peto",
    comparison=("1", "Support versus care"),
    sides=("Help", "Care"),
)
APART = Analysed(measure="IRR", interval="wald", pooled=False, comparison=("2", "A vs. B"))


def arms(study: str, outcome: str, part: str = "", **cells: tuple[str, str]) -> list[ArmFound]:
    return [
        ArmFound(study, outcome, arm, role, {name: own[at] for name, own in cells.items()}, part)
        for at, (arm, role) in enumerate((("Support", "intervention"), ("Care", "control")))
    ]


def extract(**other: object) -> Extract:
    return Extract(
        **{
            "format": "metapsy",
            "studies": (
                Study("a", "Adams 2001", "2001", "included", {"doi": "10.1/a", "country": "Chile"}),
                Study("b", "Baker 2002", "2002", "ongoing"),
                Study("b", "Baker 2002", "2002", "ongoing"),
            ),
            "outcomes": (
                FoundOutcome("1.1", "Mood", "two arms", "Mood", "week_8", RANDOM),
                FoundOutcome("1.2", "Pain", "counts", "Pain", "", PETO),
                FoundOutcome("1.3", "Sleep", "not wanted", "Sleep"),
                FoundOutcome("1.4", "Falls", "computed", "Falls", "", APART),
                FoundOutcome("1.5", "Nothing", "no rows", "Nothing"),
            ),
            "arms": (
                *arms("a", "1.1", "adults", n=("24", "26"), mean=("10.0", "12"), weeks=("6", "6")),
                *arms("b", "1.1", "children", n=("20", ""), mean=("", "11")),
                *arms("a", "1.2", n=("50", "49"), events=("3", "9"), weeks=("6", "6")),
                *arms("b", "1.2", "men", n=("30", "31"), events=("1", "2")),
                *arms("b", "1.2", "women", n=("32", "33"), events=("4", "5")),
                *arms("a", "1.3", n=("1", "1")),
                *arms("z", "1.1", n=("1", "1")),
            ),
            "contrasts": (ContrastFound("a", "1.2", "HR", {"estimate": "0.5", "se": "0.2"}),),
            "precalculated": (ContrastFound("b", "1.4", "MD", {"estimate": "-0.4", "se": "0.1"}),),
            "judgements": (
                Judged("a", "RoB2", "D1", "low", "by computer"),
                Judged("a", "RoB2", "D1", "low", "once more"),
                Judged("a", "RoB2", "D2", "high", "", "1.1"),
                Judged("b", "RoB1", "other", "low"),
                Judged("b", "RoB1", "other", "high"),
                Judged("b", "RoB2", "D3", "low", "", "1.3"),
                Judged("z", "RoB2", "D4", "low"),
            ),
            "remarks": (Remark("not mapped", "column", "notes", 2, "no place."),),
            "about": About("Support in care", ("A. Author", "B. Author")),
            **other,
        }
    )


@pytest.fixture(scope="module")
def imported():
    decided = Decisions(mapping=read_mapping(MAPPING, "m.yml"))
    return tables_from(extract(), decided, "f.csv", dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


def written(imported, name: str) -> str:
    table = imported.tables[name]
    return "\n".join(",".join(row) for row in (table.columns, *table.rows))


TABLES = {
    "trials": """
trial_id,label,year,doi,country,status,date_added,source,subgroup_mood
Adams_2001,Adams 2001,2001,10.1/a,Chile,included,2026-02-03,F,adults
Baker_2002,Baker 2002,2002,,,ongoing,2026-02-03,F,children
""",
    "arms": """
trial_id,outcome,timepoint,weeks,instrument,stratum,higher_is_better,arm,role,n,mean,events,score,source
Adams_2001,mood,later,6,Beck,,true,Support,intervention,24,10.0,,change,F, outcome 1.1
Adams_2001,mood,later,6,Beck,,true,Care,control,26,12,,change,F, outcome 1.1
Baker_2002,mood,later,,Beck,,true,Support,intervention,20,,,,F, outcome 1.1
Baker_2002,mood,later,,Beck,,true,Care,control,,11,,change,F, outcome 1.1
Adams_2001,Pain,post,8.5,,,false,Support,intervention,50,,3,,F, outcome 1.2
Adams_2001,Pain,post,8.5,,,false,Care,control,49,,9,,F, outcome 1.2
Baker_2002,Pain,post,12,,men,false,Support,intervention,30,,1,,F, outcome 1.2
Baker_2002,Pain,post,12,,men,false,Care,control,31,,2,,F, outcome 1.2
Baker_2002,Pain,post,12,,women,false,Support,intervention,32,,4,,F, outcome 1.2
Baker_2002,Pain,post,12,,women,false,Care,control,33,,5,,F, outcome 1.2
""",
    "contrasts": """
trial_id,outcome,timepoint,weeks,higher_is_better,measure,estimate,se,source
Adams_2001,Pain,post,8.5,false,HR,0.5,0.2,F, outcome 1.2
Baker_2002,Falls,post,,true,MD,0.4,0.1,F, outcome 1.4
""",
    "risk_of_bias": """
trial_id,outcome,tool,domain,judgement,support
Adams_2001,,RoB2,D1,low,by computer
Adams_2001,mood,RoB2,D2,high,
""",
}


def test_every_cell_is_what_the_file_and_the_mapping_say(imported) -> None:
    made = {}
    for name, table in imported.tables.items():
        rows = (",".join(row) for row in (table.columns, *table.rows))
        made[name] = "\n" + "\n".join(rows).replace("Metapsy database f.csv", "F") + "\n"
        assert table.lines == tuple(range(2, len(table.rows) + 2))
        assert (table.name, table.file) == (name, f"{name}.csv")
    assert made == TABLES


def test_what_is_in_no_table_has_a_line_with_its_place_and_count(imported) -> None:
    assert [(each.kind, each.where, each.found, each.count) for each in imported.report] == [
        ("not mapped", "column", "notes", 2),
        ("not mapped", "1.3", "Sleep", 2),
        ("please check", "subgroups", "mood", 2),
        ("not mapped", "study", "Baker 2002", 1),
        ("not mapped", "arms", "z", 2),
        ("please check", "stratum", "Baker_2002, Pain", 1),
        ("please check", "row", "b", 1),
        ("not mapped", "risk_of_bias", "z", 1),
        ("not mapped", "risk_of_bias", "Baker_2002, RoB1, other", 2),
    ]


def test_lines_that_differ_in_their_count_alone_are_added_up() -> None:
    one = Remark("not mapped", "here", "this", 2, "why.")
    others = [
        Remark("please check", "here", "this", 2, "why."),
        Remark("not mapped", "there", "this", 2, "why."),
        Remark("not mapped", "here", "that", 2, "why."),
        Remark("not mapped", "here", "this", 2, "why not."),
    ]
    again = Remark("not mapped", "here", "this", 5, "why.")
    assert gathered([one, *others, again, one]) == (
        Remark("not mapped", "here", "this", 9, "why."),
        *others,
    )


PROTOCOL = """
review:
  id: f
  title: "Support in care"
  authors: ["A. Author", "B. Author"]
  question:
    population:          # who the review is about
    intervention: "Support"
    comparator: "Care"
timepoints:
  - {id: later, label: "later"}
  - {id: post, label: "post"}
comparisons:
  # Its groups have several names: Support versus Care; Help versus Care.
  - id: Support_versus_care
    label: "Support versus care"
    intervention: "Support"
    comparator: "Care"
    outcomes: [mood, Pain]
  - id: A_vs._B
    label: "A vs. B"
    intervention: "A"
    comparator: "B"
    outcomes: [Falls]
outcomes:
  # 1.1: Mood; two arms
  - id: mood
    label: "Mood"
    measure: SMD
    better: higher
    analysis: {model: random, tau2: DL, interval: knapp-hartung, safeguard: none, \
smd_variance: RevMan, level: 0.9, subgroups: ["subgroup_mood"]}
  # 1.2: Pain; counts
  - id: Pain
    label: "Pain"
    measure: OR
    better: lower
    analysis: {method: peto}
  # 1.4: Falls; computed
  - id: Falls
    label: "Falls"
    measure: IRR
    better: higher
    person_time: {unit: , per: 100}  # such as person-years
    analysis: {pool: false}
analysis:
"""


def test_a_drafted_protocol_says_of_every_outcome_what_the_file_says() -> None:
    decided = Decisions(mapping=read_mapping(MAPPING, "m.yml"))
    drafted = protocol_draft(extract(), decided, "f.csv")
    assert drafted[drafted.index("\nreview:") : drafted.index("  min_trials")] == PROTOCOL


DRAFTED = """
weeks_are:          # weeks or months: the column looks like months
precalc_sign:       # only to use effects that the file gives without figures:
                    # positive-favours-intervention, negative-favours-intervention
                    # or intervention-minus-control
outcomes:
  "1.1":
    label: "Mood"
    # two arms
    outcome: Mood
    timepoint: week_8
    higher_is_better:
  "1.2":
    label: "Pain"
    # counts
    outcome: Pain
    timepoint:
    higher_is_better:
  "1.3":
    label: "Sleep"
    # not wanted
    outcome: Sleep
    timepoint:
    higher_is_better:
  "1.4":
    label: "Falls"
    # computed
    outcome: Falls
    timepoint:
    higher_is_better:
"""


def test_a_drafted_mapping_asks_what_the_file_leaves_open_and_nothing_else() -> None:
    asked = draft(extract(weeks_doubtful=2), "f.csv")
    assert asked[asked.index("\nweeks_are:") :] == DRAFTED
    sure = draft(extract(precalculated=()), "f.csv")
    assert (
        sure[sure.index("\noutcomes:") :]
        == DRAFTED[DRAFTED.index("\noutcomes") : DRAFTED.index('  "1.4"')]
    )
    nothing = draft(extract(precalculated=(), arms=(), contrasts=()), "f.csv")
    assert nothing.endswith("\noutcomes: {}\n")


def row(n: str, **other: str) -> dict[str, str]:
    return {"trial_id": "A", "outcome": "mood", "timepoint": "post", "arm": "x", "n": n, **other}


def parted(rows: list[tuple[dict[str, str], str]], recur: bool | None) -> tuple[list, list]:
    """Tell arms apart (recur is true or false), or contrasts (None): what differs, and remarks."""
    remarks: list[Remark] = []
    if recur is None:
        made = distinct_contrasts(rows, remarks)
    else:
        made = distinct_arms(rows, recur, remarks)
    plain = row("")
    told = [{k: c for k, c in each.items() if plain.get(k) != c} for each in made]
    return told, [(each.kind, each.where, each.found, each.count) for each in remarks]


SEVERAL = ("please check", "arms", "A, mood", 1)
STRATA = ("please check", "stratum", "A, mood", 1)
AGAIN = ("not mapped", "arms", "A, mood, x", 1)
SECOND = ("not mapped", "contrasts", "A, mood, p", 1)


@pytest.mark.parametrize(
    ("rows", "recur", "made", "told"),
    [
        # Rows of one part: other people, under names of their own.
        (
            [(row("1"), "p"), (row("2"), "p"), (row("2"), "p")],
            False,
            [{"n": "1"}, {"n": "2", "arm": "x (p)"}, {"n": "2", "arm": "x (p, 2)"}],
            [SEVERAL, SEVERAL],
        ),
        # Parts of a trial, or the same people at several times.
        (
            [(row("1"), "men"), (row("2"), "")],
            False,
            [{"n": "1", "stratum": "men"}, {"n": "2", "stratum": "total"}],
            [STRATA],
        ),
        (
            [(row("1"), "6 weeks"), (row("2"), "12 weeks")],
            False,
            [{"n": "1", "weeks": "6"}, {"n": "2", "weeks": "12"}],
            [STRATA],
        ),
        (
            [(row("1"), "6 weeks"), (row("2"), "men")],
            False,
            [{"n": "1", "stratum": "6 weeks"}, {"n": "2", "stratum": "men"}],
            [STRATA],
        ),
        # Where a format repeats arms: the same people, or measured again.
        (
            [(row("1"), ""), (row("1", source="elsewhere"), ""), (row("2"), "")],
            True,
            [{"n": "1"}],
            [AGAIN],
        ),
        (
            [(row("1"), "a"), (row("2", arm="y"), "b")],
            True,
            [{"n": "1"}, {"n": "2", "arm": "y"}],
            [],
        ),
        # A second contrast of a trial.
        ([(row("1"), "p"), (row("2"), "p")], None, [{"n": "1"}], [SECOND]),
        (
            [(row("1"), "men"), (row("2"), "women")],
            None,
            [{"n": "1", "stratum": "men"}, {"n": "2", "stratum": "women"}],
            [STRATA],
        ),
        (
            [(row("1"), ""), (row("2", outcome="o"), "")],
            None,
            [{"n": "1"}, {"n": "2", "outcome": "o"}],
            [],
        ),
    ],
)
def test_rows_of_one_trial_are_parts_times_or_other_people(rows, recur, made, told) -> None:
    assert parted(rows, recur) == (made, told)


def weighed(*rows: tuple[str, str], low: str = "0.5", high: str = "2") -> list[dict[str, str]]:
    return [
        {"Weight": weight, "Subgroup": name, "CI start": low, "CI end": high}
        for weight, name in rows
    ]


WHOLE = {"Overall estimates": "true"}
BY_SUBGROUP = {"Overall estimates": "false", "Subgroup estimates": "true"}
NO_TOTAL = {"Overall estimates": "false", "Subgroup estimates": "false"}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (weighed(("60", ""), ("40", "")), WHOLE),
        (weighed(("60", "a"), ("40", "b")), WHOLE),
        (weighed(("60", ""), ("40.009", "")), WHOLE),
        (weighed(("60", ""), ("39.991", "")), WHOLE),
        (weighed(("60", ""), ("40.011", "")), {}),
        (weighed(("60", ""), ("39.989", "")), {}),
        (weighed(("60", ""), ("40", ""), ("", "")), WHOLE),
        (weighed(("100", "")), {}),
        (weighed(("", ""), ("", "")), {}),
        ([{"Study": "a"}, {"Study": "b"}], {}),
        (weighed(("60", "a"), ("40", "a"), ("100", "b")), BY_SUBGROUP),
        (weighed(("60", "a"), ("40", "a"), ("100", "b"), ("0", "c")), BY_SUBGROUP),
        (weighed(("60", "a"), ("40", "a"), ("99", "b")), {}),
        (weighed(("60", "a"), ("140", "a")), {}),
        (weighed(("0", ""), ("0", "")), NO_TOTAL),
        ([*weighed(("0", "")), *weighed(("0", ""), high="")], {}),
        ([*weighed(("0", "")), *weighed(("0", ""), high="0.5")], {}),
    ],
)
def test_weights_that_add_up_to_a_hundred_tell_what_was_pooled(rows, told) -> None:
    assert totals_told(rows) == told
