"""How often each suspicion is raised on registries in which nothing is known to be wrong.

    .venv/bin/python validation/check_rates.py

writes docs/checks.md: the catalogue of checks, and this rate for each suspicion. Seeds are fixed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from living_review.protocol import Protocol, load_protocol, parse_protocol
from living_review.registry import Snapshot, read
from living_review.registry.catalogue import ERRORS, NOTES, SUSPICIONS, Rule
from living_review.sources import CsvFolder, RawTable, RawTables

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "checks.md"
RATES = "## False alarms"
REGISTRIES, TRIALS, OUTCOMES = 20, 30, 6
Rows = list[dict[str, str]]

SIMULATED = """\
review: {id: s, title: S, authors: [A], question: {population: p, intervention: i, comparator: c}}
timepoints:
  - {id: post, label: Post, weeks: [2, 60]}
  - {id: later, label: Later, weeks: [10, 110]}
comparisons: [{id: main, label: Main, intervention: i, comparator: c}]
outcomes:
"""


def main() -> None:
    """Write docs/checks.md."""
    DOCUMENT.write_text(catalogue() + rates(), encoding="utf-8")


def catalogue() -> str:
    """Give the catalogue of checks as Markdown."""
    parts = (
        "# The checks of the registry\n",
        "Written by `validation/check_rates.py` from the catalogue in "
        "`src/living_review/registry/catalogue/`; `living-review check --json` lists the same. "
        "What to do about a query: [corrections.md](corrections.md).\n",
        "## Errors: the row is set aside\n",
        "A row set aside is in no analysis; its comparison goes with it.\n",
        _table(ERRORS),
        "## Suspicions: the row stays, and is listed as a query\n",
        _table(SUSPICIONS),
        "## Corrections, seen queries, and what a workbook hides\n",
        _table(NOTES),
        "## What no check can see\n",
        "A standard error typed as a standard deviation in the only trial of an outcome, where the "
        "difference it makes stays plausible; arms that changed places where the other trials do "
        "not agree; months in the weeks of a few trials that stay inside their window, where "
        "neither notes nor other time points give them away; percentages that are plausible as "
        "counts. Whether a mean can arise from whole scores of n people (GRIM) is not checked: the "
        "registry does not say how many items a scale has, nor whether a mean was adjusted, and "
        "without both clean data would be doubted.\n",
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
        "Rows queried, in registries in which nothing is known to be wrong: the review that ships, "
        "the BCG vaccine review (13 trials, Colditz et al. 1994), the stroke units of Normand 1999 "
        "(9 trials), the six trials of Borenstein 2009, and "
        f"{REGISTRIES} simulated registries of {TRIALS} trials and {OUTCOMES} "
        "outcomes at two time points: normal and binary data, arms of 12 to 400, true effects "
        "that vary between trials, five instruments with their own scale, standard deviations "
        "that vary between trials by a quarter. Queries about what is missing (no result, no risk "
        "of bias, no numbers of people) are right where they stand. A rule that is not listed "
        "queried nothing.",
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
    bcg = ROOT / "tests" / "other_reviews" / "bcg" / "data"
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
    """Give a registry drawn from a world without mistakes."""
    draw = np.random.default_rng(seed)
    arms: Rows = []
    for t in range(trials):
        n = draw.integers(12, 400, size=2)
        week = int(draw.integers(4, 30))
        for o in draw.choice(outcomes, size=min(4, outcomes), replace=False):
            name = f"I{draw.integers(5)}" if o < outcomes - 2 else ""
            centre, spread = (
                np.random.default_rng(int(name[1:] or 9)).uniform([20, 4], [80, 18])
                if name
                else (0, 0)
            )
            own = spread * np.exp(draw.normal(0, 0.25))
            effect, risk = draw.normal(0.3, 0.15), np.clip(draw.normal(0.3, 0.1), 0.05, 0.7)
            for point, weeks in (("post", week), ("later", week + 26)):
                for side, size in enumerate(n):
                    base = {
                        "trial_id": f"T{t}",
                        "outcome": f"o{o}",
                        "timepoint": point,
                        "weeks": str(weeks),
                        "instrument": name,
                        "higher_is_better": "true",
                        "arm": ("group", "care")[side],
                        "role": ("intervention", "control")[side],
                        "n": str(size),
                        "source": f"https://example.org/{t}",
                    }
                    if name:
                        values = draw.normal(centre + (1 - side) * effect * own, own, size)
                        result = {"mean": f"{values.mean():.2f}", "sd": f"{values.std(ddof=1):.2f}"}
                    else:
                        share = min(0.95, risk * np.exp((1 - side) * effect))
                        result = {"events": str(draw.binomial(size, share))}
                    arms.append({**base, **result})
    return _tables([f"T{t}" for t in range(trials)], arms, draw)


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


def _tables(ids: Sequence[str], arms: Rows, draw: np.random.Generator) -> RawTables:
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
        for name, rows in (("trials", trials), ("arms", arms), ("risk_of_bias", bias))
    }
    return RawTables(tables, datetime(2026, 11, 22, tzinfo=UTC), "registry")


if __name__ == "__main__":
    main()
