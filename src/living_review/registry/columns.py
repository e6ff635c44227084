"""The registry's tables and columns: the one list that headers, parsing, checks and docs come from.

A column with a default takes it where its cell is empty. An empty cell means: not reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from living_review.ground.measures import NAMES

Kind = Literal["identifier", "text", "whole", "number", "boolean", "date", "month", "choice"]
NUMERIC: frozenset[str] = frozenset({"whole", "number"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds and what it means.

    A required column that names others in `unless` may be empty where all of those are filled in,
    and where the column `instead` is.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    unit: str = ""
    allowed: tuple[str, ...] = ()
    default: str | float | bool | None = None
    unless: tuple[str, ...] = ()
    instead: str = ""

    @property
    def always_required(self) -> bool:
        """Whether nothing else can stand for it."""
        return self.required and not self.unless


@dataclass(frozen=True)
class Table:
    """One table: its columns, the key that tells its rows apart, whether it may be absent.

    `later` are the last columns of the key, which came to it when files with shorter keys existed:
    where they are empty they are not written, and a key without them is still understood.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    optional: bool = False
    extra_columns: bool = False
    later: tuple[str, ...] = ()

    @property
    def first_key(self) -> tuple[str, ...]:
        """The key as it was before its later columns."""
        return self.key[: len(self.key) - len(self.later)]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The declared column names, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def _by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> Column:
        """Return a declared column; KeyError when there is none of that name."""
        return self._by_name[name]


MEASURES = tuple(NAMES)
LOG_RANK = ("o_minus_e", "variance")
RATE = ("events", "time_at_risk")
DIRECTION = "direction"
FAVOURED = ("intervention", "control", "unclear")
STATUSES = ("included", "awaiting", "ongoing", "excluded", "retracted")
ROB2_DOMAINS = ("D1", "D2", "D3", "D4", "D5", "overall")
ROB1_DOMAINS = (
    "sequence generation",
    "allocation concealment",
    "blinding of participants and personnel",
    "blinding of outcome assessment",
    "incomplete outcome data",
    "selective reporting",
    "other",
    "overall",
)
JUDGEMENTS: Mapping[str, tuple[str, ...]] = {
    "RoB2": ("low", "some concerns", "high", "no information"),
    "RoB1": ("low", "unclear", "high", "no information"),
}
DOMAINS: Mapping[str, tuple[str, ...]] = {"RoB2": ROB2_DOMAINS, "RoB1": ROB1_DOMAINS}


def _text(name: str, meaning: str) -> Column:
    return Column(name, "text", meaning)


def _number(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, "number", meaning, unit=unit)


def _count(name: str, meaning: str) -> Column:
    return Column(name, "whole", meaning, unit="people")


def _records(name: str, meaning: str) -> Column:
    return Column(name, "whole", meaning, unit="records")


_TRIAL = Column("trial_id", "identifier", "The trial, as in trials.csv", required=True)
_SOURCE = _text("source", "Where the figures were read")
_NOTES = _text("notes", "Anything a reader should know")
_REMARK = _text("remark", "What a reader must know of this result, said wherever it is shown")
_WHEN = (
    Column("outcome", "identifier", "An outcome of the protocol", required=True),
    Column("timepoint", "identifier", "A time point of the protocol", required=True),
    _number("weeks", "When it was measured, from randomisation", "weeks"),
    _text("instrument", "The scale or questionnaire"),
    _text("stratum", "Part of the trial's people that is reported by itself, such as women"),
    Column("higher_is_better", "boolean", "Whether a higher value is better", required=True),
)
# Who was measured, and when: rows that differ in these alone are never one row written twice.
_MEASURED = ("weeks", "stratum")
_INTERVAL = (
    _number("se", "Standard error; of the log for a ratio, of the mean for an arm"),
    _number("ci_low", "Lower limit of the interval"),
    _number("ci_high", "Upper limit of the interval"),
    Column("ci_level", "number", "Confidence level of the interval", default=0.95),
)

TRIALS = Table(
    "trials",
    "One row a trial",
    ("trial_id",),
    (
        Column("trial_id", "identifier", "The trial's name in every table", required=True),
        Column("label", "text", "The trial as readers see it", required=True),
        Column("year", "whole", "Year of the main report", required=True, unit="year"),
        _text("citation", "The main report"),
        _text("doi", "DOI of the main report"),
        _text("registration", "Trial register numbers, separated by semicolons"),
        _text("country", "Where the trial ran"),
        Column(
            "design",
            "choice",
            "How it was randomised",
            allowed=("parallel", "cluster", "crossover"),
        ),
        _count("n_randomised", "People randomised to all arms"),
        _text("population", "Who took part"),
        _text("category", "Kind of intervention"),
        _text("delivery", "How the intervention was delivered"),
        _text("comparator", "What it was compared with"),
        Column("status", "choice", "Its place in the review", required=True, allowed=STATUSES),
        _text("status_reason", "Why it has that status"),
        _text("funding", "Who paid for it"),
        Column("date_added", "date", "When it entered the registry", required=True),
        Column("search_id", "identifier", "The search that found it"),
        _SOURCE,
        _NOTES,
        Column("completed", "month", "When the trial was completed (year-month or a date)"),
    ),
    extra_columns=True,
)

