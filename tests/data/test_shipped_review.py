"""The review that ships: its protocol and registry say what its sources say."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shipped_sets import OTHERS

from living_review.effects import standardized_mean_difference
from living_review.language import Words, speaking
from living_review.protocol import Comparison, Protocol, load_protocol
from living_review.registry import Snapshot, read, read_other_reviews
from living_review.registry.corrections import corrected, read_corrections
from living_review.registry.seen import read_seen
from living_review.sources import CsvFolder

BEFORE = dt.date(2019, 7, 12)
# Instruments that the protocol keeps for sensitivity analyses.
KEPT_APART = {
    *("Work Hope Scale", "Beck Hopelessness Scale, 4 items", "Job Search Self-Efficacy Scale"),
    "SF-36, physical component summary",
}
# The facts as they were gathered, where the folder beside the project has them.
EVIDENCE = Path(__file__).parents[3] / "shared" / "evidence" / "group-peer-support"


@pytest.fixture(scope="module")
def data(project_root: Path) -> Path:
    return project_root / "data"


@pytest.fixture(scope="module")
def protocol(data: Path) -> Protocol:
    return load_protocol(data / "protocol.yml")


@pytest.fixture(scope="module")
def snapshot(data: Path, protocol: Protocol) -> Snapshot:
    return corrected_registry(data, protocol)


@pytest.fixture(scope="module")
def early(data: Path, protocol: Protocol) -> Snapshot:
    return corrected_registry(data, protocol, as_of=BEFORE)


def corrected_registry(data: Path, protocol: Protocol, as_of: dt.date | None = None) -> Snapshot:
    """The registry as the report has it: corrected, with the queries that were looked at."""
    raw = CsvFolder(data / "registry").pull()
    done = corrected(raw, read_corrections(data / "corrections.csv"))
    seen = read_seen(data / "queries.csv")
    return read(done.tables, protocol, as_of=as_of, corrections=done, seen=seen)


def trials_at(
    snapshot: Snapshot, comparison: Comparison, outcome: str, timepoint: str = "post"
) -> set[str]:
    """The included trials of a comparison with a usable result."""
    trials = snapshot.trials[snapshot.trials["status"] == "included"]
    for column, values in comparison.include.items():
        trials = trials[trials[column].isin(values)]
    results = pd.concat(
        [
            frame[["trial_id", "outcome", "timepoint", "instrument"]]
            for frame in (snapshot.arms, snapshot.contrasts)
        ]
    )
    results = results[~results["instrument"].isin(KEPT_APART)]
    at = results[(results["outcome"] == outcome) & (results["timepoint"] == timepoint)]
    return set(trials["trial_id"]) & set(at["trial_id"])


def smd(snapshot: Snapshot, trial: str, outcome: str) -> tuple[float, float]:
    arms = snapshot.arms
    rows = arms[(arms["trial_id"] == trial) & (arms["outcome"] == outcome)]
    intervention, control = (
        rows[rows["role"] == role].iloc[0] for role in ("intervention", "control")
    )
    effect = standardized_mean_difference(
        *(side[name] for side in (intervention, control) for name in ("mean", "sd", "n"))
    )
    return float(effect.estimate), float(np.sqrt(effect.variance))


RECOVERY = {
    *("COOK2012_WRAP", "COOK2012_BRIDGES", "RUSSINOVA2014", "DRUSS2018_HARP", "POULSEN2025_PEER"),
}
EMPOWERMENT = {
    *("BOEVINK2016", "RUSCH2014_COP", "VANGESTEL2012", "RUSSINOVA2018_VEP", "POULSEN2025_PEER"),
}
QUALITY_OF_LIFE = {"BOEVINK2016", "COOK2012_WRAP", "VANGESTEL2012", "POULSEN2025_PEER"}


HOPE = {"VANGESTEL2012", "POULSEN2025_PEER", "COOK2012_WRAP", "COOK2012_BRIDGES"}
STIGMA_STRESS = {"MULFINGER2018_HOP", "RUSCH2025_HOPMIL", "RUSCH2014_COP"}


@pytest.mark.parametrize(
    ("comparison", "outcome", "trials"),
    [
        ("peer-support", "recovery", RECOVERY),
        ("peer-support", "empowerment", EMPOWERMENT),
        ("peer-support", "quality_of_life", QUALITY_OF_LIFE),
        ("peer-support", "depression", {"CONLEY2020_HOPC", "MULFINGER2018_HOP"}),
        ("peer-support", "loneliness", {"VANGESTEL2012"}),
        ("peer-support", "psychotic_symptoms", {"BOEVINK2016"}),
        ("peer-support", "overall_symptoms", {"COOK2012_WRAP"}),
        ("peer-support", "hope", HOPE),
        ("peer-support", "self_efficacy", {"VANGESTEL2012", "POULSEN2025_PEER"}),
        ("peer-support", "self_stigma", {"RUSSINOVA2018_VEP", "RUSCH2014_COP"}),
        ("peer-support", "stigma_stress", STIGMA_STRESS),
        ("mutual-support", "quality_of_life", {"CASTELEIN2008"}),
        ("mutual-support", "self_efficacy", {"CASTELEIN2008"}),
        ("mutual-support", "recovery", set()),
    ],
)
def test_each_analysis_has_the_trials_it_should(
    comparison: str, outcome: str, trials: set[str], snapshot: Snapshot, protocol: Protocol
) -> None:
    assert trials_at(snapshot, protocol.comparison(comparison), outcome) == trials


def test_the_case_list_above_names_every_outcome(protocol: Protocol) -> None:
    assert {outcome.id for outcome in protocol.outcomes} == {
        "recovery",
        "quality_of_life",
        "hope",
        "empowerment",
        "self_efficacy",
        "overall_symptoms",
        "depression",
        "psychotic_symptoms",
        "self_stigma",
        "stigma_stress",
        "loneliness",
    }


def test_the_review_before_the_update_has_four_trials_on_recovery(
    early: Snapshot, protocol: Protocol
) -> None:
    comparison = protocol.comparison("peer-support")
    assert trials_at(early, comparison, "recovery") == RECOVERY - {"POULSEN2025_PEER"}
    assert list(early.searches["search_id"]) == ["search-2019"]
    assert len(early.trials) == 13


def test_effects_are_those_worked_out_from_the_published_figures(snapshot: Snapshot) -> None:
    # By hand from Hedges 1982: g = J d and v = 1/n1 + 1/n2 + g²/(2N).
    assert smd(snapshot, "COOK2012_WRAP", "recovery") == pytest.approx((0.2076, 0.0942), abs=5e-5)
    assert smd(snapshot, "COOK2012_BRIDGES", "recovery") == pytest.approx(
        (0.2806, 0.1087), abs=5e-5
    )


def test_the_peer_trial_enters_by_its_contrast_and_gives_the_d_it_reported(
    snapshot: Snapshot,
) -> None:
    assert "POULSEN2025_PEER" not in set(snapshot.arms["trial_id"])
    own = snapshot.contrasts[snapshot.contrasts["trial_id"] == "POULSEN2025_PEER"]
    (row,) = own[own["estimate"].notna()].itertuples()
    assert (row.estimate, row.ci_low, row.ci_high) == (5.1, 2.4, 7.8)
    assert (row.n_intervention, row.n_control, row.adjusted) == (145, 151, True)
    sd = (7.8 - 2.4) / (2 * 1.959964) / np.sqrt(1 / 145 + 1 / 151)
    assert row.estimate / sd == pytest.approx(0.43, abs=5e-3)


def test_nothing_is_split_by_guess_and_everything_set_aside_says_why(snapshot: Snapshot) -> None:
    aside = [(r.table, r.trial_id, r.rule) for r in snapshot.quarantine]
    assert aside == [("arms", "CONLEY2020_HOPC", "n-missing")] * 12


def test_contrasts_that_cannot_be_weighed_stay_for_their_direction(snapshot: Snapshot) -> None:
    asked = sorted((q.trial_id, q.rule) for q in snapshot.queries if q.table == "contrasts")
    assert asked == [
        *[("CONLEY2020_HOPC", "no-precision")] * 2,
        ("COOK2012_BRIDGES", "no-precision"),
        ("COOK2012_WRAP", "no-precision"),
        *[("MULFINGER2018_HOP", "n-missing")] * 3,
        ("MULFINGER2018_HOP", "no-precision"),
        ("MULFINGER2018_HOP", "people-not-counted"),
        *[("POULSEN2025_PEER", "no-precision")] * 4,
        *[("RUSCH2014_COP", "no-precision")] * 2,
        *[("RUSCH2025_HOPMIL", "no-precision")] * 5,
    ]


def test_what_is_odd_in_the_arms_is_seen(snapshot: Snapshot) -> None:
    odd = {(q.trial_id, q.rule) for q in snapshot.queries if q.table == "arms"}
    assert odd == {
        ("BOEVINK2016", "cluster-unadjusted"),
        *((name, "doubt-noted") for name in ("BOEVINK2016", "KAPLAN2011", "RUSCH2019")),
        *(("KAPLAN2011", f"sd-{rule}") for rule in ("from-rounded-se", "of-another-n")),
        ("RUSCH2019", "direction-turned"),
    }


def test_every_query_is_seen_or_open_for_a_reason_that_the_readme_tells(
    snapshot: Snapshot,
) -> None:
    still = {(q.trial_id, q.rule) for q in snapshot.queries if q.seen is None}
    assert still == {
        *((name, "doubt-noted") for name in ("BOEVINK2016", "KAPLAN2011")),
        ("KAPLAN2011", "sd-of-another-n"),
        *((name, "included-without-rob") for name in ("POULSEN2025_PEER", "RUSCH2025_HOPMIL")),
    }


def test_every_correction_fits_and_names_its_source(snapshot: Snapshot) -> None:
    assert len(snapshot.corrections) == 26
    for each in snapshot.corrections:
        assert "http" in each.reason or each.trial_id == "RUSSINOVA2014"


def test_every_trial_has_a_status_with_its_reason(snapshot: Snapshot) -> None:
    assert snapshot.trials["status"].value_counts().to_dict() == {
        "included": 19,
        "awaiting": 7,
        "ongoing": 3,
    }
    assert (snapshot.trials["status_reason"] != "").all()


def test_the_trial_that_is_completed_and_unpublished_is_dated(snapshot: Snapshot) -> None:
    dated = snapshot.trials[snapshot.trials["completed"] != ""]
    assert list(dated["trial_id"]) == ["LAKEHEAD_HOPC"]
    assert list(dated["completed"]) == ["2024-10"]
    assert "LAKEHEAD_HOPC" not in {*snapshot.arms["trial_id"], *snapshot.contrasts["trial_id"]}


def test_every_figure_has_its_source(snapshot: Snapshot) -> None:
    for frame in (snapshot.arms, snapshot.contrasts):
        assert frame["source"].str.match(r"https?://").all()
    assert (snapshot.trials["source"] != "").all()


def test_the_licence_and_the_attribution_of_the_data_stand_beside_it(data: Path) -> None:
    text = re.sub(r"\s+", " ", (data / "README.md").read_text(encoding="utf-8"))
    for said in (
        "Open Data Commons Attribution License",
        "10.5281/zenodo.7687898",
        "10.1017/S0033291722002422",
        "10.1186/s12888-021-03321-z",
    ):
        assert said in text


def test_the_readme_names_every_trial_that_gives_no_result(data: Path, snapshot: Snapshot) -> None:
    text = (data / "README.md").read_text(encoding="utf-8")
    results = {*snapshot.arms["trial_id"], *snapshot.contrasts["trial_id"]}
    for trial in set(snapshot.trials["trial_id"]) - results:
        assert trial in text


def test_thresholds_say_that_they_are_generic(protocol: Protocol) -> None:
    for outcome in protocol.outcomes:
        assert outcome.thresholds is not None
        assert outcome.thresholds.generic
        assert "Cohen 1988" in outcome.thresholds.source


def test_the_familiar_sd_is_that_of_the_trial_it_names(
    protocol: Protocol, snapshot: Snapshot
) -> None:
    familiar = protocol.outcome("recovery").familiar
    assert familiar is not None
    arms = snapshot.arms
    (sd,) = arms.loc[
        (arms["trial_id"] == "COOK2012_WRAP")
        & (arms["outcome"] == "recovery")
        & (arms["role"] == "control"),
        "sd",
    ]
    assert familiar.sd == sd


def test_other_reviews_are_read_as_printed(data: Path, protocol: Protocol) -> None:
    reviews = read_other_reviews(data / "other_reviews.csv")
    lyons = {r.outcome_reported: r for r in reviews if r.review_id == "LYONS2021"}
    recovery = lyons["recovery"]
    assert (recovery.k, recovery.n) == (5, 1265)
    assert (recovery.estimate, recovery.ci_low, recovery.ci_high) == (0.18, 0.07, 0.29)
    assert (lyons["hope"].k, lyons["hope"].n, lyons["hope"].measure) == (3, 1029, "MD")
    assert lyons["empowerment"].estimate is None
    assert len(reviews) == 61
    assert not any("via umbrella" in r.review for r in reviews)
    known = {outcome.id for outcome in protocol.outcomes}
    assert {r.outcome for r in reviews} - {""} <= known
    assert all(r.source.startswith(("https://", "http://")) for r in reviews)
    # The sign that favours the intervention is the source's own, and must agree with the effect
    # of a review whose interval excludes no effect.
    mirrored = [r for r in reviews if r.favours_intervention == "negative" and r.outcome == "hope"]
    assert mirrored
    assert all(r.estimate is not None and r.estimate < 0 for r in mirrored)


def test_no_other_reviews_is_no_error(tmp_path: Path) -> None:
    assert read_other_reviews(tmp_path / "other_reviews.csv") == ()


def figures() -> list[dict[str, str]]:
    file = EVIDENCE / "arms.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8") as rows:
        return [row for row in csv.DictReader(rows) if row["timepoint"] != "baseline" and row["sd"]]


def missing_from_the_registry(row: dict[str, str], arms: list[dict[str, str]]) -> bool:
    kept = [
        arm
        for arm in arms
        if arm["trial_id"] == row["trial_id"]
        and arm["outcome"] == row["outcome"]
        and (arm["role"] == "control") == row["arm"].startswith("control")
        and (arm["mean"], arm["sd"], arm["n"]) == (row["mean"], row["sd"], row["n"])
        and arm["higher_is_better"] == row["higher_is_better"].lower()
        and arm["weeks"] == row["weeks"]
    ]
    return len(kept) != 1


# Measured in two trials, and no outcome of this review.
NO_OUTCOME = "help_seeking"


def later_figures() -> list[dict[str, str]]:
    file = EVIDENCE / "2026-11" / "new_arms.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8") as rows:
        return [row for row in csv.DictReader(rows) if row["outcome"] != NO_OUTCOME and row["n"]]


def held(row: dict[str, str], arms: list[dict[str, str]]) -> bool:
    """Whether a gathered arm is in the registry once, digit for digit."""
    outcome = {"hopelessness": "hope"}.get(row["outcome"], row["outcome"])
    # Gathered with four weeks to a month, and kept as the months the reports state: 3 are 13 weeks.
    weeks = {row["weeks"], str(round(int(row["weeks"]) * 13 / 12))}
    kept = [
        arm
        for arm in arms
        if (arm["trial_id"], arm["outcome"], arm["timepoint"])
        == (row["trial_id"], outcome, row["timepoint"])
        and (arm["role"] == "control") == row["arm"].startswith("control")
        and (arm["mean"], arm["sd"], arm["n"]) == (row["mean"], row["sd"], row["n"])
        and arm["higher_is_better"] == row["higher_is_better"].lower()
        and arm["weeks"] in weeks
    ]
    return len(kept) == 1


if FIGURES := figures():
    # The gathered facts are beside the project on the maintainers' machines only.
    def test_every_gathered_figure_is_in_the_registry(data: Path) -> None:
        with (data / "registry" / "arms.csv").open(encoding="utf-8") as file:
            arms = list(csv.DictReader(file))
        assert [row for row in FIGURES if missing_from_the_registry(row, arms)] == []


if LATER_FIGURES := later_figures():

    def test_every_figure_gathered_later_is_in_the_registry(data: Path) -> None:
        with (data / "registry" / "arms.csv").open(encoding="utf-8") as file:
            arms = list(csv.DictReader(file))
        assert [row for row in LATER_FIGURES if not held(row, arms)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_teams_are_told_of_rows_is_the_same_in_a_review_of_another_language(
    data: Path, language: str
) -> None:
    tables, protocol = CsvFolder(data / "registry").pull(), load_protocol(data / "protocol.yml")
    told = read(tables, protocol)
    assert any("." in query.reason for query in told.queries)
    with speaking(Words(language)):
        again = read(tables, protocol)
    assert (again.queries, again.quarantine) == (told.queries, told.quarantine)
