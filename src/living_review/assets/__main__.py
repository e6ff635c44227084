"""`python -m living_review.assets` writes again what the table of the look decides."""

from living_review.assets import write_quarto_files

write_quarto_files()
