"""Which columns are of one effect, what a header says of it, and what is left to a person."""

from __future__ import annotations

from typing import Any

import pytest

from living_review.exchange.wide import effect_drafts
from living_review.exchange.wide.effect_names import Named, named
from living_review.exchange.wide.effects import Effect, effects, total_people

ANY = ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("OR", Named("OR")),
        ("aOR", Named("OR", adjusted=True)),
        ("adjusted OR", Named("OR", adjusted=True)),
        ("OR (adj)", Named("OR", adjusted=True)),
        ("Adj. hazard ratio", Named("HR", adjusted=True)),
        ("unadjusted OR", Named("OR")),
        ("Unadj OR", Named("OR")),
        ("non-adjusted OR", Named("OR")),
        ("crude OR", Named("OR")),
        ("OR crude", Named("OR")),
        ("OR mood", Named("OR", outcome="mood")),
        ("mood OR lower", Named("OR", "ci_low", outcome="mood")),
        ("lower OR mood", Named("OR", "ci_low", outcome="mood")),
        ("OR low mood", Named("OR", "ci_low", outcome="mood")),
        ("OR upper", Named("OR", "ci_high")),
        ("OR peer vs usual care", Named("OR")),
        ("OR post", Named("OR", timepoint="post")),
        ("log10 OR", Named("OR", log=True, other_base=True)),
        ("log2 OR", Named("OR", log=True, other_base=True)),
        ("loge OR", Named("OR", log=True)),
        ("OR (log10)", Named("OR", log=True, other_base=True)),
        ("log10 MD", Named("MD", log=True)),
        ("yi", Named(ANY, log=True)),
        ("TE", Named(ANY, log=True)),
        ("te", Named(ANY, log=True)),
        ("ES", Named(ANY)),
        ("es", Named(ANY)),
        ("effect size", Named(ANY)),
        ("log effect size", Named(ANY, log=True)),
        ("effect size (log scale)", Named(ANY, log=True)),
        ("SD (log scale) MD", None),
        ("effect", Named(ANY)),
        ("Estimate", Named(ANY)),
        ("SE of the effect", Named(ANY, "se")),
        ("SE", Named(None, "se")),
        ("SE (log scale)", Named(None, "se", log=True)),
        ("95% CI", Named(None, "ci")),
        ("lower", Named(None, "ci_low")),
        ("p", Named(None, "p")),
        ("vi", Named(None, "sampling_variance")),
        ("variance", Named(None, "sampling_variance")),
        *((each, None) for each in ("l", "u", "lo", "up", "high", "low", "v", "hi")),
        *((each, None) for each in ("SE IG", "SE control", "SE baseline", "CI intervention")),
        ("or_lower", Named("OR", "ci_low")),
        ("selogor", Named("OR", "se", log=True)),
        ("varlnrr", Named("RR", "sampling_variance", log=True)),
        ("vloghr", Named("HR", "sampling_variance", log=True)),
        ("loghr", Named("HR", log=True)),
        ("hr se", Named("HR", "se")),
        ("or mood", None),
        ("or rr", None),
        ("or events", None),
        ("OR events", None),
        ("OR IG", None),
        ("OR baseline", None),
        ("hazard_ratio", Named("HR")),
        ("HazardRatio", Named("HR")),
        ("Hazard.Ratio", Named("HR")),
        ("or", Named("OR")),
        ("Or", Named("OR")),
        ("mean difference (column C)", Named("MD")),
    ],
)
def test_a_header_says_measure_part_scale_and_what_it_is_of(name: str, said: Named | None) -> None:
    assert named(name) == said


def found(*columns: str, **cells: list[str]) -> list[dict[str, Any]]:
    given = {name: cells.get(name.replace(" ", "_"), ["1.5"]) for name in columns}
    return [
        {"is": (each.measure, each.log, each.outcome, each.adjusted, each.log_of_se),
         **each.columns}
        for each in effects(given).found
    ]  # fmt: skip


def effect(measure: str, *, log: bool = False, outcome: str = "", adjusted: bool = False,
           log_of_se: bool = False, **columns: str) -> dict[str, Any]:  # fmt: skip
    return {"is": (measure, log, outcome, adjusted, log_of_se), **columns}


