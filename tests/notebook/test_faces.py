"""What an analyst types and sees: names, messages, short texts, figures, a review by name."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import BaseModel

import living_review as lr
from living_review import notebook
from living_review.ground.errors import BadInput, ProtocolError, StatisticsError
from living_review.notebook.effect_size import of_arrays
from living_review.notebook.texts import aligned

BCG = Path(__file__).parents[2] / "examples" / "bcg"
TABLE = pd.DataFrame(
    {
        "trial": ["A 2001", "B 2002", "C 2003", "D <b>2004</b>"],
        "e1": [5, 8, 2, 11],
        "n1": [50, 60, 40, 70],
        "e2": [9, 12, 2, 19],
        "n2": [50, 61, 41, 72],
        "dose": [10.0, 20.0, 30.0, 40.0],
        "where": ["x", "y", "x", "y"],
        "word": ["1", "two", "3", "4"],
    }
)
RR: dict[str, Any] = {
    "measure": "RR",
    "events": ("e1", "e2"),
    "n": ("n1", "n2"),
    "label": "trial",
}

DATED = TABLE.assign(day=pd.to_datetime(["2001-01-01", "2003-05-01", "2005-01-01", "2006-01-01"]))


@pytest.fixture(scope="module")
def pooled() -> lr.MetaAnalysis:
    return lr.pool(TABLE, **RR)


def test_what_is_exported_is_one_list() -> None:
    stub = ast.parse((files("living_review") / "__init__.pyi").read_text())
    named = next(node.value for node in stub.body if isinstance(node, ast.Assign))
    assert ast.literal_eval(named) == lr.__all__
    assert sorted(notebook.__all__) == [name for name in lr.__all__ if name != "__version__"]
    assert all(getattr(lr, name) is getattr(notebook, name) for name in notebook.__all__)
    assert set(lr.__all__) <= set(dir(lr))


def test_a_name_that_there_is_none_of_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = lr.nothing_such  # type: ignore[attr-defined]


def test_the_import_loads_no_numerics() -> None:
    code = "import sys, living_review; print(sorted({'numpy', 'pandas'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def _public() -> list[Any]:
    found: list[Any] = []
    for name in notebook.__all__:
        each = getattr(notebook, name)
        if inspect.isclass(each):
            found += [
                member.fget if isinstance(member, property) else member
                for key, member in vars(each).items()
                if not key.startswith("_")
                and (inspect.isfunction(member) or isinstance(member, property))
            ]
        else:
            found.append(each)
    return found


@pytest.mark.parametrize("function", _public(), ids=lambda each: each.__qualname__)
def test_everything_public_is_typed_and_told(function: Any) -> None:
    source = inspect.signature(function)
    asked = [each.annotation for name, each in source.parameters.items() if name != "self"]
    hints = [source.return_annotation, *asked]
    assert inspect.Parameter.empty not in hints
    assert "Any" not in " ".join(map(str, hints))
    assert function.__doc__


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"events": ("e1", "dse")}, "no column 'dse'; did you mean 'dose'"),
        ({"events": ("word", "e2")}, "Column 'word' holds 'two' in row 1, which is no number"),
        ({"events": "e1"}, "events takes two columns"),
        ({"events": None}, "needs events, n, each a pair of columns"),
        ({"sd": ("e1", "e2")}, "has no use for sd"),
        ({"measure": None}, "Which effect is meant"),
        ({"measure": "rr"}, "measure must be one of"),
        ({"measure": "HR"}, "is not computed from arms"),
        ({"evnts": ("e1", "e2")}, "no option 'evnts'; did you mean 'events'"),
        ({"tau2": "REM"}, "There is no tau2 'REM'"),
        ({"interval": "HKSJ"}, "There is no interval 'HKSJ'"),
        ({"level": 95}, "between 0 and 1"),
        ({"method": "peto"}, "odds ratio"),
        ({"method": "mantel-haenszel", "tau2": "DL"}, "no choice of tau2"),
        ({"method": "Mantel"}, "There is no method 'Mantel'"),
        ({"estimate": "e1"}, "either variance or se"),
    ],
    ids=lambda value: None if isinstance(value, str) else "-".join(value),
)
def test_a_slip_is_told_with_its_remedy(change: dict[str, Any], said: str) -> None:
    with pytest.raises(StatisticsError, match=said.replace("(", r"\(")):
        lr.pool(TABLE, **(RR | change))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: lr.pool([0.1, 0.2]), "need their variances"),
        (lambda: lr.pool([0.1, 0.2], [0.1]), "one estimate and one variance"),
        (lambda: lr.pool([0.1], [0.1], events=("a", "b")), "have no columns"),
        (lambda: lr.pool(TABLE, [0.1], **RR), "pooled by its columns"),
        (lambda: lr.pool([np.nan], [np.nan]), "nothing to pool"),
        (lambda: lr.pool(lr.effect_size(TABLE, **RR), n=("n1", "n2")), "take no columns more"),
        (lambda: lr.pool([0.1, 0.3, 0.2], [0.1] * 3).meta_regression("dose"), "came as arrays"),
        (lambda: lr.pool(TABLE, **RR).meta_regression(), "Name a column"),
        (lambda: lr.pool(TABLE, **RR).meta_regression("dse"), "did you mean 'dose'"),
        (
            lambda: lr.pool(TABLE, **RR, method="mantel-haenszel").gosh(),
            "by inverse variance first",
        ),
        (lambda: lr.pool(TABLE, **RR).cumulative([1, 2]), "one value a trial"),
        (lambda: lr.pool(TABLE, **RR).subgroups(["a"]), "one group a trial"),
        (lambda: lr.pool([0.2], [0.04]).leave_one_out(), "nothing is left"),
        (lambda: lr.pool(TABLE[:2], **RR).meta_regression("dose"), "2 trials .* need 3"),
        (lambda: lr.pool(DATED, **RR).meta_regression("day"), "give years"),
        (lambda: lr.pool(pd.concat([TABLE, TABLE[["e1"]]], axis=1), **RR), "2 columns 'e1'"),
    ],
    ids=range(16),
)
def test_what_cannot_be_done_says_what_to_give(call: Any, said: str) -> None:
    with pytest.raises(StatisticsError, match=said):
        call()


@pytest.mark.parametrize(
    ("measure", "change", "said"),
    [
        ("RR", {"e1": 51}, "A 2001 has 51 in column 'e1' .events. of 50 people"),
        ("RD", {"e2": -1}, "has -1 in column 'e2'"),
        ("OR", {"e1": 0, "n1": 0}, "has 0 in column 'n1'"),
        ("SMD", {"s1": -2.0}, "has -2 in column 's1' .sd. of 50 people"),
        ("MD", {"n2": -5}, "has -5 in column 'n2'"),
        ("IRR", {"t1": 0}, "has 0 in column 't1'"),
        ("IRD", {"e1": -3}, "has -3 in column 'e1'"),
    ],
)
def test_what_no_trial_can_have_is_refused_and_not_left_out(
    measure: Any, change: dict[str, float], said: str
) -> None:
    columns = {name: [1.0, 2.0, 3.0] for name in ("m1", "m2", "s1", "s2", "t1", "t2", "e1", "e2")}
    people = {"n1": [50, 60, 70], "n2": [50, 60, 70], "trial": ["A 2001", "B", "C"]}
    table = pd.DataFrame(columns | people).astype({"n1": float, "n2": float})
    for name, value in change.items():
        table.loc[0, name] = value
    pairs = {"mean": ("m1", "m2"), "sd": ("s1", "s2"), "n": ("n1", "n2")}
    if measure in ("RR", "RD", "OR"):
        pairs = {"events": ("e1", "e2"), "n": ("n1", "n2")}
    if measure in ("IRR", "IRD"):
        pairs = {"events": ("e1", "e2"), "time": ("t1", "t2")}
    with pytest.raises(StatisticsError, match=said):
        lr.pool(table, measure=measure, label="trial", **pairs)  # type: ignore[arg-type]


def test_one_trial_says_nothing_of_what_takes_two() -> None:
    told = repr(lr.pool([0.2], [0.04]))
    assert "1 trial:" in told
    assert not {"τ²", "I²", "Q", "Prediction"} & set(told.split())
    assert "Knapp-Hartung" not in told
    assert lr.pool([0.2], [0.04]).forest().alt.startswith("Forest plot of 1 trial:")


def test_the_common_effect_has_a_normal_interval_unless_asked() -> None:
    y, v = [0.1, 0.2, 0.3], [0.1, 0.1, 0.1]
    assert "common effect; Wald" in repr(lr.pool(y, v, tau2="common"))
    assert "common effect; t interval" in repr(lr.pool(y, v, tau2="common", interval="t"))
    given = repr(lr.pool(y, v, tau2=0.05))
    assert "τ² as given" in given
    assert "0.050 (" not in given


def test_every_figure_is_drawn_and_kept(pooled: lr.MetaAnalysis, tmp_path: Path) -> None:
    drawings = {
        "forest": pooled.forest(),
        "funnel": pooled.funnel(),
        "out": pooled.leave_one_out().forest(),
        "cumulative": pooled.cumulative("dose").forest(),
        "groups": pooled.subgroups("where").forest(),
        "bubble": pooled.meta_regression("dose").bubble(),
    }
    for name, drawing in drawings.items():
        assert drawing._repr_svg_().startswith("<svg")
        assert drawing.alt
        assert len(repr(drawing)) < 300
        assert drawing.save(tmp_path / f"{name}.svg").read_text() == drawing.svg
    assert drawings["forest"].save(tmp_path / "f.pdf").read_bytes().startswith(b"%PDF")
    assert drawings["bubble"].save(tmp_path / "b.png", dpi=72).read_bytes()[1:4] == b"PNG"
    with pytest.raises(BadInput, match=r"\.svg, \.pdf or \.png"):
        drawings["forest"].save(tmp_path / "f.docx")


def test_a_matplotlib_figure_grows_with_its_dots(pooled: lr.MetaAnalysis) -> None:
    figure = pooled.forest().figure()
    small, large = [np.asarray(_drawn(figure, dpi)) for dpi in (72, 144)]
    assert large.shape[:2] == pytest.approx([2 * side for side in small.shape[:2]], abs=1)
    # As much of the picture is ink at either size.
    inked = [float((each[..., :3] < 128).all(axis=-1).mean()) for each in (small, large)]
    assert inked[0] == pytest.approx(inked[1], rel=0.35)
    assert inked[0] > 0.001


def _drawn(figure: Any, dpi: int) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return canvas.buffer_rgba()


def test_a_notebook_shows_tables_that_are_inert(pooled: lr.MetaAnalysis) -> None:
    for shown in (pooled, pooled.leave_one_out(), pooled.meta_regression("dose")):
        text = shown._repr_html_()
        assert "<table>" in text
        assert "<b>2004" not in text


def test_levels_of_a_text_are_columns(pooled: lr.MetaAnalysis) -> None:
    found = pooled.meta_regression("where")
    assert list(found.to_frame().index) == ["Intercept", "where: y"]


def test_the_line_of_a_regression_is_what_it_predicts(pooled: lr.MetaAnalysis) -> None:
    found = pooled.meta_regression("dose")
    ends = found.line("dose").iloc[[0, -1]]
    for at, estimate in zip(ends["at"], ends["estimate"], strict=True):
        assert found.predict(dose=at)["estimate"].iloc[0] == pytest.approx(estimate)


@pytest.fixture(scope="module")
def review() -> lr.Review:
    return lr.load(BCG)


def test_a_review_is_read_by_the_names_of_its_results(review: lr.Review) -> None:
    names = list(review.findings)
    assert all(review.findings[name].finding.key == name for name in names)
    with pytest.raises(BadInput, match=r"no review in .*nowhere: it would hold"):
        lr.load(BCG / "nowhere")
    with pytest.raises(BadInput, match="no result 'tuberculoses'"):
        review.findings["tuberculoses"]
    assert set(review.to_frame().index) == set(names)
    assert review.findings[names[0]].forest().svg.startswith("<svg")
    assert len(review.trials) == len(review.computed.trials)


def test_an_outcome_with_one_result_needs_no_more_than_its_name(review: lr.Review) -> None:
    outcomes = [result.finding.outcome for result in review.findings.values()]
    for outcome in set(outcomes):
        if outcomes.count(outcome) == 1:
            assert review.findings[outcome].finding.outcome == outcome
            assert outcome in review.findings
        else:
            with pytest.raises(BadInput, match="results; name one"):
                review.findings[outcome]


def test_a_review_is_computed_otherwise_and_nothing_is_written(review: lr.Review) -> None:
    before = {path: path.stat().st_mtime_ns for path in BCG.rglob("*")}
    other = review.compute(tau2="PM", interval="wald")
    for name in review.findings:
        pooled = other.findings[name].finding.pooled
        if pooled and pooled.method == "inverse-variance":
            assert (pooled.tau2_method, pooled.interval) == ("PM", "wald")
            again = lr.pool(other.findings[name].effects(), tau2="PM", interval="wald")
            assert again.estimate == pytest.approx(pooled.estimate)
    assert other.changed == {"tau2": "PM", "interval": "wald"}
    assert "tau2='PM'" in repr(other)
    assert review.compute().to_frame().equals(review.to_frame())
    assert {path: path.stat().st_mtime_ns for path in BCG.rglob("*")} == before


def test_a_choice_that_there_is_none_of_is_told(review: lr.Review) -> None:
    with pytest.raises(ProtocolError, match=r"analysis\.tau2: found 'XX'"):
        review.compute(tau2="XX")


def test_nothing_shows_itself_at_length(review: lr.Review) -> None:
    """Whatever an analyst prints of a review, he sees in a few lines."""
    seen = 0

    def walk(value: object) -> None:
        nonlocal seen
        if isinstance(value, BaseModel):
            seen += 1
            assert len(repr(value)) < 700, type(value)
            for name in type(value).model_fields:
                walk(getattr(value, name))
        elif isinstance(value, tuple):
            for each in value:
                walk(each)

    walk(review.computed)
    walk(review.protocol)
    assert seen > 100
    assert all(len(repr(each)) < 700 for each in (review, *review.findings.values()))


def test_a_table_of_one_line_is_written_too() -> None:
    assert aligned([("a", "b")]) == "a  b"
    assert aligned([], ("Trial", "Effect")) == "Trial  Effect"
    assert aligned([("long name", "1"), ("b", "22")]) == "long name   1\nb          22"


def test_effects_of_a_series_are_called_as_its_rows_are() -> None:
    values = [0.1, 0.3]
    assert list(of_arrays(pd.Series(values, index=["A", "B"]), values).labels) == [*("A", "B")]
    numbered = of_arrays(values, values).labels
    assert numbered == of_arrays(np.array(values), values).labels
    assert len(set(numbered)) == 2


def test_short_texts_lose_nothing_of_the_values(review: lr.Review) -> None:
    text = review.computed.to_json()
    assert json.loads(text)["findings"][0]["outcome"]
    assert type(review.computed).from_json(text) == review.computed


@pytest.mark.parametrize("others", [(), ("dose",), ("dose", "year")])
def test_a_moderator_that_is_one_value_in_the_trials_that_have_all_is_named(
    others: tuple[str, ...],
) -> None:
    """It varies in the table, and not where the other moderators are known."""
    table = pd.concat([TABLE, TABLE, TABLE], ignore_index=True)
    table["year"] = np.arange(2001.0, 2013.0)
    table["late"] = np.arange(12) > 5
    table["last"] = np.where(table["late"], 7.0, np.nan)
    table.loc[7:, "last"] = 7.0
    table.loc[0, "last"] = 8.0
    table.loc[0, "dose"] = np.nan
    asked = (*others, "last") if others else ("last", "dose")
    for moderators in (asked, asked[::-1]):
        with pytest.raises(StatisticsError, match="'last' is the same in all trials"):
            lr.pool(table, **RR).meta_regression(*moderators)
