"""What a line in a cell of the summary of findings says, and whether it is so."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from statistics import NormalDist

from claims import NUMBER, Untrue, limit_of_nobody, number, printed
from facts import RATES, Facts

RISK = re.compile(
    rf"^(?:(?P<label>[^:(]+): )?(?P<value>{NUMBER}) per (?:1000|100 person-years)"
    rf"(?: at (?P<at>[^(]*?))?(?: \((?P<low>{NUMBER}) to (?P<high>{NUMBER})(?:; cut[^)]*)?\))?$"
)
DIFFERENCE = re.compile(
    rf"^(?P<value>{NUMBER})(?P<unit> .*?)? (?P<way>higher|lower|more|fewer)"
    rf"(?: per 1000)? \((?P<low>{NUMBER})(?: (?P<lway>higher|lower|more|fewer))? to "
    rf"(?P<high>{NUMBER}) (?P<hway>higher|lower|more|fewer)\)(?P<scale> on the .*)?"
)
CHANCE = re.compile(
    r"^Chance that a person does better than one with .*: (?P<value>\d+)% "
    r"\((?P<low>\d+)% to (?P<high>\d+)%\)$"
)
RESPONDERS = re.compile(
    r"^(?P<value>[\d.]+) per 1000(?: \((?P<low>[\d.]+) to (?P<high>[\d.]+)\))? better by half$"
)
MEANS = re.compile(rf"^Means? (?:from )?(?P<low>{NUMBER})(?: to (?P<high>{NUMBER}))?")
NOBODY = re.compile(r"(?P<label>[^,;:(]+)(?: \([^)]*\))?, (?:nobody|everybody) had the event")
NONE_OF = re.compile(
    rf"^(?:0 of|no event in) (?P<size>{NUMBER}) [^/]+?"
    rf"(?: / upper (?P<level>[\d.]+)% limit: (?P<limit>.*))?$"
)
APART = re.compile(
    rf"(?P<label>[^,;:(]+)(?: \((?P<scale>[^)]*)\))?, (?P<measure>[A-Z]+) "
    rf"(?P<value>{NUMBER})[^()]*\((?:(?P<level>[\d.]+)% CI )?(?P<low>{NUMBER}) to "
    rf"(?P<high>{NUMBER})(?:; (?P<had>{NUMBER}) of (?P<of>{NUMBER}) people against "
    rf"(?P<also>{NUMBER}) of (?P<among>{NUMBER}))?\)"
)
RELATIVE = re.compile(
    r"^on average (?:(?P<value>\d+)% (?P<way>higher|lower)|no difference) \((?P<low>\d+)%"
    r"(?: (?P<lway>higher|lower))? to (?P<high>\d+)% (?P<hway>higher|lower)\)$"
)


def line_faults(line: str, facts: Facts) -> Iterator[Untrue]:
    """Name what is untrue of a line of a finding's row."""
    if risk := RISK.match(line):
        yield from _risk(risk, facts)
    elif difference := DIFFERENCE.match(line):
        yield from _difference(difference, facts)
    elif relative := RELATIVE.match(line):
        yield from _relative(relative, facts)
    elif chance := CHANCE.match(line):
        yield from _chance(chance, facts)
    elif responders := RESPONDERS.match(line):
        yield from _responders(responders, facts)
    elif means := MEANS.match(line):
        yield from _means(means, facts)
    elif line.startswith("Not pooled: "):
        yield from _apart(line.removeprefix("Not pooled: "), facts)
    elif (better := re.search(r"(higher|lower) is better", line)) and better[1] != facts.better:
        yield Untrue("polarity", f"{facts.better} is better")


def groups_faults(cells: list[str], facts: Facts) -> Iterator[Untrue]:
    """Name what is untrue of groups in which nobody had the event: the comparator's is first."""
    told = [match for each in cells if (match := NONE_OF.match(each))]
    if facts.without_events is None or not told:
        return
    for match, size in zip(told, reversed(facts.without_events), strict=False):
        if not printed(match["size"], size):
            yield Untrue("number", f"{match[0]} for {size:.5g}")
        if match["limit"]:
            rate = facts.measure in RATES
            yield from limit_of_nobody(match["limit"], size, match["level"], rate=rate)


def _risk(match: re.Match[str], facts: Facts) -> Iterator[Untrue]:
    """Check a risk or a rate, with the comparator or, where it has an interval, without."""
    if facts.effect is None:
        return
    if (match["at"] or "") != ("12 months" if facts.measure == "HR" else ""):
        yield Untrue("time of a risk", match[0])
    label = (match["label"] or "").lower()
    places = [each for each in facts.baselines if not label or each.label.lower() == label]
    scale = 1 if facts.measure in RATES else 1000
    tried = []
    for place in places:
        values = [(match["value"], place.value)]
        if match["low"]:
            with_ = [facts.risk_with(each, place.value) for each in facts.effect]
            low, high = sorted(with_[1:])
            values = [(match["value"], with_[0]), (match["low"], low), (match["high"], high)]
        tried.append([(text, v) for text, v in values if not printed(text, v, scale)])
    if not tried:
        yield Untrue("baseline", match[0])
    elif all(tried):
        for text, value in tried[0]:
            yield Untrue("number", f"{text} for {scale * value:.5g}")


