"""`living-review words`: a set of words in another language, begun, and how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from living_review.cli.console import OK, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Review
from living_review.ground.errors import BadInput

if TYPE_CHECKING:
    from living_review.language.translation import Standing

NOT_WHOLE = 1
MOST_SHOWN = 20


def words(
    review: Review = Path(),
    language: Annotated[
        str, typer.Option(metavar="TAG", help="The language, such as fr or pt-BR.")
    ] = "en",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how far the set is; write nothing.")
    ] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Begin a set of words to translate in templates/TAG, and say what is missing or wrong in it.

    What is there is left as it is: a macro that is missing is added in English, with a mark that
    it is to be translated.
    """
    with reporting(as_json=as_json, debug=debug):
        from living_review.ground.folder import TEMPLATES, ReviewFolder
        from living_review.language.number_styles import locale_of
        from living_review.language.sandbox import PROGRAM_TEMPLATES
        from living_review.language.translation import begin, standing

        if not review.is_dir():
            raise BadInput(f"{review} is not a folder; give --review the folder of the review.")
        locale_of(language)
        programs = (PROGRAM_TEMPLATES / language).is_dir()
        folder = PROGRAM_TEMPLATES / language
        if not programs:
            folder = ReviewFolder(review).templates / language
        written = () if programs or dry_run else begin(folder)
        found = standing(language, folder)
        code = OK if found.whole else NOT_WHOLE
        if as_json:
            print_json({"exit_code": code, **vars(found), "whole": found.whole, "written": written})
        else:
            if written:
                echo(f"{len(written)} files of {TEMPLATES}/{language}/ were written or added to.")
            echo("\n".join(_told(found)))
        finish(code)


def _told(found: Standing) -> list[str]:
    if found.whole:
        return [
            f"The words in '{found.language}' are whole: {found.macros} macros, none to translate.",
            f"Next: name '{found.language}' under review.languages in data/protocol.yml, then "
            "'living-review build' makes the report in it.",
        ]
    kinds = (
        ("missing", (*found.missing, *found.pages)),
        ("to translate", found.marked),
        ("wrong", found.faults),
    )
    lines = []
    for kind, names in kinds:
        if not names:
            continue
        lines.append(f"{len(names)} {kind}:")
        lines += [f"  {name}" for name in names[:MOST_SHOWN]]
        if len(names) > MOST_SHOWN:
            lines.append(f"  … and {len(names) - MOST_SHOWN} more; --json names all.")
    return [
        *lines,
        "docs/reference/words.md says what each macro is given, with a sentence that it makes.",
    ]
