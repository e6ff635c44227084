"""What the protocol says of an outcome, beside the results there are: units, thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from living_review.ground import numbers
from living_review.ground.measurement_units import is_unit
from living_review.ground.measures import EVENTS, MEANS, RATES, RELATIVE
from living_review.ground.noun_phrases import number_unsure, object_unsure, plural
from living_review.ground.spelling import plain
from living_review.protocol import Outcome, Protocol
from living_review.protocol.marks import KeyPath
from living_review.protocol.outcome_rules import sizes, stated_baselines
from living_review.protocol.thresholds import furthest
from living_review.registry.checks.marking import in_protocol
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import lines_by_key

RESULTS = ("arms", "contrasts")


def units_named(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A difference in points says what its points are."""
    for i, outcome in _told(registry, protocol):
        if outcome.measure == "MD" and not outcome.unit and not _unit_written(registry, outcome):
            yield in_protocol(
                protocol,
                ("outcomes", i, "unit"),
                "unit-missing",
                f"'{outcome.id}' is a difference in points, and the protocol does not say what "
                "they are; add unit to the outcome (points, mmHg, kg), so that readers see it.",
            )


def _unit_written(registry: Registry, outcome: Outcome) -> bool:
    """Tell whether one unit stands in the place of every instrument, which readers then see."""
    frames = (registry.tables[table] for table in RESULTS)
    named = {name for f in frames for name in f["instrument"][f["outcome"] == outcome.id].there()}
    return len(named) == 1 and all(is_unit(each) for each in named)


def named_after_a_verb(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """An outcome that is a phrase says how it follows a verb."""
    for i, outcome in _told(registry, protocol):
        unclear = outcome.measure in MEANS and object_unsure(outcome.label)
        if unclear and not outcome.as_object:
            yield in_protocol(
                protocol,
                ("outcomes", i, "as_object"),
                "object-unclear",
                f"'{outcome.id}' is called '{outcome.label}', which cannot follow 'improves' or "
                "'reduces'; add as_object to the outcome, such as 'freedom from pain'.",
            )


def called_alike(_registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """Readers can tell outcomes, time points and comparisons apart by what they are called."""
    for key, what in (
        ("outcomes", "outcome"),
        ("timepoints", "time point"),
        ("comparisons", "comparison"),
    ):
        seen: dict[str, str] = {}
        for i, each in enumerate(getattr(protocol, key)):
            first = seen.setdefault(plain(each.label), each.id)
            if first != each.id:
                yield in_protocol(
                    protocol,
                    (key, i, "label"),
                    "labels-alike",
                    f"the {what} '{first}' is called the same, but for capitals, blanks or dashes "
                    "at most, so readers cannot tell the two apart; give one another label, or "
                    "keep one of the two.",
                    value=each.label,
                )


def number_known(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """An intervention whose words do not tell says if it is one or several."""
    for i, comparison in enumerate(protocol.comparisons):
        words = comparison.intervention
        if comparison.number is None and number_unsure(words) and len(registry.tables["trials"]):
            yield in_protocol(
                protocol,
                ("comparisons", i, "number"),
                "number-unclear",
                f"'{words}' of the comparison '{comparison.id}' may be one or several, and is told "
                f"as {'several' if plural(words) else 'one'}; add number: singular or number: "
                "plural to the comparison.",
            )


def thresholds_in_reach(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A threshold can be reached at the risks, or rates, with the comparator."""
    for i, outcome in _told(registry, protocol):
        given = outcome.thresholds.given if outcome.thresholds else {}
        if outcome.measure not in EVENTS | RELATIVE or not given:
            continue
        if given["small"].form == "ratio":
            continue
        stated = stated_baselines(outcome)
        baselines = stated or _medians(registry, outcome)
        noun = "rate" if outcome.measure in RATES else "risk"
        if not baselines and outcome.measure in RELATIVE:
            yield in_protocol(
                protocol,
                ("outcomes", i, "thresholds"),
                "threshold-without-baseline",
                f"'{outcome.id}' has thresholds that are differences in {noun}, and no {noun} with "
                f"the comparator is known, so no size is named; add baseline_{noun}s to the "
                "outcome, or write the thresholds as {ratio: 0.8}.",
                value=_as_written(outcome, given),
            )
        elif baselines:
            where = "stated" if stated else "of the trials"
            yield from _beyond(protocol, i, baselines, f"{noun}s {where}", noun)


def _beyond(
    protocol: Protocol, i: int, baselines: tuple[float, ...], where: str, noun: str
) -> Iterator[Mark]:
    outcome = protocol.outcomes[i]
    given = outcome.thresholds.given if outcome.thresholds else {}
    most = furthest(outcome.measure, outcome.better, baselines)
    values = sizes(outcome)
    beyond = [name for name, value in values.items() if value >= most]
    remedy = (
        f"they are differences in {noun}, never ratios; correct them, or write ratios as "
        "{ratio: 0.8}."
    )
    at = f"at the {where} ({', '.join(numbers.measured(each, 3) for each in baselines)})"
    path: KeyPath = ("outcomes", i, "thresholds")
    if beyond:
        so = " (so no size is named)" if "small" in beyond and outcome.measure in RELATIVE else ""
        yield in_protocol(
            protocol,
            (*path, beyond[0]) if len(beyond) == 1 else path,
            "threshold-out-of-reach",
            f"'{outcome.id}' has thresholds that no benefit could reach {at}: "
            f"{_as_written(outcome, beyond)}{so}; {remedy}",
            value=given[beyond[0]].written if len(beyond) == 1 else _as_written(outcome, beyond),
        )
    elif values["small"] > most / 2:
        yield in_protocol(
            protocol,
            (*path, "small"),
            "threshold-out-of-reach",
            f"'{outcome.id}' has a threshold, small {given['small'].written}, beside which even a "
            f"benefit that halves the {noun} of the worse outcome would be called little to no "
            f"difference {at}; {remedy}",
            value=given["small"].written,
        )


def _as_written(outcome: Outcome, names: Iterable[str]) -> str:
    given = outcome.thresholds.given if outcome.thresholds else {}
    return ", ".join(f"{name} {given[name].written}" for name in names)


def _medians(registry: Registry, outcome: Outcome) -> tuple[float, ...]:
    """Give the median risk or rate with the comparator at each time point that has any."""
    arms, trials = registry.tables["arms"], registry.tables["trials"]
    included = trials["trial_id"][trials["status"] == "included"]
    rows = arms.select(
        (arms["outcome"] == outcome.id)
        & (arms["role"] == "control")
        & arms["trial_id"].isin(included)
        & arms["events"].notna()
    )
    if outcome.measure in RATES:
        per = outcome.person_time.per if outcome.person_time else 1.0
        share = rows["events"] / rows["time_at_risk"] * per
    else:
        share = rows["events"] / rows["n"]
    found = lines_by_key([rows["timepoint"]])
    shares = (share.array[found[key]] for key in sorted(found))
    known = (each[~np.isnan(each)] for each in shares)
    medians = [float(np.median(each)) for each in known if each.size]
    return tuple(each for each in medians if each > 0 and (each < 1 or outcome.measure in RATES))


def _told(registry: Registry, protocol: Protocol) -> Iterator[tuple[int, Outcome]]:
    """Give the outcomes of which there is anything to show a reader, with their places."""
    found = [registry.tables[table]["outcome"].there() for table in RESULTS]
    for i, outcome in enumerate(protocol.outcomes):
        if any(outcome.id in there for there in found):
            yield i, outcome
