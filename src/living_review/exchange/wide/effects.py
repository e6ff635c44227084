"""Effects that a sheet gives without its arms: `HR`, `95% CI lower`, `SE`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from living_review.exchange.wide import words
from living_review.exchange.wide.words import plain_words

_NAMES = {
    "HR": r"a?HR|hazard ratios?",
    "OR": r"a?OR|odds ratios?",
    "RR": r"a?RR|risk ratios?|relative risks?",
    "RD": r"RD|ARD|risk difference",
    "IRR": r"IRR|(?:incidence )?rate ratios?",
    "SMD": r"SMD|Hedges'?s? ?g|Cohen'?s? ?d|standardi[sz]ed mean difference",
    "MD": r"MD|mean difference|Mittelwertsdifferenz",
}


# `or` is a word of English, so that the short names are read in capitals alone.
def _written(names: str) -> str:
    return "|".join(name if name[-1].isupper() else f"(?i:{name})" for name in names.split("|"))


_EFFECT = re.compile(
    r"(?<![^\W_])(?P<log>(?:log|ln)[ _]?)?(?:"
    + "|".join(f"(?P<{measure}>{_written(names)})" for measure, names in _NAMES.items())
    + r")(?![^\W_])"
)
_PARTS = frozenset({"se", "ci_low", "ci_high", "ci"})
_P = ("p", "p value", "p wert")


@dataclass
class Effect:
    """One effect: its measure, whether it is a logarithm, its columns by column of contrasts."""

    outcome: str
    measure: str
    log: bool
    columns: dict[str, str] = field(default_factory=dict)


def effects(names: Iterable[str]) -> list[Effect]:
    """Find the columns of effects; parts without a measure belong to the only one there is."""
    found: dict[tuple[str, str, bool], Effect] = {}
    lone: dict[str, str] = {}
    for name in names:
        part = words.meaning(name).statistic
        said = _EFFECT.search(name[: words.LONGEST_NAME])
        if said is None:
            kind = part if part in _PARTS else "p" if plain_words(name) in _P else ""
            if kind:
                lone.setdefault(kind, name)
            continue
        measure = next(each for each in _NAMES if said[each])
        beside = f"{name[: said.start()]} {name[said.end() :]}"
        rest = words.meaning(beside)
        key = (plain_words(rest.rest), measure, bool(said["log"]))
        effect = found.setdefault(key, Effect(rest.rest, measure, bool(said["log"])))
        kind = rest.statistic if rest.statistic in _PARTS else "estimate"
        effect.columns.setdefault(kind, name)
    whole = [each for each in found.values() if "estimate" in each.columns]
    if len(whole) == 1:
        whole[0].columns = {**lone, **whole[0].columns}
        order = ("estimate", "se", "ci", "ci_low", "ci_high", "p")
        whole[0].columns = {k: whole[0].columns[k] for k in order if k in whole[0].columns}
    return [each for each in whole if len(each.columns) > 1]
