"""The words and limits of a room as they were agreed, line by line.

What a reader of files or of people's answers understands (columns of other programs, spellings,
units) is promised as columns and commands are: a word is added and none is taken away. Behaviour is
tested elsewhere, by examples of each kind; here stands every word, so that none is lost unseen.
"""

from __future__ import annotations

import dataclasses
import importlib
import os
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

NAME = re.compile(r"_?[A-Z][A-Z0-9_]*")
DATA = (str, int, float, tuple, list, frozenset, set, dict, re.Pattern)


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        # What a package puts together stands in its modules; docs/ hold the catalogue of checks.
        if not each.ispkg and ".catalogue." not in each.name:
            yield importlib.import_module(each.name)


def written(value: Any) -> str:
    """Write a constant as it is read in any run: sets in order, patterns by their text."""
    if isinstance(value, re.Pattern):
        return f"{value.pattern!r} {value.flags}"
    if isinstance(value, frozenset | set):
        return f"{{{', '.join(sorted(map(written, value)))}}}"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{written(k)}: {written(v)}' for k, v in value.items())}}}"
    if type(value) in (tuple, list):
        return f"({', '.join(map(written, value))})"
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        own = (getattr(value, each.name) for each in dataclasses.fields(value))
        return f"{type(value).__name__}({', '.join(map(written, own))})"
    if callable(value) and hasattr(value, "__qualname__"):
        return str(value.__qualname__)
    return repr(value)


def constants(package: ModuleType) -> str:
    """Give every constant of a room, under the module that it stands in."""
    lines = []
    for module in modules(package):
        source = Path(str(module.__file__)).read_text("utf-8")
        own = [
            f"{name} = {written(value)}"
            for name, value in vars(module).items()
            if NAME.fullmatch(name)
            and isinstance(value, DATA)
            # What is imported is agreed where it stands.
            and re.search(rf"^{name}\b[^=\n]*=", source, re.MULTILINE)
        ]
        if own:
            lines += [f"# {module.__name__.removeprefix('living_review.')}", *own, ""]
    return "\n".join(lines)


def compare(package: ModuleType, kept: Path) -> None:
    """Compare with the text kept; UPDATE_SNAPSHOTS=1 keeps this one instead."""
    text = constants(package)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"