def test_an_effect_is_whole_where_it_is_known_how_exact_it_is() -> None:
    for name, part in (("SE", "se"), ("95% CI", "ci"), ("p", "p"), ("vi", "sampling_variance")):
        assert found("MD", name) == [effect("MD", estimate="MD", **{part: name})]
    limits = {"ci_low": "lower", "ci_high": "upper"}
    assert found("MD", "lower", "upper") == [effect("MD", estimate="MD", **limits)]
    more = {**limits, "se": "SE"}
    assert found("MD", "lower", "upper", "SE") == [effect("MD", estimate="MD", **more)]
    for alone in (["MD"], ["MD", "lower"], ["MD", "upper"], ["SE", "lower", "upper"], ["SE"]):
        assert found(*alone) == []


def test_a_column_whose_cells_hold_an_interval_too_is_an_estimate_with_it() -> None:
    both, one = "1.5 (1.2 to 1.9)", "1.5"
    for cells, whole in (([both, both, one], True), ([both, one], False), ([both, "NR", ""], True),
                         ([both, one, one], False)):  # fmt: skip
        wanted = [effect("OR", estimate_ci="OR")] if whole else []
        assert found("OR", OR=cells) == wanted
    assert found("MD SE", MD_SE=["1.5 (SE 0.2)"]) == [effect("MD", estimate_se="MD SE")]
    assert found("MD", MD=["1.5 (SE 0.2)"]) == []
    assert found("MD", "SE", MD=["NR", ""]) == []


def test_a_ratio_and_its_logarithm_are_one_effect_of_which_more_is_known() -> None:
    # The error of the logarithm is that of the ratio, as the registry has it.
    of_log = effect("OR", estimate="OR", se="SE log OR", log_of_se=True)
    assert found("OR", "SE log OR") == [of_log]
    assert found("OR", "lower OR", "upper OR", "log OR") == [
        effect("OR", estimate="OR", ci_low="lower OR", ci_high="upper OR")
    ]
    more = ["log OR", "SE log OR"]
    log = effect("OR", log=True, estimate="log OR", se="SE log OR", log_of_se=True)
    assert found("OR", *more) == [log]
    assert found("lower OR", "upper OR", *more) == [log]
    same = found("OR", "lower OR", "log OR", "SE log OR")  # of both as much
    assert same == [log]  # and of that one it is known how exact it is
    assert len(found("OR", "SE log OR", "RR", "p")) == 2


def test_what_is_left_of_an_effect_that_is_given_twice_is_told() -> None:
    def notes(*columns: str) -> list[str]:
        return effects({name: ["1.5"] for name in columns}).notes

    begun = "The same effect as a ratio and as its logarithm; the one that more is known of is "
    begun += "drafted, without: "
    assert notes("OR", "log OR", "SE log OR") == [f"{begun}OR"]
    assert notes("OR", "lower OR", "upper OR", "log OR") == [f"{begun}log OR"]
    assert notes("lower OR", "log OR", "SE log OR", "upper OR") == []
    assert notes("OR", "log OR") == []
    assert notes("OR", "SE log OR") == []
    (odd,) = notes("log10 OR", "SE")
    assert odd.endswith("the natural logarithm or the ratio: log10 OR")


def test_parts_without_a_measure_are_of_the_effect_before_them_or_of_the_only_one() -> None:
    assert found("SE", "MD") == [effect("MD", estimate="MD", se="SE")]
    assert found("MD", "SE", "OR", "p") == [
        effect("MD", estimate="MD", se="SE"), effect("OR", estimate="OR", p="p")
    ]  # fmt: skip
    assert found("SE", "MD", "OR", "p") == [effect("OR", estimate="OR", p="p")]
    # What names its measure goes before what does not.
    assert found("MD", "SE", "MD SE") == [effect("MD", estimate="MD", se="MD SE")]
    assert found("OR lower", "MD", "SE") == [effect("MD", estimate="MD", se="SE")]


