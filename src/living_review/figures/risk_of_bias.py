"""Risk of bias: the traffic light, trial by trial, and the summary, domain by domain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from living_review.figures import canvas, judgement
from living_review.figures.even_parts import even_parts
from living_review.figures.judgement_marks import judgement_key, judgement_stamps
from living_review.figures.scene import Mark, Place, Scene, Words, line, rectangle
from living_review.findings import RiskOfBias, TrialRecord, TrialResult
from living_review.ground import numbers
from living_review.ground.lit import MOST_LIT
from living_review.language import say
from living_review.language.facts import risk_of_bias as facts
from living_review.language.facts.risk_of_bias import Judgement
from living_review.letters import lettering
from living_review.words import figure_words as wording
from living_review.words.risk_of_bias_words import (
    JUDGEMENTS,
    NOT_ASSESSED,
    domains_told,
    full_name,
    heading,
    short_names,
)

SIZE, SMALL, LINE, ROW = 8.5, 7.5, 9.5, 15.5
MARGIN, COLUMN = 4.0, 34.0
# As many rows as a printed page holds with its key and the names of five domains.
ROWS_A_PAGE = 36
WIDEST_LABEL, BAR = 190.0, 300.0
# The width of a figure for narrow screens.
NARROW = 240.0

_ORDER = (*JUDGEMENTS, NOT_ASSESSED)

Trial = TrialRecord | TrialResult


@dataclass(frozen=True)
class Rated:
    """One trial's judgements by one tool; `weight` in percent where it has one."""

    label: str
    rating: RiskOfBias
    weight: float | None
    trial: str = ""


def rated(trials: Iterable[Trial]) -> dict[str, tuple[Rated, ...]]:
    """Give the rated trials by tool, in order; trials without a rating are left out."""
    found: dict[str, list[Rated]] = {}
    for trial in trials:
        given = trial.risk_of_bias
        ratings = given if isinstance(given, tuple) else (given,) if given else ()
        weight = trial.weight_percent if isinstance(trial, TrialResult) else None
        for rating in ratings:
            label = wording.with_year(trial.label, trial.year)
            found.setdefault(rating.tool, []).append(Rated(label, rating, weight, trial.trial_id))
    return {tool: _lit(members) for tool, members in found.items()}


def _lit(members: Sequence[Rated]) -> tuple[Rated, ...]:
    """Leave many trials without the ids by which a page lights up one of few."""
    few = len(members) <= MOST_LIT
    return tuple(each if few else replace(each, trial="") for each in members)


def _domains(members: Sequence[Rated]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for member in members for name in member.rating.domains))


def _judgement(member: Rated, domain: str | None) -> Judgement:
    given = member.rating.overall if domain is None else member.rating.domains.get(domain)
    if given is None:
        return NOT_ASSESSED
    return judgement.known(given, f"{member.label} ({domain or 'overall'})")


def risk_of_bias_traffic_light(
    trials: Iterable[Trial], *, narrow: bool = False, lit: bool = True
) -> tuple[str, ...]:
    """Draw every rated trial's judgements as SVG pages of at most 36 rows, a set a tool.

    `narrow` is for narrow screens: names stand above the judgements. Where they are some of very
    many they are not `lit`. Raises BadInput for a judgement outside the vocabulary.
    """
    scenes = (_page(page, number, count, narrow) for number, count, page in _pages(trials))
    return tuple(canvas.svg(each if lit else replace(each, places=())) for each in scenes)


def risk_of_bias_traffic_light_alt(trials: Iterable[Trial]) -> tuple[str, ...]:
    """Say in words what each page of the traffic light shows."""
    return tuple(_page_alt(page, number, count) for number, count, page in _pages(trials))


def _pages(trials: Iterable[Trial]) -> list[tuple[int, int, tuple[Rated, ...]]]:
    pages: list[tuple[int, int, tuple[Rated, ...]]] = []
    for members in rated(trials).values():
        parts = even_parts(len(members), ROWS_A_PAGE)
        pages += [
            (number, len(parts), members[start:end]) for number, (start, end) in enumerate(parts, 1)
        ]
    return pages


