"""What people and programs write where nothing is reported, and which cells it empties.

A cell that holds such a word is read as empty, and told. Where the word may be a value, as in a
name, it stays one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from living_review.ground.spelling import plain
from living_review.registry.columns import Column

# What a spreadsheet shows for a formula it cannot compute, in any language: #N/A, #WERT!, #DIV/0!,
# #¿NOMBRE?, Err:502 (LibreOffice), and ##### where a column was too narrow when it was copied.
_SPREADSHEET_ERROR = re.compile(
    r"#(?:n/?[abdv]|getting_data|saknas!|[¡¿]?[^\W\d_]+(?:[/_][^\W_]+)*[!?])|err:\d{3}|#{2,}"
)
_NOT_A_NUMBER = frozenset({"na", "n/a", "n.a.", "n.a", "nan", "null", "<na>", "[na]", "(null)"})
_NOT_REPORTED = frozenset(
    {
        *("none", "nat", "nr", "n.r.", "n.r", "n/r", "nd", "n.d.", "n.k.", "nil", "no data"),
        *("not reported", "not available", "not applicable", "not given", "not stated"),
        *("not known", "not measured", "unreported", "unavailable", "unknown", "missing"),
        *("-", "--", "---", ".", "..", "...", "?", "??", "/", "keine angabe", "k.a.", "k. a."),
    }
)
_NAMES = frozenset({"label", "arm", "instrument", "stratum", "report", "source"})
_VOCABULARY = frozenset({"domain", "judgement"})
_LONGEST = 40


@lru_cache(maxsize=8192)
def is_spreadsheet_error(cell: str) -> bool:
    """Tell whether a trimmed cell is what a spreadsheet shows for a formula without a value."""
    return len(cell) <= _LONGEST and bool(_SPREADSHEET_ERROR.fullmatch(plain(cell)))


@lru_cache(maxsize=8192)
def _word(cell: str) -> str:
    return plain(cell).strip("\"'") if len(cell) <= _LONGEST else ""


def is_empty_word(cell: str, column: Column) -> bool:
    """Tell whether a trimmed cell says in words that it is empty.

    An error of a spreadsheet is no value anywhere but in an identifier, whose row it makes unknown.
    NA and its like empty every cell but a name; in numbers, dates, choices and the words of a tool,
    where no other word can stand, so do all words for what is not reported.
    """
    if column.kind == "identifier":
        return column.name == "search_id" and is_spreadsheet_error(cell)
    if is_spreadsheet_error(cell):
        return True
    word = _word(cell)
    if column.kind == "text" and column.name not in _VOCABULARY:
        return column.name not in _NAMES and word in _NOT_A_NUMBER
    if column.kind == "text" and not any(map(str.isalpha, word)):
        return False  # a sign may be a judgement: it is refused as a word of no tool
    return word in _NOT_A_NUMBER or word in _NOT_REPORTED
