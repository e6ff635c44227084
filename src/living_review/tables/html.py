"""A table drawn as accessible HTML in a raw block; every text in it is escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache, partial
from itertools import chain
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from living_review.ground import numbers
from living_review.ground.from_the_right import apart
from living_review.ground.visible_text import visible
from living_review.language import say
from living_review.language.facts import characteristics as facts
from living_review.language.facts import site
from living_review.language.facts import summary_of_findings as summary
from living_review.language.markdown import Markdown, raw_html
from living_review.tables.cards import labels, name
from living_review.tables.spec import Among, Cell, Choices, Footnote, Table
from living_review.tables.widths import widths

_TABLE = """\
{%- macro css(names) -%}{% if names %} class="{{ names }}"{% endif %}{%- endmacro -%}
{%- macro name(place) -%}\
{% if labels.shown and labels.of[place] %} data-label="{{ labels.of[place] }}"{% endif %}\
{%- endmacro -%}
{%- macro footnote(note) -%}
<p>{% if note.mark %}<sup>{{ note.mark }}</sup> {% endif %}{{ note.text | held }}</p>\
{%- endmacro -%}
<table id="{{ table.id }}"{{ css([table.css, labels.css] | select | join(" ")) }}\
{% if choices and choices.ranked %} data-ranked="{{ choices.ranked | join("|") }}"{% endif %}\
{% if widths %} style="width: {{ widths.table | percent }}"{% endif %}>
<caption>{{ table.caption | held }}\
{% if paper %}{% for name, text in table.header %} \
<span class="question"><span class="name">{{ name }}:</span> {{ text | held }}</span>\
{% endfor %}{% endif %}</caption>
{% if widths %}
<colgroup>\
{% for each in widths.columns %}<col style="width: {{ each | percent }}">{% endfor %}\
</colgroup>
{% endif %}
<thead>
{% if table.header and not paper %}
{% for name, text in table.header %}
<tr class="question"><th scope="row">{{ name }}</th>\
<td colspan="{{ table.columns | length - 1 }}">{{ text | held }}</td></tr>
{% endfor %}
{% endif %}
{% if table.grouped %}
<tr>
{% for name, span in table.groups %}
{% if name %}
<th scope="colgroup" colspan="{{ span }}">{{ name | held }}</th>
{% else %}
{% set column = table.columns[starts[loop.index0]] %}
<th scope="col" rowspan="2"{{ css(column.align) }}>{{ column.heading | held }}</th>
{% endif %}
{% endfor %}
</tr>
{% endif %}
<tr>
{% for column in table.columns if not table.grouped or column.group %}
<th scope="col"{{ css(column.align) }}>{{ column.heading | held }}</th>
{% endfor %}
</tr>
</thead>
<tbody>
{% for row in table.rows %}
{% if row.banner %}
<tr class="banner"><th scope="rowgroup" colspan="{{ table.columns | length }}">\
{{ row.cells[0] | written(False) }}</th></tr>
{% else %}
{% set tall = "tall" if widths and loop.index0 in widths.tall else "" %}
<tr{{ css([row.css, tall] | select | join(" ")) }}\
{% if row.trial and lit %} data-trial="{{ row.trial }}"{% endif %}\
{% if choices and row.among %} data-among="{{ row.among | among }}"{% endif %}\
{% if choices and row.keys %} data-keys="{{ row.keys | join(" ") }}"{% endif %}>
{% set span = row.span if paper else 1 %}
{% for cell in row.cells %}
{% if loop.first or loop.index0 >= span %}
{% set kind = labels.kind(cell) if not loop.first else "" if paper else cell | name %}
{% set names = [cell.css, table.columns[loop.index0].align, kind] | select | join(" ") %}
{% if loop.first %}
<th scope="row"{% if span > 1 %} colspan="{{ span }}"{% endif %}\
{{ css(names) }}>{{ cell | written(table.css == "sof") }}</th>
{% else %}
<td{{ css(names) }}{% if cell.language %} lang="{{ cell.language }}"{% endif %}\
{{ name(loop.index0) }}>{{ cell | written(False) }}</td>
{% endif %}
{% endif %}
{% endfor %}
</tr>
{% endif %}
{% endfor %}
</tbody>
{% macro notes() %}
{% set folded = table.footnotes | selectattr("reading") | list if not paper else [] %}
{% if lettered %}
<details class="fold on-phones"><summary>\
{{ notes_named(lettered[0].mark, lettered[-1].mark) }}</summary>
{% for note in lettered %}
{{ footnote(note) }}
{% endfor %}
</details>
{% endif %}
{% for note in table.footnotes if note not in folded and note not in lettered %}
{{ footnote(note) }}
{% endfor %}
{% if folded %}
<details class="fold"><summary>{{ reading() }}\
{% if folded[0].mark %}<sup>{{ folded[0].mark }}</sup>{% endif %}</summary>
{% for note in folded %}
{{ footnote(note) }}
{% endfor %}
{% endif %}
{% if table.abbreviations %}
<p class="abbreviations">{% for short, long in table.abbreviations %}\
{{ short }}: {{ long }}{% if loop.last %}.{% else %}; {% endif %}{% endfor %}</p>
{% endif %}
{% if folded %}
</details>
{% endif %}
{% endmacro %}
{% set noted = table.footnotes or table.abbreviations %}
{% if noted and not paper %}
<tfoot>
<tr><td class="text" colspan="{{ table.columns | length }}">
{{ notes() }}\
</td></tr>
</tfoot>
{% endif %}
</table>
{% if noted and paper %}
<div class="table-notes">
{{ notes() }}\
</div>
{% endif %}
"""

# A script makes fields of it. Without one it is hidden; with one its room is kept until then.
_BOX = """\
<div class="choose" role="group" aria-label="{{ said("box") }}" data-table="{{ table.id }}" hidden>
<p data-name="words">{{ words }}</p>
{% for facet in choices.facets %}
<p data-name="{{ facet.name }}" data-values="{{ ([said("any")] + (facet.values | list)) | json }}">\
{{ facet.label }}</p>
{% endfor %}
{% if choices.orders %}
<p data-name="sort" data-values="{{ ([said("listed")] + orders) | json }}">{{ said("sort") }}</p>
{% endif %}
<div data-all="{{ said("all") }}">\
<span role="status" data-said="{{ pattern }}">{{ every }}</span></div>
</div>
"""


# More notes on single cells than this are folded on a narrow screen.
MOST_NOTES = 6
# More letters than this without a blank, such as an address, are wider than a column.
_LONG = re.compile(r"[^\s<>]{31,}")
_BREAKS = re.compile(r"(?<=[/._?=-])(?=[^/._?=-])")
# Letters and digits without a mark are no word but a number of a page or a file.
_UNMARKED, _PIECE = re.compile(r"(?<![^\W_])(?=[^\W\d_]*\d)[^\W_]{21,}"), 12


def _held(text: str) -> str:
    """Hold names that are read from the right apart from the numbers behind them."""
    return escape(apart(visible(text))) if type(text) is str else text


@pass_context
def _written(context: Context, cell: Cell, apart: bool) -> Markup:
    """Write the lines of a cell; `apart` has those after the first stand as details of it.

    A table of many trials has thousands of cells, which a macro takes five times as long to write.
    """
    paper, links = context["paper"], context["links"]
    held = _held if paper else _breakable
    if len(cell.lines) == 1 and not (cell.href or cell.symbols or cell.notes):
        return Markup(held(cell.lines[0]))
    parts: list[str] = []
    for place, line in enumerate(cell.lines):
        if place:
            parts.append("<br>")
        if place == 1 and apart:
            parts.append('<span class="detail">')
        if not place and cell.href and links:
            parts.append(f'<a href="{escape(visible(cell.href))}">{_breakable(line)}</a>')
        else:
            parts.append(held(line))
        if not place and cell.symbols:
            shown = escape(visible(cell.symbols))
            parts.append(f' <span class="symbols" aria-hidden="true">{shown}</span>')
    if apart and len(cell.lines) > 1:
        parts.append("</span>")
    if cell.notes:
        parts.append(f"<sup>{','.join(map(str, map(escape, cell.notes)))}</sup>")
    return Markup("".join(parts))


def _breakable(line: str) -> Markup:
    """Let a line break in a very long word behind a mark, where it would widen the table."""
    text = str(_held(line))
    return Markup(
        _LONG.sub(lambda found: _BREAKS.sub("<wbr>", _UNMARKED.sub(_in_pieces, found[0])), text)
    )


def _in_pieces(found: re.Match[str]) -> str:
    starts = range(0, len(found[0]), _PIECE)
    return "<wbr>".join(found[0][start : start + _PIECE] for start in starts)


def _among(groups: Sequence[Among]) -> str:
    """Write what a row has of each facet: `0.3,4.1 1.2.0`."""
    return " ".join(".".join(",".join(map(str, places)) for places in each) for each in groups)


@cache
def _template(source: str) -> Template:
    environment = Environment(
        autoescape=True,
        finalize=_on_one_line,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters["percent"] = "{:.2f}%".format
    environment.filters["among"] = _among
    environment.filters["written"] = _written
    environment.filters["held"] = _held
    environment.filters["name"] = name
    environment.filters["json"] = partial(json.dumps, ensure_ascii=False)
    return environment.from_string(source)


def _on_one_line(value: Any) -> Any:
    """Keep what is invisible or breaks lines out of every text, cells and headings alike."""
    return visible(value) if type(value) is str else value


def draw(table: Table, *, paper: bool = False, links: bool = True) -> Markdown:
    """Draw a table; one without rows draws nothing.

    On paper its columns have their widths, its cells no links, which would lead nowhere, and its
    notes stand below it: within it, its head would be repeated over notes alone. The question that
    it answers stands in its caption, for what is in its head is repeated on each page, and the name
    of a row without other text before a figure has the room of the empty cells beside it.
    """
    if not table.rows:
        return Markdown("")
    starts, at = [], 0
    for _, span in table.groups:
        starts.append(at)
        at += span
    sized = widths(table) if paper else None
    choices = table.choices if links and not paper else None
    text = _template(_TABLE).render(
        table=table,
        choices=choices,
        starts=starts,
        links=links and not paper,
        lit=links and not paper and table.lit,
        labels=labels(table, paper=paper),
        widths=sized,
        paper=paper,
        lettered=() if paper else _lettered(table),
        reading=lambda: say(summary.HowToRead()),
        notes_named=lambda first, last: say(summary.Notes(first=first, last=last)),
    )
    drawn = raw_html(text)
    return drawn if choices is None else Markdown(f"{_box(table, choices)}\n\n{drawn}")


def _lettered(table: Table) -> tuple[Footnote, ...]:
    """Give the notes that are folded on a narrow screen: those of single cells, where many are."""
    found = tuple(note for note in table.footnotes if note.mark.isalpha() and not note.reading)
    return found if len(found) > MOST_NOTES else ()


def _box(table: Table, choices: Choices) -> Markdown:
    """Draw the box in which a reader chooses and sorts the rows."""
    rows = numbers.count(len(table.rows))
    text = _template(_BOX).render(
        table=table,
        choices=choices,
        orders=list(chain(*choices.orders)),
        said=lambda part: say(facts.Choosing(part=part)),
        words=say(site.RowsLabel()),
        pattern=say(site.RowsShown(shown="{shown}", rows=rows)),
        every=say(site.RowsShown(shown=rows, rows=rows)),
    )
    return raw_html(text)
