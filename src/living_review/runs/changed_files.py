"""Which files around the registry read otherwise than in a version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from living_review.ground.folder import (
    JUDGEMENTS,
    OTHER_REVIEWS,
    PROTOCOL,
    TEMPLATES,
    TEXTS,
    TEXTS_CONFIRMED,
    ReviewFolder,
    is_input,
)
from living_review.ground.own_files import own_file
from living_review.language import language_spoken, say
from living_review.language.facts import method_changes as facts

if TYPE_CHECKING:
    from living_review.living.store import VersionStore


def changed_files(folder: ReviewFolder, store: VersionStore, number: int) -> tuple[str, ...]:
    """Say which files around the registry read otherwise than in a version.

    Left out are those whose changes are told by meaning: protocol, judgements, other reviews; and
    templates that read as the program's own, which stand in for them where a review has none.
    """
    told_by_meaning = (PROTOCOL, JUDGEMENTS, OTHER_REVIEWS)
    kept = store.manifest(number).files
    before = _by_place(name for name in kept if is_input(name))
    inputs = folder.inputs()
    now = _by_place(inputs)
    found: list[facts.FileChanged] = []
    for place in sorted(set(before) - set(now)):
        if _is_programs(before[place], store.read(number, before[place])):
            continue
        found.append(
            facts.FileChanged(name=before[place], change="removed", template=_is_template(place))
        )
    for place, name in now.items():
        template = _is_template(name)
        if place not in before:
            path = inputs[name]
            if path != own_file(name) and _is_programs(name, path.read_bytes()):
                continue
            found.append(facts.FileChanged(name=name, change="new", template=template))
        elif store.read(number, before[place]) != inputs[name].read_bytes():
            found.append(facts.FileChanged(name=name, change="changed", template=template))
    return tuple(say(_of_text(each)) for each in found if each.name not in told_by_meaning)


def _of_text(found: facts.FileChanged) -> facts.FileChanged | facts.TextChanged:
    """Tell of a text that people wrote as one."""
    below = found.name.removeprefix(f"{TEXTS}/")
    if below == found.name:
        return found
    if found.name == TEXTS_CONFIRMED:
        return facts.TextChanged(name="", change="confirmed")
    return facts.TextChanged(name=below.removesuffix(".md"), change=found.change)


def _is_template(name: str) -> bool:
    """Whether a file words what the report says; images and stylesheets of templates do not."""
    return name.startswith(f"{TEMPLATES}/") and name.endswith(".j2")


def _is_programs(name: str, content: bytes) -> bool:
    """Tell whether a template reads as that of the program which it would stand in for."""
    if not name.startswith(f"{TEMPLATES}/"):
        return False
    _, *below = name.split("/")
    places = (own_file(TEMPLATES, *below), own_file(TEMPLATES, language_spoken(), *below))
    return any(path.is_file() and path.read_bytes() == content for path in places)


def _by_place(names: Iterable[str]) -> dict[str, str]:
    """Give files by what they stand for: a template right in templates/, or in the language's.

    What stands in the folder of the language counts before what stands bare.
    """
    bare, own = f"{TEMPLATES}/", f"{TEMPLATES}/{language_spoken()}/"
    return {
        bare + name.removeprefix(own) if name.startswith(own) else name: name
        for name in sorted(names, key=lambda each: (each.startswith(own), each))
    }