def test_people_stand_beside_the_effect_of_their_outcome_and_time() -> None:
    people = {"n_intervention": "n IG", "n_control": "n KG"}
    assert found("MD", "SE", "n IG", "n KG", "n IG baseline") == [
        effect("MD", estimate="MD", se="SE", **people)
    ]
    (mood, sleep) = found("mood MD", "SE", "sleep MD", "p", "mood n IG", "n KG")
    assert (mood.get("n_intervention"), mood.get("n_control")) == ("mood n IG", "n KG")
    assert (sleep.get("n_intervention"), sleep.get("n_control")) == (None, "n KG")
    (post,) = found("MD post", "SE", "n IG follow-up", "n KG post")
    assert (post.get("n_intervention"), post.get("n_control")) == (None, "n KG post")


def test_people_of_both_arms_or_of_numbered_ones_are_told_from_those_of_a_side() -> None:
    names = ["Total N", "n", "n IG", "n1", "n2", "n baseline", "n mood", "mean"]
    assert total_people(names) == ["Total N", "n"]
    assert effect_drafts.people_of_numbered_arms(names) == ["n1", "n2"]
    assert effect_drafts.people_of_numbered_arms(["n1 mood", "n1 baseline", "mean 1"]) == []


LIMITS = {"estimate": "e", "ci_low": "l", "ci_high": "h"}


@pytest.mark.parametrize(
    ("rows", "apart"),
    [
        ([(0.1, 1.05, 2), (-0.5, 0.5, 0.9)], True),
        ([(0.1, 0.1, 2)], False),
        ([(2, 0.1, 2)], False),
        ([(2.1, 0.1, 2)], True),
        ([(0.1, -0.2, 0.4)], False),
        ([(0.5, -0.2, 0.4)], False),
        ([(-0.5, 0, 0.4)], False),
        ([(-0.5, 0.2, 0.4), (0.3, 0.2, 0.4)], False),  # half of them
        ([(-0.5, 0.2, 0.4), (0.3, 0.2, 0.4), (0, 1, 2)], True),
        ([(-0.5, 0.2, 0.4), (0.3, 0.2, 0.4), (0.3, 0.2, 0.4)], False),
        ([(-0.5, 0.2, 0.4), (-0.5, -0.2, 0.4)], False),
        ([(-0.5, 0.2, None)], False),
        ([(-0.5, 0.2, None), (-0.5, 0.2, 0.4)], True),
        ([], False),
    ],
)
def test_limits_of_a_ratio_beside_its_logarithm_lie_apart_from_it(rows, apart: bool) -> None:
    cells = {
        name: ["" if row[place] is None else str(row[place]) for row in rows]
        for place, name in enumerate("elh")
    }
    assert effect_drafts.limits_apart(Effect("", "OR", True, LIMITS), cells) is apart
    assert effect_drafts.limits_apart(Effect("", ANY, True, LIMITS), cells) is apart
    assert not effect_drafts.limits_apart(Effect("", "OR", False, LIMITS), cells)
    assert not effect_drafts.limits_apart(Effect("", "MD", True, LIMITS), cells)
    for part in LIMITS:
        less = {name: column for name, column in LIMITS.items() if name != part}
        assert not effect_drafts.limits_apart(Effect("", "OR", True, less), cells)


@pytest.mark.parametrize(
    ("measure", "log", "cell", "made"),
    [
        (ANY, False, "OR", ("OR", False)),
        (ANY, False, "log OR", ("OR", True)),
        (ANY, True, "OR", ("OR", True)),
        (ANY, False, "", (ANY, False)),
        (ANY, False, "SE", (ANY, False)),
        (ANY, True, "rubbish", (ANY, True)),
        ("MD", False, "log OR", ("MD", False)),
    ],
)
def test_an_effect_of_no_measure_has_that_of_its_rows(measure, log, cell, made) -> None:
    found = effect_drafts.of_rows(Effect("", measure, log), cell)
    assert (found.measure, found.log) == made


@pytest.mark.parametrize(
    ("measure", "log", "column", "of_log", "told"),
    [
        ("OR", False, "se", False, True),
        ("OR", False, "se", True, False),
        ("OR", True, "se", False, False),
        ("MD", False, "se", False, False),
        ("OR", False, "ci", False, False),
    ],
)
def test_what_the_error_of_a_ratio_is_taken_for_is_told(measure, log, column, of_log, told) -> None:
    made = Effect("", measure, log, {column: "x"}, log_of_se=of_log)
    said = "se of a ratio is the standard error of its logarithm"
    assert effect_drafts.about_spread(made) == (said if told else "")
