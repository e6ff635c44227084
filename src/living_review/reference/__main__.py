"""Write the pages: `python -m living_review.reference docs data/registry` (`make schemas`)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from living_review.findings.document import json_schema as findings_schema
from living_review.ground.doors import entered
from living_review.protocol.schema import json_schema
from living_review.reference.findings_page import findings_page
from living_review.reference.messages_page import messages_page
from living_review.reference.protocol_page import SCHEMA_FILE, protocol_page
from living_review.reference.registry_page import registry_page
from living_review.reference.words_page import words_page
from living_review.sources import CsvFolder


def _schema_page(_registry: Path) -> str:
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


# How each page is written, by its file name; examples come from a registry of CSV files.
PAGES: Mapping[str, Callable[[Path], str]] = {
    "reference/registry.md": lambda registry: registry_page(CsvFolder(registry).pull()),
    "reference/protocol.md": lambda _registry: protocol_page(json_schema()),
    "reference/words.md": lambda _registry: words_page(),
    "reference/findings.md": lambda _registry: findings_page(findings_schema()),
    "reference/messages.md": lambda registry: messages_page(registry.resolve().parents[1]),
    SCHEMA_FILE: _schema_page,
}


def main(docs: Path, registry: Path) -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (docs / name).write_text(page(registry), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(entered(main, "reference docs data/registry", sys.argv[1:]))
