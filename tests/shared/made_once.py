"""What takes long to make and is only looked at: made once in a run, however many processes it has.

The first process that asks makes it; another that asks meanwhile waits, and reads what was made.
"""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock

Made = TypeVar("Made")


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]
) -> tuple[Path, Made]:
    """Give the folder of that name and what `make` gave when it filled it, for nobody to change."""
    above = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        above = above.parent
    folder, kept = above / "made once" / name, above / "made once" / f"{name}.pickle"
    folder.parent.mkdir(exist_ok=True)
    with FileLock(kept.with_suffix(".lock")):
        if not kept.is_file():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            made = make(folder)
            kept.write_bytes(pickle.dumps(made))
        value: Made = pickle.loads(kept.read_bytes())
    return folder, value
