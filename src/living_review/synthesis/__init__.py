"""Which trials answer which question, and what they say together."""

from living_review.synthesis.synthesise import synthesise, synthesise_with_workings

__all__ = ["synthesise", "synthesise_with_workings"]
