"""How often each suspicion is raised on registries in which nothing is known to be wrong.

    .venv/bin/python validation/check_rates.py

writes docs/reference/checks.md: the catalogue of checks, and this rate for each suspicion. Seeds
are fixed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import t

from living_review.protocol import Protocol, load_protocol, parse_protocol
from living_review.registry import Snapshot, read
from living_review.registry.catalogue import ERRORS, NOTES, SUSPICIONS, Rule
from living_review.sources import CsvFolder, RawTable, RawTables

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "reference" / "checks.md"
RATES = "## False alarms"
REGISTRIES, TRIALS, OUTCOMES = 20, 30, 6
# How trials report their means, and in what share; how many results are contrasts, or of clusters.
WAYS, SHARES = ("sd", "se", "interval", "quartiles", "five"), (0.5, 0.15, 0.15, 0.15, 0.05)
AS_CONTRAST, CLUSTERED = 0.15, 0.1
Rows = list[dict[str, str]]
Values = npt.NDArray[np.float64]
Draw = np.random.Generator

SIMULATED = """\
review: {id: s, title: S, authors: [A], question: {population: p, intervention: i, comparator: c}}
timepoints:
  - {id: post, label: Post, weeks: [2, 60]}
  - {id: later, label: Later, weeks: [10, 110]}
