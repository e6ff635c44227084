"""Build the documentation: `python -m living_review.handbook docs _docs` (`make docs`)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from living_review.ground.errors import BadInput, LivingReviewError
from living_review.handbook.gallery import build_examples
from living_review.handbook.site import SEARCH_PAGE, read_handbook, write_site


def main(docs: Path, out: Path) -> int:
    """Build the site with its gallery; a fault of a page is told in one sentence."""
    try:
        book = read_handbook(docs)
        if out.exists() and not (out / SEARCH_PAGE).is_file() and any(out.iterdir()):
            raise BadInput(f"{out} holds something else than the documentation; name a new folder.")
        shutil.rmtree(out, ignore_errors=True)
        build_examples(out)
        write_site(book, out)
    except LivingReviewError as fault:
        print(fault, file=sys.stderr)
        return 2
    print(f"Built {len(book.sources)} pages in {out}; open {out / 'index.html'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
