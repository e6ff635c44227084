"""Which trials answer which question, and what they say together."""

from living_review.synthesis.synthesise import synthesise

__all__ = ["synthesise"]
