"""Errors of a row whose numbers cannot be what they are said to be."""

from __future__ import annotations

from collections.abc import Iterator

from living_review.ground import numbers
from living_review.ground.measures import HAZARDS, MEANS, RATES
from living_review.protocol import RATIO_MEASURES, Protocol
from living_review.registry.checks.marking import marked, reported
from living_review.registry.columns import NUMERIC, TABLES
from living_review.registry.frames import Mark, Registry

_RESULTS = ("arms", "contrasts")
_LEAST_SPREAD = 1e-9

# table, columns, rule, the bound, what to do
_BOUNDS = (
    ("arms", ("n",), "n-not-positive", "at least", 1, "write the number of people analysed"),
    (
        "contrasts",
        ("n_intervention", "n_control"),
        "n-not-positive",
        "at least",
        1,
        "write the number of people analysed, or leave the cell empty",
    ),
    ("trials", ("n_randomised",), "n-not-positive", "at least", 1, "write the number randomised"),
    ("arms", ("sd",), "sd-not-positive", "at least", _LEAST_SPREAD, "correct it from the report"),
    ("arms", ("se",), "se-not-positive", "at least", _LEAST_SPREAD, "correct it from the report"),
    (
        "contrasts",
        ("se",),
        "se-not-positive",
        "at least",
        _LEAST_SPREAD,
        "correct it from the report",
    ),
    (
        "contrasts",
        ("sd_difference",),
        "sd-not-positive",
        "at least",
        _LEAST_SPREAD,
        "correct it from the report",
    ),
    ("arms", ("events",), "events-negative", "at least", 0, "write the count of people"),
    (
        "arms",
        ("time_at_risk",),
        "person-time-not-positive",
        "at least",
        _LEAST_SPREAD,
        "write the time of all people of the arm together",
    ),
    (
        "contrasts",
        ("variance",),
        "variance-not-positive",
        "at least",
        _LEAST_SPREAD,
        "write the variance of the observed less expected events",
    ),
    ("arms", ("weeks",), "weeks-negative", "at least", 0, "write weeks from randomisation"),
    ("contrasts", ("weeks",), "weeks-negative", "at least", 0, "write weeks from randomisation"),
    ("arms", ("cluster_size",), "cluster-size", "at least", 1, "write the mean size of a cluster"),
)


