"""Two made-up reviews: one of counts, one of means. Nobody was ever in these trials.

The numbers are drawn from a fixed seed around one true effect an outcome, and rounded as reports
round them, so that checks which hold trials against each other have something to go by.
"""

from __future__ import annotations

import math
import random
from functools import cache
from statistics import NormalDist
from textwrap import dedent

from slips.draft import Draft, Sheet, sheet

SEED = 20261131
TRIAL = (
    *("trial_id", "label", "year", "citation", "doi", "registration", "country", "design"),
    *("n_randomised", "category", "delivery", "comparator", "status", "status_reason"),
    *("date_added", "search_id", "dose", "completed"),
)
NAMES = (
    *("ABERG", "BAUER", "COSTA", "DEMIR", "EVANS", "FIORE", "GUPTA", "HANSEN", "IBANEZ", "JANSEN"),
    *("KOVACS", "LINDT", "MORI", "NOVAK"),
)
COUNTRIES = ("Sweden", "Germany", "Portugal", "Turkey", "United Kingdom", "Italy", "India")
ROB = ("D1", "D2", "D3", "D4", "D5", "overall")


@cache
def counts() -> Draft:
    """A review of counts: risks, odds, rare events, clusters, three arms, adjusted ratios."""
    draw = random.Random(SEED)
    trials, arms, contrasts = [], [], []
    for i, name in enumerate(NAMES):
        trial = _trial(draw, i, name, {4: "cluster", 8: "cluster"}, "placebo")
        trials.append(trial)
        if trial["status"] != "included":
            continue
        if i in (6, 11):
            contrasts.append(_adjusted(draw, trial))
            continue
        sizes = [draw.randint(70, 260)] * 2
        doses = ["low dose", "high dose"] if i == 2 else ["drug"]
        trial["n_randomised"] = sum(sizes) + (sizes[0] if i == 2 else 0) + draw.randint(0, 9)
        reported = [("death", "short", 0.14, 0.72), ("response", "short", 0.34, 1.45)]
        reported += [("harm", "short", 0.022, 0.8)]
        reported += [("death", "long", 0.22, 0.74)] if i % 2 == 0 else []
        for outcome, timepoint, risk, ratio in reported:
            here = risk * draw.uniform(0.8, 1.2)
            weeks = draw.choice((8, 12)) if timepoint == "short" else draw.choice((52, 78))
            for arm in [*doses, "placebo"]:
                n = sizes[arm == "placebo"] - (draw.randint(0, 4) if outcome == "response" else 0)
                at = here if arm == "placebo" else here * ratio
                row = _arm(trial, outcome, timepoint, weeks, arm, n)
                row["events"] = sum(draw.random() < at for _ in range(n))
                if trial["design"] == "cluster":
                    row |= {"cluster_size": 18 + i, "icc": 0.02}
                arms += _strata(row) if (i, outcome) == (10, "response") else [row]
    _times(random.Random(SEED + 2), trials, arms, contrasts)
    corrections = _corrections(arms, "events")
    tables = _tables(draw, trials, arms, contrasts)
    judgements = _judgements("drug", "death", "short")
    return Draft("counts", dedent(COUNTS), tables, judgements, corrections)


@cache
def means() -> Draft:
    """A review of means: points, several instruments, changes, quartiles, intervals, crossover."""
    draw = random.Random(SEED + 1)
    trials, arms, contrasts = [], [], []
    for i, name in enumerate(NAMES):
        trial = _trial(draw, i, name, {7: "crossover", 10: "crossover"}, "waiting list")
        trials.append(trial)
        if trial["status"] != "included":
            continue
        size = draw.randint(38, 130)
        people = size if trial["design"] == "crossover" else 2 * size
        trial["n_randomised"] = people + draw.randint(0, 8)
        if i in (5, 10):
            contrasts.append(_difference(draw, trial, size, with_interval=i == 5))
            continue
        weeks = draw.choice((8, 10, 12))
        scale, unit, better = _INSTRUMENTS[i % 3]
        reported = [("pain", "post", weeks, "Pain scale", 100, "false", 52.0, -9.0, 21.0)]
        middle, spread = 0.5 * unit, 0.17 * unit
        effect = (0.45 if better == "true" else -0.45) * spread
        reported.append(("function", "post", weeks, scale, unit, better, middle, effect, spread))
        if i % 2:
            reported.append(("pain", "later", 39, "Pain scale", 100, "false", 50.0, -6.0, 21.0))
        for outcome, timepoint, week, instrument, _, high, mean, difference, sd in reported:
            base = mean + draw.gauss(0, 0.1 * sd)
            change = outcome == "pain" and i in (3, 9)
            for role in ("training", "waiting list"):
                n = size - draw.randint(0, 3)
                row = _arm(trial, outcome, timepoint, week, role, n)
                row |= {"instrument": instrument, "higher_is_better": high}
                if change:
                    row["score"] = "change"
                at = base - (mean + 4.0 if change else 0.0)
                at += difference * draw.uniform(0.7, 1.3) if role == "training" else 0.0
                row |= _reported(i, at, sd * draw.uniform(0.92, 1.08), n)
                arms.append(row)
    corrections = _corrections(arms, "n")
    tables = _tables(draw, trials, arms, contrasts)
    judgements = _judgements("training", "pain", "post")
    return Draft("means", dedent(MEANS), tables, judgements, corrections)


