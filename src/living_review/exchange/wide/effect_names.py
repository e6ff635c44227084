"""What the name of a column says of an effect: `log(OR)`, `SE lnHR`, `MD (95% CI)`, `yi`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from living_review.exchange.wide import words
from living_review.exchange.wide.vocabulary import lookup
from living_review.exchange.wide.words import plain_words
from living_review.ground.measures import RATIOS

_NAMES = {
    "HR": ("HR", "hazards? ratios?"),
    "OR": ("OR", "Peto OR", "(?:Peto )?odds ratios?"),
    "RR": ("RR", "risk ratios?", "relative risks?", "relatives Risiko"),
    "RD": ("RD", "ARD", "(?:absolute )?risk differences?", "Risikodifferenz"),
    "IRR": ("IRR", "(?:incidence )?rate ratios?"),
    "IRD": ("IRD", "(?:incidence )?rate differences?"),
    "ROM": ("ROM", "ratio of means", "response ratios?"),
    "SMD": ("SMD", "Hedges'?s? ?g", "Cohen'?s? ?d", "standardi[sz]ed mean differences?",
            r"std\.? mean differences?", "standardisierte Mittelwertsdifferenz"),
    "MD": ("MD", "WMD", "(?:weighted )?mean differences?", "differences? in means",
           "Mittelwertsdifferenz"),
}  # fmt: skip
ANY = ""
"""The measure of an effect that a header calls an effect and no more."""
_ANY = r"yi|TE|ES|(?i:effect[ _.-]?(?:size|estimate)s?|(?:treatment|estimated)[ _]effect"
_ANY += r"|point[ _]estimate|Effektst(?:ä|ae)rke|Effektsch(?:ä|ae)tzer)"
_ANY_ALONE = frozenset({"effect", "estimate", "effekt", "schätzer"})


# `or` is a word of English, so that the short names are read in capitals alone.
def _written(names: Iterable[str]) -> str:
    return "|".join(
        name if name.isupper() else f"(?i:{name.replace(' ', '[ _.-]?')})" for name in names
    )


_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_LOG = r"(?i:(?:natural[ _.-]?)?log(?:arithm)?[ _]?(?P<base>10|2|e|n)?|ln)"
# `SElogOR` and `var.log.OR`: what is of the logarithm is written before it.
_EFFECT = re.compile(
    rf"{_START}(?P<glued>(?i:se|var|v)(?=(?i:ln|log)))?"
    rf"(?P<log>{_LOG}(?:[ _.-]?of)?(?:[ _.-]?the)?[ _.(\[-]*)?"
    rf"(?P<adjusted>a(?=[A-Z]{{2}}))?(?:"
    + "|".join(f"(?P<{measure}>{_written(names)})" for measure, names in _NAMES.items())
    + rf"|(?P<any>{_ANY}))(?=$|[^\w]|_|(?i:se|ci|low|lower|upper|high|lci|uci|lcl|ucl){_END})"
)
_SHORT = {
    **{names[0].casefold(): measure for measure, names in _NAMES.items()},
    **dict.fromkeys(("yi", "te", "es"), ANY),
}
_GLUED = re.compile(
    rf"(?:se|var|v)?(?:log|ln)(?:{'|'.join(short for short in _SHORT if len(short) < 4)})",
)
_LOG_BESIDE = re.compile(
    rf"{_START}(?<!per )(?:(?:on )?(?:the )?{_LOG.replace('(?P<base>', '(?:')}"
    r"(?:arithmic)?[ _-]?(?:scale|transformed|transform|skala)?"
    rf"|logged|logarithmi[^\W_]+|logscale){_END}",
    re.IGNORECASE,
)
_OTHER_BASE = re.compile(rf"{_START}log[ _]?(?:10|2){_END}", re.IGNORECASE)
_ADJUSTED = re.compile(rf"{_START}(?:(?P<not>un|non-?)?adj(?:usted)?|crude){_END}", re.IGNORECASE)
_AGAINST = re.compile(rf"{_START}(?:vs|versus|minus|against|gegen){_END}", re.IGNORECASE)
_DOUBLED = re.compile(r" \(column [A-Z]+\)$")
_PARTS = frozenset({"se", "ci_low", "ci_high", "ci"})
# Beside the name of an effect, or alone, these are parts of one.
_PART_WORDS = lookup(
    {
        "ci_low": ("lower", "low", "lo", "lb", "l", "ll", "lci", "lcl", "untere"),
        "ci_high": ("upper", "high", "hi", "up", "ub", "u", "ul", "uci", "ucl", "obere"),
        "sampling_variance": ("variance", "var", "v", "vi", "varianz", "sampling variance"),
        "se": ("sei", "stderr", "selog", "seln"),
        "p": ("p", "p value", "pvalue", "p wert", "pval"),
    }
)
_NOT_ALONE = frozenset({"l", "u", "lo", "up", "high", "low", "v", "hi", "ul", "ll"})


@dataclass(frozen=True, slots=True)
class Named:
    """One column of an effect: of which measure, on which scale, and which part of it.

    `measure` is None for a part alone (`95% CI`), and `ANY` for an effect of no measure.
    `other_base` tells that it is a logarithm and not the natural one.
    """

    measure: str | None
    part: str = "estimate"
    log: bool = False
    outcome: str = ""
    timepoint: str = ""
    weeks: str = ""
    adjusted: bool = False
    other_base: bool = False


@lru_cache(maxsize=4096)
def named(name: str) -> Named | None:
    """Read the name of a column; None where it is of no effect (as `RR mean IG` is not)."""
    name = _DOUBLED.sub("", name[: words.LONGEST_NAME])
    said = _EFFECT.search(name)
    if said is None:
        return _small(name) or _alone(name)
    measure = next((each for each in _NAMES if said[each]), ANY)
    beside = f"{name[: said.start()]} {said['glued'] or ''} {name[said.end() :]}"
    told = _beside(beside, measure, log=bool(said["log"]), adjusted=bool(said["adjusted"]))
    if told is None:
        return None
    other = (said["base"] or "") in ("10", "2") or bool(_OTHER_BASE.search(beside))
    any_log = (said["any"] or "") in ("yi", "TE")
    return _with(told, log=told.log or any_log, other=other and measure in RATIOS)


def is_effect(name: str) -> bool:
    """Tell whether a column names a measure, so that it is of no arm."""
    said = named(name)
    return said is not None and said.measure is not None


def _with(told: Named, *, log: bool, other: bool) -> Named:
    return Named(
        *(told.measure, told.part, log, told.outcome, told.timepoint, told.weeks, told.adjusted),
        other_base=other,
    )


def _beside(beside: str, measure: str, *, log: bool, adjusted: bool) -> Named | None:
    """Read what stands in a name beside its measure; None where that is of an arm."""
    if (measure in RATIOS or measure == ANY) and _LOG_BESIDE.search(beside):
        log, beside = True, _LOG_BESIDE.sub(" ", beside)
    if said := _ADJUSTED.search(beside):
        adjusted, beside = not said["not"] and said[0][:1] in "aA", _ADJUSTED.sub(" ", beside)
    rest = words.meaning(beside, weak=False)
    if (rest.role and not _AGAINST.search(beside)) or rest.baseline:
        return None
    if rest.statistic not in ("", *_PARTS):
        return None
    outcome = "" if _AGAINST.search(beside) else rest.rest
    part = rest.statistic or "estimate"
    if not rest.statistic:
        part, outcome = _part_of(outcome)
    return Named(measure, part, log, outcome, rest.timepoint, rest.weeks, adjusted)


def _part_of(rest: str) -> tuple[str, str]:
    """Give the part that the last or first words of a name mean, and what is left of it."""
    listed = plain_words(rest).split()
    if not listed:
        return "estimate", rest
    for some, left in ((listed, ""), (listed[-1:], "end"), (listed[:1], "start")):
        if part := _PART_WORDS.get(" ".join(some)):
            mine = rest.split()
            return part, "" if not left else " ".join(mine[:-1] if left == "end" else mine[1:])
    return "estimate", rest


def _small(name: str) -> Named | None:
    """Read a short name in small letters, where nothing but parts stands beside: `or_lower`."""
    listed = plain_words(words.last_part(name)).split()
    glued = [each for each in listed if _GLUED.fullmatch(each)]
    if len(glued) == 1:
        cut = re.match(r"(se|var|v)?(log|ln)", glued[0])
        assert cut is not None
        more = ["log", glued[0][cut.end() :], *([cut[1]] if cut[1] else [])]
        listed = [each for each in listed if each != glued[0]] + more
    found = [each for each in listed if each in _SHORT]
    if len(found) != 1:
        return None
    rest = [each for each in listed if each != found[0]]
    log = bool({"log", "ln"} & set(rest)) or found[0] in ("yi", "te")
    rest = [each for each in rest if each not in ("log", "ln")]
    statistic = words.meaning(" ".join(rest), weak=False)
    part = _PART_WORDS.get(" ".join(rest), statistic.statistic if not statistic.rest else "")
    if rest and part not in {*_PARTS, *_PART_WORDS.values()}:
        return None
    return Named(_SHORT[found[0]], part or "estimate", log)


def _alone(name: str) -> Named | None:
    """Read a part that no measure stands beside: `95% CI`, `lower`, `SE`, `p`."""
    plain = plain_words(words.last_part(name))
    if plain in _ANY_ALONE:
        return Named(ANY)
    said = words.meaning(name, weak=False)
    if said.role or said.baseline:
        return None
    if plain in _PART_WORDS and plain not in _NOT_ALONE:
        return Named(None, _PART_WORDS[plain])
    if said.statistic in _PARTS:
        effect = next((each for each in _ANY_ALONE if plain_words(said.rest) == each), "")
        log = bool(_LOG_BESIDE.search(name))
        return Named(ANY if effect else None, said.statistic, log)
    return None
