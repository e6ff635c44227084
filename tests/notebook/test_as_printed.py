"""What a notebook prints and draws, for every method and each kind of figures, line by line.

`printed.txt` is as it was looked at; UPDATE_SNAPSHOTS=1 keeps the text of now. Numbers are kept to
six digits; that they are right is tested beside metafor's.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import living_review.notebook as lr
from living_review.ground.errors import StatisticsError
from living_review.notebook import plots

KEPT = Path(__file__).with_name("printed.txt")
TABLE = pd.DataFrame(
    {
        "e1": [4.0, 6, 3, 62, 0, 12, 5], "e2": [11.0, 29, 11, 248, 2, 14, 0],
        "n1": [123.0, 306, 231, 13598, 30, 90, 40], "n2": [139.0, 303, 220, 12867, 31, 95, 41],
        "t1": [12.5, 30, 23, 1359, 3, 9, 4], "t2": [13.9, 30, 22, 1286, 3, 9, 4],
        "m1": [10.5, 12.25, 9, 11, 14, 13, 8], "m2": [12.0, 13, 12, 12, 15, 12, 11],
        "s1": [3.0, 2.5, 4, 3, 2, 3, 2], "s2": [3.5, 2, 4, 3, 2, 3, 3],
        "year": [1948.0, 1949, 1960, 1977, 1973, 1953, np.nan],
        "kind": ["random", "random", "alternate", "systematic", "alternate", "random", None],
        "y": [0.1, -0.2, 0.3, np.nan, 0.2, 0.15, 0.4], "v": [0.01, 0.04, 0.02, 0.1, 0.3, 0.05, 0.2],
        "name": [f"Trial {letter}" for letter in "ABCDEFG"],
    }
)  # fmt: skip
PAIRS: Mapping[str, Any] = {
    "events": ("e1", "e2"), "n": ("n1", "n2"), "time": ("t1", "t2"),
    "mean": ("m1", "m2"), "sd": ("s1", "s2"),
}  # fmt: skip
OF = {
    **dict.fromkeys(("RR", "OR", "RD"), ("events", "n")),
    **dict.fromkeys(("IRR", "IRD"), ("events", "time")),
    **dict.fromkeys(("SMD", "MD", "ROM"), ("mean", "sd", "n")),
}


def columns(measure: str) -> dict[str, Any]:
    return {"measure": measure, "label": "name", **{name: PAIRS[name] for name in OF[measure]}}


def told(value: Any) -> str:
    """Write a spec of a figure, or a table, with numbers of six digits."""
    if isinstance(value, pd.DataFrame):
        return str(value.map(lambda cell: told(cell)).to_csv(sep="|"))
    if dataclasses.is_dataclass(value):
        own = ((each.name, getattr(value, each.name)) for each in dataclasses.fields(value))
        return f"{type(value).__name__}({', '.join(f'{name}={told(v)}' for name, v in own)})"
    if isinstance(value, tuple | list):
        return f"({', '.join(map(told, value))})"
    if isinstance(value, float | np.floating):
        return f"{float(value):.6g}"
    return repr(value) if isinstance(value, str) else str(value)


@pytest.fixture
def specs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep what is to be drawn, in the place of drawing it."""
    drawn: list[str] = []

    class Scene:
        def __init__(self, spec: Any) -> None:
            drawn.append(told(spec))

    for module, name in ((plots.plate_drawing, "scene"), (plots, "funnel_scene"),
                         (plots, "bubble_scene")):  # fmt: skip
        monkeypatch.setattr(module, name, Scene)
    return drawn


