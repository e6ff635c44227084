"""Compiled templates of the program, kept in the user's cache folder: they are compiled once.

Only the program's own are kept, never a review's. What is kept counts for these very sources, this
Jinja2, this Python and this program; where there is no folder to write to, nothing is kept, and
what cannot be read is compiled again. The folder can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import get_ident

import jinja2
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache

from living_review.ground.caches import is_ours, users_caches
from living_review.ground.folder import TEMPLATES
from living_review.ground.own_files import own_file

# What decides how a template is compiled, besides its text.
_DECIDES = ("compiled.py", "grammar.py", "limits.py", "macros.py", "sandbox.py")


class Compiled(BytecodeCache):
    """The cache of one folder, for templates that lie below another."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self._programs = programs.resolve()
        self._others: set[str] = set()

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Give what is kept of a template; nothing of one that is not the program's."""
        if filename is None or not Path(filename).resolve().is_relative_to(self._programs):
            key = self.get_cache_key(name, filename)
            self._others.add(key)
            return Bucket(environment, key, self.get_source_checksum(source))
        return super().get_bucket(environment, name, filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what was compiled, if it was compiled from this text."""
        with (
            suppress(OSError, EOFError, ValueError, TypeError),
            self._file(bucket).open("rb") as file,
        ):
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled: whole or not at all, since others may read it meanwhile."""
        if bucket.key in self._others:
            return
        beside = self.folder / f".{bucket.key}.{os.getpid()}.{get_ident()}"
        with suppress(OSError):
            try:
                beside.write_bytes(bucket.bytecode_to_string())
                beside.replace(self._file(bucket))
            finally:
                beside.unlink(missing_ok=True)

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / bucket.key


@cache
def compiled(kind: str) -> Compiled | None:
    """Give the cache of this program for templates that are printed in one way.

    None where the user has no folder for one.
    """
    with suppress(OSError, RuntimeError):
        above = users_caches() / "living-review" / "templates"
        folder = above / _program()
        if not folder.is_dir():
            # Those of other versions are made again where they are still used.
            shutil.rmtree(above, ignore_errors=True)
            folder.mkdir(parents=True, mode=0o700)
        (folder / kind).mkdir(exist_ok=True)
        return Compiled(folder / kind, own_file(TEMPLATES)) if is_ours(folder / kind) else None
    return None


def _program() -> str:
    said = hashlib.sha256(f"{jinja2.__version__} {sys.version}".encode())
    for name in _DECIDES:
        said.update(Path(__file__).with_name(name).read_bytes())
    return said.hexdigest()[:16]
