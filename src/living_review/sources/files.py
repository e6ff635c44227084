"""Files of a review that hold a registry."""

from __future__ import annotations

from pathlib import Path

from living_review.ground.errors import RegistryError, SourceUnreachable
from living_review.ground.folder import leads_out


def refuse_outside(root: Path, name: str) -> Path:
    """Return the path of a file or folder of a review; RegistryError where a link leads out of it.

    The protocol may come from somebody who may not read every file of this machine.
    """
    path = root / name
    if leads_out(path, root):
        raise RegistryError(
            f"{name} leads out of the folder of the review; copy the registry into it."
        )
    return path


def read_bytes(path: Path, name: str) -> bytes:
    """Read a file that holds a registry; `name` is for messages.

    Raises RegistryError where there is none, SourceUnreachable where it cannot be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise RegistryError(
            f"There is no file {name} in the review; put the registry there, or change the key "
            "registry in protocol.yml."
        ) from error
    except OSError as error:
        raise SourceUnreachable(
            f"{name} cannot be read ({error.strerror}); close it in other programs, and check its "
            "permissions and the disk."
        ) from error


def read_start(path: Path, name: str, size: int) -> bytes:
    """Read the first bytes of such a file, with the same errors."""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        return read_bytes(path, name)[:size]
