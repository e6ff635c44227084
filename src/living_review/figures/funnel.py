"""The funnel plot: each trial's estimate against its standard error.

Shaded bands show the p-value a trial would have at each place (contour-enhanced; Peters 2008,
J Clin Epidemiol 61:991). With fewer than ten trials a funnel misleads (Sterne 2011, BMJ
343:d4002), so none is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from living_review.figures import canvas
from living_review.figures.axis import Axis, axis
from living_review.figures.palette import Role
from living_review.figures.scene import (
    Mark,
    Scene,
    Shape,
    Stamps,
    Words,
    around,
    line,
    rectangle,
)
from living_review.findings import Finding, TrialResult
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import funnel_plots as facts
from living_review.language.facts.figures import EffectHeader
from living_review.letters import lettering
from living_review.words import figure_words as wording

FEWEST = 10
LEFT, RIGHT, TOP, BOTTOM = 46.0, 396.0, 8.0, 248.0
# Where the plot ends on a narrow screen.
NARROW = 232.0
SIZE, SMALL, RADIUS = 8.5, 7.5, 3.2
# The normal quantiles beyond which a band lies, with the two-sided p-values of its two sides.
CONTOURS: tuple[tuple[float, Role, float, float], ...] = (
    (1.6448536269514722, "contour-10", 0.05, 0.10),
    (1.959963984540054, "contour-05", 0.01, 0.05),
    (2.5758293035489004, "contour-01", 0.0, 0.01),
)
PSEUDO_LIMIT = 1.959963984540054


@dataclass(frozen=True)
class Funnel:
    """What a funnel plot shows: effects on the natural scale with standard errors of the analysis.

    `axes` says what is drawn across and down; `names` are the ids of the trials, in their order.
    """

    title: str
    trials: tuple[tuple[float, float], ...]
    centre: float
    log: bool
    axes: str
    narrow: bool = False
    names: tuple[str, ...] = field(default=(), repr=False)

    @property
    def right(self) -> float:
        """Where the plot ends; what is said below stands within it."""
        return NARROW if self.narrow else RIGHT

    @property
    def null(self) -> float:
        """The value of no difference."""
        return 1.0 if self.log else 0.0


@dataclass(frozen=True)
class _Ground:
    """The plot area: the effect axis and the standard error at its foot."""

    effects: Axis
    widest: float

    def y(self, se: float) -> float:
        return TOP + (BOTTOM - TOP) * se / self.widest


def _trials(finding: Finding) -> list[tuple[TrialResult, float, float]]:
    return [
        (trial, trial.estimate, trial.se)
        for trial in finding.trials
        if trial.in_pool and trial.estimate is not None and trial.se is not None
    ]


def funnel_plot(finding: Finding, *, narrow: bool = False) -> str | None:
    """Draw the contour-enhanced funnel plot as SVG; None with fewer than ten pooled trials.

    `narrow` is for narrow screens.
    """
    trials = _trials(finding)
    if len(trials) < FEWEST or finding.pooled is None:
        return None
    effect = EffectHeader(measure=finding.measure, unit=finding.unit_label)
    spec = Funnel(
        title=funnel_plot_alt(finding),
        trials=tuple((estimate, se) for _, estimate, se in trials),
        centre=finding.pooled.estimate,
        log=finding.is_ratio,
        axes=say(facts.Axes(effect=effect, logarithm=finding.is_ratio)),
        narrow=narrow,
        names=tuple(trial.trial_id for trial, _, _ in trials),
    )
    return canvas.svg(funnel_scene(spec))


def funnel_scene(spec: Funnel) -> Scene:
    """Give the marks of a funnel plot."""
    ground = _ground(spec)
    centres = tuple((ground.effects.x(estimate), ground.y(se)) for estimate, se in spec.trials)
    axes, foot = _axes(spec, ground)
    key, bottom = _key(foot, spec.right)
    marks: tuple[Mark, ...] = (
        *_contours(spec, ground),
        *_pseudo_limits(spec, ground),
        *axes,
        Stamps("trial", centres, RADIUS, "estimate"),
        *key,
    )
    places = tuple(
        around(name, centre, RADIUS) for name, centre in zip(spec.names, centres, strict=False)
    )
    return Scene(spec.right + 10, bottom + 6, spec.title, marks, places)


def funnel_plot_alt(finding: Finding) -> str:
    """Say in words what the funnel plot shows."""
    trials, result = _trials(finding), wording.result(finding)
    if len(trials) < FEWEST or finding.pooled is None:
        return say(facts.NoFunnel(result=result))
    centre = finding.pooled.estimate
    errors = [se for _, _, se in trials]
    return say(
        facts.FunnelAlt(
            trials=len(trials),
            result=result,
            above=sum(estimate > centre for _, estimate, _ in trials),
            estimate=numbers.estimate(centre, finding.measure),
            least=numbers.standard_error(min(errors)),
            most=numbers.standard_error(max(errors)),
        )
    )


def _ground(spec: Funnel) -> _Ground:
    widest = 1.06 * max(se for _, se in spec.trials)
    move = _mover(spec)
    reach = PSEUDO_LIMIT * widest
    effects = axis(
        [],
        [(move(spec.centre, -reach), move(spec.centre, reach))],
        always=[spec.null, spec.centre, *(estimate for estimate, _ in spec.trials)],
        log=spec.log,
        left=LEFT,
        right=spec.right,
    )
    return _Ground(effects, widest or 1.0)


def _mover(spec: Funnel) -> Callable[[float, float], float]:
    """Give the function that moves a value along the analysis scale (log for ratios)."""
    if spec.log:
        return lambda value, by: math.exp(max(-700.0, min(700.0, math.log(value) + by)))
    return lambda value, by: value + by


def _contours(spec: Funnel, ground: _Ground) -> list[Mark]:
    """Bands that open from no difference at a standard error of zero, cut at the axis' ends."""
    marks: list[Mark] = []
    move, scale = _mover(spec), ground.effects
    apex = (scale.x(spec.null), ground.y(0.0))
    for way, edge in ((-1, scale.low), (1, scale.high)):
        for place, (quantile, role, *_) in enumerate(CONTOURS):
            outer = CONTOURS[place + 1][0] if place + 1 < len(CONTOURS) else math.inf
            inner_path = _ray(way * quantile, edge, spec, ground, move)
            outer_path = (
                [(scale.x(edge), ground.y(0.0)), (scale.x(edge), ground.y(ground.widest))]
                if math.isinf(outer)
                else _ray(way * outer, edge, spec, ground, move)
            )
            band = (apex, *inner_path, *reversed(outer_path))
            marks.append(Shape("contour", (band,), fill=role))
    return marks


