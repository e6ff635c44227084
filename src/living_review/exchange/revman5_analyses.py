"""The analysis data of a RevMan 5 file: comparisons, outcomes, subgroups, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from living_review.exchange import cells, measures, revman_settings
from living_review.exchange.extract import (
    ArmFound,
    ContrastFound,
    FoundOutcome,
    Remark,
    told_apart,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_KINDS = ("DICH", "CONT", "IV", "IPD")
_WORDS = {
    "DICH": "dichotomous",
    "CONT": "continuous",
    "IV": "inverse variance",
    "IPD": "O-E and variance",
}
_OF_SETTINGS = {"DICH": "dichotomous", "CONT": "continuous", "IV": "contrast", "IPD": "o-e"}
_SIDES: tuple[tuple[str, Literal["intervention", "control"]], ...] = (
    ("1", "intervention"),
    ("2", "control"),
)


@dataclass
class Analyses:
    """What the comparisons of a file hold, gathered row by row."""

    outcomes: tuple[FoundOutcome, ...] = ()
    arms: tuple[ArmFound, ...] = ()
    contrasts: tuple[ContrastFound, ...] = ()
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class _Place:
    """One outcome, as its rows need it: how the two sides are called and what is measured."""

    key: str
    kind: str
    labels: tuple[str, str]
    measure_name: str
    log_data: bool | None
    totals: revman_settings.Totals

    def key_of(self, subgroup: str) -> str:
        """Give the key of the outcome that the rows of a subgroup belong to."""
        return f"{self.key}.{subgroup}" if self.totals == "subgroups" and subgroup else self.key


def analyses(root: Element) -> Analyses:
    """Read every COMPARISON of a file."""
    found = Analyses()
    outcomes: list[FoundOutcome] = []
    arms: list[ArmFound] = []
    contrasts: list[ContrastFound] = []
    for number, comparison in enumerate(root.iter("COMPARISON"), start=1):
        title = _text(comparison, "NAME")
        for other in comparison.iter("OTHER_OUTCOME"):
            rows = len(list(other.iter("OTHER_DATA")))
            reason = "other data are free text and no numbers to pool."
            found.remarks.append(
                Remark("not mapped", "OTHER_OUTCOME", _text(other, "NAME"), rows, reason)
            )
        for outcome in comparison:
            kind = outcome.tag.removesuffix("_OUTCOME")
            if kind not in _KINDS or kind == outcome.tag:
                continue
            place = _place(outcome, kind, comparison.get("NO", str(number)))
            subgroups = dict(_subgroups(outcome, kind))
            outcomes += _found(outcome, place, title, subgroups)
            for end, row in _rows(outcome, kind):
                part = subgroups.get(end, "")
                made = _result(row, replace(place, key=place.key_of(end)), part, found.remarks)
                arms += [each for each in made if isinstance(each, ArmFound)]
                contrasts += [each for each in made if isinstance(each, ContrastFound)]
            found.remarks += _outcome_remarks(outcome, place, len(subgroups))
    found.outcomes, found.arms = told_apart(outcomes), tuple(arms)
    found.contrasts = tuple(contrasts)
    return found


def _text(element: Element, tag: str) -> str:
    child = element.find(tag)
    return "" if child is None else cells.text(" ".join("".join(child.itertext()).split()))


def _place(outcome: Element, kind: str, comparison: str) -> _Place:
    said = outcome.get("LOG_DATA")
    return _Place(
        f"{comparison}.{outcome.get('NO', '?')}",
        kind,
        (
            _text(outcome, "GROUP_LABEL_1") or "Experimental",
            _text(outcome, "GROUP_LABEL_2") or "Control",
        ),
        outcome.get("EFFECT_MEASURE") or _text(outcome, "EFFECT_MEASURE"),
        None if said is None else said == "YES",
        revman_settings.totals_of(
            subtotals=outcome.get("TOTALS") != "NO" and bool(outcome.findall(f"{kind}_SUBGROUP")),
            total=outcome.get("TOTALS") not in ("NO", "SUB"),
        ),
    )


def _found(
    outcome: Element, place: _Place, title: str, subgroups: Mapping[str, str]
) -> tuple[FoundOutcome, ...]:
    """Give the outcomes of an analysis: one, or its subgroups where RevMan pools those alone."""
    name = _text(outcome, "NAME")
    random = outcome.get("RANDOM")
    how = revman_settings.analysed(
        kind=_OF_SETTINGS[place.kind],
        measure=place.measure_name,
        method=outcome.get("METHOD", ""),
        random=None if random is None else random == "YES",
        level=outcome.get("CI_TOTAL", ""),
    )
    number = place.key.rpartition(".")[0]
    how = replace(how, comparison=(number, title), sides=place.labels)
    favours = _text(outcome, "GRAPH_LABEL_1"), _text(outcome, "GRAPH_LABEL_2")
    sides = f"; left of no effect: '{favours[0]}', right: '{favours[1]}'" if any(favours) else ""
    about = (
        f"comparison {number}, {title or 'no title'}; {_WORDS[place.kind]}, "
        f"{place.measure_name or 'no measure named'}, {revman_settings.in_words(how)}{sides}"
    )
    found = FoundOutcome(place.key, name or place.key, about, name, analysed=how)
    outside = outcome.find(f"{place.kind}_DATA") is not None
    return revman_settings.by_totals(found, place.totals, subgroups, outside=outside)


def _subgroups(outcome: Element, kind: str) -> Iterator[tuple[str, str]]:
    """Give number and name of every subgroup."""
    for number, subgroup in enumerate(outcome.findall(f"{kind}_SUBGROUP"), start=1):
        yield _number(subgroup, number), _text(subgroup, "NAME") or _number(subgroup, number)


def _number(element: Element, otherwise: int) -> str:
    return element.get("NO", "") or str(otherwise)


def _rows(outcome: Element, kind: str) -> Iterator[tuple[str, Element]]:
    """Give the rows with the number of their subgroup, empty outside of one."""
    for row in outcome.findall(f"{kind}_DATA"):
        yield "", row
    for number, subgroup in enumerate(outcome.findall(f"{kind}_SUBGROUP"), start=1):
        for row in subgroup.findall(f"{kind}_DATA"):
            yield _number(subgroup, number), row


def _result(
    row: Element, place: _Place, part: str, remarks: list[Remark]
) -> tuple[ArmFound | ContrastFound, ...]:
    if place.kind in ("DICH", "CONT"):
        return _arms(row, place, part, remarks)
    made = (
        measures.from_inverse_variance(
            place.measure_name,
            row.get("ESTIMATE", ""),
            row.get("SE", ""),
            row.get("EFFECT_SIZE", ""),
            said=place.log_data,
        )
        if place.kind == "IV"
        else measures.from_peto(place.measure_name, row.get("O_E", ""), row.get("VAR", ""))
    )
    if isinstance(made, str):
        remarks.append(Remark("not mapped", f"{place.kind}_DATA", place.key, 1, made))
        return ()
    measure, filled = made
    filled |= _people(row)
    return (ContrastFound(row.get("STUDY_ID", ""), place.key, measure, filled, part),)


def _arms(row: Element, place: _Place, part: str, remarks: list[Remark]) -> tuple[ArmFound, ...]:
    if not all(cells.value(row.get(f"TOTAL_{side}", "")) for side, _ in _SIDES):
        remarks.append(
            Remark(
                "not mapped",
                f"{place.kind}_DATA",
                place.key,
                1,
                "nobody was analysed in one of the groups (TOTAL is 0 or missing).",
            )
        )
        return ()
    columns = (
        {"n": "TOTAL", "events": "EVENTS"}
        if place.kind == "DICH"
        else {"n": "TOTAL", "mean": "MEAN", "sd": "SD"}
    )
    return tuple(
        ArmFound(
            row.get("STUDY_ID", ""),
            place.key,
            label,
            role,
            {ours: cells.number(row.get(f"{name}_{side}", "")) for ours, name in columns.items()},
            part,
        )
        for (side, role), label in zip(_SIDES, place.labels, strict=True)
    )


def _people(row: Element) -> dict[str, str]:
    """Give the people analysed; RevMan writes 0 where they were not entered."""
    found = {}
    for column, name in (("n_intervention", "TOTAL_1"), ("n_control", "TOTAL_2")):
        if cells.value(row.get(name, "")):
            found[column] = cells.number(row.get(name, ""))
    return found


def _outcome_remarks(outcome: Element, place: _Place, parts: int) -> Iterator[Remark]:
    rows = sum(1 for _ in _rows(outcome, place.kind))
    name = _text(outcome, "NAME")
    totals = revman_settings.totals_remark(place.key, name, place.totals, rows, parts)
    if totals is not None:
        yield totals
    if outcome.get("SWAP_EVENTS") == "YES":
        yield Remark(
            "please check",
            "DICH_OUTCOME/@SWAP_EVENTS",
            place.key,
            rows,
            "RevMan analysed the people without the event; the events are written as they were "
            "entered, so say in the mapping which way is better for the event itself.",
        )
    if place.kind == "CONT":
        yield Remark(
            "please check",
            "CONT_OUTCOME",
            place.key,
            rows,
            "the file does not say whether means are values or changes from baseline; they are "
            "written as values unless the mapping says 'score: change'.",
        )
    if place.kind == "IPD" and measures.named(place.measure_name) in ("HR", "OR"):
        yield Remark(
            "please check",
            "IPD_OUTCOME",
            place.key,
            rows,
            "O-E and its variance are written as they are; the ratio is exp((O-E)/V) (the one-step "
            "estimate of Peto), so see that O-E is that of the intervention.",
        )
