"""Asking for one trial, cell by cell, on a terminal: each answer is checked before the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from living_review.entry import proposals, questions
from living_review.entry.answers import BACK, EMPTY, Create, GoBack
from living_review.entry.conversation import Conversation, one_of
from living_review.entry.plan import Files, Plan, Said
from living_review.entry.questions import Question
from living_review.entry.trial import CHILDREN, TrialEntry
from living_review.ground import clock
from living_review.ground.errors import BadInput
from living_review.registry.columns import DOMAINS, JUDGEMENTS, TABLES

if TYPE_CHECKING:
    from living_review.protocol import Outcome
    from living_review.protocol import Protocol as ReviewProtocol

Row = dict[str, str]
Check = Callable[[TrialEntry], Plan]
_KINDS = ("means", "medians", "events", "rates", "contrast")
_HELP = (
    "An empty answer leaves a cell empty, or takes what stands in brackets. "
    f"{EMPTY} empties it; {BACK} goes back to the question before; +COLUMN adds a column that the "
    "registry can have and a file has not. Nothing is lost when you stop."
)


@dataclass
class Guide:
    """One conversation; `entry` holds what was answered so far.

    `unasked` are tables and columns of which it was said that they are not asked for; `writes` is
    False where nothing will be written, so that no agreement is needed. Of one who is `assured`
    nobody asks whether a suspicion is right, or whether to write.
    """

    talk: Conversation
    protocol: ReviewProtocol
    files: Files
    check: Check
    show: Callable[[Plan], None]
    writes: bool = True
    assured: bool = False
    entry: TrialEntry = field(default_factory=lambda: TrialEntry({}))
    unasked: set[tuple[str, str]] = field(default_factory=set)
    table: str = "trials"
    plan: Plan | None = None
    """What would be written, once all was asked for."""

    def trial(self) -> TrialEntry | None:
        """Ask for the whole trial, and whether to write it; None for a no.

        What is returned has no errors, and its suspicions are agreed.
        """
        self.talk.terminal.say(_HELP)
        while True:
            self.talk.from_the_start()
            self.entry, self.talk.section = TrialEntry({}), ""
            self.unasked.clear()
            try:
                return self._whole()
            except GoBack:
                if not self.talk.answers.back():
                    self.talk.terminal.say("    This is the first question.")
            except Create as wanted:
                self._create(wanted.column)

    def _whole(self) -> TrialEntry | None:
        self._own_row()
        result = 0
        while self.talk.yes("Are there results to enter?", default=not self.entry.arms):
            result += 1
            self.talk.section = f"result {result}"
            self._results()
            self.talk.section = f"after result {result}"
        self.talk.section = "risk of bias"
        self._risk_of_bias()
        self.talk.section = "end"
        self.plan = self.check(self.entry)
        if self.plan.errors:
            for said in self.plan.errors:
                self.talk.terminal.say(said.sentence)
            self.talk.ask(
                f"This cannot be written. {BACK} goes back; stop ends", "", one_of(["stop"])
            )
            return None
        self.show(self.plan)
        if self.assured or not self.writes:
            return self.entry
        words = "Write this into the registry? yes or no"
        agreed = self.talk.ask(words, "no", one_of(["yes", "y", "no", "n"]))
        return self.entry if agreed.lower().startswith("y") else None

    # The row of the trial

    def _own_row(self) -> None:
        self.talk.head("\nThe trial")
        row: Row = {}
        header = (*self.files.headers["trials"], *self._created("trials"))
        # Whoever breaks off keeps what was answered until then.
        self.entry = replace(self.entry, trial=row)
        for question in questions.trial(header, self.files, clock.today()):
            row[question.column] = self._cell(question, row)
        self.entry = replace(self.entry, trial=row)
        self._settle("trials", [row], lambda rows: replace(self.entry, trial=rows[0]))

    # Results

    def _results(self) -> None:
        outcomes = {outcome.id: outcome for outcome in self.protocol.outcomes}
        outcome = outcomes[self.talk.choice("Outcome", {k: v.label for k, v in outcomes.items()})]
        times = {each.id: each.label for each in self.protocol.timepoints}
        timepoint = self.talk.choice("Time point", times)
        kind = self.talk.choice(
            "Reported as", dict.fromkeys(_KINDS, ""), questions.usual_kind(outcome)
        )
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
            known = self.files.headers.get(question.table, TABLES[question.table].names)
            if question.column in known or question.column in self._created(question.table):
                yield question
            elif place not in self.unasked:
                self.unasked.add(place)
                self.talk.tell(
                    f"    {question.table}.csv has no column {question.column}, so it is not asked "
                    f"for; +{question.column} adds it."
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
        own = self.talk.section
        roles = ["intervention", "control"]
        while roles:
            role = roles.pop(0)
            self.talk.section = f"{own}, arm {len(rows) + 1}"
            self.talk.head(f"\n  Arm {len(rows) + 1}: {role}")
            row: Row = {**common, "role": role}
            before, trial = self.entry.arms, self.entry.trial
            name = proposals.arm(role, before, rows, trial, self.protocol)
            for question in self._there(questions.arm(kind, outcome, cluster=cluster, name=name)):
                if question.applies(row):
                    row[question.column] = self._cell(question, row)
            rows.append(row)
            if not roles and self.talk.yes("Is there another arm?", default=False):
                roles.append(self.talk.choice("Its role", {"intervention": "", "control": ""}))
        self.talk.section = own
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
            self.talk.tell("These results are left out.")

    # Risk of bias

    def _risk_of_bias(self) -> None:
        tools = {**dict.fromkeys(JUDGEMENTS, ""), "none": "not judged yet"}
        tool = self.talk.choice("\nRisk of bias, judged with", tools, "RoB2")
        rows: list[Row] = []
        if tool == "none":
            return
        for domain in DOMAINS[tool]:
            allowed = dict.fromkeys(JUDGEMENTS[tool], "")
            row = {"trial_id": self.entry.trial_id, "tool": tool, "domain": domain}
            self.talk.section = f"risk of bias, {domain}"
            row["judgement"] = self.talk.choice(f"  {domain}", allowed)
            row["support"] = self._cell(questions.plain("risk_of_bias", "support"), row)
            rows.append(row)
        self._add("risk_of_bias", rows)

    # One question, and what the checks say

    def _cell(self, question: Question, row: Mapping[str, str]) -> str:
        """Ask for a cell until its answer can be read."""
        if question.column in row:
            return row[question.column]

        def judge(said: str) -> str:
            said = "" if said == EMPTY else said
            wrong = questions.fault(question, said, row)
            if not wrong and self._taken(question, said):
                return "A trial of this name is in the registry; choose another."
            return wrong

        key = f"{self.talk.section}: {question.table}.{question.column}"
        self.table = question.table
        said = self.talk.answer(key, question.words, question.default, judge)
        return "" if said == EMPTY else said

    def _taken(self, question: Question, said: str) -> bool:
        names = (question.table, question.column)
        return names == ("trials", "trial_id") and said in self.files.used("trial_id")

    # Columns that a file does not have

    def _created(self, table: str) -> list[str]:
        pairs = (each.split(".", 1) for each in self.talk.answers.columns)
        return [column for name, column in pairs if name == table]

    def _create(self, column: str) -> None:
        """Have a column asked for, and created: in the table that is asked for, else in another."""
        tables = dict.fromkeys((self.table, "trials", *CHILDREN))
        lacking = [
            table
            for table in tables
            if table in self.files.headers
            and column in TABLES[table].names
            and column not in (*self.files.headers[table], *self._created(table))
        ]
        self.talk.answers.again = None
        if not lacking:
            self.talk.terminal.say(
                f"    No file lacks a column {column} that the registry can have."
            )
            return
        self.talk.answers.columns.append(f"{lacking[0]}.{column}")
        self.talk.terminal.say(f"    {column} will be added to {lacking[0]}.csv, and is asked for.")

    def _settle(
        self,
        table: str,
        rows: list[Row],
        whole: Callable[[Sequence[Row]], TrialEntry],
        first: int = 0,
    ) -> bool:
        """Ask again for whatever the checks find wrong; False where the person gives up."""
        own, attempt = self.talk.section, 0
        while True:
            attempt += 1
            self.talk.section = f"{own or table}, look {attempt}"
            try:
                plan = self.check(whole(rows))
            except BadInput as error:
                self.talk.tell(*(f"    {problem}" for problem in error.problems))
                if table != "trials":
                    return self._left_out()
                self._correct_one(rows[0])
                continue
            errors = plan.errors
            doubts = [each for each in plan.queries if each.table == table and each.row is not None]
            if table == "trials":
                # That it has no results yet is no news while they are being asked for.
                doubts = [each for each in doubts if each.column != "status"]
            self.talk.tell(*(f"    {said.sentence}" for said in (*errors, *doubts)))
            if not errors and self._agreed(doubts):
                self.entry, self.talk.section = whole(rows), own
                return True
            cells = [
                (said.row - first, said.column)
                for said in (errors or doubts)
                if said.table == table and said.row is not None and said.row >= first
            ]
            if not cells and table == "trials":
                self._correct_one(rows[0])
                continue
            if table != "trials" and not (cells and self.talk.yes("Correct it?", default=True)):
                return self._left_out()
            self._correct(table, rows, cells)

    def _agreed(self, doubts: Sequence[Said]) -> bool:
        if not doubts or self.assured:
            return True
        return self.talk.yes("Is it right as it is?", default=False)

    def _left_out(self) -> bool:
        """Ask what becomes of results that cannot stay as they are; False where they go."""
        words = "Go back to the answer before, or leave these results out"
        said = self.talk.choice(words, {"back": "", "leave out": ""}, "back")
        if said == "back":
            self.talk.answers.forget()
            raise GoBack
        return False

    def _correct_one(self, row: Row) -> None:
        """Ask for one cell of the trial again, where the checks do not say which is wrong."""
        column = self.talk.choice("Which column is to be given again", dict.fromkeys(row, ""))
        self._correct("trials", [row], [(0, column)])

    def _correct(self, table: str, rows: list[Row], cells: Sequence[tuple[int, str]]) -> None:
        own = self.talk.section
        for i, column in dict.fromkeys(cells):
            names = [column] if column in TABLES[table].names else list(rows[i])
            for name in names:
                self.talk.section = f"{own}, row {i + 1}"
                question = questions.plain(table, name, rows[i].get(name, ""), f"row {i + 1}, ")
                rest = {k: cell for k, cell in rows[i].items() if k != name}
                rows[i][name] = self._cell(question, rest)
        self.talk.section = own
