"""The other writings of the words that a column allows: what is meant is read, a guess never.

Only what has one meaning is listed. The signs of risk-of-bias figures are not: in RevMan a minus is
high, in robvis it is some concerns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from living_review.ground.measures import MEASURES
from living_review.ground.spelling import plain

Words = Mapping[str, str]

_STATUS = {
    **dict.fromkeys(("include", "included study", "included trial"), "included"),
    **dict.fromkeys(("exclude", "excluded study", "excluded trial"), "excluded"),
    **dict.fromkeys(("awaiting classification", "awaiting assessment"), "awaiting"),
    **dict.fromkeys(("ongoing study", "ongoing trial"), "ongoing"),
}
_ROLE = {
    **dict.fromkeys(
        (
            *("intervention arm", "intervention group", "experimental", "experimental arm"),
            *("experimental group", "treatment", "treatment arm", "treatment group"),
        ),
        "intervention",
    ),
    **dict.fromkeys(
        (
            *("control arm", "control group", "comparator", "comparator arm", "comparator group"),
            *("comparison arm", "comparison group", "placebo", "placebo arm", "placebo group"),
        ),
        "control",
    ),
}
_DESIGN = {
    **dict.fromkeys(("parallel group", "parallel groups", "parallel arm"), "parallel"),
    **dict.fromkeys(
        (
            *("cluster randomised", "cluster randomized", "cluster randomised trial"),
            *("cluster randomized trial", "cluster rct", "clustered"),
        ),
        "cluster",
    ),
    **dict.fromkeys(("cross over", "crossover trial", "cross over trial"), "crossover"),
}
_SCORE = {
    **dict.fromkeys(
        (
            *("end point", "endpoint score", "endpoint scores", "final", "final value"),
            *("final values", "final score", "final scores"),
        ),
        "endpoint",
    ),
    **dict.fromkeys(
        ("change score", "change scores", "change from baseline", "mean change"), "change"
    ),
}
_MEASURE = {name: code for code, own in MEASURES.items() for name in (*own.written, *own.in_sheets)}
_TOOL = {
    **dict.fromkeys(
        (
            *("rob2", "rob20", "riskofbias2", "riskofbias20", "cochranerob2", "cochranerob20"),
            *("cochraneriskofbias2", "rob2tool", "riskofbias2tool", "cochranerob2tool"),
        ),
        "RoB2",
    ),
    **dict.fromkeys(
        (
            *("rob1", "rob10", "riskofbias1", "riskofbias10", "cochranerob1", "cochranerob10"),
            *("cochraneriskofbias1", "rob1tool", "riskofbias1tool", "cochranerob1tool"),
        ),
        "RoB1",
    ),
}
_JUDGEMENT = {
    "low": "low",
    "high": "high",
    **dict.fromkeys(("some concerns", "some concern"), "some concerns"),
    "unclear": "unclear",
    **dict.fromkeys(("no information", "no info"), "no information"),
}
_OVERALL = ("overall", "overall bias", "overall risk", "overall judgement", "overall judgment")
_DOMAINS = {
    **dict.fromkeys(("randomisation process", "randomisation"), "D1"),
    **dict.fromkeys(
        (
            "deviations from intended interventions",
            "deviations from intended intervention",
            "deviation from intended interventions",
            "deviation from intended intervention",
        ),
        "D2",
    ),
    "missing outcome data": "D3",
    **dict.fromkeys(("measurement of outcome", "outcome measurement"), "D4"),
    **dict.fromkeys(("selection of reported result", "selection of reported results"), "D5"),
    **dict.fromkeys(("sequence generation", "random sequence generation"), "sequence generation"),
    "allocation concealment": "allocation concealment",
    **dict.fromkeys(
        (
            "blinding of participants and personnel",
            "blinding of participants & personnel",
            "blinding of personnel and participants",
        ),
        "blinding of participants and personnel",
    ),
    **dict.fromkeys(
        ("blinding of outcome assessment", "blinding of outcome assessors"),
        "blinding of outcome assessment",
    ),
    "incomplete outcome data": "incomplete outcome data",
    **dict.fromkeys(("selective reporting", "selective outcome reporting"), "selective reporting"),
    **dict.fromkeys(("other", "other bias", "other biases", "other sources of bias"), "other"),
    **dict.fromkeys(_OVERALL, "overall"),
}
_NUMBERED = re.compile(r"(?:d|domain )? ?([1-5])(?: (.+))?")
_KIND_OF_BIAS = re.compile(r" ?\((?:selection|performance|detection|attrition|reporting) bias\)$")


def _plainer(cell: str) -> str:
    """Fold a cell further: hyphens, underscores and stops between words are blanks."""
    return " ".join(re.sub(r"[-_:;.]", " ", plain(cell)).split())


def _among(words: Words) -> Callable[[str], str | None]:
    return lambda cell: words.get(_plainer(cell))


def tool_meant(cell: str) -> str | None:
    """Give the tool that a cell names."""
    return _TOOL.get(_plainer(cell).replace(" ", ""))


def judgement_meant(cell: str) -> str | None:
    """Give the judgement that a cell is, of either tool."""
    word = _plainer(cell)
    for ending in (" risk of bias", " risk", " rob"):
        word = word.removesuffix(ending)
    return _JUDGEMENT.get(word)


def domain_meant(cell: str) -> str | None:
    """Give the domain that a cell names, of either tool: no name of one is a name of the other.

    A number beside the name of another domain means neither.
    """
    numbered = _NUMBERED.fullmatch(_plainer(cell))
    if numbered is None:
        return _domain_named(cell)
    domain = f"D{numbered[1]}"
    return domain if numbered[2] is None or _domain_named(numbered[2]) == domain else None


def _domain_named(cell: str) -> str | None:
    word = _KIND_OF_BIAS.sub("", _plainer(cell)).replace("randomiz", "randomis")
    word = re.sub(r"^(?:risk of )?bias (?:arising from|due to|in) ", "", word)
    word = re.sub(r" (?:risk )?of bias$", " risk", word) if word.startswith("overall") else word
    return _DOMAINS.get(" ".join(part for part in word.split() if part != "the"))


_MEANT: Mapping[str, Callable[[str], str | None]] = {
    "status": _among(_STATUS),
    "role": _among(_ROLE),
    "design": _among(_DESIGN),
    "score": _among(_SCORE),
    "measure": _among(_MEASURE),
    "tool": tool_meant,
    "judgement": judgement_meant,
    "domain": domain_meant,
}
TRUTH: Mapping[str, bool] = {
    **dict.fromkeys(("true", "t", "1", "1.0", "yes", "y", "wahr", "ja", "vrai", "oui"), True),
    **dict.fromkeys(("false", "f", "0", "0.0", "no", "n", "falsch", "nein", "faux", "non"), False),
}


@lru_cache(maxsize=4096)
def meant(column: str, cell: str) -> str | None:
    """Give the word of a column that a trimmed cell means; None where that is not known."""
    reader = _MEANT.get(column)
    return reader(cell) if reader is not None else None
