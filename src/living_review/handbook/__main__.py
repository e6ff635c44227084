"""Build the documentation: `python -m living_review.handbook docs _docs` (`make docs`)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from living_review.ground.doors import entered
from living_review.ground.errors import BadInput
from living_review.handbook.gallery import build_examples
from living_review.handbook.site import SEARCH_PAGE, read_handbook, write_site


def main(docs: Path, out: Path) -> None:
    """Build the site with its gallery."""
    book = read_handbook(docs)
    if out.exists() and not (out / SEARCH_PAGE).is_file() and any(out.iterdir()):
        raise BadInput(f"{out} holds something else than the documentation; name a new folder.")
    shutil.rmtree(out, ignore_errors=True)
    build_examples(out)
    write_site(book, out)
    print(f"Built {len(book.sources)} pages in {out}; open {out / 'index.html'}.")


if __name__ == "__main__":
    sys.exit(entered(main, "handbook docs _docs", sys.argv[1:]))
