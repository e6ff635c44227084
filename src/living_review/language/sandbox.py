"""The sandbox of all templates: values can be read, nothing can act, and what fails is told where.

Pages and macros of words stand in it alike; what each of them may print is their own matter.
"""

from __future__ import annotations

import dataclasses
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from pydantic import BaseModel

from living_review.ground.errors import TemplateFailure
from living_review.ground.folder import TEMPLATES, leads_out
from living_review.ground.own_files import own_file
from living_review.language.fact import nearest
from living_review.language.limits import BeyondLimits, Bounded

PROGRAM_TEMPLATES = own_file(TEMPLATES)
# Pandoc's heading anchors begin with the brace and hash that Jinja takes for comments.
COMMENTS = {"comment_start_string": "{*", "comment_end_string": "*}"}


class PrintError(Exception):
    """A template prints something other than text."""


# Whatever a template may raise; a fault of the program shows in the program's own templates, too.
OF_TEMPLATES = (
    *(TemplateError, PrintError, BeyondLimits, TypeError, ValueError, LookupError),
    *(AttributeError, ArithmeticError, RecursionError, MemoryError),
)


class Unknown(StrictUndefined):
    """A name that is not there; its message says what is."""

    @property
    def _undefined_message(self) -> str:
        name = str(self._undefined_name)
        if self._undefined_obj is missing:
            return f"unknown name '{name}'"
        there = readable_names(self._undefined_obj)
        kind = type(self._undefined_obj).__name__
        return f"'{name}' is not part of {kind}{nearest(name, there)}"


class ReportEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which values can be read but not called upon to act."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow the fields and properties of findings and protocol, none of their methods."""
        if isinstance(obj, Path):
            return False
        if isinstance(obj, BaseModel):
            return attr in type(obj).model_fields or isinstance(
                getattr(type(obj), attr, None), property
            )
        return super().is_safe_attribute(obj, attr, value)


class BoundedEnvironment(Bounded, ReportEnvironment):
    """The environment of a review's own templates: none of them works for ever."""


class Loader(FileSystemLoader):
    """Finds templates, and reads none of a review's through a link that leaves the review."""

    def __init__(self, folders: Sequence[Path], own: Path | None) -> None:
        super().__init__(folders)
        self.own = own

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Give the text of a template; TemplateFailure where a link leads out of the review."""
        try:
            text, file, unchanged = super().get_source(environment, template)
        except UnicodeDecodeError as error:
            folders = (Path(each) for each in self.searchpath)
            found = next(each / template for each in folders if (each / template).is_file())
            raise TemplateFailure(
                f"{self._shown(found)} is not UTF-8 (byte {error.start + 1}); save it as UTF-8."
            ) from error
        own = self.own
        if own and Path(file).is_relative_to(own) and leads_out(Path(file), own, own.parent):
            raise TemplateFailure(
                f"{self._shown(Path(file))} is a link, or lies behind one, that leads out of the "
                "folder of the review; copy the file itself into the review."
            )
        return text, file, unchanged

    def _shown(self, file: Path) -> str:
        """Name a file from the folder of its review, or as it lies among the program's own."""
        own = self.own if self.own and file.is_relative_to(self.own) else PROGRAM_TEMPLATES
        return f"{TEMPLATES}/{file.relative_to(own).as_posix()}"


def as_failure(
    error: Exception, made: ReportEnvironment, there: Mapping[str, Any]
) -> TemplateFailure:
    """Say of what a template raised in which file and line, and what there is instead.

    `made` is what rendered it, `there` the names that it could use.
    """
    if isinstance(error, TemplateFailure):
        return error
    if isinstance(error, TemplateNotFound):
        return TemplateFailure(
            f"The template '{error.name}' is missing; put it into templates/ or remove the line "
            "that includes it."
        )
    if isinstance(error, TemplateSyntaxError):
        where = place(error.filename or error.name, error.lineno)
        return TemplateFailure(f"{where}: {_sentence(error.message or 'not readable')}")
    file, line = _origin(error, made)
    return TemplateFailure(f"{place(file, line)}: {_sentence(_reason(error, there))}")


def readable_names(value: Any) -> tuple[str, ...]:
    """Name what a template can read of a value."""
    if isinstance(value, BaseModel):
        kind = type(value)
        own = [name for name, item in vars(kind).items() if isinstance(item, property)]
        return tuple(sorted({*kind.model_fields, *own} - {"model_extra", "model_fields_set"}))
    if dataclasses.is_dataclass(value):
        return tuple(sorted(field.name for field in dataclasses.fields(value)))
    if isinstance(value, Mapping):
        return tuple(sorted(str(key) for key in value))
    there: Callable[[], tuple[str, ...]] | None = getattr(value, "names_there", None)
    return there() if there else ()


def refuse_to_print(value: Any) -> None:
    """Raise PrintError for a value that is no text."""
    if value is None:
        raise PrintError("the value to print is absent; ask whether it is there first")
    if isinstance(value, bool | int | float):
        raise PrintError(
            f"the number {value!r} is printed bare; write it with one of the formats "
            "(for example '| count' or '| in_words')"
        )
    raise PrintError(f"a {type(value).__name__} is not text; print one of its fields")


def place(file: str | None, line: int | None) -> str:
    """Name a file of a review, or of the program, and a line in it."""
    parts = Path(file).parts if file else ("A template",)
    below = parts[len(parts) - 1 - parts[::-1].index(TEMPLATES) :] if TEMPLATES in parts else ()
    name = "/".join(below or parts[-2:])
    return f"{name}, line {line}" if line else name


def _reason(error: Exception, there: Mapping[str, Any]) -> str:
    message = str(error)
    if isinstance(error, RecursionError):
        return "it calls itself without end; take the macro or the inclusion out"
    if isinstance(error, MemoryError | ArithmeticError):
        return f"it cannot be worked out ({message or type(error).__name__})"
    if isinstance(error, UndefinedError) and (
        found := re.fullmatch(r"unknown name '(.*)'", message)
    ):
        return message + nearest(found[1], there)
    return message


def _origin(error: Exception, made: ReportEnvironment) -> tuple[str | None, int | None]:
    """Find the innermost template line of a traceback."""
    folders = getattr(made.loader, "searchpath", [])
    found: tuple[str | None, int | None] = None, None
    for frame, line in traceback.walk_tb(error.__traceback__):
        file = frame.f_code.co_filename
        if any(file.startswith(str(folder)) for folder in folders):
            # A macro that was called by itself still has the lines of what it was compiled to.
            template = frame.f_globals.get("__jinja_template__")
            found = file, template.get_corresponding_lineno(line) if template else line
    return found


def _sentence(message: str) -> str:
    return message if message.endswith((".", "?")) else message + "."
