"""What an address of a review is, and which package reads it.

`s3://bucket/asthma` and whatever else fsspec reads; `git+https://host/asthma.git@TAG#FOLDER`, which
is only read; `file:///srv/asthma`, a folder of this machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from living_review.ground.errors import BadInput, EnvironmentFailure

FILE, GIT = "file://", "git+"
EVERY = "/**"
"""What an address ends with that means every review below it."""
_GIT_WAYS = ("https", "ssh", "file")


@dataclass(frozen=True)
class GitAddress:
    """A review in a repository: at a tag, or at the head of it, and in a folder of it."""

    repository: str
    tag: str
    folder: str


def is_address(text: str) -> bool:
    """Whether a text is an address and no path."""
    return "://" in text


def address_of(folder: Path) -> str:
    """Give the address of a folder of this machine."""
    return folder.resolve().as_uri()


def folder_of(address: str) -> Path | None:
    """Give the folder of this machine that an address names, if it names one."""
    if not address.startswith(FILE):
        return None
    return Path(unquote(urlsplit(address).path))


def git_address(address: str, where: str = "") -> GitAddress:
    """Take the address of a repository apart; BadInput where it is none that is read."""
    way, _, rest = address.removeprefix(GIT).partition("://")
    rest, _, folder = rest.partition("#")
    host, slash, path = rest.partition("/")
    path, _, tag = path.partition("@")
    if way not in _GIT_WAYS or not path.strip("/") or (way == "file") is bool(host):
        raise BadInput(
            f"{where}'{address}' is no address of a repository that is read; write "
            "git+https://HOST/PATH, git+ssh://HOST/PATH or git+file:///PATH, with @TAG and #FOLDER "
            "where they are needed."
        )
    repository = f"/{path}" if way == "file" else f"{way}://{host}{slash}{path}"
    return GitAddress(repository, tag, folder.strip("/"))


def check_address(address: str, where: str = "") -> None:
    """Raise BadInput for an address of no kind, EnvironmentFailure where its package is missing.

    `where` is what their sentences begin with.
    """
    if address.startswith(GIT):
        git_address(address, where)
    elif not address.startswith(FILE):
        _need_reader(address, where)


def file_system_at(address: str) -> tuple[Any, str]:
    """Give what reads an address, and the path there; raises as `check_address` does."""
    _need_reader(address)
    found: tuple[Any, str] = _fsspec("fsspec.core").url_to_fs(address)
    return found


def _need_reader(address: str, where: str = "") -> None:
    kind = address.partition("://")[0]
    registry = _fsspec("fsspec.registry", where)
    if kind not in {*registry.known_implementations, *registry.registry}:
        raise BadInput(
            f"{where}'{address}' has no kind of address that is known; write s3://, gs://, "
            "sftp:// or another that fsspec reads, git+https://, or the path of a folder."
        )
    try:
        registry.get_filesystem_class(kind)
    except ImportError as missing:
        package = (getattr(missing.__cause__, "name", None) or kind).partition(".")[0]
        raise EnvironmentFailure(
            f"{where}'{address}' is read by the Python package {package}, which is not installed; "
            f"install it: pip install {package}"
        ) from missing


def _fsspec(module: str, where: str = "") -> Any:
    from importlib import import_module

    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        raise EnvironmentFailure(
            f"{where}Addresses are read by the Python package fsspec, which is not installed; "
            "install it: pip install 'living-review[dask]'"
        ) from missing
