"""What every function of a room gives for values that differ from each other in one place.

A function is called with what its annotations ask for: findings, trials, changes and other values
of sample reviews, each also with one field otherwise (absent, empty, the other word of a list, the
sign turned), texts and numbers of many kinds. Kept is a line for each function: how often it gave
something, and a checksum of all that it gave and of all facts that it told. A function that is
new, gone or asks for other things moves no line, and neither does a field that was not there then.
"""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import inspect
import math
import os
import random
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Literal, get_args, get_origin

from agreed import modules
from heard import Heard
from pydantic import BaseModel

from living_review.language import Fact, speaking

TEXTS = (
    *("", "a", "A", "recovery", "Personal recovery", "peer support", "Usual care, or none", "RoB2"),
    *(
        "HoNOS",
        "12",
        "3.5",
        "-0.4",
        "1,573",
        "a < b & c > d",
        "*bold* [x](y)",
        "Müller’s ß",
        "日本",
    ),
    *("one\ntwo", "risk_of_bias", "low", "high", "some concerns", "higher", "lower", "post", "SMD"),
    *("RR", "en", "de", "x" * 130, "first. Second", "COOK2012_WRAP", "https://example.org/a?b=c"),
    *("#ff0000", "#0a6", "an hour", "MRI", "2026-03-04", " spaced  out ", "café", "%", "−1"),
)
FLOATS = (
    *(0.0, 1.0, -1.0, 0.5, -0.5, 0.2, 0.049, 0.05, 0.001, 1e-9, 2.0, 3.7, 12.0, 33.3, 50.0, 95.0),
    *(99.96, 100.0, 104.5, 1234.5, -80.0, 1e6, math.inf, math.nan),
)
POOLS: dict[str, Sequence[Any]] = {
    "str": TEXTS,
    "float": FLOATS,
    "int": (0, 1, 2, 3, 4, 5, 7, 10, 11, 21, 99, 100, 1000, 12345, -1),
    "bool": (False, True),
    "None": (None,),
    "dt.date": (dt.date(2025, 12, 31), dt.date(2026, 3, 4), dt.date(2026, 11, 29)),
}
MOST, CALLS = 90, 45
# What is given one of these looks at much: it is asked less often.
LARGE = ("Findings", "Protocol", "Edition", "Changes", "Plate", "SummaryTable")
HEAD = "fields of "


class Unworded(Heard):
    """Writes a fact as its name and fields: no wording of a template moves a line."""

    def said(self, fact: Fact) -> str:
        super().said(fact)
        return self.written(fact)


