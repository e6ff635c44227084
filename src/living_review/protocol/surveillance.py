"""The `surveillance` key of the protocol: what is asked of a trial register between searches."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from living_review.protocol.fields import Day, Section, Text, one_or_more

_CONTACT = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}|https://[A-Za-z0-9._~/:@%-]{1,300}", re.ASCII
)
_PAIRS = {"(": ")", "[": "]"}
LONGEST_EXPRESSION = 300


def _expression(value: Any) -> Any:
    if isinstance(value, str) and value.strip() and not _is_whole(value):
        raise PydanticCustomError("search_expression", "not a search expression")
    return value


def _is_whole(expression: str) -> bool:
    """Tell whether quotation marks and brackets close, so that expressions can be joined."""
    if len(expression) > LONGEST_EXPRESSION or not expression.isprintable():
        return False
    outside = "".join(expression.split('"')[::2])
    awaited: list[str] = []
    for letter in outside:
        if letter in _PAIRS:
            awaited.append(_PAIRS[letter])
        elif letter in _PAIRS.values() and (not awaited or awaited.pop() != letter):
            return False
    return not awaited and expression.count('"') % 2 == 0


def _contact(value: Any) -> Any:
    if isinstance(value, str) and value.strip() and not _CONTACT.fullmatch(value.strip()):
        raise PydanticCustomError("contact", "not a contact")
    return value


Expression = Annotated[Text, BeforeValidator(_expression)]
Expressions = Annotated[tuple[Expression, ...], BeforeValidator(one_or_more)]
Contact = Annotated[str, BeforeValidator(_contact)]


class Surveillance(Section):
    """What ClinicalTrials.gov is asked for: each given key must match, by any one of its items."""

    conditions: Expressions = ()
    """Conditions or diseases, in the register's language: words, "a phrase", AND, OR, NOT."""
    interventions: Expressions = ()
    """Interventions, in the same language."""
    terms: Expressions = ()
    """Words anywhere in the record, in the same language."""
    study_type: Literal["interventional", "observational", "any"] = "interventional"
    """The type of study."""
    since: Day | None = None
    """Only records first posted or changed on or after this day, such as the last search's."""
    contact: Contact = ""
    """An e-mail or https address that the register may write to; sent with every request."""