def _relative(match: re.Match[str], facts: Facts) -> Iterator[Untrue]:
    """Check a ratio of means told in percent."""
    if facts.effect is None or facts.measure != "ROM":
        yield Untrue("effect that is not there", match[0])
        return
    value, low, high = (100 * (each - 1) for each in facts.effect)
    first = match["lway"] or match["hway"]
    if first == match["hway"] == "lower":
        low, high = high, low
    told = ((match["value"], match["way"], value), (match["low"], first, low))
    for text, way, true in (*told, (match["high"], match["hway"], high)):
        if text is None and abs(true) >= 0.5:
            yield Untrue("size", f"'no difference' of {true:.3g}%")
        if text and not printed(text, abs(true)):
            yield Untrue("number", f"{text}% for {true:.5g}%")
        if text and number(text) and (way == "higher") is (true < 0):
            yield Untrue("higher or lower", f"{text}% {way} for {true:.5g}%")


def _difference(match: re.Match[str], facts: Facts) -> Iterator[Untrue]:
    if facts.effect is None:
        yield Untrue("effect that is not there", match[0])
        return
    factor = 9.3 if match["scale"] else 1000.0 if facts.measure == "RD" else 1.0
    value, low, high = (factor * each for each in facts.effect)
    ends = [(match["low"], match["lway"] or match["hway"]), (match["high"], match["hway"])]
    if ends[0][1] == ends[1][1] and ends[0][1] in ("lower", "fewer"):
        low, high = high, low
    for (text, way), true in (
        (((match["value"], match["way"]), value)),
        (ends[0], low),
        (ends[1], high),
    ):
        if not printed(text, abs(true)):
            yield Untrue("number", f"{text} for {true:.5g}")
        if number(text) and (way in ("higher", "more")) is (true < 0):
            yield Untrue("higher or lower", f"{text} {way} for {true:.5g}")
    unit = (match["unit"] or "").strip()
    wanted = {"SMD": "standard deviations", "IRD": "per 100 person-years"}.get(facts.measure)
    wanted = facts.unit if wanted is None else wanted
    if unit != ("points" if match["scale"] else wanted):
        yield Untrue("unit", f"'{unit}' for '{wanted}'")


def _chance(match: re.Match[str], facts: Facts) -> Iterator[Untrue]:
    if facts.effect is None:
        yield Untrue("effect that is not there", match[0])
        return
    sign = 1 if facts.better == "higher" else -1
    chances = [100 * NormalDist().cdf(sign * each / math.sqrt(2)) for each in facts.effect]
    for text, value in zip(
        (match["value"], match["low"], match["high"]),
        (chances[0], *sorted(chances[1:])),
        strict=True,
    ):
        if not printed(text, value):
            yield Untrue("number", f"{text}% for {value:.4g}%")


def _means(match: re.Match[str], facts: Facts) -> Iterator[Untrue]:
    """Check the means of the arms with the comparator."""
    means = facts.comparator_means
    ends = [(match["low"], min(means, default=0.0)), (match["high"], max(means, default=0.0))]
    for text, value in ends:
        if text and not printed(text, value):
            yield Untrue("number", f"{text} for {value:.6g}")


def _responders(match: re.Match[str], facts: Facts) -> Iterator[Untrue]:
    """Check the people who pass a mark that three in ten pass with the comparator."""
    told = {"value": 0.3}
    if match["low"] and facts.effect:
        sign = 1 if facts.better == "higher" else -1
        mark = NormalDist().inv_cdf(0.3)
        found = [NormalDist().cdf(mark + sign * each) for each in facts.effect]
        low, high = sorted(found[1:])
        told = {"value": found[0], "low": low, "high": high}
    for name, value in told.items():
        if not printed(match[name], value, 1000):
            yield Untrue("number", f"{match[name]} for {1000 * value:.5g}")


def _apart(told: str, facts: Facts) -> Iterator[Untrue]:
    """Check the results of single trials that were not pooled."""
    trials = {each.label: each for each in facts.trials}
    for match in NOBODY.finditer(told):
        if match["label"].strip() not in trials:
            yield Untrue("trial", match[0])
    for match in APART.finditer(told):
        trial = trials.get(match["label"].strip())
        if trial is None or trial.estimate is None or trial.interval is None:
            yield Untrue("trial", match[0])
            continue
        if match["measure"] != facts.measure:
            yield Untrue("name of the measure", match[0])
        if match["had"]:
            had, people = (
                number(match[one]) + number(match[other])
                for one, other in (("had", "also"), ("of", "among"))
            )
            if had != trial.events or trial.in_groups not in (people, None):
                yield Untrue("events", f"{match[0]} for {trial.events} of {trial.in_groups}")
        if match["scale"] and match["scale"] != trial.instrument:
            yield Untrue("instrument", match[0])
        if match["level"] and abs(float(match["level"]) - 100 * facts.level) > 0.05:
            yield Untrue("level of the interval", match[0])
        for text, value in zip(
            (match["value"], match["low"], match["high"]),
            (trial.estimate, *trial.interval),
            strict=True,
        ):
            if not printed(text, value):
                yield Untrue("number", f"{text} for {value:.6g} ({trial.label})")
