"""The page of all slots, as docs/reference/text-slots.md has it."""

from __future__ import annotations

from living_review.texts.slots import OF_REVIEW, SLOTS

_HEAD = """# Slots of texts

Written from the code (`texts/slots.py`). A slot is a name in two braces in a text of `data/text/`,
such as `{{ recovery.effect }}`; [how to write texts](../how-to/write-texts.md) says where texts
stand. The values are texts of the language of the report, written as everywhere in it.

## Of a result

A result is named by its outcome, `recovery`, which is the first time point of the first comparison
of the protocol that has it; by `recovery.post`, outcome and time point; by
`peer-support.recovery`, comparison and outcome; or by all three, `peer-support.recovery.post`. In a
text about a comparison the short names are those of this comparison. In a text about a result its
own fields need no name before them: `{{ effect }}`.

"""
_BETWEEN = """
A field that has nothing to say (an effect where several trials are not pooled, a certainty where
nothing is rated, the people of no trial) takes its paragraph, list item or heading away: in its
place stands one sentence that says what is missing, and `living-review check` tells it.

## Of the review

"""


def slots_page() -> str:
    """Write the page."""
    finding = [(f"`OUTCOME.{each.name}`", each.says, each.example) for each in SLOTS]
    review = [(f"`review.{name}`", says, shown) for name, (says, shown, _) in OF_REVIEW.items()]
    return f"{_HEAD}{_table(finding)}{_BETWEEN}{_table(review)}"


def _table(rows: list[tuple[str, str, str]]) -> str:
    head = ("| Slot | Is | For example |", "| --- | --- | --- |")
    return "\n".join((*head, *(f"| {' | '.join(row)} |" for row in rows))) + "\n"
