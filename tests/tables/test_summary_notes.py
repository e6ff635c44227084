"""What stands below a summary of findings in every combination of what its rows have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement, product
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.findings import Finding
from living_review.ground.measures import RATIOS
from living_review.language.facts import summary_notes as facts
from living_review.tables import summary_notes
from living_review.words import prose

MEASURES = ("SMD", "MD", "RD", "IRD", "OR", "IRR")
THRESHOLDS = {"small": 0.2, "moderate": 0.5, "large": 0.8}


@pytest.fixture(autouse=True)
def as_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give what is said as a fact, before it is worded."""
    monkeypatch.setattr(summary_notes, "say", lambda fact: fact)
    monkeypatch.setattr(prose, "nobody_with_comparator", lambda finding: finding.nobody)


def a_row(key: str = "", **values: Any) -> Any:
    plain = {"key": key, "measure": "SMD", "effect": True, "absolute": (), "familiar": None}
    plain |= {"comparator_mean": "", "comparator_scores": None, "level": "low", "better_off": None}
    return SimpleNamespace(**plain | {"outcome": key, "comments": ()} | values)


def a_finding(**values: Any) -> Any:
    plain = {"all_alike": None, "nobody": None, "thresholds": THRESHOLDS, "trials": (1,)}
    plain |= {"thresholds_source": "Cohen 1988", "thresholds_note": None, "comparison": "c"}
    return SimpleNamespace(**plain | values)


def a_table(*rows: Any, **values: Any) -> Any:
    plain = {"rows": rows, "header": {"comparator": "usual care"}, "generic": (), "left_out": 0}
    return SimpleNamespace(**plain | {"comparison": "c"} | values)


def one(kind: type, told: Any) -> Any:
    return next((each for each in told if isinstance(each, kind)), None)


def every_row() -> Iterator[tuple[Any, Any]]:
    risk = SimpleNamespace(kind="risk", baseline_source="us")
    for measure, effect, absolute, mean, scores, alike, nobody in product(
        MEASURES,
        (True, None),
        ((), (risk,)),
        ("", "90 points"),
        (None, True),
        (None, True),
        (None, ("0 of 20", "3 of 21")),
    ):
        if not scores or mean:
            told = {"effect": effect, "absolute": absolute, "comparator_mean": mean}
            row = a_row("k", measure=measure, comparator_scores=scores, **told)
            yield row, a_finding(all_alike=alike, nobody=nobody)


def test_what_explains_a_row_follows_from_what_it_has() -> None:
    for row, finding in every_row():
        told = summary_notes.explanations(a_table(row), {"k": finding})
        mean = bool(row.comparator_mean and not row.absolute)
        difference = bool(row.effect and row.measure not in RATIOS and not row.absolute)
        assert bool(one(facts.FromBaselines, told)) == bool(row.absolute)
        assert bool(one(facts.Limits, told)) == (not row.effect and bool(finding.all_alike))
        assert bool(one(facts.Scores, told)) == (mean and bool(row.comparator_scores))
        assert bool(one(facts.Means, told)) == (
            mean and bool(row.effect) and not row.comparator_scores
        )
        group = one(facts.ReferenceGroup, told)
        assert bool(group) == (difference and not mean and not finding.nobody)
        if group:
            own = {"RD": "risk", "IRD": "rate"}.get(row.measure, "average")
            assert [each.what for each in group.values] == [own]
            assert group.comparator == "usual care"
        deviations = one(facts.StandardDeviations, told)
        assert bool(deviations) == (difference and row.measure == "SMD")
        if deviations:
            assert [(e.number, e.size) for e in deviations.sizes] == [
                ("0.2", "small"),
                ("0.5", "moderate"),
                ("0.8", "large"),
            ]
            assert deviations.source == "Cohen 1988"


