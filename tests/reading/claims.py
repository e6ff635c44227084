"""What a sentence claims, and whether it is so.

Each `Says` reads one kind of claim wherever it stands; a sentence can make several. The words are
looked for as a reader would meet them, and held against the facts of the one finding that the
sentence names or stands under.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from facts import LEVELS, NAMES, RATES, RATIOS, SIZES, Baseline, Facts

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NUMBER = r"(?:−?\d[\d,]*(?:\.\d+)?(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)"
COUNT = r"(?:no|one|two|three|four|five|six|seven|eight|nine|\d[\d,]*)"


@dataclass(frozen=True)
class Untrue:
    """A claim that is not so; `kind` is short and the same for all of its kind."""

    kind: str
    why: str


def number(text: str) -> float:
    """Read a printed number."""
    text = text.replace(",", "").replace("−", "-")
    if " × 10" in text:
        mantissa, power = text.split(" × 10")
        return float(mantissa) * 10.0 ** int(
            power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
        )
    return float(text)


def printed(text: str, value: float, scale: float = 1.0) -> bool:
    """Tell whether a printed number is that value, rounded to the digits that are shown."""
    digits = len(text.split(" ")[0].partition(".")[2])
    off = abs(number(text) - scale * value)
    if " × 10" in text:
        return off <= 0.051 * abs(scale * value)
    return off <= 0.5 * 10.0**-digits + 1e-9 * max(1.0, abs(scale * value))


def count(text: str) -> int:
    """Read a count in words or digits."""
    text = text.lower()
    return WORDS.index(text) if text in WORDS else int(text.replace(",", ""))


AT = (
    rf"(?:\bat a (?:risk|rate) of (?P<at>{NUMBER}) per [\w -]+ \((?P<whose>[^;)]*)"
    r"(?:; (?P<there>[a-z ]+) certainty)?\), )?"
)
Check = Callable[[re.Match[str], Facts, str], Iterator[Untrue]]


@dataclass(frozen=True)
class Says:
    """One kind of claim: how it is written, and the check that it is so."""

    name: str
    pattern: Callable[[Facts], str]
    check: Check


_COMPILED: WeakKeyDictionary[Facts, dict[str, re.Pattern[str]]] = WeakKeyDictionary()


def claims_in(sentence: str, facts: Facts) -> Iterator[tuple[str, tuple[int, int], Untrue | None]]:
    """Give each claim that a sentence makes, where it stands, and what is untrue of it."""
    own = _COMPILED.setdefault(facts, {})
    for says in SAYINGS:
        pattern = own.get(says.name)
        if pattern is None:
            pattern = own[says.name] = re.compile(says.pattern(facts), re.I)
        for match in pattern.finditer(sentence):
            faults = list(says.check(match, facts, sentence))
            for fault in faults or [None]:
                yield says.name, match.span(), fault


# The statement ---------------------------------------------------------------------------------


def _statement_pattern(facts: Facts) -> str:
    who, what = re.escape(facts.intervention), _label(facts)
    groups = "|".join(re.escape(each.label) for each in facts.baselines) or "(?!)"
    return (
        rf"{AT}(?:\b(?P<group>{groups}): )?"
        rf"\b{who} (?P<sure>probably |may |)(?:(?P<verb>improves?|increases?|reduces?) "
        rf"(?:how often this happens: |the risk over time of )?{what}"
        rf"(?: \([^()]*\)(?= by a))?(?:(?P<slightly> slightly| by a little)|(?P<lots> by a lot))?"
        rf"|(?P<makes>makes?) (?P<nothing>little or no difference) to {what}"
        rf"|(?P<results>results?) in (?:a (?P<size>large|moderate|small) "
        rf"(?P<noun>improvement|increase|reduction)|(?P<none>little to no difference)) in {what})"
    )


VERBS = {"high": "", "moderate": "probably", "low": "may"}


def _statement(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    sure = match["sure"].strip()
    if facts.certainty is None:
        yield Untrue("statement without a rating", "the finding is not rated")
        return
    yield from _there(match, facts)
    for level in _levels(match, facts):
        if VERBS.get(level or "") != sure:
            yield Untrue("verb against certainty", f"the certainty is {level}")
    bare = sure == "may" or facts.several
    verb = match["verb"] or match["results"] or match["makes"]
    if verb.endswith("s") is bare:
        yield Untrue("number of the verb", f"'{facts.intervention} … {verb}'")
    way = (match["verb"] or match["noun"] or "").rstrip("s")
    yield from _way(way, match, facts)


def _there(match: re.Match[str], facts: Facts) -> Iterator[Untrue]:
    """Check the baseline that a sentence names, and the certainty it gives there."""
    if match["at"] and not [*_places(match, facts)]:
        yield Untrue("baseline", match[0])
    if match["there"] and {match["there"].lower()} != _levels(match, facts):
        yield Untrue("certainty", f"'{match['there']}' for {_levels(match, facts)}")


def _levels(match: re.Match[str], facts: Facts) -> set[str | None]:
    """The certainties that a sentence speaks of: at the baseline it names, or at every one."""
    named = match["at"] or _group(match)
    places = [*_places(match, facts)] if named else [None, *facts.baselines]
    if match["there"] and not facts.effect and places[:1] != [facts.baselines[0]]:
        # Of trials that are not pooled the findings hold the certainty at the first baseline.
        return {match["there"].lower()}
    return {facts.certainty_at(place) for place in places}


def _way(way: str, match: re.Match[str], facts: Facts) -> Iterator[Untrue]:
    none = match["none"] or match["nothing"]
    told = "small" if match["slightly"] else "large" if match["lots"] else None if none else "plain"
    size = match["size"] or told
    places = list(_places(match, facts))
    values = _values(facts)
    for value in values:
        for place in places:
            if not none:
                yield from _direction(way, value, facts)
            if facts.places:
                yield from _size(none, size, value, place, facts)
            elif size != "plain" or none:
                yield Untrue("size without thresholds", "no threshold can be applied")


def _values(facts: Facts) -> list[float]:
    """The estimates that a statement speaks of: the pool's, or those of all trials that tell one.

    Where nothing is pooled, a trial without any event says nothing of a difference.
    """
    if facts.effect:
        return [facts.effect[0]]
    told = [each for each in facts.trials if not each.alike]
    return [each.estimate for each in told if each.estimate is not None]


def _group(match: re.Match[str]) -> str:
    """The people that a sentence in plain words begins with: 'Low risk: …'."""
    return match.groupdict().get("group") or ""


def _places(match: re.Match[str], facts: Facts) -> Iterator[Baseline | None]:
    if group := _group(match):
        yield from (each for each in facts.baselines if each.label.lower() == group.lower())
        return
    if not match["at"]:
        yield from facts.places or (None,)
        return
    for place in facts.baselines:
        if place.label.lower() == match["whose"].lower():
            scale = 1 if facts.measure in ("IRR", "IRD") else 1000
            if printed(match["at"], place.value, scale):
                yield place
                return


def _direction(way: str, value: float, facts: Facts) -> Iterator[Untrue]:
    up = {"improve": facts.better == "higher", "improvement": facts.better == "higher"}
    up |= {"increase": True, "reduce": False, "reduction": False}
    rises = up.get(way, up.get(way + "e", True))
    if (value > facts.null) is not rises and value != facts.null:
        yield Untrue("direction", f"the estimate is {value:.4g} ({facts.better} is better)")


def _size(
    none: str | None, size: str | None, value: float, place: Baseline | None, facts: Facts
) -> Iterator[Untrue]:
    true = facts.sizes(value, place)
    if none:
        if "trivial" not in true:
            yield Untrue("size", f"the effect is {'/'.join(sorted(true))}, not trivial")
        return
    told = {"plain": "moderate"}.get(size or "", size)
    alike = {facts.sizes(each, place) for each in _values(facts)}
    if facts.one_size or (not facts.effect and len(alike) > 1):
        # Important or not is all that one threshold tells; trials may differ in size.
        if true == {"trivial"} or (size != "plain" and facts.one_size):
            yield Untrue("size", f"'{size}' of an effect that is {'/'.join(sorted(true))}")
    elif told not in true:
        yield Untrue("size", f"'{told}' of an effect that is {'/'.join(sorted(true))}")


def _uncertain_pattern(facts: Facts) -> str:
    return (
        rf"{AT}(?:the evidence is )?very uncertain about the effect of "
        rf"{re.escape(facts.intervention)} on {_label(facts)}"
    )


def _uncertain(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    yield from _there(match, facts)
    for level in _levels(match, facts):
        if level != "very low":
            yield Untrue("verb against certainty", f"the certainty is {level}")


def _undecided_pattern(facts: Facts) -> str:
    return (
        rf"(?P<which>trials? do(?:es)? not show|trials do not agree on) whether "
        rf"{re.escape(facts.intervention)} (?P<verb>affects?) {_label(facts)}"
    )


def _undecided(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if match["verb"].endswith("s") is facts.several:
        yield Untrue("number of the verb", f"'{facts.intervention} {match['verb']}'")
    sides = {facts.side(value) for value in _values(facts)} - {0}
    if "agree" in match["which"] and len(sides) < 2:
        yield Untrue("trials said to differ", "all trials point to one side")
    if "agree" not in match["which"] and facts.effect and not facts.places:
        yield Untrue(
            "sentence chosen by whether the interval includes no difference",
            f"the estimate is {facts.effect[0]:.4g}",
        )


def _unsized_pattern(facts: Facts) -> str:
    of = _label(facts)
    sides = _sides(facts)
    told = (
        rf"(?:favours? (?P<who>{sides}) over (?:{sides})|"
        rf"shows? (?P<none>no difference) between (?:{sides}) and (?:{sides}))"
    )
    return (
        rf"{AT}\bthe (?P<what>estimates?) for {of} {told}"
        rf"(?: \((?P<measure>[A-Z]+) (?P<value>{NUMBER})"
        rf"(?: to (?P<most>{NUMBER}))?(?P<unit> [^,)]*)?"
        rf"(?:, (?P<level>[\d.]+)% CI (?P<low>{NUMBER}) to (?P<high>{NUMBER}))?\))?, and "
        rf"(?:its size cannot be named|no threshold was agreed)"
    )


def _plain_sides_pattern(facts: Facts) -> str:
    sides = _sides(facts)
    return (
        rf"\bthe results for {_label(facts)} (?:\([^()]*\) )?"
        rf"(?:(?P<sure>may |probably |)favour (?P<who>{sides}) over (?:{sides})|"
        rf"(?:may |probably |)show (?P<none>no difference) between (?:{sides}) and (?:{sides}))\."
    )


def _plain_sides(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if facts.places:
        yield Untrue("size missing", "thresholds can be applied")
    if match["sure"] is not None and VERBS.get(facts.certainty or "") != match["sure"].strip():
        yield Untrue("verb against certainty", f"the certainty is {facts.certainty}")
    for value in _values(facts):
        if match["who"] and not _names(match["who"], value, facts):
            yield Untrue("side", f"'{match['who']}' of {value:.4g}, {facts.better} is better")


def _unsized(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if facts.places:
        yield Untrue("size missing", "thresholds can be applied")
    if _levels(match, facts) & {None, "very low"}:
        yield Untrue("verb against certainty", f"the certainty is {facts.certainty}")
    for value in _values(facts):
        if match["who"] and not _names(match["who"], value, facts):
            yield Untrue("side", f"'{match['who']}' of {value:.4g}, {facts.better} is better")
    if not match["value"]:
        return
    if match["measure"] != facts.measure:
        yield Untrue("name of the measure", match["measure"])
    yield from _unit(match["unit"] or "", facts)
    if facts.effect and match["low"]:
        yield from _numbers(match, facts, facts.effect)
    else:
        ends = sorted(_values(facts))
        for text, value in ((match["value"], ends[0]), (match["most"], ends[-1])):
            if text and not printed(text, value):
                yield Untrue("number", f"{text} for {value:.6g}")


def _label(facts: Facts) -> str:
    """The outcome as sentences name it, for a pattern."""
    names = "|".join(map(re.escape, facts.names))
    return rf"(?:the (?:rate|hazard|chance|risk) of )?(?:{names})"


def _names(who: str, value: float, facts: Facts) -> bool:
    """Tell whether a value favours a side; one printed as no difference favours either."""
    if printed("1.00" if facts.null else "0.00", value):
        return True
    return who.lower() == (facts.favoured(value) or "").lower()


def _printed_side(value: float, facts: Facts) -> int:
    """Tell the side of a value as it is printed: one printed as no difference has none."""
    null = "1.00" if facts.null else "0.000" if facts.measure == "RD" else "0.00"
    return 0 if printed(null, value) else facts.side(value)


def _between_pattern(facts: Facts) -> str:
    band = r"little to no difference|an? (?:\w+)(?: \w+)?"
    return (
        rf"{AT}\b{re.escape(facts.intervention)} (?P<sure>probably |may |)(?P<verb>results?) in "
        rf"anything from (?P<least>{band}) to (?P<most>an? (?:\w+ )?(?P<noun>improvement|increase"
        rf"|reduction)) in {_label(facts)}"
    )


def _between(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    sure = match["sure"].strip()
    yield from _there(match, facts)
    for level in _levels(match, facts):
        if VERBS.get(level or "") != sure:
            yield Untrue("verb against certainty", f"the certainty is {level}")
    if match["verb"].endswith("s") is (sure == "may" or facts.several):
        yield Untrue("number of the verb", f"'{facts.intervention} … {match['verb']}'")
    place = next(iter(_places(match, facts)), None)
    values = _values(facts)
    sized = [sizes for value in values if (sizes := facts.sizes(value, place)) != {"trivial"}]
    for value in values:
        if "trivial" not in facts.sizes(value, place):
            yield from _direction(match["noun"].lower(), value, facts)
    little = "no difference" in match["least"]
    if little is (len(sized) == len(values)) and not any("trivial" in each for each in sized):
        yield Untrue("size", f"{match[0]} for {', '.join(f'{v:.4g}' for v in values)}")
    words = {word for word in SIZES if word in f"{match['least']} {match['most']}"}
    for word in words:
        if not any(word in each for each in sized):
            yield Untrue("size", f"'{word}' for {', '.join(f'{v:.4g}' for v in values)}")


# Sides -----------------------------------------------------------------------------------------


def _sides(facts: Facts) -> str:
    """The names of both sides, the longer first, for a pattern."""
    names = sorted((facts.intervention, facts.comparator), key=len, reverse=True)
    return "|".join(map(re.escape, names))


def _effect_pattern(facts: Facts) -> str:
    return (
        rf"\b(?P<whose>pooled|its) (?P<name>[a-z ]+?) \((?P<measure>{facts.measure})\) was "
        rf"(?P<value>{NUMBER})(?P<unit> [^(]*?)? "
        rf"\((?P<level>\d+(?:\.\d)?)% confidence interval, CI, (?P<low>{NUMBER}) to "
        rf"(?P<high>{NUMBER})\)(?:: (?P<means>[^.]*))?\."
    )


def _effect(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if match["name"] != NAMES[facts.measure]:
        yield Untrue("name of the measure", match["name"])
    if facts.effect is None:
        yield Untrue("effect that is not there", "nothing is pooled and no trial stands alone")
        return
    yield from _numbers(match, facts, facts.effect)
    yield from _unit(match["unit"] or "", facts)
    if match["means"]:
        yield from _phrase(match["means"], facts.effect[0], facts)


def _numbers(
    match: re.Match[str], facts: Facts, effect: tuple[float, float, float]
) -> Iterator[Untrue]:
    for name, value in zip(("value", "low", "high"), effect, strict=True):
        if not printed(match[name], value):
            yield Untrue("number", f"{match[name]} for {value:.6g}")
    if not number(match["low"]) <= number(match["value"]) <= number(match["high"]):
        yield Untrue("ends cross the estimate", f"{match[0]}")
    if match["level"] and abs(float(match["level"]) - 100 * facts.level) > 0.05:
        yield Untrue("level of the interval", f"{match['level']}%, not {100 * facts.level:g}%")


def _unit(unit: str, facts: Facts) -> Iterator[Untrue]:
    wanted = facts.unit if facts.measure == "MD" else ""
    if facts.measure == "IRD":
        wanted = "per 100 person-years"
    if unit.strip() != wanted:
        yield Untrue("unit", f"'{unit.strip()}' for '{wanted}'")


def _phrase(phrase: str, value: float, facts: Facts) -> Iterator[Untrue]:
    """Check 'a small effect in favour of yoga' against a value."""
    phrase = phrase.strip()
    sized = facts.places == (None,)
    if phrase == "no difference":
        if value != facts.null and not printed("0.00" if facts.null == 0 else "1.00", value):
            yield Untrue("size", f"'no difference' of {value:.4g}")
        return
    if phrase == "little to no difference":
        if not sized or "trivial" not in facts.sizes(value, None):
            yield Untrue("size", f"'{phrase}' of {value:.4g}")
        return
    found = re.fullmatch(r"an? (?:(\w+) )?effect in favour of (.+)", phrase)
    if found is None:
        yield Untrue("not understood", phrase)
        return
    size, who = found[1], found[2]
    if who.lower() != (facts.favoured(value) or "").lower():
        yield Untrue("side", f"'{who}' of {value:.4g}, {facts.better} is better")
    if size is None:
        if sized:
            yield Untrue("size missing", phrase)
        return
    true = facts.sizes(value, None) if sized else frozenset[str]()
    if size == "important":
        if not facts.one_size or true == {"trivial"}:
            yield Untrue("size", f"'important' of {'/'.join(sorted(true))}")
    elif facts.one_size or size not in true:
        yield Untrue("size", f"'{size}' of {'/'.join(sorted(true))}")


def _span_pattern(facts: Facts) -> str:
    sides = _sides(facts)
    one = rf"(?:(?:little to )?no difference|an? (?:\w+ )?effect in favour of (?:{sides}))"
    return (
        rf"The interval is compatible with (?:anything from (?P<first>{one}|an? \w+) to "
        rf"(?P<last>{one})"
        rf"|(?P<all>{one}))\."
    )


def _span(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if facts.effect is None:
        yield Untrue("effect that is not there", match[0])
        return
    _, low, high = facts.effect
    if match["all"]:
        yield from _phrase(match["all"], low, facts)
        yield from _phrase(match["all"], high, facts)
        return
    ends = (match["first"], match["last"])
    if "effect" not in ends[0] and "difference" not in ends[0]:
        ends = (f"{ends[0]} {ends[1][ends[1].index('effect') :]}", ends[1])
    forth = [*_phrase(ends[0], low, facts), *_phrase(ends[1], high, facts)]
    back = [*_phrase(ends[0], high, facts), *_phrase(ends[1], low, facts)]
    if not forth:
        return
    if not back:
        yield Untrue("words and numbers in two orders", f"{low:.3g} to {high:.3g}: {match[0]}")
        return
    yield from forth


def _same_side_pattern(facts: Facts) -> str:
    return (
        r"The whole interval favours the same side"
        r"|The same can be said of every value in the interval"
    )


def _same_side(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if facts.effect is None:
        yield Untrue("effect that is not there", match[0])
        return
    sides = {facts.side(value) for value in facts.effect}
    same_size = "same can be said" in match[0]
    if same_size and facts.places == (None,):
        sizes = [facts.sizes(value, None) for value in facts.effect]
        if not frozenset.intersection(*sizes):
            yield Untrue("size", match[0])
        if sizes[0] == {"trivial"}:
            return
    if len(sides) > 1:
        yield Untrue("side", f"the interval is {facts.effect[1]:.3g} to {facts.effect[2]:.3g}")


def _reach_pattern(facts: Facts) -> str:
    sides = _sides(facts)
    return (
        rf"The estimate (?:favours (?P<who>{sides})|is (?P<none>no difference)); (?:the interval "
        rf"reaches from effects in favour of (?P<first>{sides}) to effects in favour of "
        rf"(?P<last>{sides})|the whole interval lies on (?P<whole>that|one) side)"
    )


def _reach(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if facts.effect is None:
        yield Untrue("effect that is not there", match[0])
        return
    estimate, low, high = facts.effect
    if match["who"] and not _names(match["who"], estimate, facts):
        yield Untrue("side", f"'{match['who']}' of {estimate:.4g}, {facts.better} is better")
    if match["none"] and not printed("1.00" if facts.null else "0.00", estimate):
        yield Untrue("side", f"'no difference' of {estimate:.4g}")
    if match["whole"]:
        if _printed_side(low, facts) * _printed_side(high, facts) < 0:
            yield Untrue("side", f"one side of {low:.4g} to {high:.4g}")
        return
    named = [match["first"], match["last"]]
    true = [facts.favoured(low) or named[0], facts.favoured(high) or named[1]]
    if [each.lower() for each in named] == [each.lower() for each in reversed(true)]:
        yield Untrue("words and numbers in two orders", match[0])
    elif [each.lower() for each in named] != [each.lower() for each in true]:
        yield Untrue("side", f"{match[0]} of {low:.4g} to {high:.4g}")


# Short forms: 'SMD 0.28 (95% CI 0.10 to 0.47)' -------------------------------------------------


def _short_pattern(facts: Facts) -> str:
    return (
        rf"\b{facts.measure} (?P<value>{NUMBER})(?P<unit> [^(]*?)? "
        rf"\((?:(?P<level>\d+(?:\.\d)?)% CI )?(?P<low>{NUMBER}) to (?P<high>{NUMBER})\)"
    )


def _short(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if sentence.startswith("Both ways") or "Not pooled: " in sentence:
        return
    effect = _effect_told(sentence, facts)
    if effect is None:
        yield Untrue("effect that is not there", match[0])
        return
    yield from _numbers(match, facts, effect)
    yield from _unit(match["unit"] or "", facts)


def _effect_told(sentence: str, facts: Facts) -> tuple[float, float, float] | None:
    """The effect that a sentence speaks of: that of another analysis where it says so."""
    if sentence.startswith("One other analysis"):
        done = [effect for effect in facts.others.values() if effect]
        return done[0] if len(done) == 1 else None
    if "retracted" in sentence:
        return facts.others.get("with-retracted")
    return facts.effect


# Trials and people -----------------------------------------------------------------------------


def _people_pattern(facts: Facts) -> str:
    return (
        rf"(?P<k>\b{COUNT}) (?P<more>further |included )?trials?(?P<glue>, | \(| with )"
        rf"(?P<least>at least )?(?:(?P<n>[\d,]+) participants?"
        rf"(?:; (?P<missing>{COUNT}) (?:trials? )?of unknown size)?|"
        rf"(?P<unknown>how many participants is not known))"
    )


def _people(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if "review includes" in sentence:
        return
    told = facts.usable if "gave usable data" in sentence else facts.told
    if match["more"] == "further ":
        told = tuple(each for each in facts.trials if not each.usable)
    known = [each.n for each in told if each.n is not None]
    missing = len(told) - len(known)
    if count(match["k"]) != len(told):
        yield Untrue("number of trials", f"{match['k']} for {len(told)}")
    if match["unknown"]:
        if known:
            yield Untrue("people said to be unknown", f"{sum(known)} are known")
        return
    if count(match["n"]) != sum(known):
        yield Untrue("number of people", f"{match['n']} for {sum(known)}")
    later = re.search(rf"({COUNT}) (?:trials? |is |are )?of unknown size", sentence)
    said = count(match["missing"]) if match["missing"] else count(later[1]) if later else 0
    if said != missing:
        yield Untrue("trials without a number of people", f"{said} for {missing}")
    if bool(match["least"]) is not (missing > 0):
        yield Untrue("at least", f"{missing} trials are of unknown size")


def _directions_pattern(facts: Facts) -> str:
    sides = _sides(facts)
    return (
        rf"(?P<k>(?<!below )(?<!above )(?<![\w-])(?:{COUNT}|both|all {COUNT}|it|the one trial))"
        rf"(?: trials?)? "
        rf"(?:favour(?:s|ed)? (?P<who>{sides})\b|(?:gave an estimate of|found|shows?) "
        rf"(?P<little>little (?:or|to) no difference))"
    )


def _directions(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if match["who"] and len(re.findall(rf"favou?\w* {re.escape(match['who'])}", sentence)) > 1:
        yield Untrue("one side told twice", sentence)
    told = facts.trials if not facts.pooled else [t for t in facts.trials if not t.usable]
    # A trial in which nobody, or everybody, had the event stands on no side.
    values = [each.estimate for each in told if each.estimate is not None and not each.alike]
    who = match["k"].lower()
    counted = (
        1
        if who in ("it", "the one trial")
        else 2
        if who == "both"
        else count(who.removeprefix("all "))
    )
    place = next(iter(facts.places), None)
    side = {facts.intervention.lower(): 1, facts.comparator.lower(): -1}.get(
        (match["who"] or "").lower()
    )
    least = most = 0
    for value in values:
        sizes = facts.sizes(value, place) if facts.places else frozenset({"some"})
        if not facts.places and printed("1.00" if facts.null else "0.00", value):
            sizes = frozenset({"some", "trivial"})
        if match["little"]:
            least += sizes == {"trivial"} or value == facts.null
            most += "trivial" in sizes or value == facts.null
        elif facts.side(value) == side:
            least += "trivial" not in sizes
            most += sizes != {"trivial"}
    if not least <= counted <= most:
        yield Untrue("trials on a side", f"'{match[0]}' for {least} to {most}")


def _unknown_people_pattern(facts: Facts) -> str:
    return (
        rf"(?P<k>{COUNT}) (?P<more>further )?trials? reported [^;]*; how many participants "
        rf"(?P<who>it|they) had is not known"
    )


def _unknown_people(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    told = facts.trials
    if match["more"]:
        told = tuple(each for each in facts.trials if not each.usable)
    if count(match["k"]) != len(told):
        yield Untrue("number of trials", f"{match['k']} for {len(told)}")
    if any(each.n is not None for each in told):
        yield Untrue("people said to be unknown", match[0])
    if (match["who"] == "it") is not (len(told) == 1):
        yield Untrue("number of a pronoun", match[0])


# Thresholds and ranges -------------------------------------------------------------------------


def _thresholds_pattern(facts: Facts) -> str:
    return r"An effect counts as (?P<sizes>(?:small|important) from .*?)(?: \((?!CI)|\.$)"


def _thresholds(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    ratio = rf"a ratio of {NUMBER} or {NUMBER}"
    found = re.findall(rf"(small|important|moderate|large) from ({ratio}|{NUMBER})", match["sizes"])
    # One threshold alone is named by what it tells apart.
    alone = set(facts.thresholds) == {"small"}
    found = [("small" if alone and name == "important" else name, text) for name, text in found]
    wanted = facts.scale_words
    if wanted not in match["sizes"]:
        yield Untrue("unit", f"'{wanted}' is not in '{match['sizes']}'")
    if {name for name, _ in found} != set(facts.thresholds):
        yield Untrue("thresholds", match["sizes"])
        return
    for name, text in found:
        step = facts.thresholds[name]
        if facts.ratio_thresholds:
            low, high = re.findall(NUMBER, text)
            ends = sorted((step, 1 / step))
            if not (printed(low, ends[0]) and printed(high, ends[1])):
                yield Untrue("thresholds", f"{text} for {step}")
        else:
            scale = {"OR": 1000, "RR": 1000, "RD": 1000, "HR": 1000, "ROM": 100}.get(
                facts.measure, 1
            )
            if not printed(text, step, scale):
                yield Untrue("thresholds", f"{text} for {step}")


def _target_pattern(facts: Facts) -> str:
    what = _label(facts)
    return (
        rf"is about this: (?:(?P<none>that there is little to no difference in {what})|that the "
        rf"effect on {what} is an important (?P<kind>benefit|harm)(?: \((?P<size>\w+) in size\))?"
        rf"|that there is an effect on {what}, and that it is a (?P<bare>benefit|harm)"
        rf"|whether there is an effect on {what}, and in which direction)"
    )


def _target(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    place = next(iter(facts.places), None)
    kind = match["kind"] or match["bare"]
    for value in _values(facts):
        whose = facts.intervention if kind == "benefit" else facts.comparator
        if kind and not _names(whose, value, facts):
            yield Untrue("side", f"'{kind}' of {value:.4g}, {facts.better} is better")
        sizes = facts.sizes(value, place) if facts.places else frozenset[str]()
        bare = not facts.places and printed("1.00" if facts.null else "0.00", value)
        if match["none"] and "trivial" not in sizes and not bare:
            yield Untrue("size", f"little to no difference of {value:.4g}")
        if match["kind"] and sizes == {"trivial"}:
            yield Untrue("size", f"important of {'/'.join(sorted(sizes))}")
        if match["size"] and facts.effect and match["size"] not in sizes:
            yield Untrue("size", f"'{match['size']}' of {'/'.join(sorted(sizes))}")


def _ranges_pattern(facts: Facts) -> str:
    band = r"(?:(?:little to )?no difference|an? (?:\w+ )?(?:benefit|harm))"
    return (
        rf"The confidence interval \((?P<low>{NUMBER}) to (?P<high>{NUMBER})(?P<unit>[^)]*)\)"
        rf"(?:, at a baseline (?:rate|risk) of (?P<at>{NUMBER}) per [^,]*,)? "
        rf"(?:runs from (?P<first>{band}) to (?P<last>{band})"
        rf"|lies within the range of (?P<all>{band})|(?P<crosses>crosses|does not cross) the line "
        rf"of no difference)"
    )


def _ranges(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if facts.effect is None:
        yield Untrue("effect that is not there", match[0])
        return
    _, low, high = facts.effect
    if not (printed(match["low"], low) and printed(match["high"], high)):
        yield Untrue("number", f"{match[0]} for {low:.5g} to {high:.5g}")
    yield from _unit(match["unit"], facts)
    if match["crosses"]:
        # As they are written here: of ends near to none more digits are.
        ends = [facts.side(number(match[name])) for name in ("low", "high")]
        crosses = ends[0] * ends[1] < 0
        if crosses is not (match["crosses"] == "crosses"):
            yield Untrue("side", match[0])
        return
    places = [
        place
        for place in facts.places
        if place is None
        or match["at"] is None
        or printed(match["at"], place.value, 1 if facts.measure in ("IRR", "IRD") else 1000)
    ]
    if not places:
        yield Untrue("baseline", match[0])
        return
    if match["all"]:
        for end in (low, high):
            yield from _band(match["all"], end, places[0], facts)
        return
    forth = [
        *_band(match["first"], low, places[0], facts),
        *_band(match["last"], high, places[0], facts),
    ]
    back = [
        *_band(match["first"], high, places[0], facts),
        *_band(match["last"], low, places[0], facts),
    ]
    if forth and not back:
        yield Untrue("words and numbers in two orders", match[0])
    else:
        yield from forth


def _band(words: str, value: float, place: Baseline | None, facts: Facts) -> Iterator[Untrue]:
    sizes = facts.sizes(value, place)
    if "no difference" in words:
        if "trivial" not in sizes:
            yield Untrue("size", f"'{words}' of {value:.4g}")
        return
    if facts.side(value) * (1 if words.endswith("benefit") else -1) < 0:
        yield Untrue("side", f"'{words}' of {value:.4g}, {facts.better} is better")
    size = words.split()[1]
    if size == "important":
        if sizes == {"trivial"} or not facts.one_size:
            yield Untrue("size", f"'{words}' of {value:.4g}")
    elif size in ("small", "moderate", "large") and size not in sizes:
        yield Untrue("size", f"'{words}' of {value:.4g}")


def _scale_sides_pattern(facts: Facts) -> str:
    return rf"values (?P<where>below|above) (?P<null>[01]) favour (?P<who>{_sides(facts)})\b"


def _scale_sides(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    value = facts.null + (0.5 if match["where"] == "above" else -0.5)
    if float(match["null"]) != facts.null:
        yield Untrue("number", f"{match['null']} for {facts.null:g}")
    if (facts.favoured(value) or "").lower() != match["who"].lower():
        yield Untrue("side", f"{match[0]}: {facts.better} is better")


def _plot_pattern(facts: Facts) -> str:
    return (
        rf"(?P<k>\d+) trials? for {re.escape(facts.label)}: pooled (?P<name>[a-z ]+) "
        rf"(?P<value>{NUMBER}) \((?P<level>)(?P<low>{NUMBER}) to (?P<high>{NUMBER})\)"
    )


def _plot(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if facts.effect is None:
        yield Untrue("effect that is not there", match[0])
        return
    if int(match["k"]) not in (facts.k, len(facts.trials)):
        yield Untrue("number of trials", f"{match['k']} for {facts.k}")
    yield from _numbers(match, facts, facts.effect)
    if match["name"] != NAMES[facts.measure]:
        yield Untrue("name of the measure", match["name"])


def _grown_pattern(facts: Facts) -> str:
    step = rf"({NUMBER}) \(({NUMBER}) to ({NUMBER})\)"
    after = r"with (\d+) trials? \(\d+\)"
    return (
        rf"Cumulative meta-analysis of {re.escape(facts.label)}[^:]*: from {step} {after} to {step}"
        rf"(?P<unit> .*?)? {after}"
    )


def _grown(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if not facts.grown:
        yield Untrue("effect that is not there", match[0])
        return
    yield from _unit(match["unit"] or "", facts)
    groups = [each for at, each in enumerate(match.groups()) if at != 7]
    for told, (k, *effect) in zip((groups[:4], groups[4:]), facts.grown, strict=True):
        if int(told[3]) != k:
            yield Untrue("number of trials", f"{told[3]} for {k}")
        for text, value in zip(told, effect, strict=False):
            if not printed(text, value):
                yield Untrue("number", f"{text} for {value:.6g}")


def _left_out_pattern(facts: Facts) -> str:
    return (
        rf"the pooled (?P<name>[A-Za-z ]+) lies between (?P<low>{NUMBER}) "
        rf"\(without (?P<one>[^)]*)\) and (?P<high>{NUMBER})(?P<unit> [^(]*?)? "
        rf"\(without (?P<other>[^)]*)\)"
    )


def _left_out(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if match["name"] not in (facts.measure, NAMES[facts.measure]):
        yield Untrue("name of the measure", match["name"])
    yield from _unit(match["unit"] or "", facts)
    for label, text in ((match["one"], match["low"]), (match["other"], match["high"])):
        value = facts.without.get(label)
        if value is None or not printed(text, value):
            yield Untrue("number", f"{text} without {label} for {value}")


RANGES = {"benefit": 1, "no difference": 0, "harm": -1}


def _lie_pattern(facts: Facts) -> str:
    return (
        r"trials.{1,2} estimates lie in the (?P<several>ranges?) of (?P<ranges>(?:(?:important )?"
        r"(?:benefit|harm)|(?:little to )?no difference|, | and )+)"
    )


def _lie(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    told = {way for words, way in RANGES.items() if words in match["ranges"]}
    values = [each.estimate for each in facts.told if each.estimate is not None]
    ways = []
    for place in facts.places or (None,):
        certain, possible = set[int](), set[int]()
        for value in values:
            sizes = facts.sizes(value, place) if facts.places else frozenset({"some"})
            if not facts.places and printed("1.00" if facts.null else "0.00", value):
                sizes = frozenset({"some", "trivial"})
            own = {0 if size == "trivial" else facts.side(value) for size in sizes}
            possible |= own
            certain |= own if len(own) == 1 else set()
        ways.append(certain <= told <= possible)
    if not any(ways):
        yield Untrue("ranges of trials", f"{match['ranges']} for {values}")
    if (match["several"] == "ranges") is not (len(told) > 1):
        yield Untrue("number of a noun", match[0])


# Risks -----------------------------------------------------------------------------------------


def _absolute_pattern(facts: Facts) -> str:
    first, second = re.escape(facts.comparator), re.escape(facts.intervention)
    after = rf"(?P<after>{NUMBER}) \((?P<from>{NUMBER}) to (?P<to>{NUMBER})\)"
    ways = (
        # 'Low risk, falls by 12 months: 60 of 1000 people with A and 131 (111 to 154) with B, …'
        rf"(?P<label>[^:.;]+?), {re.escape(facts.label)}(?: by [^:]+)?: (?P<before>{NUMBER}) "
        rf"(?:of 1000 people|per 100 person-years) with {first} and {after} with {second}, ",
        # 'Low risk: with A 60 of 1000 people fall; with B 131 (111 to 154), …'
        rf"(?P<label>[^:.;]+): with {first} (?P<before>{NUMBER}) of 1000 people "
        rf"{re.escape(facts.event)}(?: by [^;]+)?; with {second} {after}, ",
    )
    return (
        rf"{ways[bool(facts.event)]}"
        rf"(?:(?P<zero>no difference)|(?P<diff>{NUMBER}) (?P<way>more|fewer)) "
        rf"\((?P<low>{NUMBER})(?: (?P<lway>more|fewer))? to (?P<high>{NUMBER}) "
        rf"(?P<hway>more|fewer)\)"
    )


def _absolute(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    label = match["label"].strip().lower()
    place = next((each for each in facts.baselines if each.label.lower() == label), None)
    if place is None or facts.effect is None:
        yield Untrue("baseline", f"no baseline is called '{label}'")
        return
    scale = 1 if facts.measure in ("IRR", "IRD") else 1000
    with_ = [facts.risk_with(value, place.value) for value in facts.effect]
    differences = [each - place.value for each in with_]
    ends = sorted(with_[1:])
    for name, value in (
        ("before", place.value),
        ("after", with_[0]),
        ("from", ends[0]),
        ("to", ends[1]),
    ):
        if not printed(match[name], value, scale):
            yield Untrue("number", f"{match[name]} for {scale * value:.5g}")
    lway = match["lway"] or match["hway"]
    told = [(match["low"], lway), (match["high"], match["hway"])]
    wanted = sorted(differences[1:])
    if not match["zero"]:
        yield from _difference(match["diff"], match["way"], differences[0], scale)
        same = match["way"] == "more", number(match["diff"])
        shown = number(match["after"]) - number(match["before"])
        if abs(abs(shown) - same[1]) > 1e-6:
            yield Untrue("numbers that do not fit", match[0])
    if match["way"] == "fewer" and not match["lway"]:
        wanted.reverse()
    for (text, way), value in zip(told, wanted, strict=True):
        yield from _difference(text, way, value, scale)


def _difference(text: str, way: str, value: float, scale: float) -> Iterator[Untrue]:
    """Check a difference that fits the two rounded numbers beside it: within one last digit."""
    digits = len(text.partition(".")[2])
    if abs(number(text) - abs(scale * value)) > 10.0**-digits + 1e-6:
        yield Untrue("number", f"{text} {way} for {scale * value:.5g}")
    if number(text) > 10.0**-digits and (way == "more") is (value < 0):
        yield Untrue("more or fewer", f"{text} {way} for {scale * value:.5g}")


# Nobody had the event --------------------------------------------------------------------------

LIMIT = r"(?P<limit{0}>one in [\d,]+|\d+%|[\d.,]+\d per [^,);]+)"


def _without_pattern(facts: Facts) -> str:
    first, second = re.escape(facts.intervention), re.escape(facts.comparator)
    return (
        rf"nobody had (?:the|an) event (?:among|in) (?P<first>{NUMBER}) [\w-]+ with {first} and "
        rf"(?P<second>{NUMBER}) with {second}(?: \((?P<way>upper|lower) (?P<level>[\d.]+)% limit "
        rf"of the (?:risk|rate)(?: in either group)?: {LIMIT.format(1)}(?: with {first}, "
        rf"{LIMIT.format(2)} with {second})?\))?"
    )


def _without(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if facts.without_events is None:
        yield Untrue("somebody had the event", match[0])
        return
    rate = facts.measure in RATES
    for name, size in zip(("first", "second"), facts.without_events, strict=True):
        if not printed(match[name], size, 1):
            yield Untrue("number", f"{match[name]} for {size:.5g}")
        limit = match["limit2"] if name == "second" and match["limit2"] else match["limit1"]
        if limit:
            yield from limit_of_nobody(limit, size, match["level"], rate=rate)
    if match["way"] == "lower":
        yield Untrue("limit", match[0])


def limit_of_nobody(text: str, size: float, level: str, *, rate: bool) -> Iterator[Untrue]:
    """Check how far a risk can reach when nobody of so many had it (Clopper-Pearson, one side)."""
    alpha = 1 - float(level) / 100
    if rate:
        true, told = -math.log(alpha) / size * 100, number(text.split(" per ")[0])
        wrong = not printed(text.split(" per ")[0], true, 1)
    else:
        true = 1 - alpha ** (1 / size)
        told = int(text[:-1]) / 100 if text.endswith("%") else 1 / number(text[len("one in ") :])
        wrong = not true * (1 - 1e-9) <= told <= true * 1.1 + (0.01 if text.endswith("%") else 0)
    if wrong:
        yield Untrue("limit", f"{text} for {true:.5g} of {size}")


# Certainty -------------------------------------------------------------------------------------

DOMAINS = {
    "risk of bias": "risk_of_bias",
    "inconsistency": "inconsistency",
    "indirectness": "indirectness",
    "imprecision": "imprecision",
    "publication bias": "publication_bias",
}


def _certainty_pattern(facts: Facts) -> str:
    levels = "|".join(reversed(LEVELS))
    return (
        rf"certainty of the evidence is (?P<is>very low|{levels})"
        rf"(?:, rated down for (?P<why>[^.]*?)(?: and rated up by [^.]*)?(?=\.))?"
        rf"|\((?P<brief>very low|{levels}) certainty"
        rf"|^(?P<alone>very low|{levels}) certainty\."
    )


def _certainty(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    told = (match["is"] or match["brief"] or match["alone"]).lower()
    if told != facts.certainty:
        yield Untrue("certainty", f"'{told}' for {facts.certainty}")
    if match["is"]:
        found = re.findall(r"([a-z][a-z ]*?) \((\w+) levels?\)", match["why"] or "")
        said = {
            DOMAINS.get(name.removeprefix("and ").strip(), name): -count(number_)
            for name, number_ in found
        }
        true = {name: levels for name, levels in facts.lowered.items() if levels < 0}
        if said != true:
            yield Untrue("reasons for the certainty", f"{said} for {true}")


def _at_baseline_pattern(facts: Facts) -> str:
    return (
        rf"^(?P<label>[^:]+): (?:(?P<band>(?:little to )?no difference|an? (?:\w+ )?"
        rf"(?:benefit|harm)), with )?(?P<level>very low|{'|'.join(LEVELS)}) certainty\."
    )


def _at_baseline(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    label = match["label"].lower()
    place = next((each for each in facts.baselines if each.label.lower() == label), None)
    if place is None:
        yield Untrue("baseline", f"no baseline is called '{label}'")
        return
    if match["level"].lower() != facts.certainty_at(place):
        yield Untrue("certainty", f"'{match['level']}' for {facts.certainty_at(place)}")
    if match["band"] and facts.effect:
        sized = place if place in facts.places else None
        yield from _band(match["band"].lower(), facts.effect[0], sized, facts)


def _elsewhere_pattern(facts: Facts) -> str:
    return (
        rf"(?P<level>very low|{'|'.join(LEVELS)}) at a (?:risk|rate) of (?P<at>{NUMBER}) per "
        rf"[\w -]+ \((?P<whose>[^)]*)\)"
    )


def _elsewhere(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    places = list(_places(match, facts))
    if not places:
        yield Untrue("baseline", match[0])
    for place in places:
        if match["level"].lower() != facts.certainty_at(place):
            yield Untrue("certainty", f"'{match[0]}' for {facts.certainty_at(place)}")


def _predicted_pattern(facts: Facts) -> str:
    sides = _sides(facts)
    return (
        rf"expected to lie between (?P<low>{NUMBER}) and (?P<high>{NUMBER})(?P<unit> [^(]*?)? "
        rf"\((?P<level>\d+(?:\.\d)?)% prediction interval\)(?:, a range (?:that includes effects "
        rf"in favour of (?P<both>either side)|wholly on the side of (?P<who>{sides})))?"
    )


def _predicted(match: re.Match[str], facts: Facts, sentence: str) -> Iterator[Untrue]:
    if facts.prediction is None:
        yield Untrue("prediction interval that is not there", match[0])
        return
    for name, value in zip(("low", "high"), facts.prediction, strict=True):
        if not printed(match[name], value):
            yield Untrue("number", f"{match[name]} for {value:.6g}")
    yield from _unit(match["unit"] or "", facts)
    if abs(float(match["level"]) - 100 * facts.level) > 0.05:
        yield Untrue("level of the interval", match["level"])
    sides = {facts.side(value) for value in facts.prediction} - {0}
    if match["both"] and len(sides) < 2:
        yield Untrue("side", match[0])
    if not match["both"] and not match["who"] and "a range" in sentence:
        yield Untrue("not understood", sentence)
    if match["who"]:
        named = {facts.intervention.lower(): 1}.get(match["who"].lower(), -1)
        if sides - {named}:
            yield Untrue("side", match[0])


SAYINGS = (
    Says("statement", _statement_pattern, _statement),
    Says("between sizes", _between_pattern, _between),
    Says("no size", _unsized_pattern, _unsized),
    Says("no size in plain words", _plain_sides_pattern, _plain_sides),
    Says("reach of the interval", _reach_pattern, _reach),
    Says("very uncertain", _uncertain_pattern, _uncertain),
    Says("undecided", _undecided_pattern, _undecided),
    Says("effect", _effect_pattern, _effect),
    Says("span", _span_pattern, _span),
    Says("same side", _same_side_pattern, _same_side),
    Says("short effect", _short_pattern, _short),
    Says("people", _people_pattern, _people),
    Says("unknown people", _unknown_people_pattern, _unknown_people),
    Says("directions", _directions_pattern, _directions),
    Says("thresholds", _thresholds_pattern, _thresholds),
    Says("target", _target_pattern, _target),
    Says("ranges", _ranges_pattern, _ranges),
    Says("sides of a scale", _scale_sides_pattern, _scale_sides),
    Says("plot", _plot_pattern, _plot),
    Says("growth", _grown_pattern, _grown),
    Says("one left out", _left_out_pattern, _left_out),
    Says("ranges of trials", _lie_pattern, _lie),
    Says("risks", _absolute_pattern, _absolute),
    Says("nobody", _without_pattern, _without),
    Says("certainty", _certainty_pattern, _certainty),
    Says("certainty at a baseline", _at_baseline_pattern, _at_baseline),
    Says("certainty elsewhere", _elsewhere_pattern, _elsewhere),
    Says("prediction", _predicted_pattern, _predicted),
)
__all__ = ("RATIOS", "SIZES", "Untrue", "claims_in", "count", "number", "printed")