ARMS = Table(
    "arms",
    "One row a trial × outcome × time point × instrument × arm × week of measurement × stratum",
    ("trial_id", "outcome", "timepoint", "instrument", "arm", *_MEASURED),
    (
        _TRIAL,
        *_WHEN,
        Column("arm", "text", "Name of the arm", required=True),
        Column(
            "role", "choice", "Side of the arm", required=True, allowed=("intervention", "control")
        ),
        Column(
            "n", "whole", "People analysed in the arm", required=True, unit="people", unless=RATE
        ),
        _number("mean", "Mean"),
        _number("sd", "Standard deviation"),
        *_INTERVAL,
        _number("median", "Median"),
        _number("q1", "First quartile"),
        _number("q3", "Third quartile"),
        _number("min", "Smallest value"),
        _number("max", "Largest value"),
        _count("events", "People with the event; for IRR and IRD, events"),
        _number(
            "time_at_risk",
            "For IRR and IRD: time in which the events were counted, summed over the people of the "
            "arm, in the unit of the outcome's person_time",
            "person-time",
        ),
        Column(
            "score",
            "choice",
            "Value at the time point, or change from baseline",
            allowed=("endpoint", "change"),
            default="endpoint",
        ),
        _number("cluster_size", "Mean size of a cluster", "people"),
        _number("icc", "Intracluster correlation"),
        _SOURCE,
        _NOTES,
        _REMARK,
    ),
    optional=True,
    later=_MEASURED,
)

CONTRASTS = Table(
    "contrasts",
    "One row for a comparison reported without its arms",
    ("trial_id", "outcome", "timepoint", "instrument", "measure", "adjusted", *_MEASURED),
    (
        _TRIAL,
        *_WHEN,
        Column("measure", "choice", "What the estimate is", required=True, allowed=MEASURES),
        Column(
            "estimate",
            "number",
            "Intervention against control",
            required=True,
            unless=LOG_RANK,
            instead=DIRECTION,
        ),
        *_INTERVAL,
        _number("p", "Two-sided p value"),
        _number(
            "o_minus_e",
            "For HR and OR: observed less expected events of the intervention (log-rank test, or "
            "Peto); those of OR enter Peto's pool as they are, and both are pooled by inverse "
            "variance; left out by name by Mantel-Haenszel",
            "events",
        ),
        _number("variance", "Variance of o_minus_e; the log of the ratio is o_minus_e / variance"),
        _number("t", "t statistic of a mean difference; the paired one in a crossover trial"),
        _number(
            "sd_difference",
            "Standard deviation of the within-person differences (crossover trials)",
        ),
        _count("n_intervention", "People analysed with the intervention"),
        _count("n_control", "People analysed with the control"),
        Column("adjusted", "boolean", "Whether it is adjusted for covariates", default=False),
        Column(
            DIRECTION,
            "choice",
            "For a result reported without its estimate: the side that is better for people",
            allowed=FAVOURED,
        ),
        _SOURCE,
        _NOTES,
        _REMARK,
    ),
    optional=True,
    later=_MEASURED,
)

RISK_OF_BIAS = Table(
    "risk_of_bias",
    "One row a trial × outcome × domain",
    ("trial_id", "outcome", "tool", "domain"),
    (
        _TRIAL,
        Column("outcome", "identifier", "The outcome judged; empty means every outcome"),
        Column("tool", "choice", "Tool", required=True, allowed=tuple(JUDGEMENTS)),
        Column("domain", "text", "Domain of the tool, or overall", required=True),
        Column("judgement", "text", "Judgement in the words of the tool", required=True),
        _text("support", "Why"),
    ),
    optional=True,
)

SEARCHES = Table(
    "searches",
    "One row a search × source",
    ("search_id", "source"),
    (
        Column("search_id", "identifier", "The search", required=True),
        Column("date", "date", "Date of the search", required=True),
        Column("source", "text", "What was searched", required=True),
        _records("records", "Records found"),
        _records("duplicates_removed", "Duplicates removed"),
        _records("screened", "Records screened"),
        _records("excluded", "Records excluded"),
        _records("sought", "Reports sought"),
        _records("not_retrieved", "Reports not retrieved"),
        _records("assessed", "Reports assessed"),
        _records("excluded_full_text", "Reports excluded after reading in full"),
        _NOTES,
    ),
    optional=True,
)

EXCLUSIONS = Table(
    "exclusions",
    "One row a report excluded after reading in full",
    ("report", "search_id"),
    (
        Column("report", "text", "The report", required=True),
        Column("reason", "text", "Why it was excluded", required=True),
        Column("search_id", "identifier", "The search that found it"),
    ),
    optional=True,
)

# Columns that no figure is in: what was noted of a row, and where it was read.
REMARKS = frozenset({"source", "notes", "remark", "support"})

# Columns that say whence a row came, and nothing of the trial; in searches they are the matter.
BOOKKEEPING: Mapping[str, frozenset[str]] = {
    "trials": frozenset({"source", "search_id"}),
    **dict.fromkeys(("arms", "contrasts"), frozenset({"source"})),
}

TABLES: Mapping[str, Table] = {
    table.name: table for table in (TRIALS, ARMS, CONTRASTS, RISK_OF_BIAS, SEARCHES, EXCLUSIONS)
}
