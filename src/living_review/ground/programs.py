"""Other programs that are asked for by name."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def found_program(name: str) -> str | None:
    """Where a program is: on PATH, or beside this Python, where a package of its name puts it."""
    return shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