def _ray(
    slope: float,
    edge: float,
    spec: Funnel,
    ground: _Ground,
    move: Callable[[float, float], float],
) -> list[tuple[float, float]]:
    """Give the line null + slope × se downwards, turning down where it meets the axis' end."""
    scale = ground.effects
    foot = move(spec.null, slope * ground.widest)
    if not (scale.below(foot) or scale.above(foot)):
        return [(scale.x(foot), ground.y(ground.widest))]
    distance = math.log(edge) if spec.log else edge
    se = min(ground.widest, max(0.0, distance / slope))
    return [(scale.x(edge), ground.y(se)), (scale.x(edge), ground.y(ground.widest))]


def _pseudo_limits(spec: Funnel, ground: _Ground) -> list[Mark]:
    centre, move, scale = spec.centre, _mover(spec), ground.effects
    marks: list[Mark] = []
    for way in (-1, 1):
        foot = move(centre, way * PSEUDO_LIMIT * ground.widest)
        sides = ((scale.x(centre), ground.y(0.0)), (scale.x(foot), ground.y(ground.widest)))
        marks.append(Shape("pseudo-limit", (sides,), stroke="muted", dash=(3.0, 2.0)))
    x = scale.x(centre)
    marks.append(line("pooled", (x, TOP), (x, BOTTOM), "pooled", 1.0))
    null = scale.x(spec.null)
    marks.append(line("null", (null, TOP), (null, BOTTOM), "muted"))
    return marks


def _axes(spec: Funnel, ground: _Ground) -> tuple[list[Mark], float]:
    """Draw the axes and say what they are; gives where the key begins too."""
    scale = ground.effects
    marks: list[Mark] = [
        line("axis", (LEFT, BOTTOM), (spec.right, BOTTOM), "ink"),
        line("axis", (LEFT, TOP), (LEFT, BOTTOM), "ink"),
    ]
    for tick, text in zip(scale.ticks, scale.tick_labels, strict=True):
        x = scale.x(tick)
        marks.append(line("tick", (x, BOTTOM), (x, BOTTOM + 3), "ink"))
        marks.append(Words("tick-label", x, BOTTOM + 12, text, SMALL, "middle"))
    errors = axis([], [], always=[0.0, ground.widest], log=False, left=0.0, right=1.0)
    for tick, text in zip(errors.ticks, errors.tick_labels, strict=True):
        if 0 <= tick <= ground.widest:
            y = ground.y(tick)
            marks.append(line("tick", (LEFT - 3, y), (LEFT, y), "ink"))
            marks.append(Words("tick-label", LEFT - 6, y + 2.5, text, SMALL, "end"))
    y, middle = BOTTOM + 26, (LEFT + spec.right) / 2
    for text in lettering.wrap(spec.axes, SIZE, spec.right - LEFT):
        marks.append(Words("axis-label", middle, y, text, SIZE, "middle"))
        y += 11
    return marks, y + 1


def _key(y: float, right: float) -> tuple[list[Mark], float]:
    marks: list[Mark] = []
    x = LEFT
    for _, role, low, high in CONTOURS:
        text = f"p < {numbers.fixed(high, 2)}"
        if low:
            text = f"{numbers.fixed(low, 2)} < {text}"
        if x > LEFT and x + 16 + lettering.width(text, SMALL) > right:
            x, y = LEFT, y + 12
        marks.append(rectangle("key", x, y, x + 12, y + 8, role))
        marks.append(Words("note", x + 16, y + 7, text, SMALL, role="muted"))
        x += 16 + lettering.width(text, SMALL) + 14
    y += 19
    lines = lettering.wrap(say(facts.Lines(level=numbers.confidence(0.95))), SMALL, right - LEFT)
    for place, text in enumerate(lines):
        marks.append(Words("note", LEFT, y + 10 * place, text, SMALL, role="muted"))
    return marks, y + 10 * (len(lines) - 1)
