"""What is said of a value that is written under every key of a protocol at once, value by value.

`every_key.txt` holds it: the keys that take and refuse the same, and below them each sentence with
the values of which it is said, by their numbers; a value that is not named is taken. To accept
another on purpose: UPDATE_SNAPSHOTS=1 pytest on this file, and read every changed line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

from living_review.ground.errors import ProtocolError
from living_review.protocol import Protocol, parse_protocol

KEPT = Path(__file__).with_name("every_key.txt")
LONG = "a word " * 40
DEEPEST = 4
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 2, -1, 0.5, 0.95, 1.0, 1.5, 30, 64, 65, 96, 100, 101, 2000, 1e300),
    *(float("inf"), "", " ", "word", "two words", "any", "no", "a.b-c_1", "-a", "x" * 64, "x" * 65),
    *(
        "high",
        "randm",
        "fixed effect",
        "knapp hartung",
        "RR",
        "risk ratoi",
        "2026-12-15",
        "2026-13-1",
    ),
    *("https://a.org/x", "https://a.org/x#y", "https://u:p@a.org", "http://a.org", "git@a.org:b/c"),
    *("data/x.yml", "../x", "data//x", "/x", "a\\b", "data/versions/x", "a@b.org", "$HOME", "A_1"),
    *("10.1000/x", "0000-0002-1825-0097", "0000-0002-1825-0098", "de", "zz-ZZ", "#0a0", "#0A0B0C"),
    *("a" * 64, "f" * 63, LONG, "<b>", "\u202e", "1,5", "1.5", "12", "(a", '"a'),
    *([], [1], ["a"], ["a", "a"], [1, 2], [2, 1], [1, 2, 3], [None], [["a"]], [{}], {}, {"x": 1}),
    *({"ratio": 1}, {"ratio": 0.8}, {"per_1000": 0}, {"per_1000": 20}, {"en": "a"}, {"en": ""}),
    *(
        {"de": "a"},
        {"en": "a", "fr": "b"},
        {"en": 3},
        {"a": "b", "c": "d"},
        {"id": "x", "label": "y"},
    ),
)


class Plain(yaml.SafeDumper):
    """Writes no anchors where a value recurs."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def shaped(annotation: Any, document: Any) -> Any:
    """Put a document of a model where its annotation has it: by itself, in a list, by name."""
    for each in (annotation, *get_args(annotation)):
        origin = get_origin(each)
        if origin is tuple:
            return [document]
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"named": document}
    return document


def everywhere(model: type[BaseModel], value: Any, depth: int) -> dict[str, Any]:
    """Write a value under every key of a model, and of the models in it down to that depth."""
    written = {}
    for name, field in model.model_fields.items():
        inner = next(models_in(field.annotation), None)
        below = inner is not None and depth > 0
        # A review has one of the two.
        if name == ("language" if depth % 2 else "languages"):
            continue
        written[field.alias or name] = (
            shaped(field.annotation, everywhere(inner, value, depth - 1)) if below else value
        )
    return written


def said(document: Any) -> dict[str, list[str]]:
    """Give what is said of a document, with the keys of which it is."""
    found: dict[str, list[str]] = {}
    try:
        written = yaml.dump(document, Dumper=Plain, allow_unicode=True, sort_keys=False)
        parse_protocol(written, "p.yml")
    except ProtocolError as error:
        for each in error.parts:
            text = re.sub(r"^p\.yml(, line \d+)?", "", each.sentence)
            key = each.key or ""
            text = text.removeprefix(f", {key}").removeprefix(": ")
            found.setdefault(f"{text} (found {each.value})", []).append(key)
    return found


# Written under sections and lists as well, and not only under what lies in them.
OF_SECTIONS = (None, True, 1, "word", [], ["a"], [{}], {}, {"x": 1}, {"en": "a"})
FOUND = re.compile(r"^found (.*?), allowed is ", re.DOTALL)


def table() -> tuple[dict[str, dict[str, list[int]]], dict[int, str]]:
    """Give for each key its sentences with the values they are of, and how values are shown."""
    of_keys: dict[str, dict[str, list[int]]] = {}
    shown: dict[int, str] = {}
    for number, value in enumerate(VALUES):
        depths = (0, 1, 2, 3) if value in OF_SECTIONS and not isinstance(value, float) else ()
        for depth in (*depths, DEEPEST):
            for text, keys in said(everywhere(Protocol, value, depth)).items():
                sentence, _, raw = text.rpartition(" (found ")
                if told := FOUND.match(sentence):
                    shown[number] = f"{told[1]} {raw[:-1]!r}"
                    sentence = sentence.replace(told[1], "…", 1)
                for key in keys:
                    own = of_keys.setdefault(key, {}).setdefault(sentence, [])
                    own += [number] * (number not in own)
    return of_keys, shown


def ranges(numbers: list[int]) -> str:
    """Write numbers that rise, those in a row as their ends."""
    ends: list[list[int]] = []
    for each in numbers:
        if ends and each == ends[-1][1] + 1:
            ends[-1][1] = each
        else:
            ends.append([each, each])
    return " ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in ends)


def test_every_value_is_taken_or_refused_under_every_key_as_it_was() -> None:
    of_keys, shown = table()
    alike: dict[str, list[str]] = {}
    for key, sentences in sorted(of_keys.items()):
        lines = [
            f"{sentence} {ranges(numbers)}"
            for sentence, numbers in sorted(sentences.items(), key=lambda each: each[1])
        ]
        alike.setdefault("\n".join(lines), []).append(key)
    parts = [f"{n} {value!r}: {shown.get(n, '')}" for n, value in enumerate(VALUES)]
    parts += [f"## {', '.join(keys)}\n{lines}" for lines, keys in alike.items()]
    text = "\n".join(parts) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8")


@pytest.mark.parametrize("value", ["word", None, 1, [], {"x": 1}], ids=repr)
def test_every_sentence_ends(value: Any) -> None:
    for text in said(everywhere(Protocol, value, DEEPEST)):
        assert text.rpartition(" (found ")[0].endswith((".", "?"))
