"""One label with several findings: the comparison and the time are named wherever one is meant."""

from __future__ import annotations

from itertools import product

import pytest
from sample_documents import findings
from sample_findings import recovery
from sample_parts import certainty, concluded

from living_review.certainty.case import Claim
from living_review.document import evidence_words
from living_review.findings import Finding
from living_review.protocol.question import Comparison
from living_review.synthesis.finding_names import FindingNames
from living_review.synthesis.synthesise import told_apart
from living_review.words import overview, research_words
from living_review.words.bottom_line import bottom_line

COMPARISONS = (
    (("opioids", "NSAIDs"),),
    (("opioids", "NSAIDs"), ("exercise", "NSAIDs")),
    (("opioids", "NSAIDs"), ("opioids", "placebo")),
    (("opioids", "NSAIDs"), ("NSAIDs", "placebo")),
    (("opioids", "NSAIDs"), ("opioids", "NSAIDs")),
)
TIMES = (("End of treatment",), ("End of treatment", "One year"), ("Later", "Later"))
LABELS = (("Pain",), ("Pain", "Pain"), ("Pain", "Crohn’s disease activity"))
LEVELS = ("high", "moderate", "low", "very low")
KINDS = list(product(COMPARISONS, TIMES, LABELS))


def review(
    pairs: tuple[tuple[str, str], ...], times: tuple[str, ...], labels: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Every combination as a finding, with levels in turn."""
    found = recovery()
    made = []
    for (c, pair), (t, time), (o, label) in product(*map(enumerate, (pairs, times, labels))):
        level = LEVELS[len(made) % 4]
        lowered = {"imprecision": -LEVELS.index(level)} if level != "high" else {}
        of = {
            "comparison": f"c{c}",
            "comparison_label": f"{pair[0][0].upper()}{pair[0][1:]} versus {pair[1]}",
            "intervention": pair[0],
            "comparator": pair[1],
            "timepoint": f"t{t}",
            "timepoint_label": time,
            "outcome": f"o{o}",
            "outcome_label": label,
            "certainty": certainty(level, "confirmed", **lowered),
        }
        made.append(concluded(found.model_copy(update=of), Claim(1, True, "small"), level))
    return tuple(made)


@pytest.mark.parametrize(("pairs", "times", "labels"), KINDS)
def test_no_two_findings_share_a_name(pairs, times, labels):
    found = review(pairs, times, labels)
    names = FindingNames(found)
    for name in (names.full, names.title, names.short):
        assert len({name(each) for each in found}) == len(found)
    beside = {(each.statement, *names.beside(each), names.short(each)) for each in found}
    assert len(beside) == len(found)


@pytest.mark.parametrize(("pairs", "times", "labels"), KINDS)
def test_what_differs_is_named_and_what_does_not_is_left_out(pairs, times, labels):
    found = review(pairs, times, labels)
    names = FindingNames(found)
    for each in found:
        short = names.short(each)
        alike = [other for other in found if other.outcome_label == each.outcome_label]
        assert (each.intervention in short) == (len({f.comparison for f in alike}) > 1)
        several = len({f.timepoint for f in alike}) > 1
        assert (each.timepoint_label[1:] in short) == several
        assert any(each.timepoint_label[1:] in part for part in names.beside(each)) == several


@pytest.mark.parametrize(("pairs", "times", "labels"), KINDS)
def test_no_list_of_the_report_says_of_one_result_what_holds_of_another(pairs, times, labels):
    found = review(pairs, times, labels)
    whole, names = findings(*found), FindingNames(found)
    by_level = {
        level: names.listed(overview.of_level(whole, level))
        for level in LEVELS
        if overview.of_level(whole, level)
    }
    told = [name for group in by_level.values() for name in group]
    assert len(set(told)) == len(told), "one name stands under two levels of certainty"
    lines = [overview.finding_line(each, names) for each in found]
    assert len(set(lines)) == len(lines)
    research = " ".join(research_words.research_sentences(whole))
    for each in found:
        lowered = each.certainty.level != "high"
        if len(found) > 1 and not lowered:
            assert names.short(each) not in research
    assert evidence_words.standing_of_decisions(whole)


def test_findings_of_one_label_are_named_together():
    found = review(COMPARISONS[1], TIMES[1], LABELS[0])
    assert FindingNames(found).listed(found) == [
        "pain (opioids: end of treatment and one year; exercise: end of treatment and one year)"
    ]


def test_a_time_without_data_needs_no_telling_apart():
    first, later = review(COMPARISONS[0], TIMES[1], LABELS[0])
    later = later.model_copy(update={"trials": (), "synthesis": "none"})
    names = FindingNames((first, later))
    assert names.short(first) == "pain"
    assert names.short(later) == "pain (one year)"


def test_the_bottom_line_says_which_comparison_and_time_it_means():
    said = " ".join(bottom_line(findings(*review(COMPARISONS[2], TIMES[1], LABELS[0]))))
    assert said.lower().count("compared with nsaids") >= 1
    assert said.lower().count("compared with placebo") >= 1
    assert (said.count("end of treatment; "), said.count("one year; ")) == (2, 2)


def test_the_bottom_line_tells_two_comparisons_of_the_same_two_apart():
    found = review(COMPARISONS[4], TIMES[0], LABELS[0])
    said = " ".join(bottom_line(findings(*found)))
    assert ("‘c0’" in said, "‘c1’" in said) == (True, True)


def test_comparisons_that_share_a_label_are_headed_by_their_ids_too():
    first, second = (
        Comparison(id=each, label=label, intervention="oil", comparator="placebo")
        for each, label in (("fish", "Oil"), ("krill", "oil "))
    )
    assert [each.label for each in told_apart((first, second))] == ["Oil, ‘fish’", "oil, ‘krill’"]
    assert told_apart((first,)) == (first,)


@pytest.mark.parametrize(
    ("inputs", "larger"),
    [
        ({"participants": 160_000.0, "optimal_information_size": 14_266.0}, False),
        ({"participants": 400.0, "optimal_information_size": 788.0}, True),
        ({"events": 400.0, "optimal_information_size": 380.0}, False),
        ({"participants": None, "optimal_information_size": 788.0}, True),
        ({"participants": 160_000.0, "optimal_information_size": None}, True),
    ],
)
def test_no_larger_trials_are_asked_for_where_as_many_people_took_part_as_one_would_need(
    inputs, larger
):
    rating = certainty("low", imprecision=-1)
    domains = tuple(
        each.model_copy(update={"inputs": inputs}) if each.name == "imprecision" else each
        for each in rating.domains
    )
    found = recovery().model_copy(
        update={"certainty": rating.model_copy(update={"domains": domains})}
    )
    said = " ".join(research_words.research_sentences(findings(found)))
    assert ("Larger trials" in said) == larger
    assert ("although as many people took part" in said) == (not larger)
    assert "imprecise" in said
