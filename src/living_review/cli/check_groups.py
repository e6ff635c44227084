"""What `check` shows: the rows found, gathered by rule, gravest first, and what to do first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_review.cli.colours import Kind, sign
from living_review.ground.capitals import capitalised
from living_review.ground.plurals import numbered, plural

if TYPE_CHECKING:
    from living_review.findings.registry import LeftOut, QuarantineEntry

FIRST_ROWS = 3
# Rows that come back by themselves when another row is mended.
FOLLOWING = ("trial-set-aside", "arm-without-partner")
# Queries that may mean a wrong number: a trial in or out of a pool, then a spread, then a sign.
GRAVEST = (
    *("in-no-analysis", "filtered-by-a-slip", "let-in-by-a-slip", "included-without-data"),
    *("smd-implausible", "sd-looks-like-se", "sd-ratio", "arms-sd-differ", "se-contradicts-sd"),
    *("interval-contradicts-sd", "se-contradicts-interval", "more-than-randomised"),
    *("cluster-unadjusted", "mirrored-sign", "effect-turned", "sign-unlike-others"),
    *("events-as-percentages", "n-as-percentages", "spreadsheet-error", "read-as-empty"),
)


@dataclass(frozen=True)
class Group:
    """The rows found by one rule; `says` is what the rule finds, '' where no rule is known."""

    rule: str
    says: str
    rows: tuple[QuarantineEntry, ...]

    @property
    def heading(self) -> str:
        """One line: the rule, how many rows it found, and what it finds."""
        count = numbered(len(self.rows), "row")
        return f"{self.rule} ({count}){': ' if self.says else ''}{self.says}"

    def shown(self, *, everything: bool) -> tuple[QuarantineEntry, ...]:
        """Give the rows that are listed."""
        return self.rows if everything else self.rows[:FIRST_ROWS]

    def left(self, *, everything: bool) -> str:
        """Say how many rows are not listed; '' for none."""
        more = len(self.rows) - len(self.shown(everything=everything))
        return f"and {more} more; --all lists {plural(more, 'it', 'them')}" if more else ""


def groups(rows: Iterable[QuarantineEntry], says: Mapping[str, str]) -> tuple[Group, ...]:
    """Gather rows by rule: the gravest first, what follows from other rows last."""
    found: dict[str, list[QuarantineEntry]] = {}
    for row in rows:
        found.setdefault(row.rule, []).append(row)
    order = {rule: i for i, rule in enumerate(dict.fromkeys((*GRAVEST, *says)))}
    return tuple(
        Group(rule, says.get(rule, ""), tuple(found[rule]))
        for rule in sorted(
            found, key=lambda rule: (rule in FOLLOWING, order.get(rule, len(order)), rule)
        )
    )


def first_step(aside: Sequence[Group], queries: Sequence[Group]) -> str:
    """Say what to look at first; '' where there is nothing."""
    causes = [group for group in aside if group.rule not in FOLLOWING] or list(aside)
    if causes:
        worst = max(causes, key=lambda group: len(group.rows))
        following = sum(len(group.rows) for group in aside if group.rule in FOLLOWING)
        text = f"First: mend the rows of {worst.rule} ({_places(worst)})"
        if following and worst.rule not in FOLLOWING:
            rows = numbered(following, "row that is", "rows that are")
            text += f"; {rows} set aside because of others may come back with them"
        return f"{text}. A row set aside is in no analysis."
    if queries:
        worst = queries[0]
        why = (
            "it may be a wrong number or a trial in the wrong place"
            if worst.rule in GRAVEST
            else "then go through the others"
        )
        return f"First: look at {worst.rule} ({_places(worst)}); {why}."
    return ""


def _places(group: Group) -> str:
    trials = list(dict.fromkeys(row.trial_id for row in group.rows if row.trial_id))
    if not trials:
        return _line_of(group.rows[0])
    shown = ", ".join(trials[:FIRST_ROWS])
    more = len(trials) - FIRST_ROWS
    return f"{shown} and {more} more" if more > 0 else shown


def place(row: QuarantineEntry) -> str:
    """Write where a row is and which cell is meant; what is not there is not written."""
    parts = (_line_of(row), row.trial_id or "", cell(row))
    return " ".join(part for part in parts if part)


def _line_of(row: QuarantineEntry) -> str:
    """Write the file and the line; what is told of a whole file has none."""
    return f"{row.file}:{row.row}" if row.row else row.file


def cell(row: QuarantineEntry) -> str:
    """Write the cell that is meant with its value; a cell that is empty by its name alone."""
    if not row.column:
        return ""
    value = (row.value or "").strip()
    return f"{row.column} '{value}'" if value else row.column


def sentence(row: QuarantineEntry) -> str:
    """Write why a row is listed, and who has looked at it."""
    seen = getattr(row, "seen", None)
    told = "" if seen is None else f" Seen by {seen.by} on {seen.date}: {seen.reason}"
    return capitalised(row.reason) + told


def lines(title: str, found: Sequence[Group], kind: Kind, *, everything: bool) -> Iterator[str]:
    """Yield the plain lines of one part of the list; a reason that rows share stands once."""
    yield title
    for group in found:
        yield f"  {group.heading}"
        shown = group.shown(everything=everything)
        for i, row in enumerate(shown):
            yield f"  {sign(kind)} {place(row)}"
            if i + 1 == len(shown) or sentence(shown[i + 1]) != sentence(row):
                yield f"      {sentence(row)}"
        if left := group.left(everything=everything):
            yield f"    {left}"
    yield ""


def left_out_lines(
    found: Sequence[LeftOut], *, everything: bool, listed_by: str = "--all"
) -> Iterator[str]:
    """Yield what a file holds and the registry made of it does not, gathered by reason."""
    by_reason: dict[tuple[str, str], list[LeftOut]] = {}
    for each in found:
        by_reason.setdefault((each.file, each.reason), []).append(each)
    yield "Left out: the file holds this, and the registry that is made of it does not"
    for (file, reason), own in by_reason.items():
        yield f"  {file}: {capitalised(reason)}"
        shown = own if everything else own[:FIRST_ROWS]
        for each in shown:
            stands = f" '{each.found}'" if each.found else ""
            yield f"    {each.where}{stands} ({each.count})"
        if more := len(own) - len(shown):
            yield f"    and {more} more; {listed_by} lists {plural(more, 'it', 'them')}"
    yield ""
