"""The protocol as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, cast

from pydantic import Field, PrivateAttr

from living_review.protocol.analysis import Analysis, Checks, OutcomeAnalysis, Sensitivity
from living_review.protocol.fields import Section
from living_review.protocol.marks import KeyPath, Lines, Texts, Written, line_of
from living_review.protocol.outcomes import Outcome
from living_review.protocol.question import Comparison, Review, Timepoint
from living_review.protocol.registry_source import CsvKept, RegistryKept
from living_review.protocol.surveillance import Surveillance
from living_review.protocol.trial_columns import ShownColumns

Item = TypeVar("Item", Outcome, Comparison, Timepoint)


class Protocol(Section):
    """The question, the outcomes and the analysis choices of one review (`protocol.yml`)."""

    review: Review
    """What the review is called, who writes it, what it asks, how it lives."""
    timepoints: Annotated[tuple[Timepoint, ...], Field(min_length=1)]
    """The time points at which outcomes are pooled."""
    comparisons: Annotated[tuple[Comparison, ...], Field(min_length=1)]
    """Interventions against comparators, and the trials that belong to each."""
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=1)]
    """The outcomes, in the order in which readers meet them."""
    analysis: Analysis = Field(default_factory=Analysis)
    """The analysis choices."""
    show: ShownColumns = ()
    """Further columns of trials.csv that readers see; six at most."""
    checks: Checks = Field(default_factory=Checks)
    """Bounds beyond which a value of the registry is listed as a query."""
    registry: RegistryKept = RegistryKept(csv=CsvKept())
    """Where the registry is kept: exactly one place; without the key, CSV files."""
    surveillance: Surveillance | None = None
    """What ClinicalTrials.gov is asked for between searches; without it, nothing."""

    _written: Written = PrivateAttr(default=Written())

    @property
    def kept_names(self) -> frozenset[str]:
        """What keeps its capital inside a sentence: names, and arms that are written with one."""
        arms = (arm for each in self.comparisons for arm in (each.intervention, each.comparator))
        return frozenset((*self.review.names, *(arm for arm in arms if arm[:1].isupper())))

    def written_at(self, lines: Lines, texts: Texts, file: str) -> Protocol:
        """Return it with the lines of its file, the texts of all languages and the file's name.

        None of these makes a difference to its value.
        """
        found = self.model_copy()
        found._written = Written(lines, texts, file)
        return found

    @property
    def texts(self) -> Texts:
        """What is written for readers, in every language that it is written in, by key path."""
        return self._written.texts

    @property
    def stand_ins(self) -> dict[str, str]:
        """What stands in for a text that the language it is read in lacks: each with its language.

        Names and citations that are written once serve every language.
        """
        here, main = self.review.language, self.review.spoken[0]
        written = (each for each in self.texts.values() if here not in each and "" not in each)
        return {each[main]: main for each in written if each.get(main, "").strip()}

    @property
    def file(self) -> str:
        """The file that it was read from, as messages name it."""
        return self._written.file

    def line(self, path: KeyPath) -> int:
        """Return the line of a key path in the file, or of the nearest thing around it."""
        return line_of(path, self._written.lines)

    def address(self, path: KeyPath) -> str:
        """Write a key path with names in the place of numbers: `outcomes[mood].unit`.

        It stays the same when items are put before others.
        """
        written, node = "", cast(Any, self)
        for part in path:
            if isinstance(part, int):
                node = node[part] if node is not None else None
                written += f"[{getattr(node, 'id', part + 1)}]"
            else:
                node = node.get(part) if isinstance(node, Mapping) else getattr(node, part, None)
                written += f".{part}" if written else part
        return written

    def outcome(self, outcome_id: str) -> Outcome:
        """Return the outcome with this id; KeyError when there is none."""
        return _by_id(self.outcomes, outcome_id)

    def comparison(self, comparison_id: str) -> Comparison:
        """Return the comparison with this id; KeyError when there is none."""
        return _by_id(self.comparisons, comparison_id)

    def timepoint(self, timepoint_id: str) -> Timepoint:
        """Return the time point with this id; KeyError when there is none."""
        return _by_id(self.timepoints, timepoint_id)

    def analysis_for(self, outcome: Outcome) -> Analysis:
        """Return the analysis choices that hold for an outcome: its own before the review's."""
        own = outcome.analysis.given() if outcome.analysis else {}
        if "crossover_correlation" in own:
            # The source of the review's correlation is not that of another.
            own.setdefault("crossover_correlation_source", None)
        asked = own.get("sensitivity", self.analysis.sensitivity)
        kept = tuple(each for each in asked if not each.outcomes or outcome.id in each.outcomes)
        if len(kept) < len(asked):
            own["sensitivity"] = kept
        return self.analysis.model_copy(update=own) if own else self.analysis

    def asked_analyses(self) -> dict[tuple[str | int, ...], Analysis | OutcomeAnalysis]:
        """Return the analysis of the review and what single outcomes make of it, by key path."""
        asked: dict[tuple[str | int, ...], Analysis | OutcomeAnalysis]
        asked = {("analysis",): self.analysis}
        for i, outcome in enumerate(self.outcomes):
            if outcome.analysis:
                asked["outcomes", i, "analysis"] = outcome.analysis
        return asked

    def sensitivity_analyses(self) -> dict[tuple[str | int, ...], Sensitivity]:
        """Return every sensitivity analysis of the review and of single outcomes, by key path."""
        return {
            (*path, "sensitivity", i): each
            for path, asked in self.asked_analyses().items()
            for i, each in enumerate(asked.sensitivity or ())
        }

    def moderators(self) -> tuple[str, ...]:
        """Return every column of a moderator of the review and of single outcomes, each once."""
        parts = (self.analysis, *(self.analysis_for(outcome) for outcome in self.outcomes))
        return tuple(dict.fromkeys(each.column for part in parts for each in part.moderators))

    def subgroups(self) -> tuple[str, ...]:
        """Return every column by which the trials of the review or of an outcome are grouped."""
        parts = (self.analysis, *(self.analysis_for(outcome) for outcome in self.outcomes))
        return tuple(dict.fromkeys(name for part in parts for name in part.subgroups))

    def filters(self) -> dict[KeyPath, Mapping[str, tuple[str, ...]]]:
        """Return every filter that a comparison or a sensitivity analysis makes, by key path."""
        parts: dict[KeyPath, Comparison | Sensitivity] = {
            **{("comparisons", i): each for i, each in enumerate(self.comparisons)},
            **self.sensitivity_analyses(),
        }
        return {
            (*path, key): getattr(part, key)
            for path, part in parts.items()
            for key in ("include", "exclude")
        }

    def trials_columns(self) -> dict[tuple[str | int, ...], str]:
        """Return every column of trials.csv the protocol names, by the key path that names it."""
        named: dict[tuple[str | int, ...], str] = {}
        for i, comparison in enumerate(self.comparisons):
            for key in ("include", "exclude"):
                for column in getattr(comparison, key):
                    named["comparisons", i, key, column] = column
        for path, analysis in self.sensitivity_analyses().items():
            for key in ("include", "exclude"):
                for column in getattr(analysis, key):
                    named[*path, key, column] = column
        for place, asked in self.asked_analyses().items():
            for i, column in enumerate(asked.subgroups or ()):
                named[*place, "subgroups", i] = column
            for i, moderator in enumerate(asked.moderators or ()):
                named[*place, "moderators", i] = moderator.column
        for i, shown in enumerate(self.show):
            named["show", i] = shown.column
        return named


def _by_id(items: tuple[Item, ...], wanted: str) -> Item:
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)
