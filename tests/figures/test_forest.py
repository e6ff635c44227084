"""The forest plot says what the finding says, on the right side, for any number of trials."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
import samples

from living_review.figures import (
    forest_plate,
    forest_plot,
    forest_plot_alt,
    forest_plot_in_brief,
    forest_plot_pages,
    subgroup_membership,
)
from living_review.figures.plate_drawing import scene
from living_review.figures.plate_layout import SIZE, Span, header_lines
from living_review.figures.scene import Scene, Shape, Stamps, Words
from living_review.findings import Finding, Prediction, RiskOfBias
from living_review.ground.errors import BadInput
from living_review.language import say
from living_review.language.facts import forest_plots as facts
from living_review.letters import lettering


def drawn(finding: Finding, **options: Any) -> Scene:
    return scene(forest_plate(finding, **options))


def words(picture: Scene, kind: str) -> list[Words]:
    return [mark for mark in picture.marks if isinstance(mark, Words) and mark.kind == kind]


def shapes(picture: Scene, kind: str) -> list[Shape]:
    return [mark for mark in picture.marks if isinstance(mark, Shape) and mark.kind == kind]


def span(shape: Shape) -> tuple[float, float]:
    xs = [x for points in shape.lines for x, _ in points]
    return min(xs), max(xs)


def test_every_trial_has_its_row_with_events_weight_and_estimate() -> None:
    rows = forest_plate(samples.bcg()).rows
    assert len(rows) == 13 + 2
    first = rows[0]
    assert first.label == "Aronson 1948"
    assert first.before == ("4/123", "11/139", "5.1%")
    assert first.after == ("0.41 (0.13 to 1.26)",)


def test_means_stand_with_their_standard_deviations() -> None:
    assert forest_plate(samples.recovery()).rows[0].before == (
        *("222", "92.9 (14.2)", "231", "90 (13.7)", "51.7%"),
    )


def test_the_pool_and_its_prediction_interval_close_the_trials() -> None:
    pooled, predicted = forest_plate(samples.bcg()).rows[-2:]
    assert pooled.label == "Pooled: 13 trials, 357,347 participants"
    assert pooled.after == ("0.49 (0.33 to 0.73)",)
    assert predicted.label == "95% prediction interval"
    assert predicted.after == ("0.14 to 1.76",)


def test_a_withheld_prediction_interval_is_not_drawn() -> None:
    finding = samples.bcg(prediction=Prediction(low=None, high=None, df=None, reason="k < 3"))
    picture = drawn(finding)
    assert shapes(picture, "prediction") == []
    assert forest_plate(finding).rows[-1].style == "summary"


@pytest.mark.parametrize(
    ("better", "lower", "higher"),
    [
        ("higher", "← Favours usual care or waiting list", "Favours group peer support →"),
        ("lower", "← Favours group peer support", "Favours usual care or waiting list →"),
    ],
)
def test_each_side_names_whom_it_favours(better: str, lower: str, higher: str) -> None:
    picture = drawn(samples.recovery(better=better))
    assert " ".join(w.text for w in words(picture, "favours-lower")) == lower
    assert " ".join(w.text for w in words(picture, "favours-higher")) == higher
    null = span(shapes(picture, "null")[0])[0]
    assert all(w.left + w.width <= null for w in words(picture, "favours-lower"))
    assert all(w.left >= null for w in words(picture, "favours-higher"))


def test_the_diamond_spans_the_interval_on_a_log_axis() -> None:
    picture = drawn(samples.bcg())
    pooled = samples.bcg().pooled
    assert pooled is not None
    ticks = {w.text: w.x for w in words(picture, "tick-label")}
    per_log = (ticks["1"] - ticks["0.1"]) / math.log(10)
    low, high = span(shapes(picture, "diamond")[0])
    assert low == pytest.approx(ticks["1"] + per_log * math.log(pooled.ci_low), abs=0.01)
    assert high == pytest.approx(ticks["1"] + per_log * math.log(pooled.ci_high), abs=0.01)


def test_the_largest_square_is_the_heaviest_trial_and_areas_follow_weights() -> None:
    squares = shapes(drawn(samples.bcg()), "square")
    sides = [high - low for low, high in map(span, squares)]
    weights = [trial.weight_percent or 0 for trial in samples.bcg().trials]
    assert sides.index(max(sides)) == weights.index(max(weights))
    assert sorted(sides) == [side for _, side in sorted(zip(weights, sides, strict=True))]


def test_an_interval_beyond_the_axis_ends_in_an_arrow_at_its_edge() -> None:
    trials = samples.recovery().trials
    wide = trials[0].model_copy(update={"ci_low": -400.0, "ci_high": 400.0})
    picture = drawn(samples.recovery(trials=(wide, *trials[1:])))
    assert len(shapes(picture, "arrow")) == 2
    axis_low, axis_high = span(shapes(picture, "axis")[0])
    assert span(shapes(picture, "whisker")[0]) == (axis_low, axis_high)


def test_an_estimate_beyond_the_axis_is_an_arrow_and_never_a_square_at_the_edge() -> None:
    trials = samples.many(12).trials
    far = trials[0].model_copy(update={"estimate": 900.0, "ci_low": 800.0, "ci_high": 1000.0})
    picture = drawn(samples.many(12, trials=(far, *trials[1:])))
    assert len(shapes(picture, "square")) == 11
    assert len(shapes(picture, "arrow")) == 1


def test_trials_outside_the_pool_stand_apart_and_below_it() -> None:
    rows = forest_plate(samples.recovery()).rows
    assert [row.style for row in rows] == [
        *("trial", "trial", "trial", "summary", "prediction", "heading", "apart"),
    ]
    assert rows[-2].label == "Not pooled"
    assert rows[-1].before[-1] == "–"


def test_without_a_pool_there_is_no_diamond_no_weight_and_the_reason_is_told() -> None:
    plate = forest_plate(samples.unpooled())
    picture = scene(plate)
    assert shapes(picture, "diamond") == []
    assert "Weight" not in [column.header for column in plate.before]
    assert plate.notes[0].startswith("Not pooled: two trials")
    assert "not pooled" in forest_plot_alt(samples.unpooled())


def test_method_and_heterogeneity_stand_below_the_plot() -> None:
    note = forest_plate(samples.bcg()).notes[0].replace("\u00a0", " ")
    assert note == (
        "Random effects, REML, Knapp-Hartung interval. Heterogeneity: τ² = 0.313 (0.120 to 1.111);"
        " I² = 92% (82% to 98%); Q = 152.23, df = 12, p < 0.001"
    )


def test_the_zone_of_trivial_effects_is_shaded_symmetrically() -> None:
    picture = drawn(samples.recovery())
    zone, null = span(shapes(picture, "zone")[0]), span(shapes(picture, "null")[0])[0]
    assert null - zone[0] == pytest.approx(zone[1] - null)
    assert shapes(drawn(samples.bcg(thresholds={"small": 0.02})), "zone") == []


def test_subgroups_are_blocks_with_their_own_diamonds() -> None:
    subgroup, membership = samples.bcg_allocation()
    plate = forest_plate(samples.bcg(), False, subgroup, membership)
    headings = [row.label for row in plate.rows if row.style == "heading"]
    assert headings == ["random", "alternate", "systematic"]
    assert [row.label for row in plate.rows if row.style == "summary"] == [
        *("random: 7 trials", "systematic: 4 trials", "Pooled: 13 trials, 357,347 participants"),
    ]
    assert "alternate: 2 trials, not pooled" in [row.label for row in plate.rows]
    assert sum(row.style == "trial" for row in plate.rows) == 13
    said = plate.notes[1].replace("\u00a0", " ")
    assert said == "Difference between levels of allocation: Q = 1.77, df = 2, p = 0.41."


def test_a_trial_without_a_level_is_kept_and_says_so() -> None:
    subgroup, membership = samples.bcg_allocation()
    del membership["ARONSON1948"]
    plate = forest_plate(samples.bcg(), False, subgroup, membership)
    assert sum(row.style == "trial" for row in plate.rows) == 13
    assert "Not reported" in [row.label for row in plate.rows]


def test_membership_comes_from_the_registry() -> None:
    trials = tuple(
        record.model_copy(update={"category": category, "extra": {"setting": "clinic"}})
        for record, category in zip(samples.records(2), ("self-management", None), strict=True)
    )
    assert list(subgroup_membership(trials, "category").values()) == ["self-management"]
    assert list(subgroup_membership(trials, "setting").values()) == ["clinic", "clinic"]


def test_compact_leaves_estimates_and_overall_risk_of_bias() -> None:
    plate = forest_plate(samples.recovery(), compact=True)
    assert plate.before == ()
    assert plate.judgement_columns == ("Overall",)
    assert scene(plate).width < 400


def test_each_domain_has_its_disc_and_a_missing_judgement_a_dash() -> None:
    picture = drawn(samples.recovery())
    discs = sum(
        len(mark.centres)
        for mark in picture.marks
        if isinstance(mark, Stamps) and mark.radius == 5.0
    )
    assert discs == 3 * 6
    assert [w.text for w in words(picture, "judgement")] == ["–"] * 6
    symbols = {mark.symbol for mark in picture.marks if isinstance(mark, Stamps)}
    assert symbols == {"+", "−", "×"}


def test_older_tools_get_letters_with_a_key() -> None:
    rating = RiskOfBias(
        tool="RoB1",
        overall="unclear",
        domains={"sequence generation": "low", "allocation concealment": "unclear"},
    )
    trials = tuple(
        trial.model_copy(update={"risk_of_bias": rating}) for trial in samples.recovery().trials
    )
    plate = forest_plate(samples.recovery(trials=trials))
    assert plate.judgement_columns == ("A", "B", "Overall")
    assert plate.notes[-1] == "A: sequence generation; B: allocation concealment."


def test_trials_rated_by_different_tools_share_only_the_overall_column() -> None:
    trials = samples.recovery().trials
    old = trials[0].model_copy(
        update={"risk_of_bias": RiskOfBias(tool="RoB1", overall="high", domains={"other": "high"})}
    )
    plate = forest_plate(samples.recovery(trials=(old, *trials[1:])))
    assert plate.judgement_columns == ("Overall",)


def test_no_ratings_no_column() -> None:
    assert forest_plate(samples.bcg()).judgement_columns == ()


def test_an_unknown_judgement_is_refused_and_never_drawn_as_another() -> None:
    trials = samples.recovery().trials
    odd = trials[0].model_copy(
        update={"risk_of_bias": RiskOfBias(tool="RoB2", overall="moderate", domains={})}
    )
    with pytest.raises(BadInput, match=r"'moderate' of Cook 2012 \(WRAP\).*risk_of_bias\.csv"):
        forest_plot(samples.recovery(trials=(odd, *trials[1:])))


def test_a_trial_without_an_estimate_keeps_its_row() -> None:
    trials = samples.recovery().trials
    empty = trials[0].model_copy(
        update=dict.fromkeys(("estimate", "se", "ci_low", "ci_high", "weight_percent"))
    )
    picture = drawn(samples.recovery(trials=(empty, *trials[1:])))
    assert len(shapes(picture, "square")) == 3
    assert "–" in [w.text for w in words(picture, "cell")]


def test_a_ratio_of_zero_has_no_place_on_a_log_axis() -> None:
    trials = samples.bcg().trials
    nought = trials[0].model_copy(update={"estimate": 0.0, "ci_low": 0.0, "ci_high": 2.0})
    picture = drawn(samples.bcg(trials=(nought, *trials[1:])))
    assert len(shapes(picture, "square")) == 12


def test_alt_text_gives_effect_interval_and_side() -> None:
    assert forest_plot_alt(samples.bcg()) == (
        "Forest plot of 13 trials for tuberculosis (BCG vaccine compared with no vaccine, end of "
        "follow-up): pooled risk ratio 0.49 (0.33 to 0.73); "
        "values below 1 favour BCG vaccine. Prediction interval 0.14 to 1.76."
    )
    one = samples.unpooled(trials=samples.unpooled().trials[:1], synthesis="single", k=1)
    assert forest_plot_alt(one).startswith("Forest plot of 1 trial for personal recovery")
    assert "0.20 (−0.23 to 0.64)" in forest_plot_alt(one)
    nothing = {"estimate": None, "ci_low": None, "ci_high": None}
    told = one.model_copy(update={"trials": (one.trials[0].model_copy(update=nothing),)})
    assert forest_plot_alt(told).endswith(": no estimate.")


def test_structure_of_the_bcg_forest_plot() -> None:
    """What the drawing holds, kind by kind: stable where pixels are not."""
    kinds: dict[str, int] = {}
    for mark in drawn(samples.bcg()).marks:
        kinds[mark.kind] = kinds.get(mark.kind, 0) + 1
    assert kinds == {
        **{"null": 1, "rule": 1, "header": 8, "label": 15, "cell": 13 * 4 + 2},
        **{"whisker": 13, "square": 13, "diamond": 1, "prediction": 1, "prediction-end": 2},
        **{"axis": 1, "tick": 6, "tick-label": 6},
        **{"favours-lower": 1, "favours-higher": 1, "note": 1},
    }


def test_a_long_plot_is_paged_on_one_axis(scene_of: Callable[..., Any]) -> None:
    pages = scene_of(forest_plot_pages, samples.many(65), rows_a_page=25)
    assert len(pages) == 3
    assert sum(len(shapes(page, "square")) for page in pages) == 65
    assert [len(shapes(page, "diamond")) for page in pages] == [0, 0, 1]
    assert len({page.width for page in pages}) == 1
    assert len({tuple(w.x for w in words(page, "tick-label")) for page in pages}) == 1
    assert pages[1].title.endswith("Part 2 of 3.")
    assert forest_plot_pages(samples.recovery()) == ()


def test_no_part_of_a_long_plot_ends_with_the_heading_of_a_subgroup() -> None:
    subgroup, membership = samples.bcg_allocation()
    for rows in range(3, 12):
        pages = forest_plot_pages(
            samples.bcg(), rows_a_page=rows, subgroup=subgroup, membership=membership
        )
        ends = [re.findall(r'data-text="([^"]+)"', page) for page in pages]
        headings = {level.level for level in subgroup.levels}
        for told in ends:
            labels = [text for text in told if text in headings or re.search(r"\d{4}$", text)]
            assert not labels or labels[-1] not in headings, labels


def test_a_long_plot_in_brief_has_the_heaviest_trials_and_says_so(
    scene_of: Callable[..., Any],
) -> None:
    finding = samples.many(65)
    brief = scene_of(forest_plot_in_brief, finding, 14)
    assert len(shapes(brief, "square")) == 14
    assert len(shapes(brief, "diamond")) == 1
    said = " ".join(word.text for word in words(brief, "note"))
    assert "The 14 trials with the most weight of 65; the full report shows all." in said
    by_weight = sorted((trial.weight_percent or 0.0 for trial in finding.trials), reverse=True)
    shown = {text for word in words(brief, "label") for text in [word.text]}
    lightest = [t for t in finding.trials if (t.weight_percent or 0.0) < by_weight[13]]
    assert not shown & {f"{trial.label} {trial.year}" for trial in lightest}
    assert forest_plot_in_brief(samples.recovery(), 14) is None


def test_what_stands_in_brackets_in_a_header_is_never_broken() -> None:
    room = Span(0, lettering.width("person-years", SIZE, lettering.SEMIBOLD))
    lines = header_lines("IRD per 100 person-years (95% CI)", room)
    assert [line.replace("\u00a0", " ") for line in lines] == [
        *("IRD per 100", "person-years", "(95% CI)"),
    ]


def test_a_statistic_and_its_value_stand_on_one_line() -> None:
    for compact in (False, True):
        notes = [mark.text for mark in words(drawn(samples.bcg(), compact=compact), "note")]
        assert not [line for line in notes if line.endswith(("=", "<")) or line[0] in "=<"]
        assert any("Q\u00a0=\u00a0152.23" in line for line in notes)


def test_the_line_of_no_difference_keeps_its_label_when_others_lose_theirs() -> None:
    picture = drawn(samples.recovery(), compact=True)
    ticks, labels = shapes(picture, "tick"), words(picture, "tick-label")
    null = span(shapes(picture, "null")[0])[0]
    assert 2 <= len(labels) <= len(ticks)
    assert any(abs(label.x - null) < 0.01 for label in labels)


@pytest.mark.parametrize("paired", range(4))
def test_crossover_trials_are_told_once_and_only_where_there_are_some(paired: int) -> None:
    """A trial that is, or all that are: the note stands once below the method."""
    trials = tuple(
        trial.model_copy(update={"pairing": "reported" if place < paired else None})
        for place, trial in enumerate(samples.recovery().trials)
    )
    notes = forest_plate(samples.recovery(trials=trials)).notes
    told = say(facts.CountedOnce())
    assert [note for note in notes if note == told] == [told] * bool(paired)
