"""Every critical outcome and every certain harm stand in the bottom line, in five sentences."""

from __future__ import annotations

import itertools
import random
from functools import cache

import pytest
from sample_documents import findings
from sample_findings import narrative, none, recovery
from sample_parts import certainty, concluded

from living_review.certainty.case import Claim
from living_review.certainty.statements import statements
from living_review.findings import Conclusion, Finding, Findings
from living_review.synthesis.finding_names import FindingNames
from living_review.words import overview
from living_review.words.bottom_line import FEW_MORE, bottom_line, is_certain_harm, leading
from living_review.words.overview import MOST_NAMED

LEVELS = ("high", "moderate", "low", "very low")
COMPARISONS = (("a", "placebo"), ("b", "placebo"), ("c", "usual care"))


@cache
def told(
    name: str,
    *,
    level: str | None = "high",
    importance: str = "critical",
    side: int = 1,
    magnitude: str | None = "small",
    comparison: tuple[str, str] = COMPARISONS[0],
    timepoint: str = "post",
) -> Finding:
    """Give a pooled finding of one certainty, on the side of benefit (1) or harm (−1)."""
    base = recovery()
    effect = 0.3 * side
    pooled = base.pooled.model_copy(update={"estimate": effect, "ci_low": effect - 0.1})
    made = base.model_copy(
        update={
            "outcome": name,
            "outcome_label": name.capitalize(),
            "importance": importance,
            "comparison": comparison[0],
            "intervention": f"drug {comparison[0]}",
            "comparator": comparison[1],
            "timepoint": timepoint,
            "timepoint_label": timepoint.capitalize(),
            "pooled": pooled.model_copy(update={"ci_high": effect + 0.1}),
            "certainty": certainty(level) if level else None,
            "not_rated": None if level else "nobody judged it",
            "statement": None,
            "conclusions": (),
        }
    )
    if level is None:
        return made
    claim = Claim(side, magnitude != "trivial", magnitude)
    return concluded(made, claim, level)


def lines(*found: Finding) -> tuple[str, ...]:
    return bottom_line(findings(*found))


def test_every_critical_outcome_and_every_certain_harm_is_named_in_five_sentences():
    draw = random.Random(11)
    kinds = list(
        itertools.product(
            (*LEVELS, None), ("critical", "important", "limited"), (1, -1), COMPARISONS
        )
    )
    for _ in range(400):
        chosen = draw.sample(kinds, draw.randint(1, 14))
        found = [
            told(f"thing{i:02d}", level=level, importance=of, side=side, comparison=comparison)
            for i, (level, of, side, comparison) in enumerate(chosen)
        ]
        said = lines(*found)
        assert len(said) <= 5
        text = " ".join(said).lower()
        for finding in found:
            harm = finding.statement and finding.certainty.level in ("high", "moderate")
            harm = harm and finding.pooled.estimate < 0
            if finding.importance == "critical" or harm:
                assert finding.outcome_label.lower() in text
                assert f"compared with {finding.comparator}" in text


@pytest.mark.parametrize("level", LEVELS)
def test_what_has_one_certainty_is_one_sentence(level):
    said = lines(*(told(name, level=level) for name in ("pain", "sleep", "mood")))
    (whole,) = [line for line in said if line.startswith(f"{level.capitalize()} certainty: ")]
    assert all(name in whole for name in ("pain", "sleep", "mood"))
    assert whole.count("drug a") == 1


@pytest.mark.parametrize(
    ("level", "side", "magnitude", "harm"),
    [
        ("high", -1, "small", True),
        ("moderate", -1, "large", True),
        ("low", -1, "large", False),
        ("very low", -1, "large", False),
        ("high", 1, "large", False),
        ("high", -1, "trivial", False),
        ("high", -1, None, True),
    ],
)
def test_a_harm_is_told_from_moderate_certainty_on(level, side, magnitude, harm):
    finding = told("bleeding", level=level, side=side, magnitude=magnitude, importance="limited")
    assert is_certain_harm(finding) == harm
    others = tuple(told(name) for name in ("one", "two"))
    assert (finding in leading(findings(*others, finding))) == harm


def test_the_time_is_said_where_a_review_has_several():
    both = lines(told("pain"), told("sleep", timepoint="a year later"))
    assert "(post; " in both[0]
    assert "(a year later; " in both[0]
    assert "(post; " not in lines(told("pain"))[0]


def test_a_result_that_reads_alike_at_two_times_is_told_once():
    early, late = told("pain"), told("pain", timepoint="a year later")
    (whole, *_) = lines(early, late)
    assert whole.count("improves pain") == 1
    assert "(post and a year later; each with " in whole
    fewer = late.model_copy(update={"k": 1, "n": 90, "trials": late.trials[:1]})
    (whole, *_) = lines(early, fewer)
    assert whole.count("improves pain") == 1
    assert "(post, " in whole
    assert "; a year later, " in whole


def at_baselines(found: Finding, *each: Conclusion) -> Finding:
    risks = (("a risk of 10 per 1000", "healthy people"), ("a risk of 120 per 1000", "ill people"))
    made = tuple(
        own.model_copy(update={"baseline": risk, "baseline_label": label})
        for own, (risk, label) in zip(each, risks, strict=True)
    )
    return found.model_copy(update={"conclusions": made, "statement": statements(made)})


def sized(level: str, size: str, favours: str | None, text: str) -> Conclusion:
    return Conclusion(level=level, kind="sized", size=size, favours=favours, text=text)


NOTHING = sized("high", "trivial", None, "Drug a results in little to no difference in pain.")


