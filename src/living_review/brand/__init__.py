"""A review's own brand: what it asks for, looked at, and made ready to be worn."""

from living_review.brand.making import brand_of, made
from living_review.brand.notes import notes

__all__ = ["brand_of", "made", "notes"]
