"""How sure we are: GRADE proposals bound to data, people's decisions, informative sentences."""

from living_review.certainty.decision_file import write_decision
from living_review.certainty.history import with_history
from living_review.certainty.indirectness import Distance, distances
from living_review.certainty.judgements import NO_JUDGEMENTS, Judgement, Judgements, read_judgements
from living_review.certainty.rating import cases_of, certainty_of, rate
from living_review.certainty.summary import (
    Footnote,
    SummaryRow,
    SummaryTable,
    summary_table,
    summary_tables,
)

__all__ = [
    "NO_JUDGEMENTS",
    "Distance",
    "Footnote",
    "Judgement",
    "Judgements",
    "SummaryRow",
    "SummaryTable",
    "cases_of",
    "certainty_of",
    "distances",
    "rate",
    "read_judgements",
    "summary_table",
    "summary_tables",
    "with_history",
    "write_decision",
]