def _page_alt(page: tuple[Rated, ...], number: int, count: int) -> str:
    told = (
        facts.TrialsJudged(judgement=name, trials=trials)
        for name, trials in _counts([_judgement(member, None) for member in page]).items()
    )
    return say(
        facts.TrafficLightAlt(trials=len(page), part=number, parts=count, judgements=tuple(told))
    )


def _counts(given: Sequence[Judgement]) -> dict[Judgement, int]:
    return {name: given.count(name) for name in _ORDER if name in given}


def _page(page: tuple[Rated, ...], number: int, count: int, narrow: bool = False) -> Scene:
    domains = _domains(page)
    labels = [lettering.legible(member.label) for member in page]
    label_width = min(WIDEST_LABEL, max(lettering.width(text, SIZE) for text in labels))
    columns: list[tuple[str | None, str]] = [
        *zip(domains, short_names(domains), strict=True),
        (None, heading("overall")),
    ]
    start, column = MARGIN + max(label_width, 40.0) + 8, COLUMN
    if narrow:
        start, label_width = MARGIN, NARROW - 2 * MARGIN
        column = min(COLUMN + 12, label_width / len(columns))
    width = NARROW if narrow else max(start + column * len(columns) + MARGIN, 330.0)
    y, above = MARGIN + LINE, ROW - 2 if narrow else 0.0
    bold = lettering.SEMIBOLD
    marks: list[Mark] = [Words("header", MARGIN, y, heading("trial"), SIZE, weight=bold)]
    y += LINE + 2 if narrow else 0
    for place, (_, header) in enumerate(columns):
        x = start + column * (place + 0.5)
        marks.append(Words("header", x, y, header, SIZE, "middle", weight=bold))
    y += 5
    places: list[Place] = []
    for member, text in zip(page, labels, strict=True):
        places.append(Place(member.trial, 0.0, y, width, y + above + ROW))
        marks.append(line("rule", (MARGIN, y), (width - MARGIN, y), "rule", 0.4))
        shown = lettering.shorten(text, SIZE, label_width)
        marks.append(Words("label", MARGIN, y + ROW / 2 + 3, shown, SIZE))
        y += above
        for place, (domain, _) in enumerate(columns):
            marks.append(_disc(member, domain, start + column * (place + 0.5), y + ROW / 2))
        y += ROW
    key, y = _key(page, domains, y, width)
    for text in lettering.wrap(domains_told(domains), SMALL, width - 2 * MARGIN):
        y += LINE
        key.append(Words("note", MARGIN, y, text, SMALL, role="muted"))
    title = _page_alt(page, number, count)
    return Scene(width, y + 2 + MARGIN, title, tuple(marks + key), tuple(places))


def _disc(member: Rated, domain: str | None, x: float, y: float) -> Mark:
    given = _judgement(member, domain)
    if given == NOT_ASSESSED:
        return Words("judgement", x, y + 3, numbers.ABSENT, SIZE, "middle", "muted")
    return judgement_stamps(given, ((x, y),), 5.6)


def _key(
    members: Sequence[Rated], domains: tuple[str, ...], y: float, width: float
) -> tuple[list[Mark], float]:
    given: set[str] = {_judgement(m, domain) for m in members for domain in (*domains, None)}
    return judgement_key(judgement.key(given), y + 3, width - 2 * MARGIN, MARGIN)


def risk_of_bias_summary(
    trials: Iterable[Trial], *, weighted: bool = False, narrow: bool = False
) -> tuple[str, ...]:
    """Draw the share of each judgement by domain as SVG, one figure a tool.

    Every trial counts once, or by its weight in the pool when `weighted` (trials of a finding).
    `narrow` is for narrow screens: the names of domains stand above the bars.
    """
    of_tools = rated(trials).values()
    return tuple(canvas.svg(_summary(members, weighted, narrow)) for members in of_tools)