def test_each_baseline_is_told_under_its_own_certainty():
    better = sized("low", "small", "intervention", "Drug a may improve pain slightly.")
    found = at_baselines(told("pain"), NOTHING, better)
    assert "(ill people; low certainty), drug a may improve" in found.statement
    high, low, *_ = lines(found)
    assert high.startswith("High certainty: compared with placebo, at a risk of 10 per 1000 (heal")
    assert low.startswith("Low certainty: at a risk of 120 per 1000 (ill people), drug a may")
    assert "certainty)" not in high + low
    names = FindingNames([found])
    told_apart = dict(overview.lines_by_level(findings(found), names))
    assert "ill people" not in told_apart["high"][0][1]
    assert "healthy people" not in told_apart["low"][0][1]


def test_a_harm_that_is_certain_at_another_baseline_is_a_certain_harm():
    harm = sized("high", "small", "comparator", "Drug a reduces pain slightly.")
    found = at_baselines(told("pain", side=-1, level="low"), NOTHING, harm)
    assert is_certain_harm(found)


def test_what_names_its_comparator_is_not_compared_with_it_once_more():
    bare = told("pain", magnitude=None).model_copy(update={"thresholds": None})
    (whole, *_) = lines(concluded(bare, Claim(1, None, None), "high"))
    assert "over placebo" in whole
    assert "compared with placebo" not in whole


def test_a_critical_outcome_that_is_missing_in_one_comparison_is_missed():
    lacking = none().model_copy(
        update={"outcome": "pain", "outcome_label": "Pain", "importance": "critical"}
    )
    lacking = lacking.model_copy(update={"comparison": "b", "intervention": "drug b"})
    text = " ".join(lines(told("pain"), lacking))
    assert "No trial of drug b compared with" in text
    assert "gave usable data on pain" in text


def test_a_review_without_trials_says_so():
    empty: Findings = findings(none())
    trials = empty.registry.trials.model_copy(update={"included": 0})
    registry = empty.registry.model_copy(update={"trials": trials})
    said = bottom_line(empty.model_copy(update={"registry": registry}))
    assert said[0] == "No trial is included, so this review says nothing yet on any outcome."
    # There is no evidence that a search could be said to bring up to a day.
    assert said[1:] == ("The last search was on 22 November 2026.",)


def test_results_that_are_not_rated_are_told_with_the_reason():
    said = lines(told("pain", level=None), told("sleep", level=None))
    (whole,) = [line for line in said if "not rated" in line]
    assert whole.startswith("Certainty not rated (nobody judged it): drug a compared with placebo")
    assert "pain: SMD 0.30" in whole
    assert "sleep: SMD 0.30" in whole


def test_trials_that_do_not_agree_are_told_behind_what_is_known():
    apart = narrative().model_copy(update={"certainty": certainty("low"), "importance": "critical"})
    apart = concluded(apart, Claim(None, None, None), "low")
    known = told("pain", level="low")
    (whole,) = [line for line in lines(known, apart) if line.startswith("Low certainty")]
    assert whole.index("may improve pain") < whole.index(apart.statement.rstrip(".")[1:])


def test_an_estimate_of_no_difference_is_no_certain_harm() -> None:
    found = told("falls", side=-1, level="moderate")
    nothing = Conclusion(level="moderate", kind="without_size", favours=None, text="None.")
    assert is_certain_harm(found)
    assert not is_certain_harm(found.model_copy(update={"conclusions": (nothing,)}))


def test_that_no_threshold_was_agreed_is_said_once_in_a_sentence():
    bare = [told(name, magnitude=None).model_copy(update={"thresholds": None}) for name in "abc"]
    bare = [concluded(each, Claim(1, None, None), "high") for each in bare]
    (one,) = [line for line in lines(bare[0]) if line.startswith("High certainty")]
    (all_three,) = [line for line in lines(*bare) if line.startswith("High certainty")]
    assert one.count("no threshold was agreed") == all_three.count("no threshold was agreed") == 1
    assert all_three.endswith("no threshold was agreed to say which effects matter.")
    assert ") (" not in all_three
    assert all(f"the estimate for {name} favours" in all_three.lower() for name in "abc")


def test_trials_that_stand_behind_several_results_are_counted_once():
    (whole, *_) = lines(told("pain"), told("sleep"), told("mood"))
    assert whole.count("1,173 participants") == 1
    assert whole.count("(the same four trials)") == 2
    fewer = told("sleep").model_copy(update={"n": 90})
    (whole, *_) = lines(told("pain"), fewer, told("mood"))
    assert "the same" not in whole
    other = tuple(t.model_copy(update={"trial_id": f"x{t.trial_id}"}) for t in recovery().trials)
    (whole, *_) = lines(told("pain"), told("sleep").model_copy(update={"trials": other}))
    assert "the same" not in whole


@pytest.mark.parametrize("missing", [1, MOST_NAMED + FEW_MORE, MOST_NAMED + FEW_MORE + 1, 40])
def test_of_many_outcomes_without_data_the_first_are_named_and_the_others_counted(
    missing: int,
) -> None:
    absent = (
        none().model_copy(update={"outcome": f"o{n}", "outcome_label": f"Outcome {n}x"})
        for n in range(missing)
    )
    [line] = [each for each in lines(told("hope"), *absent) if "usable data" in each]
    many = missing > MOST_NAMED + FEW_MORE
    named = MOST_NAMED if many else missing
    assert [f"utcome {n}x" in line for n in range(missing)] == [n < named for n in range(missing)]
    counted = {16: "four", 40: "28"}.get(missing)
    assert (" or " + f"{counted} further outcomes that the results name." in line) == many
