"""`python -m living_review.rendering.assets` writes again what the table of the look decides."""

from living_review.rendering.assets import write_quarto_files

write_quarto_files()
