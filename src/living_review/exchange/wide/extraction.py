"""From a spreadsheet and its mapping to studies, arms, contrasts and judgements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from living_review.exchange.decisions import Decisions
from living_review.exchange.extract import (
    Analysed,
    ArmFound,
    ContrastFound,
    Extract,
    FoundOutcome,
    Judged,
    Remark,
    gathered,
)
from living_review.exchange.wide import figures, traits
from living_review.exchange.wide.contrasts import turned
from living_review.exchange.wide.grid import Grid
from living_review.exchange.wide.lines import (
    Line,
    Lines,
)
from living_review.exchange.wide.mapping import NON_EVENTS, Arm, Result, WideMapping, key_of
from living_review.exchange.wide.selecting import Selecting
from living_review.exchange.wide.workbook import Workbook
from living_review.ground.errors import BadInput
from living_review.ground.spelling import plain
from living_review.registry.columns import DOMAINS, JUDGEMENTS
from living_review.registry.spellings import domain_meant, judgement_meant

_MOST_LISTED = 10
_NO_RESULT = frozenset({"n", "cluster_size", "icc"})
_RATE = frozenset({"events", "time_at_risk"})


def extract(
    grids: Sequence[Grid], file: str, mapping: WideMapping, decisions: Decisions
) -> Extract:
    """Read a spreadsheet as its mapping says.

    Raises BadInput where a column is not there, or a study gives one result twice.
    """
    book = Workbook(grids, file, mapping, Selecting(decisions.where, file))
    _refuse_empty(book.lines(mapping.study.sheet, None, "study"))
    results = _Results(book, decisions)
    for i, result in mapping.wanted():
        results.read(i, result)
    if not any(mapping.wanted()):
        why = "the mapping names no result, so none is read."
        book.remarks.append(Remark("not mapped", file, "", 1, why))
    judgements = tuple(_judgements(book))
    book.selecting.refuse_unknown()
    results.refuse_repeated()
    used: list[str | Judged] = [*(each.study for each in results.found), *judgements]
    studies = tuple(traits.studies(book, used))
    outcomes = tuple(
        FoundOutcome(
            key_of(i, result), result.outcome or "", "as mapped", result.outcome or "",
            result.timepoint or "", analysed=_analysed(mapping.arms_of(result)),
        )
        for i, result in mapping.wanted()
    )  # fmt: skip
    remarks = [*book.remarks, *traits.unread(book, results.taken)]
    return Extract(
        "wide",
        studies,
        outcomes,
        tuple(results.arms),
        tuple(results.contrasts),
        tuple(judgements),
        gathered(remarks),
        arms_recur=True,
    )


def _refuse_empty(own: Lines) -> None:
    """Raise BadInput for a sheet of studies that ends with its header."""
    if not own.table.rows:
        raise BadInput(
            f"{own.place} holds no row below its header, so that there is no trial in it; write "
            "the trials below the header, or name another sheet in the mapping."
        )


def _analysed(arms: Sequence[Arm]) -> Analysed | None:
    """Tell that events in person-time are a rate; of other figures a sheet says no measure."""
    return Analysed(measure="IRR") if any(set(arm.columns) >= _RATE for arm in arms) else None


@dataclass
class _Results:
    """What the rows give of arms and contrasts, and where each stood."""

    book: Workbook
    decisions: Decisions
    arms: list[ArmFound] = field(default_factory=list)
    contrasts: list[ContrastFound] = field(default_factory=list)
    seen: dict[tuple[str, ...], tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)
    taken: dict[str, set[int]] = field(default_factory=dict)
    """By sheet, the rows that a result is of."""

    @property
    def found(self) -> list[ArmFound | ContrastFound]:
        return [*self.arms, *self.contrasts]

    def read(self, i: int, result: Result) -> None:
        """Read one result of the mapping from every row that is of it."""
        book, key = self.book, key_of(i, result)
        lines = book.lines(result.sheet, result.study, f"results[{i}]")
        arms = book.mapping.arms_of(result)
        by_rows = any(arm.where for arm in arms)
        gave: dict[str, dict[str, str]] = {}
        for line in lines.lines:
            if not _fits(line, result.where):
                continue
            own = [arm for arm in arms if _fits(line, arm.where)]
            if by_rows and not own:
                continue
            self.taken.setdefault(lines.table.grid.name, set()).add(line.number)
            shared = self._shared(lines, line, result)
            found = [(arm, _counted(book.figures(lines, line, arm.columns))) for arm in own]
            if result.contrast:
                self._contrast(lines, line, key, result, shared)
            if not any(set(cells) - _NO_RESULT for _, cells in found):
                self._lone(lines, line, key, found)
                continue
            for arm, cells in found:
                name = _name(line, arm)
                if not set(cells) - _NO_RESULT:
                    self._missing(lines, line, key, name)
                    continue
                assert arm.role is not None
                gave.setdefault(line.study, {})[arm.role] = name
                self._arm(lines, line, key, result, arm, {**shared, **cells})
        if by_rows:
            self._one_sided(key, gave)

    def _arm(
        self,
        lines: Lines,
        line: Line,
        key: str,
        result: Result,
        arm: Arm,
        cells: dict[str, str],
    ) -> None:
        name = _name(line, arm)
        instrument = result.instrument or cells.get("instrument", "")
        weeks = cells.get("weeks", "") if result.weeks is None else repr(result.weeks)
        told = (
            *(plain(line.study), result.outcome or "", result.timepoint or "", instrument, name),
            *(weeks, cells.get("stratum", "")),
        )
        if self._again(lines, line, told, cells):
            return
        cells.setdefault("source", lines.place)
        assert arm.role is not None
        self.arms.append(ArmFound(plain(line.study), key, name, arm.role, cells))

    def _again(
        self, lines: Lines, line: Line, told: tuple[str, ...], cells: Mapping[str, str]
    ) -> bool:
        """Tell whether a result was given before; where its figures differ, that is a fault."""
        own = {name: cell for name, cell in cells.items() if name not in ("source", "notes")}
        where = lines.at(line)
        if told not in self.seen:
            self.seen[told] = where, own
            return False
        before, figures_before = self.seen[told]
        if figures_before != own:
            what = " at ".join(filter(None, told[1:3]))
            self.repeated.append(
                f"{self.book.file}, {before} and {where}: {line.study} gives other figures of "
                f"{told[4]} for {what} twice; tell the two apart in the mapping (where, or columns "
                "of weeks, instrument or stratum, or a name of the arm), or delete one."
            )
        return True

    def refuse_repeated(self) -> None:
        """Raise BadInput for results that stand in the sheet twice, with other figures."""
        if self.repeated:
            more = len(self.repeated) - _MOST_LISTED
            tail = [f"… and {more} more of the kind."] if more > 0 else []
            raise BadInput(*self.repeated[:_MOST_LISTED], *tail)

    def _shared(self, lines: Lines, line: Line, result: Result) -> dict[str, str]:
        columns = self.book.mapping.columns_of(result)
        numeric = {n: c for n, c in columns.items() if n in ("weeks", "cluster_size", "icc")}
        texts = {n: line.text(c) for n, c in columns.items() if n not in numeric}
        found = self.book.figures(lines, line, numeric)
        return {name: cell for name, cell in (found | texts).items() if cell}

    def _contrast(
        self, lines: Lines, line: Line, key: str, result: Result, shared: dict[str, str]
    ) -> None:
        contrast = result.contrast
        assert contrast is not None
        assert contrast.measure is not None
        cells = self.book.figures(lines, line, contrast.columns)
        if not {"estimate", "o_minus_e"} & set(cells):
            return
        better = result.higher_is_better
        better = self.decisions.higher_is_better if better is None else better
        made = turned(cells, contrast, higher_is_better=bool(better))
        if isinstance(made, str):
            self.book.remarks.append(Remark("not mapped", lines.at(line), key, 1, made))
            return
        made = {**{k: c for k, c in shared.items() if k != "score"}, **made}
        told = (plain(line.study), result.outcome or "", result.timepoint or "",
                result.instrument or shared.get("instrument", ""), f"the {contrast.measure}",
                shared.get("weeks", ""), shared.get("stratum", ""))  # fmt: skip
        if not self._again(lines, line, told, made):
            made.setdefault("source", lines.place)
            self.contrasts.append(ContrastFound(plain(line.study), key, contrast.measure, made))

    def _lone(
        self, lines: Lines, line: Line, key: str, found: Sequence[tuple[Arm, Mapping[str, str]]]
    ) -> None:
        """Report numbers of people that no result of the row is of."""
        if any(cells for _, cells in found) and len(list(self.book.mapping.wanted())) == 1:
            reason = "people are given and no result of theirs."
            remark = Remark("not mapped", lines.at(line), key, 1, reason)
            self.book.remarks.append(remark)

    def _missing(self, lines: Lines, line: Line, key: str, arm: str) -> None:
        reason = f"{line.study} has figures for another arm of this result and none for {arm}."
        self.book.remarks.append(Remark("please check", lines.at(line), key, 1, reason))

    def _one_sided(self, key: str, gave: Mapping[str, Mapping[str, str]]) -> None:
        for study, roles in gave.items():
            if len(roles) == 1:
                (role,) = roles
                other = "control" if role == "intervention" else "intervention"
                reason = f"{study} has rows of the {role} for this result and none of the {other}."
                self.book.remarks.append(Remark("please check", key, study, 1, reason))


def _counted(cells: dict[str, str]) -> dict[str, str]:
    """Give the people of an arm where a sheet counts those with and without the event."""
    others, events = cells.pop(NON_EVENTS, ""), cells.get("events", "")
    if others.isdecimal() and events.isdecimal():
        cells.setdefault("n", str(int(events) + int(others)))
    return cells


def _fits(line: Line, where: Mapping[str, str]) -> bool:
    return all(plain(line.text(column)) == plain(cell) for column, cell in where.items())


def _judgements(book: Workbook) -> Iterator[Judged]:
    said = book.mapping.risk_of_bias
    if said is None or said.tool is None:
        return
    domains: dict[str, str] = {}
    for name in said.columns:
        domain = domain_meant(name)
        if domain is None:
            raise BadInput(
                f"The mapping's risk_of_bias.columns.{name} is no domain of {said.tool}; allowed "
                f"are {', '.join(DOMAINS[said.tool])}."
            )
        domains[name] = domain
    lines = book.lines(said.sheet, said.study, "risk_of_bias")
    given: dict[tuple[str, str], str] = {}
    for line in lines.lines:
        for name, column in said.columns.items():
            cell = line.text(column)
            judgement = judgement_meant(cell) if cell else ""
            if cell and judgement not in JUDGEMENTS[said.tool]:
                reason = f"it is no judgement of {said.tool}."
                remark = Remark(
                    "not mapped", lines.at(line, column), figures.shown(cell), 1, reason
                )
                book.remarks.append(remark)
            elif judgement:
                before = given.setdefault((plain(line.study), name), judgement)
                if before != judgement:
                    reason = f"another row of {line.study} says {before}, which is used."
                    remark = Remark("please check", lines.at(line, column), judgement, 1, reason)
                    book.remarks.append(remark)
    for (study, name), judgement in given.items():
        yield Judged(study, said.tool, domains[name], judgement)


def _name(line: Line, arm: Arm) -> str:
    """Give what a line calls an arm, or the mapping does."""
    return (line.text(arm.name) if arm.name else "") or arm.arm
