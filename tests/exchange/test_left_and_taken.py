"""What is left out and told, and what is taken beside something else, one small part at a time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from living_review.exchange import fhir_elements
from living_review.exchange.extract import Remark
from living_review.exchange.imported_file import ImportedFile
from living_review.exchange.wide import counted
from living_review.exchange.wide.effects import _with_parts_alone
from living_review.ground.errors import RegistryError


@pytest.mark.parametrize(
    ("report", "why"),
    [
        ((), "it holds none"),
        ((("please check", 9),), "it holds none"),
        ((("please check", 9), ("not mapped", 3), ("not mapped", 5)), "above all: place 2: why 2"),
        ((("not mapped", 5), ("not mapped", 3)), "above all: place 0: why 0"),
    ],
)
def test_a_file_without_results_is_refused_with_what_kept_most_rows_out(
    report: tuple[tuple[Any, int], ...], why: str
) -> None:
    remarks = [
        Remark(kind, f"place {i}", "", count, f"why {i}.") for i, (kind, count) in enumerate(report)
    ]
    own: Any = SimpleNamespace(known=None, mapping="data/mapping.yml")
    found: Any = SimpleNamespace(tables={"trials": ()}, columns=(), report=remarks)
    file: Any = SimpleNamespace(name="f.csv")
    with pytest.raises(RegistryError) as refused:
        ImportedFile._refuse_without_results(own, found, file)
    assert f"f.csv gives no result of any trial by data/mapping.yml ({why})" in str(refused.value)


@pytest.mark.parametrize(
    ("value", "count"), [(0, 0), (0.0, 0), (1.0, 1), (61.0, 61), (-1.0, None), (1.5, None)]
)
def test_a_count_of_fhir_is_a_whole_number_of_none_or_more(value: float, count: int | None) -> None:
    assert fhir_elements.whole(value) == count
    assert fhir_elements.whole(None) is None


def effect(estimate: str) -> Any:
    return SimpleNamespace(estimate=estimate, columns={"own": estimate})


def test_a_column_without_a_measure_is_of_the_effect_it_stands_behind_or_of_the_only_one() -> None:
    first, second, without = effect("a"), effect("b"), effect("")
    _with_parts_alone([first, second, without], [(None, {"p": "1"}), (without, {"p": "2"})])
    assert [each.columns for each in (first, second, without)] == [
        {"own": "a"},
        {"own": "b"},
        {"own": ""},
    ]
    _with_parts_alone([first, second, without], [(second, {"p": "3", "own": "not this"})])
    assert second.columns == {"own": "b", "p": "3"}
    _with_parts_alone([first, without], [(None, {"p": "4"})])
    assert first.columns == {"own": "a", "p": "4"}


@pytest.mark.parametrize("names", [("deaths",), ("deaths", "falls")])
def test_events_beside_people_are_scores_at_the_end_and_of_both_arms(
    names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    arms = [
        counted._People(f"n {role}", (role,), role, called)
        for role, called in (("intervention", "CBT"), ("control", "care"))
    ]
    monkeypatch.setattr(counted, "_arms", lambda _: arms)
    monkeypatch.setattr(
        counted, "_counts", lambda _, arm: {name: f"{name} {arm.role}" for name in names}
    )
    known: Any = SimpleNamespace(
        asks_for_risks=True, outcome=lambda name, counted: SimpleNamespace(outcome="")
    )
    sheet: Any = SimpleNamespace(groups=[])
    made, notes = counted.by_their_people(sheet, known)
    if len(names) > 1:
        assert (made, len(notes)) == ([], 1)
        return
    [group] = made
    assert (group.outcome, group.change, group.alone) == ("deaths", False, True)
    assert [(arm.role, arm.columns) for arm in group.arms] == [
        (role, {"n": f"n {role}", "events": f"deaths {role}"})
        for role in ("intervention", "control")
    ]
    assert len(notes) == 1
