"""A Frictionless data package: a descriptor that names CSV files beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin, urlsplit

from living_review.ground.errors import RegistryError, SourceUnreachable
from living_review.ground.spelling import both
from living_review.sources.cache import Cached
from living_review.sources.csv_folder import read_csv
from living_review.sources.download import Download, shown
from living_review.sources.tables import RawTable, table_named

MOST_RESOURCES = 100
_HASHES = ("md5", "sha1", "sha256", "sha512")


@dataclass(frozen=True)
class Resource:
    """One CSV file of a package: the table it is, its address, and the hash it must have."""

    table: str
    path: str
    url: str
    hash: str


def is_descriptor(content: bytes) -> bool:
    """Tell whether bytes are those of a JSON object with resources."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"resources"' in content


def read_data_package(found: Cached, download: Download, *, pinned: bool) -> dict[str, RawTable]:
    """Fetch and read the tables that a fetched descriptor names.

    `pinned` asks for a SHA-256 of every file. Raises RegistryError for a descriptor that cannot be
    used and for a file without the hash it must have, SourceUnreachable where the package changed
    while it was read.
    """
    resources = tuple(_resources(found))
    tables = {}
    for resource in resources:
        if pinned and not resource.hash.startswith("sha256:"):
            raise RegistryError(
                f"{shown(found.url)}: the protocol pins the package, but its file {resource.path} "
                "has no sha256 hash, so that it could change; add the hash, or remove "
                "registry.https.sha256."
            )
        file = download.fetch(resource.url)
        _refuse_other_hash(resource, file)
        name = PurePosixPath(resource.path).name
        tables[resource.table] = read_csv(file.content, resource.table, f"{_name(found)}[{name}]")
    if download.fetch(found.url).content != found.content:
        raise SourceUnreachable(
            f"{shown(found.url)} changed while its files were read; run again when it is complete."
        )
    return tables


def _resources(found: Cached) -> Iterator[Resource]:
    where = shown(found.url)
    try:
        listed = json.loads(found.content.decode("utf-8-sig"))["resources"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        lacks = "it has no list of resources" if isinstance(error, KeyError) else "it is no JSON"
        raise RegistryError(
            f"{where} is not the descriptor of a data package ({lacks}); make it again with a "
            "Frictionless tool."
        ) from error
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_RESOURCES:
        raise RegistryError(
            f"{where}: resources must be a list of 1 to {MOST_RESOURCES} files; correct it."
        )
    seen: dict[str, str] = {}
    for each in listed:
        if not isinstance(each, Mapping):
            raise RegistryError(f"{where}: a resource is no mapping of keys to values; correct it.")
        named = str(each.get("name") or PurePosixPath(str(each.get("path"))).stem)
        table = table_named(named, where)
        if table is None:
            continue
        if table in seen:
            raise RegistryError(
                f"{where}: the resources {both((seen[table], named))} are both the table "
                f"'{table}'; keep one of the two."
            )
        seen[table] = named
        yield _resource(table, each, found, where)


def _resource(table: str, each: Mapping[str, Any], found: Cached, where: str) -> Resource:
    path = each.get("path")
    if not isinstance(path, str) or not path:
        raise RegistryError(
            f"{where}: the resource '{table}' must have a path to one CSV file; rows in the "
            "descriptor itself, or in several files, are not read."
        )
    if each.get("compression") or not path.lower().endswith(".csv"):
        raise RegistryError(
            f"{where}: the resource '{table}' ({path}) is not a CSV file; name one that ends in "
            ".csv and is not compressed."
        )
    outside = path.startswith(("/", "\\")) or ".." in PurePosixPath(path).parts
    elsewhere = "://" in path
    if (outside and not elsewhere) or (elsewhere and not path.startswith("https://")):
        raise RegistryError(
            f"{where}: the path {path} of the resource '{table}' leads out of the package; give a "
            "path below the descriptor, or an https address."
        )
    return Resource(table, path, urljoin(found.final_url, path), _hash(each, table, where))


def _hash(each: Mapping[str, Any], table: str, where: str) -> str:
    """Write the hash as method:digits; a hash without a method is an MD5."""
    text = str(each.get("hash") or "").strip().lower()
    if not text:
        return ""
    method, _, digits = text.rpartition(":")
    if (method or "md5") not in _HASHES:
        raise RegistryError(
            f"{where}: the hash of the resource '{table}' is of an unknown kind; use sha256."
        )
    return f"{method or 'md5'}:{digits}"


def _refuse_other_hash(resource: Resource, file: Cached) -> None:
    if not resource.hash:
        return
    method, _, digits = resource.hash.partition(":")
    found = hashlib.new(method, file.content, usedforsecurity=False).hexdigest()
    if found != digits:
        raise RegistryError(
            f"{shown(resource.url)} has the {method} hash {found}, and the package says {digits}; "
            "the file or its descriptor is out of date: publish both together."
        )


def _name(found: Cached) -> str:
    return urlsplit(found.url).path.rpartition("/")[2] or "datapackage.json"
