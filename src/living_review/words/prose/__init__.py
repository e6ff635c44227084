"""What a finding's figures say, in sentences a clinician can read aloud."""

from living_review.words.prose.baselines import (
    absolute_sentences,
    at_baselines,
    baselines_sentence,
    has_several_levels,
    rated_at,
)
from living_review.words.prose.effects import (
    difference,
    effect,
    effect_sentence,
    familiar_difference,
    familiar_sentence,
    in_brief,
    relative_difference,
)
from living_review.words.prose.no_events import (
    all_alike,
    all_alike_in_brief,
    all_alike_sentence,
    all_alike_with,
    narrative_sentence,
    nobody_with_comparator,
)
from living_review.words.prose.pool import heterogeneity_sentence, interval_sentence, method_line
from living_review.words.prose.prediction import prediction_sentence
from living_review.words.prose.thresholds import (
    is_one,
    minimal_important_sentences,
    ratio,
    size_name,
    thresholds_sentence,
)
from living_review.words.prose.trials import directions, directions_sentence, included_sentence

__all__ = [
    "absolute_sentences",
    "all_alike",
    "all_alike_in_brief",
    "all_alike_sentence",
    "all_alike_with",
    "at_baselines",
    "baselines_sentence",
    "difference",
    "directions",
    "directions_sentence",
    "effect",
    "effect_sentence",
    "familiar_difference",
    "familiar_sentence",
    "has_several_levels",
    "heterogeneity_sentence",
    "in_brief",
    "included_sentence",
    "interval_sentence",
    "is_one",
    "method_line",
    "minimal_important_sentences",
    "narrative_sentence",
    "nobody_with_comparator",
    "prediction_sentence",
    "rated_at",
    "ratio",
    "relative_difference",
    "size_name",
    "thresholds_sentence",
]