@pytest.mark.parametrize("kinds", [*combinations_with_replacement(("risk", "rate"), 2), ("rate",)])
def test_baselines_are_of_risks_or_rates_or_both_each_source_once(kinds: tuple[str, ...]) -> None:
    sources = ("the trials", None, "the trials", "Smith 2020")
    rows = [
        a_row("k", measure="OR", absolute=tuple(
            SimpleNamespace(kind=kind, baseline_source=source) for source in sources
        ))
        for kind in kinds
    ]  # fmt: skip
    for more in ((), (a_row("k", measure="RD"),)):
        told = one(
            facts.FromBaselines,
            summary_notes.explanations(a_table(*rows, *more), {"k": a_finding()}),
        )
        assert told.kind == (kinds[0] if len(set(kinds)) == 1 else "both")
        assert told.sources == ("the trials", "Smith 2020")
        assert told.relative
    rows[-1].measure = "RD"
    told = summary_notes.explanations(a_table(*rows), {"k": a_finding()})
    assert not one(facts.FromBaselines, told).relative


def test_groups_and_instruments_are_named_once() -> None:
    scale = SimpleNamespace(instrument="RAS", sd_source="us")
    other = SimpleNamespace(instrument="BDI", sd_source="them")
    rows = [a_row("k", measure=each) for each in ("SMD", "RD", "MD", "IRD", "RD")]
    rows += [a_row("k", familiar=each) for each in (scale, other, scale)]
    told = summary_notes.explanations(a_table(*rows), {"k": a_finding()})
    own = [each.what for each in one(facts.ReferenceGroup, told).values]
    assert own == ["average", "risk", "rate"]
    named = [(e.instrument, e.source) for e in told if isinstance(e, facts.OnInstrument)]
    assert named == [("RAS", "us"), ("BDI", "them")]


@pytest.mark.parametrize(
    ("first", "second", "sizes", "source"),
    [
        ({}, {}, 3, "Cohen 1988"),
        ({"thresholds_source": None}, {"thresholds_source": None}, 3, ""),
        ({}, {"thresholds": {"small": 0.3}}, 0, ""),
        ({}, {"thresholds_source": "us"}, 0, ""),
        ({"thresholds": {}}, {"thresholds": {}}, 0, ""),
        ({"thresholds": {"small": 0.3}}, {"thresholds": {"small": 0.3}}, 1, "Cohen 1988"),
    ],
)
def test_sizes_of_standard_deviations_are_told_where_they_are_those_of_every_row(
    first: dict[str, Any], second: dict[str, Any], sizes: int, source: str
) -> None:
    found = {"a": a_finding(**first), "b": a_finding(**second)}
    told = summary_notes.explanations(a_table(a_row("a"), a_row("b")), found)
    deviations = one(facts.StandardDeviations, told)
    assert (len(deviations.sizes), deviations.source) == (sizes, source)


@pytest.mark.parametrize("bases", [*product((None, "superiority", "responders"), repeat=2)])
def test_chances_are_explained_by_the_way_they_were_worked_out(bases: Any) -> None:
    sources = ("a trial", None)
    rows = [
        a_row("k", better_off=basis and SimpleNamespace(basis=basis, source=source))
        for basis, source in zip(bases, sources, strict=True)
    ]
    told = summary_notes.chances(a_table(*rows))
    assert bool(one(facts.ChanceExplained, told)) == ("superiority" in bases)
    mark = one(facts.MarkExplained, told)
    assert bool(mark) == ("responders" in bases)
    if mark:
        assert mark.sources == (("a trial",) if bases[0] == "responders" else ())
    assert [each for each in told if isinstance(each, facts.NormalScores)] == [*told[-1:]]
    assert bool(told) == any(bases)
    if "superiority" in bases:
        assert one(facts.ChanceExplained, told).even == "50%"


@pytest.mark.parametrize(
    ("rows", "generic", "outcomes", "alone"),
    [
        ("ab", (), None, None),
        ("ab", "ab", (), False),
        ("ab", "aa", ("a",), False),
        ("a", "a", (), True),
        ("aB", "a", (), True),
        ("AB", "a", (), True),
        ("abc", "ba", ("b", "a"), False),
    ],
)
def test_a_rule_of_thumb_is_told_of_all_outcomes_or_of_those_it_sizes(
    rows: str, generic: Any, outcomes: Any, alone: bool | None
) -> None:
    """Capitals are outcomes that are not rated, which no size is named of."""
    made = [a_row("k", outcome=each, level="low" if each.islower() else None) for each in rows]
    told = summary_notes.generic(a_table(*made, generic=tuple(generic)))
    assert [(each.outcomes, each.one) for each in told] == (
        [] if outcomes is None else [(outcomes, alone)]
    )


