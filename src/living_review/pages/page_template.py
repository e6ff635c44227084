"""The templates of this program's own pages, as distinct from a team's templates of prose."""

from __future__ import annotations

from functools import cache

import jinja2

from living_review import assets

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@cache
def page_template(name: str) -> jinja2.Template:
    """A template of the assets; everything it prints is escaped unless it is Markup."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    return environment.from_string(assets.text(name))


def right_to_left(language: str) -> bool:
    """Whether that language (a BCP 47 tag) is written from right to left."""
    return language.split("-")[0].lower() in RIGHT_TO_LEFT
