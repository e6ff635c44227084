"""The languages that the program has words in, as its folders have them."""

from __future__ import annotations

from living_review.language.sandbox import PROGRAM_TEMPLATES

SETS = sorted(path.parent.name for path in PROGRAM_TEMPLATES.glob("*/words"))
"""All of them."""
OTHERS = [language for language in SETS if language != "en"]
"""All but English, which the others are held against."""
