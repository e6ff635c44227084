from living_review.notebook import Drawing as Drawing
from living_review.notebook import EffectSize as EffectSize
from living_review.notebook import MetaAnalysis as MetaAnalysis
from living_review.notebook import Pools as Pools
from living_review.notebook import Regression as Regression
from living_review.notebook import Result as Result
from living_review.notebook import Review as Review
from living_review.notebook import effect_size as effect_size
from living_review.notebook import load as load
from living_review.notebook import pool as pool

__all__ = [
    "Drawing",
    "EffectSize",
    "MetaAnalysis",
    "Pools",
    "Regression",
    "Result",
    "Review",
    "__version__",
    "effect_size",
    "load",
    "pool",
]
__version__: str