def test_what_is_left_out_is_counted_and_what_has_no_size_says_why() -> None:
    assert summary_notes.left_out(a_table()) == ()
    [note] = summary_notes.left_out(a_table(left_out=1))
    assert (note.mark, note.text) == ("", facts.LeftOut(outcomes=1))
    found = {"a": a_finding(thresholds_note="No baseline."), "b": a_finding()}
    told = summary_notes.without_size(a_table(a_row("b"), a_row("a")), found)
    assert told == (facts.WithoutSize(outcome="a", why="No baseline."),)


def test_results_at_other_times_are_those_with_trials_of_outcomes_that_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Names:
        def __init__(self, findings: list[Finding]) -> None:
            self.own = findings

        def listed(self, others: list[Finding]) -> list[str]:
            assert all(each in self.own for each in others)
            assert all(each.comparison == "c" for each in self.own)
            return [each.key for each in others]

    monkeypatch.setattr(summary_notes, "FindingNames", Names)
    found = {
        key: a_finding(key=key, outcome=key[0], comparison=comparison, trials=trials)
        for key, comparison, trials in (
            ("a1", "c", (1,)),
            ("a2", "c", (1,)),
            ("a3", "c", ()),
            ("a4", "other", (1,)),
            ("b1", "c", (1,)),
        )
    }
    [note] = summary_notes.other_times(a_table(a_row("a1")), found)
    assert (note.mark, note.text) == ("", facts.OtherTimes(results=("a2",)))
    assert summary_notes.other_times(a_table(a_row("b1")), found) == ()


@pytest.mark.parametrize("effect", [True, None])
@pytest.mark.parametrize("comments", [(), ("Both trials favour it.",)])
@pytest.mark.parametrize("scores", [True, None])
def test_what_the_table_holds_is_spelt_out(effect: Any, comments: Any, scores: Any) -> None:
    row = a_row("k", measure="MD", effect=effect, comments=comments, comparator_scores=scores)
    short = [each for each, _ in summary_notes.abbreviations(a_table(row, row))]
    wanted = ["CI", *["SD"] * bool(scores), *["MD"] * bool(effect or comments)]
    assert short == wanted


DOMAINS = ("indirectness", "publication_bias", "upgrade")


@pytest.mark.parametrize("first", [*product((True, False), repeat=3)])
@pytest.mark.parametrize("second", [None, *product((True, False), repeat=2)])
def test_domains_that_nobody_assessed_are_told_once_of_all_or_by_their_mark(
    monkeypatch: pytest.MonkeyPatch, first: Any, second: Any
) -> None:
    table_facts = summary_notes.table_facts

    def rated(assessed: Any) -> Any:
        states = zip(DOMAINS, assessed, strict=False)
        domains = [
            SimpleNamespace(name=name, state="proposed" if so else "not assessed")
            for name, so in states
        ]
        return SimpleNamespace(certainty=SimpleNamespace(domains=domains))

    told: list[Any] = []
    monkeypatch.setattr(summary_notes, "say", lambda fact: told.append(fact) or "x")
    shown = [rated(first), SimpleNamespace(certainty=None)]
    shown += [] if second is None else [rated(second)]
    lacking = [
        {name for name, so in zip(DOMAINS, each, strict=False) if not so}
        for each in (first, second)
        if each is not None
    ]
    everywhere = set.intersection(*lacking) - {"upgrade"}
    text = summary_notes.in_no_rating(shown)
    whole = one(table_facts.InNoRating, told)
    assert bool(whole) == bool(everywhere)
    assert not whole or {each.domain for each in whole.domains} == everywhere
    partly = "indirectness" in set.union(*lacking) - everywhere
    assert bool(one(table_facts.IndirectnessExplained, told)) == partly
    assert text == " ".join("x" * (bool(everywhere) + partly))
    assert summary_notes.in_no_rating([SimpleNamespace(certainty=None)]) == ""
