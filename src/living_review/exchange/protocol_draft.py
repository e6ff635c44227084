"""A protocol drafted from another program's file: its outcomes, and how it analysed them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from living_review.exchange import identifiers
from living_review.exchange.decisions import (
    Decisions,
    OutcomeDecision,
    check_decided,
    named,
    one_line,
    quoted,
    used_outcomes,
)
from living_review.exchange.extract import Analysed, Extract, FoundOutcome
from living_review.exchange.subgroups import subgroup_columns
from living_review.ground.measures import RATES

_HEAD = """\
# Draft protocol of {file}. Fill in the blanks, and read every line: it decides what is shown.
# The analysis of each outcome is that of the file, as far as the file says it.
review:
  id: {id}
  title: {title}
  authors: {authors}
  question:
    population:          # who the review is about
    intervention: {intervention}
    comparator: {comparator}
timepoints:
{timepoints}
comparisons:
{comparisons}
outcomes:
{outcomes}
analysis:
  min_trials: 2          # two trials are pooled; the default of this program is three
"""


def protocol_draft(extract: Extract, decisions: Decisions, file: str) -> str:
    """Write a protocol for a person to finish.

    Raises BadInput where a decision is lacking. Nothing that neither the file nor the mapping says
    is filled in.
    """
    check_decided(extract, decisions, file)
    about = {each.key: decisions.about(each) for each in extract.outcomes}
    used = used_outcomes(extract, decisions)
    kept = [each for each in extract.outcomes if each.key in used and not about[each.key].skip]
    by_id: dict[str, list[FoundOutcome]] = {}
    for each in kept:
        by_id.setdefault(about[each.key].outcome or "", []).append(each)
    columns = {
        outcome: column.name
        for column in subgroup_columns(extract, about)
        for outcome in column.outcomes
    }
    comparisons = _comparisons(kept, about)
    first = comparisons[0] if comparisons else None
    times = dict.fromkeys(about[each.key].timepoint or "" for each in kept)
    review = identifiers.safe(PurePath(file).stem, otherwise="review")
    return _HEAD.format(
        file=one_line(file),
        id=named(review),
        title=quoted(extract.about.title) if extract.about.title else "",
        authors=_listed(extract.about.authors) if extract.about.authors else "",
        intervention=quoted(first.sides[0]) if first and first.sides[0] else "",
        comparator=quoted(first.sides[1]) if first and first.sides[1] else "",
        timepoints="\n".join(
            f"  - {{id: {named(each)}, label: {quoted(each.replace('_', ' '))}}}" for each in times
        )
        or "  []",
        comparisons="\n".join(_comparison_lines(comparisons)) or "  []",
        outcomes="\n".join(
            line
            for outcome, found in by_id.items()
            for line in _outcome_lines(outcome, found, about, columns.get(outcome, ""))
        )
        or "  []",
    )


class _Comparison:
    """A comparison of the file: what its sides are called, and its outcomes and labels."""

    def __init__(self, identifier: str, label: str, sides: tuple[str, str]) -> None:
        self.identifier, self.label, self.sides = identifier, label, sides
        self.outcomes: dict[str, None] = {}
        self.labels: dict[str, None] = {}


def _comparisons(
    kept: Sequence[FoundOutcome], about: Mapping[str, OutcomeDecision]
) -> list[_Comparison]:
    found: dict[tuple[str, str], _Comparison] = {}
    names: dict[str, str] = {}
    for each in kept:
        how = each.analysed or Analysed()
        number, title = how.comparison
        names[number] = title or "main"
    ids = identifiers.unique(names.items(), otherwise="comparison")
    for each in kept:
        how = each.analysed or Analysed()
        number, title = how.comparison
        one = found.setdefault(
            how.comparison,
            _Comparison(ids[number], title or "Main comparison", _sides(title, how.sides)),
        )
        one.outcomes[about[each.key].outcome or ""] = None
        one.labels[" versus ".join(how.sides)] = None
    return list(found.values())


def _sides(title: str, sides: tuple[str, str]) -> tuple[str, str]:
    """Give intervention and comparator: the group labels, or what stands around 'versus'."""
    if sides not in (("Experimental", "Control"), ("", "")):
        return sides
    for word in (" versus ", " vs. ", " vs ", " v "):
        before, found, after = title.partition(word)
        if found and before.strip() and after.strip():
            return before.strip(), after.strip()
    return "", ""


def _comparison_lines(comparisons: Sequence[_Comparison]) -> Iterator[str]:
    for each in comparisons:
        if len(each.labels) > 1:
            yield f"  # Its groups have several names: {one_line('; '.join(each.labels))}."
        yield f"  - id: {named(each.identifier)}"
        yield f"    label: {quoted(each.label)}"
        for name, side in zip(("intervention", "comparator"), each.sides, strict=True):
            yield f"    {name}: {quoted(side) if side else ''}".rstrip()
        if len(comparisons) > 1:
            yield f"    outcomes: [{', '.join(map(named, each.outcomes))}]"


def _outcome_lines(
    outcome: str,
    found: Sequence[FoundOutcome],
    about: Mapping[str, OutcomeDecision],
    column: str,
) -> Iterator[str]:
    how, said = found[0].analysed or Analysed(), about[found[0].key]
    for each in found:
        yield f"  # {one_line(each.key)}: {one_line(each.label)}; {one_line(each.about)}"
    yield f"  - id: {named(outcome)}"
    yield f"    label: {quoted(one_line(found[0].label))}"
    yield (
        f"    measure: {how.measure}"
        if how.measure
        else "    measure:             # how it is pooled"
    )
    yield f"    better: {'higher' if said.higher_is_better else 'lower'}"
    if how.measure in RATES:
        yield "    person_time: {unit: , per: 100}  # such as person-years"
    ways = {each.analysed for each in found if each.analysed}
    if len({(way.method, way.model, way.measure, way.tau2) for way in ways}) > 1:
        yield "    # The file analyses these in several ways; this is the first."
    pooled = all(way.pooled for way in ways) and not _apart(found)
    chosen = [*_analysis(how, pooled), *([f"subgroups: [{quoted(column)}]"] if column else ())]
    if chosen:
        yield f"    analysis: {{{', '.join(chosen)}}}"


def _apart(found: Sequence[FoundOutcome]) -> bool:
    """Tell whether subgroups that the file pools one by one would be pooled together."""
    return len(found) > 1 and any(each.parent for each in found)


def _analysis(how: Analysed, pooled: bool) -> Iterable[str]:
    if not pooled:
        yield "pool: false"
    if how.method and how.method != "inverse-variance":
        yield f"method: {how.method}"
    if how.model:
        yield f"model: {how.model}"
    if how.tau2:
        yield f"tau2: {how.tau2}"
    if how.interval and how.model:
        yield f"interval: {how.interval}"
        if how.interval == "knapp-hartung":
            yield "safeguard: none"
    if how.measure == "SMD":
        yield "smd_variance: RevMan"
    if how.level != 0.95:
        yield f"level: {how.level}"


def _listed(names: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, names))}]"
