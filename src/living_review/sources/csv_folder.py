"""A registry kept as a folder of CSV files."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from living_review.ground import clock
from living_review.ground.errors import RegistryError, SourceUnreachable
from living_review.ground.folder import leads_out
from living_review.ground.plurals import numbered
from living_review.sources.tables import RawTable, RawTables, header_at, title_remark
from living_review.sources.twins import refuse_twins

_LONGEST_CELL = 16 * 1024 * 1024
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*', re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class CsvFolder:
    """The tables of a registry as `NAME.csv` files in one folder.

    `root` is the review, into which a link among the files may lead; out of both it may not.
    """

    path: Path
    root: Path | None = None

    def pull(self) -> RawTables:
        """Read every CSV file of the folder.

        Raises RegistryError naming file and line, and SourceUnreachable when a file cannot be
        opened.
        """
        folder = Path(self.path)
        pulled_at = clock.now()
        try:
            files = _files(folder)
            self._refuse_links(files)
            contents = {file: file.read_bytes() for file in files}
        except (FileNotFoundError, NotADirectoryError) as error:
            raise RegistryError(
                f"There is no registry folder at {folder}; make it and put trials.csv into it, or "
                "name the folder of a review with --review."
            ) from error
        except OSError as error:
            raise SourceUnreachable(
                f"{error.filename or folder} cannot be read ({error.strerror}); check its "
                "permissions and the disk."
            ) from error
        # Messages are published, so they name a file by its folder and never by the machine's path.
        tables = {
            file.stem: read_csv(content, file.stem, f"{folder.resolve().name}/{file.name}")
            for file, content in contents.items()
        }
        return RawTables(tables, pulled_at, self._place())

    def _place(self) -> str:
        """Name the folder as the review does: a version must not tell how a machine is laid out."""
        if self.root is not None and self.path.is_relative_to(self.root):
            return self.path.relative_to(self.root).as_posix()
        return str(self.path)

    def _refuse_links(self, files: Sequence[Path]) -> None:
        """Refuse a file that leads elsewhere: it would publish another file of the machine."""
        for file in files:
            if leads_out(file, self.path, self.root or self.path):
                raise RegistryError(
                    f"{file.parent.name}/{file.name} is a link that leads out of the folder of the "
                    "review; copy the file itself into it."
                )

    def fingerprint(self) -> str:
        """Give one SHA-256 for the bytes of all files, without reading their rows; '' for none."""
        digest = hashlib.sha256()
        try:
            files = _files(Path(self.path))
            if any(leads_out(file, self.path, self.root or self.path) for file in files):
                return ""
            for file in files:
                content = file.read_bytes()
                digest.update(f"{len(file.name)}:{file.name}{len(content)}:".encode())
                digest.update(content)
        except (OSError, RegistryError):
            # Whatever is wrong with the folder, pulling it says so.
            return ""
        return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    """List the CSV files of a folder; RegistryError where two of them have one name."""
    there = sorted(folder.iterdir())
    refuse_twins((file.name for file in there), folder.resolve().name)
    return [file for file in there if file.suffix.lower() == ".csv"]


def read_csv(content: bytes, name: str, file: str) -> RawTable:
    """Read one table: UTF-8 with or without BOM; commas, semicolons or tabs, told by the header.

    `file` is the name used in messages.

    Raises RegistryError naming the line when the bytes are not UTF-8, when a row has more or fewer
    cells than the header, or when a quotation mark is never closed.
    """
    text = _decoded(content, file)
    separator, records = split(text, file)
    if not records:
        raise RegistryError(f"{file} is empty; write the header of the table as its first line.")
    place = header_at(name, (record for _, record in records))
    remarks = (title_remark(records[place][0]),) if place else ()
    records = records[place:]
    columns = _columns(records)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    for line, record in records[1:]:
        cells = _fitted(record, columns, line, file)
        rows.append(cells)
        lines.append(line)
    return RawTable(name, file, columns, tuple(rows), tuple(lines), separator, remarks)


def split(text: str, file: str) -> tuple[str, list[tuple[int, list[str]]]]:
    """Give the separator of a CSV text, and every row that is not blank with its line.

    A first line such as `sep=;`, which Excel writes and reads, names the separator and is no row.
    """
    first = io.StringIO(text, newline="").readline()
    named, rest = _SEPARATOR_LINE.fullmatch(first.rstrip("\r\n")), text[len(first) :]
    separator = named[1] if named else _separator(text)
    skipped = 1 if named else 0
    return separator, _records(rest if named else text, separator, file, skipped)


def _decoded(content: bytes, file: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RegistryError(f"{file} is UTF-16 text; save it as CSV with UTF-8 encoding.")
    if content.startswith(b"PK\x03\x04"):
        raise RegistryError(f"{file} is an Excel workbook, not CSV text; save it as CSV UTF-8.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RegistryError(
            f"{file}, line {line}: the byte 0x{content[error.start]:02X} is not UTF-8 text; save "
            "the file as CSV with UTF-8 encoding."
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise RegistryError(
            f"{file}, line {line}: the line holds a NUL byte; export the file again as text."
        )
    return text


def _separator(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)


def _columns(records: list[tuple[int, list[str]]]) -> tuple[str, ...]:
    """Return the header without the nameless empty columns that spreadsheets leave at its end."""
    names = [name.strip() for name in records[0][1]]
    used = max(
        (i + 1 for _, record in records for i, cell in enumerate(record) if cell.strip()), default=0
    )
    while len(names) > used:
        names.pop()
    return tuple(names)


def _records(text: str, separator: str, file: str, skipped: int = 0) -> list[tuple[int, list[str]]]:
    """Return every row that is not blank with the line it begins on, after lines skipped."""
    records: list[tuple[int, list[str]]] = []
    before = csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                records.append((begins + skipped, record))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise RegistryError(
            f"{file}, line {begins + skipped}: the row cannot be read ({error}); look for a "
            "quotation mark that is not doubled inside a cell or never closed."
        ) from error
    finally:
        csv.field_size_limit(before)
    return records


def _fitted(record: list[str], columns: tuple[str, ...], line: int, file: str) -> tuple[str, ...]:
    width = len(columns)
    if len(record) > width and not any(cell.strip() for cell in record[width:]):
        record = record[:width]
    if len(record) != width:
        raise RegistryError(
            f"{file}, line {line}: found {numbered(len(record), 'cell')} where the header has "
            f"{numbered(width, 'column')}; put quotation marks around a cell that holds the "
            "separator, or add the missing cells."
        )
    return tuple(record)
