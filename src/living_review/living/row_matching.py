"""Which row of a table became which: by the table's key, then by all cells but one of the key."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from living_review.registry.cells import trimmed
from living_review.registry.columns import NUMERIC, REMARKS, Table
from living_review.registry.content import canonical_cells, column_of, decimal_comma
from living_review.sources import RawTable

# Numbers that rows of other results of a trial hold as well.
_SHARED = frozenset({"n", "n_intervention", "n_control", "ci_level", "cluster_size", "icc"})
Key = tuple[str, ...]
Cells = tuple[str, ...]


@dataclass(frozen=True)
class KeyedRow:
    """One row: its key, its cells in canonical writing, and as the team wrote them."""

    key: Key
    cells: Mapping[str, str]
    written: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Give a canonical cell; a column that is not there reads as empty."""
        return self.cells.get(column, "")


Pair = tuple[KeyedRow | None, KeyedRow | None]


def pairs_of(old: RawTable | None, new: RawTable | None, declared: Table) -> list[Pair]:
    """Pair the rows of a table that either version may lack; rows that are the same are left out.

    Most rows of most registries never change, and to read them again would take seconds.
    """
    there, here = (table.rows if table else () for table in (old, new))
    if old and new and (old.columns, old.separator) == (new.columns, new.separator):
        common = Counter(there) & Counter(here)
        there, here = (_without(rows, common) for rows in (there, here))
    return matched(keyed_rows(old, declared, there), keyed_rows(new, declared, here), declared)


def _without(rows: tuple[Cells, ...], some: Counter[Cells]) -> tuple[Cells, ...]:
    left = some.copy()
    kept = []
    for row in rows:
        if left[row]:
            left[row] -= 1
        else:
            kept.append(row)
    return tuple(kept)


def keyed_rows(
    table: RawTable | None, declared: Table, some: tuple[Cells, ...] | None = None
) -> list[KeyedRow]:
    """Read the rows of a table that may be absent, or some of its rows."""
    if table is None:
        return []
    chosen = table.rows if some is None else some
    comma = decimal_comma(table)
    canonical = [
        canonical_cells((row[i] for row in chosen), column_of(declared, name), comma=comma)
        for i, name in enumerate(table.columns)
    ]
    rows = []
    for place, row in enumerate(chosen):
        cells = {name: canonical[i][place] for i, name in enumerate(table.columns)}
        written = dict(zip(table.columns, map(trimmed, row), strict=True))
        key = tuple(cells.get(name, "") for name in declared.key)
        rows.append(KeyedRow(key, cells, written))
    return rows


def matched(before: Iterable[KeyedRow], after: Iterable[KeyedRow], declared: Table) -> list[Pair]:
    """Pair the rows of two versions; a row without a partner came or went.

    A key may be empty or stand on several rows, as in rows that were set aside: equal rows are
    paired first, then the others in their order, so that none is lost.
    """
    old, new = _by_key(before), _by_key(after)
    pairs: list[Pair] = []
    for key in dict.fromkeys((*old, *new)):
        pairs += _pairs_of_one_key(old.get(key, []), new.get(key, []))
    pairs = _with_corrected_keys(pairs, declared)
    return _with_later_keys(_with_corrected_keys(pairs, declared, REMARKS), declared)


def _by_key(rows: Iterable[KeyedRow]) -> dict[Key, list[KeyedRow]]:
    found: defaultdict[Key, list[KeyedRow]] = defaultdict(list)
    for row in rows:
        found[row.key].append(row)
    return found


def _pairs_of_one_key(old: list[KeyedRow], new: list[KeyedRow]) -> Iterator[Pair]:
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    changed, rest = [], [(_content(row), row) for row in new]
    for row in old:
        content = _content(row)
        same = next((place for place, (known, _) in enumerate(rest) if known == content), None)
        if same is None:
            changed.append(row)
        else:
            yield row, rest.pop(same)[1]
    arrived = [row for _, row in rest]
    common = min(len(changed), len(arrived))
    yield from zip(changed[:common], arrived[:common], strict=True)
    yield from ((row, None) for row in changed[common:])
    yield from ((None, row) for row in arrived[common:])


def _content(row: KeyedRow, without: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Give what a row says; an empty cell says nothing."""
    return tuple(sorted((n, c) for n, c in row.cells.items() if c and n not in without))


def _with_corrected_keys(
    pairs: list[Pair], declared: Table, remarks: frozenset[str] = frozenset()
) -> list[Pair]:
    """Join a row that went and one that came where one cell of the key is all that differs.

    The first column of a key says whose the row is: another trial is never a correction. Where
    `remarks` may differ as well, the row must hold figures by which it is known again.
    """
    together: list[Pair] = [pair for pair in pairs if None not in pair]
    gone = [old for old, new in pairs if old is not None and new is None]
    came = [new for old, new in pairs if new is not None and old is None]
    for column in declared.key[1:]:
        waiting: defaultdict[tuple[tuple[str, str], ...], list[KeyedRow]] = defaultdict(list)
        aside = {column, *remarks}
        for row in came:
            waiting[_content(row, aside)].append(row)
        left = []
        for row in gone:
            partners = waiting[_content(row, aside)]
            if partners and (not remarks or _known_again(row, column, declared)):
                together.append((row, partners.pop(0)))
            else:
                left.append(row)
        gone = left
        came = [row for rows in waiting.values() for row in rows]
    return [*together, *((row, None) for row in gone), *((None, row) for row in came)]


def _known_again(row: KeyedRow, column: str, declared: Table) -> bool:
    """Tell whether a row has figures of its own: two where the outcome is said to be another.

    Nobody of fifty had the event may be true of two outcomes; one mean and one SD are not.
    """
    figures = sum(
        each.kind in NUMERIC and each.name not in (*declared.key, *_SHARED)
        for each in declared.columns
        if row.cell(each.name)
    )
    return figures >= (2 if column == "outcome" else 1)


def _with_later_keys(pairs: list[Pair], declared: Table) -> list[Pair]:
    """Join a row that went and one that came which differ in later columns of the key, and more.

    Weeks that are corrected together with a mean are still one row, where no other row has the
    rest of the key.
    """
    if not declared.later:
        return pairs
    joined: list[Pair] = [pair for pair in pairs if None not in pair]
    sides = [_by_first_key(pairs, side, declared) for side in (0, 1)]
    once = [
        key
        for key, rows in sides[0].items()
        if len(rows) == 1 and len(sides[1].get(key, ())) == 1 and any(key)
    ]
    joined += [(sides[0].pop(key)[0], sides[1].pop(key)[0]) for key in once]
    joined += [(row, None) for rows in sides[0].values() for row in rows]
    return [*joined, *((None, row) for rows in sides[1].values() for row in rows)]


def _by_first_key(pairs: list[Pair], side: int, declared: Table) -> dict[Key, list[KeyedRow]]:
    found: defaultdict[Key, list[KeyedRow]] = defaultdict(list)
    for pair in pairs:
        row = pair[side]
        if row is not None and pair[1 - side] is None:
            found[row.key[: len(declared.first_key)]].append(row)
    return dict(found)
