"""A mapping that is still open in places: what was recognised, and what nobody has said yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from living_review.exchange.decisions import named, one_line, quoted
from living_review.registry.columns import MEASURES

RATE = {"events", "time_at_risk"}
_WIDEST = 96
_MEASURES = ", ".join(MEASURES)


@dataclass
class ProposedArm:
    """One arm; `role` is '' where it is not known."""

    arm: str
    role: str
    columns: dict[str, str]
    where: dict[str, str] = field(default_factory=dict)
    name: str = ""


@dataclass
class ProposedResult:
    """One outcome at one time; what is '' or None is not known. `about` is what the sheet says."""

    about: str
    outcome: str = ""
    timepoint: str = ""
    better: bool | None = None
    said_time: str = ""
    sheet: str = ""
    study: tuple[str, ...] = ()
    where: dict[str, str] = field(default_factory=dict)
    instrument: str = ""
    weeks: str = ""
    score: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    arms: list[ProposedArm] = field(default_factory=list)
    measure: str = ""
    contrast: dict[str, str] = field(default_factory=dict)
    sign: str = ""
    log: bool = False
    skip: bool = False
    about_spread: str = ""


@dataclass
class Proposal:
    """The whole draft; `arms` and `columns` hold for results without their own."""

    file: str
    sheet: str = ""
    decimal: str = ""
    ask_decimal: bool = False
    label: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    study_sheet: str = ""
    columns_of_trials: dict[str, str] = field(default_factory=dict)
    keep: list[str] = field(default_factory=list)
    fill_down: bool = False
    arms: list[ProposedArm] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    results: list[ProposedResult] = field(default_factory=list)
    tool: str = ""
    rob_sheet: str = ""
    rob_study: tuple[str, ...] = ()
    judged: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    outcomes: Sequence[str] = ()
    """Ids of the protocol, where there is one; so are `timepoints`."""
    timepoints: Sequence[str] = ()

    def heed(self, said: Mapping[str, str]) -> None:
        """Fill what no header says with what was said of all results, by key of a mapping."""
        for result in self.results:
            result.timepoint = result.timepoint or said.get("timepoint", "")
            if result.better is None and "higher_is_better" in said:
                result.better = said["higher_is_better"] == "true"
            if result.contrast:
                result.sign = result.sign or said.get("precalc_sign", "")

    def text(self) -> str:
        """Write the draft as the mapping that a person fills in."""
        lines = [
            f"# Draft mapping of {one_line(self.file)}: what its headers say. Look at all of it, "
            "fill in the",
            "# blanks, and put skip: true under a result that is not needed.",
        ]
        if self.outcomes:
            lines += [f"#   outcomes of the protocol: {one_line(', '.join(self.outcomes), 600)}"]
        if self.timepoints:
            lines += [f"#   its time points: {one_line(', '.join(self.timepoints), 600)}"]
        lines += [f"# {one_line(note, 600)}" for note in self.notes]
        lines += [f"sheet: {quoted(self.sheet)}"] if self.sheet else []
        if self.decimal or self.ask_decimal:
            lines += [f"decimal: {self.decimal or '            # comma or point'}".rstrip()]
        lines += [*self._study(), *self._common()]
        lines += ["results:" if self.results else "results: []"]
        for result in self.results:
            lines += self._result(result)
        lines += self._risk_of_bias()
        return "\n".join(lines) + "\n"

    def _study(self) -> Iterator[str]:
        yield "study:"
        yield f"  label: {_label(self.label)}"
        if self.name:
            yield f"  name: {_label(self.name)}"
        if self.study_sheet:
            yield f"  sheet: {quoted(self.study_sheet)}"
        if self.fill_down:
            yield "  fill_down: true"
        yield from _columns("columns", self.columns_of_trials, 2)
        if self.keep:
            yield "  keep:"
            yield from (f"    - {quoted(name)}" for name in self.keep)

    def _common(self) -> Iterator[str]:
        yield from _columns("columns", self.columns, 0)
        if self.arms:
            yield "arms:"
            for arm in self.arms:
                yield from _arm(arm, 2)

    def _result(self, result: ProposedResult) -> Iterator[str]:
        yield f"  # {one_line(result.about, 200)}"
        if any(set(arm.columns) >= RATE for arm in result.arms or self.arms):
            yield "  # Events in person-time: a rate, in the protocol of the measure IRR (or IRD)."
        yield f"  - outcome: {named(result.outcome)}".rstrip()
        yield f"    timepoint: {named(result.timepoint)}".rstrip()
        better = "" if result.better is None else str(result.better).lower()
        open_ = "" if better else "        # true or false, as it was measured"
        yield f"    higher_is_better: {better}{open_}".rstrip()
        if result.skip:
            yield "    skip: true"
        for key, value in (
            ("sheet", result.sheet and quoted(result.sheet)),
            ("study", result.study and _label(result.study)),
            ("instrument", result.instrument and quoted(result.instrument)),
            ("weeks", result.weeks),
            ("score", result.score),
        ):
            if value:
                yield f"    {key}: {value}"
        yield from _columns("where", result.where, 4)
        yield from _columns("columns", result.columns, 4)
        if result.arms:
            yield "    arms:"
            for arm in result.arms:
                yield from _arm(arm, 6)
        if result.contrast:
            yield "    contrast:"
            yield f"      measure: {result.measure}".rstrip() + _asked(result.measure)
            if result.log:
                yield "      log: true" + _asked(result.measure, "counts for ratios alone")
            elif not result.measure:
                yield "      # log: true, if it is a ratio that is written as its logarithm"
            words = (
                "positive-favours-intervention, negative-favours-… or intervention-minus-control"
            )
            yield f"      sign: {result.sign}" if result.sign else f"      sign:      # {words}"
            if result.about_spread:
                yield f"      # {result.about_spread}"
            yield from _columns("columns", result.contrast, 6)

    def _risk_of_bias(self) -> Iterator[str]:
        if not self.judged:
            return
        yield "risk_of_bias:"
        yield f"  tool: {self.tool}".rstrip()
        if self.rob_sheet:
            yield f"  sheet: {quoted(self.rob_sheet)}"
        if self.rob_study:
            yield f"  study: {_label(self.rob_study)}"
        yield from _columns("columns", self.judged, 2)


def _asked(said: str, words: str = _MEASURES) -> str:
    """Give the comment on what a person has still to say of the measure; "" where it is known."""
    return "" if said else f"   # {words}"


def _label(columns: Sequence[str]) -> str:
    listed = [quoted(column) for column in columns]
    return listed[0] if len(listed) == 1 else f"[{', '.join(listed)}]"


def _columns(key: str, columns: Mapping[str, str], indent: int) -> Iterator[str]:
    """Write a mapping on one line where it fits, else on a line each."""
    if not columns:
        return
    space = " " * indent
    pairs = [f"{_key(name)}: {quoted(column)}" for name, column in columns.items()]
    flow = f"{space}{key}: {{{', '.join(pairs)}}}"
    if len(flow) <= _WIDEST:
        yield flow
        return
    yield f"{space}{key}:"
    yield from (f"{space}  {pair}" for pair in pairs)


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else quoted(name)


def _arm(arm: ProposedArm, indent: int) -> Iterator[str]:
    space = " " * indent
    yield f"{space}- arm: {quoted(arm.arm)}"
    yield f"{space}  role: {arm.role or '     # intervention or control'}"
    if arm.name:
        yield f"{space}  name: {quoted(arm.name)}"
    yield from _columns("where", arm.where, indent + 2)
    yield from _columns("columns", arm.columns, indent + 2)