class Values:
    """The values there are of each type, by its name."""

    def __init__(self, roots: Iterable[Any], fields: Mapping[str, Sequence[str]]) -> None:
        self.fields, self.used = fields, dict[str, Sequence[str]]()
        self.found: dict[str, dict[str, Any]] = {}
        for root in roots:
            self._gather(root)
        self.pools: dict[str, Sequence[Any]] = dict(POOLS)
        for name, own in list(self.found.items()):
            every = list(own.values())
            # Those that differ most in size first, and variants of all in turn.
            varied = [list(self._varied(each)) for each in every[:8]]
            turn = [each for row in _in_turn(varied) for each in row]
            self.pools[name] = [*every[: MOST // 3], *_spread(turn, MOST - len(every[: MOST // 3]))]

    def _gather(self, value: Any) -> None:
        if isinstance(value, str | bytes | int | float) or value is None:
            return
        if isinstance(value, Mapping):
            for each in value.values():
                self._gather(each)
        elif isinstance(value, Sequence):
            for each in value:
                self._gather(each)
        elif names := _fields(value):
            own = self.found.setdefault(type(value).__name__, {})
            if len(own) < 200:
                own.setdefault(repr(value), value)
            for name in names:
                self._gather(getattr(value, name))

    def _varied(self, value: Any) -> Iterator[Any]:
        """Give the value with one field otherwise, each in turn."""
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        names = self.fields.get(kind) or _fields(value)
        self.used[kind] = names
        for name in names:
            held = getattr(value, name, None)
            for other in self._others(value, name, held):
                if isinstance(value, BaseModel):
                    yield value.model_copy(update={name: other})
                else:
                    try:
                        yield dataclasses.replace(value, **{name: other})
                    except Exception:  # what cannot be so is left out
                        continue

    def _others(self, value: Any, name: str, held: Any) -> Iterator[Any]:
        told = _annotation(value, name)
        if "None" in told and held is not None:
            yield None
        if isinstance(held, bool):
            yield not held
        elif isinstance(held, str):
            yield from _words(value, name, held)
        elif isinstance(held, int):
            yield from (each for each in (0, 1, 2, held + 1) if each != held)
        elif isinstance(held, float):
            yield from (-held, 0.0, held * 10)
        elif isinstance(held, tuple) and held:
            yield from ((), held[:1], held[::-1])
            yield from ((one, *held[1:]) for one in islice(self._varied_if(held[0]), 4))
        elif held is None or held == ():
            wanted = told.replace("None", "").replace("tuple[", "").strip(" |].,")
            given = next(iter(self.found.get(wanted, {}).values()), None)
            if given is not None:
                yield given if held is None else (given,)
            elif held is None and ("str" in told or "float" in told or "int" in told):
                yield "said" if "str" in told else 0.25 if "float" in told else 3
        elif _fields(held):
            yield from islice(self._varied_if(held), 12)

    def _varied_if(self, value: Any) -> Iterator[Any]:
        return self._varied(value) if _fields(value) else iter(())

    def of(self, asked: str, module: ModuleType) -> Sequence[Any] | None:
        """Give the values that an annotation asks for; None where there is none of its type."""
        tree = ast.parse(asked, mode="eval").body
        return self._of(tree, module)

    def _of(self, tree: ast.expr, module: ModuleType) -> Sequence[Any] | None:
        if isinstance(tree, ast.BinOp):
            sides = [self._of(each, module) for each in (tree.left, tree.right)]
            return None if None in sides else [x for own in sides for x in own or ()]
        if isinstance(tree, ast.Subscript):
            return self._of_several(tree, module)
        name = ast.unparse(tree)
        if name in self.pools:
            return self.pools[name]
        meant = getattr(module, name, None)
        if get_origin(meant) is Literal:
            return get_args(meant)
        if inspect.isclass(meant) and meant.__name__ in self.pools:
            return self.pools[meant.__name__]
        return None

    def _of_several(self, tree: ast.Subscript, module: ModuleType) -> Sequence[Any] | None:
        kind = ast.unparse(tree.value)
        if kind == "Literal":
            return ast.literal_eval(f"({ast.unparse(tree.slice)},)")
        parts = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
        inside = [
            self._of(each, module) for each in parts if ast.unparse(each) not in ("...", "Ellipsis")
        ]
        if any(each is None for each in inside):
            return None
        own = [each or () for each in inside]
        if kind in ("Mapping", "dict") and len(own) == 2:
            pairs = list(zip(own[0], own[1], strict=False))
            return [{}, dict(pairs[:1]), dict(pairs[3:9]), dict(pairs)]
        make = {"Sequence": tuple, "tuple": tuple, "Iterable": tuple, "list": list}.get(kind)
        if make is None:
            return None
        if kind == "tuple" and len(parts) > 1 and len(own) == len(parts):
            return list(zip(*(islice(_around(each), 40) for each in own), strict=False))
        [each] = own[:1]
        sizes = ((0, 0), (0, 1), (1, 3), (2, 7), (4, 14), (9, 12), (20, 21), (30, 38))
        return [make(each[start:end]) for start, end in sizes]


def _around(values: Sequence[Any]) -> Iterator[Any]:
    while values:
        yield from values


def _in_turn(rows: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    for at in range(max(map(len, rows), default=0)):
        yield [row[at] for row in rows if at < len(row)]


def _spread(values: Sequence[Any], count: int) -> Sequence[Any]:
    step = max(1, len(values) // max(1, count))
    return values[::step][:count]


def _fields(value: Any) -> Sequence[str]:
    if inspect.isclass(value):
        return ()
    if isinstance(value, BaseModel):
        return tuple(type(value).model_fields)
    if dataclasses.is_dataclass(value):
        return tuple(each.name for each in dataclasses.fields(value) if each.init)
    return ()


def _annotation(value: Any, name: str) -> str:
    if isinstance(value, BaseModel):
        told = type(value).model_fields[name].annotation if name in type(value).model_fields else ""
        return told.__name__ if inspect.isclass(told) else str(told).replace("NoneType", "None")
    return str({each.name: each.type for each in dataclasses.fields(value)}.get(name, ""))


def _words(value: Any, name: str, held: str) -> Iterator[str]:
    """Give the other words of a list, or an empty text and another."""
    field = type(value).model_fields.get(name) if isinstance(value, BaseModel) else None
    told = field.annotation if field else None
    listed = [each for part in (told, *get_args(told)) for each in get_args(part)]
    listed = [each for each in (*get_args(told), *listed) if isinstance(each, str)]
    if listed:
        yield from (each for each in dict.fromkeys(listed) if each != held)
    else:
        yield from ("", f"{held} other")


def plain(value: Any, depth: int = 0) -> Any:
    """Write what came back so that it is the same in each run."""
    if value is None or isinstance(value, bool | int | str):
        return value if not isinstance(value, str) else str(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    if depth > 6:
        return type(value).__name__
    if isinstance(value, Mapping):
        return {str(plain(k, depth + 1)): plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(str, (plain(each, depth + 1) for each in value)))
    if isinstance(value, Iterator):
        value = list(islice(value, 60))
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [plain(each, depth + 1) for each in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if names := _fields(value):
        return [type(value).__name__, *(plain(getattr(value, n), depth + 1) for n in names)]
    return type(value).__name__


def given(function: FunctionType, values: Values, calls: int) -> Iterator[dict[str, Any]]:
    """Give the arguments of some calls; none where the values of one are not known."""
    module = inspect.getmodule(function)
    assert module is not None
    asked = inspect.signature(function).parameters.values()
    pools: dict[str, Sequence[Any]] = {}
    for each in asked:
        if each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD):
            continue
        own = values.of(str(each.annotation), module)
        if not own:
            if each.default is each.empty:
                return
            continue
        pools[each.name] = own
    chance = random.Random(function.__qualname__)
    most = math.prod(len(own) for own in pools.values())
    first = next(iter(asked), None)
    calls = calls // 4 if first and str(first.annotation) in LARGE else calls
    for at in range(min(calls, most)):
        call, rest = {}, at
        for place, (name, own) in enumerate(pools.items()):
            # All of a few, and of many each of the first with any of the others.
            if most <= calls:
                rest, which = divmod(rest, len(own))
            else:
                which = at % len(own) if place == 0 else chance.randrange(len(own))
            call[name] = own[which]
        yield call


def functions(package: ModuleType, leave: Sequence[str]) -> Iterator[tuple[str, FunctionType]]:
    for module in modules(package):
        for name, each in vars(module).items():
            if isinstance(each, FunctionType) and each.__module__ == module.__name__:
                short = f"{module.__name__.partition('.')[2]}.{name}"
                if not any(short.startswith(start) for start in leave):
                    yield short, each


def line(function: FunctionType, values: Values, calls: int) -> str:
    """Call a function, and tell in brief what it gave; nothing where it cannot be called."""
    checksum, gave, tried = 0, 0, 0
    for call in given(function, values, calls):
        heard = Unworded()
        tried += 1
        try:
            with speaking(heard):
                back = plain(function(**call))
            gave += 1
        except (Exception, SystemExit) as error:
            back = type(error).__name__
        told = f"{back!r} {sorted(f'{k} {[*v]}' for k, v in heard.facts.items())}"
        checksum = zlib.crc32(told.encode("utf-8", "replace"), checksum)
    return f"{gave} of {tried} {checksum:08x}" if gave else ""


def made(package: ModuleType, values: Values, leave: Sequence[str]) -> list[Any]:
    """Give values of types that there were none of, as a few calls of each function make them."""
    found: list[Any] = []
    for _, each in functions(package, leave):
        for call in islice(given(each, values, CALLS), 3):
            with suppress(Exception, SystemExit), speaking(Unworded()):
                back = each(**call)
                several = list(islice(back, 20)) if isinstance(back, Iterable) else [back]
                found += [
                    one
                    for one in several
                    if _fields(one) and type(one).__name__ not in values.found
                ]
    return found


def signed(name: str, function: Callable[..., Any]) -> str:
    asked = inspect.signature(function).parameters.values()
    return f"{name}({', '.join(f'{each.name}: {each.annotation}' for each in asked)})"


def fields_kept(kept: Sequence[str]) -> dict[str, Sequence[str]]:
    told = (each.removeprefix(HEAD).partition(": ") for each in kept if each.startswith(HEAD))
    return {name: tuple(names.split()) for name, _, names in told}


def compare(
    package: ModuleType,
    roots: Iterable[Any],
    path: Path,
    *,
    leave: Sequence[str] = (),
    calls: int = CALLS,
) -> None:
    """Hold what every function of a package gives against what is kept."""
    anew = bool(os.environ.get("UPDATE_SNAPSHOTS"))
    kept = path.read_text("utf-8").splitlines() if path.exists() else []
    fields, own_roots = {} if anew else fields_kept(kept), list(roots)
    for _ in range(2):  # what comes back is given to those that ask for it
        own_roots += made(package, Values(own_roots, fields), leave)
    values = Values(own_roots, fields)
    own = {
        signed(name, each): told
        for name, each in functions(package, leave)
        if (told := line(each, values, calls))
    }
    if anew:
        heads = [f"{HEAD}{name}: {' '.join(names)}" for name, names in sorted(values.used.items())]
        lines = [f"{name} {told}" for name, told in own.items()]
        path.write_text("\n".join([*heads, "", *lines]) + "\n", "utf-8")
        return
    before = dict(each.rsplit(") ", 1) for each in kept if ") " in each and HEAD not in each)
    moved = [name for name, told in own.items() if before.get(name[:-1], told) != told]
    assert not moved, f"{moved} give something else than before: see UPDATE_SNAPSHOTS"
    assert set(before) & {name[:-1] for name in own}
