"""A file of another program as a source: read by its mapping at every pull."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from living_review.exchange.envelope import LARGEST_FILE
from living_review.ground import clock
from living_review.ground.errors import RegistryError
from living_review.language import say
from living_review.language.facts import registry_places as facts
from living_review.language.facts.registry_places import ImportFormat
from living_review.sources.configured import CSV_DEFAULT
from living_review.sources.csv_folder import CsvFolder
from living_review.sources.files import read_bytes, refuse_outside
from living_review.sources.one_file import Kept, OneFile, kept_at
from living_review.sources.tables import FileRemark, RawTable, RawTables

if TYPE_CHECKING:
    from living_review.exchange.extract import Remark
    from living_review.exchange.same_trials import Known
    from living_review.exchange.selection import Where
    from living_review.exchange.tabulate import Imported

BESIDE = CSV_DEFAULT
OF_THE_FILE = ("trials", "arms", "contrasts")


@dataclass(frozen=True)
class ImportedFile:
    """The tables that a file gives, by its mapping; others lie in `data/registry`.

    `known` is what was published of it; None where nothing was.
    """

    root: Path
    kept: Kept
    format: str
    mapping: str
    where: Where
    known: Known | None = None

    def pull(self) -> RawTables:
        """Fetch the file and make its tables.

        Raises SourceUnreachable where it cannot be fetched, BadInput where the file or its mapping
        cannot be used, or the mapping does not say what becomes of an outcome.
        """
        from living_review.exchange.same_trials import as_known
        from living_review.exchange.standing import imported_again

        pulled_at = clock.now()
        mapping = self._mapping()
        file = self.kept.fetch()
        found = imported_again(
            file.content,
            file.name,
            self.format,
            mapping=(mapping, self.mapping),
            where=self.where,
            first=self.known is None,
            pulled_at=pulled_at,
        )
        tables = {
            name: replace(table, file=f"{name}.csv (made from {file.name})")
            for name, table in found.tables.items()
        }
        self._refuse_without_results(found, file)
        if self.known is not None:
            tables = as_known(tables, self.known)
        tables |= self._beside(tables, file)
        place = say(facts.MadeFrom(format=cast("ImportFormat", self.format), file=file.place))
        remarks = tuple(_remarks(found.report, file))
        return RawTables(tables, pulled_at, place, remarks, found.columns)

    def _refuse_without_results(self, found: Imported, file: OneFile) -> None:
        """Raise RegistryError for a file that gives trials and no result, with what may be why."""
        if not found.tables.keys().isdisjoint(("arms", "contrasts")):
            return
        from living_review.registry.cells import printable

        before = self.known.columns() if self.known is not None and found.columns else ()
        gone = [each for each in before if each not in found.columns]
        rows = [each for each in found.report if each.kind == "not mapped"]
        most = max(rows, key=lambda each: each.count, default=None)
        if gone:
            listed = ", ".join(printable(each, 60) for each in gone[:8])
            what = "column" if len(gone) == 1 else "columns"
            why = f"since the last version it has lost the {what} {listed}"
        elif most is not None:
            why = f"above all: {most.where}: {most.reason.rstrip('.')}"
        else:
            why = "it holds none"
        raise RegistryError(
            f"{file.name} gives no result of any trial by {self.mapping} ({why}); correct the file "
            "or the mapping."
        )

    def fingerprint(self) -> str:
        """Give what changes with the file and the tables beside it.

        The mapping is a file of the review, and is compared as such.
        """
        own = self.kept.fingerprint()
        if not own or not (self.root / BESIDE).exists():
            return own
        beside = CsvFolder(self.root / BESIDE, self.root).fingerprint()
        return f"{own} {beside}" if beside else ""

    def _beside(self, tables: Mapping[str, RawTable], file: OneFile) -> dict[str, RawTable]:
        """Read the tables that the file does not give, as the team keeps them in data/registry.

        Raises RegistryError for a table that would stand for one of the file.
        """
        if not (self.root / BESIDE).exists():
            return {}
        found = dict(CsvFolder(self.root / BESIDE, self.root).pull())
        if not_read := [name for name in found if name in OF_THE_FILE or name in tables]:
            listed = " and ".join(f"{name}.csv" for name in not_read)
            raise RegistryError(
                f"{BESIDE} holds {listed}, and {' and '.join(not_read)} are made from {file.name} "
                "(protocol.yml, registry.import); keep one of the two."
            )
        return found

    def _mapping(self) -> bytes:
        path = refuse_outside(self.root, self.mapping)
        if not path.exists():
            raise RegistryError(
                f"There is no mapping {self.mapping}, by which the registry is read; draft it with "
                f"'living-review import FILE --draft-mapping {self.mapping}' and fill in its "
                "blanks, or change registry.import.mapping in protocol.yml."
            )
        return read_bytes(path, self.mapping)


def imported_file(
    root: Path,
    cache: Path,
    settings: Mapping[str, Any],
    known: Known | None,
    *,
    local: bool = False,
) -> ImportedFile:
    """Give the source that `registry.import` of a protocol names."""
    return ImportedFile(
        root,
        kept_at(root, cache, settings, LARGEST_FILE, local=local),
        settings["format"],
        settings["mapping"],
        settings["where"],
        known,
    )


def _remarks(report: Iterable[Remark], file: OneFile) -> Iterator[FileRemark]:
    for each in report:
        left_out = each.kind == "not mapped"
        yield FileRemark(file.name, left_out, each.where, each.found, each.count, each.reason)
