"""The protocol of a review: the question, the outcomes and the analysis choices."""

from living_review.protocol.analysis import (
    Analysis,
    Checks,
    OutcomeAnalysis,
    Sensitivity,
    Sequential,
)
from living_review.protocol.brand import Brand
from living_review.protocol.fields import IDENTIFIER
from living_review.protocol.in_languages import labels_in
from living_review.protocol.load import load_protocol, parse_protocol, texts_lacking
from living_review.protocol.models import Protocol
from living_review.protocol.outcomes import (
    BINARY_MEASURES,
    RATIO_MEASURES,
    BaselineRate,
    BaselineRisk,
    Familiar,
    Instrument,
    Outcome,
    PersonTime,
    Responder,
)
from living_review.protocol.question import (
    Comparison,
    Living,
    PrecedingReview,
    Question,
    Review,
    Timepoint,
)
from living_review.protocol.surveillance import Surveillance
from living_review.protocol.thresholds import Threshold, Thresholds
from living_review.protocol.trial_columns import Moderator, Shown

__all__ = [
    "BINARY_MEASURES",
    "IDENTIFIER",
    "RATIO_MEASURES",
    "Analysis",
    "BaselineRate",
    "BaselineRisk",
    "Brand",
    "Checks",
    "Comparison",
    "Familiar",
    "Instrument",
    "Living",
    "Moderator",
    "Outcome",
    "OutcomeAnalysis",
    "PersonTime",
    "PrecedingReview",
    "Protocol",
    "Question",
    "Responder",
    "Review",
    "Sensitivity",
    "Sequential",
    "Shown",
    "Surveillance",
    "Threshold",
    "Thresholds",
    "Timepoint",
    "labels_in",
    "load_protocol",
    "parse_protocol",
    "texts_lacking",
]
