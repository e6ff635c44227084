"""The outermost layer of a file: how large, what kind, and a zip opened within bounds."""

from __future__ import annotations

import codecs
import io
import lzma
import struct
import zipfile
import zlib
from typing import Literal

from living_review.ground.errors import BadInput

Format = Literal["revman5", "revman-web", "revman-csv", "covidence", "metapsy", "wide"]

# What the headers of RevMan's CSV files have in common.
_OF_REVMAN = (
    (b"comparison number", b"outcome number"),
    (b"analysis group", b"analysis number"),
    (b"study", b"domain (judgement)"),
    (b"study", b"char: participants"),
)
LARGEST_FILE = 64 * 1024 * 1024
LARGEST_UNPACKED = 256 * 1024 * 1024
_MOST_MEMBERS = 2_000
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What reading a damaged zip has been seen to raise; RuntimeError: a member needs a password.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


_BYTE_ORDER = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_size(content: bytes, file: str) -> None:
    """Raise BadInput where there is nothing to read, or more than any review needs."""
    # A byte-order mark is written by programs before nothing at all, too.
    start = next((mark for mark in _BYTE_ORDER if content.startswith(mark)), b"")
    if not content[len(start) :].strip(b" \t\r\n\v\f\0"):
        raise BadInput(f"{file} is empty; export it again.")
    if len(content) > LARGEST_FILE:
        raise BadInput(
            f"{file} has {len(content):,} bytes and {LARGEST_FILE:,} are allowed; export the "
            "analysis data without attachments."
        )


def recognised(content: bytes, file: str) -> Format:
    """Tell the format of a file from its first bytes; BadInput where it is none that is known."""
    if is_workbook(content):
        _refuse_registry(content, file)
        return "wide"
    if content.startswith(b"PK\x03\x04"):
        return "revman-web"
    head = content[:20_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"<COCHRANE_REVIEW" in head or head.startswith(b"<?xml"):
        return "revman5"
    header = head.split(b"\n", 1)[0].lower()
    if b"condition_arm1" in header:
        return "metapsy"
    if any(all(words in header for words in each) for each in _OF_REVMAN):
        return "revman-csv"
    if b"covidence #" in header or b"study id" in header:
        certain = b"covidence #" in header or b"reviewer name" in header
        return "covidence" if certain or not _is_wide(content, file) else "wide"
    if _is_wide(content, file):
        return "wide"
    raise BadInput(
        f"{file} is none of the formats that can be told from a file itself (a RevMan 5 .rm5 file, "
        "a RevMan data package or one of its tables, a Covidence or a Metapsy CSV, a sheet whose "
        "headers name statistics and arms, in English or German); say which it is with --format."
    )


def is_workbook(content: bytes) -> bool:
    """Tell whether a file is an Excel workbook, of the new kind or the old."""
    if content.startswith(_OLD_WORKBOOK):
        return True
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except _DAMAGED:
        return False


def _refuse_registry(content: bytes, file: str) -> None:
    """Raise BadInput for a workbook that is a registry already, and name its door."""
    from living_review.exchange.wide.grid import read_grids
    from living_review.ground.spelling import plain_name

    names = {plain_name(grid.name) for grid in read_grids(content, file)}
    if "trials" in names and names & {"arms", "contrasts"}:
        raise BadInput(
            f"{file} has the tables of a registry; read it with `living-review registry load "
            f"--from xlsx:{file}`, name it as registry in protocol.yml, or give --format wide to "
            "have it read as any other sheet."
        )


def _is_wide(content: bytes, file: str) -> bool:
    """Tell whether the header of a CSV file names statistics of two arms, or an effect."""
    from living_review.exchange.wide.drafting import drafted
    from living_review.exchange.wide.grid import read_grids
    from living_review.exchange.wide.known import Known

    try:
        return bool(drafted(read_grids(content, file), file, Known()).results)
    except BadInput:
        return False


def unpacked(content: bytes, file: str) -> dict[str, bytes]:
    """Give the CSV files of a data package by their names without folders.

    A data package inside the zip (`…-data.zip`) is opened too, one level deep. Raises BadInput
    where the zip is damaged, encrypted, or unpacks to more than is allowed.
    """
    return _unpacked(content, file, LARGEST_UNPACKED, nested=True)


def _unpacked(content: bytes, file: str, allowed: int, *, nested: bool) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS:
                raise BadInput(
                    f"{file} holds {len(members):,} files and {_MOST_MEMBERS:,} are allowed; it is "
                    "no data package."
                )
            for member in members:
                name = member.filename.replace("\\", "/").rsplit("/", 1)[-1]
                if name.startswith("."):
                    continue  # what macOS and Windows put beside each file
                inner = nested and name.endswith("-data.zip")
                if not inner and not name.lower().endswith((".csv", ".ris")):
                    continue
                data = _read(archive, member, file, allowed)
                allowed -= len(data)
                more = _unpacked(data, name, allowed, nested=False) if inner else {name: data}
                allowed -= sum(map(len, more.values())) if inner else 0
                for each in more:
                    if each in found:
                        raise BadInput(f"{file} holds two files named {each}; keep one.")
                found.update(more)
    except BadInput:
        raise
    except _DAMAGED as error:
        raise BadInput(f"{file} cannot be unpacked ({error}); download it again.") from error
    return found


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str, allowed: int) -> bytes:
    """Read a member, but never more than is allowed, whatever size it claims."""
    with archive.open(member) as opened:
        data = opened.read(allowed + 1)
    if len(data) > allowed:
        raise BadInput(
            f"{file} unpacks to more than {LARGEST_UNPACKED:,} bytes, which no data package needs; "
            "it was not read."
        )
    return data
