"""Asking for one trial, cell by cell, on a terminal: each answer is checked before the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from living_review import clock
from living_review.entry import questions
from living_review.entry.plan import Files, Plan
from living_review.entry.questions import Question
from living_review.entry.trial import TrialEntry
from living_review.errors import BadInput
from living_review.registry.cells import parse, trimmed
from living_review.registry.columns import DOMAINS, JUDGEMENTS, TABLES
from living_review.registry.content import column_of

if TYPE_CHECKING:
    from living_review.protocol import Outcome
    from living_review.protocol import Protocol as ReviewProtocol

Row = dict[str, str]
Check = Callable[[TrialEntry], Plan]
_KINDS = ("means", "medians", "events", "rates", "contrast")


class Terminal(Protocol):
    """Who is asked."""

    def ask(self, question: str, default: str) -> str:
        """Ask one question; an empty answer takes the default."""
        ...

    def say(self, text: str) -> None:
        """Show a line."""
        ...


@dataclass
class Guide:
    """One conversation; `entry` holds what was answered so far.

    `unasked` are tables and columns of which it was said that they are not asked for.
    """

    terminal: Terminal
    protocol: ReviewProtocol
    files: Files
    check: Check
    entry: TrialEntry = field(default_factory=lambda: TrialEntry({}))
    unasked: set[tuple[str, str]] = field(default_factory=set)

    def trial(self) -> TrialEntry:
        """Ask for the whole trial; what is returned has no errors, its suspicions are agreed."""
        self.terminal.say("An empty answer leaves a cell empty, or takes what stands in brackets.")
        self._own_row()
        while self._yes("Are there results to enter?", default=not self.entry.arms):
            self._results()
        self._risk_of_bias()
        return self.entry

    # The row of the trial

    def _own_row(self) -> None:
        self.terminal.say("\nThe trial")
        row: Row = {}
        header = self.files.headers["trials"]
        # Whoever breaks off keeps what was answered until then.
        self.entry = replace(self.entry, trial=row)
        for question in questions.trial(header, self.files, clock.today()):
            row[question.column] = self._cell(question, row)
        self.entry = replace(self.entry, trial=row)
        self._settle("trials", [row], lambda rows: replace(self.entry, trial=rows[0]))

    # Results

    def _results(self) -> None:
        outcomes = {outcome.id: outcome for outcome in self.protocol.outcomes}
        outcome = outcomes[self._choice("Outcome", {k: v.label for k, v in outcomes.items()})]
        times = {each.id: each.label for each in self.protocol.timepoints}
        timepoint = self._choice("Time point", times)
        kind = self._choice("Reported as", dict.fromkeys(_KINDS, ""), questions.usual_kind(outcome))
        table = "contrasts" if kind == "contrast" else "arms"
        common = {
            "trial_id": self.entry.trial_id,
            "outcome": outcome.id,
            "timepoint": timepoint,
            **self._measured(table, outcome, counted=kind in questions.COUNTED),
        }
        if kind == "contrast":
            row = dict(common)
            crossover = self.entry.trial.get("design") == "crossover"
            for question in self._there(questions.contrast(outcome, crossover=crossover)):
                if question.applies(row):
                    row[question.column] = self._cell(question, row)
            self._add("contrasts", [row])
        else:
            self._add("arms", self._arms(common, kind, outcome))

    def _there(self, asked: Iterable[Question]) -> Iterator[Question]:
        """Yield the questions whose column the file has; of another it is said once, not asked."""
        for question in asked:
            place = question.table, question.column
            if question.column in self.files.headers.get(
                question.table, TABLES[question.table].names
            ):
                yield question
            elif place not in self.unasked:
                self.unasked.add(place)
                self.terminal.say(
                    f"    {question.table}.csv has no column {question.column}, so it is not asked "
                    "for; to enter it, add it to the header of the file first."
                )

    def _measured(self, table: str, outcome: Outcome, *, counted: bool) -> Row:
        row: Row = {}
        for question in self._there(questions.measured(table, outcome, counted=counted)):
            row[question.column] = self._cell(question, row)
            if question.column == "instrument" and row["instrument"] in outcome.instruments:
                known = outcome.instruments[row["instrument"]].higher_is_better
                if known is not None:
                    row["higher_is_better"] = str(known).lower()
        return row

    def _arms(self, common: Mapping[str, str], kind: str, outcome: Outcome) -> list[Row]:
        cluster = self.entry.trial.get("design") == "cluster"
        rows: list[Row] = []
        roles = ["intervention", "control"]
        while roles:
            role = roles.pop(0)
            self.terminal.say(f"\n  Arm {len(rows) + 1}: {role}")
            row: Row = {**common, "role": role}
            for question in self._there(questions.arm(kind, outcome, cluster=cluster)):
                if question.applies(row):
                    row[question.column] = self._cell(question, row)
            rows.append(row)
            if not roles and self._yes("Is there another arm?", default=False):
                roles.append(self._choice("Its role", {"intervention": "", "control": ""}))
        for question in questions.shared(kind):
            said = self._cell(question, {})
            for row in rows:
                row[question.column] = said
        return rows

    def _add(self, table: str, rows: list[Row]) -> None:
        before = self.entry
        first = len(getattr(before, table))

        def with_rows(changed: Sequence[Row]) -> TrialEntry:
            return before.with_rows(table, changed)

        if not self._settle(table, rows, with_rows, first):
            self.entry = before
            self.terminal.say("These results are left out.")

    # Risk of bias

    def _risk_of_bias(self) -> None:
        tools = {**dict.fromkeys(JUDGEMENTS, ""), "none": "not judged yet"}
        tool = self._choice("\nRisk of bias, judged with", tools, "RoB2")
        rows: list[Row] = []
        if tool == "none":
            return
        for domain in DOMAINS[tool]:
            allowed = dict.fromkeys(JUDGEMENTS[tool], "")
            row = {"trial_id": self.entry.trial_id, "tool": tool, "domain": domain}
            row["judgement"] = self._choice(f"  {domain}", allowed)
            row["support"] = self._cell(questions.plain("risk_of_bias", "support"), row)
            rows.append(row)
        self._add("risk_of_bias", rows)

    # One question, and what the checks say

    def _cell(self, question: Question, row: Mapping[str, str]) -> str:
        """Ask for a cell until its answer can be read."""
        if question.column in row:
            return row[question.column]
        while True:
            said = trimmed(self.terminal.ask(question.words, question.default))
            if not said and question.required:
                self.terminal.say("    This cell is required.")
                continue
            value, fault = parse(said, column_of(TABLES[question.table], question.column))
            if value is None and not fault and question.required:
                self.terminal.say("    This cell is required.")
            elif fault:
                self.terminal.say(f"    {fault.reason[:1].upper()}{fault.reason[1:]}")
            elif self._taken(question, said):
                self.terminal.say("    A trial of this name is in the registry; choose another.")
            else:
                return said

    def _taken(self, question: Question, said: str) -> bool:
        names = (question.table, question.column)
        return names == ("trials", "trial_id") and said in self.files.used("trial_id")

    def _choice(self, words: str, allowed: Mapping[str, str], default: str = "") -> str:
        if len(allowed) == 1:
            return next(iter(allowed))
        listed = ", ".join(
            f"{name} ({label})" if label else name for name, label in allowed.items()
        )
        while True:
            said = trimmed(self.terminal.ask(f"{words}: {listed}", default))
            for name in allowed:
                if said.lower() == name.lower():
                    return name
            self.terminal.say(f"    Allowed are {', '.join(allowed)}.")

    def _yes(self, words: str, *, default: bool) -> bool:
        return self._choice(words, {"yes": "", "no": ""}, "yes" if default else "no") == "yes"

    def _settle(
        self,
        table: str,
        rows: list[Row],
        whole: Callable[[Sequence[Row]], TrialEntry],
        first: int = 0,
    ) -> bool:
        """Ask again for whatever the checks find wrong; False where the person gives up."""
        while True:
            try:
                plan = self.check(whole(rows))
            except BadInput as error:
                for problem in error.problems:
                    self.terminal.say(f"    {problem}")
                if table == "trials":
                    raise
                return False
            errors = plan.errors
            doubts = [each for each in plan.queries if each.table == table and each.row is not None]
            if table == "trials":
                # That it has no results yet is no news while they are being asked for.
                doubts = [each for each in doubts if each.column != "status"]
            for said in (*errors, *doubts):
                self.terminal.say(f"    {said.sentence}")
            if not errors and (not doubts or self._yes("Is it right as it is?", default=False)):
                self.entry = whole(rows)
                return True
            cells = [
                (said.row - first, said.column)
                for said in (errors or doubts)
                if said.table == table and said.row is not None and said.row >= first
            ]
            if not cells:
                if table == "trials":
                    raise BadInput(*(said.sentence for said in errors or doubts))
                return False
            if table != "trials" and not self._yes("Correct it?", default=True):
                return False
            self._correct(table, rows, cells)

    def _correct(self, table: str, rows: list[Row], cells: Sequence[tuple[int, str]]) -> None:
        for i, column in dict.fromkeys(cells):
            names = [column] if column in TABLES[table].names else list(rows[i])
            for name in names:
                question = questions.plain(table, name, rows[i].get(name, ""), f"row {i + 1}, ")
                rows[i][name] = self._cell(question, {})
