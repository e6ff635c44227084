"""Labels of a protocol have neither case nor gender that German words could follow."""

from __future__ import annotations

import re

from living_review.language.sandbox import PROGRAM_TEMPLATES

# A label in the dative would have to be declined: 'mit üblicher Versorgung'. What takes the case
# stands before it: 'mit der Vergleichsintervention übliche Versorgung'.
DATIVE = r"\b(?:aus|bei|beim|gegenüber|mit|nach|unter|von|zu|zum|zur)\s+"
LABEL = r"\{\{\s*(?:\w+\.)*(?:comparator|favours|from_side|intervention|sides?|to_side|who)\b"


def test_no_label_of_a_group_stands_where_it_would_be_declined() -> None:
    for path in (PROGRAM_TEMPLATES / "de").rglob("*.j2"):
        found = re.findall(f"{DATIVE}{LABEL}.*", path.read_text(encoding="utf-8"))
        assert not found, f"{path.name}: {found}"


def test_no_sentence_begins_with_a_size_in_the_dative() -> None:
    """They stand in the dative, after „von“ or „bis zu“; capitalised one would begin a sentence."""
    for path in (PROGRAM_TEMPLATES / "de").rglob("*.j2"):
        found = re.findall(r"\b(?:size|band)\s*\|\s*capitalised", path.read_text(encoding="utf-8"))
        assert not found, f"{path.name}: {found}"
