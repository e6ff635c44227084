"""Puts the functions that a change changes in the place of those that are loaded, if that is all.

A function whose code is exchanged is exchanged for whoever holds it, under whatever name. That
stands for loading the changed program anew when two things hold, and `swaps` answers None when one
does not: nothing that runs on loading differs (constants, defaults, decorators, class bodies), and
the function has not run yet, so that nothing is remembered of what it did.
"""

from __future__ import annotations

import gc
import inspect
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType

Swap = tuple[FunctionType, CodeType]


def functions(below: Path) -> list[FunctionType]:
    """Give all loaded functions of files in a folder."""
    gc.unfreeze()
    every = (each for each in gc.get_objects() if isinstance(each, FunctionType))
    found = [each for each in every if each.__code__.co_filename.startswith(f"{below}/")]
    gc.freeze()
    return found


def swaps(
    path: str, old: str, new: str, *, loaded: Sequence[FunctionType], ran: Collection[int]
) -> list[Swap] | None:
    """Give the loaded functions of a module whose code the change changes, with the new code.

    `ran` are the lines of the module that have run. None where the module is to be loaded anew; no
    functions where it is not loaded yet and comes from its changed file when it is.
    """
    if not any(getattr(each, "__file__", None) == path for each in [*sys.modules.values()]):
        return []
    differing = _differing(compile(old, path, "exec"), compile(new, path, "exec"))
    if differing is None:
        return None
    found: list[Swap] = []
    for was, becomes in differing:
        own = [each for each in loaded if _is(each.__code__, was)]
        if not own or not _lines(was).isdisjoint(ran):
            return None
        found += [(each, becomes) for each in own]
    return found


def _differing(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    """Pair the outermost functions that differ; None where what runs on loading differs."""
    if old.co_flags & inspect.CO_OPTIMIZED:
        if _meaning(old) == _meaning(new):
            return []
        # What a function takes from around it is given to it when it is made.
        return [(old, new)] if old.co_freevars == new.co_freevars else None
    mine, theirs = [*_within(old)], [*_within(new)]
    if _meaning(old, whole=False) != _meaning(new, whole=False) or len(mine) != len(theirs):
        return None
    found: list[tuple[CodeType, CodeType]] = []
    for each, other in zip(mine, theirs, strict=True):
        differing = _differing(each, other)
        if differing is None:
            return None
        found += differing
    return found


def _within(code: CodeType) -> Iterator[CodeType]:
    return (each for each in code.co_consts if isinstance(each, CodeType))


def _meaning(code: CodeType, *, whole: bool = True) -> tuple[object, ...]:
    """Give all that a code does, wherever it stands; without the code within unless `whole`."""
    constants = tuple(
        (_meaning(each) if whole else each.co_qualname)
        if isinstance(each, CodeType)
        else (type(each), repr(each))
        for each in code.co_consts
    )
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_flags)
    return (code.co_code, constants, names, code.co_exceptiontable, code.co_qualname)


def _is(code: CodeType, was: CodeType) -> bool:
    place = (was.co_filename, was.co_qualname, was.co_firstlineno)
    return (code.co_filename, code.co_qualname, code.co_firstlineno) == place


def _lines(code: CodeType) -> set[int]:
    """Name the lines of a function's body; the one of its name runs when the module is loaded."""
    own = {line for _, _, line in code.co_lines() if line} - {code.co_firstlineno}
    return own.union(*map(_lines, _within(code)))
