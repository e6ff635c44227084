"""The small types that protocol keys are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from living_review.ground.brief import Brief

WEB_ADDRESS = re.compile(
    r"https://[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?(/[\w.~!$&'()*+,;=:@%/-]{0,300})?", re.ASCII
)
DOI = re.compile(r"10\.\d{4,9}/[\w.()/:;-]{1,200}", re.ASCII)
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class Section(Brief):
    """A frozen mapping of the protocol that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _number(value: Any) -> Any:
    # YAML reads yes, no, on and off as booleans, and Python counts a boolean as a number.
    if isinstance(value, bool):
        raise PydanticCustomError("float_type", "a boolean is not a number")
    return value


def _whole(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "a boolean is not a number")
    return value


def identifier(value: Any) -> Any:
    if isinstance(value, str) and not IDENTIFIER.fullmatch(value.strip()):
        raise PydanticCustomError("identifier", "not an identifier")
    return value


def web_address(value: Any) -> Any:
    if isinstance(value, str) and value.strip() and not WEB_ADDRESS.fullmatch(value.strip()):
        raise PydanticCustomError("web_address", "not a web address")
    return value


def doi(value: Any) -> Any:
    if isinstance(value, str) and value.strip() and not DOI.fullmatch(value.strip()):
        raise PydanticCustomError("doi", "not a DOI")
    return value


def is_language_tag(value: Any) -> bool:
    """Whether a value is the tag of a language, also where YAML made a boolean of it."""
    # YAML reads the code of Norwegian as a boolean.
    return value is False or bool(isinstance(value, str) and LANGUAGE_TAG.fullmatch(value.strip()))


def language_tag(value: Any) -> Any:
    value = "no" if value is False else value
    if isinstance(value, str) and not is_language_tag(value):
        raise PydanticCustomError("language_tag", "not the tag of a language")
    return value


def day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        raise PydanticCustomError("date_parsing", "not a date")
    return value.strip()


def one_or_more(value: Any) -> Any:
    """A single value stands for a list of one."""
    return (value,) if isinstance(value, str | int | float | bool) else value


def cell(value: Any) -> Any:
    # Numbers may stand unquoted (year: [2012]); `no` would have become a boolean in silence.
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def named_cell(value: Any) -> Any:
    """A cell of a file as a person names it: `yes`, 12, or nothing for an empty one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else value


def cells_named(value: Any) -> Any:
    if value == []:
        raise PydanticCustomError("no_cells", "no cell is let in")
    return (value,) if value is None or isinstance(value, str | int | float | bool) else value


def filter_values(value: Any) -> Any:
    if value == "any":
        return ()
    if value == []:
        raise PydanticCustomError("empty_filter", "no value is allowed")
    return one_or_more(value)


Text = Annotated[str, StringConstraints(min_length=1)]
Identifier = Annotated[str, BeforeValidator(identifier)]
LanguageTag = Annotated[str, BeforeValidator(language_tag)]
WebAddress = Annotated[str, BeforeValidator(web_address)]
Doi = Annotated[str, BeforeValidator(doi)]
Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Positive = Annotated[float, BeforeValidator(_number), Field(gt=0, allow_inf_nan=False)]
Risk = Annotated[float, BeforeValidator(_number), Field(gt=0, lt=1)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=1)]
Day = Annotated[date, BeforeValidator(day)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(one_or_more)]
Cell = Annotated[Text, BeforeValidator(cell)]
NamedCell = Annotated[str, BeforeValidator(named_cell)]
CellFilter = Mapping[str, Annotated[tuple[Cell, ...], BeforeValidator(filter_values)]]
"""Column of trials.csv → the values let in; an empty tuple (written `any`) lets everything in."""
