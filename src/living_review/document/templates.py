"""The Jinja2 environment of the report: strict, sandboxed, and text from a registry stays text.

A template prints three kinds of value: Markdown made by this program, as it is; text, escaped; and
nothing else. A bare number is refused, so that every number passes through
`living_review.ground.numbers`.
"""

from __future__ import annotations

import dataclasses
import difflib
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
    Undefined,
    UndefinedError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from pydantic import BaseModel

from living_review.document.template_limits import BeyondLimits, Bounded
from living_review.ground.errors import TemplateFailure
from living_review.ground.folder import TEMPLATES, leads_out
from living_review.words.markdown import Markdown, escape

_INSTALLED = Path(__file__).parents[1] / "templates"
_CHECKED_OUT = Path(__file__).parents[3] / "templates"
PROGRAM_TEMPLATES = _INSTALLED if _INSTALLED.is_dir() else _CHECKED_OUT
_BLANK_LINES = re.compile(r"\n{3,}")


class _PrintError(Exception):
    """A template prints something other than text."""


# Whatever a template may raise; a fault of the program shows in the program's own templates, too.
_OF_TEMPLATES = (
    *(TemplateError, _PrintError, BeyondLimits, TypeError, ValueError, LookupError),
    *(AttributeError, ArithmeticError, RecursionError, MemoryError),
)


class _Unknown(StrictUndefined):
    """A name that is not there; its message says what is."""

    @property
    def _undefined_message(self) -> str:
        name = str(self._undefined_name)
        if self._undefined_obj is missing:
            return f"unknown name '{name}'"
        there = readable_names(self._undefined_obj)
        kind = type(self._undefined_obj).__name__
        return f"'{name}' is not part of {kind}{_instead(name, there)}"


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


class _Loader(FileSystemLoader):
    """Finds templates, and reads none of a review's through a link that leaves the review."""

    def __init__(self, folders: Sequence[Path], own: Path | None) -> None:
        super().__init__(folders)
        self.own = own

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Give the text of a template; TemplateFailure where a link leads out of the review."""
        text, file, unchanged = super().get_source(environment, template)
        own = self.own
        if own and Path(file).is_relative_to(own) and leads_out(Path(file), own, own.parent):
            raise TemplateFailure(
                f"{TEMPLATES}/{template} is a link, or lies behind one, that leads out of the "
                "folder of the review; copy the file itself into the review."
            )
        return text, file, unchanged


def environment(own: Path | None, filters: Mapping[str, Callable[..., Any]]) -> ReportEnvironment:
    """Make the environment; a file in `own` (a review's `templates/`) overrides the program's."""
    folders = [folder for folder in (own, PROGRAM_TEMPLATES) if folder is not None]
    kind = ReportEnvironment if own is None else BoundedEnvironment
    made = kind(
        loader=_Loader(folders, own),
        undefined=_Unknown,
        finalize=_printable,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Pandoc's heading anchors begin with the brace and hash that Jinja takes for comments.
        comment_start_string="{*",
        comment_end_string="*}",
        cache_size=-1,
    )
    made.filters.update(filters)
    made.globals.clear()
    if isinstance(made, BoundedEnvironment):
        made.bound()
    return made


def render(made: ReportEnvironment, name: str, values: Mapping[str, Any]) -> str:
    """Render one template; TemplateFailure names the file, the line, and what there is instead."""
    try:
        if isinstance(made, BoundedEnvironment):
            made.begin()
        text = made.get_template(name).render(values)
    except TemplateNotFound as error:
        raise TemplateFailure(
            f"The template '{error.name}' is missing; put it into templates/ or remove the line "
            "that includes it."
        ) from error
    except TemplateSyntaxError as error:
        where = _where(error.filename or error.name, error.lineno)
        raise TemplateFailure(f"{where}: {_sentence(error.message or 'not readable')}") from error
    except _OF_TEMPLATES as error:
        if isinstance(error, TemplateFailure):
            raise
        file, line = _origin(error, made)
        reason = _reason(error, values)
        raise TemplateFailure(f"{_where(file, line)}: {_sentence(reason)}") from error
    return _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"


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
    return ()


def _printable(value: Any) -> Any:
    if isinstance(value, Undefined | Markdown):
        return value
    if isinstance(value, str):
        return escape(value)
    if value is None:
        raise _PrintError("the value to print is absent; ask whether it is there first")
    if isinstance(value, bool | int | float):
        raise _PrintError(
            f"the number {value!r} is printed bare; write it with one of the formats "
            "(for example '| count' or '| in_words')"
        )
    raise _PrintError(f"a {type(value).__name__} is not text; print one of its fields")


def _reason(error: Exception, there: Mapping[str, Any]) -> str:
    message = str(error)
    if isinstance(error, RecursionError):
        return "it calls itself without end; take the macro or the inclusion out"
    if isinstance(error, MemoryError | ArithmeticError):
        return f"it cannot be worked out ({message or type(error).__name__})"
    if isinstance(error, UndefinedError) and (
        found := re.fullmatch(r"unknown name '(.*)'", message)
    ):
        return message + _instead(found[1], tuple(sorted(there)))
    return message


def _instead(name: str, there: tuple[str, ...]) -> str:
    if not there:
        return ""
    close = difflib.get_close_matches(name, there, n=1)
    meant = f"; did you mean '{close[0]}'?" if close else ";"
    return f"{meant} There is: {', '.join(there)}"


def _origin(error: Exception, made: ReportEnvironment) -> tuple[str | None, int | None]:
    """Find the innermost template line of a traceback."""
    folders = getattr(made.loader, "searchpath", [])
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if any(frame.filename.startswith(str(folder)) for folder in folders):
            return frame.filename, frame.lineno
    return None, None


def _where(file: str | None, line: int | None) -> str:
    name = "/".join(Path(file).parts[-2:]) if file else "A template"
    return f"{name}, line {line}" if line else name


def _sentence(message: str) -> str:
    return message if message.endswith((".", "?")) else message + "."
