"""`docs/reference/words.md`: every macro that a review may word otherwise, with an example."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from living_review.ground.attribute_docs import attribute_docs
from living_review.language import PROGRAMS, Fact, say, speaking
from living_review.language.fact import facts_of, subjects
from living_review.reference.markdown import code, table

INTRODUCTION = """\
# The words of the report, macro by macro

Written by `make schemas` from `src/living_review/language/facts/` and `templates/en/words/`; every
example is what the templates make of it.

What is true is decided in Python and handed over as a **fact**; how it is said stands in a
**macro** of `templates/en/words/`. A review puts one macro of its own in place of the program's,
and keeps all others. For example, `templates/en/words/effects.j2` in the folder of a review:

```jinja
{% macro interval(low, high) %}from {{ low }} to {{ high }}{% endmacro %}
```

From then on every interval that is said reads so, also inside other sentences. (What stands in
`templates/words/`, without the language, counts as well.)

- A macro takes any of its facts, by their names below and in any order.
- A fact inside a fact is said where it is printed: `{{ interval }}`. Its parts can be read:
  `{{ interval.low }}`. A part that may be absent is asked for first: `{% if reason %}…{% endif %}`.
- `{{ words.terms.level(level) }}` says something else by its macro.
- Filters: `listed` (A, B and C; `listed("or")`), `counted("trial", "trials")` (three trials),
  `plural("was", "were")`, `in_words`, `count`, `ordinal`, `date`, `capitalised`, `sentence` (a
  capital and one full stop), `stopped` (one full stop, none after a name that was cut), `inside` (a
  label inside a sentence), `clause` (a sentence as a part of another), `singular` (of a unit),
  `language` (the name of a language by its tag), `filled` (puts texts into the places of a
  pattern), `text` (a fact as the text it says), and Jinja's own.
- Blanks and line ends of the file are one blank, and none before `, . : ; )` and after `(`. Blanks
  in values stay.
- A macro whose name begins with `_` is the file's own. Comments stand between `{*` and `*}`.
- What is printed is text: it is escaped on pages, so `<b>` is shown as it is written. A number is
  printed by a filter, such as `count` or `in_words`.

A slip in a name stops every command that computes or renders, with file, line and the name that was
meant. A changed macro makes a new version at the next `update`, and is told as a change of wording.

Marked *fixed* is what the program finds again in a text that it keeps: a review cannot word it
otherwise. The headings of CHANGELOG.md stay so, since people edit that file and write under them;
what is fixed beside them stands inside longer texts that versions keep, and says which.

A macro that gives a part of a sentence is there where the same part stands in several sentences,
or as often as there are things to tell: `limits.lowered_for`, `bottom_line.told`. The macro around
it is given the facts of its parts, so a language that wants another order, or another case, writes
the sentence there from `{{ domain.results }}` and its like, and leaves the part's macro unused.
`statements.rate_of` and `statements.chance_of` name what a sentence is about: the program puts such
a name where an outcome stands, and compares sentences without it.

## Another language

`review.language` in the protocol names the language of the report. The program has words in
English (`en`), German (`de`) and Spanish (`es`), the last two not yet reviewed by a GRADE group
that speaks them. For another one, `living-review words --language fr` puts a set to translate into
`templates/fr/` of the review: all macros and pages in English, each with the mark
`{* to translate *}`, which goes with the translation. The same command tells later what is still
marked, adds (with a mark) what a new version of the program says, and tells what is wrong. Counts,
lists, numbers and dates follow the Unicode CLDR, in macros and figures:
`{{ k | counted(one="essai", other="essais") }}`.

Every command that computes or renders refuses a set that lacks a macro or a page, before anything
is written; one that still has marks is used as it is. Labels, notes and the texts of the protocol
are to be in the language themselves, in German in the nominative and without an article: what
stands beside them takes the case. A noun is given all its forms, or the set is refused. Not
translated: what teams read (messages, checks of the registry, which the Data page shows, marked
as English), and texts that earlier versions hold. Lists of references have Pandoc's words of the
language. Names are sorted by their letters, accents last; a letter that a language has behind the
others, as Swedish has *ö*, stands beside its kin. Where longer words than the English ones do not
fit the summary for clinicians, its two pages hold fewer plots, reasons and rows, and say so.

To add a fact, or to move a sentence from Python to a macro, see
[architecture](../explanation/architecture.md#to-say-something-new).
"""
_KINDS: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    dt.date: "date",
    NoneType: "absent",
    Fact: "any of these facts",
}


def words_page() -> str:
    """Write the page; its examples are in the program's English."""
    with speaking(PROGRAMS):
        return "\n".join((INTRODUCTION, *map(_subject, subjects())))


def _subject(subject: str) -> str:
    about = inspect.getdoc(import_module(f"living_review.language.facts.{subject}")) or ""
    sections = [f"## {subject}.j2\n", f"{about}\n"]
    return "\n".join((*sections, *(_macro(kind) for kind in facts_of(subject).values())))


def _macro(kind: type[Fact]) -> str:
    fixed = " *Fixed.*" if kind.fixed else ""
    told = _meanings(kind)
    hints = get_type_hints(kind)
    rows = [(code(name), holds(hints[name]), told[name]) for name in kind.names()]
    return "\n".join(
        (
            f"### {kind.subject}.{kind.macro}\n",
            f"{' '.join((inspect.getdoc(kind) or '').split())}{fixed}\n",
            f"> {_shown(say(kind.example()))}\n",
            *((table(("Fact", "Holds", "Meaning"), rows),) if rows else ()),
        )
    )


def _shown(example: str) -> str:
    """Show a link as it is written: it leads from a page of the review, and not from this one."""
    return example.replace("](", "]\\(")


def _meanings(kind: type[Fact]) -> dict[str, str]:
    """Give what the source says of each field, those of a base class included."""
    kinds = [each for each in reversed(kind.__mro__) if issubclass(each, Fact)]
    return {name: text for each in kinds for name, text in attribute_docs(each).items()}


@cache
def _orders() -> Mapping[frozenset[Any], tuple[Any, ...]]:
    """Give the order in which a list of words is written, by its words.

    Python holds two lists of the same words for one where each may be absent, so the order of a
    field would be that of whichever was looked at first.
    """
    modules = [import_module(f"living_review.language.facts.{each}") for each in subjects()]
    lists = [
        get_args(value)
        for module in modules
        for value in vars(module).values()
        if get_origin(value) is Literal
    ]
    return {frozenset(words): words for words in reversed(lists)}


def holds(hint: Any) -> str:
    """Say what a field may hold."""
    if hint in _KINDS:
        return _KINDS[hint]
    if get_origin(hint) is Literal:
        words = _orders().get(frozenset(get_args(hint)), get_args(hint))
        return f"one of {', '.join(code(word) for word in words)}"
    if get_origin(hint) is tuple:
        parts = [part for part in get_args(hint) if part is not Ellipsis]
        return f"list of: {' or '.join(dict.fromkeys(map(holds, parts)))}"
    if isinstance(hint, type) and issubclass(hint, Fact):
        return f"[{hint.subject}.{hint.macro}](#{hint.subject}{hint.macro})"
    parts = sorted(get_args(hint), key=lambda part: part is NoneType)
    return " or ".join(dict.fromkeys(map(holds, parts)))
