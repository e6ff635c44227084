"""The Jinja2 environment of the report: strict, sandboxed, and text from a registry stays text.

A template prints three kinds of value: Markdown made by this program, as it is; text, escaped; and
nothing else. A bare number is refused, so that every number passes through
`living_review.ground.numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Undefined

from living_review.language.compiled import compiled
from living_review.language.folders import own_folders
from living_review.language.later import AskedContext
from living_review.language.markdown import Markdown, escape
from living_review.language.sandbox import (
    COMMENTS,
    OF_TEMPLATES,
    PROGRAM_TEMPLATES,
    BoundedEnvironment,
    Loader,
    ReportEnvironment,
    Unknown,
    as_failure,
    refuse_to_print,
)

_BLANK_LINES = re.compile(r"\n{3,}")


def environment(
    own: Path | None, filters: Mapping[str, Callable[..., Any]], language: str = "en"
) -> ReportEnvironment:
    """Make the environment; a file in `own` (a review's `templates/`) overrides the program's.

    What stands right in `own` counts as of the review's language, as what is in its folder does.
    """
    folders = [*own_folders(own, language), PROGRAM_TEMPLATES / language]
    kind = ReportEnvironment if own is None else BoundedEnvironment
    made = kind(
        loader=Loader(folders, own),
        undefined=Unknown,
        finalize=_printable,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=-1,
        **COMMENTS,
    )
    made.bytecode_cache = compiled(f"{language}-{'page' if own is None else 'bounded'}")
    made.context_class = AskedContext
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
    except OF_TEMPLATES as error:
        raise as_failure(error, made, values) from error
    return _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"


def _printable(value: Any) -> Any:
    if isinstance(value, Undefined | Markdown):
        return value
    return escape(value) if isinstance(value, str) else refuse_to_print(value)
