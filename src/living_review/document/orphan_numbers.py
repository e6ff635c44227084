"""Numbers in a rendered text that the findings do not hold.

Every figure a reader sees must come from one `Findings` object through one formatter. The check
goes the other way: it writes each value of the findings in every form its kind may take, and what
the text shows beside that, and beside text of the registry and the protocol, is an orphan.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from living_review import assets
from living_review.document.written_numbers import (
    apart,
    as_written,
    is_number,
    numbers_in,
    without_dates,
)
from living_review.findings import Changes, Findings
from living_review.ground import digits, numbers
from living_review.ground.capitals import capitalised
from living_review.ground.out_of import out_of
from living_review.language.markdown import ADDRESS, address_shown
from living_review.protocol import Protocol
from living_review.words.change_words import LONGEST_CELL, short

Writer = Callable[[Any], str]
_ALWAYS = frozenset(
    # the names of standards, tools and units, and what the templates' own words need
    {"1000", "2020", "95%", "2", "1", "2011", "256", "0"}
)
_NOT_TEXT = re.compile(
    # the numbers of references, in the text and in their list, are no figures
    r"<(style|script|svg|math)\b.*?</\1>|<div class=\"csl-left-margin\">.*?</div>"
    r"|<span class=\"citation\".*?</span>|<[^>]*>",
    re.S,
)
_REFERENCE = re.compile(r"https?://\S+|\bchapter \d+\b|\b(?:19|20)\d\d;\d+:[\w–-]+")
_MARKUP = re.compile(
    r"\{[#.][^}\n]*\}|\]\([^)\s]*\)|^---\n.*?\n---$|```\{=html\}|```|\[@[^\]]*\]|`[^`\n]*`",
    re.S | re.M,
)


def _effect(measure: str) -> Writer:
    return lambda value: numbers.estimate(value, measure)


def _size(measure: str) -> Writer:
    return lambda value: numbers.estimate(abs(value), measure)


def _people(value: float) -> str:
    return numbers.per_1000(abs(value))


def _rate(value: float) -> str:
    return numbers.rate(abs(value))


def _two_decimals(value: float) -> str:
    return numbers.fixed(value, 2)


def _per_1000_in_full(value: float) -> str:
    return numbers.in_full(1000.0 * value)


def _percent_in_full(value: float) -> str:
    return numbers.in_full(100.0 * value)


def _one_in(value: float) -> str:
    *_, people = numbers_in(numbers.one_in(value))
    return people


def _percent_measured(value: float) -> str:
    return as_written(f"{digits.measured(100 * value)}%")


def _units(value: float) -> str:
    return numbers.units(abs(value))


_DIGITS = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_EFFECT_FIELDS = frozenset(
    {"estimate", "effect", "ci_low", "ci_high", "low", "high"}
    | {"per_effect", "per_ci_low", "per_ci_high"}
    | {"prediction_low", "prediction_high"}
)
_WRITERS: Mapping[str, tuple[Writer, ...]] = {
    "p": (numbers.p_value,),
    "q_p": (numbers.p_value,),
    "se": (numbers.standard_error,),
    **dict.fromkeys(("tau2", "tau2_ci_low", "tau2_ci_high"), (numbers.tau2,)),
    "tau": (lambda value: numbers.fixed(value, 2),),
    "r2": (numbers.percent,),
    "i2": (numbers.percent,),
    "i2_ci_low": (numbers.percent,),
    "i2_ci_high": (numbers.percent,),
    "q": (numbers.statistic,),
    "q_between": (numbers.statistic,),
    "statistic": (numbers.statistic,),
    "intercept": (numbers.statistic,),
    "df": (numbers.degrees_of_freedom,),
    "q_df": (numbers.degrees_of_freedom,),
    "weight_percent": (numbers.weight,),
    **dict.fromkeys(("beyond_threshold", "beyond_harm"), (numbers.probability,)),
    **dict.fromkeys(("chance_of_benefit", "chance_of_harm"), (numbers.probability,)),
    "fraction": (numbers.probability,),
    "alpha": (_percent_measured,),
    "power": (_percent_measured,),
    "diversity": (numbers.percent,),
    "anticipated": (numbers.measured, _per_1000_in_full),
    "z": (numbers.statistic,),
    "boundary": (numbers.statistic,),
    "level": (lambda value: numbers.percent(100 * value, 1), lambda v: numbers.percent(100 * v)),
    "mean": (numbers.measured,),
    "sd": (numbers.measured, numbers.in_full),
    "weeks": (numbers.measured,),
    "year": (str,),
    "number": (numbers.count,),
    **dict.fromkeys(
        ("limit_with_intervention", "limit_with_comparator"),
        (numbers.rate, lambda v: numbers.change_in_percent(100 * max(v - 0.0005, 0.0), 1), _one_in),
    ),
    "row": (str,),
    "per": (numbers.in_full, numbers.measured),
    "at": (numbers.measured, numbers.in_full),
    "value": (numbers.in_full, numbers.measured),
    "threshold": (lambda value: numbers.estimate(value, "SMD"),),
}
# An estimate, if there is one beside them, and the ends of its interval.
_INTERVALS = (
    ("estimate", "ci_low", "ci_high"),
    ("effect", "ci_low", "ci_high"),
    ("per_effect", "per_ci_low", "per_ci_high"),
    ("", "ci_low", "ci_high"),
    ("", "low", "high"),
    ("", "prediction_low", "prediction_high"),
)
_THRESHOLD: tuple[Writer, ...] = (numbers.in_full, _per_1000_in_full, _percent_in_full)
# The field by which a value is known, and the kind of figures it holds.
_KINDS = {"baseline_risk": "absolute", "sd_source": "familiar", "basis": "chance"}
_PER_1000 = frozenset(
    {"with_comparator", "with_intervention", "with_intervention_ci_low", "difference"}
    | {"with_intervention_ci_high", "baseline_risk", "comparator_risk"}
)


def orphan_numbers(text: str, findings: Findings, protocol: Protocol) -> tuple[str, ...]:
    """Give the numbers of a text that neither findings nor protocol hold, in order, each once.

    `text` is Markdown of `report/`, HTML of the site, or the text of a PDF. Dates, text from the
    registry and numbers inside words (D1, GRADE’s) are not counted as figures.
    """
    document = findings.model_dump(mode="json", by_alias=True)
    asked = protocol.model_dump(mode="json")
    cells = {*_texts(document), *_texts(asked), *_texts(_references())}
    words = _without(_plain(text), cells)
    used = {trial.trial_id for finding in findings.findings for trial in finding.trials}
    known = {
        numbers.count(len(used)),
        *_ALWAYS,
        *map(as_written, _ALWAYS),
        *_known(document),
        *_known_of_protocol(asked),
    }
    known |= set(_cells_of_trials(findings.changes))
    known |= {str(work["issued"]["date-parts"][0][0]) for work in _references()}
    known |= set(_written_by_people(findings))
    known |= {cell for cell in cells if is_number(cell)}
    known |= {numbers.as_reported(cell) for cell in cells if _DIGITS.fullmatch(cell)}
    known = {" ".join(each.split()) for each in known}
    found = dict.fromkeys(each.replace("-", "−") for each in numbers_in(words))
    return tuple(each for each in found if each not in known and not known.issuperset(apart(each)))


def _cells_of_trials(changes: Changes | None) -> Iterator[str]:
    """Count the cells of corrected trials that held something else, and those that were empty."""
    if changes is not None:
        trials = set(changes.trials_corrected)
        empty = [each.old is None for each in changes.corrections if each.trial_id in trials]
        yield from (numbers.count(sum(empty)), numbers.count(len(empty) - sum(empty)))


def _written_by_people(findings: Findings) -> Iterator[str]:
    """Give the numbers of the texts that people wrote, and of the works that these cite."""
    for text in (*(each.markdown for each in findings.texts), *_cited(findings)):
        yield from numbers_in(without_dates(_plain(text)))


def _cited(findings: Findings) -> Iterator[str]:
    for work in findings.references:
        yield from _texts(json.loads(work.csl))
        yield work.csl


def _plain(text: str) -> str:
    """Give the words a reader sees: no tags, no Markdown escapes, one space between words."""
    # A word may break there, and is one word.
    bare = _MARKUP.sub(" ", _NOT_TEXT.sub(" ", text.replace("<wbr>", "")))
    bare = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", html.unescape(bare))
    return " ".join(bare.split())


@cache
def _references() -> Any:
    """Read the bundled bibliography, whose titles and years stand in the lists of references."""
    return json.loads(assets.BIBLIOGRAPHY.read_bytes())


def _without(text: str, cells: set[str]) -> str:
    """Take out every text of the registry that holds a digit, the longest first, then the dates."""
    spaced = {" ".join(cell.split()) for cell in cells}
    for cell in sorted((c for c in spaced if re.search(r"\d", c)), key=len, reverse=True):
        if not is_number(cell):
            text = text.replace(cell, " ").replace(capitalised(cell), " ")
            text = text.replace(cell[:1].lower() + cell[1:], " ")
    return _REFERENCE.sub(" ", without_dates(text))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        # An address in a text is shown as a link, which leaves the words around it on their own.
        yield from (part.strip() for part in ADDRESS.split(value) if part != value)
        yield from (address_shown(found[0].rstrip(".,;:!?)'")) for found in ADDRESS.finditer(value))
        # A long cell is shown in part where it is told what it was and is.
        if len(value) > LONGEST_CELL:
            yield short(value, LONGEST_CELL)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _known(value: Any, measure: str = "SMD", field: str = "") -> Iterator[str]:
    """Write every number of the document in the forms of its field."""
    if isinstance(value, Mapping):
        measure = value.get("measure") or measure
        kind = next((name for field, name in _KINDS.items() if field in value), "")
        if kind == "absolute":
            yield from _side_by_side(value)
        yield from _intervals(value, measure)
        yield from _means(value)
        for key, item in value.items():
            # Cells of the registry are written alike, whatever column they are of.
            yield from _forms(item, "cell" if field == "cells" else key, measure, kind)
            yield from _known(item, measure, key)
    elif isinstance(value, list):
        yield numbers.count(len(value))
        yield from _tallies(value)
        for item in value:
            yield from _known(item, measure, field)


def _intervals(row: Mapping[str, Any], measure: str) -> Iterator[str]:
    """Write the intervals of a value, and its estimate, with the decimals that they share."""
    if "tau2_ci_low" in row and "tau2_ci_high" in row:
        of_tau2 = (row.get(name) for name in ("tau2", "tau2_ci_low", "tau2_ci_high"))
        yield from (each for text in numbers.tau2_together(*of_tau2) for each in numbers_in(text))
    for first, *ends in _INTERVALS:
        value, low, high = (row.get(name) for name in (first, *ends))
        if isinstance(low, int | float) and isinstance(high, int | float):
            told: list[tuple[str, ...]] = [numbers.together(value, low, high, measure)]
            told.append(numbers.together(None, low, high, measure))
            if isinstance(value, int | float):
                told.append(numbers.change(value, low, high, measure))
            yield from (each for texts in told for text in texts for each in numbers_in(text))


def _means(row: Mapping[str, Any]) -> Iterator[str]:
    """Write a mean and its standard deviation with the decimals that they share."""
    mean, sd = row.get("mean"), row.get("sd")
    if isinstance(mean, int | float) and isinstance(sd, int | float):
        yield from (each for text in numbers.mean_and_sd(mean, sd) for each in numbers_in(text))


def _side_by_side(row: Mapping[str, Any]) -> Iterator[str]:
    """Write the risks of a baseline, their interval and their difference so that they fit."""
    ends = ("", "_ci_low", "_ci_high")
    values: list[Any] = [row.get("with_comparator")]
    values += [row.get(f"with_intervention{end}") for end in ends]
    if any(value is None for value in values):
        return
    for trivial in (True, False):
        people = out_of(*values, trivial=trivial)
        told = (people.total, people.first, people.second, people.low, people.high, people.apart)
        yield from (numbers.count(abs(each)) for each in told)
    for write in (numbers.people_beside, numbers.rates_beside):
        shown = write(*values)
        for text in (*shown[:4], *(size for _, size in shown.apart)):
            yield from numbers_in(text)


def _forms(item: Any, key: str, measure: str, kind: str) -> Iterator[str]:
    if isinstance(item, bool) or not isinstance(item, int | float):
        return
    writers: tuple[Writer, ...]
    if kind == "chance":
        writers = (numbers.probability, _people)
    elif key in _PER_1000 or (kind == "absolute" and key in _EFFECT_FIELDS):
        writers = (_people, _rate)
    elif kind == "familiar" and key in _EFFECT_FIELDS:
        writers = (_units,)
    elif key in _EFFECT_FIELDS:
        # A difference in risk is also told as people in a thousand.
        writers = (_effect(measure), _size(measure)) + (_people,) * (measure == "RD")
    elif key in ("small", "moderate", "large"):
        writers = _THRESHOLD + (numbers.inverse, _two_decimals) * (item > 0)
    elif key in _WRITERS:
        writers = _WRITERS[key]
    else:
        writers = (numbers.count, numbers.measured)
    for write in writers:
        yield from numbers_in(write(item))


def _tallies(rows: list[Any]) -> Iterator[str]:
    """Count rows by each of their texts, as sentences that count trials by a property do."""
    fields = {key for row in rows if isinstance(row, Mapping) for key in row}
    for field in fields:
        values = [row.get(field) for row in rows if isinstance(row, Mapping)]
        counts = Counter(value for value in values if isinstance(value, str))
        yield from (numbers.count(number) for number in counts.values())
        yield numbers.count(len(values) - sum(counts.values()))


def _known_of_protocol(value: Any, field: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _known_of_protocol(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _known_of_protocol(item, field)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield numbers.measured(value)
        yield numbers.percent(100 * value)
