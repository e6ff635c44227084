"""What cells hold, and what a result lacks."""

from __future__ import annotations

from living_review.registry.catalogue.rule import suspicion

RULES = (
    suspicion(
        "spreadsheet-error",
        "any",
        "A cell shows the error of a spreadsheet, such as #N/A, and is read as empty.",
        "in every column but identifiers; more than ten in one column are told in one query",
    ),
    suspicion(
        "read-as-empty",
        "any",
        "A cell says that nothing is reported, such as NA or a dash, and is read as empty.",
        (
            "NA, N/A and NaN in every column but names; not reported, unknown, a dash and the like "
            "in numbers, dates and fixed lists; more than ten in one column are told in one query"
        ),
    ),
    suspicion(
        "text-misread",
        "any",
        "A text was saved or read in the wrong encoding (Ã¼ for ü, or a letter that was lost).",
        (
            "a sequence of Windows-1252 characters that is UTF-8 for a letter of Europe or a "
            "typographic mark; or U+FFFD"
        ),
    ),
    suspicion(
        "invisible-character",
        "any",
        "A text holds a character that nobody sees.",
        "U+200B, U+2060, U+FEFF, U+00AD",
    ),
    suspicion(
        "n-missing",
        "contrasts",
        "A difference in points has no numbers of people, so it cannot be standardised.",
    ),
    suspicion(
        "no-precision",
        "contrasts",
        (
            "An estimate has no standard error, interval or usable p value, so only its direction"
            " is used."
        ),
    ),
    suspicion(
        "measure-not-usable",
        "contrasts",
        ("An estimate is in a measure that its outcome cannot use, so only its direction is used."),
    ),
    suspicion(
        "doubt-noted",
        "trials, arms, contrasts",
        "The notes of a row name a doubt.",
        "a sentence or clause of the notes that begins with Doubt:",
    ),
    suspicion(
        "people-not-counted",
        "arms, contrasts",
        "An estimate, or a rate of an arm, is weighed and its people are not known.",
    ),
)
