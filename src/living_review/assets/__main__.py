"""`python -m living_review.assets` writes again what the table of the look decides."""

import sys

from living_review.assets import write_quarto_files
from living_review.ground.doors import entered

if __name__ == "__main__":
    sys.exit(entered(write_quarto_files, "assets", sys.argv[1:]))