def _strata(row: dict[str, object]) -> list[dict[str, object]]:
    """Split an arm into women and men, two to one."""
    whole = {name: int(str(row[name])) for name in ("n", "events")}
    men = {name: round(value / 3) for name, value in whole.items()}
    women = {name: value - men[name] for name, value in whole.items()}
    return [{**row, **women, "stratum": "women"}, {**row, **men, "stratum": "men"}]


def _times(
    draw: random.Random,
    trials: list[dict[str, object]],
    arms: list[dict[str, object]],
    contrasts: list[dict[str, object]],
) -> None:
    """Add what depends on time: hazard ratios, log-rank statistics, events in person-time."""
    for i in (0, 1, 3, 5, 7, 10):
        n, events = int(str(trials[i]["n_randomised"])) // 2, draw.randint(38, 80)
        log, variance = math.log(0.7) + draw.gauss(0, 0.08), events / 4
        row = _comparison(trials[i], "relapse", "long", 52, "HR", n)
        if i in (3, 10):
            row |= {"o_minus_e": round(log * variance, 1), "variance": round(variance, 1)}
        else:
            half = 1.96 / math.sqrt(variance)
            limits = {"estimate": log, "ci_low": log - half, "ci_high": log + half}
            row |= {name: round(math.exp(value), 2) for name, value in limits.items()}
        contrasts.append(row)
        for arm, rate in (("drug", 0.31), ("placebo", 0.45)):
            row = _arm(trials[i], "falls", "long", 52, arm, n)
            years = round(n * draw.uniform(0.88, 0.97), 1)
            row |= {"events": round(draw.gauss(rate * years, 3)), "time_at_risk": years}
            arms.append(row)


def _comparison(
    trial: dict[str, object], outcome: str, timepoint: str, weeks: int, measure: str, n: int
) -> dict[str, object]:
    return {
        "trial_id": trial["trial_id"],
        "outcome": outcome,
        "timepoint": timepoint,
        "weeks": weeks,
        "instrument": "",
        "higher_is_better": "false",
        "measure": measure,
        "n_intervention": n,
        "n_control": n,
        "adjusted": "true",
    }


_INSTRUMENTS = (
    ("Everyday Activities Scale", 60, "true"),
    ("Disability Index", 100, "false"),
    ("Function Questionnaire", 24, "true"),
)


def _trial(
    draw: random.Random, i: int, name: str, designs: dict[int, str], comparator: str
) -> dict[str, object]:
    year = 2006 + i
    status = {12: "awaiting", 13: "ongoing"}.get(i, "included")
    return {
        "trial_id": f"{name}{year}",
        "label": f"{name.capitalize()} {year}",
        "year": year,
        "citation": f"{name.capitalize()} A et al. A trial. Journal of Trials {year};{i + 3}:1-9",
        "doi": f"10.1234/trial.{year}.{i}",
        "registration": f"NCT0{1000000 + 7919 * i}",
        "country": COUNTRIES[i % len(COUNTRIES)],
        "design": designs.get(i, "parallel"),
        "n_randomised": draw.randint(80, 300),
        "category": "main",
        "delivery": "online" if i == 1 else "in person",
        "comparator": "usual care" if i == 9 else comparator,
        "status": status,
        "status_reason": "" if status == "included" else "Results are not yet published",
        "date_added": "2026-03-02" if year < 2015 else "2026-09-14",
        "search_id": "first" if year < 2015 else "second",
        "dose": ("low", "high")[i % 2],
        "completed": "" if status == "included" else "2026-12",
    }


def _arm(
    trial: dict[str, object], outcome: str, timepoint: str, weeks: int, arm: str, n: int
) -> dict[str, object]:
    control = arm in ("placebo", "waiting list")
    return {
        "trial_id": trial["trial_id"],
        "outcome": outcome,
        "timepoint": timepoint,
        "weeks": weeks,
        "instrument": "",
        "higher_is_better": "true" if outcome == "response" else "false",
        "arm": trial["comparator"] if control else arm,
        "role": "control" if control else "intervention",
        "n": n,
    }