def below_bound(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Counts, standard deviations and standard errors have a least value."""
    for table, columns, rule, words, bound, remedy in _BOUNDS:
        frame = registry.tables[table]
        least = "above 0" if bound == _LEAST_SPREAD else f"{words} {bound:g}"
        for column in columns:
            reason = f"it must be {least}; {remedy}."
            yield from marked(table, frame, frame[column] < bound, column, rule, reason)
    searches = registry.tables["searches"]
    for column in (each.name for each in TABLES["searches"].columns if each.kind in NUMERIC):
        reason = "a count of records cannot be negative; correct it."
        yield from marked(
            "searches", searches, searches[column] < 0, column, "records-negative", reason
        )


def proportions(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A confidence level, a p value and an intracluster correlation lie between 0 and 1."""
    for table in _RESULTS:
        frame = registry.tables[table]
        level = frame["ci_level"]
        reason = "a confidence level lies between 0.5 and 1; write 0.95 for 95 %."
        yield from marked(
            table, frame, (level < 0.5) | (level >= 1), "ci_level", "ci-level", reason
        )
    contrasts, arms = registry.tables["contrasts"], registry.tables["arms"]
    p, icc = contrasts["p"], arms["icc"]
    reason = "a p value is above 0 and at most 1; leave the cell empty when only a bound is known."
    yield from marked("contrasts", contrasts, (p <= 0) | (p > 1), "p", "p-out-of-range", reason)
    reason = "an intracluster correlation lies between 0 and 1; correct it."
    yield from marked("arms", arms, (icc < 0) | (icc > 1), "icc", "icc-out-of-range", reason)


def events_exceed_n(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """No more people can have the event than were analysed; a rate counts events, not people."""
    arms = registry.tables["arms"]
    rates = [outcome.id for outcome in protocol.outcomes if outcome.measure in RATES]
    yield from marked(
        "arms",
        arms,
        (arms["events"] > arms["n"]) & ~arms["outcome"].isin(rates),
        "events",
        "events-exceed-n",
        lambda row: (
            f"only {numbers.count(row.n)} people were analysed; write the count of people, not of "
            "events or a percentage."
        ),
    )


def intervals(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """An interval runs from low to high and holds its estimate."""
    for table, estimate in (("arms", "mean"), ("contrasts", "estimate")):
        frame = registry.tables[table]
        low, high, value = frame["ci_low"], frame["ci_high"], frame[estimate]
        yield from marked(
            table,
            frame,
            low >= high,
            "ci_low",
            "interval-reversed",
            lambda row: (
                f"the lower limit is not below the upper limit ({numbers.in_full(row.ci_high)}); "
                "correct the one that is wrong from the report."
            ),
        )
        outside = (low < high) & ((value < low) | (value > high))
        yield from marked(
            table,
            frame,
            outside,
            estimate,
            "estimate-outside-interval",
            lambda row: (
                f"it lies outside its interval, {numbers.in_full(row.ci_low)} to "
                f"{numbers.in_full(row.ci_high)}; look for a sign or a digit that is wrong."
            ),
        )


def ratios(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A ratio and its limits are above 0, on the natural scale; a risk difference within ±1."""
    frame = registry.tables["contrasts"]
    ratio = frame["measure"].isin(RATIO_MEASURES)
    for column in ("estimate", "ci_low", "ci_high"):
        reason = (
            "a ratio is above 0; write it on the natural scale and not as a logarithm, or name "
            "another measure."
        )
        mask = ratio & (frame[column] <= 0)
        yield from marked("contrasts", frame, mask, column, "ratio-not-positive", reason)
    reason = "a risk difference lies between -1 and 1; write it as a proportion."
    mask = (frame["measure"] == "RD") & (frame["estimate"].abs() > 1)
    yield from marked("contrasts", frame, mask, "estimate", "risk-difference", reason)


def quantiles(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Smallest value, quartiles, median and largest value ascend."""
    arms = registry.tables["arms"]
    ordered = ["min", "q1", "median", "q3", "max"]
    for i, lower in enumerate(ordered):
        for upper in ordered[i + 1 :]:
            reason = f"it is above {upper}; correct the one that is wrong."
            yield from marked(
                "arms", arms, arms[lower] > arms[upper], lower, "quantiles-out-of-order", reason
            )


def years(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A trial was reported after 1900 and no later than next year."""
    trials = registry.tables["trials"]
    latest = registry.raw.pulled_at.year + 1
    mask = (trials["year"] < 1900) | (trials["year"] > latest)
    reason = f"a year lies between 1900 and {latest}; correct it."
    yield from marked("trials", trials, mask, "year", "year-out-of-range", reason)


def usable_arms(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """An arm has the numbers that the measure of its outcome needs."""
    arms = registry.tables["arms"]
    measure = arms["outcome"].texts({outcome.id: outcome.measure for outcome in protocol.outcomes})
    continuous = measure.isin(MEANS)
    quartiles, extremes = reported(arms, "q1", "q3"), reported(arms, "min", "max")
    middle = arms["mean"].notna() | (arms["median"].notna() & (quartiles | extremes))
    spread = (
        arms["sd"].notna()
        | arms["se"].notna()
        | reported(arms, "ci_low", "ci_high")
        | quartiles
        | extremes
    )
    yield from marked(
        "arms",
        arms,
        continuous & ~middle,
        "mean",
        "no-result",
        "the outcome needs a mean, or a median with both quartiles or both extremes; fill one in, "
        "or remove the row.",
    )
    yield from marked(
        "arms",
        arms,
        continuous & middle & ~spread,
        "sd",
        "no-spread",
        "the outcome needs a standard deviation, a standard error, an interval or quartiles; fill "
        "in what the report gives.",
    )
    yield from marked(
        "arms",
        arms,
        ~continuous & ~measure.isin(HAZARDS) & measure.notna() & arms["events"].isna(),
        "events",
        "no-result",
        "the outcome counts events; fill in the count, or remove the row.",
    )
    reason = "a ratio of means needs means above 0; choose another measure for the outcome."
    used = registry.in_use("arms")
    mask = (measure == "ROM") & (used["mean"] <= 0)
    yield from marked(
        "arms", used, mask, lambda row: str(row.mean_cell), "mean-not-positive", reason
    )
