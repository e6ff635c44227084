"""How sure we are: GRADE proposals bound to data, people's decisions, informative sentences."""

from living_review.certainty.judgements import NO_JUDGEMENTS, Judgement, Judgements, read_judgements
from living_review.certainty.rating import rate

__all__ = ["NO_JUDGEMENTS", "Judgement", "Judgements", "rate", "read_judgements"]
