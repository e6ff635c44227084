"""What must hold between the keys of a protocol, beyond what each key allows by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from living_review.ground.measures import AT_A_RISK
from living_review.protocol.analysis import Analysis, OutcomeAnalysis, Sensitivity
from living_review.protocol.authors import repeated_authors
from living_review.protocol.marks import KeyPath
from living_review.protocol.messages import listed, suggestion
from living_review.protocol.method_rules import method_faults
from living_review.protocol.models import Protocol
from living_review.protocol.outcome_rules import outcome_faults, ranged
from living_review.protocol.question import Timepoint

Fault = tuple[KeyPath, str]
FOLDERS_OF_A_SITE = ("fig",)
# Columns of the registry's own that the table of trials, and a forest plot, have room for.
MOST_SHOWN, MOST_PLOTTED = 6, 3


def faults(protocol: Protocol) -> Iterator[Fault]:
    """Yield the key path and the sentence of everything that contradicts itself."""
    yield from repeated_authors(protocol.review.authors)
    yield from _repeated("timepoints", [item.id for item in protocol.timepoints])
    yield from _repeated("comparisons", [item.id for item in protocol.comparisons])
    yield from _repeated("outcomes", [item.id for item in protocol.outcomes])
    for place, asked in protocol.asked_analyses().items():
        yield from _repeated((*place, "sensitivity"), [each.id for each in asked.sensitivity or ()])
        yield from _repeated((*place, "subgroups"), asked.subgroups or (), named="")
        moderators = [each.column for each in asked.moderators or ()]
        yield from _repeated((*place, "moderators"), moderators, named="")
    yield from _shown(protocol)
    yield from _outcomes_named(protocol)
    for i, timepoint in enumerate(protocol.timepoints):
        yield from ranged(("timepoints", i, "weeks"), timepoint.weeks, may_be_one=True)
        yield from _choice(("timepoints", i), timepoint)
    for i, outcome in enumerate(protocol.outcomes):
        yield from outcome_faults(("outcomes", i), outcome)
    yield from _sensitivity(protocol)
    yield from _three_level(protocol)
    yield from method_faults(protocol)
    yield from _sequential(protocol)
    yield from _surveillance(protocol)
    yield from _languages(protocol)


def _repeated(path: str | KeyPath, values: Sequence[str], named: str = "id") -> Iterator[Fault]:
    root: KeyPath = (path,) if isinstance(path, str) else path
    seen: dict[str, int] = {}
    for i, value in enumerate(values):
        # Ids become file names and addresses, where capitals may not tell two apart.
        first = seen.setdefault(value.lower(), i)
        if first != i:
            place: KeyPath = (*root, i, named) if named else (*root, i)
            yield place, f"found {value!r} a second time, as in item {first + 1}; keep each once."


def _outcomes_named(protocol: Protocol) -> Iterator[Fault]:
    """Yield the outcomes that a comparison or a sensitivity analysis names and nobody knows."""
    known = [outcome.id for outcome in protocol.outcomes]
    named: dict[KeyPath, Sequence[str]] = {
        ("comparisons", i, "outcomes"): each.outcomes for i, each in enumerate(protocol.comparisons)
    }
    named |= {
        (*path, "outcomes"): each.outcomes for path, each in protocol.sensitivity_analyses().items()
    }
    for path, outcomes in named.items():
        yield from _repeated(path, outcomes, named="")
        for j, name in enumerate(outcomes):
            if name not in known:
                others = f"; known are {listed(known, 'and')}."
                yield (
                    (*path, j),
                    f"no outcome has the id {name!r}{suggestion(name, known) or others}",
                )
    for i, outcome in enumerate(protocol.outcomes):
        if not any(comparison.asks_for(outcome.id) for comparison in protocol.comparisons):
            yield (
                ("outcomes", i, "id"),
                f"found {outcome.id!r}, and every comparison names other outcomes as its own; add "
                "it to the outcomes of a comparison, or remove it.",
            )


def _shown(protocol: Protocol) -> Iterator[Fault]:
    """Yield what more columns are shown of than a table or a plot has room for."""
    yield from _repeated("show", [each.column for each in protocol.show], named="")
    if len(protocol.show) > MOST_SHOWN:
        yield (
            ("show", MOST_SHOWN),
            f"found {len(protocol.show)} columns; a table has room for {MOST_SHOWN} further ones.",
        )
    plotted = [i for i, each in enumerate(protocol.show) if each.forest]
    if len(plotted) > MOST_PLOTTED:
        yield (
            ("show", plotted[MOST_PLOTTED], "forest"),
            f"found {len(plotted)} columns with forest: true; a forest plot has room for "
            f"{MOST_PLOTTED}.",
        )


def _choice(path: KeyPath, timepoint: Timepoint) -> Iterator[Fault]:
    if timepoint.choose == "nearest" and timepoint.target is None:
        yield (
            (*path, "choose"),
            "found 'nearest' without target; give the weeks to which it is to be nearest, such as "
            "target: 12.",
        )
    elif timepoint.choose != "nearest" and timepoint.target is not None:
        with_it = f"choose: {timepoint.choose}" if timepoint.choose else "no choose"
        yield (
            (*path, "target"),
            f"found {timepoint.target:g} with {with_it}, which needs no target; write choose: "
            "nearest, or remove the key.",
        )


def _sensitivity(protocol: Protocol) -> Iterable[Fault]:
    for path, analysis in protocol.sensitivity_analyses().items():
        if not analysis.model_fields_set - {"id", "label", "outcomes"}:
            yield (
                path,
                f"the sensitivity analysis {analysis.id!r} changes nothing; say what it changes, "
                "such as include, tau2 or interval.",
            )
    own: dict[KeyPath, Sensitivity | OutcomeAnalysis] = {
        path: asked
        for path, asked in protocol.asked_analyses().items()
        if isinstance(asked, OutcomeAnalysis)
    }
    own.update(protocol.sensitivity_analyses())
    for path, each in own.items():
        if each.model == "common" and each.tau2:
            yield (
                (*path, "tau2"),
                f"found {each.tau2!r}, but the common-effect model has no τ²; remove one of "
                "the two.",
            )


def _three_level(protocol: Protocol) -> Iterator[Fault]:
    yield from _three_level_of(("analysis",), protocol.analysis)
    for i, outcome in enumerate(protocol.outcomes):
        if outcome.measure == "SMD" and outcome.analysis:
            yield from _three_level_of(("outcomes", i, "analysis"), protocol.analysis_for(outcome))


def _three_level_of(place: KeyPath, main: Analysis) -> Iterator[Fault]:
    asked: list[tuple[KeyPath, Analysis | Sensitivity]] = [(place, main)]
    asked += [((*place, "sensitivity", i), each) for i, each in enumerate(main.sensitivity)]
    for path, own in asked:
        model, tau2 = own.model or main.model, own.tau2 or main.tau2
        if own.dependence == "three-level" and (model != "random" or tau2 not in ("REML", "ML")):
            yield (
                (*path, "dependence"),
                "found 'three-level', which needs the random model with τ² by REML or ML, and "
                f"this analysis has the {model} model with {tau2}; change one of the two.",
            )


def _sequential(protocol: Protocol) -> Iterator[Fault]:
    asked = protocol.analysis.sequential
    outcomes = {outcome.id: outcome for outcome in protocol.outcomes}
    for name, anticipated in asked.differences.items() if asked else ():
        path: KeyPath = ("analysis", "sequential", "differences", name)
        if name not in outcomes:
            known = f"; known are {listed([*outcomes], 'and')}."
            yield path, f"no outcome has this id{suggestion(name, outcomes) or known}"
        elif outcomes[name].measure in AT_A_RISK and anticipated.difference >= 1:
            yield (
                (*path, "difference"),
                f"found {anticipated.difference:g}, allowed is a difference in risk below 1 (0.02 "
                "is 20 per 1000).",
            )


def _surveillance(protocol: Protocol) -> Iterator[Fault]:
    asked = protocol.surveillance
    if asked and not (asked.conditions or asked.interventions or asked.terms):
        yield (
            ("surveillance",),
            "nothing is asked for, which would match every registered trial; give conditions, "
            "interventions or terms.",
        )


def _languages(protocol: Protocol) -> Iterator[Fault]:
    """Yield a language that is named twice, or whose tag cannot be a folder of the site."""
    languages = protocol.review.languages
    yield from _repeated(("review", "languages"), languages, named="")
    for i, tag in enumerate(languages):
        if tag in FOLDERS_OF_A_SITE:
            yield (
                ("review", "languages", i),
                f"found {tag!r}, which is a folder of the site; name the language by another tag.",
            )