def _reported(i: int, at: float, sd: float, n: int) -> dict[str, object]:
    """Give a mean and its spread in one of the ways in which reports give them."""
    if i == 4:
        return {"mean": round(at, 1), "se": round(sd / math.sqrt(n), 2)}
    if i == 6:
        half = 1.98 * sd / math.sqrt(n)
        return {"mean": round(at, 1), "ci_low": round(at - half, 1), "ci_high": round(at + half, 1)}
    if i == 8:
        quartile = NormalDist(at, sd).inv_cdf
        return {
            "median": round(at, 1),
            "q1": round(quartile(0.25), 1),
            "q3": round(quartile(0.75), 1),
        }
    return {"mean": round(at, 1), "sd": round(sd, 1)}


def _adjusted(draw: random.Random, trial: dict[str, object]) -> dict[str, object]:
    n, log = draw.randint(90, 200), math.log(0.74) + draw.gauss(0, 0.05)
    se = math.sqrt(1 / (0.12 * n) + 1 / (0.16 * n))
    trial["n_randomised"] = 2 * n
    return _comparison(trial, "death", "short", 12, "RR", n) | {
        "estimate": round(math.exp(log), 2),
        "ci_low": round(math.exp(log - 1.96 * se), 2),
        "ci_high": round(math.exp(log + 1.96 * se), 2),
    }


def _difference(
    draw: random.Random, trial: dict[str, object], n: int, *, with_interval: bool
) -> dict[str, object]:
    at, se = -9.0 + draw.gauss(0, 1.5), 21.0 * math.sqrt(2 / n)
    row = _comparison(trial, "pain", "post", 10, "MD", n)
    row |= {"instrument": "Pain scale", "estimate": round(at, 1)}
    if with_interval:
        half = 1.98 * se
        return row | {"ci_low": round(at - half, 1), "ci_high": round(at + half, 1)}
    return row | {"sd_difference": round(21.0 * draw.uniform(0.95, 1.05), 1)}


def _tables(
    draw: random.Random,
    trials: list[dict[str, object]],
    arms: list[dict[str, object]],
    contrasts: list[dict[str, object]],
) -> dict[str, Sheet]:
    judgements = []
    for trial in trials:
        if trial["status"] != "included":
            continue
        words = [draw.choice(("low", "low", "low", "some concerns")) for _ in ROB[:-1]]
        words.append("low" if set(words) == {"low"} else "some concerns")
        if trial["year"] == 2009:
            words[2] = words[5] = "high"
        for domain, word in zip(ROB, words, strict=True):
            judgements.append(
                {
                    "trial_id": trial["trial_id"],
                    "outcome": "",
                    "tool": "RoB2",
                    "domain": domain,
                    "judgement": word,
                    "support": "As the report says",
                }
            )
    searches = [
        {
            "search_id": search,
            "date": date,
            "source": "MEDLINE and Embase",
            "records": found,
            "duplicates_removed": found // 10,
            "screened": found - found // 10,
            "excluded": found - found // 10 - 30,
            "sought": 30,
            "not_retrieved": 2,
            "assessed": 28,
            "excluded_full_text": 3,
        }
        for search, date, found in (("first", "2026-03-01", 2140), ("second", "2026-09-13", 980))
    ]
    exclusions = [
        {"report": f"{name} {year}", "reason": reason, "search_id": search}
        for search in ("first", "second")
        for name, year, reason in (
            (f"Olsen ({search})", 2011, "Not randomised"),
            (f"Petrov ({search})", 2014, "Other population"),
            (f"Quist ({search})", 2019, "Not randomised"),
        )
    ]
    spread = ("mean", "sd", "se", "ci_low", "ci_high", "median", "q1", "q3", "events")
    first = ("trial_id", "outcome", "timepoint", "weeks", "instrument", "higher_is_better")
    return {
        "trials": sheet("trials", trials, TRIAL),
        "arms": sheet("arms", arms, (*first, "arm", "role", "n", *spread)),
        "contrasts": sheet("contrasts", contrasts, (*first, "measure", "estimate", "se")),
        "risk_of_bias": sheet("risk_of_bias", judgements),
        "searches": sheet("searches", searches),
        "exclusions": sheet("exclusions", exclusions),
    }


def _judgements(comparison: str, outcome: str, timepoint: str) -> Sheet:
    said = {
        "risk_of_bias": (-1, "Half of the weight comes from trials with some concerns."),
        "indirectness": (0, "People, treatment and outcome are those that were asked about."),
        "imprecision": (0, "The interval excludes an effect too small to matter."),
    }
    rows = [
        {
            "comparison": comparison,
            "outcome": outcome,
            "timepoint": timepoint,
            "domain": domain,
            "levels": levels,
            "reason": reason,
            "by": "A. Reviewer",
            "date": "2026-10-02",
            "inputs_hash": "",
        }
        for domain, (levels, reason) in said.items()
    ]
    return sheet("judgements", rows)


