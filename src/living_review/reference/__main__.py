"""Write the pages: `python -m living_review.reference docs data/registry` (`make schemas`)."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from living_review.protocol.schema import json_schema
from living_review.reference.protocol_page import SCHEMA_FILE, protocol_page
from living_review.reference.registry_page import registry_page
from living_review.reference.words_page import words_page
from living_review.sources import CsvFolder


def pages(registry: Path) -> Mapping[str, str]:
    """Give the text of every page by its file name; examples come from a registry of CSV files."""
    schema = json_schema()
    return {
        "reference/registry.md": registry_page(CsvFolder(registry).pull()),
        "reference/protocol.md": protocol_page(schema),
        "reference/words.md": words_page(),
        SCHEMA_FILE: json.dumps(schema, ensure_ascii=False, indent=1) + "\n",
    }


if __name__ == "__main__":
    target, registry = map(Path, sys.argv[1:])
    for name, text in pages(registry).items():
        (target / name).write_text(text, encoding="utf-8", newline="\n")