def everything(specs: list[str]) -> Iterator[str]:
    for measure in OF:
        pool = lr.pool(TABLE, **columns(measure))
        yield f"# {measure}\n{pool}\n{pool.effects!r}\n{told(pool.to_frame())}"
        pool.forest(), pool.funnel()
        yield from specs
        specs.clear()
    options: list[dict[str, Any]] = [
        *({"tau2": tau2} for tau2 in ("DL", "PM", "common", 0.04)),
        *({"interval": interval} for interval in ("wald", "t")),
        {"level": 0.9, "prediction": "normal"},
        {"level": 0.5, "prediction": "k-2", "safeguard": "none"},
    ]
    for chosen in options:
        yield f"# {chosen}\n{lr.pool(TABLE, estimate='y', variance='v', **chosen)}"
    for method, measure in (("mantel-haenszel", "RR"), ("mantel-haenszel", "RD"), ("peto", "OR")):
        pool = lr.pool(TABLE, method=method, level=0.9, **columns(measure))
        yield f"# {method}\n{pool}\n{told(pool.to_frame())}"
        pool.forest()
        yield from specs
        specs.clear()
    one = lr.pool(TABLE.head(1), **columns("RR"))
    yield f"# one trial\n{one}\nprediction {one.prediction}, τ² {one.tau2:.3g}"
    yield from looked_at(lr.pool(TABLE, **columns("RR")))
    yield from looked_at(lr.pool(TABLE, estimate="y", variance="v", level=0.9))
    yield from series(lr.pool(TABLE, **columns("RR")), specs)
    yield from series(lr.pool(TABLE, estimate="y", se="v", tau2="common"), specs)


def looked_at(pool: lr.MetaAnalysis) -> Iterator[str]:
    subsets = pool.gosh(subsets=40, seed=3)
    yield f"# subsets {subsets.shape}\n{told(subsets.head(12))}"
    assert subsets.iloc[:, 4:].sum(axis=1).tolist() == subsets["k"].tolist()
    yield f"# influence\n{told(pool.influence())}"
    yield f"# Egger\n{told(pool.egger())}\n# Begg\n{told(pool.begg())}"
    yield f"# trim and fill\n{pool.trim_and_fill()}\n{told(pool.trim_and_fill().to_frame())}"


def series(pool: lr.MetaAnalysis, specs: list[str]) -> Iterator[str]:
    made = [pool.leave_one_out(), pool.cumulative(), pool.cumulative(range(7, 0, -1))]
    made += [pool.subgroups("kind"), pool.subgroups("kind", common_tau2=True)]
    made += [pool.subgroups(["a"] * 7)]
    for each in made:
        yield f"# {each.title}\n{each}\n{told(each.to_frame())}\n{each._repr_html_()}"
        each.forest()
        yield from specs
        specs.clear()
    for moderators in (("year",), ("kind",), ("year", "kind")):
        try:
            found = pool.meta_regression(*moderators)
        except StatisticsError as refused:
            yield f"# {moderators}: {refused}"
            continue
        yield f"# {moderators}\n{found}\n{told(found.to_frame())}\n{found._repr_html_()}"
        first = found.design.columns[1]
        yield "; ".join((found.told(first), found.told(first, -10), told(found.slope(first, -10))))
        found.bubble(first)
        # Of the line its ends are enough.
        yield from (re.sub(r"(\(\([^)]*\)), .*?(, \([^)]*\)\))", r"\1 …\2", spec) for spec in specs)
        specs.clear()


def test_what_is_printed_and_drawn_is_as_it_was(specs: list[str]) -> None:
    text = "\n\n".join(everything(specs)) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, encoding="utf-8")
    assert text == KEPT.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"


@pytest.mark.parametrize("measure", OF)
@pytest.mark.parametrize("arm", [0, 1])
def test_figures_that_no_trial_can_have_are_refused_and_the_last_that_can_be_are_not(
    measure: str, arm: int
) -> None:
    """Of every column on either side of what can be."""
    for name in OF[measure]:
        column = PAIRS[name][arm]
        people = float(TABLE[PAIRS["n"][arm]][0])
        can = {"events": [0.0, people], "sd": [0.0], "mean": [-5.0, 0.0], "n": [], "time": []}[name]
        cannot = {"events": [-1.0], "sd": [-0.1], "mean": [], "n": [0.0, -3.0], "time": [0.0, -1.0]}
        wrong = [*cannot[name], *([people + 1] if name == "events" and "n" in OF[measure] else [])]
        for value in can:
            table = TABLE.assign(**{column: [value, *TABLE[column][1:]]})
            assert lr.effect_size(table, **columns(measure)).labels[0] == "Trial A"
        for value in wrong:
            table = TABLE.assign(**{column: [value, *TABLE[column][1:]]})
            # Of an arm of nobody it is told that nobody can have had the event.
            events = name == "n" and "events" in OF[measure]
            told_of = PAIRS["events"][arm] if events else column
            said = f"Trial A has .* in column '{told_of}' "
            with pytest.raises(StatisticsError, match=said):
                lr.effect_size(table, **columns(measure))