def _corrections(arms: list[dict[str, object]], column: str) -> Sheet:
    """Correct one cell of two rows, as a team that pulls its registry would."""
    rows = []
    for arm in (arms[0], arms[9]):
        new = arm[column]
        arm[column] = int(str(new)) + 1
        key = ("trial_id", "outcome", "timepoint", "instrument", "arm")
        rows.append(
            {
                "table": "arms",
                "key": "/".join(str(arm[name]) for name in key),
                "column": column,
                "old": arm[column],
                "new": new,
                "reason": "The table of the report says so",
                "by": "A. Reviewer",
                "date": "2026-10-03",
            }
        )
    return sheet("corrections", rows)


COUNTS = """\
    review:
      id: made-up-counts
      title: A made-up drug for a made-up illness
      authors: [A. Reviewer]
      question: {population: People, intervention: a drug, comparator: placebo}
      living: {next_search: 2027-03-01}
    timepoints:
      - {id: short, label: Within three months, weeks: [0, 13]}
      - {id: long, label: After half a year or later, weeks: [26, 104]}
    comparisons:
      - id: drug
        label: The drug versus placebo
        intervention: the drug
        comparator: placebo
        include: {category: [main], comparator: [placebo]}
    outcomes:
      - id: death
        label: Death from any cause
        importance: critical
        measure: RR
        better: lower
        thresholds: {small: 0.01, moderate: 0.03, large: 0.06, source: The panel}
        baseline_risks:
          - {label: Typical risk, risk: 0.14, source: The control groups}
          - {label: High risk, risk: 0.25, source: A register}
      - id: response
        label: Response
        importance: critical
        measure: OR
        better: higher
        thresholds: {small: 0.05, moderate: 0.1, large: 0.2, source: The panel}
        baseline_risks:
          - {label: Typical risk, risk: 0.34, source: The control groups}
      - id: harm
        label: Serious adverse events
        importance: important
        measure: RD
        better: lower
        thresholds: {small: 0.002, moderate: 0.005, large: 0.01, source: The panel}
      - id: relapse
        label: Relapse
        importance: important
        measure: HR
        better: lower
        thresholds: {small: 0.05, moderate: 0.1, large: 0.2, source: The panel}
        baseline_risks:
          - {label: Within a year, risk: 0.4, source: A register, at: 12 months}
      - id: falls
        label: Falls
        importance: limited
        measure: IRR
        better: lower
        person_time: {unit: person-years, per: 100}
        baseline_rates:
          - {label: Usual rate, rate: 45, source: A register}
    analysis:
      model: random
      tau2: REML
      interval: knapp-hartung
      min_trials: 3
      sensitivity:
        - common
        - low-risk-of-bias
        - leave-one-out
        - revman
        - {id: any-comparator, label: With any comparator, include: {comparator: any}}
      subgroups: [dose]
      moderators: [year]
    """
MEANS = """\
    review:
      id: made-up-means
      title: A made-up training for a made-up pain
      authors: [A. Reviewer]
      question: {population: People, intervention: training, comparator: waiting list}
      living: {next_search: 2027-03-01}
    timepoints:
      - {id: post, label: End of treatment, weeks: [6, 16]}
      - {id: later, label: Half a year later or more, weeks: [26, 60]}
    comparisons:
      - id: training
        label: Training versus waiting list
        intervention: training
        comparator: waiting list
        include: {category: [main], comparator: [waiting list]}
    outcomes:
      - id: pain
        label: Pain
        importance: critical
        measure: MD
        unit: points
        better: lower
        thresholds: {small: 5, moderate: 10, large: 20, source: The panel}
        instruments:
          Pain scale: {range: [0, 100], higher_is_better: false}
      - id: function
        label: Everyday function
        importance: important
        measure: SMD
        better: higher
        thresholds: {small: 0.2, moderate: 0.5, large: 0.8, generic: true, source: Rule of thumb}
        familiar: {instrument: Everyday Activities Scale, sd: 10, source: A survey}
        instruments:
          Everyday Activities Scale: {range: [0, 60], higher_is_better: true}
          Disability Index: {range: [0, 100], higher_is_better: false}
          Function Questionnaire: {range: [0, 24], higher_is_better: true}
    analysis:
      model: random
      tau2: REML
      interval: knapp-hartung
      smd_variance: LS2
      crossover_correlation: 0.5
      crossover_correlation_source: The two trials that report it
      min_trials: 3
      sensitivity:
        - common
        - wald
        - low-risk-of-bias
        - leave-one-out
        - {id: any-comparator, label: With any comparator, include: {comparator: any}}
      subgroups: [dose, delivery]
      moderators: [year]
    """
