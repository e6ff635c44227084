"""What must hold between the method by which events are pooled and the other choices."""

from __future__ import annotations

from collections.abc import Iterator

from living_review.protocol.analysis import Analysis, Sensitivity
from living_review.protocol.marks import KeyPath
from living_review.protocol.models import Protocol
from living_review.protocol.outcomes import BINARY_MEASURES, Outcome

Fault = tuple[KeyPath, str]
NAMES = {"mantel-haenszel": "Mantel-Haenszel", "peto": "Peto"}
PETO_IS_COMMON = (
    "Peto's method has no random-effects model; add model: common, or choose mantel-haenszel or "
    "inverse-variance."
)


def method_faults(protocol: Protocol) -> Iterator[Fault]:
    """Yield what contradicts the method of the review, of an outcome, or of a sensitivity analysis.

    Of several outcomes that contradict the review's own choice, the first is named.
    """
    told: set[KeyPath] = set()
    for i, outcome in enumerate(protocol.outcomes):
        for path, text in _of_outcome(protocol, i, outcome):
            if path not in told:
                told.add(path)
                yield path, text
    for path, choice in protocol.sensitivity_analyses().items():
        yield from _of_sensitivity(path, choice)


def _of_outcome(protocol: Protocol, i: int, outcome: Outcome) -> Iterator[Fault]:
    analysis = protocol.analysis_for(outcome)
    method, measure = analysis.method, outcome.measure
    own: KeyPath = ("outcomes", i, "analysis")
    mine = outcome.analysis is not None and outcome.analysis.method is not None
    if method == "inverse-variance":
        return
    if measure not in BINARY_MEASURES:
        if mine:
            yield (
                (*own, "method"),
                f"found {method!r}, which counts events, and the outcome is measured by {measure}; "
                "remove the key.",
            )
        return
    place: KeyPath = (*own, "method") if mine else ("analysis", "method")
    if method == "peto" and measure != "OR":
        yield (
            place,
            f"found 'peto', which pools odds ratios, and outcome {outcome.id!r} is measured by "
            f"{measure}; choose the measure OR for it, or give it a method of its own.",
        )
    elif method == "peto" and analysis.model == "random":
        yield place, PETO_IS_COMMON
    yield from _of_interval(protocol, outcome, own, analysis)


def _of_interval(
    protocol: Protocol, outcome: Outcome, own: KeyPath, analysis: Analysis
) -> Iterator[Fault]:
    """What was written, and not what is there by default, must fit the method."""

    def written(key: str) -> KeyPath | None:
        if outcome.analysis is not None and getattr(outcome.analysis, key) is not None:
            return (*own, key)
        return ("analysis", key) if key in protocol.analysis.model_fields_set else None

    name, random = NAMES[analysis.method], analysis.model == "random"
    if analysis.method == "mantel-haenszel" and random and analysis.tau2 != "DL":
        place = written("tau2")
        if place:
            yield (
                place,
                f"found {analysis.tau2!r}, but by {name} (outcome {outcome.id!r}) τ² is that of "
                "DerSimonian and Laird; write tau2: DL, for this outcome under its own analysis.",
            )
    if analysis.interval == "t" or (random and analysis.interval == "knapp-hartung"):
        place = written("interval")
        if place:
            yield (
                place,
                f"found {analysis.interval!r}, but by {name} (outcome {outcome.id!r}) an estimate "
                "has a Wald interval alone; write interval: wald, for this outcome under its own "
                "analysis.",
            )


def _of_sensitivity(path: KeyPath, choice: Sensitivity) -> Iterator[Fault]:
    if choice.method in (None, "inverse-variance"):
        return
    name = NAMES[str(choice.method)]
    if choice.method == "peto" and choice.model == "random":
        yield (*path, "model"), PETO_IS_COMMON
    if choice.tau2 not in (None, "DL"):
        yield (
            (*path, "tau2"),
            f"found {choice.tau2!r}, but by {name} τ² is that of DerSimonian and Laird or none; "
            "remove one of the two.",
        )
    if choice.interval not in (None, "wald"):
        yield (
            (*path, "interval"),
            f"found {choice.interval!r}, but by {name} an estimate has a Wald interval alone; "
            "remove one of the two.",
        )