def risk_of_bias_summary_alt(trials: Iterable[Trial], *, weighted: bool = False) -> tuple[str, ...]:
    """Say in words what each summary shows."""
    return tuple(_summary_alt(members, weighted) for members in rated(trials).values())


def _summary_alt(members: tuple[Rated, ...], weighted: bool) -> str:
    shares = (
        facts.ShareTold(judgement=name, share=numbers.percent(100 * share))
        for name, share in _shares(members, None, weighted).items()
    )
    return say(facts.SummaryAlt(trials=len(members), weighted=weighted, shares=tuple(shares)))


def _shares(members: Sequence[Rated], domain: str | None, weighted: bool) -> dict[Judgement, float]:
    """Give the share (0 to 1) of each judgement that occurs, in order of severity."""
    sums: dict[Judgement, float] = {}
    for member in members:
        name = _judgement(member, domain)
        sums[name] = sums.get(name, 0.0) + ((member.weight or 0.0) if weighted else 1.0)
    total = sum(sums.values())
    return {name: sums[name] / total for name in _ORDER if sums.get(name)}


def _summary(members: tuple[Rated, ...], weighted: bool, narrow: bool = False) -> Scene:
    domains = _domains(members)
    names: list[tuple[str | None, str]] = [
        *((domain, full_name(domain)) for domain in domains),
        (None, heading("overall")),
    ]
    start = MARGIN + 10 if narrow else MARGIN + WIDEST_LABEL - 30 + 8
    bar = NARROW - 2 * start if narrow else BAR
    width = start + bar + (start if narrow else 16)
    y = MARGIN
    marks: list[Mark] = []
    for domain, name in names:
        weight = lettering.SEMIBOLD if domain is None else lettering.REGULAR
        room = width - 2 * MARGIN if narrow else start - MARGIN - 8
        lines = lettering.wrap(name, SIZE, room, lines=2, weight=weight)
        height = len(lines) * LINE + 18 if narrow else max(18.0, len(lines) * LINE + 6)
        first = y + height / 2 + 3 - (len(lines) - 1) * LINE / 2
        if narrow:
            first = y + LINE
        for n, text in enumerate(lines):
            marks.append(Words("label", MARGIN, first + n * LINE, text, SIZE, weight=weight))
        middle = y + height - 7 if narrow else y + height / 2
        marks += _bar(_shares(members, domain, weighted), start, middle, bar)
        y += height + (3 if narrow else 0)
    y += 2
    marks.append(line("axis", (start, y), (start + bar, y), "ink"))
    for part in range(5):
        x = start + bar * part / 4
        marks.append(line("tick", (x, y), (x, y + 3), "ink"))
        marks.append(Words("tick-label", x, y + 11, numbers.percent(25 * part), SMALL, "middle"))
    key, y = _key(members, domains, y + 14, width)
    note = lettering.wrap(say(facts.Basis(weighted=weighted)), SMALL, width - 2 * MARGIN)
    for text in note:
        y += LINE
        key.append(Words("note", MARGIN, y, text, SMALL, role="muted"))
    return Scene(width, y + 2 + MARGIN, _summary_alt(members, weighted), tuple(marks + key))


def _bar(shares: dict[Judgement, float], x: float, y: float, length: float) -> list[Mark]:
    marks: list[Mark] = []
    for name, share in shares.items():
        look = judgement.LOOKS.get(name)
        right = x + share * length
        marks.append(rectangle("bar", x, y - 6.5, right, y + 6.5, look.fill if look else "none"))
        # A sign beside a number would read as plus or minus, so the judgement is a word here.
        percent = numbers.percent(100 * share)
        for text in (say(facts.Share(share=percent, judgement=name)), percent):
            if lettering.width(text, SMALL) + 4 <= right - x:
                role = look.symbol_role if look else "symbol"
                marks.append(Words("share", (x + right) / 2, y + 2.6, text, SMALL, "middle", role))
                break
        x = right
    return marks
