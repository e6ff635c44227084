"""How sure we are: GRADE proposals bound to data, people's decisions, informative sentences."""

from living_review.certainty.judgements import NO_JUDGEMENTS, Judgement, Judgements, read_judgements
from living_review.certainty.rating import rate
from living_review.certainty.summary import (
    Footnote,
    SummaryRow,
    SummaryTable,
    summary_table,
    summary_tables,
)

__all__ = [
    "NO_JUDGEMENTS",
    "Footnote",
    "Judgement",
    "Judgements",
    "SummaryRow",
    "SummaryTable",
    "rate",
    "read_judgements",
    "summary_table",
    "summary_tables",
]
