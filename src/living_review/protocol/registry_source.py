"""The `registry` key: where the registry of the review is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NoReturn
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from living_review.protocol.fields import (
    Count,
    NamedCell,
    Section,
    Text,
    cells_named,
    one_or_more,
)

CSV_FOLDER = "data/registry"
ImportFormat = Literal["metapsy", "revman5", "revman-web", "revman-csv", "covidence", "wide"]
WITHOUT_ROWS = ("revman5", "revman-web", "revman-csv")
CellsNamed = Annotated[tuple[NamedCell, ...], BeforeValidator(cells_named)]
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_SCHEMA = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")
_TAG = re.compile(r"(?!.*(\.\.|//|@\{|\.lock(/|$)))[A-Za-z0-9][A-Za-z0-9._+/-]{0,199}")
_PRINTED = re.compile(r"[!-~]+")
_OTHER_INPUTS = frozenset(
    f"data/{name}"
    for name in (
        *("protocol.yml", "judgements.csv", "other_reviews.csv"),
        *("corrections.csv", "queries.csv"),
    )
)
_SSH = re.compile(r"[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:[A-Za-z0-9_./~-]+")
_SECRET = (
    "{} may hold a password, and the protocol is published with the review; keep {} in an "
    "environment variable and give the name of the variable {}."
)


def _review_path(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    parts = value.strip().split("/")
    plain = all(part not in ("", ".", "..") for part in parts)
    if not plain or "\\" in value or ":" in value or not value.isprintable():
        raise PydanticCustomError("review_path", "not a path inside the review")
    return value


def _folder_in_repository(value: Any) -> Any:
    return value if value == "." else _review_path(value)


def _file_in_repository(value: Any) -> Any:
    if value == ".":
        raise PydanticCustomError("file_in_repository", "not a file")
    return _review_path(value)


def _mapping_path(value: Any) -> Any:
    value = _review_path(value)
    own = ("data/registry/", "data/versions/", "data/.cache/")
    if isinstance(value, str) and (
        not value.strip().startswith("data/")
        or value.strip().startswith(own)
        or value.strip() in _OTHER_INPUTS
    ):
        raise PydanticCustomError("mapping_path", "not a path of a mapping")
    return value


def _variable(value: Any) -> Any:
    if isinstance(value, str) and "://" in value:
        text = _SECRET.format("an address", "it", "here")
        raise PydanticCustomError("secret", "{text}", {"text": text})
    return _matched(value, _VARIABLE, "environment_variable")


def _https(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    _refuse_credentials(value)
    try:
        parts = urlsplit(value.strip())
        good = parts.scheme == "https" and bool(parts.hostname) and not parts.fragment
        good = good and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or not _PRINTED.fullmatch(value.strip()):
        raise PydanticCustomError("https_address", "not an https address")
    return value


def _repository(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    _refuse_credentials(value)
    text = value.strip()
    known = text.startswith(("https://", "ssh://", "/")) or _SSH.fullmatch(text)
    if not known or not text.isprintable() or text.startswith("//"):
        raise PydanticCustomError("repository", "not the address of a repository")
    return value


def _refuse_credentials(address: str) -> None:
    before_path = address.partition("://")[2].partition("/")[0]
    if ":" in before_path.rpartition("@")[0] or (
        "@" in before_path and address.lower().startswith("http")
    ):
        raise PydanticCustomError(
            "secret",
            "{text}",
            {
                "text": "the address holds a user name or a password, and the protocol is "
                "published with the review; take them out of it."
            },
        )


def _host(value: Any) -> Any:
    return _matched(value, _HOST, "host_name")


def _matched(value: Any, pattern: re.Pattern[str], kind: str) -> Any:
    if isinstance(value, str) and not pattern.fullmatch(value.strip()):
        raise PydanticCustomError(kind, "not allowed")
    return value


ReviewPath = Annotated[str, BeforeValidator(_review_path)]
Variable = Annotated[str, BeforeValidator(_variable)]
MappingPath = Annotated[str, BeforeValidator(_mapping_path)]
Schema = Annotated[str, BeforeValidator(lambda v: _matched(v, _SCHEMA, "database_schema"))]
Sha256 = Annotated[str, BeforeValidator(lambda v: _matched(v, _SHA256, "sha256"))]
Hosts = Annotated[tuple[Annotated[str, BeforeValidator(_host)], ...], BeforeValidator(one_or_more)]
Tag = Annotated[str, BeforeValidator(lambda v: _matched(v, _TAG, "git_tag"))]


class CsvKept(Section):
    """CSV files in a folder of the review."""

    folder: ReviewPath = CSV_FOLDER
    """The folder, as a path from the folder of the review."""


class WorkbookKept(Section):
    """One Excel workbook in the folder of the review; a sheet a table."""

    file: ReviewPath
    """The workbook, as a path from the folder of the review."""


class SqliteKept(Section):
    """One SQLite database in the folder of the review."""

    file: ReviewPath
    """The database, as a path from the folder of the review."""
    time_limit: Count = 60
    """The most seconds that reading may take."""


class PostgresqlKept(Section):
    """A PostgreSQL database; its address is in an environment variable."""

    url_env: Variable
    """The name of the environment variable that holds the address."""
    db_schema: Annotated[Schema | None, Field(alias="schema")] = None
    """The schema that the tables are in."""
    time_limit: Count = 60
    """The most seconds that reading may take."""

    @model_validator(mode="before")
    @classmethod
    def _without_address(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and "url" in data:
            text = _SECRET.format("the key url", "the address", "as url_env")
            raise PydanticCustomError("secret", "{text}", {"text": text})
        return data


class HttpsKept(Section):
    """An archive of CSV files, a workbook, or a data package at an https address."""

    url: Annotated[str, BeforeValidator(_https)]
    """The address."""
    sha256: Sha256 | None = None
    """The SHA-256 that the content must have."""
    token_env: Variable | None = None
    """The name of an environment variable that holds a token for the address."""
    megabytes: Count = 100
    """The most megabytes that are read."""
    allow_hosts: Hosts | None = None
    """Hosts that may have an address of a private network or of this machine."""


class GitKept(Section):
    """A folder of CSV files in a git repository, at a tag."""

    repository: Annotated[str, BeforeValidator(_repository)]
    """The address of the repository."""
    tag: Tag = "latest"
    """The tag; `latest` is the one with the highest version."""
    path: Annotated[str, BeforeValidator(_folder_in_repository)] = "."
    """The folder in the repository that holds the CSV files."""
    time_limit: Count = 120
    """The most seconds that fetching may take."""
    allow_hosts: Hosts | None = None
    """Hosts that may have an address of a private network or of this machine."""


class FileInGit(Section):
    """One file of a git repository, at a tag."""

    repository: Annotated[str, BeforeValidator(_repository)]
    """The address of the repository."""
    path: Annotated[str, BeforeValidator(_file_in_repository)]
    """The file, as a path from the root of the repository."""
    tag: Tag = "latest"
    """The tag; `latest` is the one with the highest version."""
    time_limit: Count = 120
    """The most seconds that fetching may take."""
    allow_hosts: Hosts | None = None
    """Hosts that may have an address of a private network or of this machine."""


class ImportKept(Section):
    """A file of another program, read by its mapping at every pull; exactly one place of it."""

    file: ReviewPath | None = None
    """The file, as a path from the folder of the review."""
    url: Annotated[str, BeforeValidator(_https)] | None = None
    """The https address of the file."""
    git: FileInGit | None = None
    """One file of a git repository, at a tag."""
    format: ImportFormat
    """What the file is."""
    mapping: MappingPath = "data/mapping.yml"
    """What people decided about it; `living-review import FILE --draft-mapping TO` drafts it."""
    where: Mapping[Text, CellsNamed] = Field(default_factory=dict)
    """Which rows of the file are read: columns of the file, each with the cells let in."""
    sha256: Sha256 | None = None
    """The SHA-256 that the file at `url` must have."""
    token_env: Variable | None = None
    """The name of an environment variable that holds a token for `url`."""
    megabytes: Annotated[Count, Field(le=64)] = 64
    """The most megabytes that are read from `url`."""
    allow_hosts: Hosts | None = None
    """Hosts that may have an address of a private network or of this machine."""

    @model_validator(mode="after")
    def _sound(self) -> ImportKept:
        if sum(each is not None for each in (self.file, self.url, self.git)) != 1:
            raise PydanticCustomError("one_file", "not exactly one place")
        of_url = self.model_fields_set & {"sha256", "token_env", "megabytes", "allow_hosts"}
        if of_url and self.url is None:
            _refuse(f"{sorted(of_url)[0]} belongs to a file at a url; remove it.")
        if self.where and self.format in WITHOUT_ROWS:
            _refuse(
                f"where selects rows of a table, and a file of {self.format} is none; leave "
                "outcomes out with skip: true in the mapping."
            )
        if self.file is not None and self.file == self.mapping:
            _refuse("file and mapping name the same file; the mapping is a file of its own.")
        return self


def _refuse(text: str) -> NoReturn:
    raise PydanticCustomError("of_the_review", "{text}", {"text": text})


class RegistryKept(Section):
    """Exactly one place where the registry is kept."""

    csv: CsvKept | None = None
    """CSV files in a folder of the review."""
    xlsx: WorkbookKept | None = None
    """One Excel workbook in the folder of the review; a sheet a table."""
    sqlite: SqliteKept | None = None
    """One SQLite database in the folder of the review."""
    postgresql: PostgresqlKept | None = None
    """A PostgreSQL database; its address is in an environment variable."""
    https: HttpsKept | None = None
    """An archive of CSV files, a workbook, or a data package at an https address."""
    git: GitKept | None = None
    """A folder of CSV files in a git repository, at a tag."""
    import_: Annotated[ImportKept | None, Field(alias="import")] = None
    """A file of another program, read by its mapping at every pull."""

    @model_validator(mode="after")
    def _exactly_one(self) -> RegistryKept:
        if sum(getattr(self, name) is not None for name in type(self).model_fields) != 1:
            raise PydanticCustomError("one_place", "not exactly one place")
        return self

    def settings(self) -> dict[str, dict[str, Any]]:
        """Return the kind of place and its settings as plain values, defaults filled in."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
