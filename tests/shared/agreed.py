"""The words, limits and defaults of a room as they were agreed, line by line.

What a reader of files or of people's answers understands (columns of other programs, spellings,
units) is promised as columns and commands are: a word is added and none is taken away. What a
function takes where a caller leaves something out is a choice as well. Behaviour is tested
elsewhere, by examples of each kind; here stands every word, so that none is lost unseen.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import importlib
import inspect
import os
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

from pydantic_core import PydanticUndefined

NAME = re.compile(r"_?[A-Z][A-Z0-9_]*")
DATA = (str, int, float, tuple, list, frozenset, set, Mapping, re.Pattern, dt.timedelta)


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
    if isinstance(value, Path):
        return f"a path named {value.name}" if value.is_absolute() else repr(value.as_posix())
    # Where an object lies in memory is another place in each run.
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def constants(module: ModuleType) -> Iterator[str]:
    """Give every constant that is written in a module."""
    source = Path(str(module.__file__)).read_text("utf-8")
    for name, value in vars(module).items():
        data = isinstance(value, DATA) or (
            dataclasses.is_dataclass(value) and not isinstance(value, type)
        )
        choices = get_args(value) if get_origin(value) is Literal else ()
        # What is imported is agreed where it stands; what begins empty is filled as tests run.
        own = rf"^(?:\w+, )*{name}\b[^=\n]*=(?! (?:\{{\}}|\[\]|set\(\))$)"
        here = re.search(own, source, re.MULTILINE)
        if here and (choices or (data and NAME.fullmatch(name))):
            yield f"{name} = {written(choices or value)}"


def defaults(module: ModuleType) -> Iterator[str]:
    """Give what stands where a caller says nothing, and the values of each list of choices."""
    for name, value in vars(module).items():
        if getattr(value, "__module__", "") != module.__name__:
            continue
        if inspect.isclass(value):
            yield from _of_class(name, value)
        elif callable(value):
            yield from _of_call(name, value)


def _of_class(name: str, kind: type) -> Iterator[str]:
    if issubclass(kind, enum.Enum):
        yield f"{name}: {', '.join(f'{each.name} = {each.value!r}' for each in kind)}"
    elif dataclasses.is_dataclass(kind):
        yield from _of_fields(name, kind)
    elif isinstance(told := getattr(kind, "model_fields", None), dict):
        own_fields = vars(kind).get("__annotations__", {})
        said = {n: _of_model(f) for n, f in told.items() if n in own_fields}
        yield from (f"{name}.{n}{own}" for n, own in said.items() if own)
    elif hasattr(kind, "_field_defaults"):
        yield from (f"{name}.{n} = {written(v)}" for n, v in kind._field_defaults.items())
    for own, member in tuple(vars(kind).items()):
        made = isinstance(member, staticmethod | classmethod)
        inner = member.__func__ if made else getattr(member, "__wrapped__", member)
        # What a dataclass makes of its fields is told by them.
        if inspect.isfunction(inner) and not (own == "__init__" and dataclasses.is_dataclass(kind)):
            yield from _of_call(f"{name}.{own}", inner)


def _of_fields(name: str, kind: Any) -> Iterator[str]:
    for each in dataclasses.fields(kind):
        if each.name not in vars(kind).get("__annotations__", {}):
            continue
        made = each.default_factory
        value = made if each.default is dataclasses.MISSING else each.default
        told = "" if value is dataclasses.MISSING else f" = {written(value)}"
        usual = {"init": True, "repr": True, "compare": True, "kw_only": False}
        other = [f"{x} {getattr(each, x)}" for x, said in usual.items() if getattr(each, x) != said]
        if told or other:
            yield f"{name}.{each.name}{told} ({', '.join(other) or 'init, repr, compare'})"


def _of_model(field: Any) -> str:
    """Tell what stands where a file says nothing, and what it may not say."""
    value = field.default_factory if field.default_factory else field.default
    said = [_limit(each) for each in field.metadata]
    said += [f"called {field.alias}"] if field.alias else []
    told = "" if field.is_required() else f" = {written(value)}"
    return f"{told} ({', '.join(said)})" if said else told


def _limit(limit: Any) -> str:
    if not dataclasses.is_dataclass(limit):
        return written(limit)
    own = {each.name: getattr(limit, each.name) for each in dataclasses.fields(limit)}
    said = (f"{n}={written(v)}" for n, v in own.items() if v not in (None, PydanticUndefined))
    return f"{type(limit).__name__}({', '.join(said)})"


def _of_call(name: str, call: Any) -> Iterator[str]:
    try:
        known = inspect.signature(call).parameters.values()
    except (TypeError, ValueError):
        return
    for each in known:
        if each.default is not each.empty:
            yield f"{name}({each.name}={written(each.default)})"


def agreed(package: ModuleType) -> str:
    """Give what is agreed in a room, under the module that it stands in."""
    lines: list[str] = []
    for module in modules(package):
        if own := [*constants(module), *defaults(module)]:
            lines += [f"# {module.__name__.removeprefix('living_review.')}", *own, ""]
    return "\n".join(lines)


def _words(text: str) -> dict[str, Counter[str]]:
    """Give the words and numbers of each line by its module and name, each as often as it is."""
    found: dict[str, Counter[str]] = {}
    module = ""
    for line in text.splitlines():
        if line.startswith("# "):
            module = line
        name, _, value = line.partition("=")
        found[f"{module} {name}"] = Counter(re.findall(r"[^\s,()\[\]{}]+", value))
    return found


def compare(package: ModuleType, kept: Path, *, growing: bool = False) -> None:
    """Compare with the text kept; UPDATE_SNAPSHOTS=1 keeps this one instead.

    Where a room is `growing`, whatever was kept must stand as it did, and more may come.
    """
    text = agreed(package)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(text, encoding="utf-8")
    before = kept.read_text(encoding="utf-8")
    if growing:
        now, kept_words = _words(text), _words(before)
        lost = [place for place, words in kept_words.items() if words - now.get(place, Counter())]
        assert not lost, f"no more as agreed; see UPDATE_SNAPSHOTS: {lost}"
    else:
        assert text == before, "see UPDATE_SNAPSHOTS"
