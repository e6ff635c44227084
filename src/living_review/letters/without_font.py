"""Where in a review letters stand that no font of this machine has.

Pages show them by the fonts of their readers; figures and PDFs, which are drawn here, show boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from living_review.ground.capitals import capitalised

if TYPE_CHECKING:
    from living_review.ground.folder import ReviewFolder
    from living_review.sources import RawTable

FIRST_CELLS = 3
LONGEST = 60
# Pictures, fonts and stylesheets hold no words of the report.
WRITTEN = (".csv", ".j2", ".yml", ".yaml")


@dataclass(frozen=True)
class CellWithout:
    """A cell of the registry, or a line of another file, with letters that no font has.

    `column` is '' for a line; `packages` are those of Debian that have a font for them.
    """

    file: str
    row: int
    column: str
    value: str
    letters: str
    packages: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """File, row, column, value and the letters."""
        from living_review.letters.scripts import listed

        place = f"row {self.row}, column {self.column}" if self.column else f"line {self.row}"
        return f"{self.file}, {place}: '{self.value}' ({listed(self.letters)})"

    def as_json(self) -> dict[str, Any]:
        """Give it for `--json`."""
        return asdict(self) | {"sentence": self.sentence}


def cells_without_font(
    tables: Mapping[str, RawTable], folder: ReviewFolder
) -> tuple[CellWithout, ...]:
    """Look through the registry, the protocol, and whatever else a report is made from."""
    return (*_in_tables(tables.values()), *_in_files(folder))


def _in_tables(tables: Iterable[RawTable]) -> Iterator[CellWithout]:
    for table in tables:
        # Most tables need nothing, which their letters tell at once.
        doubtful = _doubtful("".join(map("".join, table.rows)))
        if not doubtful:
            continue
        for line, row in zip(table.lines, table.rows, strict=True):
            for column, text in zip(table.columns, row, strict=True):
                if not doubtful.isdisjoint(text):
                    yield from _without(table.file, line, column, text)


def _doubtful(text: str) -> frozenset[str]:
    """Give the characters of a text that have no font where they stand alone."""
    if text.isascii():
        return frozenset()
    from living_review.letters.typesetting import lacking

    return frozenset(each for each in set(text) if not each.isascii() and lacking(each))


def _in_files(folder: ReviewFolder) -> Iterator[CellWithout]:
    for name, path in folder.inputs().items():
        if path.suffix.lower() not in WRITTEN:
            continue
        text = path.read_text(encoding="utf-8-sig", errors="ignore")
        for number, line in enumerate(text.splitlines(), 1):
            said = line.strip()
            if not said.isascii() and not said.startswith("#"):
                yield from _without(name, number, "", said)


def _without(file: str, row: int, column: str, text: str) -> Iterator[CellWithout]:
    from living_review.letters.lettering import one_line
    from living_review.letters.scripts import package_for
    from living_review.letters.typesetting import lacking

    letters = "".join(sorted(lacking(one_line(text, len(text) + 1))))
    if letters:
        packages = sorted(set(filter(None, map(package_for, letters))))
        yield CellWithout(file, row, column, one_line(text, LONGEST), letters, tuple(packages))


def told(found: tuple[CellWithout, ...], *, everything: bool = False) -> tuple[str, ...]:
    """Say in lines where such letters stand and what to do; no line for none."""
    if not found:
        return ()
    from living_review.letters.scripts import remedy

    shown = found if everything else found[:FIRST_CELLS]
    left = len(found) - len(shown)
    more = f"  and {left} more; --all lists {'it' if left == 1 else 'them'}"
    advice = remedy({letter for each in found for letter in each.letters})
    return (
        "Letters without a font: pages show them, figures and PDFs of this machine show boxes",
        *(f"  {each.sentence}" for each in shown),
        *([more] if left else []),
        f"  {capitalised(advice)}.",
    )
