"""Figures of people: as many of each mark as the numbers say, whatever the risks."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
import sample_documents
import sample_findings
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_parts import certainty

from living_review import assets
from living_review.document.illustrations import of_people
from living_review.figures.icon_array import _scene, groups, icon_array, icon_array_alt
from living_review.figures.icon_array import icon_array_row as row_of
from living_review.figures.scene import Scene, Stamps, Words
from living_review.findings import AbsoluteEffect, Conclusion, Finding

BASE = sample_findings.readmission()
SMALL = Conclusion(level="low", kind="sized", favours="comparator", size="small")


def finding(*risks: float, **values: object) -> Finding:
    first, second, low, high = risks
    row = AbsoluteEffect(
        baseline_label="Usual",
        baseline_risk=first,
        with_comparator=first,
        with_intervention=second,
        with_intervention_ci_low=low,
        with_intervention_ci_high=high,
        difference=second - first,
        ci_low=low - first,
        ci_high=high - first,
        level="low",
        held=bool(values.pop("held", False)),
    )
    told = {"certainty": certainty("low"), "conclusions": (SMALL,), "absolute": (row,), **values}
    return BASE.model_copy(update=told)


def scene(found: Finding) -> Scene:
    row = row_of(found)
    assert row is not None
    return _scene(groups(found, row), "")


def people_in(drawn: Scene) -> dict[str, int]:
    """Count the people of each mark, without those of the key, which stands last."""
    found: dict[str, int] = {}
    for mark in drawn.marks:
        if isinstance(mark, Stamps) and len(mark.centres) and mark.radius < 99:
            found[mark.kind] = found.get(mark.kind, 0) + len(mark.centres)
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.005, 0.995), min_size=4, max_size=4))
def test_every_person_is_drawn_once(risks: list[float]) -> None:
    first, second = risks[:2]
    found = finding(first, second, min(second, risks[2]), max(second, risks[3]))
    row = row_of(found)
    if row is None:
        return
    for people in groups(found, row):
        assert min(people.sure, people.fewer, people.more) >= 0
        assert people.sure + people.fewer + people.more <= people.total
    drawn = scene(found)
    in_key = {"person-having": 1, "person-fewer": 1, "person-more": 1, "person-not": 1}
    total = sum(n - in_key[k] for k, n in people_in(drawn).items() if k in in_key)
    assert total == sum(people.total for people in groups(found, row))


def test_the_groups_show_the_numbers_and_the_interval() -> None:
    counted = people_in(scene(finding(0.06, 0.131, 0.111, 0.154)))
    assert counted["person-having"] == 6 + 11 + 1
    assert counted["person-fewer"] == 2 + 1
    assert counted["person-more"] == 2 + 1
    assert counted["person-not"] == 94 + 85 + 1


def test_the_words_for_who_cannot_see_it_have_all_numbers() -> None:
    found = finding(0.06, 0.131, 0.111, 0.154)
    row = row_of(found)
    assert row is not None
    alt = icon_array_alt(found, row)
    for number in ("100", "6", "13", "11", "15", "7"):
        assert number in alt.replace(".", "").split()
    assert alt in "".join(ElementTree.fromstring(icon_array(found, row)).itertext())


@pytest.mark.parametrize(
    "found",
    [
        finding(0.06, 0.131, 0.111, 0.154, held=True),
        finding(0.00004, 0.00008, 0.00001, 0.0003),
        finding(0.06, 0.131, 0.111, 0.154, absolute=()),
        finding(0.06, 0.131, 0.111, 0.154, certainty=None),
    ],
)
def test_what_cannot_be_told_in_so_many_people_has_no_figure(found: Finding) -> None:
    told = found
    if found.certainty is None:
        rows = tuple(each.model_copy(update={"level": None}) for each in found.absolute)
        told = found.model_copy(update={"absolute": rows})
    assert row_of(told) is None


@pytest.mark.parametrize("letters", [4, 120])
def test_no_word_leaves_the_figure_or_meets_another(letters: int) -> None:
    label = ("a pill for people with long conditions " * 9)[:letters]
    drawn = scene(finding(0.004, 0.006, 0.002, 0.01, intervention=label, comparator=label))
    boxes = [mark.box for mark in drawn.marks if isinstance(mark, Words)]
    assert drawn.width <= 290
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= drawn.width
        assert bottom <= drawn.height
        for other in boxes[:place]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart


def test_both_groups_are_seen_on_a_telephone() -> None:
    """Figures without a drawing for narrow screens are blown up there, but not this one."""
    sheet = assets.text("narrow.css")
    [rule] = [line for line in sheet.splitlines() if "min-width: 42rem" in line]
    found = finding(0.1, 0.2, 0.15, 0.25)
    drawn = of_people(sample_documents.findings(found))
    [name] = [name for name in drawn if name.startswith("people-")]
    assert drawn[name].compact is None
    assert 'img:not([src*="fig/people-"])' in rule
    width = ElementTree.fromstring(drawn[name].svg).get("width", "")
    assert float(width.removesuffix("pt")) * 4 / 3 <= 390