comparisons: [{id: main, label: Main, intervention: i, comparator: c}]
outcomes:
"""


def main() -> None:
    """Write docs/reference/checks.md."""
    DOCUMENT.write_text(catalogue() + rates(), encoding="utf-8")


def catalogue() -> str:
    """Give the catalogue of checks as Markdown."""
    parts = (
        "# The checks of the registry\n",
        "Written by `validation/check_rates.py` from the catalogue in "
        "`src/living_review/registry/catalogue/`; `living-review check --json` lists the same. "
        "`living-review check` gives one line a rule with its count and its first rows, the "
        "gravest first, and ends with what to do first; `--all` lists every row, and `--html FILE` "
        "writes a page to pass on. "
        "What to do about a query: [corrections.md](../how-to/corrections.md).\n",
        "## Errors: the row is set aside\n",
        "A row set aside is in no analysis; its comparison goes with it.\n",
        _table(ERRORS),
        "## Suspicions: the row stays, and is listed as a query\n",
        _table(SUSPICIONS),
        "## Corrections, seen queries, and what a workbook hides\n",
        _table(NOTES),
        "## What no check can see\n",
        "A standard error typed as a standard deviation, or a standard deviation as a standard "
        "error or an interval, in every arm of the only trials of an outcome, where the "
        "standard deviation in use stays below the mean, the protocol gives no range and no "
        "other row has the instrument: what was recovered, and from which cells, is listed on "
        "the Data page of the report, for people to look at; a difference in points whose "
        "interval is that of people and not of the difference, on an instrument that nothing "
        "else measures; a change from baseline where the scores of the instrument lie near 0 "
        "themselves; arms that changed places where the other trials do not agree; months in "
        "the weeks of a few trials that stay inside their window, where neither notes nor other"
        " time points give them away; percentages that are plausible as counts. Whether a mean "
        "can arise from whole scores of n people (GRIM) is not checked: the registry does not "
        "say how many items a scale has, nor whether a mean was adjusted, and without both "
        "clean data would be doubted.\n",
    )
    return "\n".join(parts) + "\n"


def _table(rules: Sequence[Rule]) -> str:
    lines = ["| rule | tables | what it finds | how it is told |", "|---|---|---|---|"]
    lines += [
        f"| `{rule.id}` | {', '.join(rule.tables)} | {rule.says} | {rule.threshold} |"
        for rule in rules
    ]
    return "\n".join(lines) + "\n"


def rates() -> str:
    """Give, for each suspicion, the rows it doubts per thousand in clean registries."""
    columns: dict[str, tuple[int, Counter[str]]] = {}
    for name, snapshots in registries().items():
        rows = sum(len(each.arms) + len(each.contrasts) for each in snapshots)
        places = {
            (i, query.table, query.row, query.rule)
            for i, each in enumerate(snapshots)
            for query in each.queries
        }
        found = Counter(rule for *_, rule in places)
        columns[name] = rows, found
    head = [f"{name} ({rows} rows)" for name, (rows, _) in columns.items()]
    lines = [
        RATES,
        "",
        "Rows queried, in registries in which nothing is known to be wrong: the review that "
        "ships, the BCG vaccine review (13 trials, Colditz et al. 1994), the stroke units of "
        f"Normand 1999 (9 trials), the six trials of Borenstein 2009, and {REGISTRIES} simulated"
        f" registries of {TRIALS} trials and {OUTCOMES} outcomes at two time points: normal and "
        "binary data, arms of 12 to 400, true effects that vary between trials, five "
        "instruments with their own scale, standard deviations that vary between trials by a "
        "quarter, means by a fifth; outcomes of a trial up to two weeks apart; half of the "
        "trials report standard deviations, the others standard errors, intervals, quartiles or "
        "five numbers; one result in seven is a contrast, one trial in ten "
        "randomised clusters. Queries about what is missing (no "
        "result, no risk of bias, no numbers of people, nothing that confirms a standard error)"
        " are right where they stand, and so are those of the review that ships about doubts, "
        "standard deviations made from rounded errors and a result later than its time point. "
        "A rule that is not listed queried nothing.",
        "",
        f"| rule | {' | '.join(head)} |",
        "|---|" + "---|" * len(head),
    ]
    for rule in SUSPICIONS:
        counts = [found[rule.id] for _, found in columns.values()]
        if any(counts):
            cells = [
                f"{n} ({1000 * n / rows:.1f} per 1000)" if n else "0"
                for n, (rows, _) in zip(counts, columns.values(), strict=True)
            ]
            lines.append(f"| `{rule.id}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def registries() -> dict[str, list[Snapshot]]:
    """Give the clean registries by name."""
    bcg = ROOT / "examples" / "bcg" / "data"
    protocol = parse_protocol(SIMULATED + "".join(_outcomes()))
    in_points = parse_protocol(SIMULATED + _outcome(0, "MD"))
    return {
        "shipped": [_read(ROOT / "data")],
        "BCG": [_read(bcg)],
        "Normand 1999": [read(_reference("normand1999"), in_points)],
        "Borenstein 2009": [read(_reference("borenstein2009_smd"), protocol)],
        "simulated": [read(simulated(seed), protocol) for seed in range(REGISTRIES)],
    }


def _read(data: Path) -> Snapshot:
    protocol: Protocol = load_protocol(data / "protocol.yml")
    return read(CsvFolder(data / "registry").pull(), protocol)


def _outcome(i: int, measure: str) -> str:
    return f"  - {{id: o{i}, label: O{i}, measure: {measure}, better: higher}}\n"


def _outcomes() -> Iterator[str]:
    for i in range(OUTCOMES):
        yield _outcome(i, "SMD" if i < OUTCOMES - 2 else "RR")


def simulated(seed: int, trials: int = TRIALS, outcomes: int = OUTCOMES) -> RawTables:
    """Give a registry drawn from a world without mistakes.

    Each trial reports its means in one way: with SDs, standard errors, intervals, quartiles or all
    five numbers; a few results are reported as contrasts, and a few trials randomised clusters.
    """
    draw = np.random.default_rng(seed)
    arms: Rows = []
    contrasts: Rows = []
    clustered: set[str] = set()
    for number in range(trials):
        n = draw.integers(12, 400, size=2)
        week = int(draw.integers(4, 30))
        way = str(draw.choice(WAYS, p=SHARES))
        size = int(draw.integers(4, 12)) if draw.random() < CLUSTERED else 0
        clustered |= {f"T{number}"} if size else set()
        for o in draw.choice(outcomes, size=min(4, outcomes), replace=False):
            name = f"I{draw.integers(5)}" if o < outcomes - 2 else ""
            centre, spread = (
                np.random.default_rng([seed, int(name[1:])]).uniform([20, 4], [80, 18])
                if name
                else (0, 0)
            )
            own = spread * np.exp(draw.normal(0, 0.25))
            centre *= np.exp(draw.normal(0, 0.2))
            effect, risk = draw.normal(0.3, 0.15), np.clip(draw.normal(0.3, 0.1), 0.05, 0.7)
            as_contrast = draw.random() < AS_CONTRAST
            # Not every outcome is measured on the same day.
            delay = int(np.random.default_rng([seed, number, int(o)]).integers(0, 3))
            for point, weeks in (("post", week + delay), ("later", week + 26 + delay)):
                both: Rows = []
                values: list[Values] = []
                for side, people in enumerate(n):
                    base = {
                        "trial_id": f"T{number}",
                        "outcome": f"o{o}",
                        "timepoint": point,
                        "weeks": str(weeks),
                        "instrument": name,
                        "higher_is_better": "true",
                        "arm": ("group", "care")[side],
                        "role": ("intervention", "control")[side],
                        "n": str(people),
                        "source": f"https://example.org/{number}",
                    }
                    if name:
                        drawn = draw.normal(centre + (1 - side) * effect * own, own, people)
                        result = _reported(drawn, way)
                    else:
                        share = min(0.95, risk * np.exp((1 - side) * effect))
                        drawn = (draw.random(people) < share).astype(float)
                        result = {"events": f"{drawn.sum():.0f}"}
                    clusters = {"cluster_size": str(size), "icc": "0.03"} if size else {}
                    both.append({**base, **result, **clusters})
                    values.append(drawn)
                if as_contrast and not size:
                    contrasts.append(_contrast(both[0], *values, draw))
                else:
                    arms += both
    ids = [f"T{number}" for number in range(trials)]
    return _tables(ids, arms, draw, contrasts, clustered)


def _reported(values: Values, way: str) -> dict[str, str]:
    """Give what a report says of one arm."""
    n, mean, sd = len(values), values.mean(), values.std(ddof=1)
    if way == "sd":
        return {"mean": f"{mean:.2f}", "sd": f"{sd:.2f}"}
    if way == "se":
        return {"mean": f"{mean:.2f}", "se": f"{sd / np.sqrt(n):.3f}"}
    if way == "interval":
        half = float(t.ppf(0.975, n - 1)) * sd / np.sqrt(n)
        limits = {"ci_low": f"{mean - half:.2f}", "ci_high": f"{mean + half:.2f}"}
        return {"mean": f"{mean:.2f}", **limits}
    names = ("q1", "median", "q3") if way == "quartiles" else ("min", "q1", "median", "q3", "max")
    at = (25, 50, 75) if way == "quartiles" else (0, 25, 50, 75, 100)
    return {name: f"{cut:.2f}" for name, cut in zip(names, np.percentile(values, at), strict=True)}


def _contrast(arm: dict[str, str], first: Values, second: Values, draw: Draw) -> dict[str, str]:
    """Give the comparison of two arms as a report gives it, in one of three ways."""
    n = len(first), len(second)
    kept = ("trial_id", "outcome", "timepoint", "weeks", "instrument", "higher_is_better", "source")
    row = {name: arm[name] for name in kept}
    row |= {"n_intervention": str(n[0]), "n_control": str(n[1])}
    if arm["instrument"]:
        within = ((n[0] - 1) * first.var(ddof=1) + (n[1] - 1) * second.var(ddof=1)) / (sum(n) - 2)
        sd, precision = float(np.sqrt(within)), float(np.sqrt(1 / n[0] + 1 / n[1]))
        difference = float(first.mean() - second.mean())
        if draw.random() < 0.3:
            smd = {"measure": "SMD", "estimate": f"{difference / sd:.3f}"}
            return {**row, **smd, "se": f"{precision:.3f}"}
        estimate, se = difference, sd * precision
        row |= {"measure": "MD", "estimate": f"{estimate:.2f}"}
        quantile = float(t.ppf(0.975, sum(n) - 2))
        limits = (estimate - quantile * se, estimate + quantile * se)
    else:
        risks = [(values.sum() + 0.5) / (len(values) + 1) for values in (first, second)]
        log = float(np.log(risks[0] / risks[1]))
        se = float(np.sqrt(sum((1 - r) / (r * m) for r, m in zip(risks, n, strict=True))))
        row |= {"measure": "RR", "estimate": f"{np.exp(log):.3f}"}
        limits = (float(np.exp(log - 1.96 * se)), float(np.exp(log + 1.96 * se)))
    if draw.random() < 0.5:
        return {**row, "se": f"{se:.3f}"}
    return {**row, "ci_low": f"{limits[0]:.3f}", "ci_high": f"{limits[1]:.3f}"}


def _reference(name: str) -> RawTables:
    """Give the arms of a published data set that the numerics are tested against."""
    path = ROOT / "src/living_review/validation/reference" / f"{name}.json"
    data = json.loads(path.read_text(encoding="utf-8"))["trials"]
    sides = ((1, "group", "intervention"), (2, "care", "control"))
    ids = [f"N{i}" for i in range(len(data["n1"]))]
    arms = [
        {
            "trial_id": trial,
            "outcome": "o0",
            "timepoint": "post",
            "instrument": "",
            "higher_is_better": "true",
            "arm": arm,
            "role": role,
            "n": f"{data[f'n{side}'][i]:.0f}",
            "mean": str(data[f"m{side}"][i]),
            "sd": str(data[f"sd{side}"][i]),
        }
        for i, trial in enumerate(ids)
        for side, arm, role in sides
    ]
    return _tables(ids, arms, np.random.default_rng(1))


def _tables(
    ids: Sequence[str],
    arms: Rows,
    draw: Draw,
    contrasts: Rows | None = None,
    clustered: Set[str] = frozenset(),
) -> RawTables:
    names = (
        "Berg",
        "Castillo",
        "Dupont",
        "Eriksen",
        "Farah",
        "Ganesan",
        "Hofmann",
        "Ito",
        "Jansen",
    )
    trials = [
        {
            "trial_id": trial,
            "label": f"{names[int(draw.integers(len(names)))]} {2000 + i}",
            "year": str(2000 + i % 26),
            "n_randomised": "900",
            "status": "included",
            "date_added": "2026-01-01",
            "design": "cluster" if trial in clustered else "parallel",
        }
        for i, trial in enumerate(ids)
    ]
    bias = [{"trial_id": t, "tool": "RoB2", "domain": "overall", "judgement": "low"} for t in ids]
    tables = {
        name: RawTable(
            name,
            f"registry/{name}.csv",
            columns := tuple(dict.fromkeys(c for row in rows for c in row)),
            tuple(tuple(row.get(c, "") for c in columns) for row in rows),
            tuple(range(2, 2 + len(rows))),
        )
        for name, rows in (
            ("trials", trials),
            ("arms", arms),
            ("contrasts", contrasts or []),
            ("risk_of_bias", bias),
        )
        if rows
    }
    return RawTables(tables, datetime(2026, 11, 22, tzinfo=UTC), "registry")


if __name__ == "__main__":
    main()
