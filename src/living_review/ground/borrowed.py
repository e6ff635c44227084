"""Parts of other packages that these do not promise to keep: asked for by name, missed aloud.

Who reaches into a package does so in one module of its own, which says what it relies on and takes
every part through here. When a later version has moved or changed a part, the program stops at once
with one sentence, and not in the middle of a figure or with a page that is drawn otherwise.
"""

from __future__ import annotations

import inspect
from importlib import import_module, metadata
from typing import Any

from living_review.ground.errors import EnvironmentFailure
from living_review.ground.own_files import checkout


def borrowed(package: str, module: str, name: str, *parameters: str) -> Any:
    """Give what a module of a package has by a name, 'Class.method' for what a class has.

    `parameters`: the first that it must take, in this order. Raises EnvironmentFailure, naming
    package and version, where it is gone or takes others.
    """
    try:
        found: Any = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as gone:
        raise another(package, f"no {module}.{name}") from gone
    if parameters:
        there = tuple(inspect.signature(found).parameters)
        if there[: len(parameters)] != parameters:
            raise another(
                package,
                f"a {module}.{name} that takes ({', '.join(there)}) and not "
                f"({', '.join(parameters)}, …)",
            )
    return found


def sets(package: str, module: str, name: str, *attributes: str) -> None:
    """See to it that a class gives its objects these attributes: its own code names them.

    Raises EnvironmentFailure, naming package and version, where one is named nowhere.
    """
    cls = borrowed(package, module, name)
    named = {
        each
        for kin in cls.__mro__
        for method in vars(kin).values()
        if inspect.isfunction(method)
        for each in method.__code__.co_names
    }
    for attribute in attributes:
        if attribute not in named and not hasattr(cls, attribute):
            raise another(package, f"no '{attribute}' in a {module}.{name}")


def another(package: str, what: str) -> EnvironmentFailure:
    """Say that a package is not as the program knows it; `what` it has, or has not."""
    by = " (make setup)" if checkout() is not None else ""
    return EnvironmentFailure(
        f"{package} {metadata.version(package)} has {what}, on which this program relies; install "
        f"the version of {package} that requirements.lock names{by}, or a newer version of this "
        "program."
    )
