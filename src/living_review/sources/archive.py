"""A registry as a zip archive of CSV files; nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from living_review.ground.errors import RegistryError
from living_review.ground.spelling import both, twins
from living_review.sources.csv_folder import read_csv
from living_review.sources.tables import RawTable
from living_review.sources.twins import refuse_twins

MOST_MEMBERS = 2_000
UNPACKED_TIMES = 20
"""How many times larger than the limit of a download its tables may be."""
# What zipfile raises, depending on which byte is wrong.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
WORKBOOK_PARTS = ("[Content_Types].xml", "xl/workbook.xml")


def is_zip(content: bytes) -> bool:
    """Tell whether bytes begin as a zip archive does."""
    return content.startswith(b"PK\x03\x04")


def is_workbook(content: bytes) -> bool:
    """Tell whether a zip archive is an Excel workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return set(WORKBOOK_PARTS) <= set(archive.namelist())
    except DAMAGED:
        return False


def read_archive(content: bytes, file: str, most_bytes: int) -> dict[str, RawTable]:
    """Read the CSV files of the one folder of an archive that holds trials.csv.

    `most_bytes` is what they may unpack to; `file` is for messages. Raises RegistryError for an
    archive that is damaged, encrypted, too large, or has names that lead out of it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _members(archive, file)
            texts = _unpacked(archive, members, file, most_bytes)
    except RegistryError:
        raise
    except DAMAGED as error:
        raise RegistryError(
            f"{file} is damaged, or only a part of a zip archive ({error}); make the archive again "
            "and put it where the whole of it is sent."
        ) from error
    return {
        PurePosixPath(name).stem.lower(): read_csv(
            text, PurePosixPath(name).stem.lower(), f"{file}[{PurePosixPath(name).name}]"
        )
        for name, text in texts.items()
    }


def _members(archive: zipfile.ZipFile, file: str) -> dict[str, zipfile.ZipInfo]:
    """Give the members that are tables of the registry, by name."""
    listed = archive.infolist()
    if len(listed) > MOST_MEMBERS:
        raise RegistryError(
            f"{file} has {len(listed)} members and {MOST_MEMBERS} are allowed; put only the CSV "
            "files of the registry into it."
        )
    files: dict[str, zipfile.ZipInfo] = {}
    for member in listed:
        _refuse_unsafe(member, file)
        path = PurePosixPath(member.filename)
        left_by_macos = "__MACOSX" in path.parts or path.name.startswith(".")
        if member.is_dir() or left_by_macos:
            continue
        if member.filename in files and _is_table(member.filename):
            raise RegistryError(f"{file} has two members '{member.filename}'; make it again.")
        files[member.filename] = member
    return _of_one_folder(files, file)


def _of_one_folder(files: Mapping[str, zipfile.ZipInfo], file: str) -> dict[str, zipfile.ZipInfo]:
    tables = [PurePosixPath(name) for name in files if _is_table(name)]
    folders = {path.parent for path in tables if path.name.lower() == "trials.csv"}
    if two := twins({str(path.parent) for path in tables}):
        raise RegistryError(
            f"{file}: the folders {both(two)} are the same name but for capitals, blanks or the "
            "encoding of a letter; put the CSV files of the registry into one folder."
        )
    if len(folders) != 1:
        found = "no trials.csv" if not folders else f"{len(folders)} files named trials.csv"
        raise RegistryError(
            f"{file} has {found}; put the CSV files of the registry into one folder of it."
        )
    (folder,) = folders
    own = {name: m for name, m in files.items() if PurePosixPath(name).parent == folder}
    refuse_twins((PurePosixPath(name).name for name in own), file)
    return {name: m for name, m in own.items() if _is_table(name)}


def _is_table(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() == ".csv"


def _refuse_unsafe(member: zipfile.ZipInfo, file: str) -> None:
    name = member.filename
    shown = name if name.isprintable() else ascii(name)
    parts = PurePosixPath(name).parts
    if name.startswith("/") or "\\" in name or ".." in parts or ":" in (*parts, "")[0]:
        raise RegistryError(
            f"{file} has a member '{shown}' that leads out of the archive; make it again with "
            "plain names."
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise RegistryError(
            f"{file} has a link '{shown}' where a file is expected; put the file itself into it."
        )
    if member.flag_bits & 0x1:
        raise RegistryError(
            f"{file} is protected by a password; make the archive again without one."
        )


def _unpacked(
    archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], file: str, most: int
) -> dict[str, bytes]:
    left = most
    texts = {}
    for name, member in members.items():
        with archive.open(member) as stream:
            # What a member says of its own size may be a lie.
            texts[name] = stream.read(left + 1)
        left -= len(texts[name])
        if left < 0:
            raise RegistryError(
                f"{file} unpacks to more than {most // 2**20} MB; raise registry.https.megabytes "
                "in protocol.yml if its tables are really that large."
            )
    return texts
