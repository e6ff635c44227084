"""What each column of a sheet is: of a trial, of a row, of an arm, of a judgement, or none."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from living_review.exchange.wide import in_context, words
from living_review.exchange.wide.effect_names import is_effect, named
from living_review.exchange.wide.grouping import Group, grouped
from living_review.exchange.wide.header import Table
from living_review.exchange.wide.mapping import TRAITS
from living_review.exchange.wide.words import plain_words
from living_review.registry.cells import parse
from living_review.registry.columns import TRIALS
from living_review.registry.spellings import domain_meant, judgement_meant

MEASURE = "measure"
"""The column of the measure of each row, among those of rows."""
# The tool before a domain, with its number: a lone 1 after it is the domain.
_TOOL = re.compile(
    r"(?<![a-z])rob(?![a-z])(?:[ _.-]*2(?!\d)|[ _.-]*1(?=[ _.-]+\w))?", re.IGNORECASE
)


@dataclass
class Sheet:
    """One sheet on its way into a draft: what its columns are, by what they mean."""

    table: Table
    label: tuple[str, ...]
    traits: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    judged: dict[str, str] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.table.grid.name

    def cells(self, column: str) -> list[str]:
        """Give what stands in a column below the header."""
        place = self.table.places[column]
        return [row.cells[place] for row in self.table.data if row.cells.get(place)]

    def column(self, column: str) -> list[str]:
        """Give the cells of a column row by row, with those that are empty."""
        place = self.table.places[column]
        return [row.cells.get(place, "") for row in self.table.data]

    def counts(self, column: str) -> bool:
        """Tell whether every cell of a column is a count."""
        cells = self.cells(column)
        return bool(cells) and all(cell.isdecimal() for cell in cells)

    def worded(self, column: str) -> bool:
        """Tell whether a column holds words, and no number in any cell."""
        cells = self.cells(column)
        return bool(cells) and not any(any(map(str.isdigit, cell)) for cell in cells)

    def name_for_readers(self) -> tuple[str, ...]:
        """Give the columns of author and year, where studies are told apart by a number."""
        if not all(cell.isdecimal() for cell in self.cells(self.label[0])):
            return ()
        author = [n for n in self.others if words.trial_column(n) == "label"]
        year = self.traits.get("year", "")
        return (author[0], *([year] if year else [])) if author else ()

    def constant(self, column: str) -> bool:
        """Tell whether the rows of a study agree in a column."""
        places = [self.table.places[name] for name in self.label]
        place = self.table.places[column]
        said: dict[tuple[str, ...], set[str]] = {}
        for row in self.table.data:
            key = tuple(plain_words(row.cells.get(each, "")) for each in places)
            if row.cells.get(place):
                said.setdefault(key, set()).add(row.cells[place])
        return all(len(values) == 1 for values in said.values())


def sheet_of(table: Table) -> Sheet:
    names = list(table.names.values())
    sheet = Sheet(table, _label(table))
    others = [name for name in names if name not in sheet.label]
    for name in others:
        trial, row = words.trial_column(name), words.row_column(name)
        if _is_judged(sheet, name):
            domain = domain_meant(_domain(name))
            if domain and domain not in sheet.judged:
                sheet.judged[domain] = name
        elif MEASURE not in sheet.rows and _names_measures(sheet, name):
            sheet.rows[MEASURE] = name
        elif row and row not in sheet.rows and not words.meaning(name).statistic:
            sheet.rows[row] = name
        elif trial in TRAITS and trial not in sheet.traits and _suits(sheet, trial, name):
            sheet.traits[trial] = name
    known, heads = in_context.meanings(others, sheet.worded)
    for own in (sheet.traits, sheet.rows):
        for key in [key for key, name in own.items() if name in heads]:
            del own[key]
    taken = {*sheet.label, *sheet.judged.values(), *sheet.rows.values(), *sheet.traits.values()}
    # A year that is part of the name of a study is its year all the same.
    for name in sheet.label:
        if words.trial_column(name) == "year":
            sheet.traits["year"] = name
    figures_ = [
        name
        for name in others
        if name not in taken and len(name) <= words.LONGEST_NAME
        and (name in known or (words.meaning(name).statistic and not is_effect(name)))
    ]  # fmt: skip
    unnamed = [name for name in others if name not in (*taken, *figures_) and sheet.counts(name)]
    sheet.groups, sheet.loose = grouped(figures_, unnamed, known)
    used = {column for g in sheet.groups for arm in g.arms for column in arm.columns.values()}
    sheet.others = [name for name in others if name not in taken and name not in used]
    return sheet


def _names_measures(sheet: Sheet, name: str) -> bool:
    """Tell whether every cell of a column names the measure of its row: OR, HR, log RR."""
    said = [named(cell) for cell in dict.fromkeys(sheet.cells(name))]
    return bool(said) and all(
        each is not None and each.measure and each.part == "estimate" and not each.outcome
        for each in said
    )


def _label(table: Table) -> tuple[str, ...]:
    """Give the column of studies; with the year where the names alone do not tell them apart."""
    names = [name for name in table.names.values() if words.trial_column(name) == "label"]
    best = min(names, key=words.label_rank, default="")
    if not best:
        texts = [n for n in table.names.values() if not words.meaning(n).statistic]
        best = (texts or list(table.names.values()))[0]
    year = next((n for n in table.names.values() if words.trial_column(n) == "year"), "")
    if year:
        places = table.places
        pairs = {
            (row.cells.get(places[best], ""), row.cells.get(places[year], "")) for row in table.data
        }
        alone = Counter(name for name, date in pairs if name and date)
        if any(count > 1 for count in alone.values()):
            return best, year
    return (best,)


def _domain(name: str) -> str:
    """Give the name of a domain without what stands before it: `RoB 2 | D1`, `RoB overall`."""
    said = words.last_part(name)
    if domain_meant(said):
        return said
    return " ".join(w for w in plain_words(_TOOL.sub(" ", name)).split() if w not in ("2", "bias"))


def _is_judged(sheet: Sheet, name: str) -> bool:
    if not domain_meant(_domain(name)):
        return False
    cells = sheet.cells(name)
    judged = sum(judgement_meant(cell) is not None for cell in cells)
    return bool(cells) and judged > 0.6 * len(cells)


def _suits(sheet: Sheet, trial: str, name: str) -> bool:
    """Tell whether the cells of a column can be what its name says of trials."""
    cells = sheet.cells(name)
    if trial == "status":
        return bool(cells) and all(map(words.is_status, cells))
    if trial in ("year", "n_randomised"):
        return bool(cells) and sum(any(map(str.isdigit, c)) for c in cells) > len(cells) / 2
    return not any(parse(cell, TRIALS.column(trial))[1] for cell in cells)
